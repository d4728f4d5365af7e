"""One visit: what to do, where, and the two moments that prove it."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sidan.core.clock import now
from sidan.core.errors import Refused
from sidan.core.htmx import page
from sidan.core.models import Channel
from sidan.core.once import once
from sidan.orders import access, actions, duty
from sidan.orders.actions.door import Doing
from sidan.orders.forms.volunteer import ArriveForm, ReleaseForm
from sidan.orders.models import Photo, Proof
from sidan.orders.states import State
from sidan.people.access import me
from sidan.volunteers.access import volunteering
from sidan.volunteers.actions import block
from sidan.volunteers.models import Volunteer

ROWS = 20
GET_POST = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@volunteering
def work(request: HttpRequest, volunteer: Volunteer, public_id: str) -> HttpResponse:
    assignment, at = access.assignment_for(me(request), public_id), now()
    shown = {
        "one": duty.duty(assignment, at),
        "order": assignment.order,
        "steps": duty.steps(assignment),
        "others": duty.coming_along(assignment),
        "photos": list(assignment.order.photos.order_by("pk")) if access.sees_address(assignment) else [],
        "is_day": duty.is_day_of(assignment, at),
        "long": duty.spent(assignment, at) if assignment.checked_out_at else "",
        "done_words": _("已经签退，系统会请居民评一评。") if assignment.order.state == State.SERVED else "",
        "now": at,
        "place": "desk:day",
    }
    return page(request, "orders/volunteer/work.html", shown)


@require_safe
@volunteering
def photo(request: HttpRequest, volunteer: Volunteer, public_id: str, photo_id: str) -> HttpResponse:
    """What the resident showed of it; seen as long as the door is."""
    assignment = access.assignment_for(me(request), public_id)
    found = Photo.objects.filter(order=assignment.order, public_id=photo_id).first()
    if found is None or not access.sees_address(assignment):
        raise Http404
    with found.file.open() as file:
        response = HttpResponse(file.read(), content_type="image/jpeg")
    response["Cache-Control"] = "private, no-store"
    return response


@GET_POST
@volunteering
def check_in(request: HttpRequest, volunteer: Volunteer, public_id: str) -> HttpResponse:
    """Not @once: that would undo the counting of wrong codes. A second tap finds the arrival written already."""
    assignment = access.assignment_for(me(request), public_id)
    if assignment.checked_in_at is not None:
        return redirect("orders:work", public_id)
    form = ArriveForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.check_in(
                assignment, Proof.CODE, Doing(me(request), now(), Channel.PAGE), code=form.cleaned_data["code"]
            )
        except Refused as refused:
            form.add_error("code", str(refused))
        else:
            messages.success(request, _("签到成功。谢谢您，请开始服务。"))
            return redirect("orders:work", public_id)
    return page(request, "orders/volunteer/check_in.html", {"form": form, "one": duty.duty(assignment, now())})


@GET_POST
@volunteering
@once
def check_out(request: HttpRequest, volunteer: Volunteer, public_id: str) -> HttpResponse:
    assignment, at = access.assignment_for(me(request), public_id), now()
    if assignment.checked_in_at is None or assignment.checked_out_at is not None:
        return redirect("orders:work", public_id)
    if request.method == "POST":
        actions.check_out(assignment, Doing(me(request), at, Channel.PAGE))
        return redirect("orders:work", public_id)
    shown = {"one": duty.duty(assignment, at), "long": duty.spent(assignment, at), "now": at}
    return page(request, "orders/volunteer/check_out.html", shown)


@GET_POST
@volunteering
@once
def release(request: HttpRequest, volunteer: Volunteer, public_id: str) -> HttpResponse:
    assignment, at = access.assignment_for(me(request), public_id), now()
    form = ReleaseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.release(assignment, Doing(me(request), at, Channel.PAGE, form.cleaned_data["reason"]))
        messages.success(request, _("已经取消，我们马上另请志愿者。谢谢您早说，对您没有任何影响。"))
        return redirect("desk:day")
    shown = {"form": form, "one": duty.duty(assignment, at), "is_soon": duty.is_soon(assignment, at)}
    return page(request, "orders/volunteer/release.html", shown)


@GET_POST
@volunteering
@once
def apart(request: HttpRequest, volunteer: Volunteer, public_id: str) -> HttpResponse:
    """After the visit: these two are not brought together again. The resident is not told."""
    assignment = access.assignment_for(me(request), public_id)
    if assignment.checked_out_at is None:
        raise Http404
    if request.method == "POST":
        block(volunteer, assignment.order.served, by_volunteer=True, now=now())
        messages.success(request, _("记下了，以后不会再请您去这一家。居民不会知道是谁说的。"))
        return redirect("orders:history")
    return page(request, "orders/volunteer/apart.html", {"one": duty.duty(assignment, now())})


@require_safe
@volunteering
def history(request: HttpRequest, volunteer: Volunteer) -> HttpResponse:
    shown = Paginator(duty.finished(volunteer), ROWS).get_page(request.GET.get("page"))
    at = now()
    context = {"shown": shown, "rows": [duty.done(one, at) for one in shown], "place": "desk:day"}
    return page(request, "orders/volunteer/history.html", context)
