"""One announced session: what, when, where, how to get there, whether there is a seat."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sidan.activities import access, walking, weeks
from sidan.activities.actions import place_of
from sidan.activities.models import Session, SignUp
from sidan.activities.published import Entry, entry_of
from sidan.activities.states import SignUpState, State
from sidan.activities.views.public_week import kept_publicly
from sidan.core.clock import local, now
from sidan.core.htmx import page
from sidan.people.models import Person


@dataclass(frozen=True)
class Mine:
    """A sign-up of the reader's, or of family they act for."""

    row: SignUp
    who: str
    state: str

    @property
    def public_id(self) -> str:
        return self.row.public_id


@require_safe
def session(request: HttpRequest, public_id: str) -> HttpResponse:
    found, at = access.public_session(public_id), now()
    entry, person = entry_of(found), known(request)
    mine = mine_of(found, person) if person else []
    takes = found.takes_sign_ups(at)
    context = {
        "session": found,
        "entry": entry,
        "when": weeks.near_words(entry.day, local(at).date()),
        "facts": facts(found, entry, person),
        "partners": partners(entry),
        "is_over": found.is_over(at),
        "takes": takes,
        "mine": mine,
        "may_at_once": takes and person is not None and not any(one.row.person_id == person.pk for one in mine),
        "person": person,
        "place": "desk:home",
    }
    return kept_publicly(request, page(request, "activities/public/session.html", context))


def known(request: HttpRequest) -> Person | None:
    """Who is signed in; the session is asked only where its cookie came along."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return None
    return request.user if isinstance(request.user, Person) else None


def mine_of(session: Session, person: Person) -> list[Mine]:
    rows = SignUp.objects.of(person).standing().filter(session=session).select_related("person").distinct()
    return [
        Mine(row, _("您") if row.person == person else row.person.name, state_words(row))
        for row in rows.order_by("pk")
        if row.person is not None
    ]


def state_words(row: SignUp) -> str:
    if row.checked_in_at is not None:
        return _("已签到")
    if row.state == SignUpState.WAITING:
        return _("候补中，排第 %(n)s 位") % {"n": place_of(row)}
    return str(SignUpState(row.state).label)


def facts(session: Session, entry: Entry, person: Person | None = None) -> list[tuple[str, str]]:
    told = [
        (_("地点"), "，".join(part for part in (entry.where, entry.find) if part)),
        (_("方便程度"), "、".join(entry.ease_words)),
        (_("走过去"), _walk(entry, person)),
        (_("适合"), entry.audience_words or _("谁都可以来")),
        (_("名额"), entry.seats_words if session.state == State.PUBLISHED else ""),
        (_("主讲"), " · ".join(part for part in (entry.lecturer, entry.format_words) if part)),
        (_("放映"), f"《{entry.film}》" if entry.film else ""),
        (_("主办"), entry.station),
        (_("品牌"), entry.brand),
    ]
    return [(label, words) for label, words in told if words]


def _walk(entry: Entry, person: Person | None) -> str:
    """For whoever told us where they live; at two paces, because nobody is asked how old they feel."""
    address = person.address if person is not None else None
    if address is None or entry.place is None:
        return ""
    home = (address.estate.lat, address.estate.lng)
    told = {"n": walking.minutes(home, entry.place), "slow": walking.minutes(home, entry.place, walking.Pace.ELDER)}
    return _("从您小区约 %(n)s 分钟，走得慢约 %(slow)s 分钟") % told


def partners(entry: Entry) -> list[tuple[str, str]]:
    labels = (_("社区牵头"), _("社团策划"), _("小区协办"), _("居民参与"))
    return [(label, who) for label, who in zip(labels, entry.partners, strict=True) if who]


def shown(session: Session, at: datetime) -> dict[str, Any]:
    """The head of every page of a sign-up: which session it is about."""
    entry = entry_of(session)
    return {"session": session, "entry": entry, "when": weeks.near_words(entry.day, local(at).date())}
