"""Consent given and taken back is signed history, of which `verify` finds every change; photos go with their yes."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command

from sidan.core.actions import seal_history
from sidan.core.chain_walk import Walk
from sidan.core.models import Channel
from sidan.desk import actions as desk
from sidan.notices.models import Notice
from sidan.orders import actions
from sidan.orders.models import Order, Photo
from sidan.people import actions as people
from sidan.people.models import AskedBy, Consent, ConsentEvent, Purpose
from tests.conftest import Cast

CHANGE = "/me/consents/change/"


def faults() -> list[str]:
    return [str(fault) for fault in Walk().faults()]


def given_and_withdrawn(cast: Cast) -> None:
    for _round in range(2):
        people.give_consent(cast.resident, Purpose.NOTICES, by=cast.keeper, channel=Channel.PHONE, now=cast.now)
        cast.clock.move(minutes=1)
        people.withdraw_consent(cast.resident, Purpose.NOTICES, now=cast.now)


def test_each_yes_and_each_end_is_one_signed_row(cast: Cast) -> None:
    given_and_withdrawn(cast)
    people.withdraw_consent(cast.resident, Purpose.NOTICES, now=cast.now)  # nothing stands: nothing happened
    rows = ConsentEvent.objects.order_by("pk").values_list("given", "by", "channel")
    told = [(True, cast.keeper.pk, "phone"), (False, cast.resident.pk, "page")]
    assert list(rows) == told * 2
    people.give_consent(cast.resident, Purpose.NOTICES, by=cast.keeper, channel=Channel.PHONE, now=cast.now)
    people.give_consent(cast.resident, Purpose.NOTICES, by=cast.keeper, channel=Channel.PHONE, now=cast.now)
    assert (ConsentEvent.objects.count(), faults()) == (5, [])


def forge_a_yes(cast: Cast) -> None:
    Consent.objects.create(person=cast.outsider, purpose=Purpose.PHOTO, given_at=cast.now, channel="phone")


def take_a_yes_away(cast: Cast) -> None:
    Consent.objects.filter(person=cast.neighbour).update(withdrawn_at=cast.now)


def revive_a_yes(cast: Cast) -> None:
    last = Consent.objects.filter(person=cast.resident).latest("pk")
    Consent.objects.filter(pk=last.pk).update(withdrawn_at=None)


def edit_an_event(cast: Cast) -> None:
    ConsentEvent.objects.filter(given=False).update(given=True)


def delete_an_event(cast: Cast) -> None:
    ConsentEvent.objects.filter(given=False).delete()


@pytest.mark.parametrize("forge", [forge_a_yes, take_a_yes_away, revive_a_yes, edit_an_event, delete_an_event])
def test_verify_names_what_was_changed(cast: Cast, forge: Any) -> None:
    given_and_withdrawn(cast)
    people.give_consent(cast.neighbour, Purpose.SERVICE, by=cast.keeper, channel=Channel.PHONE, now=cast.now)
    for _tick in range(2):
        seal_history(now=cast.now)
    call_command("verify")
    forge(cast)
    with pytest.raises(CommandError, match="people_consentevent"):
        call_command("verify")


def test_erasing_keeps_the_chain_and_no_words(cast: Cast) -> None:
    people.give_consent(
        cast.neighbour, Purpose.GUARDIAN, by=cast.keeper, channel=Channel.PHONE, now=cast.now, note="姑姑代签"
    )
    for _tick in range(2):
        seal_history(now=cast.now)
    desk.erase(cast.neighbour, asked_by=AskedBy.SELF, now=cast.now)
    assert (ConsentEvent.objects.get().note, Consent.objects.filter(person=cast.neighbour).count()) == ("", 0)
    assert faults() == []


def test_photos_go_with_the_yes_to_them(
    cast: Cast, tmp_path: Path, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    own, other = cast.order(), cast.order(cast.company, served=cast.neighbour)
    for order in (own, own, other):
        actions.add_photo(order, ContentFile(b"photo", "x.jpg"), by=order.served, now=cast.now)
    for person in (cast.resident, cast.neighbour):
        people.give_consent(person, Purpose.PHOTO, by=person, channel=Channel.PAGE, now=cast.now)
    client = cast.client(cast.resident)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(CHANGE, {"purpose": "photo", "answer": "withdraw"})
    assert "已撤回，2 张照片已删除" in client.get("/me/consents/").content.decode()
    assert [photo.order for photo in Photo.objects.all()] == [other]
    assert len(list(tmp_path.rglob("*.jpg"))) == 1
    record = ConsentEvent.objects.filter(person=cast.resident, purpose=Purpose.PHOTO).latest("pk")
    assert (record.given, record.removed, Order.objects.filter(pk=own.pk).exists()) == (False, 2, True)
    assert faults() == []


def test_other_purposes_take_no_photo_along(cast: Cast) -> None:
    order = cast.order()
    actions.add_photo(order, ContentFile(b"photo", "x.jpg"), by=cast.resident, now=cast.now)
    cast.client(cast.resident).post(CHANGE, {"purpose": "service", "answer": "withdraw"})
    assert Photo.objects.count() == 1


# A family's question is heard


def test_the_asked_one_is_told_and_nobody_else(cast: Cast) -> None:
    client = cast.client(cast.outsider)
    before = Notice.objects.count()
    for phone in (cast.neighbour.phone, "13955550001", cast.neighbour.phone):
        assert client.post("/family/add/", {"phone": phone, "relation": "mother"})["Location"] == "/family/asked/"
    notice = Notice.objects.get(kind="family")
    assert (Notice.objects.count() - before, notice.person, notice.link) == (1, cast.neighbour, "/family/")
    inbox = cast.client(cast.neighbour).get("/notices/").content.decode()
    assert ["钱*想替您点单" in inbox, cast.outsider.phone in inbox] == [True, False]


def test_the_front_page_leads_to_am_i_registered(cast: Cast) -> None:
    page = cast.client().get("/").content.decode()
    assert '<a class="link" href="/registered/">我是否登记过？</a>' in page
