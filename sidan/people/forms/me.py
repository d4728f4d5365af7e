"""One's own data and family."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sidan.people.forms.fields import AddressForm, MobileField, PersonNameField
from sidan.people.models import Relation

OLDEST = 120


class BirthDateField(forms.DateField):
    """As people write it: 1950-3-5, 1950年3月5日, 1950.3.5."""

    def __init__(self, *, required: bool = False) -> None:
        super().__init__(
            label=_("出生日期"),
            required=required,
            help_text=_("例如 1950-03-05"),
            input_formats=["%Y-%m-%d", "%Y年%m月%d日", "%Y.%m.%d", "%Y/%m/%d", "%Y%m%d"],
            widget=forms.DateInput(format="%Y-%m-%d", attrs={"size": 12, "autocomplete": "bday", "inputmode": "text"}),
            error_messages={
                "invalid": _("没看懂这个日期，请写成 1950-03-05 的样子。"),
                "required": _("请填写出生日期。"),
            },
        )
        self.today: date | None = None

    def clean(self, value: Any) -> date | None:
        born: date | None = super().clean(value)
        if born and self.today and not 0 <= self.today.year - born.year <= OLDEST:
            raise forms.ValidationError(_("这个出生日期不对，请检查年份。"))
        if born and self.today and born > self.today:
            raise forms.ValidationError(_("出生日期不能在今天之后。"))
        return born


class NameForm(forms.Form):
    name = PersonNameField()
    birth_date = BirthDateField()

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["birth_date"]
        assert isinstance(field, BirthDateField)
        field.today = today


class OwnAddressForm(AddressForm):
    pass


class NewPhoneForm(forms.Form):
    phone = MobileField(label=_("新手机号"), help_text=_("验证码会发到新号码上。改好以后，用新号码登录。"))


class FamilyForm(forms.Form):
    relation = forms.ChoiceField(
        label=_("我要帮谁点单？"),
        choices=Relation.choices,
        widget=forms.RadioSelect(attrs={"class": "choices--tiles"}),
        error_messages={"required": _("请选一下这位家人是您的什么人。")},
    )
    phone = MobileField(label=_("家人的手机号"), help_text=_("家人同意以后，您就可以替他们点单、看进度、评价。"))


class ParentForm(AddressForm):
    relation = forms.ChoiceField(
        label=_("这位家人是您的"),
        choices=Relation.choices,
        widget=forms.RadioSelect(attrs={"class": "choices--tiles"}),
        error_messages={"required": _("请选一下这位家人是您的什么人。")},
    )
    name = PersonNameField(label=_("家人的姓名"), attrs={"autocomplete": "off"})
    birth_year = forms.IntegerField(
        label=_("哪一年出生"),
        required=False,
        help_text=_("例如 1946"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 4}),
        error_messages={"invalid": _("请填写四位年份，例如 1946。")},
    )
    field_order = ["relation", "name", "birth_year", "estate", "door"]

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_birth_year(self) -> int | None:
        year: int | None = self.cleaned_data["birth_year"]
        if year is not None and not self.today.year - OLDEST <= year <= self.today.year:
            raise forms.ValidationError(_("请填写四位年份，例如 1946。"))
        return year
