"""The contract: what the API promises stands in openapi.json, and every verb a person may do is in it."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from sidan.api.main import api
from sidan.api.verbs import ACTS
from sidan.orders.states import VERBS, Actor

SNAPSHOT = Path(__file__).with_name("openapi.json")


def contract() -> dict[str, Any]:
    schema: dict[str, Any] = json.loads(json.dumps(api.get_openapi_schema()))
    return schema


def operations() -> list[tuple[str, dict[str, Any]]]:
    return [(path, one) for path, methods in contract()["paths"].items() for one in methods.values()]


def test_the_contract_is_the_one_on_record() -> None:
    """A change is meant: write the new one with SIDAN_SNAPSHOT=1 and read the difference."""
    if os.environ.get("SIDAN_SNAPSHOT"):
        SNAPSHOT.write_text(json.dumps(contract(), ensure_ascii=False, indent=1) + "\n", "utf-8")
    assert contract() == json.loads(SNAPSHOT.read_text("utf-8"))


def test_every_verb_that_a_person_may_do_has_an_operation() -> None:
    by_people = {name for name, verb in VERBS.items() if set(verb.actors) - {Actor.CLOCK}}
    assert {one["x-verb"] for _path, one in operations() if "x-verb" in one} == by_people


def test_each_verb_of_an_order_has_one_address_made_of_its_name() -> None:
    paths = {path for path, _one in operations() if path.startswith("/api/orders/{order_id}/")}
    assert paths == {f"/api/orders/{{order_id}}/{name}" for name in ACTS}


@pytest.mark.parametrize("name", sorted(ACTS))
def test_a_body_holds_what_the_table_says_the_verb_needs(name: str) -> None:
    schema = contract()["paths"][f"/api/orders/{{order_id}}/{name}"]["post"].get("requestBody")
    told = json.dumps(schema) if schema else ""
    named = {
        "volunteers": "Dispatch",
        "stars": "Rate",
        "proof": "CheckIn",
        "result": "CallBack",
        "into": "Merge",
        "session": "Gather",
    }
    for need in VERBS[name].needs:
        assert named.get(need, "".join(part.title() for part in name.split("_"))) in told
    if VERBS[name].needs:
        body = contract()["components"]["schemas"]["".join(part.title() for part in name.split("_")) + "In"]
        assert set(VERBS[name].needs) <= set(body["properties"])


def test_operations_have_names_of_their_own_and_say_how_they_refuse() -> None:
    names = [one["operationId"] for _path, one in operations()]
    assert len(names) == len(set(names))
    for path, one in operations():
        if "x-verb" in one:
            assert {"401", "403", "404", "409", "422"} <= set(one["responses"]), path


def test_it_is_served_and_no_page_loads_scripts_from_elsewhere() -> None:
    client = Client()
    assert client.get("/api/openapi.json").json() == contract()
    assert client.get("/api/docs").status_code == 404
