"""Inside ephios: as many events, one shift each, a volunteer who looks at them. Its pages are for members only."""

from datetime import timedelta
from importlib.metadata import version
from typing import Any

from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.db import transaction
from ephios.core.models import (
    Event,
    EventType,
    LocalParticipation,
    Shift,
    UserProfile,
)
from guardian.models import GroupObjectPermission

from benchmarks._peer import EVENTS, PLACES, TAKEN, WORDS, Page, answer, session_of, when

MEMBERS = 1_000
LIMITS = {"maximum_number_of_participants": PLACES, "minimum_number_of_participants": None}


def main() -> None:
    call_command("compilejsi18n", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    with transaction.atomic():
        members = _members()
        events = _events(members[0].groups.get())
        for number, event in enumerate(events):
            shift = _shift(number, event)
            for place in range(TAKEN):
                member = members[1 + (number * TAKEN + place) % (MEMBERS - 1)]
                LocalParticipation.objects.create(shift=shift, user=member, state=1, finished=True)
        mine = session_of(members[0])
    application = get_wsgi_application()
    pages = {
        "list": Page(application, "/events/", mine),
        "page": Page(application, events[0].get_absolute_url(), mine),
    }
    answer(pages, version("ephios"), "Activity ")


def _members() -> list[Any]:
    UserProfile.objects.bulk_create(
        UserProfile(email=f"v{n}@example.org", display_name=f"Volunteer {n}", date_of_birth=when(0), password="!")
        for n in range(MEMBERS)
    )
    members = list(UserProfile.objects.order_by("pk"))
    group: Any = Group.objects.create(name="Volunteers")
    group.user_set.set(members)
    return members


def _events(group: Group) -> list[Any]:
    """Their group may see them."""
    told = {"type": EventType.objects.create(title="Service"), "location": "Station", "active": True}
    events = [Event.all_objects.create(title=f"Activity {n:03d}", description=WORDS, **told) for n in range(EVENTS)]
    content = ContentType.objects.get_for_model(Event)
    view = Permission.objects.get(codename="view_event", content_type=content)
    GroupObjectPermission.objects.bulk_create(
        GroupObjectPermission(group=group, permission=view, content_type=content, object_pk=str(one.pk))
        for one in events
    )
    return events


def _shift(number: int, event: Any) -> Any:
    start = when(number)
    return Shift.objects.create(
        event=event,
        meeting_time=start,
        start_time=start,
        end_time=start + timedelta(hours=2),
        signup_flow_slug="instant_confirmation",
        signup_flow_configuration={},
        structure_slug="uniform",
        structure_configuration=LIMITS | {"required_qualifications": []},
    )
