"""Facilities (阵地): halls, parks, corners, rest posts, and spaces that stand idle and could become one."""

from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from sidan.core.clock import local
from sidan.core.fields import EncryptedField
from sidan.core.ids import public_id
from sidan.places.models.stations import Estate, Station


class FacilityKind(models.TextChoices):
    PARTY_CENTRE = "party_centre", _("党群服务中心")
    LECTURE_HALL = "lecture_hall", _("讲堂")
    SHARE_CENTRE = "share_centre", _("创享中心")
    PROPERTY_CENTRE = "property_centre", _("物业中心")
    CANTEEN = "canteen", _("长者食堂")
    COMMUNITY_PARK = "community_park", _("社区公园")
    POCKET_PARK = "pocket_park", _("口袋公园")
    THEME_PARK = "theme_park", _("主题公园")
    SPORTS_PARK = "sports_park", _("文体公园")
    SQUARE = "square", _("广场")
    CORRIDOR = "corridor", _("文化长廊")
    CORNER = "corner", _("文化角")
    GRID_POST = "grid_post", _("网格党支部岗")
    KIOSK = "kiosk", _("岗亭")
    REST_POST = "rest_post", _("暖心驿站")
    IDLE = "idle", _("闲置场地")
    OTHER = "other", _("其他")


class Equipment(models.TextChoices):
    PROJECTOR = "projector", _("投影")
    MICROPHONE = "microphone", _("话筒音响")
    STAGE = "stage", _("舞台")
    TABLES = "tables", _("桌椅")
    PIANO = "piano", _("钢琴")
    KITCHEN = "kitchen", _("厨房")
    WATER = "water", _("饮水")
    AIR = "air", _("空调暖气")
    WIFI = "wifi", _("无线网络")
    POWER = "power", _("电源插座")
    AED = "aed", _("AED")
    BOOKS = "books", _("图书")


class Ease(models.TextChoices):
    """What decides whether somebody on a stick, in a chair or with a pram can come."""

    STEP_FREE = "step_free", _("无台阶")
    LIFT = "lift", _("有电梯")
    TOILET = "toilet", _("有卫生间")
    ACCESSIBLE_TOILET = "accessible_toilet", _("无障碍卫生间")
    SEATS = "seats", _("有座位歇脚")
    SHADE = "shade", _("有遮阳避雨")
    PARKING = "parking", _("能停车")
    HEARING = "hearing", _("有助听设备")


class FacilityQuerySet(models.QuerySet["Facility"]):
    def under(self, paths: tuple[str, ...]) -> "FacilityQuerySet":
        return self.filter(station__under=paths)

    def in_use(self) -> "FacilityQuerySet":
        return self.filter(closed_at=None).exclude(kind=FacilityKind.IDLE)

    def idle(self) -> "FacilityQuerySet":
        return self.filter(closed_at=None, kind=FacilityKind.IDLE)

    def bookable(self) -> "FacilityQuerySet":
        return self.in_use().filter(is_bookable=True)


class Facility(models.Model):
    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="facilities")
    estate = models.ForeignKey(Estate, on_delete=models.PROTECT, related_name="facilities")
    name = models.CharField(max_length=40)
    kind = models.CharField(max_length=16, choices=FacilityKind)
    theme = models.CharField(max_length=40, blank=True)  # 垃圾分类, 清廉文化 …
    place = models.CharField(max_length=80)  # in words, how one finds it
    lat = models.FloatField()
    lng = models.FloatField()
    capacity = models.PositiveIntegerField(null=True, blank=True)  # None: out of doors, nobody counts
    equipment = models.JSONField(default=list, blank=True)  # of Equipment
    ease = models.JSONField(default=list, blank=True)  # of Ease
    owner = models.CharField(max_length=40, blank=True)  # 街道, 居委会, 物业公司 …
    is_bookable = models.BooleanField(default=True)
    needs_approval = models.BooleanField(default=True)
    key_holder = EncryptedField(blank=True)  # who opens the door, for those who have booked
    proposed_use = models.CharField(max_length=200, blank=True)  # of an idle space
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = FacilityQuerySet.as_manager()

    class Meta:
        ordering = ["station__path", "name"]
        constraints = [
            models.UniqueConstraint(fields=["station", "name"], name="facility_name"),
            models.CheckConstraint(
                condition=models.Q(capacity=None) | models.Q(capacity__gt=0), name="facility_capacity"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_idle(self) -> bool:
        return self.kind == FacilityKind.IDLE

    def is_open_for(self, start: datetime, end: datetime) -> bool:
        """Whether the opening hours cover this time; a place without hours is never shut. Uses `hours` as loaded."""
        hours = list(self.hours.all())
        if not hours:
            return True
        begins, ends = local(start), local(end)
        if begins.date() != ends.date():
            return False
        first, last = begins.hour * 60 + begins.minute, ends.hour * 60 + ends.minute
        day = (each for each in hours if each.weekday == begins.weekday())
        return any(each.from_minute <= first and last <= each.until_minute for each in day)


class OpeningHours(models.Model):
    """Each week, from–until on one weekday (0 is Monday), in minutes after midnight."""

    facility = models.ForeignKey(Facility, on_delete=models.CASCADE, related_name="hours")
    weekday = models.PositiveSmallIntegerField()
    from_minute = models.PositiveSmallIntegerField()
    until_minute = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["weekday", "from_minute"]
        constraints = [
            models.CheckConstraint(condition=models.Q(weekday__lt=7), name="hours_weekday"),
            models.CheckConstraint(
                condition=models.Q(from_minute__lt=models.F("until_minute"), until_minute__lte=1440),
                name="hours_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.weekday} {self.from_minute}–{self.until_minute}"


class FacilityPhoto(models.Model):
    facility = models.ForeignKey(Facility, on_delete=models.CASCADE, related_name="photos")
    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    file = models.FileField(upload_to="facilities/%Y/%m/")
    words = models.CharField(max_length=60, blank=True)  # what is seen, read aloud to whoever cannot see it
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.public_id
