"""Changing, cancelling, copying, closing: what the desk types about a session that exists."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from sidan.activities.forms.desk.fields import (
    PickField,
    PlaceForm,
    WhenForm,
    offer_lecturers,
    text_field,
)
from sidan.activities.forms.desk.plan import OPEN, SEATS, LectureForm, RepeatForm, SeatsForm
from sidan.activities.models import Activity, Lecturer, Session
from sidan.core import uploads
from sidan.core.clock import local
from sidan.core.errors import Refused
from sidan.people.forms.fields import needed_with_a_choice
from sidan.people.models import Person
from sidan.places.models import Facility

PHOTOS = 6


def reason_field(hint: Any, *, required: bool = False) -> forms.CharField:
    return text_field(
        _("为什么"),
        200,
        required=required,
        help_text=hint,
        widget=forms.Textarea(attrs={"rows": 2, "maxlength": 200}),
        error_messages={"required": _("请写明原因，会告诉已经报名的人。")},
    )


class ChangeForm(WhenForm, PlaceForm, SeatsForm):
    title = text_field(_("活动叫什么"), 40, required=True, error_messages={"required": _("请写活动名称。")})
    reason = reason_field(_("时间、地点变了，会连同原因告诉已经报名的人。"))

    def __init__(self, *args: Any, facilities: Sequence[Facility], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer_facilities(facilities)
        needed_with_a_choice(self, "seats")

    def clean(self) -> dict[str, Any]:
        told = super().clean()
        self.must_have_a_place(told)
        self.must_say_seats(told)
        return told


def values_of(session: Session) -> dict[str, Any]:
    begins, ends = local(session.starts_at), local(session.ends_at)
    return {
        "title": session.title,
        "day": begins.date(),
        "at": f"{begins:%H:%M}",
        "until": f"{ends:%H:%M}",
        "facility": session.facility.public_id if session.facility else "",
        "place": session.place,
        "entry": OPEN if session.seats is None else SEATS,
        "seats": session.seats,
    }


class SeriesForm(PlaceForm, SeatsForm, LectureForm):
    title = text_field(_("活动叫什么"), 40, required=True, error_messages={"required": _("请写活动名称。")})
    words = text_field(_("内容"), 2000, widget=forms.Textarea(attrs={"rows": 3}))
    minutes = forms.IntegerField(
        label=_("每场几分钟"),
        min_value=10,
        max_value=720,
        error_messages={"min_value": _("一场至少 10 分钟。"), "max_value": _("一场最多 12 小时。")},
    )
    led_by = text_field(_("社区牵头"), 60)
    planned_by = text_field(_("协会策划"), 60)
    helped_by = text_field(_("小区、物业配合"), 60)
    joined_by = text_field(_("居民参与"), 60)
    reason = reason_field(_("会告诉已经报名的人。"))

    def __init__(
        self, *args: Any, activity: Activity, facilities: Sequence[Facility], lecturers: Sequence[Lecturer], **kw: Any
    ) -> None:
        super().__init__(*args, **kw)
        self.activity = activity
        self.offer_facilities(facilities)
        offer_lecturers(self.fields["lecturer"], lecturers, _("没有"))
        needed_with_a_choice(self, "seats", "lecture_format", "link", "film")

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        self.must_have_a_place(told)
        self.must_say_seats(told)
        self.must_fit_the_kind(told, self.activity.kind)
        return told

    def values(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name not in ("reason", "entry")}


def series_values_of(activity: Activity) -> dict[str, Any]:
    plain = ("title", "words", "minutes", "place", "seats", "lecture_format", "link", "film")
    partners = ("led_by", "planned_by", "helped_by", "joined_by")
    return {name: getattr(activity, name) for name in (*plain, *partners)} | {
        "facility": activity.facility.public_id if activity.facility else "",
        "lecturer": activity.lecturer.public_id if activity.lecturer else "",
        "entry": OPEN if activity.seats is None else SEATS,
    }


class RhythmForm(WhenForm, RepeatForm):
    """Another rhythm from a day on; how long each session takes stays as it is."""

    reason = reason_field(_("会告诉已经报名的人。"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["until"]
        needed_with_a_choice(self, "weekdays", "last_day")
        self.fields["day"].label = _("从哪一天起")

    def clean(self) -> dict[str, Any]:
        told = super().clean()
        self.must_end(told)
        return told


class CancelForm(forms.Form):
    reason = reason_field(_("比如“下大雪，改在下周”。报了名的人会看到这句话。"), required=True)


class CopyForm(WhenForm):
    """The same once more: only the time is new."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["until"]


class OtherLecturerForm(forms.Form):
    lecturer = PickField(label=_("这一场请谁讲"), required=False)

    def __init__(self, *args: Any, lecturers: Sequence[Lecturer], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_lecturers(self.fields["lecturer"], lecturers, _("先空着"))


class LeaderForm(forms.Form):
    leader = PickField(
        label=_("谁来负责"), error_messages=dict.fromkeys(("required", "invalid_choice"), _("请选一位。"))
    )
    all = forms.BooleanField(label=_("这个系列后面的各场也由这位负责"), required=False)

    def __init__(self, *args: Any, workers: Sequence[Person], is_series: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        leader = self.fields["leader"]
        assert isinstance(leader, PickField)
        leader.offer(workers, lambda one: one.public_id, lambda one: one.name, None)
        if not is_series:
            del self.fields["all"]


class PhotosInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class PhotosField(forms.FileField):
    """Each turned upright and stripped of where and with what it was taken."""

    def __init__(self, **kwargs: Any) -> None:
        widget = PhotosInput(attrs={"multiple": True, "accept": "image/jpeg,image/png,image/webp"})
        super().__init__(widget=widget, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> Any:
        files = [file for file in data or [] if file]
        if len(files) > PHOTOS:
            raise ValidationError(_("一次最多附 %(n)s 张照片，请重新选。"), params={"n": PHOTOS})
        try:
            return [uploads.clean_photo(file) for file in files]
        except Refused as refused:
            raise ValidationError(str(refused)) from refused


class FinishForm(forms.Form):
    head_count = forms.IntegerField(
        label=_("一共来了多少人"),
        min_value=0,
        max_value=100_000,
        required=False,
        help_text=_("连没有报名、没有签到的也算上。数不清就空着。"),
        error_messages={"invalid": _("人数请写数字。"), "min_value": _("人数不能比 0 还少。")},
    )
    report = text_field(
        _("一两句话"),
        1000,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": 1000}),
        help_text=_("办得怎么样，下次要注意什么。不写也可以。"),
    )
    photos = PhotosField(
        label=_("照片"), required=False, help_text=_("不是必须的。拍到人之前先问一声；孩子要家长同意。")
    )
