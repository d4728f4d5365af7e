"""Two rows of one resident made one. Which column names whom is one table here; a test finds a column it lacks."""

from dataclasses import dataclass
from datetime import datetime

from django.apps import apps
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from sidan.core.errors import Refused
from sidan.core.walls import action
from sidan.notices.actions import forget
from sidan.orders.models import Order
from sidan.people import actions as people
from sidan.people.models import Consent, FamilyLink, Merging, Person
from sidan.volunteers.models import Volunteer

# About the person, or done by them as a resident: these follow. Signed rows cannot; they stay under the emptied row.
MOVES = (
    "orders.Order.served",
    "orders.Order.placed_by",
    "orders.Photo.by",
    "orders.Rating.by",
    "orders.DaySheetLine.served",
    "volunteers.Volunteer.person",
    "volunteers.Block.person",
    "notices.Notice.person",
    "activities.Lecturer.person",
    "activities.Session.leader",
    "activities.SessionPhoto.by",
    "activities.Booking.asked_by",
    "activities.CalendarLink.person",
    "activities.SignUp.person",
    "activities.SignUp.made_by",
)


@dataclass(frozen=True)
class Moving:
    """What goes over, said before anything is done."""

    orders: int
    consents: int
    families: int
    is_volunteer: bool


@action
def moving(kept: Person, gone: Person) -> Moving:
    """Raises `Refused` with the reason when these two cannot be one."""
    people.must_be_one(kept, gone)
    volunteers = set(Volunteer.objects.filter(person__in=(kept, gone)).values_list("person_id", flat=True))
    if len(volunteers) == 2:
        raise Refused("merge_volunteers", _("两条都是志愿者，编号和时长不能并到一起。请其中一条先退出并注销。"))
    families = FamilyLink.objects.filter(actor=gone) | FamilyLink.objects.filter(served=gone)
    return Moving(
        orders=Order.objects.filter(served=gone).count(),
        consents=Consent.objects.filter(person=gone, withdrawn_at=None).count(),
        families=families.filter(ended_at=None).count(),
        is_volunteer=gone.pk in volunteers,
    )


@action
def merge_people(kept: Person, gone: Person, *, by: Person, now: datetime) -> Merging:
    with transaction.atomic():
        people.hold_present({kept.pk, gone.pk})
        found = moving(kept, gone)
        try:
            with transaction.atomic():
                for column in MOVES:
                    _move(column, kept, gone)
        except IntegrityError as error:
            sentence = _("两条里有同一件事（例如都报名了同一场活动）。请先取消其中一个，再来合并。")
            raise Refused("merge_twice", sentence) from error
        forget(gone)  # how they wanted to be told
        return people.empty_into(kept, gone, by=by, orders=found.orders, now=now)


def _move(column: str, kept: Person, gone: Person) -> None:
    label, _dot, name = column.rpartition(".")
    apps.get_model(label)._default_manager.filter(**{name: gone}).update(**{name: kept})
