"""What the station types about volunteers and teams."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from sidan.core.models import Channel
from sidan.people.forms.fields import DayField
from sidan.places.models import Station
from sidan.volunteers.models import Skill
from sidan.volunteers.states import TeamStage

_DATE = {"required": _("请填写日期。"), "invalid": _("请按 年-月-日 填写，例如 2027-12-31。")}


def _date(label: Any, **more: Any) -> DayField:
    return DayField(
        label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), error_messages=_DATE, **more
    )


class FilterForm(forms.Form):
    """Never wrong: what is not understood is left out."""

    q = forms.CharField(required=False, max_length=40)
    skill = forms.ChoiceField(label=_("会什么"), choices=[("", _("会什么都行")), *Skill.choices], required=False)

    def chosen(self) -> tuple[str, str]:
        self.is_valid()
        told = self.cleaned_data
        return told.get("q", ""), told.get("skill", "")


class CheckPaperForm(forms.Form):
    valid_until = _date(_("证件上的有效期"))


class WithdrawPaperForm(forms.Form):
    reason = forms.CharField(
        label=_("为什么撤销"),
        help_text=_("志愿者会看到这句话。"),
        max_length=100,
        error_messages={"required": _("请写明原因，志愿者会看到。")},
    )


class InsuranceForm(forms.Form):
    insured_until = _date(_("保险有效期到"), required=False, help_text=_("保险取消了就留空。"))


class GuardianForm(forms.Form):
    note = forms.CharField(
        label=_("哪位监护人同意的"),
        help_text=_("称呼和姓氏就够了，例如：母亲 李女士。"),
        max_length=60,
        error_messages={"required": _("请写明是哪位监护人同意的。")},
    )
    channel = forms.ChoiceField(
        label=_("怎样同意的"),
        choices=[(Channel.WALK_IN, _("到站当面")), (Channel.PHONE, _("电话")), (Channel.PAPER, _("书面"))],
        widget=forms.RadioSelect(attrs={"class": "choices--tiles"}),
        error_messages={"required": _("请选择监护人是怎样同意的。")},
    )


class TeamForm(forms.Form):
    name = forms.CharField(
        label=_("队伍名称"),
        max_length=40,
        error_messages={"required": _("请填写队伍名称。"), "max_length": _("队伍名称最多 40 个字。")},
    )
    station = forms.ModelChoiceField(
        label=_("归哪个站点"),
        queryset=Station.objects.none(),
        empty_label=None,
        error_messages={"required": _("请选择站点。"), "invalid_choice": _("请从名单里选择站点。")},
    )
    stage = forms.ChoiceField(
        label=_("现在的阶段"),
        choices=[choice for choice in TeamStage.choices if choice[0] != TeamStage.DORMANT],
        widget=forms.RadioSelect(attrs={"class": "choices--tiles"}),
        initial=TeamStage.PROPOSAL,
    )
    skills = forms.MultipleChoiceField(
        label=_("擅长什么"),
        choices=Skill.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "choices--tiles"}),
    )

    def __init__(self, data: Any = None, *, stations: QuerySet[Station] | None = None, initial: Any = None) -> None:
        """Without stations: of a team that exists already, whose station and stage are changed elsewhere."""
        super().__init__(data, initial=initial)
        if stations is None:
            del self.fields["station"], self.fields["stage"]
        else:
            self.fields["station"].queryset = stations  # type: ignore[attr-defined]

    def clean_name(self) -> str:
        return " ".join(str(self.cleaned_data["name"]).split())


class MemberSearchForm(forms.Form):
    add = forms.CharField(label=_("找志愿者"), required=False, max_length=40)

    def chosen(self) -> str:
        return str(self.cleaned_data.get("add", "")) if self.is_valid() else ""
