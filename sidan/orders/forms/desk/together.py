"""What the desk types to serve several orders in one session, and to ask for volunteers for one."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sidan.core.clock import LOCAL
from sidan.orders.models import Item
from sidan.people.forms.fields import DayField

TIMES = [(f"{n // 60:02d}:{n % 60:02d}",) * 2 for n in range(7 * 60, 20 * 60, 30)]
_NUMBER = {"required": _("请填一个整数。"), "invalid": _("请填一个整数。")}


class GatherForm(forms.Form):
    session = forms.ChoiceField(
        label=_("并入哪一场"), widget=forms.RadioSelect, error_messages={"required": _("请选一场活动。")}
    )

    def __init__(self, *args: Any, choices: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["session"].choices = choices  # type: ignore[attr-defined]


class DayForm(forms.Form):
    facility = forms.ChoiceField(
        label=_("在哪里办"), widget=forms.RadioSelect, error_messages={"required": _("请选一个地点。")}
    )
    day = DayField(
        label=_("哪天"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("请选日子。"), "invalid": _("请按 年-月-日 填写，例如 2026-12-31。")},
    )  # fmt: skip
    begins = forms.ChoiceField(label=_("从几点"), choices=TIMES, initial="09:00")
    each = forms.IntegerField(
        label=_("每人几分钟"), min_value=5, max_value=120, initial=15, error_messages=_NUMBER,
        help_text=_("在一个点上办，比上门快。"),
    )  # fmt: skip
    hands = forms.IntegerField(
        label=_("几位志愿者同时做"), min_value=1, max_value=30, initial=2, error_messages=_NUMBER
    )
    title = forms.CharField(label=_("活动名称"), max_length=40, error_messages={"required": _("请起个名字。")})

    def __init__(self, *args: Any, choices: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["facility"].choices = choices  # type: ignore[attr-defined]

    @property
    def start(self) -> datetime:
        day: date = self.cleaned_data["day"]
        return datetime.combine(day, time.fromisoformat(self.cleaned_data["begins"]), LOCAL)


class StaffForm(forms.Form):
    item = forms.ModelChoiceField(
        label=_("请他们做什么"), queryset=Item.objects.none(), to_field_name="code", empty_label=None,
        error_messages={"required": _("请选一项。"), "invalid_choice": _("请选站里开办的一项。")},
    )  # fmt: skip
    places = forms.IntegerField(label=_("要几位"), min_value=1, max_value=30, initial=2, error_messages=_NUMBER)

    def __init__(self, *args: Any, items: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["item"].queryset = items  # type: ignore[attr-defined]
