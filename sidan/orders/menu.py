"""The street's thirty service items, as data; `install_menu` writes those that are missing.

What it takes to do an item (papers, two people, insurance) is a guard the dispatcher keeps, so a street that
changes an item changes the guard with it.
"""

from dataclasses import dataclass

from django.utils.translation import gettext_noop as wording

from sidan.orders.models import Category, TwoPeople
from sidan.volunteers.models import QualificationKind, Skill

FIRST, ALWAYS, NEVER = TwoPeople.FIRST_VISIT, TwoPeople.ALWAYS, TwoPeople.NEVER
C, S, Q = Category, Skill, QualificationKind


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the menu; the fields are those of Item."""

    code: str
    name: str
    category: Category
    minutes: int
    skill: Skill
    icon: str
    summary: str
    places: int = 1
    qualification: str = ""
    two_people: TwoPeople = NEVER
    is_risky: bool = False
    minors_allowed: bool = False
    family_consent: bool = False
    guardian_consent: bool = False
    cooldown_days: int = 0
    warning: str = ""


HOME = (
    Entry(
        "haircut", wording("爱心理发"), C.COMMUNITY, 40, S.HAIRCUT, "scissors",
        wording("腿脚不方便、出不了门，两位志愿者到家里给您剪头发、刮脸。"),
        two_people=ALWAYS, cooldown_days=14, warning=wording("请先把头发洗净擦干；皮肤有伤口请提前说一声。"),
    ),
    Entry(
        "errands", wording("代办代购取药"), C.CARE, 45, S.ERRANDS, "shopping-bag",
        wording("帮您买菜、取药、取快递、交材料。"),
        two_people=FIRST, warning=wording("志愿者不经手现金、银行卡和密码；请用手机付款或货到当面结清。"),
    ),
    Entry(
        "escort", wording("陪诊"), C.HEALTH, 180, S.ESCORT, "hospital",
        wording("陪您去医院：挂号、排队、取药，再送您回家。"),
        qualification=Q.ESCORT, two_people=FIRST, family_consent=True,
        warning=wording("急病请马上拨打 120。志愿者不替您作医疗决定，也不代签字。"),
    ),
    Entry(
        "company", wording("陪聊探访读报"), C.CARE, 50, S.COMPANY, "coffee",
        wording("到家里坐坐，陪您说说话、读读报、下盘棋。"),
        two_people=FIRST, minors_allowed=True,
    ),
    Entry(
        "bathing", wording("助浴康复照护"), C.CARE, 75, S.BATHING, "bath",
        wording("帮行动不便的人洗澡、翻身、做康复动作。"),
        places=2, qualification=Q.NURSING, two_people=ALWAYS, is_risky=True, family_consent=True, cooldown_days=7,
        warning=wording("请家人在场并签风险告知书；发烧、血压不稳或有伤口时请改期。"),
    ),
    Entry(
        "cleaning", wording("家庭保洁清理堆物"), C.COMMUNITY, 60, S.CLEANING, "brush-cleaning",
        wording("三位志愿者一起来，打扫屋子、清走楼道里的旧东西。"),
        places=3, cooldown_days=14, warning=wording("贵重物品请自己收好；要扔的东西请您当面点头。"),
    ),
    Entry(
        "plumbing", wording("水电应急"), C.COMMUNITY, 60, S.PLUMBING, "droplets",
        wording("水管漏水、跳闸、灯不亮，来帮您先处理好。"),
        qualification=Q.ELECTRICIAN, two_people=FIRST, is_risky=True,
        warning=wording("闻到燃气味：先开窗，别碰开关，到屋外拨打燃气公司电话或 119。漏电请先拉总闸。"),
    ),
    Entry(
        "appliance", wording("小家电维修"), C.COMMUNITY, 45, S.APPLIANCE, "plug-zap",
        wording("电饭锅、电风扇、收音机坏了，来帮您修一修。"),
        two_people=FIRST, is_risky=True,
        warning=wording("要动墙里的线路，请点“水电应急”，由持电工证的志愿者来。零件钱自付。"),
    ),
    Entry(
        "carpentry", wording("适老化小改造"), C.COMMUNITY, 90, S.CARPENTRY, "hammer",
        wording("装扶手、垫防滑、修桌椅，让家里走着更稳当。"),
        qualification=Q.CARPENTER, two_people=ALWAYS, is_risky=True,
        warning=wording("不动承重墙和燃气管；材料先看样再买，费用自付。"),
    ),
    Entry(
        "wish", wording("微心愿圆梦"), C.CARE, 30, S.WISH, "gift",
        wording("一个小心愿：一个书包、一副老花镜、一床被子，我们帮您圆。"),
        two_people=FIRST, minors_allowed=True, cooldown_days=90,
        warning=wording("心愿物品一般不超过 200 元；不收现金，不送现金。"),
    ),
)  # fmt: skip

ADVICE = (
    Entry(
        "counsel", wording("心理疏导"), C.CARE, 50, S.COUNSEL, "brain",
        wording("心里憋闷、睡不好，和懂心理的志愿者聊一聊。"),
        qualification=Q.COUNSELLOR,
        warning=wording("谈话内容保密；有轻生念头请马上拨打 120 或心理援助热线 12356，志愿者不看病不开药。"),
    ),
    Entry(
        "law", wording("法律咨询"), C.LAW, 30, S.LAW, "scale",
        wording("继承、合同、赡养、劳动纠纷，请律师志愿者给您讲明白。"),
        qualification=Q.LAWYER, warning=wording("只解答、不代打官司，不收任何费用；请带好合同、证件的复印件。"),
    ),
    Entry(
        "mediation", wording("邻里调解"), C.SAFETY, 90, S.MEDIATION, "handshake",
        wording("漏水、噪声、停车起了争执，请调解员来评评理。"),
        places=2, qualification=Q.MEDIATOR, warning=wording("有人动手或受到威胁，请马上拨打 110。"),
    ),
    Entry(
        "benefits", wording("就业社保医保咨询"), C.COMMUNITY, 20, S.BENEFITS, "landmark",
        wording("养老金、医保报销、找工作，帮您问清楚要带什么、去哪办。"),
        warning=wording("请带身份证；不要把密码和验证码告诉任何人，包括志愿者。"),
    ),
    Entry(
        "health", wording("健康义诊"), C.HEALTH, 15, S.HEALTH, "stethoscope",
        wording("量血压、测血糖，医生护士给您讲讲怎么用药、怎么吃。"),
        qualification=Q.DOCTOR, warning=wording("义诊不代替看病；胸痛、说话不清、半边身子没劲请马上拨打 120。"),
    ),
    Entry(
        "phones", wording("手机课堂"), C.SCIENCE, 75, S.PHONES, "smartphone",
        wording("手把手教您用微信、挂号、扫码、视频通话。"),
        minors_allowed=True, warning=wording("志愿者不替您输密码、不碰您的钱。"),
    ),
    Entry(
        "sewing", wording("磨刀缝补配钥匙"), C.COMMUNITY, 10, S.SEWING, "key-round",
        wording("磨剪子戗菜刀、补衣服、配钥匙，一会儿就好。"),
        warning=wording("配钥匙请带身份证；刀剪请用布包好带来。"),
    ),
)  # fmt: skip

CHILDREN = (
    Entry(
        "tutoring", wording("课后托管作业辅导"), C.EDUCATION, 120, S.TUTORING, "book-open-check",
        wording("放学后孩子没人看，来站里写作业，两位志愿者一起陪着。"),
        places=2, two_people=ALWAYS, guardian_consent=True,
        warning=wording("须监护人同意并留电话；接孩子的人要先登记。"),
    ),
    Entry(
        "reading", wording("亲子阅读家庭教育"), C.EDUCATION, 90, S.READING, "book-heart",
        wording("和孩子一起读绘本，听听别家是怎么教孩子的。"),
        minors_allowed=True, warning=wording("请家长全程陪着孩子。"),
    ),
)  # fmt: skip

TOGETHER = (
    Entry(
        "first_aid", wording("急救AED培训"), C.RESCUE, 90, S.FIRST_AID, "heart-pulse",
        wording("教您心肺复苏、海姆立克，学会用救命的 AED。"),
        qualification=Q.FIRST_AID, warning=wording("正在发生急病请马上拨打 120，不要等志愿者。"),
    ),
    Entry(
        "safety", wording("反诈消防禁毒宣讲"), C.SAFETY, 40, S.SAFETY, "shield-alert",
        wording("讲讲骗子的新花样，家里怎么防火，怎么远离毒品。"),
        warning=wording("已经被骗请马上拨打 110 或 96110。"),
    ),
    Entry(
        "lecture", wording("理论宣讲"), C.CIVILITY, 45, S.LECTURE, "presentation",
        wording("请宣讲员到院里、到楼下，用家常话讲政策。"),
        qualification=Q.LECTURER,
    ),
    Entry(
        "stage", wording("戏曲演出公益电影"), C.CULTURE, 105, S.STAGE, "drama",
        wording("吕剧、京剧、老电影，送到您小区的广场上。"),
        places=6, warning=wording("人多请慢走；一次来 100 人以上要先报站点做安全方案。"),
    ),
    Entry(
        "arts", wording("书画合唱太极班"), C.CULTURE, 90, S.ARTS, "palette",
        wording("写字、画画、唱歌、打太极，找个老师带着大家一起学。"),
        minors_allowed=True, warning=wording("身体不舒服时先歇着，量力而行。"),
    ),
    Entry(
        "festival", wording("春联节日慰问"), C.CULTURE, 90, S.FESTIVAL, "scroll-text",
        wording("过年过节写春联、包饺子，上门看看您。"),
        places=2, minors_allowed=True, cooldown_days=20, warning=wording("慰问品当面清点，不收礼、不留饭。"),
    ),
    Entry(
        "customs", wording("移风易俗红白事"), C.CIVILITY, 120, S.CUSTOMS, "ribbon",
        wording("红事白事请理事会帮您张罗，办得体面又节省。"),
        places=3, warning=wording("志愿者不经手礼金。"),
    ),
)  # fmt: skip

STREET = (
    Entry(
        "sorting", wording("垃圾分类督导"), C.ENVIRONMENT, 120, S.SORTING, "recycle",
        wording("到投放点站一站，教大家把垃圾分清楚。"),
        places=2, minors_allowed=True, warning=wording("戴手套；不翻别人的垃圾，只提醒不处罚。"),
    ),
    Entry(
        "patrol", wording("文明劝导巡查"), C.CIVILITY, 120, S.PATROL, "megaphone",
        wording("飞线充电、不牵绳遛狗、乱堆乱放，请志愿者来劝一劝。"),
        places=2, warning=wording("只劝导不处罚；遇到冲突先离开，再报站点。"),
    ),
    Entry(
        "traffic", wording("交通引导"), C.TRAFFIC, 90, S.TRAFFIC, "traffic-cone",
        wording("上学放学、路口堵车的时候，帮大家平安过马路。"),
        places=2, is_risky=True, warning=wording("穿反光背心，站在安全线里；未成年人不参加。"),
    ),
    Entry(
        "garden", wording("美丽庭院楼道美化"), C.ENVIRONMENT, 120, S.GARDEN, "flower-2",
        wording("种花、刷墙、清小广告，把院子和楼道收拾漂亮。"),
        places=3, minors_allowed=True, warning=wording("不登高、不动电线；刷墙要先问邻居。"),
    ),
)  # fmt: skip

MENU: tuple[Entry, ...] = HOME + ADVICE + CHILDREN + TOGETHER + STREET
