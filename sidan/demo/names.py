"""Names, birthdays and telephone numbers of people who do not exist."""

from datetime import date, timedelta
from random import Random

_SURNAMES = (
    "王" * 74 + "李" * 72 + "张" * 68 + "刘" * 54 + "陈" * 45 + "杨" * 31 + "赵" * 23 + "黄" * 22 + "周" * 21
    + "吴" * 20 + "徐" * 17 + "孙" * 16 + "马" * 13 + "朱" * 13 + "胡" * 13 + "郭" * 12 + "何" * 12 + "高" * 11
    + "林" * 11 + "罗" * 9 + "郑" * 9 + "梁" * 9 + "谢" * 8 + "宋" * 8 + "唐" * 7 + "许" * 6 + "韩" * 6 + "冯" * 6
    + "邓" * 6 + "曹" * 6 + "彭" * 6 + "曾" * 6 + "肖" * 6 + "田" * 5 + "董" * 5 + "潘" * 4 + "袁" * 4 + "蔡" * 4
    + "蒋" * 4 + "于" * 6 + "孔" * 5 + "孟" * 4 + "牛" * 3 + "邢" * 2 + "亓" * 1
)  # fmt: skip

# First and second syllables by generation and sex; they are combined freely.
_SYLLABLES = {
    ("elder", True): ("秀桂玉淑凤美素兰春月爱瑞", "英兰芬珍琴芳华荣梅霞云香"),
    ("elder", False): ("建国德振志永玉家保福明文", "国华军生林民山海成友祥田"),
    ("middle", True): ("丽红秀海晓艳爱文雪春冬玉", "丽艳红霞萍燕玲梅静敏娟芹"),
    ("middle", False): ("志建海伟永晓文立春庆新卫", "强伟军勇刚斌涛峰辉明平东"),
    ("young", True): ("佳雨思欣梦晓文雅子诗静婉", "怡涵琪颖婷雯瑶月宁悦蕾然"),
    ("young", False): ("浩子俊宇志晨文嘉昊明泽天", "然轩宇杰博豪鑫辰阳航凯睿"),
}
ONE_SYLLABLE = {"elder": 0.12, "middle": 0.3, "young": 0.18}


def surname(rng: Random) -> str:
    return rng.choice(_SURNAMES)


def given_name(rng: Random, age: int, *, woman: bool) -> str:
    generation = "elder" if age >= 60 else "middle" if age >= 35 else "young"
    first, second = _SYLLABLES[generation, woman]
    end = rng.choice(second)
    if rng.random() < ONE_SYLLABLE[generation]:
        return end
    begin = rng.choice(first)
    return begin + end if begin != end else end


def birthday(rng: Random, age: int, today: date) -> date:
    """A day that makes somebody `age` years old today."""
    return today - timedelta(days=age * 365 + age // 4 + rng.randrange(2, 360))


# 169 is a range in which no operator gives out numbers. The first million belongs to the cast and to staff; the others
# are scrambled, so that neighbours do not have neighbours' numbers.
_RESERVED, _MOBILES, _STEP = 1_000_000, 99_000_000, 48_271_327


def mobile(n: int) -> str:
    """A number of its own for each n below 99 million."""
    return f"169{_RESERVED + n * _STEP % _MOBILES:08d}"


def staff_mobile(n: int) -> str:
    return f"169{n % _RESERVED:08d}"


def landline(n: int) -> str:
    return f"05315550{n % 10_000:04d}"


def volunteer_digits(n: int) -> str:
    """Eight digits, different for each n below 90 million, without an order that could be read."""
    return str(10_000_000 + n * 38_833_331 % 90_000_000)
