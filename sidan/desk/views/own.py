"""What somebody does with their own rights that reaches into other rooms: asking a family, taking a yes back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from sidan.core.clock import now
from sidan.core.errors import Refused
from sidan.core.htmx import page
from sidan.core.models import Channel
from sidan.core.once import once
from sidan.desk import actions
from sidan.people import reading
from sidan.people.access import me, signed_in
from sidan.people.actions import give_consent
from sidan.people.forms.me import FamilyForm
from sidan.people.models import Purpose


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@once
def family_add(request: HttpRequest) -> HttpResponse:
    form = FamilyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            actions.ask_family(me(request), told["phone"], told["relation"], now=now())
            return redirect("people:family_asked")
        except Refused as refused:
            form.add_error("phone", str(refused))
    return page(request, "people/family_add.html", {"form": form})


@require_POST
@signed_in
@once
def change_consent(request: HttpRequest) -> HttpResponse:
    person, purpose = me(request), request.POST.get("purpose", "")
    if purpose not in reading.OWN_PURPOSES:
        raise Refused("purpose_unknown", _("没有这一项，请刷新页面再试。"))
    if request.POST.get("answer") == "withdraw":
        removed = actions.take_back(person, Purpose(purpose), now=now())
        said = _("已撤回，%(n)d 张照片已删除。") % {"n": removed} if removed else _("已撤回。")
        messages.success(request, said)
    else:
        give_consent(person, Purpose(purpose), by=person, channel=Channel.PAGE, now=now())
        messages.success(request, _("已同意，可以随时撤回。"))
    return redirect("people:my_consents")
