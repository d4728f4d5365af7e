"""What the station vouches for: papers it saw, insurance, a guardian's yes. One small page each."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from sidan.core.clock import local, now
from sidan.core.errors import Refused
from sidan.core.htmx import page
from sidan.core.models import Channel
from sidan.core.once import once
from sidan.people.access import DESK, me, scope, staff
from sidan.volunteers import access, actions
from sidan.volunteers.forms import CheckPaperForm, GuardianForm, InsuranceForm, WithdrawPaperForm
from sidan.volunteers.models import Volunteer

Act = Callable[[dict[str, Any]], None]


def _form_page(
    request: HttpRequest,
    volunteer: Volunteer,
    form: forms.Form,
    act: Callable[[dict[str, Any]], None],
    said: str,
    **words: Any,
) -> HttpResponse:
    """Shows the form until the act succeeds; a refusal stands above what was typed."""
    if request.method == "POST" and form.is_valid():
        try:
            act(form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, said)
            return redirect("volunteers:desk_one", volunteer.public_id)
    return page(request, "volunteers/desk_form.html", {"form": form, "volunteer": volunteer, **words})


def _data(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


@require_http_methods(["GET", "POST"])
@staff(*DESK)
@once
def check_paper(request: HttpRequest, public_id: str, kind: str) -> HttpResponse:
    paper = access.paper_for(scope(request), public_id, kind)
    form = CheckPaperForm(_data(request), initial={"valid_until": paper.valid_until})
    name, at = paper.get_kind_display(), now()

    def act(told: dict[str, Any]) -> None:
        actions.check_qualification(paper, told["valid_until"], by=me(request), now=at, today=local(at).date())

    title = _("查验%(paper)s") % {"paper": name}
    lead = _("看过原件再点。日期以证件上写的为准，志愿者会收到消息。")
    said = _("%(paper)s已查验。") % {"paper": name}
    return _form_page(request, paper.volunteer, form, act, said, title=title, lead=lead, button=_("原件看过，查验通过"))


@require_http_methods(["GET", "POST"])
@staff(*DESK)
@once
def withdraw_paper(request: HttpRequest, public_id: str, kind: str) -> HttpResponse:
    paper = access.paper_for(scope(request), public_id, kind)
    form = WithdrawPaperForm(_data(request))
    name = paper.get_kind_display()

    def act(told: dict[str, Any]) -> None:
        actions.withdraw_qualification(paper, told["reason"], by=me(request), now=now())

    title = _("撤销%(paper)s的查验") % {"paper": name}
    lead = _("撤销以后，需要这项资格的服务不再邀请这位志愿者。")
    said = _("查验已撤销，志愿者会收到消息。")
    return _form_page(request, paper.volunteer, form, act, said, title=title, lead=lead, button=_("撤销查验"))


@require_http_methods(["GET", "POST"])
@staff(*DESK)
@once
def insurance(request: HttpRequest, public_id: str) -> HttpResponse:
    volunteer = access.volunteer_for(scope(request), public_id, write=True)
    form = InsuranceForm(_data(request), initial={"insured_until": volunteer.insured_until})
    at = now()

    def act(told: dict[str, Any]) -> None:
        actions.insure(volunteer, told["insured_until"], by=me(request), now=at, today=local(at).date())

    lead = _("有风险的服务（上门维修、助浴等）只邀请在保险期内的志愿者。")
    said = _("保险日期已登记。")
    return _form_page(request, volunteer, form, act, said, title=_("登记保险"), lead=lead, button=_("保存保险日期"))


@require_http_methods(["GET", "POST"])
@staff(*DESK)
@once
def guardian(request: HttpRequest, public_id: str) -> HttpResponse:
    volunteer = access.volunteer_for(scope(request), public_id, write=True)
    form = GuardianForm(_data(request))
    at = now()

    def act(told: dict[str, Any]) -> None:
        channel, today = Channel(told["channel"]), local(at).date()
        actions.record_guardian_consent(volunteer, told["note"], channel=channel, by=me(request), now=at, today=today)

    lead = _("请亲耳听到监护人说同意，并告诉他们可以随时收回。")
    said = _("监护人同意已登记。")
    return _form_page(
        request, volunteer, form, act, said, title=_("登记监护人同意"), lead=lead, button=_("监护人已同意，登记")
    )


@require_http_methods(["GET", "POST"])
@staff(*DESK)
@once
def revoke_guardian(request: HttpRequest, public_id: str) -> HttpResponse:
    volunteer = access.volunteer_for(scope(request), public_id, write=True)
    form = forms.Form(_data(request))

    def act(_told: dict[str, Any]) -> None:
        actions.revoke_guardian_consent(volunteer, by=me(request), now=now())

    lead = _("收回以后，这位未成年志愿者不会再收到邀请。以后可以重新登记。")
    said = _("监护人同意已撤销。")
    return _form_page(
        request, volunteer, form, act, said, title=_("撤销监护人同意"), lead=lead, button=_("监护人收回了同意")
    )
