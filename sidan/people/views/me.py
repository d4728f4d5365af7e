"""My data: what is kept, for what, who looked, and how to change, take or end it."""

import json

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sidan.core.address import visitor_address
from sidan.core.clock import local, now
from sidan.core.errors import Refused
from sidan.core.htmx import page
from sidan.core.once import once
from sidan.core.templatetags.ui import spaced_phone
from sidan.people import actions, reading, session
from sidan.people.access import DESK, LOOKS_UP, READS_DESK, Scope, me, scope, signed_in
from sidan.people.forms.me import NameForm, NewPhoneForm, OwnAddressForm
from sidan.people.forms.signin import CodeForm
from sidan.people.models import FamilyLink, Reveal, RoleKind
from sidan.people.session import Pocket
from sidan.places.models import Address, Estate

NEW_PHONE = "new_phone"
LOOKS_ON_PAGE = 20


@require_safe
@signed_in
def my_data(request: HttpRequest) -> HttpResponse:
    person = me(request)
    context = {
        "person": person,
        "phone": spaced_phone(person.phone) or _("还没有填写手机号"),
        "born": person.birth_date.isoformat() if person.birth_date else _("出生日期还没有填写"),
        "address": Address.objects.select_related("estate").filter(people=person).first(),
        "work_pages": _work_pages(scope(request)),
        "family_waiting": FamilyLink.objects.waiting().filter(served=person).count(),
    }
    return page(request, "people/me.html", context)


def _work_pages(who: Scope) -> list[dict[str, str]]:
    """What the roles of somebody who works here lead to."""
    pages = []
    if who.holds(*READS_DESK):
        pages.append({"title": _("工作台"), "text": _("站点的订单"), "icon": "layout-dashboard", "href": "/desk/"})
    if who.holds(*LOOKS_UP):
        href = reverse("people:desk_people")
        pages.append({"title": _("居民"), "text": _("查找和登记居民"), "icon": "users-round", "href": href})
    if who.holds(*DESK):
        href, text = reverse("people:kiosk"), _("居民在这台设备上自己点单")
        pages.append({"title": _("公用点单机"), "text": text, "icon": "tablet-smartphone", "href": href})
    if who.holds(RoleKind.ADMINISTRATOR):
        href = reverse("people:staff")
        pages.append({"title": _("人员和权限"), "text": _("邀请、结束角色"), "icon": "key-round", "href": href})
    if pages and settings.SIDAN_SECOND_FACTOR:
        href = reverse("people:factors")
        pages.append(
            {"title": _("二次验证"), "text": _("验证器、通行密钥和备用码"), "icon": "shield-check", "href": href}
        )
    return pages


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@once
def my_name(request: HttpRequest) -> HttpResponse:
    person = me(request)
    before = {"name": person.name, "birth_date": person.birth_date}
    form = NameForm(request.POST or None, initial=before, today=local(now()).date())
    if request.method == "POST" and form.is_valid():
        actions.rename(person, **form.cleaned_data)
        messages.success(request, _("已保存。"))
        return redirect("people:me")
    return page(request, "people/me_form.html", {"form": form, "title": _("姓名和出生日期")})


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@once
def my_address(request: HttpRequest) -> HttpResponse:
    person = me(request)
    home = person.address
    before = {"estate": home.estate_id, "door": home.door} if home else {}
    form = OwnAddressForm(request.POST or None, initial=before, estates=Estate.objects.all())
    if request.method == "POST" and form.is_valid():
        try:
            actions.move_to(person, form.cleaned_data["estate"], form.cleaned_data["door"])
            messages.success(request, _("地址已保存。"))
            return redirect("people:me")
        except Refused as refused:
            form.add_error("door", str(refused))
    return page(request, "people/me_form.html", {"form": form, "title": _("我的地址")})


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def my_phone(request: HttpRequest) -> HttpResponse:
    form = NewPhoneForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        phone, at = form.cleaned_data["phone"], now()
        try:
            code = actions.send_code(phone, visitor=visitor_address(request), now=at)
            session.keep(request, Pocket(phone, sent_at=at.timestamp(), shown=session.on_screen(code)), at, NEW_PHONE)
            return redirect("people:my_phone_code")
        except Refused as refused:
            form.add_error("phone", str(refused))
    return page(request, "people/me_form.html", {"form": form, "title": _("换手机号"), "act": _("获取验证码")})


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def my_phone_code(request: HttpRequest) -> HttpResponse:
    pocket = session.kept(request, NEW_PHONE)
    if pocket is None:
        return redirect("people:my_phone")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        person = me(request)
        try:
            actions.proves(pocket.phone, form.cleaned_data["code"], now=now())
            actions.change_phone(person, pocket.phone)
        except Refused as refused:
            form.add_error("code", str(refused))
        else:
            session.forget(request, NEW_PHONE)
            session.stay(request, person)
            messages.success(request, _("手机号已更换，下次请用新号码登录。"))
            return redirect("people:me")
    context = {"form": form, "pocket": pocket, "changing": True}
    return page(request, "people/sign_in_code.html", context)


@require_safe
@signed_in
def my_consents(request: HttpRequest) -> HttpResponse:
    rows = reading.consents(me(request))
    return page(request, "people/me_consents.html", {"rows": rows, "place": "people:me", "now": now()})


@require_safe
@signed_in
def my_looks(request: HttpRequest) -> HttpResponse:
    looks = Reveal.objects.of(me(request)).select_related("by").order_by("-at", "-pk")
    found = Paginator(looks, LOOKS_ON_PAGE).get_page(request.GET.get("page"))
    return page(request, "people/me_looks.html", {"looks": found, "place": "people:me", "now": now()})


@require_safe
@signed_in
def export(request: HttpRequest) -> HttpResponse:
    told = json.dumps(reading.everything_about(me(request)), ensure_ascii=False, indent=2)
    response = HttpResponse(told, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="sidan-my-data.json"'
    return response
