"""A brand's public page counts what was done under its name, from the records alone."""

from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sidan.activities import actions as activities
from sidan.activities.states import Proof
from sidan.desk import brands
from sidan.orders import actions
from sidan.orders.actions.asking import Asked
from sidan.orders.models import Assignment
from sidan.orders.models import Proof as Arrival
from sidan.programmes import actions as programmes
from sidan.programmes.models import Brand, BrandRank
from tests.activities.conftest import Hall, build_hall
from tests.conftest import Cast


def opened(cast: Cast) -> Brand:
    told = programmes.BrandWords("小微学堂", BrandRank.BRAND, "家门口的课堂", "", cast.now.date())
    return programmes.open_brand(cast.first, told)


def held(hall: Hall, brand: Brand, head_count: int | None) -> None:
    """A session with one gathered order, one volunteer of two hours, one who signed in."""
    cast = hall.cast
    session = hall.published(brand=brand, facility=hall.facility, minutes=120)
    actions.gather(cast.verified(), session, cast.doing())
    order = actions.staff(session, cast.company, 1, cast.doing())
    actions.dispatch(order, [Asked(cast.volunteer)], cast.doing())
    actions.accept(cast.offer(order), cast.doing(cast.volunteer.person))
    cast.clock.move(days=1, hours=23)
    work = Assignment.objects.select_related("order__item", "order__served", "volunteer").get(order=order)
    actions.check_in(work, Arrival.LEADER, cast.doing())
    sign_up = session.sign_ups.select_related("session__activity").get(person=cast.resident)
    activities.check_in(sign_up, Proof.LEADER, hall.doing())
    cast.clock.move(hours=2)
    actions.check_out(work, cast.doing())
    activities.finish(session, hall.doing(), head_count=head_count)


def test_what_was_held_and_who_came_is_counted(cast: Cast) -> None:
    hall, brand = build_hall(cast), opened(cast)
    held(hall, brand, 12)
    hall.published(hall.at(days=3), brand=brand, title="下一课")
    done = brands.of_brand(brand, cast.now).done
    assert (done.activities, done.held, done.orders, done.people, done.hours) == (1, 1, 1, 12, 2)
    page = cast.client().get(f"/brands/{brand.public_id}/").content.decode()
    assert "下一课" in page
    assert "王秀英" not in page
    assert "办过 1 场" in cast.client().get("/brands/").content.decode()


def test_without_a_head_count_those_who_signed_in_are_the_people(cast: Cast) -> None:
    hall, brand = build_hall(cast), opened(cast)
    held(hall, brand, None)
    assert brands.of_brand(brand, cast.now).done.people == 1


def test_more_sessions_cost_no_more_statements(cast: Cast) -> None:
    hall, brand = build_hall(cast), opened(cast)
    client, path = cast.client(), f"/brands/{brand.public_id}/"
    hall.published(brand=brand)
    client.get(path)
    with CaptureQueriesContext(connection) as few:
        client.get(path)
    for n in range(10):
        hall.published(hall.at(days=3) + timedelta(days=n), brand=brand, title=f"课{n}")
    with CaptureQueriesContext(connection) as many:
        client.get(path)
    assert len(many) == len(few)


def test_a_brand_without_a_photo_has_none_to_fetch(cast: Cast) -> None:
    brand = opened(cast)
    assert cast.client().get(reverse("programmes:brand_photo", args=[brand.public_id])).status_code == 404
