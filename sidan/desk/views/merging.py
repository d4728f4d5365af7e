"""One resident written down twice: which row to keep, what moves, and then it cannot be undone."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from sidan.core.clock import now
from sidan.core.errors import Refused
from sidan.core.htmx import page
from sidan.core.once import once
from sidan.desk import actions
from sidan.people import access
from sidan.people.access import DESK, me, scope, staff
from sidan.people.models import Person


@require_http_methods(["GET", "HEAD", "POST"])
@staff(*DESK)
@once
def merge(request: HttpRequest, public_id: str, other: str) -> HttpResponse:
    both = [_resident(request, public_id), _resident(request, other)]
    if both[0].pk == both[1].pk:
        raise Http404
    wanted = request.POST.get("keep", request.GET.get("keep", ""))
    kept = next((person for person in both if person.public_id == wanted), None)
    if kept is None:
        return page(request, "desk/merge.html", {"person": both[0], "both": both})
    gone = both[1] if kept is both[0] else both[0]
    if request.method == "POST":
        actions.merge_people(kept, gone, by=me(request), now=now())
        messages.success(request, _("已合并成一条。"))
        return redirect("orders:desk_person", public_id=kept.public_id)
    shown = {"person": both[0], "both": both, "kept": kept, "gone": gone, **_preview(kept, gone)}
    return page(request, "desk/merge.html", shown)


def _resident(request: HttpRequest, public_id: str) -> Person:
    person = access.person_for(scope(request), public_id)
    access.require(access.may_edit(scope(request), person))
    return person


def _preview(kept: Person, gone: Person) -> dict[str, object]:
    try:
        return {"moving": actions.moving(kept, gone)}
    except Refused as refused:
        return {"blocked": str(refused)}
