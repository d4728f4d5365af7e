"""Invitations and the second factor."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from sidan.people.models import RoleKind
from sidan.places.models import Station


class StationField(forms.ModelChoiceField):  # type: ignore[type-arg]  # not subscriptable when it runs
    """Stations with their depth visible: ones further down are set in."""

    def label_from_instance(self, obj: Station) -> str:
        return f"{obj.name}（{obj.get_level_display()}）"


class InviteForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("邀请做什么"),
        choices=RoleKind.choices,
        widget=forms.RadioSelect(attrs={"class": "choices--tiles"}),
        error_messages={"required": _("请选择一个角色。")},
    )
    station = StationField(
        label=_("在哪个站点"),
        queryset=Station.objects.none(),
        empty_label=_("请选择"),
        help_text=_("权限包括这个站点和它下面的所有站点。"),
        error_messages={"required": _("请选择站点。"), "invalid_choice": _("这个站点不在您的管理范围内，请重新选择。")},
    )
    note = forms.CharField(
        label=_("备注"),
        required=False,
        max_length=60,
        help_text=_("写给自己看：邀请的是谁，例如“三网格新来的小刘”。"),
        error_messages={"max_length": _("备注最多 60 个字。")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, stations: QuerySet[Station], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["station"]
        assert isinstance(field, StationField)
        field.queryset = stations.order_by("path")


class KioskForm(forms.Form):
    code = forms.CharField(
        label=_("验证码"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "size": 14, "autocapitalize": "off"}),
        error_messages={"required": _("请填写验证码。"), "max_length": _("验证码不对，请重新填写。")},
    )


class PasskeyForm(forms.Form):
    name = forms.CharField(
        label=_("给它起个名字"),
        max_length=20,
        help_text=_("以后好认，例如“我的华为手机”“办公室电脑”。"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("请起个名字，例如“我的手机”。"), "max_length": _("名字最多 20 个字。")},
    )


class FactorForm(forms.Form):
    code = forms.CharField(
        label=_("验证器里的 6 位数字"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "size": 14, "autocapitalize": "off"}),
        error_messages={"required": _("请填写验证器里的 6 位数字。"), "max_length": _("验证码不对，请重新填写。")},
    )

    def __init__(self, *args: Any, has_app: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_app:
            self.fields["code"].label = _("备用码")
            self.fields["code"].error_messages["required"] = _("请填写一个备用码。")
