"""How I want to be told."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sidan.notices.actions import quiet_hours
from sidan.notices.channels import is_mail, is_understood
from sidan.notices.models import Preference

HOURS = [(hour, f"{hour}:00") for hour in range(24)]


class SettingsForm(forms.Form):
    sms = forms.BooleanField(label=_("用短信告诉我"), required=False)
    push_address = forms.CharField(
        label=_("群机器人地址或邮箱"),
        help_text=_("企业微信 wecombot://…、钉钉 dingtalk://…、飞书 lark://…，或一个邮箱地址。不填也可以。"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    quiet = forms.BooleanField(label=_("晚上和清早不打扰我，攒到早上再发"), required=False)
    quiet_from = forms.TypedChoiceField(label=_("从"), choices=HOURS, coerce=int)
    quiet_until = forms.TypedChoiceField(label=_("到"), choices=HOURS, coerce=int)

    def __init__(self, preference: Preference, data: Any = None) -> None:
        begins, ends = quiet_hours(preference)
        has_quiet = begins != ends
        initial = {
            "sms": preference.sms,
            "push_address": preference.push_address,
            "quiet": has_quiet,
            "quiet_from": begins if has_quiet else 21,
            "quiet_until": ends if has_quiet else 7,
        }
        super().__init__(data, initial=initial)

    def clean_push_address(self) -> str:
        address: str = self.cleaned_data["push_address"].strip()
        if not address or is_understood(address):
            return address
        if is_mail(address):
            raise forms.ValidationError(gettext("本街道还没有开通邮件发送，请改用短信，或留空。"))
        raise forms.ValidationError(gettext("这个地址用不了。请从群机器人设置里整段复制，例如 wecombot://密钥。"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("quiet") and cleaned.get("quiet_from") == cleaned.get("quiet_until"):
            self.add_error("quiet_until", gettext("开始和结束是同一个钟点。不想要安静时段，请取消上面的勾选。"))
        return cleaned

    @property
    def quiet_chosen(self) -> tuple[int, int]:
        """Equal hours mean no quiet at all."""
        told = self.cleaned_data
        return (told["quiet_from"], told["quiet_until"]) if told["quiet"] else (0, 0)
