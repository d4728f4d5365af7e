"""A family's question, and the notice by which the asked one hears of it."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_noop as wording

from sidan.core.walls import action
from sidan.notices.actions import Message, tell
from sidan.people import actions as people
from sidan.people.models import Person

FAMILY = "/family/"


@action
def ask_family(actor: Person, phone: str, relation: str, *, now: datetime) -> None:
    """The same answer whether the number is known or not; only whoever has it learns that somebody asked."""
    with transaction.atomic():
        link = people.ask_family_by_phone(actor, phone, relation, now=now)
        if link is not None:
            text = wording("%(name)s想替您点单、看进度。同意不同意都由您，请到“我的家人”里答复；不认识的请不要同意。")
            tell([Message(link.served, "family", text, FAMILY, {"name": actor.masked_name})], now=now)
