"""Who may see and change which volunteer and team. Out of reach nothing exists (404); readers do not write (403)."""

from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from sidan.core.walls import SERVING, act_as, within
from sidan.people.access import DESK, READS_DESK, Scope, me, signed_in
from sidan.people.models import Person
from sidan.places.models import Estate, Station
from sidan.volunteers.models import Block, Qualification, Team, Volunteer, VolunteerQuerySet
from sidan.volunteers.week import DayOff, Period, Slot, periods

P = ParamSpec("P")
Inner = Callable[Concatenate[HttpRequest, Volunteer, P], HttpResponse]
Outer = Callable[Concatenate[HttpRequest, P], HttpResponse]
MOST_ESTATES = 500


def volunteer_of(person: Person) -> Volunteer | None:
    """The volunteer this person is now; None for somebody who never joined or has left."""
    own = Volunteer.objects.joined().filter(person=person)
    return own.select_related("person__address__estate__grid__station", "station", "start").first()


def volunteering(view: Inner[P]) -> Outer[P]:
    """For pages of volunteers: others are led to where they can join."""

    @wraps(view)
    def wrapped(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        volunteer = volunteer_of(me(request))
        if volunteer is None:
            messages.info(request, _("这一页是志愿者用的。您愿意的话，登记以后就能用，随时可以退出。"))
            return redirect("volunteers:join")
        act_as(SERVING)
        return view(request, volunteer, *args, **kwargs)

    return signed_in(wrapped)


def slots_of(volunteer: Volunteer) -> list[Slot]:
    rows = volunteer.availability.values_list("weekday", "from_minute", "until_minute")
    return [Slot(*row) for row in rows]


def periods_of(volunteer: Volunteer, today: date) -> list[Period]:
    """The days to come that are unlike the week."""
    rows = volunteer.exceptions.filter(day__gte=today)
    return list(periods(DayOff(*row) for row in rows.values_list("day", "is_away", "from_minute", "until_minute")))


def visible_volunteers(who: Scope) -> VolunteerQuerySet:
    return Volunteer.objects.under(who.reach(*READS_DESK))


def volunteer_for(who: Scope, public_id: str, *, write: bool = False) -> Volunteer:
    found = visible_volunteers(who).filter(public_id=public_id)
    volunteer = found.select_related("person__address__estate", "station", "start").first()
    if volunteer is None:
        raise Http404
    if write and not may_change(who, volunteer.station):
        raise PermissionDenied
    return volunteer


def may_change(who: Scope, station: Station) -> bool:
    return who.has_at(station, *DESK)


def paper_for(who: Scope, volunteer_id: str, kind: str) -> Qualification:
    volunteer = volunteer_for(who, volunteer_id, write=True)
    paper = Qualification.objects.filter(volunteer=volunteer, kind=kind).first()
    if paper is None:
        raise Http404
    paper.volunteer = volunteer
    return paper


def tab_counts(volunteers: VolunteerQuerySet, today: date) -> dict[str, int]:
    """All numbers of the filter tabs in one query, and one for those who come of age this year."""
    waiting = Exists(Qualification.objects.filter(volunteer=OuterRef("pk"), checked_at=None))
    guardian = Q(pk__in=volunteers.awaiting_guardian(today).values("pk"))
    here = Q(left_at=None)
    counts: dict[str, int] = volunteers.annotate(waits=waiting).aggregate(
        active=Count("pk", filter=here & Q(paused_at=None)),
        paper=Count("pk", filter=here & Q(waits=True)),
        guardian=Count("pk", filter=guardian),
        paused=Count("pk", filter=here & Q(paused_at__isnull=False)),
        left=Count("pk", filter=Q(left_at__isnull=False)),
    )
    return counts


def visible_teams(who: Scope) -> QuerySet[Team]:
    return Team.objects.under(who.reach(*READS_DESK))


def team_for(who: Scope, public_id: str, *, write: bool = False) -> Team:
    team = visible_teams(who).filter(public_id=public_id).select_related("station", "leader__person").first()
    if team is None:
        raise Http404
    if write and not may_change(who, team.station):
        raise PermissionDenied
    return team


def member_for(team: Team, public_id: str) -> Volunteer:
    member = team.members.filter(public_id=public_id).select_related("person").first()
    if member is None:
        raise Http404
    return member


def team_led_by(volunteer: Volunteer, public_id: str) -> Team:
    team = Team.objects.filter(leader=volunteer, public_id=public_id).select_related("station").first()
    if team is None:
        raise Http404
    return team


def team_of(volunteer: Volunteer, public_id: str) -> Team:
    team = volunteer.teams.filter(public_id=public_id).first()
    if team is None:
        raise Http404
    return team


def estates_for(person: Person, station_code: str = "") -> QuerySet[Estate]:
    """Where somebody may set out from: the street of their home, or of the station that invited them."""
    station = person.station or Station.objects.filter(code=station_code).first()
    found = Estate.objects.select_related("grid__station")
    if station is not None:
        street = station.path.rsplit("/", 2)[0] + "/" if station.level == "community" else station.path
        found = found.filter(grid__station__path__startswith=street)
    return found.order_by("grid__station__path", "name")[:MOST_ESTATES]


def blocked_by(volunteer: Volunteer) -> list[Person]:
    """Whom this volunteer asked not to meet again; what others asked is never told."""
    return list(Person.objects.filter(blocks__volunteer=volunteer, blocks__by_volunteer=True).order_by("pk"))


def blocked_person(volunteer: Volunteer, public_id: str) -> Person:
    mine = Block.objects.filter(within(volunteer=volunteer), by_volunteer=True, person__public_id=public_id)
    block = mine.select_related("person").first()
    if block is None:
        raise Http404
    return block.person
