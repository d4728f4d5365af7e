"""Brands (一站一品牌) and features (一点一特色): names under which a station's activities are known."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from sidan.core.ids import public_id
from sidan.places.models import Station


class BrandRank(models.TextChoices):
    BRAND = "brand", _("一站一品牌")
    FEATURE = "feature", _("一点一特色")


class BrandQuerySet(models.QuerySet["Brand"]):
    def under(self, paths: tuple[str, ...]) -> "BrandQuerySet":
        return self.filter(station__under=paths)

    def alive(self) -> "BrandQuerySet":
        return self.filter(ended_on=None)


class Brand(models.Model):
    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="brands")
    name = models.CharField(max_length=20)
    rank = models.CharField(max_length=8, choices=BrandRank, default=BrandRank.BRAND)
    slogan = models.CharField(max_length=60, blank=True)
    story = models.TextField(max_length=3000, blank=True)
    photo = models.FileField(upload_to="brands/%Y/", blank=True)
    started_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)

    objects = BrandQuerySet.as_manager()

    class Meta:
        ordering = ["station__path", "rank", "name"]
        constraints = [models.UniqueConstraint(fields=["station", "name"], name="brand_name")]

    def __str__(self) -> str:
        return self.name
