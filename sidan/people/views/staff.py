"""Who works where: roles, invitations, suspension. For administrators, within their subtree."""

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sidan.core.clock import now
from sidan.core.htmx import page
from sidan.core.once import once
from sidan.core.walls import within
from sidan.people import access, actions
from sidan.people.access import Scope, me, scope, staff
from sidan.people.forms.staff import InviteForm
from sidan.people.models import Invitation, Person, Role, RoleKind

ON_PAGE = 20
administrators = staff(RoleKind.ADMINISTRATOR)


@require_safe
@administrators
def everybody(request: HttpRequest) -> HttpResponse:
    who, q = scope(request), request.GET.get("q", "").strip()[:40]
    people = access.staff_within(who)
    if q:
        people = people.matching(q)
    held = Role.objects.held().under(who.reach(RoleKind.ADMINISTRATOR)).select_related("station").order_by("pk")
    people = people.prefetch_related(Prefetch("roles", held, to_attr="roles_here")).order_by("pk")
    context = {
        "q": q,
        "people": Paginator(people, ON_PAGE).get_page(request.GET.get("page")),
        "invitations": Invitation.objects.standing(now()).filter(within(station__in=access.administered(who))).count(),
    }
    return page(request, "people/staff.html", context)


@require_safe
@administrators
def one(request: HttpRequest, public_id: str) -> HttpResponse:
    who = scope(request)
    person = access.administered_person(who, public_id)
    held = Role.objects.held().filter(person=person).under(who.reach(RoleKind.ADMINISTRATOR))
    context = {
        "person": person,
        "name": _called(who, person),
        "roles": held.select_related("station", "given_by").order_by("given_at"),
        "may_suspend": access.may_suspend(who, person) and person != me(request),
        "has_factor": actions.has_factor(person),
        "now": now(),
    }
    return page(request, "people/staff_person.html", context)


def _called(who: Scope, person: Person) -> str:
    """Colleagues by name; a resident's name is no business of somebody who only administers."""
    works_here = Role.objects.held().filter(person=person).under(who.reach(RoleKind.ADMINISTRATOR)).exists()
    return person.name if works_here else person.masked_name


@require_http_methods(["GET", "HEAD", "POST"])
@administrators
@once
def end_role(request: HttpRequest, public_id: str, pk: str) -> HttpResponse:
    who = scope(request)
    person = access.administered_person(who, public_id)
    role = access.administered_role(who, person, pk)
    if request.method == "POST":
        actions.end_role(role, by=me(request), now=now())
        messages.success(request, _("角色已结束，对方的下一次操作就没有这个权限了。"))
        return redirect("people:staff")
    return page(request, "people/staff_end_role.html", {"person": person, "role": role, "now": now()})


@require_http_methods(["GET", "HEAD", "POST"])
@administrators
@once
def suspend(request: HttpRequest, public_id: str) -> HttpResponse:
    who = scope(request)
    person = access.administered_person(who, public_id)
    access.require(access.may_suspend(who, person))
    if request.method == "POST":
        actions.suspend(person, by=me(request), now=now())
        messages.success(request, _("账号已停用，立即生效。"))
        return redirect("people:staff_person", public_id=public_id)
    return page(request, "people/staff_suspend.html", {"person": person, "name": _called(who, person)})


@require_POST
@administrators
@once
def restore(request: HttpRequest, public_id: str) -> HttpResponse:
    person = access.administered_person(scope(request), public_id)
    access.require(access.may_suspend(scope(request), person))
    actions.restore(person)
    messages.success(request, _("账号已恢复。"))
    return redirect("people:staff_person", public_id=public_id)


@require_POST
@administrators
@once
def reset_factor(request: HttpRequest, public_id: str) -> HttpResponse:
    person = access.administered_person(scope(request), public_id)
    access.require(access.may_suspend(scope(request), person))
    actions.reset_factor(person)
    messages.success(request, _("二次验证已重置，对方下次登录时重新设置。"))
    return redirect("people:staff_person", public_id=public_id)


@require_http_methods(["GET", "HEAD", "POST"])
@administrators
def invite(request: HttpRequest) -> HttpResponse:
    """The link is in the answer itself and nowhere else: only its hash is kept."""
    form = InviteForm(request.POST or None, stations=access.administered(scope(request)))
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        token = actions.invite(told["kind"], told["station"], note=told["note"], by=me(request), now=now())
        link = settings.SIDAN_ORIGIN.rstrip("/") + reverse("people:invitation", args=[token])
        kind = RoleKind(told["kind"]).label
        return page(request, "people/staff_invited.html", {"link": link, "kind": kind, "station": told["station"]})
    return page(request, "people/staff_invite.html", {"form": form})


@require_safe
@administrators
def invitations(request: HttpRequest) -> HttpResponse:
    found = Invitation.objects.standing(now()).filter(within(station__in=access.administered(scope(request))))
    rows = found.select_related("station", "made_by").order_by("-made_at", "-pk")
    context = {"invitations": Paginator(rows, ON_PAGE).get_page(request.GET.get("page")), "now": now()}
    return page(request, "people/staff_invitations.html", context)


@require_POST
@administrators
@once
def withdraw_invitation(request: HttpRequest) -> HttpResponse:
    found = access.administered_invitation(scope(request), request.POST.get("invitation", ""))
    actions.withdraw_invitation(found, now=now())
    messages.success(request, _("邀请已撤回，链接不能再用。"))
    return redirect("people:invitations")
