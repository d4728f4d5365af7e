"""Whom to ask and how many at once, tried on a street that does not exist: the same days of life under every policy.

Pure: numpy and this package's own `rank` and `next_wave`; everything random comes from a seed. What is assumed about
people is written in docs/dispatch-policies.md. `python -m sidan.dispatch.simulate --help`.
"""

from sidan.dispatch.simulate.asking import POLICIES, Asking, Scene
from sidan.dispatch.simulate.crowd import SIZES, Behaviour, Crowd, Size, gather
from sidan.dispatch.simulate.life import Life, live
from sidan.dispatch.simulate.measure import MEASURES, Interval, Measure, Outcome, interval, outcome
from sidan.dispatch.simulate.requests import Request, arrivals

__all__ = [
    "MEASURES",
    "POLICIES",
    "SIZES",
    "Asking",
    "Behaviour",
    "Crowd",
    "Interval",
    "Life",
    "Measure",
    "Outcome",
    "Request",
    "Scene",
    "Size",
    "arrivals",
    "gather",
    "interval",
    "live",
    "outcome",
]
