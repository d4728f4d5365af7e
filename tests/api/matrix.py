"""The role matrix of the API: every operation × every identity × own, foreign and missing objects, read as
"these get in". Identities, scene and canaries are those of the pages."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from tests.role_matrix import (
    CANARIES,
    DESK,
    HERE,
    INTAKE,
    NOBODY,
    NOBODY_YET,
    NONE,
    READERS,
    RESIDENTS,
    SEES_WORDS,
    SIGNED_IN,
    THERE,
    VOLUNTEERS,
    Scene,
    some,
    two_hats,
)

Names = frozenset[str]
ANEW = {"wanted_from": "2026-12-01T09:00:00+08:00", "wanted_until": "2026-12-01T12:00:00+08:00", "reason": "x"}
AUDITOR = some("auditor")
READ_ALSO = INTAKE | AUDITOR


@dataclass(frozen=True)
class Operation:
    """`holders` have the task at all (others: `refusal`); of them `own` and `other` reach the object
    (others 404). `sees` may find the resident's full data in the answer."""

    name: str
    path: str
    kind: str = ""  # of the object in the path
    body: dict[str, Any] | None = None
    holders: Names = SIGNED_IN
    own: Names = SIGNED_IN
    other: Names = NONE
    sees: Names = NONE
    refusal: int = 403
    is_public: bool = False
    hats: int = 0  # the No for whoever only reads the own one and works elsewhere, where it is another than the rule's
    fill: Callable[[Scene, str], dict[str, Any]] | None = None  # body made from the scene

    def objects(self, scene: Scene) -> list[str]:
        if not self.kind:
            return ["own"]
        return ["own", *(["other"] if "other" in scene.objects[self.kind] else []), "missing"]

    def expected(self, identity: str, which: str) -> int:
        """0 is in."""
        if identity == "two_hats":
            reads, works = self.expected("auditor", which), self.expected("second_keeper", which)
            if which == "own" and self.hats:
                return self.hats
            may_read = which == "own" and reads == 403
            return 0 if reads == 0 else int(two_hats(str(works), may_read=may_read))
        if identity == "kiosk":
            return 302
        if identity in NOBODY_YET:
            return 0 if self.is_public else 401
        if identity not in self.holders:
            return self.refusal
        if which == "missing":
            return 404
        if identity in (self.own if which == "own" else self.other):
            return 0
        return 404


def verb(name: str, body: dict[str, Any] | None = None, **more: Any) -> Operation:
    return Operation(name, f"/api/orders/{{}}/{name}", "order", body or {}, **more)


def by_desk(name: str, body: dict[str, Any] | None = None, **more: Any) -> Operation:
    """Of the station; whoever else works there reads only, and has not this task."""
    return verb(name, body, holders=DESK, own=HERE, other=THERE, **more)


def by_served(name: str, body: dict[str, Any] | None = None) -> Operation:
    """Of the served person and family, or of the station that writes for them; to others the order does not exist."""
    return verb(name, body, own=RESIDENTS | HERE, other=THERE, hats=403)


def by_visitor(name: str, body: dict[str, Any] | None = None) -> Operation:
    return verb(name, body, own=some("volunteer") | HERE, other=THERE, hats=403)


def _place(scene: Scene, which: str) -> dict[str, Any]:
    served = NOBODY if which == "missing" else scene.objects["person"][which]
    return {"item": "haircut", "served": served, "consent": True, **{k: ANEW[k] for k in ANEW if k != "reason"}}


def _sheet(scene: Scene, which: str) -> dict[str, Any]:
    station = {"own": "first", "other": "second", "missing": "nowhere"}[which]
    line = {"item": "haircut", "volunteer": scene.objects["volunteer"]["own"], "at": "09:00", "minutes": 30}
    line["served"] = scene.objects["person"]["other" if which == "other" else "own"]
    return {"station": station, "day": "2026-11-24", "lines": [line]}


FAMILY_AND_DESK = RESIDENTS | HERE | some("grid_worker")
OPERATIONS = [
    Operation("session", "/api/session", sees=RESIDENTS),
    Operation("menu", "/api/menu", is_public=True),
    Operation("my_orders", "/api/orders", sees=RESIDENTS),
    Operation("my_order", "/api/orders/{}", "order", own=RESIDENTS, sees=RESIDENTS),
    Operation(
        "place",
        "/api/orders",
        "person",
        own=FAMILY_AND_DESK,
        other=THERE,
        hats=403,
        fill=_place,
    ),
    by_desk("verify"),
    by_desk("reject", {"reason": "x"}),
    by_desk("refer", {"referred_to": "12345"}),
    by_desk("merge", {"into": "1"}),
    by_desk("gather", {"session": "1"}),
    by_served("withdraw"),
    by_desk("dispatch"),
    by_desk("open_pool"),
    verb("accept", holders=VOLUNTEERS, own=some("volunteer"), other=NONE),
    verb("decline", holders=VOLUNTEERS, own=some("volunteer"), other=NONE),
    Operation("claim", "/api/orders/{}/claim", "pool", {}, holders=VOLUNTEERS, own=VOLUNTEERS),
    by_visitor("release"),
    by_served("reschedule", ANEW),
    by_visitor("check_in", {"code": "1234"}),
    by_visitor("check_out"),
    by_served("rate", {"stars": 5}),
    by_desk("call_back", {"result": "settled"}, hats=404),
    by_desk("rework", ANEW),
    by_desk("mark_unmet", {"reason": "x"}),
    Operation("my_offers", "/api/offers", holders=VOLUNTEERS),
    Operation("accept_offer", "/api/offers/{}/accept", "offer", {}, VOLUNTEERS, some("volunteer leader")),
    Operation("decline_offer", "/api/offers/{}/decline", "offer", {}, VOLUNTEERS, some("volunteer leader")),
    Operation("pool", "/api/pool", holders=VOLUNTEERS),
    Operation("my_work", "/api/work", holders=VOLUNTEERS, sees=some("volunteer")),
    Operation("my_history", "/api/work/done", holders=VOLUNTEERS),
    Operation(
        "one_visit", "/api/work/{}", "assignment", holders=VOLUNTEERS, own=some("volunteer"), sees=some("volunteer")
    ),
    Operation("work_list", "/api/desk/orders", holders=READ_ALSO),
    Operation(
        "desk_order",
        "/api/desk/orders/{}",
        "order",
        holders=READ_ALSO,
        own=HERE | AUDITOR | some("grid_worker"),
        other=THERE | AUDITOR,
        sees=SEES_WORDS,
    ),
    Operation("candidates", "/api/desk/orders/{}/candidates", "order", holders=DESK, own=HERE, other=THERE),
    Operation("callbacks", "/api/desk/callbacks", holders=READERS),
    Operation("type_sheet", "/api/sheets", "sheet", None, DESK, HERE, THERE, hats=404, fill=_sheet),
    Operation("one_sheet", "/api/sheets/{}", "sheet", None, READERS, HERE | AUDITOR, THERE | AUDITOR),
    Operation("record", "/api/sheets/{}/confirm", "sheet", {}, DESK, HERE, THERE),
    Operation("staff", "/api/sessions/{}/staff", "desk_session", {"item": "company", "places": 1}, DESK, HERE, THERE),
]


def call(client: Client, one: Operation, which: str, scene: Scene) -> HttpResponse:
    """One call whose writes are undone."""
    known = scene.objects[one.kind] if one.kind else {}
    path = one.path.format(NOBODY if which == "missing" else known.get(which, ""))
    body = one.fill(scene, which) if one.fill else one.body
    kept = {name: morsel.value for name, morsel in client.cookies.items()}
    point = transaction.savepoint()
    if body is None:
        answer: Any = client.get(path)
    else:
        answer = client.post(path, json.dumps(body), content_type="application/json")
    transaction.savepoint_rollback(point)
    client.cookies = SimpleCookie(kept)
    response: HttpResponse = answer
    return response


def api_faults(one: Operation, identity: str, which: str, response: HttpResponse) -> list[str]:
    expected = one.expected(identity, which)
    let_in = response.status_code < 300 or response.status_code in {409, 422}
    got = 0 if let_in else response.status_code
    wrong = [f"{response.status_code}, expected {expected or 'in'}"] if got != expected else []
    if ("auditor" if identity == "two_hats" else identity) in one.sees:
        return wrong
    text = response.content.decode()
    return wrong + [f"spills {canary}" for canary in CANARIES if canary in text]
