"""What single stations changed about the street's menu."""

from sidan.demo.ground import Community
from sidan.orders.actions import add_item, switch_item
from sidan.orders.models import Category, Item
from sidan.volunteers.models import Skill


def change_menu(community: Community) -> None:
    """One station has an item of its own, one does without an item of the street."""
    if community.street_place != 0:
        return
    station = community.station
    if community.place == 1:
        add_item(
            station, f"{station.code}-walk", name="晨练结伴", category=Category.SPORT, minutes=60, skill=Skill.ARTS,
            icon="footprints", summary="早上结伴到公园走一走，互相有个照应。", position=400, minors_allowed=True,
        )  # fmt: skip
    if community.place == 4:
        switch_item(Item.objects.get(code="sewing"), station, on=False)
