"""What is read about one person for their own eyes: consents with their history, and everything in one file."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sidan.core.clock import local
from sidan.people.models import Consent, FamilyLink, Person, Purpose, Reveal, Role

# What somebody says yes to for themselves; a guardian's yes is given for somebody else.
OWN_PURPOSES = (Purpose.SERVICE, Purpose.NOTICES, Purpose.PHOTO)


@dataclass(frozen=True)
class PurposeRow:
    purpose: Purpose
    standing: Consent | None
    history: list[Consent]

    @property
    def is_own(self) -> bool:
        return self.purpose in OWN_PURPOSES


def consents(person: Person) -> list[PurposeRow]:
    given = list(Consent.objects.filter(person=person).select_related("recorded_by").order_by("-given_at"))
    rows = []
    for purpose in Purpose:
        history = [consent for consent in given if consent.purpose == purpose]
        if history or purpose in OWN_PURPOSES:
            standing = next((consent for consent in history if consent.withdrawn_at is None), None)
            rows.append(PurposeRow(purpose, standing, history))
    return rows


def everything_about(person: Person) -> dict[str, Any]:
    """In the words of the screen, for the person and not for a machine."""
    return {
        "姓名": person.name,
        "电话": person.phone,
        "出生日期": person.birth_date.isoformat() if person.birth_date else None,
        "地址": str(person.address) if person.address else None,
        "上门须知": person.need_note,
        "登记时间": _said(person.created_at),
        "授权": [
            {"用途": c.get_purpose_display(), "方式": c.get_channel_display()}
            | _from_to("同意", "撤回", c.given_at, c.withdrawn_at)
            for c in Consent.objects.filter(person=person).order_by("given_at")
        ],
        "可以替我办事的家人": [
            {"姓名": f.actor.masked_name, "我是对方的": f.get_relation_display()}
            | _from_to("确认", "结束", f.confirmed_at, f.ended_at)
            for f in FamilyLink.objects.filter(served=person).select_related("actor").order_by("asked_at")
        ],
        "我替谁办事": [
            {"姓名": f.served.masked_name, "对方是我的": f.get_relation_display()}
            | _from_to("确认", "结束", f.confirmed_at, f.ended_at)
            for f in FamilyLink.objects.standing().filter(actor=person).select_related("served").order_by("asked_at")
        ],
        "工作角色": [
            {"角色": r.get_kind_display(), "站点": r.station.name} | _from_to("开始", "结束", r.given_at, r.ended_at)
            for r in Role.objects.filter(person=person).select_related("station").order_by("given_at")
        ],
        # Written by the rooms above; read from below by the row's own name, as what belongs to this person.
        "活动报名": [
            {"活动": one.session.title, "时间": _said(one.session.starts_at), "几位": one.seats}
            | {"状态": one.get_state_display(), "到场": _said(one.checked_in_at)}
            for one in person.sign_ups.select_related("session").order_by("made_at")
        ],
        "预约场地": [
            {"场地": one.facility.name, "用途": one.purpose, "状态": one.get_state_display()}
            | _from_to("开始", "结束", one.starts_at, one.ends_at)
            for one in person.bookings.select_related("facility").order_by("starts_at")
        ],
        "查看和更正记录": [
            {"时间": _said(look.at), "人员": look.by.masked_name, "原因": look.why}
            for look in Reveal.objects.of(person).select_related("by").order_by("at")
        ],
    }


def _said(moment: datetime | None) -> str | None:
    return f"{local(moment):%Y-%m-%d %H:%M}" if moment else None


def _from_to(begin: str, end: str, first: datetime | None, last: datetime | None) -> dict[str, str | None]:
    return {begin: _said(first), end: _said(last)}
