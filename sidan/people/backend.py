"""Whom a session belongs to. Signing in itself happens in actions, by one-time code."""

from django.contrib.auth.backends import BaseBackend

from sidan.core.walls import everything
from sidan.people.models import Person


class CodeBackend(BaseBackend):
    @everything("who a session belongs to")
    def get_user(self, user_id: int) -> Person | None:
        # A suspended person is nobody from their next request on.
        return Person.objects.filter(pk=user_id, suspended_at=None, erased_at=None).first()
