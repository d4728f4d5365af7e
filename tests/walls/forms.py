"""Every form there is: found on the pages that the routes answer with, as somebody who may use it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from bs4 import BeautifulSoup, Tag
from django.test import Client
from django.urls import Resolver404, resolve

from tests.role_matrix import IDENTITIES, ROWS, Row, Scene
from tests.test_role_matrix import ask
from tests.walls.hostile import Fields

# In the order in which somebody is looked for who gets in: first whoever knows least.
FIRST = ("resident", "volunteer", "leader", "keeper", "street_worker", "administrator", "auditor", "anonymous")
PLAUSIBLE = {"date": "2026-12-01", "time": "09:00", "number": "30", "tel": "13800000077", "email": "a@example.org"}


@dataclass(frozen=True)
class Form:
    route: str
    path: str
    identity: str
    fields: tuple[tuple[str, str], ...]
    files: tuple[str, ...] = ()
    written: frozenset[str] = frozenset()  # where people type freely: a page shown again holds what was typed

    @property
    def typed(self) -> Fields:
        return [(name, text.encode()) for name, text in self.fields]


def clients(scene: Scene) -> dict[str, Client]:
    found = {}
    for identity in FIRST:
        found[identity] = Client(raise_request_exception=False)
        person = IDENTITIES[identity](scene)
        if person is not None:
            found[identity].force_login(person)
    return found


def who_gets_in(name: str, row: Row, method: str) -> list[str]:
    return [one for one in FIRST if row.expected(name, one, "own", method) == "in"]


def forms(scene: Scene, at: dict[str, Client]) -> list[Form]:
    """Those of all pages, once each; a route with POST that no page leads to is asked with fields made up."""
    found: dict[tuple[str, str, tuple[str, ...]], Form] = {}
    for name, row in ROWS.items():
        who = who_gets_in(name, row, "get")
        for identity in dict.fromkeys([*who[:1], *who[-1:]]):  # whoever knows least, and most
            for form in _on_page(at[identity], row.paths(name, scene)[0][1], identity):
                found.setdefault((form.route, form.identity, tuple(key for key, _value in form.fields)), form)
    for name, row in ROWS.items():
        if name not in {form.route for form in found.values()}:
            for identity in who_gets_in(name, row, "post")[:1]:
                made_up = Form(
                    name, row.paths(name, scene)[0][1], identity, (("reason", "x"), ("code", "1"), ("q", "王"))
                )
                if ask(at[identity], "post", made_up.path).status_code != 405:
                    found[name, identity, ()] = made_up
    return list(found.values())


def _on_page(client: Client, path: str, identity: str) -> Iterator[Form]:
    answer: Any = ask(client, "get", path)
    if answer.streaming or "html" not in answer.get("Content-Type", ""):
        return
    for form in BeautifulSoup(answer.content, "html.parser").find_all("form"):
        if str(form.get("method", "")).lower() != "post":
            continue
        target = urlsplit(str(form.get("action") or path))
        try:
            route = resolve(target.path).view_name
        except Resolver404:
            continue
        address = target.path + (f"?{target.query}" if target.query else "")
        yield Form(route, address, identity, tuple(_fields(form)), tuple(_files(form)), frozenset(_written(form)))


def _fields(form: Tag) -> Iterator[tuple[str, str]]:
    for one in form.find_all(["input", "select", "textarea", "button"]):
        name, kind = str(one.get("name", "")), str(one.get("type", ""))
        if name and kind != "file" and name != "csrfmiddlewaretoken":
            yield name, _said(one, kind)


def _said(one: Tag, kind: str) -> str:
    if one.name == "select":
        options = [str(option.get("value", option.text)) for option in one.find_all("option")]
        return next((option for option in reversed(options) if option), "")
    said = one.text if one.name == "textarea" else str(one.get("value", ""))
    return said or PLAUSIBLE.get(kind, "" if kind == "hidden" else "王芳")


def _files(form: Tag) -> list[str]:
    return [str(one["name"]) for one in form.find_all("input", type="file") if one.get("name")]


def _written(form: Tag) -> Iterator[str]:
    for one in form.find_all(["input", "textarea"]):
        is_free = one.name == "textarea" or str(one.get("type", "text")) in {"text", "search", "tel"}
        if is_free and str(one.get("autocomplete", "")) != "one-time-code":
            yield str(one.get("name", ""))


def shown_again(content: bytes, form: Form) -> dict[str, str]:
    """What the free fields of the same form hold on the page that came back."""
    for one in BeautifulSoup(content, "html.parser").find_all("form"):
        fields = {name: _now(one, name) for name in form.written if one.find(None, {"name": name})}
        if str(one.get("method", "")).lower() == "post" and fields and set(fields) == set(form.written):
            return fields
    return {}


def _now(form: Tag, name: str) -> str:
    field = form.find(None, {"name": name})
    assert isinstance(field, Tag)
    return field.text if field.name == "textarea" else str(field.get("value", ""))
