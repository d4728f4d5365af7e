"""Lists and what they may show: whose rows, by the ids in their links. Scene and identities are the role matrix's."""

import re
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import Any

from django.db import transaction
from django.test import Client
from django.urls import reverse

from sidan.orders.models import Order
from tests.role_matrix import DESK, HERE, INTAKE, NONE, RESIDENTS, ROWS, THERE, VOLUNTEERS, Scene, some

Names = frozenset[str]
READ = some("auditor grid_worker")
AUDITOR = some("auditor")
BOSS = some("administrator")
HATS = {"two_hats": {"two_hats", "auditor", "second_keeper"}}  # who sees what either sees
LINK = re.compile(r'\b(href|action|formaction)="(/[^"?#]*)')


@dataclass(frozen=True)
class List:
    """The list of a route asked with `query`: the own thing of the scene is in it for `own`, the foreign for `other`;
    whoever else gets in does not find it."""

    route: str
    kind: str
    own: Names
    other: Names
    query: str = ""
    typed: str = ""  # into the search field, which is posted; {number}: of the order

    @property
    def address(self) -> str:
        address = self.route if self.route.startswith("/") else reverse(self.route)
        return f"{address}?{self.query}" if self.query else address

    def ask(self, client: Client, scene: Scene, which: str) -> str:
        """What is found; of one that is opened at once its address. Then everything is as before."""
        kept = {name: morsel.value for name, morsel in client.cookies.items()}
        point = transaction.savepoint()
        if self.typed:
            number = Order.objects.get(public_id=scene.objects["order"][which]).number
            found: Any = client.post(self.address, {"q": self.typed.replace("{number}", number)}, follow=True)
        else:
            found = client.get(self.address)
        transaction.savepoint_rollback(point)
        client.cookies = SimpleCookie(kept)
        last = found.redirect_chain[-1][0] if self.typed and found.redirect_chain else ""
        return found.content.decode() + str(last) if found.status_code == 200 else ""

    def marks(self, scene: Scene) -> dict[str, str]:
        """By what the own thing is known, and the foreign one."""
        known = MARKS.get(self.kind) or scene.objects[self.kind]
        return {which: mark for which, mark in known.items() if which != "missing"}

    def faults(self, scene: Scene, identity: str, which: str, text: str) -> list[str]:
        mark = self.marks(scene)[which]
        hats = HATS.get(identity, {identity})
        is_there, may = mark in text, bool(hats & (self.own if which == "own" else self.other))
        if is_there == may:
            return []
        return [f"{'lacks' if may else 'shows'} the {self.kind} ({which})"]


MARKS = {  # of what has no id in an address
    "station": {"own": "first站", "other": "second站"},
    "choice of station": {"own": 'value="first"', "other": 'value="second"'},
    "choice of street": {"own": 'value="street"', "other": 'value="street2"'},
    "estate": {"own": "梅兰小区", "other": "南辛小区"},
}
STREET = some("street_worker")
LISTS = [
    List("desk:work", "order", HERE | READ, THERE | AUDITOR, "tab=going"),
    List("desk:work", "order", some("keeper grid_worker"), THERE | AUDITOR, "tab=going&station=second"),
    List("desk:work", "order", HERE | READ, THERE | AUDITOR, "tab=all"),
    List("desk:search", "order", HERE | READ, THERE | AUDITOR, typed="{number}"),
    List("desk:search", "order", HERE | READ, NONE, typed="13877770001"),
    List("/api/desk/orders", "order", HERE | READ, THERE | AUDITOR, "tab=going"),
    List("/api/desk/callbacks", "order", HERE | AUDITOR, THERE | AUDITOR),
    List("/api/orders", "order", RESIDENTS, NONE),
    List("orders:mine", "order", RESIDENTS, NONE),
    List("orders:callbacks", "callback", HERE | AUDITOR, THERE | AUDITOR),
    List("orders:sheets", "sheet", HERE | AUDITOR, THERE | AUDITOR),
    List("people:desk_people", "person", HERE | READ, NONE, typed="13877770001"),
    List("people:desk_people", "person", NONE, THERE | AUDITOR, typed="13800000042"),
    List("orders:intake_found", "person", HERE | some("grid_worker two_hats"), NONE, typed="13877770001"),
    List("volunteers:desk_list", "volunteer", HERE | AUDITOR, THERE | AUDITOR),
    List("volunteers:teams", "team", HERE | AUDITOR, NONE),
    List("people:staff", "staff", BOSS, NONE),
    List("people:staff", "former", NONE, NONE),
    List("volunteers:desk_list", "former", NONE, NONE),
    List("activities:desk_list", "desk_session", HERE | AUDITOR, THERE | AUDITOR),
    List("activities:desk_week", "desk_session", HERE | AUDITOR, THERE | AUDITOR),
    List("activities:desk_lectures", "lecturer", HERE | AUDITOR, THERE | AUDITOR),
    List("activities:desk_facilities", "facility", HERE | AUDITOR, THERE | AUDITOR),
    List("activities:desk_facilities_week", "facility", HERE | AUDITOR, THERE | AUDITOR),
    List("activities:desk_bookings", "booking", HERE | AUDITOR, THERE | AUDITOR),
    List("activities:desk_previews", "preview", some("street_worker auditor"), some("other_street")),
    List("activities:mine", "desk_sign_up", RESIDENTS, NONE),
    List("activities:my_bookings", "booking", some("resident"), some("neighbour")),
    List("programmes:brands", "brand", HERE | AUDITOR, THERE | AUDITOR),
    List("notices:inbox", "notice", some("resident"), NONE),
    List("orders:offers", "offer", some("leader"), NONE),
    List("orders:pool", "pool", VOLUNTEERS, NONE),
    List("desk:day", "assignment", some("volunteer"), NONE),
    List("orders:history", "assignment", NONE, NONE),
    List("volunteers:profile", "block", some("volunteer"), NONE),
    List("/api/offers", "offer", some("leader"), NONE),
    List("/api/pool", "pool", VOLUNTEERS, NONE),
    List("/api/work", "assignment", some("volunteer"), NONE),
    List("/api/work/done", "assignment", NONE, NONE),
    # What forms let somebody choose from
    List("desk:work", "choice of station", STREET | AUDITOR, STREET | AUDITOR, "tab=going"),
    List("desk:plan", "choice of station", HERE, STREET),
    List("desk:plan", "estate", HERE, STREET),
    List("desk:policy", "choice of street", STREET, some("other_street")),
    List("desk:board", "station", STREET | AUDITOR | BOSS, STREET | AUDITOR | BOSS),
    List("activities:desk_list", "choice of station", STREET | AUDITOR, STREET | AUDITOR),
    List("activities:desk_week", "choice of station", STREET | AUDITOR, STREET | AUDITOR),
    List("activities:desk_year", "choice of station", HERE | AUDITOR, THERE | AUDITOR),
    List("activities:desk_new", "choice of station", HERE, THERE),
    List("activities:desk_new", "facility", HERE, THERE),
    List("activities:desk_new", "lecturer", HERE, THERE),
    List("activities:desk_new", "brand", HERE, THERE),
    List("activities:desk_lecturer_new", "choice of station", HERE, THERE),
    List("activities:desk_facility_new", "estate", HERE, THERE),
    List("programmes:new_brand", "choice of station", HERE, THERE),
    List("programmes:new_theme", "choice of station", HERE, THERE),
    List("volunteers:invite", "choice of station", STREET, STREET),
    List("volunteers:new_team", "station", HERE, THERE),
    List("people:desk_new", "estate", HERE | some("grid_worker"), THERE),
    List("people:invite", "station", BOSS, BOSS),
    List("orders:catalogue", "choice of station", HERE | AUDITOR, THERE | AUDITOR),
    List("orders:sheet_new", "choice of station", HERE, THERE),
    List("orders:sheet_new", "item", DESK, THERE),
    List("orders:sheet_blank", "station", HERE, some("second_keeper")),
    List("orders:intake", "item", INTAKE, some("second_keeper")),
]


API_LISTS = {  # by the names that the API's matrix gives them
    "/api/desk/orders": "api:work_list",
    "/api/desk/callbacks": "api:callbacks",
    "/api/orders": "api:my_orders",
    "/api/offers": "api:my_offers",
    "/api/pool": "api:pool",
    "/api/work": "api:my_work",
    "/api/work/done": "api:my_history",
}


def addresses(scene: Scene) -> dict[str, tuple[str, str]]:
    """Every address of the matrix, read backwards: its route and whose object."""
    return {
        path: (name, which)
        for name, row in ROWS.items()
        for which, path in row.paths(name, scene)
        if which in {"own", "other"}
    }  # fmt: skip


def offered(known: dict[str, tuple[str, str]], identity: str, text: str) -> list[str]:
    """Links and buttons on a page that this person would find locked."""
    found = set()
    for attribute, path in LINK.findall(text):
        if path in known:
            name, which = known[path]
            method = "get" if attribute == "href" else "post"
            expected = ROWS[name].expected(name, identity, which, method)
            if ROWS[name].own and expected in {"403", "404"}:  # of what is named in the body the matrix knows nothing
                found.add(f"offers {path} ({name}), which is {expected}")
    return sorted(found)
