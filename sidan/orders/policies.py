"""The policy a station is planned by: what its street chose last, else the product's defaults."""

from collections.abc import Mapping

from sidan.dispatch import Policy, PolicyError, settings
from sidan.orders.models import StreetPolicy
from sidan.places.models import Station

NAMES = {setting.name for setting in settings()}


def policy_of(station: Station) -> Policy:
    """The nearest tier above that has chosen: the street, or without one the centre."""
    row = chosen_for(station)
    return read(row.values) if row else Policy()


def chosen_for(station: Station) -> StreetPolicy | None:
    parts = station.path.strip("/").split("/")
    tiers = [f"/{'/'.join(parts[:n])}/" for n in range(1, len(parts) + 1)]
    return max(_latest(tiers), key=lambda row: len(row.station.path), default=None)


def _latest(tiers: list[str]) -> list[StreetPolicy]:
    """The newest row of each tier, in one query however long the history grows."""
    rows = StreetPolicy.objects.filter(station__path__in=tiers).select_related("station")
    newest: dict[int, StreetPolicy] = {}
    for row in rows.order_by("-at", "-pk")[:50]:
        newest.setdefault(row.station_id, row)
    return list(newest.values())


def read(values: Mapping[str, object]) -> Policy:
    """Of what was stored; a setting of another version, or out of today's range, falls back to its default."""
    known = {name: value for name, value in values.items() if name in NAMES and type(value) is int}
    try:
        return Policy(**known)
    except PolicyError as error:
        wrong = {problem.split(" ", 1)[0] for problem in error.problems}
        return Policy(**{name: value for name, value in known.items() if name not in wrong})


def values_of(policy: Policy) -> dict[str, int]:
    """Only what differs from the defaults, so that a better default reaches streets that never chose."""
    return {s.name: value for s in settings() if (value := getattr(policy, s.name)) != s.default}
