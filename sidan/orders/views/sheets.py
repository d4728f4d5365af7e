"""The paper day sheet: printed, filled in by hand, typed by one person and confirmed by another."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sidan.core.clock import local, now
from sidan.core.errors import Refused
from sidan.core.htmx import page
from sidan.core.once import once
from sidan.core.walls import everything, within
from sidan.orders import access, actions
from sidan.orders.forms.desk import BaseLines, SheetForm, lines_of, typed_lines
from sidan.orders.forms.desk.sheets import MORE
from sidan.orders.models import DaySheet, Item
from sidan.people import finding
from sidan.people.access import DESK, READS_DESK, Scope, me, scope, staff
from sidan.people.models import Person
from sidan.places.models import Station
from sidan.volunteers.models import Volunteer

ROWS, FOUND = 20, 4


@require_safe
@staff(*READS_DESK)
def every(request: HttpRequest) -> HttpResponse:
    who = scope(request)
    sheets = DaySheet.objects.filter(within(station__under=who.reach(*READS_DESK)))
    rows = sheets.select_related("station", "typed_by", "confirmed_by").annotate(count=Count("lines"))
    shown = Paginator(rows.order_by("-day", "-pk"), ROWS).get_page(request.GET.get("page"))
    context = {"shown": shown, "now": now(), "may_write": who.holds(*DESK)}
    return page(request, "orders/desk/sheets.html", context | {"place": "orders:sheets"})


@require_http_methods(["GET", "HEAD", "POST"])
@staff(*DESK)
@once
def new(request: HttpRequest) -> HttpResponse:
    who, at = scope(request), now()
    stations = _stations(who)
    helpers = _helpers(who, stations)
    initial = {"day": local(at).date(), "station": stations[0].code if stations else ""}
    if request.method != "POST":
        return _shown(request, SheetForm(initial=initial, stations=stations, now=at), lines_of(**helpers))
    if request.POST.get("do") == "more":
        head = SheetForm(initial=request.POST.dict(), stations=stations, now=at)
        return _shown(request, head, lines_of(initial=typed_lines(request.POST), extra=MORE, **helpers))
    form, lines = SheetForm(request.POST, stations=stations, now=at), lines_of(request.POST, **helpers)
    if form.is_valid() and lines.is_valid() and lines.must_be_over(form.cleaned_data["day"], at):
        try:
            typed = [line.line() for line in lines.filled()]
            sheet = actions.type_sheet(form.chosen, form.cleaned_data["day"], typed, by=me(request), now=at)
            messages.success(request, _("已录入 %(n)d 行，请另一位同事确认。") % {"n": len(typed)})
            return redirect("orders:sheet", sheet.public_id)
        except Refused as refused:
            form.add_error(None, str(refused))
    return _shown(request, form, lines)


def _stations(who: Scope) -> list[Station]:
    """Where sheets are written: the communities, or the street itself where it has none below."""
    reach = Station.objects.under(who.reach(*DESK))
    return list(reach.communities()) or list(reach)


def _helpers(who: Scope, stations: list[Station]) -> dict[str, Any]:
    streets = tuple({one.path.rsplit("/", 2)[0] + "/" for one in stations})

    def person(text: str, tail: str) -> list[Person]:
        rows = finding.people(who, text)
        return list((rows.filter(phone_tail=tail) if tail else rows)[:FOUND])

    def volunteer(text: str, tail: str) -> list[Volunteer]:
        rows = Volunteer.objects.under(streets).matching(text).for_list().order_by("number")
        with everything("helpers of a paper sheet come from the whole street"):
            return list((rows.filter(person__phone_tail=tail) if tail else rows)[:FOUND])

    items = Item.objects.offered_at(stations[0]) if len(stations) == 1 else Item.objects.filter(is_on=True)
    return {"items": list(items), "find_person": person, "find_volunteer": volunteer}


def _shown(request: HttpRequest, form: SheetForm, lines: BaseLines) -> HttpResponse:
    context = {"form": form, "lines": lines} | {"place": "orders:sheets"}
    return page(request, "orders/desk/sheet_new.html", context, partial="sheet")


@require_safe
@staff(*READS_DESK)
def blank(request: HttpRequest) -> HttpResponse:
    """An empty sheet for the clipboard."""
    stations = _stations(scope(request)) or list(Station.objects.under(scope(request).reach(*READS_DESK))[:1])
    return render(request, "orders/desk/sheet_blank.html", {"station": stations[0], "rows": range(1, 13)})


@require_safe
@staff(*READS_DESK)
def one(request: HttpRequest, public_id: str) -> HttpResponse:
    sheet, who = access.sheet_for(scope(request), public_id), scope(request)
    lines = sheet.lines.select_related("served__address__estate", "item", "volunteer__person", "order")
    is_open = sheet.confirmed_at is None and sheet.withdrawn_at is None
    context = {
        "sheet": sheet,
        "lines": [(line, _clock(line.from_minute)) for line in lines],
        "now": now(),
        "is_open": is_open,
        "may_write": is_open and who.has_at(sheet.station, *DESK),
        "is_mine": sheet.typed_by_id == me(request).pk,
    }
    return page(request, "orders/desk/sheet.html", context | {"place": "orders:sheets"})


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


def _sheet_to_write(request: HttpRequest, public_id: str) -> DaySheet:
    sheet = access.sheet_for(scope(request), public_id)
    if not scope(request).has_at(sheet.station, *DESK):
        raise PermissionDenied
    return sheet


@require_POST
@staff(*DESK)
@once
def confirm(request: HttpRequest, public_id: str) -> HttpResponse:
    sheet = _sheet_to_write(request, public_id)
    count = actions.confirm_sheet(sheet, by=me(request), now=now())
    messages.success(request, _("已确认，%(n)d 次服务记下了，居民会收到评单的消息。") % {"n": count})
    return redirect("orders:sheet", sheet.public_id)


@require_POST
@staff(*DESK)
@once
def withdraw(request: HttpRequest, public_id: str) -> HttpResponse:
    sheet = _sheet_to_write(request, public_id)
    actions.withdraw_sheet(sheet, now=now())
    messages.success(request, _("这张日报单已撤回，什么都没有记。"))
    return redirect("orders:sheets")
