"""The role matrix with one wall alone.

The second alone: every row word lets everything through, and each route still answers as it must. The first alone is
the matrix on SQLite, and here on PostgreSQL as a role that no wall holds.
"""

import pytest
from django.db import connection

from sidan.core import walls
from tests.conftest import Cast
from tests.role_matrix import IDENTITIES
from tests.test_role_matrix import test_who_gets_in as matrix
from tests.walls.test_rls import as_superuser

pytestmark = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has the first wall only")


@pytest.mark.parametrize("identity", IDENTITIES)
def test_the_second_wall_alone(cast: Cast, identity: str) -> None:
    with walls.without_first_wall():
        matrix(cast, identity)


@pytest.mark.parametrize("identity", ["helper", "second_keeper"])
def test_the_first_wall_alone(cast: Cast, identity: str) -> None:
    with as_superuser():
        matrix(cast, identity)
