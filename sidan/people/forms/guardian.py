"""What the station writes down when a guardian says yes."""

from django import forms
from django.utils.translation import gettext_lazy as _

from sidan.core.models import Channel

SAID_BY = (Channel.WALK_IN, Channel.PHONE, Channel.VISIT, Channel.PAPER)


class GuardianForm(forms.Form):
    who = forms.CharField(
        label=_("谁同意的"),
        max_length=60,
        help_text=_("姓名和关系，例如“母亲 李女士”。怎么核对过身份，也写一句。"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "size": 30}),
        error_messages={"required": _("请写明是谁同意的。"), "max_length": _("最多 60 个字。")},
    )
    channel = forms.ChoiceField(
        label=_("怎么说的"),
        choices=[(channel.value, channel.label) for channel in SAID_BY],
        widget=forms.RadioSelect(attrs={"class": "choices--tiles"}),
        error_messages={"required": _("请选择监护人是怎么表示同意的。")},
    )
