"""Where everything is: the tree of stations, what lies in it, and the facilities that are put to use."""

from sidan.places.models.facilities import (
    Ease,
    Equipment,
    Facility,
    FacilityKind,
    FacilityPhoto,
    FacilityQuerySet,
    OpeningHours,
)
from sidan.places.models.stations import (
    Address,
    AddressQuerySet,
    Estate,
    Grid,
    Level,
    Station,
    StationQuerySet,
)
from sidan.places.models.under import Under

__all__ = [
    "Address",
    "AddressQuerySet",
    "Ease",
    "Equipment",
    "Estate",
    "Facility",
    "FacilityKind",
    "FacilityPhoto",
    "FacilityQuerySet",
    "Grid",
    "Level",
    "OpeningHours",
    "Station",
    "StationQuerySet",
    "Under",
]
