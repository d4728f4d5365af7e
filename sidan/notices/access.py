"""Everybody reads their own notices, nobody else's."""

from django.http import Http404

from sidan.core.walls import within
from sidan.notices.models import Delivery, Notice, NoticeQuerySet, Preference, Way
from sidan.people.models import Person

MOST_COUNTED = 99


def inbox(person: Person) -> NoticeQuerySet:
    return Notice.objects.filter(within(person=person))


def unread_count(person: Person) -> int:
    """For the header of every page: one look into the index of unread notices, and never past 99 of them."""
    return inbox(person).unread().order_by()[:MOST_COUNTED].count()


def notice_for(person: Person, public_id: str) -> Notice:
    notice = inbox(person).filter(public_id=public_id).first()
    if notice is None:
        raise Http404
    return notice


def preference_of(person: Person) -> Preference:
    """The person's own, or an unsaved one with the street's defaults."""
    return Preference.objects.filter(within(person=person)).first() or Preference(person=person)


def last_deliveries(person: Person) -> list[Delivery]:
    """How the latest message went by each way that was ever used, so that people can see whether it works."""
    own = Delivery.objects.filter(notice__person=person).order_by("-pk")
    return [last for way in Way if (last := own.filter(way=way).first()) is not None]
