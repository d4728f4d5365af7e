"""Who is asked to look after a session: whoever works at its station's desk today."""

from sidan.activities import access
from sidan.people.models import Role, RoleKind
from tests.conftest import Cast


def test_a_session_is_looked_after_by_who_works_at_this_very_desk(cast: Cast) -> None:
    for name, kind, more in (
        ("方正", RoleKind.AUDITOR, {}),
        ("方远", RoleKind.STATION_WORKER, {"ended_at": cast.now}),
    ):
        Role.objects.create(person=cast.person(name), station=cast.first, kind=kind, given_at=cast.now, **more)
    away = cast.person("方圆", suspended_at=cast.now)
    Role.objects.create(person=away, station=cast.first, kind=RoleKind.STATION_WORKER, given_at=cast.now)
    assert access.workers_of(cast.first) == [cast.keeper]
    assert access.workers_of(cast.second) == [cast.second_keeper]
