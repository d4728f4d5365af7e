"""The small forms behind the verbs that must say something."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as translated
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as wording

from sidan.core.faces import FaceField
from sidan.orders.forms.desk.window import WindowForm
from sidan.orders.models import Order, Proof, RatingTag, ReferredTo
from sidan.people.models import Person

OWN = "own"  # none of the presets: in one's own words


class ReasonForm(forms.Form):
    """A reason in one tap, in one's own words, or both. The resident reads it in their own language."""

    presets: ClassVar[tuple[str, ...]] = ()
    must_say = True

    preset = forms.ChoiceField(label=_("原因"), required=False, widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("补充几句"), required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 3, "maxlength": 300})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["preset"]
        assert isinstance(field, forms.ChoiceField)
        own = [(OWN, translated("其他，写在下面"))] if self.must_say else []
        field.choices = [(str(n), translated(text)) for n, text in enumerate(self.presets)] + own
        field.required = self.must_say
        field.error_messages["required"] = _("请选一个原因，或者选“其他”写几句。")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        chosen, own = cleaned.get("preset", ""), cleaned.get("words", "").strip()
        if chosen == OWN and not own:
            self.add_error("words", _("请写明原因。"))
        said = [self.presets[int(chosen)]] if chosen.isdecimal() else []
        cleaned["reason"] = " ".join([*said, own] if own else said)
        return cleaned


class RejectForm(ReasonForm):
    presets = (
        wording("多次联系不上您，无法核实。"),
        wording("不在志愿服务范围内，建议找专业公司。"),
        wording("地址不在本站服务范围。"),
        wording("同样的需求刚刚服务过。"),
    )


class WithdrawForm(ReasonForm):
    must_say = False
    presets = (wording("居民来电说不需要了。"), wording("家里人已经办好了。"), wording("时间不合适，以后再约。"))


class UnmetForm(ReasonForm):
    presets = (
        wording("附近暂时没有会这项技能的志愿者。"),
        wording("您要的时间没有志愿者有空。"),
        wording("需要专业资质，暂时没有持证志愿者。"),
    )


class TimedForm(WindowForm, ReasonForm):
    """A new time, agreed with the resident on the telephone, and why."""

    field_order = ("day", "other_day", "part", "at", "preset", "words")

    def __init__(self, *args: Any, minutes: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.minutes = minutes

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self.must_say_when(cleaned)
        if not self.errors:
            cleaned["window"] = self.window(cleaned, self.minutes)
        return cleaned


class RescheduleForm(TimedForm):
    presets = (
        wording("居民来电要改时间。"),
        wording("原来的时间找不到志愿者，和居民另约了。"),
        wording("原来的时间过去了，和居民另约了。"),
    )


class ReworkForm(TimedForm):
    presets = (wording("上次没有做完。"), wording("上次质量不满意。"), wording("志愿者没有到。"))


class ReferForm(forms.Form):
    to = forms.ChoiceField(label=_("转给谁"), choices=ReferredTo.choices, widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("给居民和对方的说明"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": 300}),
    )


class MergeForm(forms.Form):
    """Which order goes on for both: one of the similar ones, or a number somebody read out."""

    into = forms.ChoiceField(label=_("并到哪一张"), required=False, widget=forms.RadioSelect)
    number = forms.CharField(
        label=_("或者写单号"), required=False, widget=forms.TextInput(attrs={"size": 12, "inputmode": "numeric"})
    )

    def __init__(self, *args: Any, choices: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["into"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices
        if not choices:
            del self.fields["into"]
            self.fields["number"].label = _("单号")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("into") and not cleaned.get("number") and not self.errors:
            raise ValidationError(_("请选一张单，或者写下单号。"))
        return cleaned


class ArriveForm(forms.Form):
    """How the desk knows that the volunteer is there."""

    proof = forms.ChoiceField(
        label=_("怎么确认的"),
        choices=[
            (Proof.CODE, _("居民报来了服务码")),
            (Proof.PAPER, _("居民在纸上签了字")),
            (Proof.LEADER, _("队长或站点确认人已到")),
        ],
        widget=forms.RadioSelect,
    )
    code = forms.CharField(
        label=_("服务码"),
        required=False,
        max_length=8,
        help_text=_("居民“我的订单”里的四位数字。"),
        widget=forms.TextInput(attrs={"size": 6, "inputmode": "numeric", "autocomplete": "off"}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("proof") == Proof.CODE and not cleaned.get("code"):
            self.add_error("code", _("请写上居民念的四位数字。"))
        return cleaned


class PhoneRatingForm(forms.Form):
    """What the resident, or the family member they named, says on the telephone."""

    spoke = forms.ChoiceField(label=_("电话里是谁在说"), widget=forms.RadioSelect)
    stars = FaceField(label=_("满意吗"), error_messages={"required": _("请选一张脸。")})
    tags = forms.MultipleChoiceField(
        label=_("哪些方面"),
        required=False,
        choices=RatingTag.choices,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "choices--tiles"}),
    )
    words = forms.CharField(
        label=_("原话"), required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 3, "maxlength": 300})
    )

    def __init__(self, *args: Any, order: Order, speakers: Sequence[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.speakers = {person.public_id: person for person in speakers}
        field = self.fields["spoke"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(key, self._label(order, person)) for key, person in self.speakers.items()]
        field.initial = order.served.public_id

    @staticmethod
    def _label(order: Order, person: Person) -> str:
        if person.pk == order.served_id:
            return translated("%(name)s本人") % {"name": person.masked_name}
        return translated("家人 %(name)s") % {"name": person.masked_name}

    @property
    def speaker(self) -> Person:
        return self.speakers[self.cleaned_data["spoke"]]
