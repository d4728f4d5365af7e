"""The menu: service items of the street and those a station added."""

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sidan.places.models import Station
from sidan.volunteers.models import QualificationKind, Skill


class Category(models.TextChoices):
    """The national list of volunteer service categories; the value is its English word, the label the standard's."""

    COMMUNITY = "community", _("社区服务")
    POVERTY = "poverty", _("扶贫减贫")
    EDUCATION = "education", _("支教助学")
    HEALTH = "health", _("卫生健康")
    LAW = "law", _("法律服务")
    ENVIRONMENT = "environment", _("环境保护")
    SCIENCE = "science", _("科技科普")
    CULTURE = "culture", _("文化艺术")
    SAFETY = "safety", _("平安综治")
    CIVILITY = "civility", _("文明风尚")
    TRAFFIC = "traffic", _("交通引导")
    FIRE = "fire", _("志愿消防")
    RESCUE = "rescue", _("应急救援")
    DRUGS = "drugs", _("禁毒宣传")
    SPORT = "sport", _("体育健身")
    TOURISM = "tourism", _("旅游服务")
    CARE = "care", _("关爱特殊群体")
    EVENTS = "events", _("大型活动")
    OVERSEAS = "overseas", _("海外志愿服务")
    TAX = "tax", _("税收服务")
    EPIDEMIC = "epidemic", _("疫情防控")
    OTHER = "other", _("其他")


class TwoPeople(models.TextChoices):
    NEVER = "never", _("一人即可")
    FIRST_VISIT = "first_visit", _("首次上门两人同行")
    ALWAYS = "always", _("始终两人同行")


class ItemQuerySet(models.QuerySet["Item"]):
    def offered_at(self, station: Station) -> "ItemQuerySet":
        """The street's items and the station's own, without those it switched off."""
        own = models.Q(station=None) | models.Q(station=station)
        return self.filter(own, is_on=True).exclude(switched_off__station=station)


class Item(models.Model):
    code = models.CharField(max_length=24, unique=True)
    name = models.CharField(max_length=30)
    summary = models.CharField(max_length=120, blank=True)
    category = models.CharField(max_length=12, choices=Category)
    icon = models.CharField(max_length=24, default="heart-handshake")
    station = models.ForeignKey(Station, null=True, blank=True, on_delete=models.PROTECT, related_name="own_items")
    is_on = models.BooleanField(default=True)
    position = models.PositiveSmallIntegerField(default=100)
    minutes = models.PositiveSmallIntegerField()
    places = models.PositiveSmallIntegerField(default=1)
    skill = models.CharField(max_length=12, choices=Skill)
    qualification = models.CharField(max_length=16, choices=QualificationKind, blank=True)
    two_people = models.CharField(max_length=12, choices=TwoPeople, default=TwoPeople.NEVER)
    is_risky = models.BooleanField(default=False)
    minors_allowed = models.BooleanField(default=False)
    family_consent = models.BooleanField(default=False)
    guardian_consent = models.BooleanField(default=False)
    cooldown_days = models.PositiveSmallIntegerField(default=0)
    warning = models.CharField(max_length=120, blank=True)

    objects = ItemQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(places__gte=1), name="item_places"),
            models.CheckConstraint(
                condition=models.Q(is_risky=False) | models.Q(minors_allowed=False), name="item_no_minors_at_risk"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    # In the reader's language where the words are the menu's own; a station's own words stay as they are.
    @property
    def title(self) -> str:
        return gettext(self.name)

    @property
    def told_summary(self) -> str:
        return gettext(self.summary) if self.summary else ""

    @property
    def told_warning(self) -> str:
        return gettext(self.warning) if self.warning else ""


class ItemOff(models.Model):
    """A street item that one station does not offer at present."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="switched_off")
    station = models.ForeignKey(Station, on_delete=models.CASCADE, related_name="items_off")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "station"], name="item_off_once")]

    def __str__(self) -> str:
        return f"{self.item_id} {self.station_id}"
