"""Brands at the desk: a list, a new one, changing, ending. The public page counts what was done; it stands in desk."""

from typing import Any

from django.contrib import messages
from django.core.files.base import ContentFile
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sidan.core.clock import local, now
from sidan.core.errors import Refused
from sidan.core.htmx import page
from sidan.core.once import once
from sidan.core.uploads import clean_photo
from sidan.people.access import DESK, READS_DESK, scope, staff
from sidan.places.models import Station
from sidan.programmes import access, actions
from sidan.programmes.forms import BrandForm
from sidan.programmes.models import Brand

PLACE = {"place": "activities:desk_list"}


@require_safe
@staff(*READS_DESK)
def listing(request: HttpRequest) -> HttpResponse:
    brands = Brand.objects.under(scope(request).reach(*READS_DESK)).select_related("station")
    rows = brands.annotate(activity_count=Count("activities")).order_by("ended_on", "station__path", "rank", "name")
    return page(
        request,
        "programmes/brands.html",
        {"brands": rows, "may_write": scope(request).holds(*DESK), "tab": "brands", **PLACE},
    )


@require_http_methods(["GET", "POST"])
@staff(*DESK)
@once
def new(request: HttpRequest) -> HttpResponse:
    initial = {"started_on": local(now()).date()}
    form = _form(request, initial)
    if request.method == "POST" and form.is_valid():
        try:
            photo = _photo(form)
            brand = actions.open_brand(form.cleaned_data["station"], form.told, photo)
        except Refused as refused:
            form.add_error("photo" if refused.code.startswith("photo") else "name", str(refused))
        else:
            messages.success(request, _("品牌“%(name)s”建好了。") % {"name": brand.name})
            return redirect("programmes:brands")
    return _shown(request, form, _("新建品牌"))


@require_http_methods(["GET", "POST"])
@staff(*DESK)
@once
def edit(request: HttpRequest, public_id: str) -> HttpResponse:
    brand = access.brand_for(scope(request), public_id, to_write=True)
    names = ("name", "rank", "slogan", "story", "started_on")
    initial = {name: getattr(brand, name) for name in names} | {"station": brand.station.code}
    form = _form(request, initial)
    form.fields["station"].disabled = True
    if request.method == "POST" and form.is_valid():
        try:
            photo = _photo(form)
            actions.change_brand(brand, form.told)
            if photo is not None:
                actions.set_photo(brand, photo)
        except Refused as refused:
            form.add_error("photo" if refused.code.startswith("photo") else "name", str(refused))
        else:
            messages.success(request, _("品牌资料保存好了。"))
            return redirect("programmes:brands")
    return _shown(request, form, _("修改品牌"), brand=brand)


@require_POST
@staff(*DESK)
def end(request: HttpRequest, public_id: str) -> HttpResponse:
    """Ended or taken up again: the same button, the other word."""
    brand = access.brand_for(scope(request), public_id, to_write=True)
    if brand.ended_on is None:
        actions.end_brand(brand, local(now()).date())
        messages.success(request, _("“%(name)s”停办了，做过的都还在。") % {"name": brand.name})
    else:
        actions.resume_brand(brand)
        messages.success(request, _("“%(name)s”重新开办了。") % {"name": brand.name})
    return redirect("programmes:brands")


@require_safe
def photo(request: HttpRequest, public_id: str) -> HttpResponse:
    brand = access.public_brand(public_id)
    if not brand.photo:
        raise Http404
    response = HttpResponse(brand.photo.open("rb"), content_type="image/jpeg")
    response["Cache-Control"] = "public, max-age=86400"
    return response


def _form(request: HttpRequest, initial: dict[str, Any]) -> BrandForm:
    stations = Station.objects.under(scope(request).reach(*DESK))
    data, files = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    return BrandForm(data, files, stations=stations, initial=initial)


def _photo(form: BrandForm) -> "ContentFile[bytes] | None":
    given = form.cleaned_data["photo"]
    return clean_photo(given) if given else None


def _shown(request: HttpRequest, form: BrandForm, title: str, **more: Any) -> HttpResponse:
    return page(request, "programmes/brand_form.html", {"form": form, "title": title, **more, **PLACE})
