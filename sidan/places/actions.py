"""Writing places: a door is made the first time somebody names it; facilities are opened, described, shut."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from sidan.core.errors import Refused
from sidan.core.walls import action
from sidan.places.models import Address, Estate, Facility, FacilityPhoto, Level, OpeningHours, Station

MOST_PHOTOS = 8
Hours = tuple[int, int, int]  # weekday (0 is Monday), from and until in minutes after midnight


@action
def door(estate: Estate, text: str) -> Address:
    """The address behind what was typed; the estate's own point until somebody surveys the door."""
    clean = "".join(text.split())
    if not clean:
        raise Refused("door_missing", _("请写明楼号和门牌，例如 3号楼2单元501。"))
    address, _made = Address.objects.get_or_create(
        estate=estate,
        door_index=clean[:40],
        defaults={"door": clean[:40], "lat": estate.lat, "lng": estate.lng},
    )
    return address


@action
def nameless_door(estate: Estate) -> Address:
    """Somewhere in this estate: where the orders of somebody who was erased are counted."""
    empty = {"door": "", "lat": estate.lat, "lng": estate.lng}
    address, _made = Address.objects.get_or_create(estate=estate, door_index="", defaults=empty)
    return address


@action
def forget_doors(keys: Iterable[int | None]) -> int:
    """Doors behind which nobody we know lives and to which no order points any more."""
    unused = Address.objects.filter(pk__in=[key for key in keys if key], people=None, orders=None)
    forgotten, _rows = unused.exclude(door_index="").delete()
    return forgotten


@action
def open_station(*, code: str, name: str, level: Level, parent: Station | None, phone: str) -> Station:
    """A new station in the tree; its path is its parent's and its own code."""
    path = f"{parent.path if parent else '/'}{code}/"
    return Station.objects.create(code=code, name=name, level=level, parent=parent, path=path, phone=phone)


@action
def open_facility(station: Station, told: Mapping[str, Any], hours: Iterable[Hours], *, now: datetime) -> Facility:
    """At the point of its estate until somebody surveys it."""
    estate = told["estate"]
    with transaction.atomic():
        try:
            with transaction.atomic():
                facility = Facility.objects.create(
                    station=station, lat=estate.lat, lng=estate.lng, opened_at=now, **told
                )
        except IntegrityError as error:
            raise Refused("facility_name", _("这个站已经有同名的阵地了。"), 422) from error
        set_hours(facility, hours)
    return facility


@action
def change_facility(facility: Facility, told: Mapping[str, Any], hours: Iterable[Hours]) -> None:
    moved = told["estate"] != facility.estate
    point = {"lat": told["estate"].lat, "lng": told["estate"].lng} if moved else {}
    with transaction.atomic():
        try:
            with transaction.atomic():
                Facility.objects.filter(pk=facility.pk).update(**told, **point)
        except IntegrityError as error:
            raise Refused("facility_name", _("这个站已经有同名的阵地了。"), 422) from error
        set_hours(facility, hours)
        # The key holder is encrypted, which an update of columns does by itself; the rest is as it was read.
        facility.refresh_from_db()


@action
def set_hours(facility: Facility, hours: Iterable[Hours]) -> None:
    facility.hours.all().delete()
    OpeningHours.objects.bulk_create(
        OpeningHours(facility=facility, weekday=day, from_minute=begins, until_minute=ends)
        for day, begins, ends in hours
    )


@action
def shut_facility(facility: Facility, *, now: datetime) -> None:
    Facility.objects.filter(pk=facility.pk, closed_at=None).update(closed_at=now)


@action
def reopen_facility(facility: Facility) -> None:
    Facility.objects.filter(pk=facility.pk).update(closed_at=None)


@action
def add_facility_photo(facility: Facility, photo: "ContentFile[bytes]", *, words: str, now: datetime) -> FacilityPhoto:
    if facility.photos.count() >= MOST_PHOTOS:
        raise Refused("photos", _("一个阵地最多放 8 张照片，请先删掉一张。"), 422)
    return FacilityPhoto.objects.create(facility=facility, file=photo, words=words, at=now)


@action
def drop_facility_photo(photo: FacilityPhoto) -> None:
    """The file goes once the row is gone for good: a row without its file would be half a photo."""
    name = str(photo.file.name)
    with transaction.atomic():
        photo.delete()
        transaction.on_commit(partial(default_storage.delete, name))
