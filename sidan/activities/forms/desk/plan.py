"""An activity as the desk plans it: one form in groups, each thing entered once."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.core.validators import URLValidator
from django.utils.translation import gettext as translated
from django.utils.translation import gettext_lazy as _

from sidan.activities.forms.desk.fields import (
    PickField,
    PlaceForm,
    WhenForm,
    day_field,
    offer_lecturers,
    text_field,
)
from sidan.activities.models import MOST_SEATS, Activity
from sidan.activities.offered import Offered
from sidan.activities.recurrence import Repeat
from sidan.activities.states import LectureFormat
from sidan.people.forms.fields import needed_with_a_choice
from sidan.programmes.kinds import ActivityKind, Audience
from sidan.programmes.models import Goal, MonthTheme

AUTO, NONE, OPEN, SEATS, ONCE = "auto", "none", "open", "seats", "once"
WEEKDAYS = tuple(enumerate((_("周一"), _("周二"), _("周三"), _("周四"), _("周五"), _("周六"), _("周日"))))
REPEATS = [(ONCE, _("只办一次")), ("daily", _("每天")), ("weekly", _("每周")), ("monthly", _("每月同一个星期几"))]
EVERY = [(1, _("每一次")), (2, _("隔一次（每两周、每两天）"))]


class RepeatForm(forms.Form):
    """How often; what repeats says until when, and a missing end comes with a proposal."""

    repeat = forms.ChoiceField(
        label=_("办几次"), choices=REPEATS, initial=ONCE, widget=forms.RadioSelect(attrs={"class": "choices--tiles"})
    )
    weekdays = forms.TypedMultipleChoiceField(
        label=_("每周的哪几天"),
        choices=WEEKDAYS,
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "choices--tiles"}),
        help_text=_("不选就是和第一次同一个星期几。"),
    )
    every = forms.TypedChoiceField(label=_("间隔"), choices=EVERY, coerce=int, initial=1)
    last_day = day_field(_("办到哪一天为止"), required=False)
    fixes: dict[str, str] = {}  # as in WhenForm

    def must_end(self, told: dict[str, Any]) -> None:
        day = told.get("day")
        if told.get("repeat") == ONCE or not day or "last_day" in self.errors:
            return
        last = told.get("last_day")
        if last is None:
            self.add_error("last_day", _("重复的活动要写明到哪一天为止。"))
        elif last < day:
            self.add_error("last_day", _("最后一天要在第一次之后。"))
        if "last_day" in self.errors:
            self.fixes = self.fixes | {"last_day": date(day.year, 12, 31).isoformat()}

    def rule(self, first: datetime) -> str:
        told = self.cleaned_data
        if told["repeat"] == ONCE:
            return ""
        return Repeat(told["repeat"], told["last_day"], told["every"], tuple(told["weekdays"])).as_rule(first)


class LectureForm(forms.Form):
    """Who speaks, in which of the six forms; a talk online has its link, a film its title."""

    lecturer = PickField(label=_("宣讲员"), required=False)
    lecture_format = forms.ChoiceField(
        label=_("宣讲形式"), choices=[("", _("不是宣讲")), *LectureFormat.choices], required=False
    )
    link = text_field(_("线上的链接"), 300, widget=forms.URLInput, validators=[URLValidator(schemes=["http", "https"])])
    film = text_field(_("片名"), 60)

    def must_fit_the_kind(self, told: dict[str, Any], kind: str) -> None:
        form = told.get("lecture_format")
        if kind == ActivityKind.LECTURE and not form and "lecture_format" not in self.errors:
            self.add_error("lecture_format", _("宣讲请选一种形式。"))
        if form == LectureFormat.ONLINE and not told.get("link") and "link" not in self.errors:
            self.add_error("link", _("线上宣讲请写上链接。"))
        if form == LectureFormat.FILM or kind == ActivityKind.FILM:
            if not told.get("film") and "film" not in self.errors:
                self.add_error("film", _("放电影请写上片名。"))
        elif form and told.get("lecturer") is None and "lecturer" not in self.errors:
            self.add_error("lecturer", _("请选宣讲员；还没有登记的，先到“宣讲”里登记。"))


class SeatsForm(forms.Form):
    entry = forms.ChoiceField(
        label=_("怎么参加"),
        choices=[(OPEN, _("不用报名，直接来")), (SEATS, _("要报名，有名额"))],
        initial=OPEN,
        widget=forms.RadioSelect(attrs={"class": "choices--tiles"}),
    )
    seats = forms.IntegerField(
        label=_("名额"),
        required=False,
        min_value=1,
        max_value=MOST_SEATS,
        error_messages={"min_value": _("名额至少 1 个。"), "invalid": _("名额请写数字。")},
    )

    def must_say_seats(self, told: dict[str, Any]) -> None:
        if told.get("entry") != SEATS:
            told["seats"] = None
        elif told.get("seats") is None and "seats" not in self.errors:
            self.add_error("seats", _("请写明有多少个名额。"))


class AboutForm(forms.Form):
    """What it is, for whom, from where in the plan, and the four partners."""

    station = PickField(label=_("哪个站"), error_messages={"required": _("请选一个站。")})
    title = text_field(_("活动叫什么"), 40, required=True, error_messages={"required": _("请写活动名称。")})
    kind = forms.ChoiceField(
        label=_("哪一类"),
        choices=[("", _("请选择")), *ActivityKind.choices],
        error_messages={"required": _("请选一类。")},
    )
    audience = forms.ChoiceField(label=_("适合谁"), choices=Audience.choices)
    words = text_field(
        _("内容"), 2000, widget=forms.Textarea(attrs={"rows": 3}), help_text=_("做什么、带什么，写给居民看。")
    )
    goal = forms.ChoiceField(label=_("年度计划里的目标"), initial=AUTO)
    theme = forms.ChoiceField(label=_("月度主题"), initial=AUTO)
    brand = PickField(label=_("属于哪个品牌"), required=False)
    led_by = text_field(_("社区牵头"), 60)
    planned_by = text_field(_("协会策划"), 60)
    helped_by = text_field(_("小区、物业配合"), 60)
    joined_by = text_field(_("居民参与"), 60)

    def offer_about(self, offered: Offered) -> None:
        station, brand = self.fields["station"], self.fields["brand"]
        assert isinstance(station, PickField)
        assert isinstance(brand, PickField)
        station.offer(offered.stations, lambda one: one.code, lambda one: one.name, None)
        if len(offered.stations) == 1:
            station.widget = forms.HiddenInput()
            station.initial = offered.stations[0].code
        brand.offer(offered.brands, lambda one: one.public_id, lambda one: one.name, _("不属于品牌"))
        self._offer("goal", _("按类别自动对应"), [(one.pk, _goal(one)) for one in offered.goals])
        self._offer("theme", _("按月份自动对应"), [(one.pk, _theme(one)) for one in offered.themes])

    def _offer(self, name: str, auto: Any, rows: list[tuple[int, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(AUTO, auto), (NONE, _("不对应")), *((str(pk), label) for pk, label in rows)]


def _goal(goal: Goal) -> str:
    told = {
        "year": goal.plan.year,
        "kind": goal.get_kind_display(),
        "n": goal.wanted,
        "station": goal.plan.station.name,
    }
    return translated("%(year)s年 %(kind)s %(n)s 场（%(station)s）") % told


def _theme(theme: MonthTheme) -> str:
    return f"{theme.month:%Y-%m} {theme.title}"


class PlanForm(AboutForm, WhenForm, PlaceForm, RepeatForm, SeatsForm, LectureForm):
    group_most = forms.IntegerField(label=_("一次最多报几位"), min_value=1, max_value=50, initial=1, required=False)

    def __init__(self, *args: Any, offered: Offered, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered = offered
        self.offer_about(offered)
        self.offer_facilities(offered.facilities)
        offer_lecturers(self.fields["lecturer"], offered.lecturers, _("没有"))
        needed_with_a_choice(self, "seats", "group_most", "weekdays", "last_day", "lecture_format", "link", "film")

    def clean(self) -> dict[str, Any]:
        told = super().clean()
        if told.get("lecture_format") == LectureFormat.ONLINE and not told.get("place") and not told.get("facility"):
            told["place"] = translated("线上")
        self.must_have_a_place(told)
        self.must_end(told)
        self.must_say_seats(told)
        self.must_fit_the_kind(told, told.get("kind", ""))
        return told

    def activity(self) -> Activity:
        told = self.cleaned_data
        plain = (
            "station", "title", "kind", "words", "audience", "brand", "led_by", "planned_by", "helped_by", "joined_by",
            "facility", "place", "seats", "lecturer", "lecture_format", "link", "film",
        )  # fmt: skip
        made = Activity(**{name: told[name] for name in plain})
        made.minutes, made.group_most = self.minutes, told["group_most"] or 1
        made.goal, made.theme = self._goal(), self._theme()
        made.rule = self.rule(told["starts_at"])
        return made

    def _goal(self) -> Goal | None:
        told = self.cleaned_data
        if told["goal"] == AUTO:
            return self.offered.goal_for(told["station"], told["kind"], told["day"].year)
        return next((one for one in self.offered.goals if str(one.pk) == told["goal"]), None)

    def _theme(self) -> MonthTheme | None:
        told = self.cleaned_data
        if told["theme"] == AUTO:
            return self.offered.theme_for(told["station"], told["day"])
        return next((one for one in self.offered.themes if str(one.pk) == told["theme"]), None)
