"""Signing in: a number, the code sent to it, and for newcomers a name and consent."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sidan.people.forms.fields import AddressForm, MobileField, PersonNameField


class PhoneForm(forms.Form):
    phone = MobileField(
        label=_("您的手机号"), help_text=_("我们会发一条短信验证码。没有用过也没关系，登录时一并登记。")
    )


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("短信验证码"),
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "size": 10, "maxlength": 12}
        ),
        error_messages={"required": _("请填写短信里的 6 位数字。")},
    )
    shared = forms.BooleanField(label=_("这是公用的手机或电脑，10 分钟不用就退出"), required=False)

    def clean_code(self) -> str:
        code = "".join(str(self.cleaned_data["code"]).split())
        if not (len(code) == 6 and code.isdecimal()):
            raise forms.ValidationError(_("验证码是 6 位数字，请照着短信填写。"))
        # Full-width digits are digits too.
        return "".join(str(int(digit)) for digit in code)


class AskedPhoneForm(forms.Form):
    phone = MobileField(label=_("您的手机号"), help_text=_("我们发一条验证码，确认号码是您的，才告诉您存了什么。"))


class AskedCodeForm(CodeForm):
    shared = None  # type: ignore[assignment]  # this way in is always a short one


class NewcomerForm(AddressForm):
    required_address = False
    name = PersonNameField(help_text=_("志愿者上门时怎么称呼您。"))
    consent = forms.BooleanField(
        label=_(
            "我已满 14 周岁，同意为安排服务使用我的姓名、电话和地址；"
            "完整信息只给负责的工作人员和接单的志愿者看，可以随时在“我的”里撤回。"
        ),
        error_messages={"required": _("需要您同意，我们才能为您安排服务。不愿意在手机上登记，可以打电话给站点。")},
    )
    field_order = ["name", "estate", "door", "consent"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["estate"].help_text = _("上门服务需要地址。现在不填，以后点单时再填也可以。")
