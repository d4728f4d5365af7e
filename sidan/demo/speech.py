"""What people say: with their orders, in their ratings, and when the station has to say no."""

DETAILS: dict[str, tuple[str, ...]] = {
    "haircut": ("腿摔了，下不了楼，头发两个月没剪了", "老伴卧床，想把头发推短一点", "耳背，麻烦敲门大声些"),
    "errands": ("到社区医院取降压药，有处方", "帮忙买一袋米、一桶油，五楼没电梯", "到居委会交一份材料"),
    "company": ("一个人在家，想找人说说话", "眼睛看不清，想听听今天的报纸", "爱下象棋，想找个棋友"),
    "cleaning": ("厨房油烟机和窗户够不着", "楼道里堆了旧家具，想清走", "刚出院，屋里没法收拾"),
    "phones": ("想学会手机挂号", "孩子在外地，想学视频通话", "总收到陌生链接，想学怎么分辨"),
    "plumbing": ("厨房水管接头渗水", "卫生间灯不亮，怕摔着", "一开热水器就跳闸"),
    "appliance": ("电饭锅按下去就跳", "收音机没声了", "电风扇不转了"),
    "escort": ("周四上午去省立医院复查，孩子上班走不开", "做胃镜要人陪", "去眼科复查，看不清路"),
    "bathing": ("偏瘫两年，洗澡要两个人扶", "术后不能弯腰，想擦洗一下"),
    "health": ("想量量血压、测个血糖", "药吃得杂，想问问医生"),
    "law": ("租房押金不退，想问问怎么办", "老房子过户给孩子，要哪些手续"),
    "benefits": ("异地医保怎么报销", "高龄津贴怎么申请"),
    "mediation": ("楼上漏水，说了几次没修", "门口鞋柜占了过道"),
    "counsel": ("最近睡不好，想找人聊聊", "孩子不愿上学，着急"),
    "carpentry": ("卫生间想装个扶手", "门槛太高，轮椅过不去"),
    "tutoring": ("孩子三年级，爸妈下班晚", "双职工，四点半以后没人接"),
    "wish": ("想要一副老花镜", "孩子想要一个新书包"),
}
PLAIN = ("麻烦提前打个电话", "时间可以再商量", "")
URGENT = {"plumbing": ("水漏到楼下了，请快些", "一个人在家，灯全不亮"), "errands": ("降压药今天晚上就没了",)}

# Reasons of the station; what is said of one service comes before what can be said of any.
REJECTED = {
    "plumbing": ("楼道的水管电路由物业负责，已把您的电话转给物业，他们今天会联系您。",),
    "carpentry": ("房子是租的，装扶手要房东先同意，请商量好再点单。",),
    "law": ("已经开庭的案子要由您的律师来办，志愿者只做咨询。",),
}
REJECTED_ANY = (
    "电话核实时您说已经请人做好了，这张单就不安排了。需要时请再点单。",
    "三次电话都没有联系上您，先结束这张单。需要时请打站点电话。",
)
UNMET_PAPER = ("有证的志愿者这几天都排满了，我们已把这项列入招募。",)
UNMET_ANY = (
    "约定的时间没有志愿者能来，欢迎您换个时间再点一次。",
    "附近暂时没有会这项的志愿者，正在联系邻近社区。",
)
BAD_CALL = ("已向居民道歉，居民表示理解", "志愿者临时有急事早走了，已说明，居民接受", "已转告志愿者，下次提前打电话")
SAMPLE_CALL = ("居民说志愿者来了，做得很好", "服务属实，居民很满意", "打了三次没有人接")
REWORK = ("没有做完，居民希望再来一次", "时间太短，居民希望换一位志愿者再来")

PRAISE = (
    "手脚麻利，还陪我说了会儿话。", "说几点来就几点来，真准时。", "人特别有耐心。", "做得细致，比我想的还好。",
    "走的时候还帮我把垃圾带下去了。", "一趟趟地跑，辛苦了。", "谢谢社区，谢谢志愿者。", "",
)  # fmt: skip
# What goes wrong, by tag, with the words for it: three stars, and two or less.
MIXED = {"late": "还行，就是来得晚了点。", "unfinished": "做得可以，就是时间短了些。"}
BLAME = {
    "late": "等了一个多小时才来。",
    "unfinished": "没做完就走了，说下次再来。",
    "not_needed": "跟我要的不一样。",
}


def rejected(code: str) -> tuple[str, ...]:
    return REJECTED.get(code, ()) + REJECTED_ANY


def unmet(qualification: str) -> tuple[str, ...]:
    return (UNMET_PAPER if qualification else ()) + UNMET_ANY
