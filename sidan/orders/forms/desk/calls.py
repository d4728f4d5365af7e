"""What a call found out."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sidan.orders.dayparts import Window
from sidan.orders.forms.desk.window import WindowForm
from sidan.orders.models import Callback, CallbackKind, CallbackResult

_CHOICES = {
    CallbackKind.BAD_RATING: (
        (CallbackResult.SETTLED, _("解决了，居民同意结束")),
        (CallbackResult.NOT_FIXED, _("没有解决，重新安排服务")),
        (CallbackResult.UNREACHED, _("没有打通")),
    ),
    CallbackKind.SAMPLE: (
        (CallbackResult.CONFIRMED, _("服务属实，居民满意")),
        (CallbackResult.SETTLED, _("有点小问题，已经说清楚")),
        (CallbackResult.NOT_FIXED, _("没有服务到位，请原站点重新安排")),
        (CallbackResult.UNREACHED, _("没有打通")),
    ),
}


class CallForm(WindowForm):
    """What is not fixed is done again, at a time agreed in the same call."""

    field_order = ("result",)
    result = forms.ChoiceField(label=_("结果"), widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("居民怎么说的"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": 300}),
        help_text=_("只给工作人员看。没有解决的，写清楚差在哪里，下一位志愿者才知道。"),
    )

    def __init__(self, *args: Any, callback: Callback, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.minutes = callback.order.minutes
        self.fields["part"].required = False
        field = self.fields["result"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(_CHOICES[CallbackKind(callback.kind)])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("result") == CallbackResult.NOT_FIXED:
            self.must_say_when(cleaned)
            if not cleaned.get("note", "").strip():
                self.add_error("note", _("请写明哪里没有做好。"))
        return cleaned

    @property
    def wanted(self) -> Window | None:
        told = self.cleaned_data
        return self.window(told, self.minutes) if told["result"] == CallbackResult.NOT_FIXED else None
