"""The way between two places, as the policy counts it."""

from math import hypot

from sidan.dispatch.policy import Policy

Place = tuple[float, float]
"""Metres, the run's plane."""


def on_foot(start: Place, end: Place, policy: Policy) -> int:
    """Whole minutes, rounded up: the straight line with the policy's detour, at the policy's pace."""
    metres = round(hypot(start[0] - end[0], start[1] - end[1]))
    return -(-metres * policy.detour_percent // (100 * policy.pace_m_per_min))
