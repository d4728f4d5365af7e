"""Plans are the desk's; brands are public by nature."""

from django.core.exceptions import PermissionDenied
from django.http import Http404

from sidan.people.access import DESK, READS_DESK, Scope
from sidan.people.access.rows import one_or_404, row_or_404
from sidan.places.models import Station, StationQuerySet
from sidan.programmes.models import Brand, MonthTheme


def stations_of(who: Scope) -> StationQuerySet:
    """Whose plans somebody reads."""
    return Station.objects.under(who.reach(*READS_DESK))


def station_for(who: Scope, code: str, *, to_write: bool = False) -> Station:
    station = stations_of(who).filter(code=code).first()
    if station is None:
        raise Http404
    if to_write and not who.has_at(station, *DESK):
        raise PermissionDenied
    return station


def theme_for(who: Scope, pk: str) -> MonthTheme:
    theme = row_or_404(MonthTheme.objects.under(who.reach(*READS_DESK)).select_related("station"), pk)
    if not who.has_at(theme.station, *DESK):
        raise PermissionDenied
    return theme


def brand_for(who: Scope, public_id: str, *, to_write: bool = False) -> Brand:
    found = Brand.objects.under(who.reach(*READS_DESK)).select_related("station")
    brand = one_or_404(found, public_id)
    if to_write and not who.has_at(brand.station, *DESK):
        raise PermissionDenied
    return brand


def public_brand(public_id: str) -> Brand:
    return one_or_404(Brand.objects.select_related("station"), public_id)
