"""The menu: for everybody, signed in or not, as its page is."""

from django.http import HttpRequest
from ninja import Router, Schema

from sidan.orders import browsing
from sidan.orders.models import Item
from sidan.people.models import Person

router = Router(tags=["menu"])


class ItemOut(Schema):
    code: str
    name: str
    summary: str
    category: str
    minutes: int
    places: int
    warning: str


class Menu(Schema):
    items: list[ItemOut]


@router.get("", response=Menu, auth=None, operation_id="menu", summary="What can be ordered")
def menu(request: HttpRequest, q: str = "") -> Menu:
    """At one's own station for whoever is signed in, otherwise on the whole street."""
    station = request.user.station if isinstance(request.user, Person) else None
    return Menu(items=[_item(item) for item in browsing.search(browsing.offered(station), q[:40])])


def _item(item: Item) -> ItemOut:
    return ItemOut(
        code=item.code,
        name=item.name,
        summary=item.summary,
        category=item.category,
        minutes=item.minutes,
        places=item.places,
        warning=item.warning,
    )
