"""The API called with what its own document allows and with what it does not: schemathesis, from a fixed seed.

Every operation is called by somebody (in the long mode by each of several people), on an order, offer, visit and sheet
that exist as well as on ids that do not. No answer is a 5xx, each has a status, a type and a shape that the document
names, and every No is problem JSON. SIDAN_LONG=1 asks many times more.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode, Response
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.api.calling import Program
from tests.conftest import Cast
from tests.role_matrix import IDENTITIES, Scene, build_scene

LONG = os.environ.get("SIDAN_LONG") == "1"
EXAMPLES = 60 if LONG else 2
WHO = ("anonymous", "resident", "volunteer", "keeper", "auditor") if LONG else ("resident", "volunteer", "keeper")
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
OBJECTS = {
    "order_id": "order",
    "offer_id": "offer",
    "work_id": "assignment",
    "sheet_id": "sheet",
    "session_id": "desk_session",
}
QUIET = settings(
    max_examples=EXAMPLES, derandomize=True, database=None, deadline=None,
    phases=(Phase.generate,), suppress_health_check=list(HealthCheck),
)  # fmt: skip


@contextmanager
def _one_connection() -> Iterator[None]:
    """The application answers within the test's transaction, as Django's own test client has it."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@dataclass(frozen=True)
class Caller:
    cookies: dict[str, str]
    headers: dict[str, str]

    @classmethod
    def of(cls, scene: Scene, identity: str) -> "Caller":
        program = Program(IDENTITIES[identity](scene))
        cookies = {name: morsel.value for name, morsel in program.client.cookies.items()}
        return cls(cookies, {"X-CSRFToken": program.token} if program.token else {})


@pytest.mark.parametrize("identity", WHO)
def test_every_answer_is_one_the_document_names(cast: Cast, identity: str) -> None:
    scene = build_scene(cast)
    caller = Caller.of(scene, identity)
    with _one_connection():
        schema = schemathesis.openapi.from_wsgi("/api/openapi.json", get_wsgi_application())
    wrong: list[str] = []
    for place, found in enumerate(schema.get_all_operations()):
        if not LONG and WHO[place % len(WHO)] != identity:
            continue
        operation = found.ok()  # type: ignore[union-attr]  # a broken document ends the test here
        for mode in GenerationMode:
            for given_ids in _ids(operation, scene):
                _ask(operation, mode, given_ids, _judge(caller, wrong))
    assert not wrong, f"{len(wrong)} answers\n" + "\n\n".join(dict.fromkeys(wrong))[:20_000]


def _ids(operation: Any, scene: Scene) -> list[dict[str, str] | None]:
    """Ids as the generator makes them, and where the path names an object, one that exists."""
    names = [one.name for one in operation.path_parameters]
    return [None, {name: scene.objects[OBJECTS[name]]["own"] for name in names}] if names else [None]


def _ask(operation: Any, mode: GenerationMode, ids: dict[str, str] | None, judge: Callable[[Any], None]) -> None:
    @seed(3)
    @QUIET
    @given(case=operation.as_strategy(mode, path_parameters=ids))
    def ask(case: Any) -> None:
        judge(case)

    try:
        ask()
    except Unsatisfiable:
        assert mode is GenerationMode.NEGATIVE  # an operation that takes nothing has nothing to take wrongly


def _judge(caller: Caller, wrong: list[str]) -> Callable[[Any], None]:
    def judge(case: Any) -> None:
        with _one_connection():
            point = transaction.savepoint()
            answer = case.call(headers=caller.headers, cookies=caller.cookies)
            transaction.savepoint_rollback(point)
        try:
            case.validate_response(answer, checks=CHECKS)
        except FailureGroup as error:
            wrong.extend(f"{case.method} {case.path}: {type(one).__name__} {one}" for one in error.exceptions)
        wrong.extend(f"{case.method} {case.path}: {fault}" for fault in _not_a_problem(answer))

    return judge


def _not_a_problem(answer: Response) -> list[str]:
    if answer.status_code < 400:
        return []
    kind = answer.headers.get("content-type", ["nothing"])[0]
    if kind != "application/problem+json":
        return [f"{answer.status_code} is {kind}"]
    told = answer.json()
    return [] if told["status"] == answer.status_code and told["title"] else [f"{answer.status_code} says {told}"]
