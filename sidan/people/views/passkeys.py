"""One's ways of proving a second factor: seen together, passkeys added, named, used and removed."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sidan.core.clock import now
from sidan.core.errors import Refused
from sidan.core.htmx import page
from sidan.people import actions, passkeys
from sidan.people.access import first_page, me, passkey_of, scope, signed_in
from sidan.people.forms.staff import PasskeyForm
from sidan.people.models import Authenticator, Passkey
from sidan.people.views.factor import proof_first, verified, wanted_of


@require_safe
@signed_in
def mine(request: HttpRequest) -> HttpResponse:
    person = me(request)
    if stop := proof_first(request, person):
        return stop
    context = {
        "app": Authenticator.objects.filter(user=person, confirmed=True).first(),
        "keys": Passkey.objects.filter(user=person, confirmed=True).order_by("pk"),
        "place": "people:me",
        "now": now(),
    }
    return page(request, "people/factors.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def add(request: HttpRequest) -> HttpResponse:
    person, wanted, at = me(request), wanted_of(request), now()
    if stop := proof_first(request, person):
        return stop
    form = PasskeyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = passkeys.made(request, request.POST.get("answer", ""), at)
            passkey, codes = actions.add_passkey(
                person,
                name=form.cleaned_data["name"],
                credential=made.credential,
                public_key=made.public_key,
                sign_count=made.sign_count,
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return _added(request, passkey, codes, wanted)
    context = {"form": form, "next": wanted, "options": passkeys.to_make(request, person, at)}
    return page(request, "people/passkey_add.html", context)


def _added(request: HttpRequest, passkey: Passkey, codes: list[str], wanted: str) -> HttpResponse:
    if codes:
        verified(request, passkey)
        onward = wanted or first_page(scope(request))
        return page(request, "people/recovery_codes.html", {"codes": codes, "next": onward})
    messages.success(request, _("已加上。下次登录工作页面，可以用它。"))
    return redirect("people:factors")


@require_POST
@signed_in
def prove(request: HttpRequest) -> HttpResponse:
    person, answer, at = me(request), request.POST.get("answer", ""), now()
    asked = passkeys.asked(request, at)
    credential = passkeys.credential_in(answer)
    passkey = actions.prove_with(person, credential, lambda key: passkeys.proven(request, key, answer, asked), now=at)
    verified(request, passkey)
    return redirect(wanted_of(request) or first_page(scope(request)))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def one(request: HttpRequest, pk: str) -> HttpResponse:
    person = me(request)
    passkey = passkey_of(person, pk)
    if stop := proof_first(request, person):
        return stop
    form = PasskeyForm(request.POST or None, initial={"name": passkey.name})
    if request.method == "POST" and form.is_valid():
        actions.rename_passkey(passkey, form.cleaned_data["name"])
        messages.success(request, _("名字已改。"))
        return redirect("people:factors")
    return page(request, "people/passkey.html", {"form": form, "passkey": passkey})


@require_POST
@signed_in
def remove(request: HttpRequest, pk: str) -> HttpResponse:
    person = me(request)
    passkey = passkey_of(person, pk)
    if stop := proof_first(request, person):
        return stop
    actions.remove_passkey(passkey)
    messages.success(request, _("已删掉。手机或电脑里也可以把它删掉。"))
    return redirect("people:factors")


@require_POST
@signed_in
def remove_app(request: HttpRequest) -> HttpResponse:
    person = me(request)
    if stop := proof_first(request, person):
        return stop
    actions.remove_app(person)
    messages.success(request, _("验证器已删掉。"))
    return redirect("people:factors")
