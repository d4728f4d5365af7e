"""Who wants to come and who came: one person at the desk, a whole sheet of paper at once."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as translated
from django.utils.translation import gettext_lazy as _

from sidan.activities.actions import Guest
from sidan.activities.forms.desk.fields import text_field
from sidan.core.models import Channel
from sidan.people.forms.fields import PersonNameField, PhoneField

CHANNELS = [
    (Channel.PHONE, _("电话")),
    (Channel.WALK_IN, _("到站")),
    (Channel.FAMILY, _("家人代办")),
    (Channel.VISIT, _("走访")),
    (Channel.PAPER, _("纸质登记")),
]
LINES, MOST = 8, 60


def _seats() -> forms.IntegerField:
    return forms.IntegerField(
        label=_("几位"),
        min_value=1,
        max_value=50,
        initial=1,
        required=False,
        error_messages={"invalid": _("人数请写数字。"), "min_value": _("至少一位。")},
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )


class SignUpForm(forms.Form):
    """For somebody we know, or a name and a number taken down."""

    q = text_field(_("电话、后四位或姓名"), 40)
    name = PersonNameField(required=False, attrs={"autocomplete": "off", "size": 12})
    phone = PhoneField(required=False, attrs={"autocomplete": "off", "size": 14})
    seats = _seats()
    channel = forms.ChoiceField(label=_("怎么来的"), choices=CHANNELS, initial=Channel.PHONE, required=False)

    def must_name_a_guest(self) -> bool:
        """A number too: a guest hears of a change only by telephone."""
        told = self.cleaned_data
        if not told.get("name") and "name" not in self.errors:
            self.add_error("name", _("请填写姓名。"))
        if not told.get("phone") and "phone" not in self.errors:
            self.add_error("phone", _("请留一个电话，活动有变动时好告诉这位居民。"))
        return not self.errors

    @property
    def guest(self) -> Guest:
        return Guest(name=self.cleaned_data["name"], phone=self.cleaned_data["phone"])

    @property
    def spoken_by(self) -> Channel:
        return Channel(self.cleaned_data["channel"] or Channel.PHONE)


class WalkInForm(forms.Form):
    """At the door a name is enough."""

    name = PersonNameField(attrs={"autocomplete": "off", "size": 12})
    phone = PhoneField(required=False, label=_("电话（选填）"), attrs={"autocomplete": "off", "size": 14})
    seats = _seats()

    @property
    def guest(self) -> Guest:
        return Guest(name=self.cleaned_data["name"], phone=self.cleaned_data["phone"])

    @property
    def count(self) -> int:
        return int(self.cleaned_data["seats"] or 1)


class LineForm(WalkInForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.error_messages["required"] = translated("%(what)s没有填。") % {"what": field.label}
            field.widget.attrs |= {"aria-describedby": f"{self.prefix}-errors", "class": f"input input--{name}"}

    def has_changed(self) -> bool:
        """A line with nothing but the one person that stands in it beforehand is empty."""
        return bool({"name", "phone"} & set(self.changed_data))


if TYPE_CHECKING:
    LineSet = forms.BaseFormSet[LineForm]
else:  # generic for the type checker only
    LineSet = forms.BaseFormSet


class BaseLines(LineSet):
    """Empty lines do not count; each of the others has its own sentence."""

    def filled(self) -> list[LineForm]:
        return [form for form in self.forms if form.has_changed()]


def lines_of(data: Any = None) -> BaseLines:
    factory = forms.formset_factory(LineForm, formset=BaseLines, extra=LINES, max_num=MOST, absolute_max=MOST)
    formset = factory(data, prefix="lines")
    assert isinstance(formset, BaseLines)
    return formset
