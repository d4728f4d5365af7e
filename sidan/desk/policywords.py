"""The numbers of the dispatcher's policy in the words of a street."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sidan.dispatch import Setting, settings
from sidan.orders.trials import OFTEN, Trial

UNITS: dict[str, str | Promise] = {
    "min": gettext_lazy("分钟"),
    "m": gettext_lazy("米"),
    "m/min": gettext_lazy("米/分钟"),
    "%": "%",
}


@dataclass(frozen=True)
class Said:
    label: str | Promise
    meaning: str | Promise
    is_usual: bool = True  # what a manager thinks about; the rest describes the streets and the clock


SAID: dict[str, Said] = {
    "fairness_minutes": Said(
        gettext_lazy("公平：本月每做过一单，算多走"),
        gettext_lazy("越大越轮流请人，路会远一点；0 就是谁近请谁"),
    ),
    "known_face_minutes": Said(
        gettext_lazy("熟人：去过这位居民家的，可以多走"),
        gettext_lazy("越大越常请居民认识的人"),
    ),
    "fatigue_minutes": Said(
        gettext_lazy("不打扰：最近每请过一次没去成，算多走"),
        gettext_lazy("越大越不老问同一个人"),
    ),
    "borrow_minutes": Said(
        gettext_lazy("借人：别的站点的志愿者，算多走"),
        gettext_lazy("越大越先请本站的人"),
    ),
    "max_distance_m": Said(
        gettext_lazy("最远：直线超过这么远的不请"),
        gettext_lazy("志愿者自己选得更近的，照他自己选的"),
    ),
    "stay_minutes": Said(
        gettext_lazy("稳定：已经请了的人，要省下这么多才换"),
        gettext_lazy("越大越不换人"),
    ),
    "pace_m_per_min": Said(gettext_lazy("志愿者走路的快慢"), gettext_lazy("成年人平常走 70 米/分钟"), is_usual=False),
    "detour_percent": Said(
        gettext_lazy("实际的路是直线的"), gettext_lazy("小区多绕路、要过铁路的，放大一点"), is_usual=False
    ),
    "widen_percent": Said(
        gettext_lazy("没人接时，每个人的步行范围放到"), gettext_lazy("一天没人接，范围放大一次"), is_usual=False
    ),
    "gap_minutes": Said(gettext_lazy("同一个人的两单之间留出"), gettext_lazy("用来走路、喝口水"), is_usual=False),
    "start_step_minutes": Said(
        gettext_lazy("开始时间每隔"), gettext_lazy("排的时候试 9:00、9:30……"), is_usual=False
    ),
    "period_minutes": Said(
        gettext_lazy("一份计划里，同一个人隔这么久才请第二次"), gettext_lazy("240 分钟就是半天"), is_usual=False
    ),
}  # fmt: skip


def usual() -> Iterator[Setting]:
    order = list(SAID)
    yield from sorted(settings(), key=lambda setting: order.index(setting.name))


def range_words(setting: Setting) -> str:
    told = {"low": setting.low, "high": setting.high, "default": setting.default}
    return _("%(low)d–%(high)d，平常 %(default)d") % told


def verdict(trial: Trial) -> str:
    """The difference in one sentence: what is won, what it costs."""
    old, new = trial.old, trial.new
    said = [_fairer(old.gini, new.gini), _served(new.served - old.served), _walk(new.walk - old.walk)]
    if new.most_asked < OFTEN <= old.most_asked:
        said.append(_("没有人被请三次"))
    elif new.most_asked != old.most_asked:
        said.append(_("请得最多的人从 %(old)d 次变成 %(new)d 次") % {"old": old.most_asked, "new": new.most_asked})
    words = [one for one in said if one]
    return _("，").join(words) if words else _("上周的单会排得一模一样")


def _fairer(old: float, new: float) -> str:
    if abs(old - new) < 0.005:
        return ""
    return _("更公平") if new < old else _("更集中在少数人")


def _served(more: int) -> str:
    if not more:
        return ""
    return _("多去 %(n)d 人次") % {"n": more} if more > 0 else _("少去 %(n)d 人次") % {"n": -more}


def _walk(more: int) -> str:
    if not more:
        return _("路一样长")
    return _("多走 %(n)d 分钟") % {"n": more} if more > 0 else _("少走 %(n)d 分钟") % {"n": -more}
