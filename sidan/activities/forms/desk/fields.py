"""Fields that several forms of the desk share: picking a row, a day with its hours, a place."""

from collections.abc import Callable, Hashable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sidan.activities.models import Lecturer
from sidan.core.clock import LOCAL
from sidan.people.forms.fields import DayField, conditional, needed_with_a_choice
from sidan.places.models import Facility

DATE = {"invalid": _("日期请写成 2026-03-05 这样。")}
CLOCK = {"invalid": _("钟点请写成 14:30 这样。")}
CLOCK_FORMATS = ["%H:%M", "%H:%M:%S", "%H：%M", "%H.%M", "%H"]


class PickField(forms.ChoiceField):
    """One of some rows; cleaned it is the row itself, or None."""

    rows: dict[str, Any]

    def offer(
        self, rows: Sequence[Any], key: Callable[[Any], Hashable], label: Callable[[Any], str], none: Any
    ) -> None:
        self.rows = {str(key(row)): row for row in rows}
        first = [] if none is None else [("", none)]
        self.choices = [*first, *((name, label(row)) for name, row in self.rows.items())]

    def clean(self, value: Any) -> Any:
        return self.rows.get(super().clean(value))


def day_field(label: Any, **more: Any) -> DayField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return DayField(label=label, widget=widget, error_messages=dict(DATE), **more)


def clock_field(label: Any, **more: Any) -> forms.TimeField:
    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    return forms.TimeField(label=label, widget=widget, input_formats=CLOCK_FORMATS, error_messages=dict(CLOCK), **more)


def text_field(label: Any, most: int, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, **{"required": False, **more})


class WhenForm(forms.Form):
    """A day, from–until. An end before the start has its own button that puts it right."""

    fixes: dict[str, str] = {}  # replaced, never changed: values that would put an error right
    day = day_field(_("哪一天"))
    at = clock_field(_("几点开始"))
    until = clock_field(_("几点结束"))
    usual = timedelta(minutes=90)

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        if told.get("day") is not None and told.get("at") is not None:
            told["starts_at"] = moment(told["day"], told["at"])
            if told.get("until") is not None:
                told["ends_at"] = moment(told["day"], told["until"])
                self._must_end_after_it_began(told["starts_at"], told["ends_at"])
        return told

    def _must_end_after_it_began(self, start: datetime, end: datetime) -> None:
        if end <= start:
            self.add_error("until", _("结束时间要在开始时间之后。"))
            self.fixes = {"until": f"{min(start + self.usual, _late(start)):%H:%M}"}

    @property
    def minutes(self) -> int:
        length: timedelta = self.cleaned_data["ends_at"] - self.cleaned_data["starts_at"]
        return int(length.total_seconds()) // 60


def _late(start: datetime) -> datetime:
    return start.replace(hour=23, minute=45)


def moment(day: date, at: time) -> datetime:
    return datetime.combine(day, at.replace(second=0, microsecond=0), LOCAL)


class PlaceForm(forms.Form):
    """A room of ours, or any other place in words."""

    facility = PickField(label=_("用哪个场地"), required=False)
    place = text_field(_("别的地方"), 80, help_text=_("不在列表里的写在这里，例如“3号楼前空地”。"))

    def offer_facilities(self, facilities: Sequence[Facility]) -> None:
        field = self.fields["facility"]
        assert isinstance(field, PickField)
        field.offer(facilities, lambda one: one.public_id, _room, _("不用站里的场地"))
        needed_with_a_choice(self, "facility", "place")

    def must_have_a_place(self, told: dict[str, Any]) -> None:
        if told.get("facility") is None and not told.get("place") and "facility" not in self.errors:
            self.add_error("place", _("请选一个场地，或者写明在哪里。"))
        if told.get("facility") is not None:
            told["place"] = ""


def _room(facility: Facility) -> str:
    most = f"（{facility.capacity}）" if facility.capacity else ""
    return f"{facility.name}{most}"


def offer_lecturers(field: forms.Field, lecturers: Sequence[Lecturer], none: Any) -> None:
    assert isinstance(field, PickField)
    conditional(field)
    field.offer(lecturers, lambda one: one.public_id, lambda one: f"{one.name}（{one.get_background_display()}）", none)
