"""Sends what hostile.py makes up to every form and every address, and says what the answers got wrong."""

import logging
import random
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Any
from urllib.parse import quote, urlencode

from django.apps import apps
from django.db import connection, models, transaction
from django.test import Client
from django.urls import reverse

from tests.conftest import Cast
from tests.role_matrix import ROWS, Row, Scene, build_scene
from tests.test_role_matrix import ask
from tests.walls import hostile
from tests.walls.forms import Form, clients, forms, shown_again, who_gets_in

# What may be written though the answer is a No: tries are counted, looks are noted, sessions live, and the secret of a
# second factor is kept until its first code is right.
NOTED = frozenset({
    "django_session", "people_sessionnote", "people_code", "people_reveal", "people_authenticator", "core_limit",
})  # fmt: skip
# Where a look is what was asked for, and the page itself shows what was looked at.
LOOKS = {
    "activities:desk_session_reveal": "activities_sessionevent",
    "activities:desk_lecturer_reveal": "activities_lecturerlook",
}
DONE = (302, 204)
# Done, and the page itself holds the link that nobody sees again.
TOLD_ONCE = frozenset({"people:invite", "desk:calendar_link"})
PATHS = ["%00", "%ff", "%F0%9F%91%B5", "..%2f..", "a" * 3_000, "%0d%0a", "' OR 1=1", "0", "-1", "9" * 30, "²", "٣"]
# Read by pages though no link names them.
NAMES = ("at", "code", "item", "layout", "next", "page", "person", "q", "repeat", "show", "state", "station", "tab",
         "until", "view")  # fmt: skip


@dataclass
class Fuzz:
    scene: Scene
    clients: dict[str, Client]
    known: list[str]  # ids of things that there are, of this station and of others
    rows: dict[str, int]
    rng: random.Random

    @classmethod
    def of(cls, cast: Cast, seed: int) -> "Fuzz":
        logging.disable(logging.CRITICAL)  # every No is logged with its request, and kept by the test's log
        scene = build_scene(cast)
        at = clients(scene)
        _under_way(cast, at)
        known = [one for kinds in scene.objects.values() for one in kinds.values()]
        return cls(scene, at, known, counted(), random.Random(seed))

    @cached_property
    def forms(self) -> list[Form]:
        return forms(self.scene, self.clients)

    def post(self, form: Form) -> list[str]:
        """One body to one form."""
        fields = hostile.disturbed(self.rng, form.typed, self.known)
        whole = self._body(form, fields)
        content, kind = sent = hostile.broken(self.rng, whole) if self.rng.random() < 0.08 else whole
        answer, left = self._sent(self.clients[form.identity], form.path, content, kind)
        is_done = answer.status_code in DONE or form.route in TOLD_ONCE
        half = [] if is_done else [table for table in left if table != LOOKS.get(form.route)]
        wrong = [*_broken(answer), *[f"leaves a row in {table}" for table in half]]
        if answer.status_code == 200 and sent is whole:
            wrong += _lost(answer.content, form, fields)
        said = content[:300] if len(content) < 2_000 else content[:150] + b"..."
        return [f"{form.identity} POST {form.path} ({form.route}): {fault}\n    {kind}: {said!r}" for fault in wrong]

    def get(self) -> list[str]:
        """One address with a query that no link has, or with a path that no page made."""
        name, row = self.rng.choice(list(ROWS.items()))
        identity = self.rng.choice(who_gets_in(name, row, "get") or ["resident"])
        path = self._path(name, row)
        names = self.rng.sample(NAMES, self.rng.randint(1, 3))
        query = urlencode([(one, hostile.value(self.rng, self.known)) for one in names])
        answer = ask(self.clients[identity], "get", f"{path}?{query[:4_000]}")
        return [f"{identity} GET {path}?{query[:300]} ({name}): {fault}" for fault in _broken(answer)]

    def _path(self, name: str, row: Row) -> str:
        path = row.paths(name, self.scene)[0][1]
        if row.args and self.rng.random() < 0.4:
            marks = dict.fromkeys(row.args, "0")
            blank = reverse(name, kwargs={key: f"{mark}" for key, mark in marks.items()})
            hurt = self.rng.choice(PATHS)
            path = blank.replace("/0/", f"/{quote(hurt, safe='%')}/", 1)
        return path

    def _body(self, form: Form, fields: hostile.Fields) -> hostile.Body:
        roll = self.rng.random()
        if form.files and roll < 0.6:
            files = [(name, *self.rng.choice(hostile.FILES)) for name in form.files]
            return hostile.multipart(fields, files)
        return hostile.multipart(fields, []) if roll > 0.9 else hostile.urlencoded(fields)

    def _sent(self, client: Client, path: str, content: bytes, kind: str) -> tuple[Any, list[str]]:
        """The answer, and the tables it left with more or fewer rows; then everything is as before."""
        kept = {name: morsel.value for name, morsel in client.cookies.items()}
        point = transaction.savepoint()
        writes: list[str] = []

        def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
            if sql.lstrip().upper().startswith(("INSERT", "DELETE")):
                writes.append(sql)
            return execute(sql, params, many, context)

        with connection.execute_wrapper(note):
            answer = client.generic("POST", path, content, content_type=kind)
        now = counted() if writes else self.rows
        transaction.savepoint_rollback(point)
        client.cookies.clear()
        client.cookies.load(kept)
        return answer, [table for table in now if now[table] != self.rows[table] and table not in NOTED]


def _under_way(cast: Cast, at: dict[str, Client]) -> None:
    """An order half asked for and a sign-in half done, so that the later pages have a form to show."""
    day = str(cast.now.date() + timedelta(days=2))
    assert cast.resident.address is not None
    steps: list[tuple[str, dict[str, Any]]] = [
        ("what", {"item": "haircut"}),
        ("when", {"day": day, "part": "morning"}),
        ("where", {"where": cast.resident.address.pk}),
        ("words", {"details": "五楼"}),
    ]
    at["resident"].get("/order/")
    for step, told in steps:
        assert at["resident"].post(f"/order/{step}/", told).status_code == 302
    assert at["anonymous"].post("/sign-in/", {"phone": "13800000077"}).status_code == 302


def counted() -> dict[str, int]:
    tables: list[type[models.Model]] = [one for one in apps.get_models() if one._meta.managed]
    return {one._meta.db_table: one._default_manager.count() for one in tables}


def _broken(answer: Any) -> list[str]:
    wrong = [f"answers {answer.status_code}"] if answer.status_code >= 500 else []
    if not answer.streaming and b"Traceback" in answer.content:
        wrong.append("shows a traceback")
    return wrong


def _lost(content: bytes, form: Form, fields: hostile.Fields) -> list[str]:
    """Free fields that came back other than they were typed."""
    again = shown_again(content, form)
    sent = {name: typed.decode("utf-8", "replace") for name, typed in fields}
    return [
        f"forgets {name}: {sent[name][:60]!r} came back as {again[name][:60]!r}"
        for name in form.written & sent.keys() & again.keys()
        if _plain(sent[name]) != _plain(again[name])
    ]


def _plain(text: str) -> str:
    """As a browser and HTML treat it: line ends, blanks at the ends."""
    return " ".join(text.replace("\x00", "").split())
