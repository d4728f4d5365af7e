"""Whose rows are whose. What is planned is public; who comes, who asked for a room and whose calendar it is are not."""

from sidan.core import walls_registry as w
from sidan.places.walls import READS_DESK

w.not_walled(
    "what happens where is published; drafts are the station's own plans and name no resident",
    "activities.Activity", "activities.Session", "activities.SessionEvent", "activities.SessionPhoto",
    "activities.Preview", "activities.Lecturer", "activities.LecturerLook",
)  # fmt: skip

OF_THE_DESK = w.station("station", *READS_DESK)

w.wall(
    "activities.SignUp",
    w.keyed("person", "family"),
    w.through("session", "activities.Session", OF_THE_DESK),
    secrets=("token_hash",),
)
w.wall("activities.Booking", w.me("asked_by"), w.through("facility", "places.Facility", OF_THE_DESK))
w.wall("activities.CalendarLink", w.me("person"), secrets=("token_hash",))
