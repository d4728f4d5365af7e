"""My family: who may act for me, for whom I act. Asking tells nothing about whether a number is known."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sidan.core.clock import local, now
from sidan.core.errors import Refused
from sidan.core.htmx import page
from sidan.core.once import once
from sidan.people import actions
from sidan.people.access import family_asked_of, family_link_of, me, signed_in
from sidan.people.forms.me import ParentForm
from sidan.people.models import FamilyLink, Relation
from sidan.places.models import Estate


@require_safe
@signed_in
def family(request: HttpRequest) -> HttpResponse:
    person = me(request)
    links = FamilyLink.objects.select_related("actor", "served").order_by("asked_at")
    i_act, today = list(links.standing().filter(actor=person)), local(now()).date()
    context = {
        "asked": links.waiting().filter(served=person),
        "for_me": links.standing().filter(served=person),
        "i_act": i_act,
        "children": {link.pk for link in i_act if link.relation == Relation.CHILD and link.served.is_minor_on(today)},
        # Only those I wrote down myself: listing a number I asked for would tell that it is known.
        "i_wait": links.waiting().filter(actor=person, served__registered_by=person),
        "place": "people:me",
        "now": now(),
    }
    return page(request, "people/family.html", context)


@require_safe
@signed_in
def asked(request: HttpRequest) -> HttpResponse:
    return page(request, "people/family_asked.html")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@once
def parent(request: HttpRequest) -> HttpResponse:
    """An old parent without a telephone of their own."""
    form = ParentForm(request.POST or None, estates=Estate.objects.all(), today=local(now()).date())
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            actions.register_parent(
                me(request),
                name=told["name"],
                birth_year=told["birth_year"],
                estate=told["estate"],
                door_text=told["door"],
                relation=told["relation"],
                now=now(),
            )
            messages.success(request, _("已登记。社区会联系您的家人，确认以后您就可以替他们点单。"))
            return redirect("people:family")
        except Refused as refused:
            form.add_error(None, str(refused))
    return page(request, "people/family_parent.html", {"form": form})


@require_POST
@signed_in
@once
def confirm(request: HttpRequest) -> HttpResponse:
    person = me(request)
    link = family_asked_of(person, request.POST.get("link", ""))
    actions.confirm_family(link, by=person, now=now())
    messages.success(request, _("已同意。您可以随时结束。"))
    return redirect("people:family")


@require_POST
@signed_in
@once
def end(request: HttpRequest) -> HttpResponse:
    link = family_link_of(me(request), request.POST.get("link", ""))
    actions.end_family(link, now=now())
    messages.success(request, _("已结束。"))
    return redirect("people:family")
