"""What people type on the public pages of activities."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sidan.activities.narrowing import Reach, Wanted
from sidan.activities.walking import Pace
from sidan.core.phone import clean_phone
from sidan.people.models import Person
from sidan.places.models import Estate, Station
from sidan.programmes.kinds import ActivityKind, Audience

ME = "me"


class WeekForm(forms.Form):
    """Every field may stay empty, and a value nobody knows is no filter."""

    kind = forms.ChoiceField(label=_("什么活动"), required=False)
    audience = forms.ChoiceField(label=_("适合谁"), required=False)
    station = forms.ChoiceField(label=_("哪个社区"), required=False)
    home = forms.ChoiceField(label=_("从哪个小区走过去"), required=False)
    within = forms.ChoiceField(label=_("走多久以内"), required=False)
    pace = forms.ChoiceField(label=_("走路快慢"), required=False, choices=Pace.choices)
    room = forms.BooleanField(label=_("只看还有名额的"), required=False)

    def __init__(self, *args: Any, stations: list[Station], estates: list[Estate], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.estates = {str(one.pk): one for one in estates}
        self.use_required_attribute = False
        self._offer("kind", ActivityKind.choices)
        self._offer("audience", [pair for pair in Audience.choices if pair[0] != Audience.EVERYONE])
        self._offer("station", [(one.code, one.name) for one in stations])
        self._offer("home", [(key, one.name) for key, one in self.estates.items()])
        self._offer("within", Reach.choices)

    def _offer(self, name: str, choices: Any) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("不限")), *choices]

    def wanted(self) -> Wanted:
        self.is_valid()
        told = self.cleaned_data
        estate = self.estates.get(told.get("home", ""))
        return Wanted(
            kind=told.get("kind", ""),
            audience=told.get("audience", ""),
            station=told.get("station", ""),
            home=(estate.lat, estate.lng) if estate else None,
            within=int(told.get("within") or 0),
            pace=Pace(told.get("pace") or Pace.ADULT),
            has_room=bool(told.get("room")),
        )


class GuestForm(forms.Form):
    name = forms.CharField(label=_("怎么称呼您"), max_length=20, widget=forms.TextInput({"autocomplete": "name"}))
    phone = forms.CharField(
        label=_("手机号"),
        max_length=20,
        help_text=_("有变动时给您打电话用"),
        widget=forms.TextInput({"size": 16, "inputmode": "tel", "autocomplete": "tel"}),
    )
    seats = forms.TypedChoiceField(label=_("一共几位"), coerce=int, initial=1)
    consent = forms.BooleanField(
        error_messages={"required": _("请先勾选同意。不想留手机号，可以打电话给站里报名。")},
    )

    def __init__(self, *args: Any, most: int = 1, days: int = 30, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = gettext("我同意实践站为这次活动使用我的称呼和手机号，活动结束 %(days)s 天后自动删除")
        self.fields["consent"].label = words % {"days": days}
        _group(self, most)

    def clean_name(self) -> str:
        return " ".join(str(self.cleaned_data["name"]).split())

    def clean_phone(self) -> str:
        phone = clean_phone(self.cleaned_data["phone"])
        if phone is None:
            raise forms.ValidationError(_("这个号码不对，请再看一遍。手机 11 位，座机要带区号。"))
        return phone


class MemberForm(forms.Form):
    """Somebody signed in: for whom, and how many come along."""

    whom = forms.ChoiceField(label=_("给谁报名"), widget=forms.RadioSelect, required=False)
    seats = forms.TypedChoiceField(label=_("一共几位"), coerce=int, initial=1)

    def __init__(self, *args: Any, people: list[Person], most: int = 1, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {(ME if n == 0 else one.public_id): one for n, one in enumerate(people)}
        whom = self.fields["whom"]
        assert isinstance(whom, forms.ChoiceField)
        whom.choices = [(key, gettext("我自己") if key == ME else one.name) for key, one in self.people.items()]
        if len(people) < 2:
            del self.fields["whom"]
        _group(self, most)

    @property
    def person(self) -> Person:
        return self.people[self.cleaned_data.get("whom") or ME]


class HereForm(GuestForm):
    """At the door: whoever signed up is found by their number, whoever did not is written down."""

    phone = forms.CharField(
        label=_("手机号"),
        max_length=20,
        help_text=_("报过名的，写报名时的号码"),
        widget=forms.TextInput({"size": 16, "inputmode": "tel", "autocomplete": "tel"}),
    )


class WordsForm(forms.Form):
    """The line above the list of a week."""

    words = forms.CharField(
        label=_("开头的话"),
        max_length=200,
        required=False,
        help_text=_("印在海报和长图的最上面，一两句就好"),
        widget=forms.Textarea({"rows": 2}),
    )


def _group(form: forms.Form, most: int) -> None:
    """Where only one may come, nothing is asked."""
    if most < 2:
        del form.fields["seats"]
        return
    seats = form.fields["seats"]
    assert isinstance(seats, forms.TypedChoiceField)
    seats.choices = [(n, gettext("%(n)s 位") % {"n": n}) for n in range(1, most + 1)]
