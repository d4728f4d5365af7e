"""A session's life and a sign-up's as tables of verbs: what can happen, from where to where.

session:  (nothing) ─plan─▶ planned ─publish─▶ published ─finish─▶ done        planned, published ─cancel─▶ cancelled
sign-up:  (nothing) ─sign_up─▶ going | waiting ⇄ …  waiting ─refill─▶ going     going, waiting ─leave─▶ left
"""

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    PLANNED = "planned", _("计划中")
    PUBLISHED = "published", _("已发布")
    DONE = "done", _("已办完")
    CANCELLED = "cancelled", _("已取消")


AHEAD = (State.PLANNED, State.PUBLISHED)
PUBLIC = (State.PUBLISHED, State.DONE, State.CANCELLED)  # what has been announced stays findable
NOTHING = ""


@dataclass(frozen=True)
class Verb:
    name: str
    label: str | Promise  # on the button
    done: str | Promise  # in the timeline
    sources: tuple[str, ...]
    target: str = ""  # empty: the state stays as it is
    needs: tuple[str, ...] = ()
    icon: str = "circle"


_TABLE = (
    Verb("plan", _("排一场"), _("已列入计划"), (NOTHING,), State.PLANNED, icon="calendar-plus"),
    Verb("publish", _("发布"), _("已发布"), (State.PLANNED,), State.PUBLISHED, icon="megaphone"),
    Verb("change", _("修改"), _("有变动"), AHEAD, needs=("reason",), icon="calendar-clock"),
    Verb("cancel", _("取消这一场"), _("已取消"), AHEAD, State.CANCELLED, ("reason",), "calendar-x"),
    Verb("finish", _("办完了"), _("已办完"), (State.PUBLISHED,), State.DONE, icon="flag"),
    # Each look at telephone numbers is written down where the session's history is.
    Verb("look", _("显示电话"), _("看了电话"), tuple(State), icon="eye"),
)

VERBS: dict[str, Verb] = {verb.name: verb for verb in _TABLE}


class SignUpState(TextChoices):
    GOING = "going", _("已报名")
    WAITING = "waiting", _("候补中")
    LEFT = "left", _("已退出")


class Proof(TextChoices):
    """How it was seen that somebody came; all count equally."""

    DOOR = "door", _("现场扫码")
    LEADER = "leader", _("负责人点名")
    PAPER = "paper", _("纸质签到表")


class BookingState(TextChoices):
    ASKED = "asked", _("待批准")
    APPROVED = "approved", _("已批准")
    REFUSED = "refused", _("未批准")
    WITHDRAWN = "withdrawn", _("已撤回")
    RELEASED = "released", _("未使用，已释放")


HOLDS = (BookingState.APPROVED,)  # what keeps others out


class LectureFormat(TextChoices):
    HALL = "hall", _("讲堂")
    BENCH = "bench", _("板凳")
    CORRIDOR = "corridor", _("长廊")
    CORNER = "corner", _("墙角")
    ONLINE = "online", _("线上")
    FILM = "film", _("观影")


class Background(TextChoices):
    """What a lecturer brings along."""

    CADRE = "cadre", _("领导干部")
    VETERAN = "veteran", _("退休党员")
    GRID_WORKER = "grid_worker", _("网格员")
    GOOD_PERSON = "good_person", _("身边好人")
    EXPERT = "expert", _("专业人士")
    RESIDENT = "resident", _("居民骨干")


class PreviewState(TextChoices):
    DRAFT = "draft", _("待审")
    PUBLISHED = "published", _("已发布")
