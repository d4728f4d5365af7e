"""Paper day sheets: typed by one person, confirmed by another, and then recorded as orders that were served."""

from datetime import date, time

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from ninja import Router, Schema
from pydantic import Field

from sidan.api.gate import Visitor, visitor
from sidan.api.once import OPENAPI, once
from sidan.api.shapes import NOES
from sidan.core.errors import Refused
from sidan.core.walls import everything
from sidan.orders import access, actions
from sidan.orders.actions.sheets import Line
from sidan.orders.models import DaySheet, Item
from sidan.people import access as people_access
from sidan.people.access import DESK
from sidan.places.models import Station
from sidan.volunteers.models import Volunteer

router = Router(tags=["sheets"])
MOST = 40


class LineIn(Schema):
    served: str = Field(description="Id of the resident.")
    item: str
    volunteer: str = Field(description="Number or id of the volunteer.")
    at: time = Field(description="When it began, local time.")
    minutes: int = Field(ge=5, le=720)


class SheetIn(Schema):
    station: str
    day: date
    lines: list[LineIn] = Field(min_length=1, max_length=MOST)


class SheetOut(Schema):
    id: str
    day: date
    station: str
    lines: int
    is_confirmed: bool


@router.post(
    "",
    response={201: SheetOut, **NOES},
    operation_id="type_sheet",
    summary="Type a sheet",
    openapi_extra={"parameters": [OPENAPI]},
)
@once(201)
def type_sheet(request: HttpRequest, told: SheetIn) -> SheetOut:
    who = visitor(request)
    station = Station.objects.under(who.at_desk(*DESK).reach(*DESK)).filter(code=told.station).first()
    if station is None:
        raise Http404
    lines = [_line(who, station, line) for line in told.lines]
    return _sheet(actions.type_sheet(station, told.day, lines, by=who.person, now=who.now), len(lines))


def _line(who: Visitor, station: Station, told: LineIn) -> Line:
    item = Item.objects.offered_at(station).filter(code=told.item).first()
    street = station.path.rsplit("/", 2)[0] + "/"
    near = Volunteer.objects.under((street,))
    with everything("helpers of a paper sheet come from the whole street"):
        volunteer = near.filter(number=told.volunteer).first() or near.filter(public_id=told.volunteer).first()
    if item is None or volunteer is None:
        raise Refused("sheet_line", _("有一行的项目或者志愿者对不上，请核对。"), 422)
    served = people_access.person_for(who.scope, told.served)
    return Line(served, item, volunteer, told.at.hour * 60 + told.at.minute, told.minutes)


@router.get("/{sheet_id}", response={200: SheetOut, **NOES}, operation_id="one_sheet", summary="One sheet")
def one(request: HttpRequest, sheet_id: str) -> SheetOut:
    sheet = access.sheet_for(visitor(request).at_desk(*people_access.READS_DESK), sheet_id)
    return _sheet(sheet, sheet.lines.count())


@router.post(
    "/{sheet_id}/confirm",
    response={200: SheetOut, **NOES},
    operation_id="record",
    summary="Confirm a sheet that a colleague typed",
    description="Each line becomes an order in state served, which the resident may rate.",
    openapi_extra={"x-verb": "record", "parameters": [OPENAPI]},
)
@once()
def confirm(request: HttpRequest, sheet_id: str) -> SheetOut:
    who = visitor(request)
    scope = who.at_desk(*DESK)
    sheet = access.sheet_for(scope, sheet_id)
    if not scope.has_at(sheet.station, *DESK):
        raise PermissionDenied
    count = actions.confirm_sheet(sheet, by=who.person, now=who.now)
    sheet.refresh_from_db(fields=["confirmed_at"])
    return _sheet(sheet, count)


def _sheet(sheet: DaySheet, lines: int) -> SheetOut:
    return SheetOut(
        id=sheet.public_id,
        day=sheet.day,
        station=sheet.station.code,
        lines=lines,
        is_confirmed=sheet.confirmed_at is not None,
    )
