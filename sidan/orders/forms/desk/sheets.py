"""The paper day sheet, line by line: what was written by hand becomes people, items and times."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as translated
from django.utils.translation import gettext_lazy as _

from sidan.core.clock import LOCAL, local
from sidan.orders.actions.sheets import Line
from sidan.orders.models import Item
from sidan.people.forms.fields import DayField
from sidan.people.models import Person
from sidan.places.models import Station
from sidan.volunteers.models import Volunteer

LINES, MORE, MOST = 10, 5, 40
Find = Callable[[str, str], Sequence[Any]]  # a name or number and perhaps the last four digits


def split_tail(text: str) -> tuple[str, str]:
    """张秀英 0002 → 张秀英, 0002: the tail tells people of one name apart."""
    words = text.split()
    if len(words) > 1 and len(words[-1]) == 4 and words[-1].isdecimal():
        return " ".join(words[:-1]), words[-1]
    return " ".join(words), ""


class SheetForm(forms.Form):
    station = forms.ChoiceField(label=_("站点"))
    day = DayField(
        label=_("哪一天"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("日期请写成 2026-03-05 这样。")},
    )

    def __init__(self, *args: Any, stations: Sequence[Station], now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stations, self.today = {one.code: one for one in stations}, local(now).date()
        field = self.fields["station"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(one.code, one.name) for one in stations]
        self.fields["day"].widget.attrs["max"] = self.today.isoformat()

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        if day > self.today:
            raise ValidationError(_("日报单只能补录今天和以前的服务。"))
        return day

    @property
    def chosen(self) -> Station:
        return self.stations[self.cleaned_data["station"]]


class LineForm(forms.Form):
    served = forms.CharField(label=_("居民姓名或电话"), max_length=40)
    item = forms.ChoiceField(label=_("做了什么"))
    volunteer = forms.CharField(label=_("志愿者姓名或编号"), max_length=40)
    at = forms.TimeField(
        label=_("几点开始"),
        input_formats=["%H:%M", "%H：%M", "%H.%M", "%H"],
        widget=forms.TimeInput(attrs={"inputmode": "numeric", "placeholder": "9:30"}, format="%H:%M"),
        error_messages={"invalid": _("钟点请写成 9:30 这样。")},
    )
    minutes = forms.IntegerField(
        label=_("几分钟"),
        min_value=5,
        max_value=720,
        error_messages={
            "min_value": _("最少 5 分钟。"),
            "max_value": _("一次最多 12 小时，请分开写。"),
            "invalid": _("分钟请写数字。"),
        },
    )

    def __init__(
        self, *args: Any, items: Sequence[Item], find_person: Find, find_volunteer: Find, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.items = {item.code: item for item in items}
        self.find_person, self.find_volunteer = find_person, find_volunteer
        field = self.fields["item"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", translated("请选")), *((item.code, item.name) for item in items)]
        for name, bound in self.fields.items():
            bound.error_messages["required"] = translated("%(what)s没有填。") % {"what": bound.label}
            bound.widget.attrs |= {"autocomplete": "off", "aria-describedby": f"{self.prefix}-errors"}
            bound.widget.attrs["class"] = f"input input--{name}"

    def clean_served(self) -> Person:
        typed = self.cleaned_data["served"]
        found = self.find_person(*split_tail(typed))
        person: Person = self._one(found, typed, _("先在“居民”里登记，或者核对写法。"), _people)
        return person

    def clean_volunteer(self) -> Volunteer:
        typed = self.cleaned_data["volunteer"]
        found = self.find_volunteer(*split_tail(typed))
        volunteer: Volunteer = self._one(found, typed, _("核对姓名或编号。"), _volunteers)
        return volunteer

    def clean_item(self) -> Item:
        return self.items[self.cleaned_data["item"]]

    @staticmethod
    def _one(found: Sequence[Any], typed: str, advice: Any, told: Callable[[Sequence[Any]], str]) -> Any:
        if not found:
            raise ValidationError(_("没有找到“%(typed)s”，请%(advice)s"), params={"typed": typed, "advice": advice})
        if len(found) > 1:
            raise ValidationError(
                _("“%(typed)s”不止一位（%(who)s），请在名字后面空一格加电话后四位。"),
                params={"typed": typed, "who": told(found)},
            )
        return found[0]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        served, volunteer = cleaned.get("served"), cleaned.get("volunteer")
        if served and volunteer and volunteer.person_id == served.pk:
            raise ValidationError(_("志愿者和居民是同一个人。"))
        if "at" in cleaned and "minutes" in cleaned and self.starts + cleaned["minutes"] > 24 * 60:
            raise ValidationError(_("这一次超过了半夜十二点，请分成两天写。"))
        return cleaned

    @property
    def starts(self) -> int:
        at: time = self.cleaned_data["at"]
        return at.hour * 60 + at.minute

    def line(self) -> Line:
        told = self.cleaned_data
        return Line(told["served"], told["item"], told["volunteer"], self.starts, told["minutes"])


def _people(found: Sequence[Person]) -> str:
    return "、".join(f"{one.masked_name} {one.masked_phone}" for one in found[:3])


def _volunteers(found: Sequence[Volunteer]) -> str:
    return "、".join(f"{one.person.masked_name} {one.number}" for one in found[:3])


if TYPE_CHECKING:
    LineSet = forms.BaseFormSet[LineForm]
else:  # generic for the type checker only
    LineSet = forms.BaseFormSet


class BaseLines(LineSet):
    """Empty lines do not count; each of the others has its own sentence."""

    def filled(self) -> list[LineForm]:
        return [form for form in self.forms if form.has_changed()]

    def must_be_over(self, day: date, now: datetime) -> bool:
        """A sheet tells what was done: nothing on it ends later than now."""
        midnight = datetime.combine(day, time(), LOCAL)
        for form in self.filled():
            told = form.cleaned_data
            if midnight + timedelta(minutes=form.starts + told["minutes"]) > now:
                form.add_error("at", _("这个时间还没有过完。"))
        return all(form.is_valid() for form in self.filled())

    def clean(self) -> None:
        """One volunteer was not in two places at once."""
        spans: dict[int, list[tuple[int, int, int]]] = {}
        for number, form in enumerate(self.forms, 1):
            if not form.has_changed() or form.errors:
                continue
            line = form.line()
            begin, end = line.from_minute, line.from_minute + line.minutes
            for other, since, until in spans.setdefault(line.volunteer.pk, []):
                if begin < until and since < end:
                    form.add_error("at", translated("和第 %(n)d 行是同一位志愿者，时间重叠了。") % {"n": other})
            spans[line.volunteer.pk].append((number, begin, end))


def lines_of(data: Any = None, *, initial: Any = None, extra: int = LINES, **more: Any) -> BaseLines:
    factory = forms.formset_factory(LineForm, formset=BaseLines, extra=extra, max_num=MOST, absolute_max=MOST)
    formset = factory(data, initial=initial, prefix="lines", form_kwargs=more)
    assert isinstance(formset, BaseLines)
    return formset


def typed_lines(data: Any) -> list[dict[str, str]]:
    """What stands in the lines so far, without judging it."""
    count = data.get("lines-TOTAL_FORMS", "")
    total = min(int(count), MOST) if count.isdecimal() else LINES
    names = list(LineForm.base_fields)
    return [{name: data.get(f"lines-{n}-{name}", "") for name in names} for n in range(total)]
