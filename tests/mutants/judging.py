"""Asks what the role matrix asks, of the routes that reach a check, until an answer is not the one it ought to be."""

import logging
import random
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import chain
from typing import Any

from django.test import Client

from tests.api.matrix import OPERATIONS, api_faults, call
from tests.conftest import Cast
from tests.matrix_lists import API_LISTS, LISTS, List, addresses, offered
from tests.mutants.finding import Mutant
from tests.mutants.patching import Where, places, watched
from tests.role_matrix import IDENTITIES, NOBODY_YET, ROWS, Scene, build_scene
from tests.test_role_matrix import ask, faults, shared_device

MOST = 500  # questions of a sort about one check: more are asked of what every route reaches, and say the same


@dataclass(frozen=True)
class Question:
    """One request, and what its answer must be."""

    route: str
    identity: str
    is_own: bool
    is_let_in: bool
    label: str
    put: Callable[[], list[str]]  # the faults of its answer
    is_list: bool = False

    @property
    def is_plain(self) -> bool:
        """Turned away before anybody asks whose it is: what says so first is said of every page."""
        return self.identity in NOBODY_YET or "(missing)" in self.label


@dataclass
class Judge:
    scene: Scene
    questions: list[Question]
    reached: dict[Where, set[str]] = field(default_factory=lambda: defaultdict(set))

    @classmethod
    def of(cls, cast: Cast) -> "Judge":
        # Thousands of answers are a No; the log of each would keep its request alive until the test ends.
        logging.disable(logging.ERROR)
        scene = build_scene(cast)
        clients = {identity: _client(scene, identity) for identity in IDENTITIES}
        return cls(scene, [*_of_pages(scene, clients), *_of_api(scene, clients), *_of_lists(scene, clients)])

    def learn(self, questions: Iterable[Question]) -> list[str]:
        """Which code each route runs; also the faults there are while every check stands."""
        wrong = []
        for one in questions:
            with watched(self.reached, one.route):
                wrong += [f"{one.label}: {fault}" for fault in one.put()]
        return wrong

    def few(self) -> list[Question]:
        """Of each route its own object, as some who are let in, or as everybody where nobody is: enough to know what
        code it runs."""
        found: dict[str, list[Question]] = defaultdict(list)
        for one in self.questions:
            if one.is_own:
                found[one.label.partition(" ")[2]].append(one)
        return [one for asked in found.values() for one in _some(asked)]

    def catches(self, mutant: Mutant) -> tuple[Question, str] | None:
        """The first answer that is another one without the check; None when all are as before."""
        routes = set().union(*(self.reached.get(place, set()) for place in places(mutant)))
        mine = [one for one in self.questions if one.route in routes]
        random.Random(mutant.key).shuffle(mine)
        # Who ought to be turned away shows it soonest; then lists; then the pages of those who are let in.
        turned_away = sorted((one for one in mine if not one.is_let_in), key=lambda one: one.is_plain)
        lists = [one for one in mine if one.is_list]
        pages = [one for one in mine if one.is_let_in and not one.is_list]
        for one in chain(turned_away[:MOST], lists, pages[:MOST]):
            if wrong := one.put():
                return one, wrong[0]
        return None


def _some(asked: list[Question]) -> list[Question]:
    let_in = [one for one in asked if one.is_let_in]
    return let_in[:: max(1, len(let_in) // 3)] or asked


def _client(scene: Scene, identity: str) -> Client:
    client = Client(raise_request_exception=False)
    person = IDENTITIES[identity](scene)
    if person is not None:
        client.force_login(person)
    if identity == "kiosk":
        client.cookies = shared_device(scene.cast)
    return client


def _of_pages(scene: Scene, clients: dict[str, Client]) -> Iterator[Question]:
    known = addresses(scene)
    for name, row in ROWS.items():
        for which, path in row.paths(name, scene):
            for method in ("get", "post"):
                for identity, client in clients.items():
                    expected, reads = row.expected(name, identity, which, method), row.may_read(identity)

                    put = partial(_page, client, method, path, expected, reads=reads, identity=identity, known=known)
                    label = f"{identity} {method} {name} ({which})"
                    yield Question(name, identity, which == "own", expected == "in", label, put)


def _page(
    client: Client,
    method: str,
    path: str,
    expected: str,
    *,
    reads: bool,
    identity: str,
    known: dict[str, tuple[str, str]],
) -> list[str]:
    answer = ask(client, method, path)
    if answer.status_code == 405:
        return []
    return [*faults(answer, expected, reads), *_locked(known, identity, answer, method)]


def _of_api(scene: Scene, clients: dict[str, Client]) -> Iterator[Question]:
    for one in OPERATIONS:
        for which in one.objects(scene):
            for identity, client in clients.items():

                def put(c: Client = client, i: str = identity, w: str = which, o: Any = one) -> list[str]:
                    return api_faults(o, i, w, call(c, o, w, scene))

                label, is_let_in = f"{identity} {one.name} ({which})", one.expected(identity, which) == 0
                yield Question(f"api:{one.name}", identity, which == "own", is_let_in, label, put)


def _of_lists(scene: Scene, clients: dict[str, Client]) -> Iterator[Question]:
    for one in LISTS:
        name = one.route if one.route in ROWS else API_LISTS[one.route]
        for identity, client in clients.items():
            if one.route in ROWS and ROWS[name].expected(name, identity, "own", "get") != "in":
                continue
            for which in one.marks(scene):

                def put(o: List = one, i: str = identity, w: str = which, c: Client = client) -> list[str]:
                    return o.faults(scene, i, w, o.ask(c, scene, w))

                yield Question(name, identity, which == "own", True, f"{identity} {one.address} ({which})", put, True)


def _locked(known: dict[str, tuple[str, str]], identity: str, answer: Any, method: str) -> list[str]:
    """As the test of lists asks: a list says once whether somebody writes, so of two hats nothing is asked."""
    is_page = method == "get" and answer.status_code == 200 and "html" in answer["Content-Type"]
    return offered(known, identity, answer.content.decode()) if is_page and identity != "two_hats" else []
