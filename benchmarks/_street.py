"""A street with n orders to measure on: ten orders a day, eighty of them open, the rest is history; seeded.

History grows with the years, the work of today does not: 100,000 orders are 27 years of a street.
"""

import os
import random
from datetime import date, datetime, timedelta

from django.db import connection

from sidan.core.clock import LOCAL, now
from sidan.core.ids import public_id
from sidan.orders.models import Assignment, Item, Offer, Order, OrderEvent, Rating
from sidan.orders.states import OfferState, State
from sidan.people.models import Person, Role, RoleKind
from sidan.places.models import Address, Estate, Grid, Level, Station
from sidan.volunteers.models import Availability, Skill, Volunteer, bits_of

SEED = 20260305
STATIONS, DOORS, VOLUNTEERS, CHUNK = 6, 3000, 300, 2000
A_DAY, OPEN, DAY = 10, 80, 24 * 60
OPEN_STATES = (State.SUBMITTED, State.VERIFIED, State.OFFERED, State.ACCEPTED, State.SERVED)


def fill(orders: int) -> None:
    """Writes the street into the (empty) database of the environment and lets the planner look at it."""
    rng = random.Random(SEED)
    stations = _places(rng)
    people = _people(rng, stations)
    volunteers = _volunteers(rng, people)
    items = _items()
    for start in range(0, orders, CHUNK):
        made = [_order(rng, start + n, orders, people, items) for n in range(min(CHUNK, orders - start))]
        _history(rng, Order.objects.bulk_create(made), volunteers)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _places(rng: random.Random) -> list[Station]:
    street = Station.objects.create(code="s", name="街道", level=Level.STREET, path="/c/s/", phone="0531-5550100")
    shared = {"level": Level.COMMUNITY, "parent": street, "phone": street.phone}
    stations = Station.objects.bulk_create(
        Station(code=f"s{n}", name=f"社区{n}", path=f"/c/s/s{n}/", **shared) for n in range(STATIONS)
    )
    grids = Grid.objects.bulk_create(Grid(station=s, code=f"g{s.code}", name="网格") for s in stations)
    estates = Estate.objects.bulk_create(
        Estate(grid=grid, name=f"小区{n}", road="济微路", lat=36.64 + n / 1000, lng=116.95 + n / 1000)
        for n, grid in enumerate(grids)
    )
    homes = [(rng.choice(estates), n) for n in range(DOORS)]
    Address.objects.bulk_create(
        Address(estate=e, door=f"{n}号", lat=e.lat + rng.random() / 200, lng=e.lng) for e, n in homes
    )
    return stations


def _people(rng: random.Random, stations: list[Station]) -> list[Person]:
    moment = now()
    addresses = Address.objects.select_related("estate__grid__station")
    people = Person.objects.bulk_create(
        Person(
            name=f"居民{n}", phone=f"139{n:08d}", phone_tail=f"{n:08d}"[-4:], account_phone=f"139{n:08d}",
            address=address, station=address.station, birth_date=date(1955, 1, 1), created_at=moment,
        )
        for n, address in enumerate(addresses)
    )  # fmt: skip
    keeper = people[0]
    street = Station.objects.get(code="s")
    Role.objects.create(person=keeper, station=street, kind=RoleKind.STREET_WORKER, given_at=moment)
    rng.shuffle(people)
    return people


def _volunteers(rng: random.Random, people: list[Person]) -> list[Volunteer]:
    skills = [skill.value for skill in Skill]
    volunteers = Volunteer.objects.bulk_create(
        Volunteer(
            person=person, number=f"V{n:06d}", station=person.station, lat=person.address.lat, lng=person.address.lng,
            joined_at=now(), weekly_load=50, reach_m=3000, skill_bits=bits_of(tuple(rng.sample(skills, 8))),
        )
        for n, person in enumerate(people[:VOLUNTEERS])
        if person.address
    )  # fmt: skip
    Availability.objects.bulk_create(
        Availability(volunteer=v, weekday=day, from_minute=480, until_minute=1200)
        for v in volunteers
        for day in range(7)
    )
    return volunteers


def _items() -> list[Item]:
    return Item.objects.bulk_create(
        Item(code=skill.value, name=str(skill.label), category="community", minutes=40, skill=skill) for skill in Skill
    )


def _history(rng: random.Random, orders: list[Order], volunteers: list[Volunteer]) -> None:
    OrderEvent.objects.bulk_create(
        OrderEvent(order=o, at=o.placed_at, by=o.placed_by, verb="place", to_state="submitted", channel="page")
        for o in orders
        for _number in range(4)
    )
    taken = [(o, rng.choice(volunteers)) for o in orders if o.taken]
    offers = Offer.objects.bulk_create(_offer(o, v) for o, v in taken)
    Assignment.objects.bulk_create(
        Assignment(order=o, volunteer=v, offer=offer, place=1, taken_at=o.placed_at,
                   checked_in_at=o.served_at, checked_out_at=o.served_at)
        for (o, v), offer in zip(taken, offers, strict=True)
    )  # fmt: skip
    Rating.objects.bulk_create(
        Rating(order=o, stars=rng.choice((3, 4, 5, 5)), by=o.served, channel="page", at=o.state_at)
        for o in orders
        if o.state == State.CLOSED and rng.random() < 0.4
    )


def _order(rng: random.Random, number: int, orders: int, people: list[Person], items: list[Item]) -> Order:
    person = rng.choice(people)
    is_open = number % max(orders // OPEN, 1) == 0
    state = rng.choice(OPEN_STATES) if is_open else State.CLOSED
    oldest = DAY if is_open else orders // A_DAY * DAY
    placed = now() - timedelta(minutes=rng.randrange(60, max(oldest, 2 * DAY)) + (0 if is_open else 7 * DAY))
    wanted = datetime.combine(placed.date(), datetime.min.time(), LOCAL) + timedelta(days=4, hours=9)
    digits = f"{number:09d}"
    done = state in (State.SERVED, State.CLOSED)
    return Order(
        public_id=public_id(), number=f"{digits[:3]}-{digits[3:6]}-{digits[6:]}", item=rng.choice(items), served=person,
        placed_by=person, channel="page", station=person.station, address=person.address, details="请上午来",
        wanted_from=wanted, wanted_until=wanted + timedelta(hours=3), minutes=40, consent_at=placed, placed_at=placed,
        state=state, state_at=placed, taken=int(done or state == State.ACCEPTED),
        offered_at=None if state in (State.SUBMITTED, State.VERIFIED) else placed, served_at=placed if done else None,
        pool_opened_at=placed if state == State.OFFERED else None,
    )  # fmt: skip


def _offer(order: Order, volunteer: Volunteer) -> Offer:
    return Offer(
        order=order, volunteer=volunteer, state=OfferState.ACCEPTED, asked_at=order.placed_at,
        expires_at=order.placed_at + timedelta(hours=4), answered_at=order.placed_at,
    )  # fmt: skip


def main() -> None:
    fill(int(os.environ["SIDAN_BENCH_ORDERS"]))
