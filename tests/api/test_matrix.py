"""Who gets in where, by the API: an operation without a row fails here, as a route of the pages does in its matrix."""

import pytest
from django.test import Client

from tests.api.matrix import OPERATIONS, api_faults, call
from tests.api.test_contract import operations
from tests.conftest import Cast
from tests.role_matrix import IDENTITIES, build_scene
from tests.test_role_matrix import shared_device


def test_every_operation_has_a_row() -> None:
    assert {one["operationId"] for _path, one in operations()} == {one.name for one in OPERATIONS}


@pytest.mark.parametrize("identity", IDENTITIES)
def test_who_gets_in(cast: Cast, identity: str) -> None:
    scene = build_scene(cast)
    client = Client(raise_request_exception=False)
    person = IDENTITIES[identity](scene)
    if person is not None:
        client.force_login(person)
    if identity == "kiosk":
        client.cookies = shared_device(cast)
    wrong = []
    for one in OPERATIONS:
        for which in one.objects(scene):
            found = api_faults(one, identity, which, call(client, one, which, scene))
            wrong += [f"{one.name} ({which}): {fault}" for fault in found]
    assert not wrong, "\n".join(wrong)
