"""Being a volunteer as one table: what can happen, from where to where. Nobody but the volunteer joins or leaves.

(nobody) ─join─▶ active ⇄ paused (pause, resume)      active, paused ─leave─▶ left ─join─▶ active
"""

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Standing(TextChoices):
    ACTIVE = "active", _("在册")
    PAUSED = "paused", _("暂停中")
    LEFT = "left", _("已退出")


class Actor(TextChoices):
    SELF = "self", _("志愿者本人")
    STATION = "station", _("所属站点")


@dataclass(frozen=True)
class Verb:
    name: str
    label: str | Promise  # on the button
    done: str | Promise  # in the timeline
    actor: Actor
    sources: tuple[str, ...] = ()
    target: str = ""  # empty: the standing stays as it is
    icon: str = "circle-dot"


NOBODY = ""
_IN = (Standing.ACTIVE, Standing.PAUSED)

_TABLE = (
    Verb("join", _("自愿加入"), _("自愿加入"), Actor.SELF, (NOBODY, Standing.LEFT), Standing.ACTIVE, "hand-heart"),
    Verb("pause", _("暂停接单"), _("暂停接单"), Actor.SELF, (Standing.ACTIVE,), Standing.PAUSED, "circle-pause"),
    Verb("resume", _("恢复接单"), _("恢复接单"), Actor.SELF, (Standing.PAUSED,), Standing.ACTIVE, "circle-play"),
    Verb("leave", _("退出志愿者"), _("退出志愿者"), Actor.SELF, _IN, Standing.LEFT, "log-out"),
    Verb("consent", _("登记监护人同意"), _("监护人同意"), Actor.STATION, _IN, icon="file-check"),
    Verb("revoke", _("撤销监护人同意"), _("撤销监护人同意"), Actor.STATION, _IN, icon="file-x"),
    Verb("insure", _("登记保险"), _("登记保险"), Actor.STATION, _IN, icon="umbrella"),
    Verb("declare", _("填报资格"), _("填报资格"), Actor.SELF, _IN, icon="file-text"),
    Verb("drop", _("删除资格"), _("删除资格"), Actor.SELF, _IN, icon="file-x"),
    Verb("check", _("查验证件"), _("证件已查验"), Actor.STATION, _IN, icon="badge-check"),
    Verb("withdraw", _("撤销查验"), _("撤销查验"), Actor.STATION, _IN, icon="badge-x"),
)

VERBS: dict[str, Verb] = {verb.name: verb for verb in _TABLE}


class TeamStage(TextChoices):
    PROPOSAL = "proposal", _("筹备")
    TRIAL = "trial", _("试运行")
    ESTABLISHED = "established", _("成立")
    DORMANT = "dormant", _("休整")


# A team grows; it may rest from any stage after its proposal and come back from there.
NEXT_STAGES: dict[str, tuple[TeamStage, ...]] = {
    TeamStage.PROPOSAL: (TeamStage.TRIAL,),
    TeamStage.TRIAL: (TeamStage.ESTABLISHED, TeamStage.DORMANT),
    TeamStage.ESTABLISHED: (TeamStage.DORMANT,),
    TeamStage.DORMANT: (TeamStage.TRIAL, TeamStage.ESTABLISHED),
}
