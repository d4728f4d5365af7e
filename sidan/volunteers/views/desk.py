"""The station's view of its volunteers: a list to search, one volunteer, and what the station vouches for."""

from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from sidan.core.clock import local, now
from sidan.core.htmx import page
from sidan.people import actions as people
from sidan.people.access import DESK, READS_DESK, me, scope, staff
from sidan.places.models import Station
from sidan.volunteers import access, reach
from sidan.volunteers.forms import FilterForm
from sidan.volunteers.models import Volunteer, VolunteerQuerySet
from sidan.volunteers.qr import qr_svg
from sidan.volunteers.states import VERBS, Standing
from sidan.volunteers.views.own import paper_rows
from sidan.volunteers.week import week_lines

PER_PAGE = 20
TONES = {Standing.ACTIVE: "ok", Standing.PAUSED: "warn", Standing.LEFT: ""}


@require_GET
@staff(*READS_DESK)
def listing(request: HttpRequest) -> HttpResponse:
    q, skill = FilterForm(request.GET).chosen()
    today = local(now()).date()
    tab = request.GET.get("tab", "active")
    found = access.visible_volunteers(scope(request)).matching(q)
    found = found.with_skill(skill) if skill else found
    in_tab = _of_tab(found, tab).for_list().order_by("-joined_at", "-pk")
    shown = Paginator(in_tab, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": shown,
        "rows": [_row(volunteer, today) for volunteer in shown],
        "filters": _tabs(request, tab, access.tab_counts(found, today)),
        "form": FilterForm({"q": q, "skill": skill}),
        "q": q,
        "may_write": scope(request).holds(*DESK),
    }
    return page(request, "volunteers/desk_list.html", context)


def _of_tab(found: VolunteerQuerySet, tab: str) -> VolunteerQuerySet:
    match tab:
        case "paper":
            return found.awaiting_check()
        case "guardian":
            return found.awaiting_guardian(local(now()).date())
        case "paused":
            return found.joined().exclude(paused_at=None)
        case "left":
            return found.exclude(left_at=None)
    return found.joined().filter(paused_at=None)


def _tabs(request: HttpRequest, current: str, counts: dict[str, int]) -> list[dict[str, Any]]:
    labels = {
        "active": _("在册"),
        "paper": _("证件待查验"),
        "guardian": _("待监护人同意"),
        "paused": _("暂停中"),
        "left": _("已退出"),
    }
    current = current if current in labels else "active"
    return [
        {"label": label, "count": counts[tab], "href": _href(request, tab), "current": tab == current}
        for tab, label in labels.items()
    ]


def _href(request: HttpRequest, tab: str) -> str:
    kept = QueryDict(mutable=True)
    kept.update({name: request.GET[name] for name in ("q", "skill") if request.GET.get(name)})
    kept["tab"] = tab
    return f"?{kept.urlencode()}"


def _row(volunteer: Volunteer, today: Any) -> dict[str, Any]:
    skills = volunteer.skills
    return {
        "volunteer": volunteer,
        "name": volunteer.person.masked_name,
        "phone": volunteer.person.masked_phone,
        "skills": "、".join(str(skill.label) for skill in skills[:3]) + ("…" if len(skills) > 3 else ""),
        "standing": volunteer.standing.label,
        "tone": TONES[volunteer.standing],
        "needs_guardian": volunteer.needs_guardian_on(today),
        "has_unchecked": volunteer.has_unchecked,  # type: ignore[attr-defined]
    }


@require_GET
@staff(*READS_DESK)
def one(request: HttpRequest, public_id: str) -> HttpResponse:
    volunteer = access.volunteer_for(scope(request), public_id)
    return page(request, "volunteers/desk_one.html", _one_context(request, volunteer))


@require_POST
@staff(*DESK)
def contact(request: HttpRequest, public_id: str) -> HttpResponse:
    """The full name, number and address: the look is recorded first."""
    volunteer = access.volunteer_for(scope(request), public_id, write=True)
    people.reveal(volunteer.person, by=me(request), why=f"volunteer {volunteer.number}", now=now())
    return page(request, "volunteers/desk_one.html", {**_one_context(request, volunteer), "is_revealed": True})


def _one_context(request: HttpRequest, volunteer: Volunteer) -> dict[str, Any]:
    at = now()
    today = local(at).date()
    return {
        "volunteer": volunteer,
        "now": at,
        "standing": volunteer.standing.label,
        "tone": TONES[volunteer.standing],
        "may_write": access.may_change(scope(request), volunteer.station) and volunteer.standing != Standing.LEFT,
        "is_minor": volunteer.person.is_minor_on(today),
        "needs_guardian": volunteer.needs_guardian_on(today),
        "is_insured": volunteer.is_insured_on(today),
        "reach_words": reach.words(volunteer.reach_m),
        "week": week_lines(access.slots_of(volunteer)),
        "periods": access.periods_of(volunteer, today)[:5],
        "papers": paper_rows(volunteer),
        "teams": volunteer.teams.order_by("name"),
        "events": _timeline(volunteer),
    }


def _timeline(volunteer: Volunteer) -> list[dict[str, Any]]:
    """The latest first, with who did it where it was not the volunteer."""
    events = volunteer.events.select_related("by").order_by("-at", "-pk")[:30]
    return [
        {
            "title": VERBS[event.verb].done if event.verb in VERBS else event.verb,
            "at": event.at,
            "icon": VERBS[event.verb].icon if event.verb in VERBS else "circle-dot",
            "text": " · ".join(filter(None, [event.reason, _by(event.by, volunteer)])),
        }
        for event in events
    ]


def _by(person: Any, volunteer: Volunteer) -> str:
    return person.masked_name if person is not None and person.pk != volunteer.person_id else ""


@require_GET
@staff(*DESK)
def invite(request: HttpRequest) -> HttpResponse:
    """A code and a link to show: who wants to join does so themselves, on their own telephone."""
    stations = list(Station.objects.under(scope(request).reach(*DESK)))
    code = request.GET.get("at", "")
    station = next((station for station in stations if station.code == code), stations[0])
    link = f"{settings.SIDAN_ORIGIN}{reverse('volunteers:join')}?at={station.code}"
    context = {"stations": stations, "station": station, "link": link, "qr": qr_svg(link)}
    return page(request, "volunteers/invite.html", context)
