"""Whose orders are whose: the served person's and their family's, the station's, and those one is asked to serve."""

from sidan.core import walls_registry as w
from sidan.core.walls import SERVING
from sidan.places.walls import DESK, LOOKS_UP, READS_DESK

w.not_walled("the menu and a street's rules are public", "orders.Item", "orders.ItemOff", "orders.StreetPolicy")

MINE = "SELECT v.id FROM volunteers_volunteer v WHERE v.person_id = me"
# Asked or promised: an order a volunteer may look at.
w.key(
    "asked",
    "SELECT array_agg(x.order_id) FROM"
    f" (SELECT o.order_id FROM orders_offer o WHERE o.volunteer_id IN ({MINE})"
    f" UNION SELECT o.order_id FROM orders_offer o WHERE o.team_id = ANY ((SELECT sidan_teams_led(me))::bigint[])"
    f" UNION SELECT a.order_id FROM orders_assignment a WHERE a.volunteer_id IN ({MINE})) x",
    only=SERVING,
)
w.key(
    "street",
    "SELECT array_agg(s.id) FROM volunteers_volunteer v JOIN places_station h ON h.id = v.station_id"
    " JOIN places_station s ON starts_with(s.path, regexp_replace(h.path, '[^/]+/$', ''))"
    " WHERE v.person_id = me AND v.left_at IS NULL",
    only=SERVING,
)

OPENED = (
    "(o.pool_opened_at IS NOT NULL OR EXISTS (SELECT 1 FROM orders_orderevent e"
    " WHERE e.order_id = o.id AND e.verb IN ('open_pool', 'widen')))"
)
# Why an order that is neither one's own nor one's station's may be read: one was asked, it is or was in the pool of
# one's street, or one's station owes a call about it.
BEYOND = (
    f"(o.id = ANY (asked) OR (o.station_id = ANY (street) AND {OPENED})"
    " OR EXISTS (SELECT 1 FROM orders_callback c WHERE c.order_id = o.id AND c.station_id = ANY (calling)))"
)
KEYS = {"asked": "asked()", "street": "street()", "calling": w.at_stations(*READS_DESK)}
ORDER = "SELECT EXISTS (SELECT 1 FROM orders_order o WHERE o.{column} = this AND " + BEYOND + ")"
w.question("order_beyond", ORDER.format(column="id"), **KEYS)
w.question("served_beyond", ORDER.format(column="served_id"), **KEYS)
w.question("door_beyond", ORDER.format(column="address_id"), **KEYS)
w.question(
    "called",
    "SELECT EXISTS (SELECT 1 FROM orders_callback c WHERE c.order_id = this AND c.station_id = ANY (calling))",
    calling=w.at_stations(*READS_DESK),
)
# Who comes is shown to whom the order is for, and who was asked to the station that asks.
FOR_US = "(o.station_id = ANY (ours) OR o.served_id = ANY (family) OR o.placed_by_id = ANY (family))"
HIRED = (
    "SELECT EXISTS (SELECT 1 FROM volunteers_volunteer v WHERE {who} = this AND ("
    f"EXISTS (SELECT 1 FROM orders_assignment a JOIN orders_order o ON o.id = a.order_id"
    f" WHERE a.volunteer_id = v.id AND {FOR_US})"
    f" OR EXISTS (SELECT 1 FROM orders_offer a JOIN orders_order o ON o.id = a.order_id"
    f" WHERE a.volunteer_id = v.id AND o.station_id = ANY (ours))))"
)
US = {"ours": w.at_stations(*LOOKS_UP), "family": "family()"}
w.question("volunteer_hired", HIRED.format(who="v.id"), **US)
w.question("person_hired", HIRED.format(who="v.person_id"), **US)

OURS = w.station("station", *LOOKS_UP)
SERVED = w.keyed("served", "family")
PLACED = w.both(w.me("placed_by"), w.told("{channel} = 'family'"))
CLOSE = (OURS, SERVED, PLACED, w.asked("called"))


def with_order(*clauses: w.Clause) -> w.Clause:
    return w.through("order", "orders.Order", *clauses)


w.wall("orders.Order", OURS, SERVED, PLACED, w.asked("order_beyond"), secrets=("rating_token_hash",))
w.wall("orders.OrderEvent", with_order(OURS, SERVED, PLACED, w.asked("order_beyond")))
for shown in ("Photo", "Rating"):
    w.wall(f"orders.{shown}", with_order(OURS, SERVED, PLACED, w.keyed("id", "asked"), w.asked("called")))
w.wall("orders.Offer", w.keyed("volunteer", "volunteer"), w.keyed("team", "teams_led"), with_order(*CLOSE))
w.wall("orders.Assignment", w.keyed("volunteer", "volunteer"), with_order(*CLOSE))
w.wall("orders.Callback", w.station("station", *READS_DESK), with_order(OURS))
w.wall("orders.DaySheet", w.station("station", *READS_DESK))
w.wall("orders.DaySheetLine", w.through("sheet", "orders.DaySheet", w.station("station", *READS_DESK)))
w.wall("orders.SavedPlan", w.station("station", *DESK))

# Whoever ordered for family goes on reading that order when the link has ended.
FOR_FAMILY = "FROM orders_order o WHERE o.placed_by_id = me AND o.channel = 'family'"
w.key("ordered_for", f"SELECT array_agg(DISTINCT o.served_id) {FOR_FAMILY}")
w.key("ordered_to", f"SELECT array_agg(DISTINCT o.address_id) {FOR_FAMILY}")
w.also("people.Person", w.keyed("id", "ordered_for"), w.asked("served_beyond"), w.asked("person_hired"))
w.also("places.Address", w.keyed("id", "ordered_to"), w.asked("door_beyond"))
w.also("volunteers.Volunteer", w.asked("volunteer_hired"))
w.also("volunteers.Team", w.asked("team_asked"))
w.question(
    "team_asked",
    "SELECT EXISTS (SELECT 1 FROM orders_offer f JOIN orders_order o ON o.id = f.order_id"
    " WHERE f.team_id = this AND o.station_id = ANY (ours))",
    ours=w.at_stations(*LOOKS_UP),
)
