"""Lists hold what is within somebody's reach and nothing else; pages offer only what opens."""

from typing import Any

import pytest
from django.test import Client

from tests.conftest import Cast
from tests.matrix_lists import LISTS, addresses, offered
from tests.role_matrix import IDENTITIES, ROWS, build_scene
from tests.test_role_matrix import ask

# Who works or volunteers; for residents the role matrix and the canaries say it all.
WHO = [one for one in IDENTITIES if one not in {"anonymous", "kiosk", "suspended", "minor", "daughter"}]


@pytest.mark.parametrize("identity", WHO)
def test_lists_and_links_end_where_the_reach_ends(cast: Cast, identity: str) -> None:
    scene = build_scene(cast)
    client = Client(raise_request_exception=False)
    person = IDENTITIES[identity](scene)
    assert person is not None
    client.force_login(person)
    wrong = []
    for one in LISTS:
        if one.route in ROWS and ROWS[one.route].expected(one.route, identity, "own", "get") != "in":
            continue
        for which in one.marks(scene):
            text = one.ask(client, scene, which)
            wrong += [
                f"{one.route} {one.query}{one.typed}: {fault}" for fault in one.faults(scene, identity, which, text)
            ]
    # A list says once whether somebody writes; who also reads elsewhere is told No there, by the matrix.
    known = addresses(scene) if identity != "two_hats" else {}
    for name, row in ROWS.items():
        if row.expected(name, identity, "own", "get") == "in":
            answer: Any = ask(client, "get", row.paths(name, scene)[0][1])
            if answer.status_code == 200 and "html" in answer["Content-Type"]:
                wrong += [f"{name}: {fault}" for fault in offered(known, identity, answer.content.decode())]
    assert not wrong, "\n".join(wrong)
