"""Whom to ask, and how long they have to answer."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sidan.volunteers.models import Team

HOURS = [(1, _("1 小时")), (2, _("2 小时")), (4, _("4 小时")), (8, _("8 小时")), (24, _("24 小时"))]


def hours_field() -> forms.TypedChoiceField:
    return forms.TypedChoiceField(label=_("几小时内答复"), choices=HOURS, coerce=int)


class AskForm(forms.Form):
    """Ticked volunteers; anybody who is not among today's candidates is not accepted."""

    volunteers = forms.MultipleChoiceField(error_messages={"required": _("请先选至少一位志愿者，或者放入抢单池。")})
    hours = hours_field()

    def __init__(self, *args: Any, candidates: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["volunteers"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(key, key) for key in candidates]
        field.error_messages["invalid_choice"] = _("有人已经不能邀请了，请看最新的名单再选。")


class TeamForm(forms.Form):
    team = forms.ChoiceField(label=_("志愿服务队"), error_messages={"required": _("请选一支队伍。")})
    hours = hours_field()

    def __init__(self, *args: Any, teams: Sequence[Team], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.teams = {team.public_id: team for team in teams}
        field = self.fields["team"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(key, team.name) for key, team in self.teams.items()]

    @property
    def chosen(self) -> Team:
        return self.teams[self.cleaned_data["team"]]
