"""One visit: by the volunteer who promised it, or by the station for a volunteer who has no phone at hand."""

from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _

from sidan.api.gate import Visitor
from sidan.api.shapes import Done, done
from sidan.core.errors import Refused
from sidan.core.models import Channel
from sidan.orders import access, actions
from sidan.orders.models import Assignment, Proof
from sidan.people.access import DESK


def visit_of(who: Visitor, order_id: str, work_id: str) -> tuple[Assignment, Channel]:
    volunteer = who.serving()
    mine = Assignment.objects.standing().filter(volunteer=volunteer, order__public_id=order_id) if volunteer else None
    found = mine.order_by("-round").first() if mine is not None else None
    if found is not None:
        return access.assignment_for(who.person, found.public_id), Channel.PAGE
    if not who.scope.holds(*DESK):
        raise Http404
    return _at_desk(who, order_id, work_id), Channel.DESK


def _at_desk(who: Visitor, order_id: str, work_id: str) -> Assignment:
    order = access.desk_order_for(who.at_desk(*DESK), order_id, to_write=True)
    ids = list(Assignment.objects.promised(order).values_list("public_id", flat=True))
    if work_id and work_id not in ids:
        raise Http404
    if not work_id and len(ids) != 1:
        raise Refused("which_visit", _("这张单不止一位志愿者，请写明是哪一位。"), 422)
    return access.desk_assignment_for(who.scope, work_id or ids[0])


def release(who: Visitor, order_id: str, told: Any) -> Done:
    visit, channel = visit_of(who, order_id, told.work)
    actions.release(visit, who.doing(channel, told.reason))
    return done(visit.order)


def check_in(who: Visitor, order_id: str, told: Any) -> Done:
    visit, channel = visit_of(who, order_id, told.work)
    if channel == Channel.PAGE and told.proof != Proof.CODE:
        raise Refused("proof", _("志愿者用服务码签到。没有服务码，请站点代签。"), 422)
    if visit.checked_in_at is None:
        actions.check_in(visit, told.proof, who.doing(channel), code=told.code)
    return done(visit.order, visit)


def check_out(who: Visitor, order_id: str, told: Any) -> Done:
    visit, channel = visit_of(who, order_id, told.work)
    actions.check_out(visit, who.doing(channel))
    return done(visit.order, visit)
