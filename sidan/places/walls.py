"""Whose doors are whose. Stations, grids and estates are the map that hangs on the wall of the office."""

from sidan.core import walls_registry as w
from sidan.core.walls import WORK

DESK = ("station_worker", "street_worker")
READS_DESK = (*DESK, "auditor")
LOOKS_UP = (*READS_DESK, "grid_worker")

w.not_walled("the tree of stations and the map are public", "places.Station", "places.Grid", "places.Estate")
w.not_walled("rooms are published; who has the key is shown by access to those who booked", "places.Facility")

w.key(
    "estates",
    "SELECT array_agg(e.id) FROM places_estate e JOIN places_grid g ON g.id = e.grid_id"
    f" WHERE g.station_id = ANY ((SELECT sidan_stations('{{{','.join(LOOKS_UP)}}}', me))::bigint[])",
    only=WORK,
)
w.wall("places.Address", w.keyed("estate", "estates"))
