"""Writing plans: a year in numbers, a month's theme, brands."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from sidan.core.errors import Refused
from sidan.core.walls import action
from sidan.places.models import Station
from sidan.programmes.models import Brand, BrandRank, Goal, MonthTheme, YearPlan


@action
def set_plan(station: Station, year: int, *, words: str, goals: Mapping[str, int], now: datetime) -> YearPlan:
    """The year's plan as a whole: goals that are no longer named are gone, activities under them stay without one."""
    with transaction.atomic():
        plan, _made = YearPlan.objects.get_or_create(station=station, year=year, defaults={"made_at": now})
        YearPlan.objects.filter(pk=plan.pk).update(words=words)
        plan.words = words
        plan.goals.exclude(kind__in=[kind for kind, wanted in goals.items() if wanted]).delete()
        for kind, wanted in goals.items():
            if wanted:
                Goal.objects.update_or_create(plan=plan, kind=kind, defaults={"wanted": wanted})
    return plan


@dataclass(frozen=True)
class ThemeWords:
    title: str
    words: str = ""
    occasion: str = ""


@action
def add_theme(station: Station, month: date, told: ThemeWords) -> MonthTheme:
    try:
        with transaction.atomic():
            return MonthTheme.objects.create(station=station, month=month.replace(day=1), **vars(told))
    except IntegrityError as error:
        raise Refused("theme_once", _("这个月已经有同名的主题了。"), 422) from error


@action
def change_theme(theme: MonthTheme, told: ThemeWords) -> None:
    try:
        with transaction.atomic():
            MonthTheme.objects.filter(pk=theme.pk).update(**vars(told))
    except IntegrityError as error:
        raise Refused("theme_once", _("这个月已经有同名的主题了。"), 422) from error


@action
def drop_theme(theme: MonthTheme) -> None:
    """Its activities stay; they only belong to no theme any more."""
    theme.delete()


@dataclass(frozen=True)
class BrandWords:
    name: str
    rank: BrandRank
    slogan: str
    story: str
    started_on: date


@action
def open_brand(station: Station, told: BrandWords, photo: "ContentFile[bytes] | None" = None) -> Brand:
    try:
        with transaction.atomic():
            brand = Brand.objects.create(station=station, **vars(told))
            if photo is not None:
                set_photo(brand, photo)
    except IntegrityError as error:
        raise Refused("brand_name", _("这个站已经有同名的品牌了。"), 422) from error
    return brand


@action
def change_brand(brand: Brand, told: BrandWords) -> None:
    try:
        with transaction.atomic():
            Brand.objects.filter(pk=brand.pk).update(**vars(told))
    except IntegrityError as error:
        raise Refused("brand_name", _("这个站已经有同名的品牌了。"), 422) from error


@action
def set_photo(brand: Brand, photo: "ContentFile[bytes]") -> None:
    brand.photo.save(photo.name or "brand.jpg", photo, save=False)
    Brand.objects.filter(pk=brand.pk).update(photo=brand.photo.name)


@action
def end_brand(brand: Brand, on: date) -> None:
    """It stays with everything that was done under its name."""
    if Brand.objects.filter(pk=brand.pk, ended_on=None).update(ended_on=on) != 1:
        raise Refused("brand_ended", _("这个品牌已经停办了。"))


@action
def resume_brand(brand: Brand) -> None:
    Brand.objects.filter(pk=brand.pk).update(ended_on=None)
