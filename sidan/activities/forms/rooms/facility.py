"""A facility as the station writes it down; its opening hours as one writes them on a door: 8:30-12:00, 14:00-21:00."""

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from sidan.activities.weeks import WEEKDAYS
from sidan.places.actions import Hours
from sidan.places.models import Ease, Equipment, Estate, Facility, FacilityKind, OpeningHours

MOST_PEOPLE = 20_000
SPAN = re.compile(r"(\d{1,2})[:：](\d{2})\s*[-–—~至到]\s*(\d{1,2})[:：](\d{2})")
FIELDS = ("estate", "name", "kind", "theme", "place", "capacity", "equipment", "ease", "owner")
PEOPLE = {"invalid": _("请填一个整数。"), "min_value": _("人数要大于 0。"), "max_value": _("人数太多了，请再看看。")}
MORE = ("is_bookable", "needs_approval", "key_holder", "proposed_use")


def hours_words(hours: Iterable[OpeningHours]) -> list[str]:
    """One line a weekday, as it is typed and as it is read."""
    days: list[list[str]] = [[] for _day in range(7)]
    for each in hours:
        days[each.weekday].append(f"{_clock(each.from_minute)}-{_clock(each.until_minute)}")
    return ["，".join(spans) for spans in days]


def _clock(minute: int) -> str:
    return f"{minute // 60}:{minute % 60:02d}"


NEW: dict[str, Any] = {"is_bookable": True, "needs_approval": True}


class HoursField(forms.CharField):
    """Of one weekday; empty: shut."""

    def __init__(self, weekday: int) -> None:
        self.weekday = weekday
        attrs = {"placeholder": "8:30-12:00，14:00-21:00"}
        super().__init__(label=WEEKDAYS[weekday], required=False, max_length=60, widget=forms.TextInput(attrs=attrs))

    def clean(self, value: Any) -> list[tuple[int, int]]:
        text = super().clean(value)
        left = SPAN.sub("", text).strip(" ,，、;；")
        spans = [(int(h) * 60 + int(m), int(g) * 60 + int(n)) for h, m, g, n in SPAN.findall(text)]
        if left or (text and not spans):
            raise forms.ValidationError(
                _("看不懂“%(text)s”，请写成 8:30-12:00 这样，几段用逗号隔开。") % {"text": text}
            )
        for begins, ends in spans:
            if not 0 <= begins < ends <= 24 * 60:
                raise forms.ValidationError(
                    _("“%(text)s”里结束时间要在开始时间之后，并且不过 24:00。") % {"text": text}
                )
        if any(after[0] < before[1] for before, after in zip(sorted(spans), sorted(spans)[1:], strict=False)):
            raise forms.ValidationError(_("“%(text)s”里有两段重叠了。") % {"text": text})
        return sorted(spans)


def _tiles() -> forms.CheckboxSelectMultiple:
    return forms.CheckboxSelectMultiple(attrs={"class": "choices--tiles"})


def _known(facility: Facility) -> dict[str, Any]:
    hours = {f"hours{day}": text for day, text in enumerate(hours_words(facility.hours.all()))}
    return {name: getattr(facility, name) for name in (*FIELDS, *MORE)} | hours


class FacilityForm(forms.Form):
    name = forms.CharField(label=_("名称"), max_length=40, error_messages={"required": _("请填写名称。")})
    kind = forms.ChoiceField(label=_("种类"), choices=FacilityKind.choices)
    theme = forms.CharField(label=_("主题"), max_length=40, required=False, help_text=_("例如：垃圾分类、清廉文化。"))
    estate = forms.ModelChoiceField(
        label=_("在哪个小区或路段"), queryset=Estate.objects.none(), empty_label=_("请选择"),
        error_messages={"required": _("请选小区。"), "invalid_choice": _("请选您负责的小区。")},
    )  # fmt: skip
    place = forms.CharField(
        label=_("怎么找到"), max_length=80, help_text=_("例如：3号楼南侧一楼，小广场旁边。"),
        error_messages={"required": _("请写怎么找到，来的人要看。")},
    )  # fmt: skip
    capacity = forms.IntegerField(
        label=_("最多容纳多少人"), required=False, min_value=1, max_value=MOST_PEOPLE, help_text=_("露天的可以不填。"),
        error_messages=PEOPLE,
    )  # fmt: skip
    equipment = forms.MultipleChoiceField(
        label=_("有什么设备"), choices=Equipment.choices, required=False, widget=_tiles()
    )
    ease = forms.MultipleChoiceField(label=_("方便不方便"), choices=Ease.choices, required=False, widget=_tiles())
    owner = forms.CharField(label=_("归谁管"), max_length=40, required=False, help_text=_("街道、居委会、物业公司……"))
    is_bookable = forms.BooleanField(label=_("居民可以预约"), required=False)
    needs_approval = forms.BooleanField(label=_("预约要站里批准"), required=False)
    key_holder = forms.CharField(
        label=_("谁来开门"), max_length=60, required=False, help_text=_("称呼和电话，只给约好的人看。")
    )
    proposed_use = forms.CharField(
        label=_("闲置场地打算做什么"), max_length=200, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, estates: QuerySet[Estate], facility: Facility | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["estate"].queryset = estates  # type: ignore[attr-defined]
        for weekday in range(7):
            self.fields[f"hours{weekday}"] = HoursField(weekday)
        self.initial = dict(self.initial) | (_known(facility) if facility else NEW)

    @property
    def first(self) -> list[forms.BoundField]:
        return [self[name] for name in ("name", "kind", "theme", "estate", "place", "capacity")]

    @property
    def week(self) -> list[forms.BoundField]:
        return [self[f"hours{weekday}"] for weekday in range(7)]

    @property
    def last(self) -> list[forms.BoundField]:
        return [self[name] for name in ("equipment", "ease", "owner", *MORE)]

    @property
    def told(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in (*FIELDS, *MORE)}

    @property
    def hours(self) -> list[Hours]:
        return [(day, *span) for day in range(7) for span in self.cleaned_data[f"hours{day}"]]


class PhotoForm(forms.Form):
    photo = forms.FileField(
        label=_("照片"), widget=forms.FileInput(attrs={"accept": "image/*"}),
        error_messages={"required": _("请选一张照片。")},
    )  # fmt: skip
    words = forms.CharField(
        label=_("照片里是什么"), max_length=60, help_text=_("念给看不见的人听。"),
        error_messages={"required": _("请用几个字说说照片里是什么。")},
    )  # fmt: skip
