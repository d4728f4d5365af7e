"""One resident written down twice: what moves, what stays where it was signed, and that no column is forgotten."""

from datetime import date
from typing import Any

import pytest
from django.apps import apps

from sidan.core.chain_walk import Walk
from sidan.core.errors import Refused
from sidan.core.models import Channel, HistoryRow
from sidan.desk import actions as desk
from sidan.desk.actions.merging import MOVES
from sidan.notices.actions import Message, set_preference, tell
from sidan.notices.models import Notice, Preference
from sidan.orders.models import Order
from sidan.people import actions as people
from sidan.people.models import AskedBy, Consent, FamilyLink, Merging, Person, Purpose, Reveal, Role, RoleKind
from sidan.volunteers.models import Volunteer
from tests.conftest import Cast

# Who did something as staff. What is about people themselves, `people` sees to.
STAYS = {
    "activities.Booking.decided_by",
    "activities.Preview.published_by",
    "activities.SignUp.checked_in_by",
    "notices.Preference.person",  # forgotten
    "orders.Callback.done_by",
    "orders.DaySheet.confirmed_by",
    "orders.DaySheet.typed_by",
    "orders.Offer.asked_by",
    "orders.Rating.taken_by",
    "orders.SavedPlan.made_by",
    "orders.StreetPolicy.by",
    "volunteers.Qualification.checked_by",
}


def twins(cast: Cast) -> tuple[Person, Person]:
    """王秀英 with her telephone, and once more as the desk wrote her down."""
    gone = cast.person("王秀英", "", birth_date=None)
    gone.address, gone.need_note = cast.resident.address, "二楼没电梯"
    gone.save()
    return cast.resident, gone


def page_of(person: Person, other: Person) -> str:
    return f"/desk/people/{person.public_id}/merge/{other.public_id}/"


def said(answer: Any) -> str:
    return str(answer.content.decode())


def test_every_column_that_names_a_person_is_thought_of() -> None:
    named = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if not issubclass(model, HistoryRow) and model._meta.app_label != "people"
        for field in model._meta.concrete_fields
        if field.is_relation and field.related_model is Person
    }
    assert named == {*MOVES, *STAYS}


def test_orders_families_consents_and_notices_move(cast: Cast) -> None:
    kept, gone = twins(cast)
    own, other = cast.order(served=kept, days=3), cast.order(cast.company, served=gone)
    people.give_consent(gone, Purpose.PHOTO, by=cast.keeper, channel=Channel.PHONE, now=cast.now)
    people.ask_family(cast.daughter, gone, "mother", now=cast.now)  # she acts for the other row already
    people.ask_family(cast.neighbour, gone, "neighbour", now=cast.now)
    tell([Message(gone, "test", "您好")], now=cast.now)
    set_preference(gone, sms=True, push_address="lark://x", quiet=None, now=cast.now)
    people.reveal(gone, by=cast.keeper, why="核对", now=cast.now)
    merging = desk.merge_people(kept, gone, by=cast.keeper, now=cast.now)
    assert set(Order.objects.filter(served=kept)) == {own, other}
    assert Consent.objects.filter(person=kept, purpose=Purpose.PHOTO, withdrawn_at=None).exists()
    links = FamilyLink.objects.filter(served=kept, ended_at=None).values_list("actor", flat=True)
    assert sorted(links) == sorted([cast.daughter.pk, cast.neighbour.pk])
    assert (Notice.objects.filter(person=gone).count(), Preference.objects.count()) == (0, 0)
    assert (merging.by, merging.orders, merging.consents, merging.families) == (cast.keeper, 1, 2, 1)
    kept.refresh_from_db()
    gone.refresh_from_db()
    assert (kept.need_note, kept.birth_date, kept.phone) == ("二楼没电梯", date(1950, 5, 1), "13800000001")
    assert (gone.name, gone.merged_into, gone.erased_at) == ("已注销", kept, cast.now)
    assert list(Reveal.objects.of(kept)) == list(Reveal.objects.filter(person=gone))
    assert [str(fault) for fault in Walk().faults()] == []


def test_a_volunteer_keeps_number_and_history(cast: Cast) -> None:
    gone = cast.person("王秀英", "")
    volunteer = Volunteer.objects.create(
        person=gone, number="V000-000-001", station=cast.first, lat=36.6, lng=116.9, joined_at=cast.now
    )
    desk.merge_people(cast.resident, gone, by=cast.keeper, now=cast.now)
    assert Volunteer.objects.get(pk=volunteer.pk).person == cast.resident


def refusals(cast: Cast) -> dict[str, tuple[Person, Person]]:
    namesake = cast.person("周建国", "", estate=cast.estate)
    Volunteer.objects.create(
        person=namesake, number="V000-000-002", station=cast.first, lat=36.6, lng=116.9, joined_at=cast.now
    )
    worker = cast.person("王秀英", "13800000071")
    Role.objects.create(person=worker, station=cast.first, kind=RoleKind.GRID_WORKER, given_at=cast.now)
    asked = cast.person("王秀英", "")
    people.ask_erasure(asked, "本人要求", by=cast.keeper, now=cast.now)
    erased = cast.person("王秀英", "")
    desk.erase(erased, asked_by=AskedBy.SELF, now=cast.now)
    erased.refresh_from_db()
    return {
        "merge_differ": (cast.resident, cast.person("别人", "")),
        "merge_both_sign_in": (cast.resident, cast.person("王秀英", "13800000072")),
        "merge_keep_other": (cast.person("王秀英", ""), cast.resident),
        "merge_staff": (cast.resident, worker),
        "merge_erasing": (cast.resident, asked),
        "merge_gone": (cast.resident, erased),
        "merge_volunteers": (cast.volunteer.person, namesake),
    }


def test_what_is_refused_changes_nothing(cast: Cast) -> None:
    found = {}
    for code, (kept, gone) in refusals(cast).items():
        try:
            desk.merge_people(kept, gone, by=cast.keeper, now=cast.now)
        except Refused as refused:
            found[code] = refused.code
    # Whoever is gone already is met at the first lock.
    assert found == {code: code for code in found} | {"merge_gone": "person_gone"}
    assert (len(found), Merging.objects.count()) == (7, 0)


def test_the_page_lets_choose_previews_and_warns(cast: Cast) -> None:
    kept, gone = twins(cast)
    cast.order(cast.company, served=gone)
    client = cast.client(cast.keeper)
    person = client.get(f"/desk/people/{kept.public_id}/")
    assert page_of(kept, gone) in said(person)
    assert f"?keep={gone.public_id}" in said(client.get(page_of(kept, gone)))
    assert "请保留那一条" in said(client.get(page_of(kept, gone), {"keep": gone.public_id}))
    preview = said(client.get(page_of(kept, gone), {"keep": kept.public_id}))
    for words in ("移过去的单：1 张", "移过去的授权：1 项", "移过去的家人关系：0 个", "不能撤销"):
        assert words in preview
    assert Merging.objects.count() == 0
    done = client.post(page_of(kept, gone), {"keep": kept.public_id})
    assert done["Location"] == f"/desk/people/{kept.public_id}/"
    assert client.get(f"/desk/people/{gone.public_id}/").status_code == 404
    assert client.get(page_of(kept, kept)).status_code == 404


def test_erasing_the_kept_one_reaches_what_was_signed_about_the_other(cast: Cast) -> None:
    kept, gone = cast.person("王秀英", ""), cast.person("王秀英", "")
    people.reveal(gone, by=cast.keeper, why="丝雀原因", now=cast.now)
    desk.merge_people(kept, gone, by=cast.keeper, now=cast.now)
    kept.refresh_from_db()
    desk.erase(kept, asked_by=AskedBy.SELF, now=cast.now)
    assert list(Reveal.objects.values_list("why", flat=True)) == [""]


def test_a_second_tap_finds_it_done(cast: Cast) -> None:
    kept, gone = twins(cast)
    desk.merge_people(kept, gone, by=cast.keeper, now=cast.now)
    with pytest.raises(Refused, match="刚刚注销了"):
        desk.merge_people(kept, gone, by=cast.keeper, now=cast.now)
