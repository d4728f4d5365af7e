"""Inside pretix: a series of as many dates with a free place to take, looked at by nobody in particular."""

from datetime import timedelta
from decimal import Decimal
from importlib.metadata import version
from typing import Any

from django.core.wsgi import get_wsgi_application
from django.db import transaction
from django_scopes import scopes_disabled
from pretix.base.models import (
    Event,
    Order,
    OrderPosition,
    Organizer,
    Quota,
    SubEvent,
)

from benchmarks._peer import EVENTS, PLACES, TAKEN, WORDS, Page, answer, begin, when

FREE = Decimal(0)


def main() -> None:
    with scopes_disabled(), transaction.atomic():
        host = Organizer.objects.create(name="Subdistrict", slug="sub")
        series = _series(host)
        place = series.items.create(name="Place", default_price=FREE, active=True)
        dates = [_date(number, series) for number in range(EVENTS)]
        place.quotas.add(*(Quota.objects.create(event=series, subevent=one, name="q", size=PLACES) for one in dates))
        _orders(series, place, dates)
    application = get_wsgi_application()
    pages = {"list": Page(application, "/sub/svc/"), "page": Page(application, f"/sub/svc/{dates[0].pk}/")}
    answer(pages, version("pretix"), "Activity ")


def _series(host: Any) -> Any:
    series = Event.objects.create(
        organizer=host,
        name="Community services",
        slug="svc",
        currency="EUR",
        date_from=begin(),
        has_subevents=True,
        live=True,
        plugins="",
    )
    series.set_defaults()
    series.settings.locales, series.settings.locale = ["en"], "en"
    series.settings.event_list_type, series.settings.timezone = "list", "Asia/Shanghai"
    return series


def _date(number: int, series: Any) -> Any:
    start, words = when(number), {"location": "Station", "frontpage_text": WORDS}
    return SubEvent.objects.create(
        event=series, name=f"Activity {number:03d}", active=True, date_from=start, date_to=start + timedelta(hours=2),
        **words,
    )  # fmt: skip


def _orders(series: Any, place: Any, dates: list[Any]) -> None:
    host = series.organizer
    web = host.sales_channels.get(identifier="web")
    paid = {"status": Order.STATUS_PAID, "datetime": begin(), "expires": begin() + timedelta(days=9), "total": FREE}
    orders = Order.objects.bulk_create(
        Order(organizer=host, event=series, code=f"{n:05d}XY", email=f"v{n}@example.org", locale="en",
              sales_channel=web, **paid)
        for n in range(EVENTS * TAKEN)
    )  # fmt: skip
    nothing = {"price": FREE, "tax_rate": FREE, "tax_value": FREE}
    OrderPosition.all.bulk_create(
        OrderPosition(organizer=host, order=one, item=place, subevent=dates[n % EVENTS], positionid=1,
                      secret=f"s{n:020d}", pseudonymization_id=f"P{n:09d}", **nothing)
        for n, one in enumerate(orders)
    )  # fmt: skip
