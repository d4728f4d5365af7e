"""Somebody leaves: what tells who they are goes, the row stays as nobody, a deletion record says it happened."""

import json
from collections.abc import Iterable
from datetime import datetime
from functools import partial
from typing import Any

from django.contrib.sessions.models import Session
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from sidan.core import erasures as erasures_outside
from sidan.core.actions import reduce_facts
from sidan.core.erasures import Erased
from sidan.core.errors import Refused
from sidan.core.models import Once
from sidan.core.sessions import SessionStore
from sidan.core.walls import action
from sidan.people.actions.consents import forget_consents
from sidan.people.actions.factor import forget_factors
from sidan.people.actions.sessions import end_noted
from sidan.people.models import (
    AskedBy,
    Erasure,
    ErasureRequest,
    FamilyLink,
    Invitation,
    Person,
    ProviderLink,
    Reveal,
    Role,
    SessionNote,
    SignInCode,
)
from sidan.places.actions import forget_doors

GONE = "已注销"
NOBODY: dict[str, Any] = {
    "name": GONE,
    **dict.fromkeys(("name_index", "name_start", "surname", "phone", "phone_index", "phone_tail", "need_note"), ""),
    **dict.fromkeys(("account_phone", "birth_date", "adult_year", "address", "station", "registered_by"), None),
}


@action
def must_be_erasable(person: Person) -> None:
    if person.erased_at is not None:
        raise Refused("erased", _("这个账号已经注销了。"))
    if Role.objects.held().filter(person=person).exists():
        raise Refused("on_staff", _("您还担任工作角色。请先请管理员结束您的角色，再来注销。"))


@action
def hold(person: Person) -> Person:
    """The row as it is now, held until the transaction ends: nobody writes an order for it meanwhile."""
    held = Person.objects.select_for_update().get(pk=person.pk)
    must_be_erasable(held)
    return held


@action
def hold_present(pks: Iterable[int]) -> None:
    """Whoever is erased at this moment, or was, gets no order any more: the rows are held until it is written."""
    wanted = sorted(set(pks))
    here = Person.objects.select_for_update(no_key=True).present().filter(pk__in=wanted).order_by("pk")
    if len(here.values_list("pk")) != len(wanted):
        raise Refused("person_gone", _("这位居民刚刚注销了，不能再点单。"))


@action
def ask_erasure(person: Person, why: str, *, by: Person, now: datetime) -> ErasureRequest:
    """Somebody who cannot sign in told a worker. It is done when a second worker has made sure."""
    must_be_erasable(person)
    if person.account_phone:
        sentence = _("这位居民可以用手机登录。请本人在“我的”里注销，或在“我登记过吗？”里查到以后注销。")
        raise Refused("can_sign_in", sentence)
    try:
        with transaction.atomic():
            return ErasureRequest.objects.create(person=person, why=why, asked_by=by, asked_at=now)
    except IntegrityError as error:
        raise Refused("erasure_asked", _("已经有同事提出过，正在等第二位同事确认。")) from error


@action
def confirm_erasure(asked: ErasureRequest, *, by: Person, now: datetime) -> None:
    if asked.asked_by_id == by.pk:
        raise Refused("erasure_two", _("提出的人不能自己确认，请另一位同事核实以后确认。"))
    if ErasureRequest.objects.waiting().filter(pk=asked.pk).update(confirmed_by=by, confirmed_at=now) != 1:
        raise Refused("erasure_over", _("这个请求已经处理过了。"))


@action
def take_back_erasure(asked: ErasureRequest, *, by: Person, now: datetime) -> None:
    if ErasureRequest.objects.waiting().filter(pk=asked.pk).update(withdrawn_by=by, withdrawn_at=now) != 1:
        raise Refused("erasure_over", _("这个请求已经处理过了。"))


@action
def erase(person: Person, *, asked_by: AskedBy, counts: dict[str, int], now: datetime) -> Erasure:
    """The part of people; `counts` is how much the rooms above have erased before."""
    with transaction.atomic():
        must_be_erasable(person)
        own = {
            "family": _gone(FamilyLink.objects.filter(Q(actor=person) | Q(served=person))),
            "consents": forget_consents(person),
            "sessions": _forget_sessions(person),
            "looks": _reduce_looks(person),
        }
        ProviderLink.objects.filter(person=person).delete()
        Once.objects.filter(sender=f"p{person.pk}").delete()
        if person.phone:
            SignInCode.objects.filter(phone=person.phone).delete()
        forget_factors(person)
        Invitation.objects.filter(accepted_by=person).update(note="")
        ErasureRequest.objects.filter(person=person).update(why="")
        Person.objects.filter(pk=person.pk).update(**NOBODY, erased_at=now, session_epoch=person.session_epoch + 1)
        forget_doors([person.address_id])
        told = {name: count for name, count in {**counts, **own}.items() if count}
        erasure = Erasure.objects.create(person=person, at=now, asked_by=asked_by, counts=told)
        # Before anybody is told that it is done. Were it to fail, the nightly round lists it.
        transaction.on_commit(partial(_list, [erasure]), robust=True)
        return erasure


@action
def list_erasures() -> int:
    """What the list outside the database lacks; how many were added."""
    return _list(Erasure.objects.select_related("person").order_by("pk").iterator(2_000))


def _list(erasures: Iterable[Erasure]) -> int:
    return erasures_outside.append(
        Erased(each.person_id, erasures_outside.mark(each.person.public_id), each.at.isoformat(), each.asked_by)
        for each in erasures
    )


@action
def lay_down_roles(person: Person, *, now: datetime) -> None:
    """Of somebody erased once before, whom a backup shows in a role they had left by then."""
    Role.objects.held().filter(person=person).update(ended_at=now)


def _gone(rows: Any) -> int:
    count, _rows = rows.delete()
    return int(count)


def _reduce_looks(person: Person) -> int:
    """Who looked and when stays: it is a record about the worker. Why is about the person."""
    looks = list(Reveal.objects.of(person))
    for look in looks:
        reduce_facts(look, why="")
    return len(looks)


def _forget_sessions(person: Person) -> int:
    """Their own, those that were only begun with their number, and what staff have typed to find them."""
    own = Q(person=person)
    if person.phone:
        own |= Q(phone_index=person.phone)
    ended = end_noted(SessionNote.objects.filter(own))
    staff = SessionNote.objects.filter(person__in=Role.objects.held().values("person"))
    for note in staff:
        _scrub(note.key, [said for said in (person.name, person.phone) if said])
    return ended


def _scrub(key: str, said: list[str]) -> None:
    row = Session.objects.filter(session_key=key).first()
    if row is None:
        return
    store = SessionStore(key)
    told = store.decode(row.session_data)
    kept = {
        name: value
        for name, value in told.items()
        if not any(words in json.dumps(value, ensure_ascii=False) for words in said)
    }
    if kept != told:
        Session.objects.filter(pk=row.pk, session_data=row.session_data).update(session_data=store.encode(kept))
