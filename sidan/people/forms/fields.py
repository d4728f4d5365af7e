"""Fields that several forms share: names, numbers and addresses as people type them."""

import unicodedata
from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from sidan.core.phone import clean_phone, is_mobile
from sidan.places.models import Estate

OUTSIDE = "outside"
EARLIEST, LATEST = 1900, 2100  # years
NAME_MARKS = frozenset(" ·•‧・.-'’")
DOOR_MARKS = frozenset(" -–—#()（）/·.、，,")


def _only(text: str, kinds: str, marks: frozenset[str]) -> bool:
    return all(sign in marks or unicodedata.category(sign)[0] in kinds for sign in text)


def conditional(field: forms.Field) -> None:
    """It belongs to a choice made elsewhere in the form, so its label does not say "optional" (ui/field_label.html)."""
    field.is_conditional = True  # type: ignore[attr-defined]  # Django's fields know no such word; the template asks


def needed_with_a_choice(form: forms.Form, *names: str) -> None:
    """Fields that belong to one of the choices: `clean` asks for them then."""
    for name in names:
        conditional(form.fields[name])


class DayField(forms.DateField):
    """A day that people can mean. The ends of the calendar are none: a day more, or an hour's zone, falls off it."""

    def to_python(self, value: Any) -> date | None:
        day: date | None = super().to_python(value)
        if day is not None and not EARLIEST <= day.year <= LATEST:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return day


class PersonNameField(forms.CharField):
    def __init__(self, **more: Any) -> None:
        attrs = {"autocomplete": "name", "size": 20} | more.pop("attrs", {})
        super().__init__(widget=forms.TextInput(attrs=attrs), **{"label": _("姓名")} | more)
        self.error_messages["required"] = _("请填写姓名。")

    def clean(self, value: Any) -> str:
        name = " ".join(super().clean(value).split())
        if len(name) > 40:
            raise ValidationError(_("姓名最多 40 个字。"))
        if not _only(name, "LM", NAME_MARKS):
            raise ValidationError(_("姓名里只能有文字，请去掉表情、数字和符号。"))
        return name


class PhoneField(forms.CharField):
    """Mobile or landline, bare digits once cleaned."""

    def __init__(self, **more: Any) -> None:
        attrs = {"inputmode": "tel", "autocomplete": "tel", "size": 20} | more.pop("attrs", {})
        super().__init__(widget=forms.TextInput(attrs=attrs), **{"label": _("电话")} | more)
        self.error_messages["required"] = _("请填写电话号码。")

    def clean(self, value: Any) -> str:
        typed = super().clean(value)
        if not typed:
            return ""
        phone = clean_phone(typed[:60])
        if phone is None:
            raise ValidationError(_("这个号码不像电话号码。手机是 11 位数字；座机请带区号，例如 0531-5550100。"))
        return phone


class MobileField(PhoneField):
    """A number that can receive a code."""

    def __init__(self, **more: Any) -> None:
        super().__init__(**{"label": _("手机号")} | more)
        self.error_messages["required"] = _("请填写手机号。")

    def clean(self, value: Any) -> str:
        phone = super().clean(value)
        if phone and not is_mobile(phone):
            raise ValidationError(_("座机收不到验证码，请填写 11 位手机号。"))
        return phone


class EstateField(forms.ChoiceField):
    """Estates grouped by station, and a way to say "mine is not here" that answers what to do."""

    def __init__(self, *, required: bool) -> None:
        super().__init__(label=_("小区"), required=required)
        self.error_messages["required"] = _("请选择小区。")
        self.estates: QuerySet[Estate] = Estate.objects.all()

    def offer(self, estates: QuerySet[Estate]) -> None:
        """Asked of the database when the form is made, not when this file is loaded."""
        self.estates = estates
        groups: dict[str, list[tuple[str, str]]] = {}
        rows = estates.order_by("grid__station__path", "name").values_list("pk", "name", "grid__station__name")
        for pk, name, station in rows:
            groups.setdefault(station, []).append((str(pk), name))
        self.choices = [("", _("请选择")), *groups.items(), (OUTSIDE, _("我的小区不在这里"))]

    def clean(self, value: Any) -> Any:
        chosen = forms.CharField(required=self.required, error_messages=self.error_messages).clean(value)
        if not chosen:
            return None
        found = self.estates.filter(pk=int(chosen)).first() if chosen.isdecimal() and len(chosen) < 18 else None
        if found is None:
            sentence = _("这个地址不在%(street)s的服务范围内。请拨打 %(phone)s，我们告诉您该找哪个站点。")
            names = {"street": settings.SIDAN_STREET_NAME, "phone": settings.SIDAN_STATION_PHONE}
            raise ValidationError(sentence, params=names)
        return found


class DoorField(forms.CharField):
    def __init__(self, *, required: bool) -> None:
        attrs = {"size": 24, "autocomplete": "street-address"}
        hint = _("例如 3号楼2单元501")
        super().__init__(label=_("楼号和门牌"), required=required, help_text=hint, widget=forms.TextInput(attrs=attrs))
        self.error_messages["required"] = _("请写明楼号和门牌。")

    def clean(self, value: Any) -> str:
        door = str(super().clean(value))
        if len(door) > 40:
            raise ValidationError(_("楼号和门牌最多 40 个字。"))
        if not _only(door, "LMN", DOOR_MARKS):
            raise ValidationError(_("楼号和门牌里只能有文字和数字，请去掉表情和符号。"))
        return door


class AddressForm(forms.Form):
    """Estate and door: both, or where the address is optional neither."""

    required_address = True
    estate = EstateField(required=True)
    door = DoorField(required=True)

    def __init__(self, *args: Any, estates: QuerySet[Estate], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["estate"]
        assert isinstance(field, EstateField)
        field.offer(estates)
        for name in ("estate", "door"):
            self.fields[name].required = self.required_address

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        estate, door = cleaned.get("estate"), cleaned.get("door")
        if estate and not door and "door" not in self.errors:
            self.add_error("door", _("请写明楼号和门牌，例如 3号楼2单元501。"))
        if door and not estate and "estate" not in self.errors:
            self.add_error("estate", _("请选择小区。"))
        return cleaned
