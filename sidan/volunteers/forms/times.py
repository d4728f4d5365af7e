"""The week as a plain form, several spans a day, that grows and shrinks without scripts; and single days."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sidan.people.forms.fields import DayField
from sidan.volunteers.week import DAY, PER_DAY, WEEKDAYS, Slot, minute_words, preset_slots, span_words

Typed = dict[int, list[tuple[str, str]]]  # what stands in the boxes, weekday by weekday


def _minute(value: time, *, is_end: bool) -> int:
    minute = value.hour * 60 + value.minute
    return DAY if is_end and minute == 0 else minute  # until 0:00 is the end of the day


def _time_field(label: Any, *, is_end: bool, typed: str = "") -> forms.TimeField:
    """Half hours to choose from, the same on every telephone; an odd time that was stored before stays choosable."""
    hours = [(f"{n // 60:02d}:{n % 60:02d}", minute_words(n)) for n in range(360, DAY, 30)]
    times = [*hours, ("00:00", minute_words(DAY))] if is_end else hours
    odd = [] if typed in {"", *dict(times)} else [(typed, typed)]
    return forms.TimeField(
        label=label,
        required=False,
        input_formats=["%H:%M"],
        widget=forms.Select(choices=[("", "--:--"), *odd, *times]),
        error_messages={"invalid": _("请选一个钟点。")},
    )


@dataclass(frozen=True)
class Row:
    name: str
    begins: forms.BoundField
    ends: forms.BoundField
    errors: list[str]


@dataclass(frozen=True)
class Day:
    weekday: int
    label: str
    rows: list[Row]
    may_add: bool


def typed_slots(slots: Iterable[Slot]) -> Typed:
    """Slots as they stand in the boxes; a day without any has no box until somebody adds one."""
    typed: Typed = {weekday: [] for weekday in range(7)}
    for slot in slots:
        typed[slot.weekday].append((_box(slot.from_minute), _box(slot.until_minute)))
    return typed


def _box(minute: int) -> str:
    return minute_words(minute % DAY).rjust(5, "0")


def typed_in(data: Any) -> Typed:
    """What somebody typed, row by row; rows beyond the most a day may have are dropped."""
    typed: Typed = {weekday: [] for weekday in range(7)}
    for weekday, rows in typed.items():
        for place in range(PER_DAY):
            name = f"d{weekday}_{place}"
            if f"{name}_from" in data:
                rows.append((data.get(f"{name}_from", ""), data.get(f"{name}_until", "")))
    return typed


def with_row(typed: Typed, weekday: str) -> Typed:
    day = int(weekday) if weekday in {str(n) for n in range(7)} else 0
    rows = typed[day]
    return {**typed, day: [*rows, ("", "")][:PER_DAY]}


def without_row(typed: Typed, name: str) -> Typed:
    return {
        weekday: [row for place, row in enumerate(rows) if f"d{weekday}_{place}" != name]
        for weekday, rows in typed.items()
    }


def with_preset(typed: Typed, preset: str) -> Typed:
    merged = {weekday: list(rows) for weekday, rows in typed.items()}
    for slot in preset_slots([preset]):
        row = (_box(slot.from_minute), _box(slot.until_minute))
        rows = [kept for kept in merged[slot.weekday] if any(kept)]
        merged[slot.weekday] = (rows if row in rows else sorted([*rows, row]))[:PER_DAY]
    return merged


class WeekForm(forms.Form):
    def __init__(self, typed: Typed, *, bound: bool = False) -> None:
        self.typed = typed
        boxes = {
            f"d{weekday}_{place}_{end}": text
            for weekday, rows in typed.items()
            for place, row in enumerate(rows)
            for end, text in zip(("from", "until"), row, strict=True)
        }
        super().__init__(boxes if bound else None, initial=boxes)
        for name, text in boxes.items():
            is_end = name.endswith("until")
            words = _("%(day)s 到") if is_end else _("%(day)s 从")
            self.fields[name] = _time_field(words % {"day": WEEKDAYS[int(name[1])]}, is_end=is_end, typed=text[:8])
        self.slots: list[Slot] = []

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for weekday, rows in self.typed.items():
            found: list[Slot] = []
            for place in range(len(rows)):
                self._read(cleaned, weekday, f"d{weekday}_{place}", found)
            self.slots += sorted(found)
        return cleaned

    def _read(self, cleaned: dict[str, Any], weekday: int, name: str, found: list[Slot]) -> None:
        begins, ends = cleaned.get(f"{name}_from"), cleaned.get(f"{name}_until")
        if self.errors.keys() & {f"{name}_from", f"{name}_until"} or (begins is None and ends is None):
            return
        if begins is None or ends is None:
            missing = "from" if begins is None else "until"
            half = gettext("这一段只写了一半：开始和结束都要写，或者删除这一段。")
            self.add_error(f"{name}_{missing}", _on(weekday, half))
            return
        slot = Slot(weekday, _minute(begins, is_end=False), _minute(ends, is_end=True))
        sentence = _problem(slot, found)
        if sentence:
            self.add_error(f"{name}_until", _on(weekday, sentence))
        else:
            found.append(slot)

    @property
    def has_rows(self) -> bool:
        return any(self.typed.values())

    @property
    def days(self) -> list[Day]:
        return [
            Day(weekday, str(WEEKDAYS[weekday]), self._rows(weekday, len(rows)), len(rows) < PER_DAY)
            for weekday, rows in self.typed.items()
        ]

    def _rows(self, weekday: int, count: int) -> list[Row]:
        names = [f"d{weekday}_{place}" for place in range(count)]
        return [
            Row(name, self[f"{name}_from"], self[f"{name}_until"], self._errors_of(name) if self.is_bound else [])
            for name in names
        ]

    def _errors_of(self, name: str) -> list[str]:
        return [str(words) for end in ("from", "until") for words in self.errors.get(f"{name}_{end}", [])]


def _on(weekday: int, sentence: str) -> str:
    """The summary on top of the page has seven days to tell apart."""
    return gettext("%(day)s：%(sentence)s") % {"day": WEEKDAYS[weekday], "sentence": sentence}


def _problem(slot: Slot, others: list[Slot]) -> str:
    if slot.until_minute <= slot.from_minute:
        return gettext("结束时间要晚于开始时间。")
    for other in others:
        if slot.from_minute < other.until_minute and other.from_minute < slot.until_minute:
            words = span_words(other.from_minute, other.until_minute)
            return gettext("和同一天的 %(span)s 重叠了，请合成一段或错开。") % {"span": words}
    return ""


class PeriodForm(forms.Form):
    """Two dates that name days to be removed from the list."""

    first = DayField()
    last = DayField()


class ExceptionForm(forms.Form):
    AWAY, HOURS = "away", "hours"
    kind = forms.ChoiceField(
        label=_("这几天怎样"),
        choices=[(AWAY, _("全天不方便")), (HOURS, _("只有这段时间方便"))],
        initial=AWAY,
        widget=forms.RadioSelect,
    )
    first = DayField(
        label=_("从哪天"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("请填写从哪天开始。"), "invalid": _("请按 年-月-日 填写，例如 2026-10-01。")},
    )
    last = DayField(
        label=_("到哪天"),
        help_text=_("只有一天就不用填。"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("请按 年-月-日 填写，例如 2026-10-07。")},
    )
    begins = _time_field(_("几点开始"), is_end=False)
    ends = _time_field(_("几点结束"), is_end=True)

    def __init__(self, data: Any = None, *, today: date) -> None:
        super().__init__(data)
        self.today = today

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and first < self.today:
            self.add_error("first", gettext("这一天已经过去了，请选今天或以后。"))
        if first and last and last < first:
            self.add_error("last", gettext("结束日期要在开始日期之后。"))
        if cleaned.get("kind") == self.HOURS and not self.errors:
            self._check_hours(cleaned)
        return cleaned

    def _check_hours(self, cleaned: dict[str, Any]) -> None:
        begins, ends = cleaned.get("begins"), cleaned.get("ends")
        if begins is None or ends is None:
            self.add_error("begins" if begins is None else "ends", gettext("请写明这几天从几点到几点方便。"))
        elif _minute(ends, is_end=True) <= _minute(begins, is_end=False):
            self.add_error("ends", gettext("结束时间要晚于开始时间。"))

    @property
    def hours(self) -> tuple[int, int] | None:
        told = self.cleaned_data
        if told["kind"] == self.AWAY:
            return None
        return _minute(told["begins"], is_end=False), _minute(told["ends"], is_end=True)

    @property
    def last_day(self) -> date:
        last: date = self.cleaned_data["last"] or self.cleaned_data["first"]
        return last
