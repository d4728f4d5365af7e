"""Somebody writing an order: what they have answered so far, what it means, and which question comes next."""

from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from sidan.core.clock import local, now
from sidan.core.htmx import page
from sidan.orders import drafts
from sidan.orders.drafts import Draft
from sidan.orders.forms.resident import ME
from sidan.orders.models import Item
from sidan.people.models import GUARDIAN_UNDER, FamilyLink, Person
from sidan.places.models import Address


@dataclass(frozen=True)
class Writer:
    """Somebody at a question: what they have answered, and what those answers mean."""

    request: HttpRequest
    draft: Draft
    now: datetime

    @cached_property
    def me(self) -> Person | None:
        return self.request.user if isinstance(self.request.user, Person) else None

    @cached_property
    def family(self) -> list[FamilyLink]:
        if self.me is None:
            return []
        links = FamilyLink.objects.standing().filter(actor=self.me)
        return list(links.select_related("served__address__estate__grid__station", "served__station").order_by("pk"))

    @cached_property
    def served(self) -> Person | None:
        """Whom the order is for; oneself where there is no choice. Nobody when a family link has ended meanwhile."""
        if self.draft.served in ("", ME):
            return self.me
        return next((link.served for link in self.family if link.served.public_id == self.draft.served), None)

    @cached_property
    def item(self) -> Item | None:
        return Item.objects.filter(code=self.draft.item, is_on=True).first() if self.draft.item else None

    @property
    def minutes(self) -> int:
        return self.item.minutes if self.item else 60

    @property
    def is_too_young(self) -> bool:
        age = self.me.age_on(local(self.now).date()) if self.me and self.served == self.me else None
        return age is not None and age < GUARDIAN_UNDER

    @property
    def known_doors(self) -> list[Address]:
        """Where they live, and where they were served before."""
        if self.served is None:
            return []
        last = Address.objects.filter(orders__served=self.served).order_by("-orders__placed_at").values_list("pk")[:8]
        keys = [self.served.address_id, *(pk for (pk,) in last)]
        found = Address.objects.with_place().in_bulk([key for key in dict.fromkeys(keys) if key][:3])
        return [found[key] for key in dict.fromkeys(keys) if key in found]

    def steps(self) -> list[str]:
        return self.draft.steps(acts_for_others=bool(self.family))

    def next_step(self) -> str:
        missing = self.draft.next_step(acts_for_others=bool(self.family))
        if self.draft.served not in ("", ME) and self.me and self.served is None:
            return "whom"
        return "what" if self.draft.item and self.item is None else missing

    def onward(self) -> HttpResponse:
        return redirect(f"orders:{self.next_step()}")

    def place(self, step: str) -> int:
        """1 for the first question; the last page comes after all of them."""
        steps = self.steps()
        return steps.index(step) + 1 if step in steps else len(steps) + 1

    def back(self, step: str) -> str:
        """The question before; the last page again for somebody who only came to change one answer."""
        before = self.steps()[: self.place(step) - 1]
        if step != "check" and self.next_step() == "check":
            return reverse("orders:check")
        return reverse(f"orders:{before[-1]}") if before else reverse("orders:menu")

    def question(self, step: str, form: forms.Form | None, **more: Any) -> HttpResponse:
        shown = {
            "form": form,
            "step": self.place(step),
            "of": len(self.steps()) + 1,
            "item": self.item,
            "user_is_known": self.me is not None,
            "back": self.back(step),
        }
        return page(self.request, f"orders/resident/{step}.html", shown | more)


def writer_of(request: HttpRequest) -> Writer:
    return Writer(request, drafts.read(request), now())


def keep(writer: Writer, **answers: Any) -> HttpResponse:
    draft = drafts.write(writer.request, replace(writer.draft, **answers))
    return Writer(writer.request, draft, writer.now).onward()
