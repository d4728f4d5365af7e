"""Work: the visits a volunteer promised. The verbs are at /orders/."""

from datetime import datetime

from django.core.paginator import Paginator
from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from sidan.api.gate import visitor
from sidan.api.shapes import NOES, AskedOrderOut, Problem, asked_order
from sidan.orders import access, duty

router = Router(tags=["work"])
ROWS = 20


class WorkOut(Schema):
    """A promised visit. Door, phone, details and counter-code only from the yes until the work is done."""

    id: str
    order: AskedOrderOut
    stage: str = Field(description="waiting for others, coming, here, done")
    name: str
    door: str
    phone: str
    details: str
    counter_code: str
    checked_in_at: datetime | None
    checked_out_at: datetime | None


class Work(Schema):
    work: list[WorkOut]


@router.get("", response={200: Work, 403: Problem}, operation_id="my_work", summary="Visits promised and not yet done")
def promised(request: HttpRequest) -> Work:
    who = visitor(request)
    return Work(work=[_work(duty.duty(one, who.now)) for one in duty.to_come(who.volunteer())])


@router.get("/done", response={200: Work, 403: Problem}, operation_id="my_history", summary="Visits done, newest first")
def finished(request: HttpRequest, page: int = 1) -> Work:
    who = visitor(request)
    shown = Paginator(duty.finished(who.volunteer()), ROWS).get_page(page)
    return Work(work=[_work(duty.duty(one, who.now)) for one in shown])


@router.get("/{work_id}", response={200: WorkOut, **NOES}, operation_id="one_visit", summary="One visit")
def one_visit(request: HttpRequest, work_id: str) -> WorkOut:
    who = visitor(request)
    who.volunteer()
    return _work(duty.duty(access.assignment_for(who.person, work_id), who.now))


def _work(one: duty.Duty) -> WorkOut:
    visit = one.assignment
    return WorkOut(
        id=visit.public_id,
        order=AskedOrderOut(**asked_order(visit.order)),
        stage=one.stage,
        name=one.name,
        door=one.door,
        phone=one.phone,
        details=one.details,
        counter_code=one.code,
        checked_in_at=visit.checked_in_at,
        checked_out_at=visit.checked_out_at,
    )
