"""What the demo street offers: tables of facilities, brands, lecturers and activities. All of it is made up."""

from dataclasses import dataclass

from sidan.activities.states import Background, LectureFormat
from sidan.places.models import FacilityKind
from sidan.programmes.kinds import ActivityKind, Audience


@dataclass(frozen=True)
class Room:
    name: str
    kind: str
    place: str
    capacity: int | None
    equipment: tuple[str, ...] = ()
    ease: tuple[str, ...] = ("step_free", "toilet")
    theme: str = ""
    hours: tuple[tuple[int, int], ...] = ((510, 720), (840, 1260))  # every day; empty: never shut
    proposed: str = ""


HALL, PARK = "讲堂", "社区公园"
ROOMS = (
    Room(
        HALL,
        FacilityKind.LECTURE_HALL,
        "党群服务中心二楼",
        60,
        ("projector", "microphone", "tables", "air", "water"),
        ("step_free", "lift", "toilet", "seats", "hearing"),
    ),
    Room("邻里会客厅", FacilityKind.PARTY_CENTRE, "党群服务中心一楼", 30, ("tables", "water", "air", "wifi")),
    Room(
        PARK,
        FacilityKind.COMMUNITY_PARK,
        "小区中心绿地",
        None,
        ("stage", "power"),
        ("step_free", "seats", "shade"),
        hours=(),
    ),
    Room(
        "暖心驿站", FacilityKind.REST_POST, "沿街岗亭旁", 12, ("water", "power", "wifi", "aed"), ("step_free", "seats")
    ),
    Room(
        "文化长廊", FacilityKind.CORRIDOR, "南墙长廊", None, (), ("step_free", "seats", "shade"), "移风易俗", hours=()
    ),
)
STREET_ROOMS = (
    Room(
        "实践所大讲堂",
        FacilityKind.LECTURE_HALL,
        "街道办事处三楼",
        150,
        ("projector", "microphone", "stage", "air", "water"),
        ("step_free", "lift", "accessible_toilet", "hearing", "parking"),
    ),
    Room(
        "文体广场",
        FacilityKind.SQUARE,
        "街道办事处南侧",
        None,
        ("stage", "power", "microphone"),
        ("step_free", "seats"),
        hours=(),
    ),
    Room(
        "创享中心",
        FacilityKind.SHARE_CENTRE,
        "创享中心一层",
        80,
        ("tables", "projector", "wifi", "piano"),
        theme="Xin街坊",
    ),
)
# One more of its own for each community, in their order.
OWN_ROOMS = (
    Room(
        "长者食堂",
        FacilityKind.CANTEEN,
        "一号楼底商",
        40,
        ("kitchen", "tables"),
        theme="长者助餐",
        hours=((630, 780), (990, 1110)),
    ),
    Room("垃圾分类主题公园", FacilityKind.THEME_PARK, "北门东侧", None, theme="垃圾分类", hours=()),
    Room("清廉文化角", FacilityKind.CORNER, "文化广场西侧", None, theme="清廉文化", hours=()),
    Room(
        "口袋公园", FacilityKind.POCKET_PARK, "路口东南角", None, ("power",), ("step_free", "seats", "shade"), hours=()
    ),
    Room("原自行车棚", FacilityKind.IDLE, "5号楼北侧", 25, proposed="改成社区书房和孩子放学后的自习角", hours=()),
    Room("物业服务中心", FacilityKind.PROPERTY_CENTRE, "东门内", 20, ("tables", "water")),
)

# Name, slogan, is it a feature, which community it belongs to (-1: the street's).
BRANDS = (
    ("红动辛西", "街道书记带头讲，党员跟着干", False, -1),
    ("辛西大舞台", "月月有戏看，人人能上台", False, -1),
    ("小微学堂", "家门口的课堂", False, 0),
    ("长者食堂", "一碗热饭，一份惦记", True, 0),
    ("北街夜校", "下班以后学点东西", False, 1),
    ("绿芽小卫士", "孩子带着全家分垃圾", True, 1),
    ("槐安雅韵", "琴棋书画在槐安", False, 2),
    ("清风角", "坐下来，讲讲家风", True, 2),
    ("青禾书声", "一家人一起读书", False, 3),
    ("春晓巧手", "缝补磨修，样样都行", False, 4),
    ("泉秀义诊", "每月一次，把脉在楼下", False, 5),
    ("楼门剧场", "搬个板凳看电影", True, 5),
)

LECTURERS = (
    (Background.CADRE, "民生实事怎么办\n社区这一年"),
    (Background.CADRE, "街道这一年\n老旧小区改造"),
    (Background.CADRE, "接诉即办那些事"),
    (Background.VETERAN, "我入党的那一天\n机床厂的故事"),
    (Background.VETERAN, "红色家书"),
    (Background.VETERAN, "老党员说变化"),
    (Background.VETERAN, "南辛庄的由来"),
    (Background.GRID_WORKER, "防诈骗\n楼道安全"),
    (Background.GRID_WORKER, "飞线充电的危险"),
    (Background.GRID_WORKER, "文明养犬"),
    (Background.GOOD_PERSON, "照顾婆婆三十年"),
    (Background.GOOD_PERSON, "邻里一家亲"),
    (Background.GOOD_PERSON, "拾金不昧"),
    (Background.EXPERT, "民法典在身边"),
    (Background.EXPERT, "慢病怎么养"),
    (Background.EXPERT, "婚丧简办"),
    (Background.RESIDENT, "垃圾分类我来讲"),
    (Background.RESIDENT, "家庭教育一点通"),
)
# Eighty-five talks in the year, as the six formats share them.
FORMATS = (
    (LectureFormat.HALL, 30),
    (LectureFormat.BENCH, 20),
    (LectureFormat.CORRIDOR, 12),
    (LectureFormat.CORNER, 11),
    (LectureFormat.ONLINE, 6),
    (LectureFormat.FILM, 6),
)
FILMS = ("老街的春天", "山那边的灯", "一件棉袄", "泉水叮咚")


@dataclass(frozen=True)
class Regular:
    """What every community holds by a rule: on this weekday, so many times a month."""

    title: str
    kind: str
    weekday: int
    hour: int
    minutes: int
    room: str
    seats: int | None
    every: int = 1  # weeks
    audience: str = Audience.EVERYONE
    led: str = "社区居委会"
    plans: str = ""
    helps: str = ""
    joins: str = ""


REGULARS = (
    Regular(
        "书画合唱班",
        ActivityKind.CLASS,
        1,
        14,
        90,
        HALL,
        30,
        audience=Audience.ELDERS,
        plans="书画协会",
        joins="居民骨干带班",
    ),
    Regular("太极晨练", ActivityKind.SPORT, 3, 8, 60, PARK, None, 2, helps="物业公司", joins="晨练队"),
    Regular(
        "爱心理发日",
        ActivityKind.SERVICE_DAY,
        2,
        9,
        120,
        "邻里会客厅",
        24,
        2,
        Audience.ELDERS,
        plans="爱心理发队",
        joins="志愿者",
    ),
    Regular("手机课堂", ActivityKind.CLASS, 4, 15, 75, HALL, 25, 4, Audience.ELDERS, joins="大学生志愿者"),
    Regular(
        "亲子绘本时间",
        ActivityKind.READING,
        5,
        10,
        60,
        "邻里会客厅",
        16,
        4,
        Audience.FAMILIES,
        plans="阅读推广人",
        joins="家长",
    ),
    Regular("义诊进小区", ActivityKind.CLINIC, 6, 9, 120, PARK, None, 4, plans="社区卫生服务中心", helps="物业公司"),
    Regular("清洁楼道行动", ActivityKind.CAMPAIGN, 6, 15, 90, PARK, 20, 4, helps="物业公司", joins="楼门长"),
)
# The street's own, month after month, in turns: two a month.
CULTURE = (
    ("戏曲演出《老街坊》", ActivityKind.PERFORMANCE, "戏曲协会"),
    ("广场电影夜", ActivityKind.FILM, "放映队"),
    ("我们的节日·民俗游园", ActivityKind.FESTIVAL, "文化站"),
    ("合唱展演", ActivityKind.PERFORMANCE, "合唱协会"),
    ("露天电影", ActivityKind.FILM, "放映队"),
    ("邻居节", ActivityKind.FESTIVAL, "楼门长联席会"),
)
GOALS = {
    "street": {
        ActivityKind.LECTURE: 90,
        ActivityKind.PERFORMANCE: 14,
        ActivityKind.FILM: 14,
        ActivityKind.FESTIVAL: 12,
    },
    "community": {
        ActivityKind.CLASS: 65,
        ActivityKind.SPORT: 26,
        ActivityKind.SERVICE_DAY: 26,
        ActivityKind.READING: 13,
        ActivityKind.CLINIC: 13,
        ActivityKind.CAMPAIGN: 13,
    },
}
