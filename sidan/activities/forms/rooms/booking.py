"""Booking a room: one time, or the same time for some weeks."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sidan.activities.actions import Wanted
from sidan.activities.forms.rooms.facility import PEOPLE
from sidan.core.clock import LOCAL
from sidan.people.forms.fields import DayField
from sidan.places.models import Facility

MOST_WEEKS = 26
TIMES = [(f"{n // 60:02d}:{n % 60:02d}",) * 2 for n in range(6 * 60, 23 * 60, 15)]
_TIME = {"required": _("请选时间。"), "invalid_choice": _("请选一个钟点。"), "invalid": _("请选一个钟点。")}


class BookForm(forms.Form):
    day = DayField(
        label=_("哪天"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("请选日子。"), "invalid": _("请按 年-月-日 填写，例如 2026-12-31。")},
    )  # fmt: skip
    begins = forms.ChoiceField(label=_("从几点"), choices=TIMES, error_messages=_TIME)
    ends = forms.ChoiceField(label=_("到几点"), choices=TIMES, error_messages=_TIME)
    purpose = forms.CharField(
        label=_("用来做什么"), max_length=80, help_text=_("例如：合唱队排练。预约表上大家看得到，不要写姓名电话。"),
        error_messages={"required": _("请写用来做什么。")},
    )  # fmt: skip
    people = forms.IntegerField(
        label=_("大约几个人"), required=False, min_value=1, max_value=20_000,
        error_messages=PEOPLE,
    )  # fmt: skip
    weeks = forms.IntegerField(
        label=_("连续几周"), min_value=1, max_value=MOST_WEEKS, initial=1,
        help_text=_("每周同一时间；只用一次就填 1。"),
        error_messages={
            "required": _("只用一次就填 1。"),
            "invalid": _("请填一个整数。"),
            "min_value": _("至少一次。"),
            "max_value": _("一次最多约 26 周，到时候再续。"),
        },
    )  # fmt: skip

    def __init__(self, *args: Any, facility: Facility, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.facility = facility

    @property
    def wanted(self) -> Wanted:
        told = self.cleaned_data
        start, end = _at(told["day"], told["begins"]), _at(told["day"], told["ends"])
        weeks = [timedelta(weeks=n) for n in range(told["weeks"])]
        return Wanted(self.facility, [(start + n, end + n) for n in weeks], told["purpose"], told["people"])


def _at(day: date, clock: str) -> datetime:
    return datetime.combine(day, time.fromisoformat(clock), LOCAL)


class DecideForm(forms.Form):
    """Approving may name who opens; refusing and taking back say why."""

    opens_door = forms.CharField(
        label=_("这次谁来开门"), max_length=60, required=False, help_text=_("和平时一样就空着。")
    )
    reason = forms.CharField(label=_("原因"), max_length=200, required=False, help_text=_("会告诉预约的人。"))
