"""What a station worker types while talking."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sidan.core.models import Channel
from sidan.people.forms.fields import AddressForm, PersonNameField, PhoneField
from sidan.people.forms.me import BirthDateField

TOLD_BY = [Channel.PHONE, Channel.WALK_IN, Channel.VISIT, Channel.GRID]


class ResidentForm(AddressForm):
    name = PersonNameField(attrs={"autocomplete": "off"})
    phone = PhoneField(
        required=False,
        help_text=_("手机或带区号的座机；老人自己没有电话可以不填。"),
        attrs={"autocomplete": "off"},
    )
    birth_date = BirthDateField()
    channel = forms.ChoiceField(
        label=_("怎么联系的"),
        choices=[(channel.value, channel.label) for channel in TOLD_BY],
        initial=Channel.PHONE,
        widget=forms.RadioSelect(attrs={"class": "choices--tiles"}),
        error_messages={"required": _("请选择居民是怎么联系我们的。")},
    )
    consent = forms.BooleanField(
        label=_("已向居民说明：为安排服务使用姓名、电话和地址，可以随时撤回；居民口头同意。"),
        error_messages={"required": _("请先向居民说明并得到同意，再登记。")},
    )
    field_order = ["name", "phone", "birth_date", "estate", "door", "channel", "consent"]

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["birth_date"]
        assert isinstance(field, BirthDateField)
        field.today = today


class CorrectForm(AddressForm):
    required_address = False
    phone = PhoneField(label=_("新的电话"), required=False, help_text=_("不改就空着。"), attrs={"autocomplete": "off"})
    need_note = forms.CharField(
        label=_("上门须知"),
        required=False,
        max_length=200,
        help_text=_("上门的人需要知道的，例如“听力不好，请多敲几下门”。"),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": _("上门须知最多 200 个字。")},
    )
    field_order = ["phone", "estate", "door", "need_note"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["estate"].label = _("新的小区")
        self.fields["estate"].help_text = _("不改就空着。")
        self.fields["door"].label = _("新的楼号和门牌")


class RevealForm(forms.Form):
    why = forms.CharField(
        label=_("为什么要看"),
        max_length=80,
        widget=forms.TextInput(attrs={"list": "reveal-reasons", "autocomplete": "off"}),
        error_messages={"required": _("请写明原因，居民本人看得到。"), "max_length": _("原因最多 80 个字。")},
    )


class ErasureForm(forms.Form):
    why = forms.CharField(
        label=_("居民怎么说的，您怎么核对的身份"),
        max_length=120,
        help_text=_("例如“本人到站口头提出，看过身份证”。不写病情等私事。"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("请写明怎么提出、怎么核对的。"), "max_length": _("最多 120 个字。")},
    )
