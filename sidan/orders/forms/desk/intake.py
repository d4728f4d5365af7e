"""What a station worker types while talking: who, what, when; one page, nothing asked twice."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sidan.core.models import Channel
from sidan.orders.forms.desk.window import WindowForm, morning
from sidan.orders.models import Item
from sidan.people.forms.fields import AddressForm, PersonNameField, PhoneField
from sidan.people.models import Person

CHANNELS = [(Channel.PHONE, _("电话")), (Channel.WALK_IN, _("到站")), (Channel.VISIT, _("走访"))]


class IntakeForm(WindowForm, AddressForm):
    """Bound to one caller: for somebody we know only the need is asked, for somebody new also name and door."""

    required_address = False
    field_order = ("estate", "door", "name", "phone", "item")
    name = PersonNameField(required=False, attrs={"autocomplete": "off", "size": 12})
    phone = PhoneField(required=False, attrs={"autocomplete": "off", "size": 14})
    item = forms.ChoiceField(label=_("办什么"), error_messages={"required": _("请选要办的事。")})
    details = forms.CharField(
        label=_("补充说明"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2, "maxlength": 500})
    )
    is_urgent = forms.BooleanField(label=_("着急，今天明天就要"), required=False)
    channel = forms.ChoiceField(label=_("怎么来的"), choices=CHANNELS, required=False)
    consent = forms.BooleanField(
        label=_("已念给居民听，居民口头同意"),
        error_messages={"required": _("请先念给居民听，得到同意再登记。")},
    )

    def __init__(
        self,
        *args: Any,
        items: Sequence[Item],
        person: Person | None,
        has_consent: bool,
        by_grid: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        self.doubles: list[Person] = []  # people who may be the same
        self.items = {item.code: item for item in items}
        field = self.fields["item"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(item.code, item.name) for item in items]
        self.fields["name"].required = person is None
        self.fields["consent"].required = not has_consent
        if by_grid:
            del self.fields["channel"]
        for name in ("estate", "door"):
            self.fields[name].required = person is None or person.address_id is None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self.must_say_when(cleaned)
        if not self.errors:
            cleaned["window"] = self.window(cleaned, self.items[cleaned["item"]].minutes)
        return cleaned

    @property
    def chosen(self) -> Item:
        return self.items[self.cleaned_data["item"]]

    @property
    def spoken_by(self) -> Channel:
        if "channel" not in self.fields:
            return Channel.GRID
        return Channel(self.cleaned_data["channel"] or Channel.PHONE)


def defaults(now: datetime) -> dict[str, Any]:
    """The next working morning, by telephone."""
    return morning(now) | {"channel": Channel.PHONE}
