"""The history holds, and whatever was done to it behind the product's back is found and named."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, models, transaction

from sidan.core.actions import reduce_facts
from sidan.core.chain import seal_text
from sidan.core.keys import keyring
from sidan.core.models import Channel, HistoryRow, Seal, histories
from sidan.orders import actions
from sidan.orders.models import Order, OrderEvent
from tests.conftest import Cast, Clock
from tests.walls.history import INSERT, faults, middle, raw, sealed_street, verify

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def sealed_once(django_db_setup: None, django_db_blocker: Any) -> Iterator[Cast]:
    """Only what is committed is sealed, so the street stays; each test takes back what it did to it."""
    with django_db_blocker.unblock():
        cast = sealed_street(Clock())
    yield cast
    with django_db_blocker.unblock():
        call_command("flush", interactive=False, verbosity=0, reset_sequences=False)


@pytest.fixture
def street(sealed_once: Cast, db: None) -> Cast:
    return sealed_once


KINDS = {"OrderEvent", "VolunteerEvent", "Reveal", "ConsentEvent", "SessionEvent", "Merging", "LecturerLook"}


def test_an_honest_history_holds(street: Cast) -> None:
    count = sum(model._default_manager.count() for model in histories())
    assert (faults(), faults(fast=True)) == ([], [])
    assert verify().startswith(f"the history holds: {count} rows, 7 seals, 0 rows not sealed yet")
    assert {model.__name__ for model in histories()} == KINDS


def test_an_edit_of_any_column_is_found(street: Cast) -> None:
    for model in histories():
        row = model._default_manager.order_by("pk")[0]
        for field in model._meta.concrete_fields:
            if field.primary_key:
                continue
            with transaction.atomic():
                edit(row, field)
                found = faults()
                transaction.set_rollback(True)
            # A consent whose event tells of something else is missed once more, by what holds today.
            edited = [one for one in found if one.startswith(f"{model._meta.db_table}: a row was edited")]
            assert len(edited) == 1, field
            assert f"row {row.pk}, seal" in edited[0]


def edit(row: HistoryRow, field: Any) -> None:
    """Past the encryption, as somebody with the database's password would write it."""
    value = getattr(row, field.attname)
    if isinstance(value, datetime):
        value = value.astimezone(UTC) + timedelta(microseconds=1)
        value = value if connection.vendor == "postgresql" else value.replace(tzinfo=None).isoformat(" ")
    elif field.is_relation:
        value = field.related_model._default_manager.exclude(pk=value).order_by("-pk")[0].pk
    elif isinstance(value, bool):
        value = not value
    elif isinstance(field, models.IntegerField):
        value = (value or 0) + 1
    else:
        value = ("x" if str(value)[:1] != "x" else "y") + str(value)[1:]
    raw(f'UPDATE {row._meta.db_table} SET "{field.column}" = %s WHERE id = %s', value, row.pk)


def test_a_reason_taken_from_another_row_is_found(street: Cast) -> None:
    """It decrypts, for it was written in the same column; the signature says that it belongs elsewhere."""
    person = street.person("居民")
    other = actions.place(street.need(served=person), street.doing(person, Channel.PAGE, reason="别的话"))
    target = OrderEvent.objects.get(verb="reject")
    with connection.cursor() as cursor:
        cursor.execute("SELECT reason FROM orders_orderevent WHERE order_id = %s", [other.pk])
        raw("UPDATE orders_orderevent SET reason = %s WHERE id = %s", cursor.fetchone()[0], target.pk)
    assert OrderEvent.objects.get(pk=target.pk).reason == "别的话"
    assert (len(faults()), f"row {target.pk}, seal" in faults()[0]) == (1, True)


def test_every_deleted_row_is_found_and_its_order_named(street: Cast) -> None:
    for model in histories():
        for row in list(model._default_manager.order_by("pk")):
            about = getattr(row, model.about)
            with transaction.atomic():
                raw(f"DELETE FROM {model._meta.db_table} WHERE id = %s", row.pk)
                found = faults()
                # A consent without its event is missed a second time, by what holds today.
                assert [one for one in found if "a row was deleted" in one] == faults(fast=True)
                assert len(found) <= 2
                assert len(faults(fast=True)) == 1
                assert found[0].startswith(
                    f"{model._meta.db_table}: a row was deleted ({about._meta.model_name} {about}"
                )
                transaction.set_rollback(True)
    assert faults() == []


def test_deleting_everything_about_an_order_is_found(street: Cast) -> None:
    order = Order.objects.get(state="served")
    raw("DELETE FROM orders_orderevent WHERE order_id = %s", order.pk)
    assert f"order {order.number}, 6 sealed, 0 found" in faults()[0]


def test_an_inserted_row_is_found_wherever_it_stands(street: Cast) -> None:
    row = middle()
    raw(INSERT, -1, row.pk)
    assert any("before every seal" in fault for fault in faults())
    raw("DELETE FROM orders_orderevent WHERE id = -1")
    raw(INSERT, 10_000, row.pk)  # a true row copied behind the last seal
    assert faults() == [f"orders_orderevent: a row was copied (order {row.order}, rows {row.pk}, 10000)"]
    raw("UPDATE orders_orderevent SET verb = 'forged' WHERE id = 10000")
    assert "written past the product (order" in faults()[0]


def test_rows_that_changed_places_are_found(street: Cast) -> None:
    one, two = OrderEvent.objects.order_by("pk")[:2]
    for old, new in ((one.pk, 9_000), (two.pk, one.pk), (9_000, two.pk)):
        raw("UPDATE orders_orderevent SET id = %s WHERE id = %s", new, old)
    assert [fault.split(" (")[0] for fault in faults()] == ["orders_orderevent: rows were exchanged"]


def test_seals_are_found_edited_and_gone(street: Cast) -> None:
    second = Seal.objects.order_by("pk")[1]
    with transaction.atomic():
        raw("UPDATE core_seal SET made_at = made_at WHERE id = %s", second.pk)
        raw("UPDATE core_seal SET count = count + 1 WHERE id = %s", second.pk)
        assert "the seal was changed" in faults(fast=True)[0]
        transaction.set_rollback(True)
    raw("DELETE FROM core_seal WHERE id = %s", second.pk)
    assert "a seal before this one is gone" in faults(fast=True)[0]


def test_the_end_cut_off_is_found_by_a_head_written_down(street: Cast) -> None:
    head = verify().split()[-1]
    assert verify("--head", head)
    last = Seal.objects.order_by("-pk")[0]
    raw(f"DELETE FROM {last.table} WHERE id >= %s", last.first_pk)
    raw("DELETE FROM core_seal WHERE id = %s", last.pk)
    assert verify()
    with pytest.raises(CommandError, match="no longer in the chain"):
        verify("--head", head)


def test_the_command_names_the_first_broken_link_and_fails(street: Cast) -> None:
    row = middle()
    raw("UPDATE orders_orderevent SET verb = 'x' WHERE id = %s", row.pk)
    with pytest.raises(CommandError) as failed:
        verify()
    assert str(failed.value).splitlines()[0] == "The history does not hold."
    assert f"orders_orderevent: a row was edited (order {row.order.number}, row {row.pk}" in str(failed.value)
    assert verify("--fast")  # counts and seals alone do not look into rows


def test_new_keys_for_values_leave_the_history_intact(street: Cast, tmp_path: Path, settings: Any) -> None:
    keys = tmp_path / "keys.json"
    keys.write_text(settings.SIDAN_KEYS.read_text())
    settings.SIDAN_KEYS = keys
    keyring.cache_clear()
    try:
        call_command("rotate_keys", "--retire")
        assert OrderEvent.objects.get(verb="reject").reason == "不在服务范围"
        assert faults() == []
    finally:
        keyring.cache_clear()


def test_a_deletion_record_keeps_the_chain_and_cannot_be_forged(street: Cast) -> None:
    row = OrderEvent.objects.get(verb="reject")
    for _twice in range(2):
        reduce_facts(row, reason="", by=None)
        assert faults() == []
    assert "1 deletion records" in verify()
    assert OrderEvent.objects.get(pk=row.pk).reason == ""
    raw("UPDATE orders_orderevent SET erased_mac = '' WHERE id = %s", row.pk)
    assert f"row {row.pk}" in faults()[0]


def test_a_column_left_empty_does_not_change_a_signature(street: Cast) -> None:
    assert '"reason"' not in seal_text(OrderEvent(reason="", at=street.now))
