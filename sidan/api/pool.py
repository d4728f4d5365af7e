"""The open pool of the street."""

from django.http import HttpRequest
from ninja import Router

from sidan.api.gate import visitor
from sidan.api.shapes import AskedOrderOut, PageOut, Problem, asked_order
from sidan.orders import nearby

router = Router(tags=["pool"])


class NearOut(AskedOrderOut):
    walking_minutes: int


class Pool(PageOut):
    orders: list[NearOut]


@router.get("", response={200: Pool, 403: Problem}, operation_id="pool", summary="Orders anybody who fits may claim")
def near(request: HttpRequest, page: int = 1, every_skill: bool = False) -> Pool:
    """Next day first, nearest first within a day. Claim with POST /orders/{order_id}/claim."""
    who = visitor(request)
    volunteer = who.volunteer()
    orders = nearby.open_to(volunteer, who.now, every_skill=every_skill)
    keys, walks = nearby.shelf(orders, volunteer, str(page))
    rows = [row for day in nearby.days(keys, walks, volunteer, who.now) for row in day.rows]
    found = [NearOut(**asked_order(row.order), walking_minutes=row.walk) for row in rows]
    return Pool(page=keys.number, pages=keys.paginator.num_pages, count=keys.paginator.count, orders=found)
