"""My times: the week as a plain form that grows row by row, and single days unlike the week."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from sidan.core.clock import local, now
from sidan.core.errors import Refused
from sidan.core.htmx import page
from sidan.core.once import once
from sidan.volunteers import access, actions
from sidan.volunteers.access import volunteering
from sidan.volunteers.forms import ExceptionForm, PeriodForm, WeekForm
from sidan.volunteers.forms.times import typed_in, typed_slots, with_preset, with_row, without_row
from sidan.volunteers.models import Volunteer
from sidan.volunteers.week import Preset


@require_http_methods(["GET", "POST"])
@volunteering
@once
def availability(request: HttpRequest, volunteer: Volunteer) -> HttpResponse:
    if request.method == "GET":
        return _week_page(request, volunteer, WeekForm(typed_slots(access.slots_of(volunteer))))
    typed = typed_in(request.POST)
    if "add" in request.POST:
        return _week_page(request, volunteer, WeekForm(with_row(typed, request.POST["add"])), is_unsaved=True)
    if "remove" in request.POST:
        return _week_page(request, volunteer, WeekForm(without_row(typed, request.POST["remove"])), is_unsaved=True)
    if request.POST.get("preset") in Preset.values:
        return _week_page(request, volunteer, WeekForm(with_preset(typed, request.POST["preset"])), is_unsaved=True)
    form = WeekForm(typed, bound=True)
    if not form.is_valid():
        return _week_page(request, volunteer, form)
    actions.set_week(volunteer, form.slots)
    messages.success(request, _("每周时间已保存。"))
    return redirect("volunteers:availability")


def _week_page(request: HttpRequest, volunteer: Volunteer, form: WeekForm, *, is_unsaved: bool = False) -> HttpResponse:
    context = {
        "form": form,
        "presets": Preset.choices,
        "exceptions": access.periods_of(volunteer, local(now()).date()),
        "is_unsaved": is_unsaved,
    }
    return page(request, "volunteers/availability.html", context)


@require_http_methods(["GET", "POST"])
@volunteering
@once
def add_exception(request: HttpRequest, volunteer: Volunteer) -> HttpResponse:
    today = local(now()).date()
    form = ExceptionForm(request.POST if request.method == "POST" else None, today=today)
    if request.method == "POST" and form.is_valid():
        first = form.cleaned_data["first"]
        try:
            actions.add_exception(volunteer, first, form.last_day, hours=form.hours, today=today)
        except Refused as refused:
            form.add_error("last", str(refused))
        else:
            messages.success(request, _("已记下，这几天按您说的来。"))
            return redirect("volunteers:availability")
    return page(request, "volunteers/exception.html", {"form": form})


@require_POST
@volunteering
def remove_exceptions(request: HttpRequest, volunteer: Volunteer) -> HttpResponse:
    form = PeriodForm(request.POST)
    if form.is_valid():
        actions.remove_exceptions(volunteer, form.cleaned_data["first"], form.cleaned_data["last"])
        messages.success(request, _("已删除，这几天恢复成平时的时间。"))
    return redirect("volunteers:availability")
