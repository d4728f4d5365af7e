"""Offers: the questions that wait for a volunteer, or for a team they lead."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from sidan.api.gate import visitor
from sidan.api.once import OPENAPI, once
from sidan.api.shapes import NOES, AskedOrderOut, Done, Problem, asked_order
from sidan.api.verbs.asking import say_no, say_yes
from sidan.orders import access, asked

router = Router(tags=["offers"])


class OfferOut(Schema):
    id: str
    order: AskedOrderOut
    expires_at: datetime
    team: str | None
    reasons: list[str]


class Offers(Schema):
    offers: list[OfferOut]


class MemberIn(Schema):
    member: str = Field(default="", description="For the leader of the team that is asked: who comes.")


NOBODY = MemberIn()


@router.get("", response={200: Offers, 403: Problem}, operation_id="my_offers", summary="Questions that wait")
def waiting(request: HttpRequest) -> Offers:
    who = visitor(request)
    volunteer = who.volunteer()
    rows = [asked.asking(offer, volunteer, who.now) for offer in asked.waiting_for(volunteer, who.now)[: asked.MOST]]
    return Offers(offers=[_offer(one) for one in rows])


def _offer(one: asked.Asking) -> OfferOut:
    offer = one.offer
    return OfferOut(
        id=offer.public_id,
        order=AskedOrderOut(**asked_order(offer.order)),
        expires_at=offer.expires_at,
        team=offer.team.name if offer.team else None,
        reasons=[reason.text for reason in one.reasons],
    )


_ANSWER: dict[str, Any] = {"response": {200: Done, **NOES}}


@router.post(
    "/{offer_id}/accept",
    operation_id="accept_offer",
    summary="Yes",
    openapi_extra={"x-verb": "accept", "parameters": [OPENAPI]},
    **_ANSWER,
)
@once()
def accept(request: HttpRequest, offer_id: str, told: MemberIn = NOBODY) -> Done:
    who = visitor(request)
    who.volunteer()
    return say_yes(who, access.offer_for(who.person, offer_id), told.member)


@router.post(
    "/{offer_id}/decline",
    operation_id="decline_offer",
    summary="No",
    description="Needs no reason and costs the volunteer nothing.",
    openapi_extra={"x-verb": "decline", "parameters": [OPENAPI]},
    **_ANSWER,
)
@once()
def decline(request: HttpRequest, offer_id: str) -> Done:
    who = visitor(request)
    who.volunteer()
    return say_no(who, access.offer_for(who.person, offer_id))
