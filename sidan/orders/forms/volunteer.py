"""What a volunteer types: four digits at the door, a reason nobody has to give, the member who goes."""

import unicodedata
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from sidan.volunteers.models import Volunteer

CODE_DIGITS = 4


class ArriveForm(forms.Form):
    question = "code"
    code = forms.CharField(
        label=_("请居民念服务码"),
        help_text=_("四位数字，在居民手机的“我的订单”里。"),
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "off", "size": 4, "maxlength": 8, "class": "digits"}
        ),
        error_messages={"required": _("请填四位数字。")},
    )

    def clean_code(self) -> str:
        digits = "".join(str(self.cleaned_data["code"]).split())
        if not (len(digits) == CODE_DIGITS and digits.isdecimal()):
            raise ValidationError(_("服务码是四位数字，请居民再念一遍。"))
        return "".join(str(unicodedata.decimal(digit)) for digit in digits)  # full-width digits are digits too


class ReleaseForm(forms.Form):
    reason = forms.CharField(
        label=_("想说一句原因吗？"),
        help_text=_("不写也可以。写了只有站点看得到。"),
        required=False,
        max_length=200,
        widget=forms.Textarea(attrs={"maxlength": 200}),
    )


def _member_words(member: Volunteer, walk: int) -> SafeString:
    note = _("步行 %(n)d 分钟 · %(number)s") % {"n": walk, "number": member.number}
    return format_html('{}<span class="choice__hint">{}</span>', member.person.masked_name, note)


class MemberForm(forms.Form):
    member = forms.ChoiceField(
        label=_("请哪位队员去？"),
        widget=forms.RadioSelect,
        error_messages={"required": _("请选一位队员。"), "invalid_choice": _("这位队员现在去不了，请另选一位。")},
    )

    def __init__(self, *args: Any, members: Sequence[Volunteer], walks: dict[int, int], **kwargs: Any) -> None:
        """`walks` holds the minutes to each member's errand; the nearest stands first."""
        super().__init__(*args, **kwargs)
        self.members = {one.public_id: one for one in sorted(members, key=lambda one: (walks[one.pk], one.pk))}
        field = self.fields["member"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(key, _member_words(one, walks[one.pk])) for key, one in self.members.items()]

    @property
    def chosen(self) -> Volunteer:
        return self.members[self.cleaned_data["member"]]
