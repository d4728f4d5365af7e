"""What each verb does when a program says it: access as on the page behind it, then one action."""

from sidan.api.verbs import asking, station, visit
from sidan.api.verbs.station import Act, by_desk
from sidan.orders import actions

# Not here: `place` and `staff` make orders (orders.py, sessions.py), `record` comes from a day sheet (sheets.py).
ACTS: dict[str, Act] = {
    "verify": by_desk(actions.verify),
    "reject": by_desk(actions.reject),
    "refer": station.refer,
    "merge": station.merge,
    "gather": station.gather,
    "withdraw": station.withdraw,
    "dispatch": asking.dispatch,
    "open_pool": by_desk(actions.open_pool),
    "accept": asking.accept,
    "decline": asking.decline,
    "claim": asking.claim,
    "release": visit.release,
    "reschedule": station.reschedule,
    "check_in": visit.check_in,
    "check_out": visit.check_out,
    "rate": station.rate,
    "call_back": station.call_back,
    "rework": station.rework,
    "mark_unmet": by_desk(actions.mark_unmet),
}

# Wrong codes are counted outside any transaction, which a remembered call would undo. Arriving twice does no harm.
UNREMEMBERED = frozenset({"check_in"})
