"""Made-up content of the style page: realistic lengths, synthetic people, a fixed clock so that pictures compare."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django import forms
from django.core.paginator import Paginator

from sidan.core.faces import FaceField

NOW = datetime(2026, 3, 5, 1, 30, tzinfo=UTC)
MENU = (
    ("scissors", "爱心理发", "上门约 40 分钟"),
    ("wrench", "小家电维修", "约 45 分钟"),
    ("shopping-basket", "代办代购取药", "不收现金"),
    ("message-circle-heart", "陪聊探访", "首次两人上门"),
    ("scale", "法律咨询", "律师坐班"),
    ("stethoscope", "健康义诊", "医生或护士"),
)
WORK = (
    ("D0305-018", "王秀英", "上门理发，行动不便，二楼无电梯", "梅兰社区", "待核实", "warn", "phone-call", -26),
    ("D0305-017", "李建国", "厨房水龙头漏水", "济微路社区", "待派单", "info", "send", -3),
    ("D0305-016", "张桂兰", "陪诊：周五上午到市立五院复查", "梅兰社区", "待接单", "info", "hourglass", 1),
    ("D0305-015", "赵玉珍", "代取慢病药", "南辛北街社区", "待接单", "info", "hourglass", 3),
    ("D0305-014", "孙志强", "电视遥控器不会用", "济微路社区", "已接单", "ok", "circle-check", 22),
    ("D0305-013", "周淑芬", "陪聊读报，每周一次", "梅兰社区", "已接单", "ok", "circle-check", 26),
    ("D0304-042", "吴德顺", "楼道堆物清理，需三人", "辛西社区", "服务中", "accent", "hand-heart", 5),
    ("D0304-041", "郑凤霞", "孩子放学后一小时照看", "辛西社区", "待核实", "warn", "phone-call", 8),
    ("D0304-039", "冯国栋", "换纱窗", "南辛北街社区", "待评单", "info", "star", 40),
    ("D0304-036", "陈美玲", "独居老人家里装扶手", "济微路社区", "待回访", "error", "headset", -50),
)


class SampleForm(forms.Form):
    what = forms.CharField(
        label="需要帮什么忙？",
        max_length=200,
        help_text="说清楚楼层和不方便的地方，志愿者好带工具。",
        widget=forms.Textarea,
    )
    phone = forms.CharField(
        label="联系电话", help_text="志愿者接单后才看得到完整号码。", widget=forms.TextInput(attrs={"inputmode": "tel"})
    )
    station = forms.ChoiceField(label="所属社区", choices=[("a", "梅兰社区"), ("b", "济微路社区"), ("c", "辛西社区")])
    when = forms.ChoiceField(
        label="什么时候方便？",
        choices=[("m", "上午（9–12 点）"), ("a", "下午（2–5 点）"), ("e", "都可以，听安排")],
        widget=forms.RadioSelect,
    )
    tags = forms.MultipleChoiceField(
        label="哪些地方做得好？",
        required=False,
        choices=[("time", "准时"), ("kind", "态度好"), ("skill", "手艺好"), ("clean", "收拾干净")],
        widget=forms.CheckboxSelectMultiple(attrs={"class": "choices--tiles"}),
    )
    agree = forms.BooleanField(label="我同意把电话告诉接单的志愿者，服务结束后收回。")


class SampleQuestion(SampleForm):
    """One question per page: the label of the field named here is the heading of the page."""

    question = "when"


class SampleRating(forms.Form):
    score = FaceField(label="这次服务，您满意吗？")


def samples() -> dict[str, Any]:
    return {
        "now": NOW,
        "nav_fallback": "#main",
        "clocks": [NOW + timedelta(hours=h, minutes=m) for h, m in ((22, 0), (1, 20), (-3, -5), (-50, 0))],
        "menu": [{"icon": icon, "title": title, "text": text} for icon, title, text in MENU],
        "work": [_work_row(row) for row in WORK],
        "filters": _filters(),
        "events": _events(),
        "facts": [
            ("服务项目", "爱心理发（上门）"),
            ("时间", "3月6日 周五 上午"),
            ("地址", "梅兰小区 3 号楼 2 单元 201"),
            ("志愿者", "两人，自带工具"),
        ],
        "page_object": Paginator(range(200), 20).page(3),
        "form": SampleForm(initial={"when": "m"}),
        "bad_form": _bad_form(),
        "question": SampleQuestion(initial={"when": "m"}),
        "rating": SampleRating(initial={"score": 5}),
    }


def _bad_form() -> SampleForm:
    form = SampleForm({"bad-phone": "1380531", "bad-station": "a", "bad-tags": ["time"]}, prefix="bad")
    form.add_error("phone", "电话少了几位，手机号是 11 位数字。")
    return form


def _work_row(row: tuple[str, str, str, str, str, str, str, int]) -> dict[str, Any]:
    names = ("number", "name", "what", "station", "state", "tone", "icon")
    return dict(zip(names, row, strict=False)) | {"due": NOW + timedelta(hours=row[7], minutes=17)}


def _filters() -> list[dict[str, Any]]:
    counts = (("待处理", 10), ("超时", 3), ("待核实", 2), ("待派单", 1), ("待接单", 2), ("待回访", 1), ("全部", 86))
    return [{"label": label, "count": n, "href": "#filters", "current": label == "待处理"} for label, n in counts]


def _events() -> list[dict[str, Any]]:
    hours = (-20, -19, -18, -2, None)
    steps = (
        ("ok", "circle-check", "您点了单", "通过电话，由梅兰社区代为登记"),
        ("ok", "circle-check", "社区已核实", "需要两名志愿者上门"),
        ("warn", "refresh-cw", "一位志愿者来不了，已改派", ""),
        ("now", "circle-dot", "两位志愿者已接单", "刘师傅、何姐，明天上午 9 点半到"),
        ("next", "circle", "上门服务，请把四位服务码读给志愿者", ""),
    )
    return [
        {"tone": tone, "icon": icon, "title": title, "text": text, "at": hour and NOW + timedelta(hours=hour)}
        for hour, (tone, icon, title, text) in zip(hours, steps, strict=True)
    ]
