"""Volunteers who joined by their own will, what they can do, when they can, and with whom."""

from sidan.volunteers.models.skills import QualificationKind, Skill, bits_of, skills_in
from sidan.volunteers.models.times import Availability, AvailabilityException
from sidan.volunteers.models.together import Block, Team
from sidan.volunteers.models.volunteer import (
    Qualification,
    Volunteer,
    VolunteerEvent,
    VolunteerQuerySet,
    volunteer_number,
)
from sidan.volunteers.states import TeamStage

__all__ = [
    "Availability",
    "AvailabilityException",
    "Block",
    "Qualification",
    "QualificationKind",
    "Skill",
    "Team",
    "TeamStage",
    "Volunteer",
    "VolunteerEvent",
    "VolunteerQuerySet",
    "bits_of",
    "skills_in",
    "volunteer_number",
]
