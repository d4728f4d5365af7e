"""Everybody reads their own notices, nobody else's."""

from sidan.core import walls_registry as w

MINE = w.me("person")

w.wall("notices.Notice", MINE)
w.wall("notices.Delivery", w.through("notice", "notices.Notice", MINE))
w.wall("notices.Preference", MINE)
