"""Whose rows are whose: a volunteer's own, their team's, and those of the stations whose desk asks them."""

from sidan.core import walls_registry as w
from sidan.core.walls import WORK
from sidan.places.walls import READS_DESK

MINE = "SELECT v.id FROM volunteers_volunteer v WHERE v.person_id = me"

w.key("volunteer", "SELECT array_agg(v.id) FROM volunteers_volunteer v WHERE v.person_id = me")
w.key("teams", f"SELECT array_agg(m.team_id) FROM volunteers_team_members m WHERE m.volunteer_id IN ({MINE})")
w.key("teams_led", f"SELECT array_agg(t.id) FROM volunteers_team t WHERE t.leader_id IN ({MINE})")
TEAMS = "((SELECT sidan_teams(me)) || (SELECT sidan_teams_led(me)))"
w.key(
    "mates",
    "SELECT array_agg(x.id) FROM"
    f" (SELECT m.volunteer_id AS id FROM volunteers_team_members m WHERE m.team_id = ANY ({TEAMS})"
    f" UNION SELECT t.leader_id FROM volunteers_team t WHERE t.id = ANY ({TEAMS})) x",
)
w.key(
    "mate_people",
    "SELECT array_agg(v.person_id) FROM volunteers_volunteer v WHERE v.id = ANY ((SELECT sidan_mates(me))::bigint[])",
)
w.key(
    "blocked_people",
    f"SELECT array_agg(b.person_id) FROM volunteers_block b WHERE b.by_volunteer AND b.volunteer_id IN ({MINE})",
)
w.key(
    "desk_people",  # who volunteers at one's stations and lives elsewhere
    "SELECT array_agg(v.person_id) FROM volunteers_volunteer v JOIN people_person p ON p.id = v.person_id"
    f" WHERE v.station_id = ANY ((SELECT sidan_stations('{{{','.join(READS_DESK)}}}', me))::bigint[])"
    " AND p.station_id IS DISTINCT FROM v.station_id",
    only=WORK,
)

OURS = w.station("station", *READS_DESK)

w.also(
    "people.Person",
    w.keyed("id", "mate_people"),
    w.keyed("id", "blocked_people"),
    w.keyed("id", "desk_people"),
)
w.wall("volunteers.Volunteer", w.me("person"), OURS, w.keyed("id", "mates"))
for hanging in ("VolunteerEvent", "Qualification", "Availability", "AvailabilityException"):
    w.wall(
        f"volunteers.{hanging}",
        w.keyed("volunteer", "volunteer"),
        w.through("volunteer", "volunteers.Volunteer", OURS),
    )
IN_TEAM = (w.keyed("id", "teams"), w.keyed("id", "teams_led"), OURS)
w.wall("volunteers.Team", *IN_TEAM)
w.wall("volunteers.Team_members", w.through("team", "volunteers.Team", *IN_TEAM))
w.wall(
    "volunteers.Block",
    w.keyed("volunteer", "volunteer"),
    w.me("person"),
    w.through("volunteer", "volunteers.Volunteer", OURS),
)
