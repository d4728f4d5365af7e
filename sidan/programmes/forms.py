"""What the station types about its year, its months and its brands."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sidan.people.forms.fields import DayField
from sidan.places.models import Station, StationQuerySet
from sidan.programmes.actions import BrandWords, ThemeWords
from sidan.programmes.kinds import ActivityKind
from sidan.programmes.models import BrandRank, YearPlan
from sidan.programmes.models.plans import FIRST_YEAR, LAST_YEAR

MOST = 999


class PlanForm(forms.Form):
    """One number a kind; what stays empty is not planned."""

    words = forms.CharField(
        label=_("这一年打算做什么"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("几句话，居民在公开页上看得到。"),
    )

    def __init__(self, *args: Any, plan: YearPlan | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if plan:
            self.initial = {"words": plan.words} | {goal.kind: goal.wanted for goal in plan.goals.all()}
        for kind in ActivityKind:
            self.fields[kind.value] = forms.IntegerField(
                label=kind.label,
                required=False,
                min_value=0,
                max_value=MOST,
                widget=forms.NumberInput(attrs={"inputmode": "numeric", "min": 0, "max": MOST}),
                error_messages={
                    "invalid": _("请填一个整数。"),
                    "min_value": _("场数不能小于 0。"),
                    "max_value": _("一年最多填 999 场。"),
                },
            )

    @property
    def numbers(self) -> list[forms.BoundField]:
        return [self[kind.value] for kind in ActivityKind]

    @property
    def goals(self) -> dict[str, int]:
        return {kind.value: self.cleaned_data.get(kind.value) or 0 for kind in ActivityKind}


def month_of(typed: str) -> date:
    """2026-03, also with a day behind it. ValueError for what is no month, or none of the years that are planned."""
    month = date.fromisoformat(f"{typed.strip()[:7]}-01")
    if not FIRST_YEAR <= month.year <= LAST_YEAR:
        raise ValueError(typed)
    return month


class ThemeForm(forms.Form):
    station = forms.ModelChoiceField(
        label=_("站点"), queryset=Station.objects.none(), to_field_name="code", empty_label=None,
        error_messages={"invalid_choice": _("请选您负责的站点。"), "required": _("请选站点。")},
    )  # fmt: skip
    month = forms.CharField(
        label=_("月份"),
        widget=forms.TextInput(attrs={"type": "month"}),
        error_messages={"required": _("请选月份。")},
    )
    title = forms.CharField(label=_("主题"), max_length=40, error_messages={"required": _("请给这个月起个主题。")})
    occasion = forms.CharField(label=_("结合的节日"), max_length=40, required=False)
    words = forms.CharField(label=_("说明"), max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, stations: StationQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["station"].queryset = stations  # type: ignore[attr-defined]

    def clean_month(self) -> date:
        try:
            return month_of(self.cleaned_data["month"])
        except ValueError as error:
            raise forms.ValidationError(_("请按 年-月 填写，2018 年以后的，例如 2026-03。")) from error

    @property
    def told(self) -> ThemeWords:
        return ThemeWords(*(self.cleaned_data[name] for name in ("title", "words", "occasion")))


class BrandForm(forms.Form):
    station = forms.ModelChoiceField(
        label=_("站点"), queryset=Station.objects.none(), to_field_name="code", empty_label=None,
        error_messages={"invalid_choice": _("请选您负责的站点。"), "required": _("请选站点。")},
    )  # fmt: skip
    name = forms.CharField(label=_("名称"), max_length=20, error_messages={"required": _("请填写名称。")})
    rank = forms.ChoiceField(
        label=_("是哪一种"), choices=BrandRank.choices, initial=BrandRank.BRAND, widget=forms.RadioSelect
    )
    slogan = forms.CharField(label=_("一句话介绍"), max_length=60, required=False)
    story = forms.CharField(
        label=_("品牌故事"), max_length=3000, required=False, widget=forms.Textarea(attrs={"rows": 6})
    )
    started_on = DayField(
        label=_("从哪天开始"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("请填写日期。"), "invalid": _("请按 年-月-日 填写，例如 2025-03-05。")},
    )
    photo = forms.FileField(
        label=_("照片"), required=False, widget=forms.FileInput(attrs={"accept": "image/*"}),
        help_text=_("不要有没同意的人的正脸。"),
    )  # fmt: skip

    def __init__(self, *args: Any, stations: StationQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["station"].queryset = stations  # type: ignore[attr-defined]

    @property
    def told(self) -> BrandWords:
        told = self.cleaned_data
        return BrandWords(told["name"], BrandRank(told["rank"]), told["slogan"], told["story"], told["started_on"])
