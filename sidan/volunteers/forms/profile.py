"""What somebody can do, how far, how often, from where; joining asks the same questions one page each."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sidan.people.forms.fields import DayField
from sidan.places.models import Estate
from sidan.volunteers import reach
from sidan.volunteers.models import QualificationKind, Skill
from sidan.volunteers.week import Preset

OLDEST = 110
LOADS = [
    (1, _("一周 1 次")),
    (2, _("一周 2 次")),
    (3, _("一周 3 次")),
    (5, _("一周 5 次")),
    (7, _("每天都可以")),
]
_TILES = {"class": "choices--tiles"}


def _skills(label: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label,
        help_text=_("可以选几样，以后随时能改。需要证件的服务，站点看过证件才会邀请您。"),
        choices=Skill.choices,
        widget=forms.CheckboxSelectMultiple(attrs=_TILES),
        error_messages={"required": _("请至少选一样您愿意帮的忙。")},
    )


def _reach() -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=_("您愿意走多远？"),
        help_text=_("只有走得到的邀请才会发给您。"),
        choices=[(n, reach.WORDS[n]) for n in reach.MINUTES],
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("请选一个您愿意走的距离。")},
    )


def _load() -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=_("一周最多几次？"),
        help_text=_("到了这个数，本周就不再邀请您。"),
        choices=LOADS,
        coerce=int,
        widget=forms.RadioSelect(attrs=_TILES),
        error_messages={"required": _("请选一周最多几次。")},
    )


class StartField(forms.ChoiceField):
    """From home, or from an estate; cleaned it is an Estate, or None for home."""

    def __init__(self) -> None:
        super().__init__(label=_("您一般从哪里出发？"))
        self.help_text = _("用来估算步行时间，别人看不到您的住址。")
        self.estates: dict[str, Estate] = {}
        self.has_home = False

    def offer(self, estates: QuerySet[Estate], home: str) -> None:
        groups: dict[str, list[tuple[str, str]]] = {}
        for estate in estates:
            self.estates[str(estate.pk)] = estate
            groups.setdefault(estate.grid.station.name, []).append((str(estate.pk), estate.name))
        first = gettext("我家（%(estate)s）") % {"estate": home} if home else gettext("请选择小区")
        self.has_home, self.choices = bool(home), [("", first), *groups.items()]

    def validate(self, value: Any) -> None:
        """Nothing chosen is an answer where there is a home to start from."""
        if not value and not self.has_home:
            raise forms.ValidationError(gettext("请选择您从哪个小区出发。"))
        if value:
            super().validate(value)

    def clean(self, value: Any) -> Any:
        chosen = super().clean(value)
        return self.estates.get(chosen)


class SkillsForm(forms.Form):
    skills = _skills(_("您愿意帮哪些忙？"))


class ReachForm(forms.Form):
    reach = _reach()
    weekly_load = _load()


class TimesForm(forms.Form):
    presets = forms.MultipleChoiceField(
        label=_("一周里什么时候方便？"),
        help_text=_("先选个大概，加入以后可以改成更准的钟点。现在说不准，可以不选；没有填时间之前，不会收到邀请。"),
        choices=Preset.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


class BirthDateField(forms.DateField):
    def __init__(self, today: date | None = None) -> None:
        super().__init__(
            label=_("出生日期"),
            widget=forms.DateInput(attrs={"type": "date", "autocomplete": "bday"}, format="%Y-%m-%d"),
        )
        self.help_text = _("未满 18 周岁需要监护人同意，所以要问一下。")
        self.error_messages = {"required": _("请填写出生日期。"), "invalid": _("请按 年-月-日 填写，例如 1968-05-20。")}
        self.today = today

    def clean(self, value: Any) -> Any:
        born = super().clean(value)
        if self.today and born > self.today:
            raise forms.ValidationError(gettext("出生日期在将来，请看看年份有没有选错。"))
        if self.today and self.today.year - born.year > OLDEST:
            raise forms.ValidationError(gettext("出生年份太早了，请看看有没有选错。"))
        return born


class AgreeForm(forms.Form):
    """The last page of joining: only now is anything about the person asked and kept."""

    birth_date = BirthDateField()
    start = StartField()
    agree = forms.BooleanField(
        label=_("我自愿加入志愿者，同意实践站为安排服务使用我的姓名、电话和出发地点。"),
        error_messages={"required": _("加入要您本人同意。请勾选这一项，或者直接离开本页。")},
    )

    def __init__(
        self, data: Any = None, *, estates: QuerySet[Estate], home: str, asks_birth_date: bool, today: date, start: str
    ) -> None:
        super().__init__(data, initial={"start": start})
        field = self.fields["start"]
        assert isinstance(field, StartField)
        field.offer(estates, home)
        if asks_birth_date:
            self.fields["birth_date"].today = today  # type: ignore[attr-defined]
        else:
            del self.fields["birth_date"]


class ProfileForm(forms.Form):
    skills = _skills(_("我愿意帮的忙"))
    reach = _reach()
    weekly_load = _load()
    start = StartField()

    def __init__(self, data: Any = None, *, initial: dict[str, Any], estates: QuerySet[Estate], home: str) -> None:
        super().__init__(data, initial=initial)
        field = self.fields["start"]
        assert isinstance(field, StartField)
        field.offer(estates, home)


class PaperForm(forms.Form):
    kind = forms.ChoiceField(label=_("哪一种证件或培训"), choices=QualificationKind.choices)
    valid_until = DayField(
        label=_("有效期到"),
        help_text=_("填证件上写的日期。填好以后把原件带到站点看一下就行，不用上传照片。"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("请填写有效期。"), "invalid": _("请按 年-月-日 填写，例如 2027-12-31。")},
    )
