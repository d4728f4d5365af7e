"""The desk writes down its year and its months. What was done against it stands above, where activities are counted."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from sidan.core.clock import local, now
from sidan.core.errors import Refused
from sidan.core.htmx import page
from sidan.core.once import once
from sidan.people.access import DESK, scope, staff
from sidan.places.models import Station
from sidan.programmes import access, actions
from sidan.programmes.forms import PlanForm, ThemeForm, month_of
from sidan.programmes.models import YearPlan
from sidan.programmes.models.plans import FIRST_YEAR, LAST_YEAR
from sidan.programmes.occasions import of_month

PLACE = {"place": "activities:desk_list"}  # plans stand below activities in the rail


@require_http_methods(["GET", "POST"])
@staff(*DESK)
@once
def plan(request: HttpRequest, code: str, year: int) -> HttpResponse:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Http404
    station = access.station_for(scope(request), code, to_write=True)
    known = YearPlan.objects.filter(station=station, year=year).prefetch_related("goals").first()
    form = PlanForm(request.POST if request.method == "POST" else None, plan=known)
    if request.method == "POST" and form.is_valid():
        actions.set_plan(station, year, words=form.cleaned_data["words"], goals=form.goals, now=now())
        messages.success(request, _("%(year)s 年的计划保存好了。") % {"year": year})
        return redirect(f"/desk/year/?station={station.code}&year={year}")
    return page(request, "programmes/plan.html", {"form": form, "station": station, "year": year, **PLACE})


@require_http_methods(["GET", "POST"])
@staff(*DESK)
@once
def new_theme(request: HttpRequest) -> HttpResponse:
    form = ThemeForm(request.POST or None, stations=_stations(request), initial=_proposed(request))
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            theme = actions.add_theme(told["station"], told["month"], form.told)
        except Refused as refused:
            form.add_error("title", str(refused))
        else:
            messages.success(request, _("主题定好了，排活动的时候可以选它。"))
            return redirect(f"/desk/year/?station={theme.station.code}&year={theme.year}")
    return _themed(request, form, _("定一个月的主题"))


@require_http_methods(["GET", "POST"])
@staff(*DESK)
@once
def theme(request: HttpRequest, pk: str) -> HttpResponse:
    known = access.theme_for(scope(request), pk)
    initial = {name: getattr(known, name) for name in ("title", "words", "occasion")}
    initial |= {"station": known.station.code, "month": f"{known.month:%Y-%m}"}
    form = ThemeForm(request.POST if request.method == "POST" else None, stations=_stations(request), initial=initial)
    for fixed in ("station", "month"):
        form.fields[fixed].disabled = True
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_theme(known, form.told)
        except Refused as refused:
            form.add_error("title", str(refused))
        else:
            messages.success(request, _("主题改好了。"))
            return redirect(f"/desk/year/?station={known.station.code}&year={known.year}")
    return _themed(request, form, _("修改主题"), theme=known)


@require_POST
@staff(*DESK)
def drop_theme(request: HttpRequest, pk: str) -> HttpResponse:
    known = access.theme_for(scope(request), pk)
    actions.drop_theme(known)
    messages.success(request, _("主题“%(title)s”删掉了，它的活动都还在。") % {"title": known.title})
    return redirect(f"/desk/year/?station={known.station.code}&year={known.year}")


def _stations(request: HttpRequest) -> Any:
    return Station.objects.under(scope(request).reach(*DESK))


def _proposed(request: HttpRequest) -> dict[str, str]:
    """What the calendar suggests: a link of the year's page hands it over."""
    names = ("station", "month", "title", "occasion")
    return {name: request.GET[name][:40] for name in names if name in request.GET}


def _themed(request: HttpRequest, form: ThemeForm, title: str, **more: Any) -> HttpResponse:
    try:
        month = month_of(str(form["month"].value() or ""))
    except ValueError:
        month = local(now()).date().replace(day=1)
    context = {"form": form, "title": title, "occasions": of_month(month), "month": month, **more, **PLACE}
    return page(request, "programmes/theme.html", context)
