"""A week in words alone: to paste into a chat group, and to be read out."""

from sidan.activities import weeks
from sidan.activities.posters.facts import extra, short_name, signing
from sidan.activities.published import Day, Entry, Week
from sidan.core.clock import local

DIGITS = "零一二三四五六七八九"


def chat_text(week: Week) -> str:
    """Short lines, no markup: groups show it as it stands."""
    parts = [f"【一周活动预告】{week.station}", week.title]
    if week.words:
        parts.append(week.words)
    parts += [_day(day) for day in week.days] or ["这一周没有安排活动。"]
    parts.append(f"详情和报名：{week.address}\n不用手机，打 {week.phone} 报名")
    return "\n\n".join(parts)


def _day(day: Day) -> str:
    return "\n".join([f"■ {day.words}", *(_line(one) for one in day.entries)])


def _line(one: Entry) -> str:
    places = [part for part in (one.where, short_name(one.station)) if part]
    told = [f"{one.hours} {one.title}", "，".join(dict.fromkeys(places))]
    if one.is_cancelled:
        return f"✕ {one.title} 已取消（原定 {one.hours}）" + (f"：{one.reason}" if one.reason else "")
    told += [part for part in (one.audience_words, extra(one), signing(one)) if part]
    marks = "".join(f"〔{mark}〕" for mark in one.marks)
    return marks + "｜".join(told)


def number(n: int) -> str:
    """Below a hundred, as it is spoken: 三十, 十二, 二十五."""
    tens, ones = divmod(n, 10)
    if not tens:
        return DIGITS[ones]
    return ("" if tens == 1 else DIGITS[tens]) + "十" + (DIGITS[ones] if ones else "")


def clock(hour: int, minute: int) -> str:
    """九点, 下午两点半: as somebody says it who looks at a watch."""
    part = "早上" if hour < 8 else "上午" if hour < 12 else "中午" if hour < 13 else "下午" if hour < 18 else "晚上"
    twelve = hour if hour <= 12 else hour - 12
    said = "两" if twelve == 2 else number(twelve)
    if not minute:
        return f"{part}{said}点"
    rest = "半" if minute == 30 else f"{'零' if minute < 10 else ''}{number(minute)}分"
    return f"{part}{said}点{rest}"


def digits(phone: str) -> str:
    """Digit by digit with a breath between: 零 五 三 一 …"""
    groups = phone.replace("-", " ").split()
    return "，".join(" ".join(DIGITS[int(each)] if each.isdigit() else each for each in group) for group in groups)


def spoken_day(day: Day) -> str:
    return f"{weeks.weekday_words(day.day)}，{number(day.day.month)}月{number(day.day.day)}日"


def spoken(one: Entry) -> list[str]:
    """Sentences, each a breath long."""
    begins, ends = local(one.starts_at), local(one.ends_at)
    if one.is_cancelled:
        return [
            f"{clock(begins.hour, begins.minute)}的“{one.title}”取消了。",
            *([f"原因：{one.reason}。"] if one.reason else []),
        ]
    found = [f"{clock(begins.hour, begins.minute)}开始，{clock(ends.hour, ends.minute)}结束。"]
    found += [f"地点：{one.where}，{one.find}。" if one.find else f"地点：{one.where}。"] if one.where else []
    found += [f"{short_name(one.station)}主办。"]
    found += [f"{extra(one)}。"] if extra(one) else []
    found += [f"适合{one.audience_words}。"] if one.audience_words else []
    found += ["不用报名，直接来。" if one.seats is None else f"要报名，一共{_seats(one.seats)}个名额。"]
    return [f"注意，{mark}。" for mark in one.marks] + found


def _seats(n: int) -> str:
    if n == 2:
        return "两"
    return number(n) if n < 100 else str(n)
