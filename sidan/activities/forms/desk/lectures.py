"""One lecturer of the pool."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sidan.activities.forms.desk.fields import PickField, text_field
from sidan.activities.models import Lecturer
from sidan.activities.states import Background
from sidan.people.forms.fields import PersonNameField, PhoneField
from sidan.places.models import Station


class LecturerForm(forms.Form):
    station = PickField(label=_("哪个站"), error_messages={"required": _("请选一个站。")})
    name = PersonNameField(attrs={"autocomplete": "off", "size": 12})
    phone = PhoneField(required=False, attrs={"autocomplete": "off", "size": 14})
    background = forms.ChoiceField(label=_("是什么人"), choices=Background.choices)
    topics = text_field(
        _("讲什么"),
        600,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("一行写一个题目，例如“民法典里的邻里”。"),
    )
    shows_name = forms.BooleanField(label=_("本人同意在公开的页面上写全名"), required=False)

    def __init__(
        self, *args: Any, stations: Sequence[Station], lecturer: Lecturer | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        station = self.fields["station"]
        assert isinstance(station, PickField)
        station.offer(stations, lambda one: one.code, lambda one: one.name, None)
        if lecturer is not None:
            del self.fields["station"]
            self.fields["phone"].help_text = _("已经登记的号码不显示。要换号码才填，空着就不变。")
        elif len(stations) == 1:
            station.widget = forms.HiddenInput()
            station.initial = stations[0].code

    def values(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "station"}


def values_of(lecturer: Lecturer) -> dict[str, Any]:
    """All but the number, which would be a look at it."""
    return {name: getattr(lecturer, name) for name in ("name", "background", "topics", "shows_name")}
