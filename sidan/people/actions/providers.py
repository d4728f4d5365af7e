"""Accounts at the site's sign-in provider, tied to a person who has proven their number."""

from datetime import datetime

from sidan.core.walls import action
from sidan.people.models import Person, ProviderLink


@action
def person_behind(subject: str) -> Person | None:
    link = ProviderLink.objects.filter(subject=subject).select_related("person").first()
    return link.person if link else None


@action
def tie(person: Person, subject: str, *, now: datetime) -> None:
    """The newest proof counts: an account that changed hands follows the number."""
    ProviderLink.objects.update_or_create(subject=subject, defaults={"person": person, "linked_at": now})
