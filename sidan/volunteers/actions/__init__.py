"""Writing volunteers: the volunteer's own verbs, the station's, and teams."""

from sidan.volunteers.actions.erasing import erase_volunteer
from sidan.volunteers.actions.own import (
    add_exception,
    block,
    declare_qualification,
    drop_qualification,
    remove_exceptions,
    set_profile,
    set_start,
    set_week,
    unblock,
)
from sidan.volunteers.actions.standing import Choices, join, leave, pause, resume
from sidan.volunteers.actions.station import (
    check_qualification,
    insure,
    record_guardian_consent,
    revoke_guardian_consent,
    withdraw_qualification,
)
from sidan.volunteers.actions.teams import (
    add_member,
    change_team,
    leave_team,
    name_leader,
    new_team,
    remove_member,
    set_stage,
)

__all__ = [
    "Choices",
    "add_exception",
    "add_member",
    "block",
    "change_team",
    "check_qualification",
    "declare_qualification",
    "drop_qualification",
    "erase_volunteer",
    "insure",
    "join",
    "leave",
    "leave_team",
    "name_leader",
    "new_team",
    "pause",
    "record_guardian_consent",
    "remove_exceptions",
    "remove_member",
    "resume",
    "revoke_guardian_consent",
    "set_profile",
    "set_stage",
    "set_start",
    "set_week",
    "unblock",
    "withdraw_qualification",
]
