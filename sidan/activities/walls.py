"""Whose rows are whose. What is planned is public; who comes is not, and is walled with the pages that show it."""

from sidan.core import walls_registry as w

w.not_walled(
    "what happens where is published; drafts are the station's own plans and name no resident",
    "activities.Activity", "activities.Session", "activities.SessionEvent", "activities.SessionPhoto",
    "activities.Preview", "activities.Lecturer",
)  # fmt: skip
w.not_walled(
    "held by access alone until their pages are there",
    "activities.SignUp", "activities.Booking", "activities.CalendarLink",
)  # fmt: skip
