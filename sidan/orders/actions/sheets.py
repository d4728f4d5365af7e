"""The paper day sheet: typed by one person, confirmed by another, then every line is an order served."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from sidan.core.clock import LOCAL
from sidan.core.errors import Refused
from sidan.core.models import Channel
from sidan.core.walls import action
from sidan.orders.actions.door import Doing
from sidan.orders.actions.intake import Need, record
from sidan.orders.actions.rating import ask_for_rating
from sidan.orders.models import Assignment, DaySheet, DaySheetLine, Item, Proof
from sidan.people.models import Person
from sidan.places.models import Station
from sidan.volunteers.models import Volunteer


@dataclass(frozen=True)
class Line:
    served: Person
    item: Item
    volunteer: Volunteer
    from_minute: int
    minutes: int


@action
def type_sheet(station: Station, day: date, lines: Sequence[Line], *, by: Person, now: datetime) -> DaySheet:
    if not lines:
        raise Refused("sheet_empty", _("这张日报单还没有一行内容。"))
    if day > now.astimezone(LOCAL).date():
        raise Refused("sheet_future", _("日报单只能补录今天和以前的服务。"))
    with transaction.atomic():
        sheet = DaySheet.objects.create(station=station, day=day, typed_by=by, typed_at=now)
        DaySheetLine.objects.bulk_create(
            DaySheetLine(sheet=sheet, served=x.served, item=x.item, volunteer=x.volunteer,
                         from_minute=x.from_minute, minutes=x.minutes)
            for x in lines
        )  # fmt: skip
    return sheet


@action
def confirm_sheet(sheet: DaySheet, *, by: Person, now: datetime) -> int:
    """The second person's yes: returns how many services were recorded. The two must be different people."""
    if by.pk == sheet.typed_by_id:
        raise Refused("sheet_same_person", _("日报单要由另一位同事确认，录入的人不能自己确认。"))
    with transaction.atomic():
        open_sheet = DaySheet.objects.filter(pk=sheet.pk, confirmed_at=None, withdrawn_at=None)
        if open_sheet.update(confirmed_by=by, confirmed_at=now) != 1:
            raise Refused("sheet_done", _("这张日报单已经确认或者撤回了。"))
        lines = sheet.lines.select_related("served__address__estate__grid__station", "item", "volunteer")
        for line in lines:
            _record_line(sheet, line, by=by, now=now)
    return len(lines)


def _record_line(sheet: DaySheet, line: DaySheetLine, *, by: Person, now: datetime) -> None:
    if line.served.address is None:
        raise Refused("sheet_address", _("%s还没有登记地址，请先补上地址再确认。") % line.served.masked_name)
    start = datetime(sheet.day.year, sheet.day.month, sheet.day.day, tzinfo=LOCAL) + timedelta(minutes=line.from_minute)
    end = start + timedelta(minutes=line.minutes)
    need = Need(line.item, line.served, line.served.address, start, end)
    order = record(need, Doing(by, now, Channel.PAPER, str(sheet.day)))
    DaySheetLine.objects.filter(pk=line.pk).update(order=order)
    Assignment.objects.create(
        order=order, volunteer=line.volunteer, place=1, taken_at=now,
        checked_in_at=start, checked_out_at=end, proof=Proof.PAPER,
    )  # fmt: skip
    ask_for_rating(order, now=now)


@action
def withdraw_sheet(sheet: DaySheet, *, now: datetime) -> None:
    open_sheet = DaySheet.objects.filter(pk=sheet.pk, confirmed_at=None, withdrawn_at=None)
    if open_sheet.update(withdrawn_at=now) != 1:
        raise Refused("sheet_done", _("这张日报单已经确认或者撤回了。"))
