"""Brands for everybody: what they are, what was done under their name, what comes next."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sidan.core.clock import now
from sidan.desk import brands
from sidan.programmes import access


@require_safe
def every(request: HttpRequest) -> HttpResponse:
    return render(request, "desk/brands.html", {"brands": brands.every()})


@require_safe
def one(request: HttpRequest, public_id: str) -> HttpResponse:
    at = now()
    return render(request, "desk/brand.html", {"told": brands.of_brand(access.public_brand(public_id), at), "now": at})
