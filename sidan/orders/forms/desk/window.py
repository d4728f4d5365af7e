"""When: the days in one tap, the part of the day, or an exact hour. One piece for every page of the desk that asks."""

from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as translated
from django.utils.translation import gettext_lazy as _

from sidan.core.clock import local
from sidan.core.workdays import is_workday
from sidan.orders.dayparts import WEEKDAYS, Part, Window, window_of
from sidan.people.forms.fields import DayField

CHIPS = 8  # days offered in one tap
PARTS = [
    (Part.MORNING, _("上午")),
    (Part.AFTERNOON, _("下午")),
    (Part.EVENING, _("晚上")),
    (Part.EXACT, _("定钟点")),
]


def next_working_day(today: date) -> date:
    day = today + timedelta(days=1)
    while not is_workday(day):
        day += timedelta(days=1)
    return day


def days_from(today: date) -> list[tuple[str, str]]:
    """Today and the next days, at least as far as the default; short, because eight of them stand in two lines."""
    last = max(today + timedelta(days=CHIPS - 1), next_working_day(today))
    days = [today + timedelta(days=n) for n in range((last - today).days + 1)]
    near = {0: _("今天"), 1: _("明天"), 2: _("后天")}
    return [(day.isoformat(), f"{near.get((day - today).days) or _day_of_month(day)} {_weekday(day)}") for day in days]


def _day_of_month(day: date) -> str:
    return translated("%(day)d日") % {"day": day.day}


def _weekday(day: date) -> str:
    return translated(WEEKDAYS[day.weekday()])


class WindowForm(forms.Form):
    day = forms.ChoiceField(label=_("哪一天"), required=False)
    other_day = DayField(
        label=_("别的日子"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"invalid": _("日期请写成 2026-03-05 这样。")},
    )
    part = forms.ChoiceField(label=_("什么时候"), choices=PARTS, error_messages={"required": _("请选上午还是下午。")})
    at = forms.TimeField(
        label=_("几点"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}),
        error_messages={"invalid": _("钟点请写成 09:30 这样。")},
    )

    def __init__(self, *args: Any, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now
        field = self.fields["day"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = days_from(local(now).date())

    @property
    def beside(self) -> list[BoundField]:
        """What else the page asks; the time is drawn by a piece of its own."""
        return [field for field in self if field.name not in WindowForm.base_fields]

    def must_say_when(self, cleaned: dict[str, Any]) -> None:
        """Called by `clean` of a form that wants a time now."""
        if not cleaned.get("other_day") and not cleaned.get("day") and not {"day", "other_day"} & set(self.errors):
            self.add_error("day", _("请选日子。"))
        if not cleaned.get("part") and "part" not in self.errors:
            self.add_error("part", _("请选上午还是下午。"))
        if cleaned.get("part") == Part.EXACT and not cleaned.get("at") and "at" not in self.errors:
            self.add_error("at", _("请写上几点。"))

    def window(self, cleaned: dict[str, Any], minutes: int) -> Window:
        """What was said, once it is complete; of a half-day that is going on, what is left."""
        day = cleaned.get("other_day") or cleaned["day"]
        asked = date.fromisoformat(day) if isinstance(day, str) else day
        window = window_of(asked, Part(cleaned["part"]), cleaned.get("at"), minutes)
        left = window.from_now(self.now)
        return left if left.end > left.start else window


def morning(now: datetime) -> dict[str, Any]:
    """The next working morning: what is wanted most often."""
    return {"day": next_working_day(local(now).date()).isoformat(), "part": Part.MORNING}
