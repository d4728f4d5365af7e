"""The role matrix with one wall alone.

The second alone: every row word lets everything through, and each route still answers as it must, for people with one
capacity. Who is a volunteer or a worker besides reaches some rows in that capacity, which the database cannot tell from
their own affairs; and activities are not walled yet. The first alone is the matrix on SQLite, and here on PostgreSQL as
a role that no wall holds.
"""

import pytest
from django.db import connection

from sidan.core import walls
from tests import test_role_matrix
from tests.conftest import Cast
from tests.role_matrix import ROWS
from tests.test_role_matrix import test_who_gets_in as matrix
from tests.walls.test_rls import as_superuser

pytestmark = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has the first wall only")
UNWALLED = ("activities:", "programmes:")


@pytest.fixture(autouse=True)
def _walled_routes(monkeypatch: pytest.MonkeyPatch) -> None:
    walled = {name: row for name, row in ROWS.items() if not name.startswith(UNWALLED)}
    monkeypatch.setattr(test_role_matrix, "ROWS", walled)


@pytest.mark.parametrize("identity", ["anonymous", "neighbour", "minor"])
def test_the_second_wall_alone(cast: Cast, identity: str) -> None:
    with walls.without_first_wall():
        matrix(cast, identity)


@pytest.mark.parametrize("identity", ["helper", "second_keeper"])
def test_the_first_wall_alone(cast: Cast, identity: str) -> None:
    with as_superuser():
        matrix(cast, identity)
