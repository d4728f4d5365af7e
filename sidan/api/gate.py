"""Who is calling: the same session, roles and second factor as on the pages."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.errors import AuthenticationError
from ninja.security import APIKeyCookie

from sidan.core.clock import now
from sidan.core.errors import Refused
from sidan.core.models import Channel
from sidan.core.walls import SERVING, act_as
from sidan.orders.actions.door import Doing
from sidan.people.access import Scope, Stop, me, scope, stop_of
from sidan.people.models import Person
from sidan.volunteers.access import volunteer_of
from sidan.volunteers.models import Volunteer


class Session(APIKeyCookie):
    """The session cookie of the pages; what changes something also needs the X-CSRFToken header."""

    param_name = settings.SESSION_COOKIE_NAME

    def authenticate(self, request: HttpRequest, key: str | None) -> Person | None:
        return None if stop_of(request) else me(request)


@dataclass(frozen=True)
class Visitor:
    request: HttpRequest
    now: datetime

    @property
    def person(self) -> Person:
        return me(self.request)

    @property
    def scope(self) -> Scope:
        return scope(self.request)

    def at_desk(self, *kinds: str) -> Scope:
        """Only for holders of one of these roles."""
        match stop_of(self.request, *kinds):
            case Stop.SIGN_IN:
                raise AuthenticationError
            case Stop.SECOND_FACTOR:
                raise Refused("second_factor", _("请先在网页上完成第二步验证。"), 403)
        return self.scope

    def serving(self) -> Volunteer | None:
        """The volunteer who is calling, if one is: what they are asked and promised is theirs to read from here on."""
        found = volunteer_of(self.person)
        if found is not None:
            act_as(SERVING)
        return found

    def volunteer(self) -> Volunteer:
        found = self.serving()
        if found is None:
            raise Refused("join_first", _("请先登记成为志愿者。"), 403)
        return found

    def doing(self, channel: Channel, reason: str = "") -> Doing:
        return Doing(self.person, self.now, channel, reason)


def visitor(request: HttpRequest) -> Visitor:
    return Visitor(request, now())
