"""What a resident types: one question per form."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from sidan.core import uploads
from sidan.core.clock import local
from sidan.core.errors import Refused
from sidan.core.faces import FaceField
from sidan.orders.dayparts import Part, Window, chip_words, window_of
from sidan.orders.models import Item, RatingTag
from sidan.orders.rules import rules
from sidan.people.forms.fields import DayField, DoorField, EstateField, needed_with_a_choice
from sidan.people.models import FamilyLink
from sidan.places.models import Address, Estate

ME = "me"
OTHER = "other"
DAYS_SHOWN = 14
PHOTOS = 3


class WhomForm(forms.Form):
    question = "served"
    served = forms.ChoiceField(label=_("这次为谁点单？"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, family: Sequence[FamilyLink], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        served = self.fields["served"]
        assert isinstance(served, forms.ChoiceField)
        served.choices = [(ME, _("我自己")), *((link.served.public_id, _family_words(link)) for link in family)]
        served.error_messages["required"] = _("请选一位。")


def _family_words(link: FamilyLink) -> str:
    return f"{link.served.name}（{link.get_relation_display()}）"


def is_shown(day: date, now: datetime) -> bool:
    """Whether a day has its own tile."""
    return 0 <= (day - local(now).date()).days < DAYS_SHOWN


class WhenForm(forms.Form):
    question = "day"
    day = forms.ChoiceField(
        label=_("哪一天方便？"),
        widget=forms.RadioSelect(attrs={"class": "choices--tiles choices--days"}),
        error_messages={"required": _("请选一天。")},
    )
    other_day = DayField(
        label=_("别的日子"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("日期请写成 2026-03-05 这样。")},
    )
    part = forms.ChoiceField(
        label=_("什么时候合适？"),
        choices=Part.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("请选一个时段。")},
    )
    at = forms.TimeField(
        label=_("几点"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time", "step": 900}, format="%H:%M"),
        error_messages={"invalid": _("钟点请写成 14:30 这样。")},
    )

    def __init__(self, *args: Any, now: datetime, minutes: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now, self.minutes = now, minutes
        today = local(now).date()
        days = [today + timedelta(days=n) for n in range(DAYS_SHOWN)]
        day = self.fields["day"]
        assert isinstance(day, forms.ChoiceField)
        day.choices = [*((str(d), chip_words(d, today)) for d in days), (OTHER, _("别的日子"))]
        last = today + timedelta(days=rules().ahead_days)
        self.fields["other_day"].widget.attrs |= {"min": str(today), "max": str(last)}
        needed_with_a_choice(self, "other_day", "at")

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        day = self._day(told)
        if told.get("part") == Part.EXACT and told.get("at") is None and "at" not in self.errors:
            self.add_error("at", _("请写上几点，例如 14:30。"))
        if day and "part" in told and not self.errors:
            self._must_be_ahead(day, told)
        return told | {"chosen": day}

    def _day(self, told: dict[str, Any]) -> date | None:
        if told.get("day") == OTHER:
            if told.get("other_day") is None and "other_day" not in self.errors:
                self.add_error("other_day", _("请选一个日期。"))
            return told.get("other_day")
        return date.fromisoformat(told["day"]) if told.get("day") else None

    def _must_be_ahead(self, day: date, told: dict[str, Any]) -> None:
        part = Part(told["part"])
        window = window_of(day, part, told.get("at"), self.minutes)
        field = "other_day" if told["day"] == OTHER else "day"
        if window.end <= self.now or (part is Part.EXACT and window.start <= self.now):
            self.add_error("at" if part is Part.EXACT else field, _("这个时间已经过去了，请选以后的时间。"))
        elif not window.from_now(self.now).holds(self.minutes):
            self.add_error(field, _("今天这个时段剩下的时间不够了，请选晚一些的时间，或者改天。"))
        elif day > local(self.now).date() + timedelta(days=rules().ahead_days):
            self.add_error(field, _("请选 %(n)s 天以内的日子。") % {"n": rules().ahead_days})


class RescheduleForm(WhenForm):
    """Another time for an order; why may be said and is read by the station."""

    words = forms.CharField(
        label=_("想说一句原因吗？"),
        help_text=_("不写也可以。"),
        required=False,
        max_length=200,
        widget=forms.Textarea(attrs={"maxlength": 200, "rows": 2}),
    )

    @property
    def window(self) -> Window:
        told = self.cleaned_data
        return window_of(told["chosen"], Part(told["part"]), told["at"], self.minutes).from_now(self.now)


class WhereForm(forms.Form):
    question = "where"
    where = forms.ChoiceField(
        label=_("到哪里服务？"), widget=forms.RadioSelect, error_messages={"required": _("请选一个地址。")}
    )
    estate = EstateField(required=False)
    door = DoorField(required=False)

    def __init__(
        self, *args: Any, known: Sequence[Address], estates: QuerySet[Estate], item: Item, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.item, self.known = item, {str(address.pk): address for address in known}
        where, estate = self.fields["where"], self.fields["estate"]
        assert isinstance(where, forms.ChoiceField)
        assert isinstance(estate, EstateField)
        where.choices = [*((pk, str(address)) for pk, address in self.known.items()), (OTHER, _("别的地址"))]
        estate.offer(estates.select_related("grid__station"))
        if not known:  # one choice is no question
            self.question = "estate"
            estate.label = _("到哪个小区服务？")
            where.required = False
            where.widget = forms.HiddenInput()
        needed_with_a_choice(self, "estate", "door")

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        if not self.known:
            told["where"] = OTHER
        if told.get("where") == OTHER:
            self._must_name_a_door(told)
        station = self._station(told)
        if station and not self.errors and not Item.objects.offered_at(station).filter(pk=self.item.pk).exists():
            sentence = _("%(station)s目前没有开展“%(item)s”。请换一个地址或换一项服务，也可以打 %(phone)s 问一问。")
            told_of = {"station": station.name, "item": self.item.name, "phone": settings.SIDAN_STATION_PHONE}
            self.add_error("estate" if told["where"] == OTHER else "where", sentence % told_of)
        return told

    def _must_name_a_door(self, told: dict[str, Any]) -> None:
        if not told.get("estate") and "estate" not in self.errors:
            self.add_error("estate", _("请选择小区。"))
        if not told.get("door") and "door" not in self.errors:
            self.add_error("door", _("请写明楼号和门牌，例如 3号楼2单元501。"))

    def _station(self, told: dict[str, Any]) -> Any:
        if told.get("where") == OTHER:
            estate = told.get("estate")
            return estate.grid.station if estate else None
        address = self.known.get(told.get("where", ""))
        return address.station if address else None


class WordsForm(forms.Form):
    question = "details"
    details = forms.CharField(
        label=_("还有什么要告诉志愿者的？"),
        required=False,
        max_length=300,
        help_text=_("比如几楼、有没有电梯、行动方不方便、什么东西坏了。没有就直接点“下一步”。"),
        widget=forms.Textarea,
        error_messages={"max_length": _("最多写 300 个字，其余的可以等志愿者联系您时再说。")},
    )


class PhotosInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class PhotosField(forms.FileField):
    """Up to three photos, each turned upright and stripped of where and with what it was taken."""

    def __init__(self, **kwargs: Any) -> None:
        widget = PhotosInput(attrs={"multiple": True, "accept": "image/jpeg,image/png,image/webp"})
        super().__init__(widget=widget, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> Any:
        files: list[UploadedFile[bytes]] = [file for file in data or [] if file]
        if len(files) > PHOTOS:
            raise ValidationError(_("最多附 %(n)s 张照片，请重新选。"), params={"n": PHOTOS})
        try:
            return tuple(uploads.clean_photo(file) for file in files)
        except Refused as refused:
            raise ValidationError(str(refused)) from refused


class CheckForm(forms.Form):
    photos = PhotosField(
        label=_("照片"),
        required=False,
        help_text=_(
            "最多 3 张，比如漏水的地方。附了照片，就是同意用它核实和安排这次服务；"
            "只有工作人员和接单的志愿者看得到，随时可以在“我的”里收回。"
        ),
    )
    consent = forms.BooleanField(
        label=_("我同意为这次服务使用上面的姓名、电话和地址。只有负责的工作人员和接单的志愿者看得到，服务结束后收回。"),
        error_messages={"required": _("需要您同意，我们才能安排人上门。不愿意在手机上填，可以打电话给站点。")},
    )


class RatingForm(forms.Form):
    question = "stars"
    stars = FaceField(label=_("这次服务，您满意吗？"), error_messages={"required": _("请选一张脸。")})
    tags = forms.MultipleChoiceField(
        label=_("想说哪一点？"),
        required=False,
        choices=RatingTag.choices,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "choices--tiles"}),
    )
    words = forms.CharField(
        label=_("还想说点什么？"),
        required=False,
        max_length=300,
        widget=forms.Textarea,
        error_messages={"max_length": _("最多写 300 个字。")},
    )
