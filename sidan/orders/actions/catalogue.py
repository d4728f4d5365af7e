"""What a station offers: its own items, and street items switched off and on again."""

from dataclasses import asdict
from typing import Any

from sidan.core.walls import action
from sidan.orders.menu import MENU
from sidan.orders.models import Item, ItemOff
from sidan.places.models import Station


@action
def install_menu() -> int:
    """Adds the items of the menu that are not there yet; what a street changed or switched off stays as it is."""
    known = set(Item.objects.values_list("code", flat=True))
    fresh = [
        Item(position=10 * place, **asdict(entry)) for place, entry in enumerate(MENU, 1) if entry.code not in known
    ]
    Item.objects.bulk_create(fresh, ignore_conflicts=True)
    return len(fresh)


@action
def add_item(station: Station | None, code: str, **fields: Any) -> Item:
    """A station's own item, or without a station one of the street for all its stations."""
    return Item.objects.create(station=station, code=code, **fields)


@action
def change_item(item: Item, **fields: Any) -> None:
    for name, value in fields.items():
        setattr(item, name, value)
    item.save(update_fields=list(fields))


@action
def switch_item(item: Item, station: Station, *, on: bool) -> None:
    """A station's own item is switched itself; a street item only for this station."""
    if item.station_id == station.pk:
        Item.objects.filter(pk=item.pk).update(is_on=on)
    elif on:
        ItemOff.objects.filter(item=item, station=station).delete()
    else:
        ItemOff.objects.bulk_create([ItemOff(item=item, station=station)], ignore_conflicts=True)
