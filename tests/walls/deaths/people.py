"""Residents and families: registering, moving, consent, codes, sessions, and somebody who leaves."""

from datetime import date, timedelta

from django.contrib.sessions.models import Session

from sidan.core.models import Channel
from sidan.desk import actions as desk
from sidan.orders import actions as ordering
from sidan.people import actions
from sidan.people.models import AskedBy, FamilyLink, Person, Purpose, Relation, SessionNote
from tests.conftest import Cast
from tests.walls.deaths.dying import Act, dies
from tests.walls.deaths.loop import new_order

CHILD = date(2014, 5, 1)


def phone(cast: Cast) -> str:
    return f"1370000{next(cast.doors):04d}"


def door(cast: Cast) -> str:
    return f"{next(cast.doors)}号"


@dies("people.register")
def register(cast: Cast) -> Act:
    number = phone(cast)
    return lambda: actions.register(name="新人", phone=number, now=cast.now, by=cast.keeper)


@dies("people.join")
def join(cast: Cast) -> Act:
    number, where = phone(cast), door(cast)
    return lambda: actions.join(name="新人", phone=number, estate=cast.estate, door_text=where, now=cast.now)


@dies("people.write_down")
def write_down(cast: Cast) -> Act:
    who = {"name": "来电人", "phone": phone(cast), "birth_date": None, "estate": cast.estate, "door_text": door(cast)}
    return lambda: actions.write_down(**who, channel=Channel.PHONE, by=cast.keeper, now=cast.now)  # type: ignore[arg-type]


@dies("people.move")
def move(cast: Cast) -> Act:
    person, other = cast.person("居民"), cast.outsider.address
    assert other is not None
    return lambda: actions.move(person, other)


@dies("people.move_to")
def move_to(cast: Cast) -> Act:
    person, where = cast.person("居民"), door(cast)
    return lambda: actions.move_to(person, cast.other_estate, where)


@dies("people.rename")
def rename(cast: Cast) -> Act:
    person = cast.person("居民")
    return lambda: actions.rename(person, name="新名字", birth_date=date(1950, 1, 1))


@dies("people.change_phone")
def change_phone(cast: Cast) -> Act:
    person, number = cast.person("居民", phone(cast)), phone(cast)
    return lambda: actions.change_phone(person, number)


@dies("people.correct", "people.reveal")
def correct(cast: Cast) -> Act:
    person, number, where = cast.person("居民", phone(cast)), phone(cast), door(cast)
    told = {"phone": number, "estate": cast.estate, "door_text": where, "need_note": "耳背"}
    return lambda: actions.correct(person, **told, by=cast.keeper, now=cast.now)  # type: ignore[arg-type]


@dies("people.give_consent")
def give_consent(cast: Cast) -> Act:
    person = cast.person("居民")
    return lambda: actions.give_consent(person, Purpose.PHOTO, by=person, channel=Channel.PAGE, now=cast.now)


@dies("people.withdraw_consent")
def withdraw_consent(cast: Cast) -> Act:
    person = cast.person("居民")
    actions.give_consent(person, Purpose.PHOTO, by=person, channel=Channel.PAGE, now=cast.now)
    return lambda: actions.withdraw_consent(person, Purpose.PHOTO, now=cast.now)


@dies("people.reveal")
def reveal(cast: Cast) -> Act:
    return lambda: actions.reveal(cast.resident, by=cast.keeper, why="核实电话", now=cast.now)


@dies("people.tie")
def tie(cast: Cast) -> Act:
    person, subject = cast.person("居民"), f"subject-{next(cast.doors)}"
    return lambda: actions.tie(person, subject, now=cast.now)


# Codes and sessions


@dies("people.send_code", apart="core_limit")
def send_code(cast: Cast) -> Act:
    number = phone(cast)
    return lambda: actions.send_code(number, visitor=number, now=cast.now)


@dies("people.proves")
def proves(cast: Cast) -> Act:
    number = phone(cast)
    code = actions.send_code(number, visitor=number, now=cast.now)
    return lambda: actions.proves(number, code, now=cast.now)


@dies("people.sweep_codes")
def sweep_codes(cast: Cast) -> Act:
    number = phone(cast)
    actions.send_code(number, visitor=number, now=cast.now)
    return lambda: actions.sweep_codes(now=cast.now + timedelta(days=3))


def _signed_in(cast: Cast, person: Person) -> SessionNote:
    key = f"session-{next(cast.doors)}"
    ends = cast.now + timedelta(days=1)
    Session.objects.create(session_key=key, session_data="", expire_date=ends)
    SessionNote.objects.open(key, person, now=cast.now, ends_at=ends, device="", shared=False)
    return SessionNote.objects.get(key_index=key)


@dies("people.end_session", "people.end_noted")
def end_session(cast: Cast) -> Act:
    note = _signed_in(cast, cast.resident)
    return lambda: actions.end_session(note)


@dies("people.end_sessions")
def end_sessions(cast: Cast) -> Act:
    person = cast.person("居民")
    _signed_in(cast, person)
    _signed_in(cast, person)
    return lambda: actions.end_sessions(Person.objects.get(pk=person.pk))


@dies("people.sweep_sessions", in_steps=True)
def sweep_sessions(cast: Cast) -> Act:
    _signed_in(cast, cast.resident)
    return lambda: actions.sweep_sessions(now=cast.now + timedelta(days=9))


# Families and guardians


@dies("people.ask_family")
def ask_family(cast: Cast) -> Act:
    actor, served = cast.person("女儿"), cast.person("母亲")
    return lambda: actions.ask_family(actor, served, Relation.MOTHER, now=cast.now)


@dies("people.ask_family_by_phone", apart="core_limit")
def ask_family_by_phone(cast: Cast) -> Act:
    actor, number = cast.person("女儿", phone(cast)), phone(cast)
    cast.person("母亲", number)
    return lambda: actions.ask_family_by_phone(actor, number, Relation.MOTHER, now=cast.now)


@dies("people.register_parent", apart="core_limit")
def register_parent(cast: Cast) -> Act:
    actor = cast.person("女儿", phone(cast))
    told = {"name": "母亲", "birth_year": 1940, "estate": cast.estate, "door_text": door(cast)}
    return lambda: actions.register_parent(actor, **told, relation=Relation.MOTHER, now=cast.now)  # type: ignore[arg-type]


def _link(cast: Cast) -> FamilyLink:
    return actions.ask_family(cast.person("女儿"), cast.person("母亲"), Relation.MOTHER, now=cast.now)


@dies("people.confirm_family")
def confirm_family(cast: Cast) -> Act:
    link = _link(cast)
    return lambda: actions.confirm_family(link, by=cast.keeper, now=cast.now)


@dies("people.end_family")
def end_family(cast: Cast) -> Act:
    link = _link(cast)
    return lambda: actions.end_family(link, now=cast.now)


@dies("people.record_guardian", "desk.guardian_says_yes")
def guardian_says_yes(cast: Cast) -> Act:
    child = cast.person("孩子", birth_date=CHILD)
    return lambda: desk.guardian_says_yes(child, "母亲同意", by=cast.daughter, channel=Channel.PAGE, now=cast.now)


@dies("desk.guardian_says_yes")
def guardian_of_a_volunteer_says_yes(cast: Cast) -> Act:
    child = cast.new_volunteer("孩子").person
    Person.objects.filter(pk=child.pk).update(birth_date=CHILD)
    child.refresh_from_db()
    return lambda: desk.guardian_says_yes(child, "母亲同意", by=cast.daughter, channel=Channel.PAGE, now=cast.now)


@dies("desk.guardian_takes_back")
def guardian_takes_back(cast: Cast) -> Act:
    child = cast.new_volunteer("孩子").person
    Person.objects.filter(pk=child.pk).update(birth_date=CHILD)
    child.refresh_from_db()
    desk.guardian_says_yes(child, "母亲同意", by=cast.daughter, channel=Channel.PAGE, now=cast.now)
    return lambda: desk.guardian_takes_back(child, by=cast.daughter, now=cast.now)


@dies(
    "desk.erase", "people.erase", "orders.erase_orders_of", "volunteers.erase_volunteer", "notices.forget",
    "notices.forget_links", "places.forget_doors", "places.nameless_door", "core.reduce_facts",
)  # fmt: skip
def erase(cast: Cast) -> Act:
    volunteer = cast.new_volunteer("志愿者")
    person = volunteer.person
    order = cast.order(served=person)
    _signed_in(cast, person)
    ordering.withdraw(order, cast.doing(person, Channel.PAGE, reason="不用了"))
    actions.reveal(person, by=cast.keeper, why="核实电话", now=cast.now)
    new_order(cast)
    return lambda: desk.erase(person, asked_by=AskedBy.SELF, now=cast.now)
