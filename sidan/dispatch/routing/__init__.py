"""Rounds of several visits: who goes where after what, with windows, skills, own homes and visits for two.

`rounds` works on a plan; `problem` and `search` know nothing of orders and volunteers and serve any case of the kind.
"""

from sidan.dispatch.routing.stop import First, Idle, Iterations, Seconds, Stop
from sidan.dispatch.routing.street import rounds

__all__ = ["First", "Idle", "Iterations", "Seconds", "Stop", "rounds"]
