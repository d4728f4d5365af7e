"""The loop as one table: what can happen to an order, from where to where, by whom, and what must be said.

submitted → verified → offered → accepted → in_service → served → closed
    ↘ rejected, referred, merged, withdrawn     ↘ unmet          ↘ callback → rework → offered …
"""

from dataclasses import dataclass, field

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    SUBMITTED = "submitted", _("待核实")
    VERIFIED = "verified", _("待派单")
    OFFERED = "offered", _("待接单")
    ACCEPTED = "accepted", _("已接单")
    IN_SERVICE = "in_service", _("服务中")
    SERVED = "served", _("待评单")
    CALLBACK = "callback", _("待回访")
    REWORK = "rework", _("重新安排")
    CLOSED = "closed", _("已完成")
    REJECTED = "rejected", _("不予受理")
    REFERRED = "referred", _("已转介")
    MERGED = "merged", _("已并单")
    WITHDRAWN = "withdrawn", _("已撤回")
    UNMET = "unmet", _("未能满足")


OPEN = (
    State.SUBMITTED,
    State.VERIFIED,
    State.OFFERED,
    State.ACCEPTED,
    State.IN_SERVICE,
    State.SERVED,
    State.CALLBACK,
    State.REWORK,
)
ENDED = tuple(state for state in State if state not in OPEN)
BEFORE_SERVICE = (State.SUBMITTED, State.VERIFIED, State.OFFERED, State.ACCEPTED, State.REWORK)
NEEDS_HANDS = (State.VERIFIED, State.OFFERED, State.REWORK)


class Actor(TextChoices):
    """In what capacity somebody acts on an order; access.py finds out which of these a person is."""

    SERVED = "served", _("被服务人或其家人")
    STATION = "station", _("所属站点")
    GRID = "grid", _("网格员")
    OTHER_STATION = "other_station", _("回访站点")
    ASKED = "asked", _("被邀请的志愿者")
    CLAIMANT = "claimant", _("符合条件的志愿者")
    ASSIGNED = "assigned", _("接单志愿者")
    CLOCK = "clock", _("系统按时限")


@dataclass(frozen=True)
class Verb:
    name: str
    label: str | Promise  # on the button
    done: str | Promise  # in the timeline
    sources: tuple[State, ...]
    targets: tuple[State, ...]
    actors: tuple[Actor, ...]
    needs: tuple[str, ...] = field(default=())
    icon: str = "circle"


S, A = State, Actor

_TABLE = (
    Verb("place", _("点单"), _("已点单"), (), (S.SUBMITTED,), (A.SERVED, A.GRID, A.STATION), icon="send"),
    Verb("record", _("补录"), _("按纸质日报单补录"), (), (S.SERVED,), (A.STATION,), icon="notebook-pen"),
    Verb("verify", _("核实通过"), _("站点已核实"), (S.SUBMITTED,), (S.VERIFIED,), (A.STATION,), icon="phone-call"),
    Verb(
        "reject",
        _("不予受理"),
        _("站点未受理"),
        (S.SUBMITTED, S.VERIFIED),
        (S.REJECTED,),
        (A.STATION,),
        ("reason",),
        "circle-slash",
    ),
    Verb(
        "refer",
        _("转介"),
        _("已转介"),
        (S.SUBMITTED, S.VERIFIED, S.OFFERED, S.REWORK),
        (S.REFERRED,),
        (A.STATION,),
        ("referred_to",),
        "arrow-up-right",
    ),
    Verb(
        "merge",
        _("并单"),
        _("已并入另一单"),
        (S.SUBMITTED, S.VERIFIED),
        (S.MERGED,),
        (A.STATION,),
        ("into",),
        "merge",
    ),
    Verb(
        "gather",
        _("并入活动"),
        _("改为在一场活动里办"),
        (S.SUBMITTED, S.VERIFIED, S.OFFERED, S.REWORK),
        (S.MERGED,),
        (A.STATION,),
        ("session",),
        "users-round",
    ),
    Verb("part", _("另行安排"), _("活动取消，另行安排"), (S.MERGED,), (S.VERIFIED,), (A.CLOCK,), icon="undo-2"),
    Verb("staff", _("为活动请人"), _("活动要请志愿者"), (), (S.VERIFIED,), (A.STATION,), icon="hand-helping"),
    Verb(
        "withdraw",
        _("撤回"),
        _("已撤回"),
        BEFORE_SERVICE,
        (S.WITHDRAWN,),
        (A.SERVED, A.STATION),
        icon="undo-2",
    ),
    Verb(
        "dispatch",
        _("派单"),
        _("已邀请志愿者"),
        NEEDS_HANDS,
        (S.OFFERED,),
        (A.STATION, A.CLOCK),
        ("volunteers",),
        "user-plus",
    ),
    Verb(
        "open_pool", _("放入抢单池"), _("已放入抢单池"), NEEDS_HANDS, (S.OFFERED,), (A.STATION, A.CLOCK), icon="users"
    ),
    Verb("accept", _("接单"), _("志愿者已接单"), (S.OFFERED,), (S.OFFERED, S.ACCEPTED), (A.ASKED,), icon="check"),
    Verb("decline", _("婉拒"), _("志愿者婉拒"), (S.OFFERED,), (S.OFFERED,), (A.ASKED,), icon="x"),
    Verb("expire", _("邀请到期"), _("邀请到期未答复"), (S.OFFERED,), (S.OFFERED,), (A.CLOCK,), icon="timer-off"),
    Verb("claim", _("抢单"), _("志愿者抢单"), (S.OFFERED,), (S.OFFERED, S.ACCEPTED), (A.CLAIMANT,), icon="hand"),
    Verb(
        "release",
        _("来不了了"),
        _("志愿者来不了，重新安排"),
        (S.OFFERED, S.ACCEPTED),
        (S.OFFERED,),
        (A.ASSIGNED, A.STATION),
        icon="user-minus",
    ),
    Verb(
        "reschedule",
        _("改时间"),
        _("改了时间"),
        BEFORE_SERVICE,
        (S.SUBMITTED, S.VERIFIED, S.REWORK),
        (A.SERVED, A.STATION),
        ("wanted_from", "wanted_until", "reason"),
        "calendar-clock",
    ),
    Verb(
        "check_in",
        _("到达签到"),
        _("志愿者已到达"),
        (S.ACCEPTED, S.IN_SERVICE),
        (S.IN_SERVICE,),
        (A.ASSIGNED, A.STATION),
        ("proof",),
        "map-pin-check",
    ),
    Verb(
        "check_out",
        _("完成签退"),
        _("服务完成"),
        (S.IN_SERVICE,),
        (S.IN_SERVICE, S.SERVED),
        (A.ASSIGNED, A.STATION),
        icon="flag",
    ),
    Verb(
        "rate",
        _("评单"),
        _("已评单"),
        (S.SERVED,),
        (S.CLOSED, S.CALLBACK),
        (A.SERVED, A.STATION),
        ("stars",),
        "smile",
    ),
    Verb("close_unrated", _("到期关单"), _("七天未评，自动关单"), (S.SERVED,), (S.CLOSED,), (A.CLOCK,), icon="archive"),
    Verb(
        "call_back",
        _("记录回访"),
        _("已回访"),
        (S.CALLBACK, S.CLOSED),
        (S.CLOSED,),
        (A.STATION, A.OTHER_STATION),
        ("result",),
        "headset",
    ),
    Verb(
        "rework",
        _("重新安排"),
        _("重新安排服务"),
        (S.CALLBACK, S.CLOSED),
        (S.REWORK,),
        (A.STATION, A.OTHER_STATION),
        ("wanted_from", "wanted_until", "reason"),
        "rotate-ccw",
    ),
    Verb(
        "mark_unmet",
        _("记为未能满足"),
        _("暂时无人能做，记入公开台账"),
        NEEDS_HANDS,
        (S.UNMET,),
        (A.STATION,),
        ("reason",),
        "circle-alert",
    ),
    Verb("widen", _("扩大范围"), _("已扩大邀请范围"), (S.OFFERED,), (S.OFFERED,), (A.CLOCK,), icon="expand"),
    Verb("climb", _("上报街道"), _("超过时限，已上报街道"), OPEN, OPEN, (A.CLOCK,), icon="trending-up"),
)

VERBS: dict[str, Verb] = {verb.name: verb for verb in _TABLE}


class OfferState(TextChoices):
    ASKED = "asked", _("等待答复")
    ACCEPTED = "accepted", _("已接受")
    DECLINED = "declined", _("已婉拒")
    EXPIRED = "expired", _("已到期")
    FILLED = "filled", _("名额已满")
    CANCELLED = "cancelled", _("已取消")
