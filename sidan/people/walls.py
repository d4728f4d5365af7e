"""Whose rows are whose: one's own, one's family's, and those of the stations where one has a task."""

from sidan.core import walls_registry as w
from sidan.core.walls import WORK
from sidan.places.walls import LOOKS_UP

ADMINISTRATOR = "administrator"

w.key(
    "stations",
    "SELECT array_agg(s.id) FROM people_role r JOIN places_station h ON h.id = r.station_id"
    " JOIN places_station s ON starts_with(s.path, h.path)"
    " WHERE r.person_id = me AND r.ended_at IS NULL AND r.kind = ANY (kinds)",
    "kinds text[]",
    only=WORK,
)
w.key(
    "family",
    "SELECT array_agg(f.served_id) || me FROM people_familylink f"
    " WHERE f.actor_id = me AND f.confirmed_at IS NOT NULL AND f.ended_at IS NULL",
)
# Whoever was asked for or asks is shown with their masked name until the link ends.
w.key(
    "relatives",
    "SELECT array_agg(CASE WHEN f.actor_id = me THEN f.served_id ELSE f.actor_id END) || me FROM people_familylink f"
    " WHERE (f.actor_id = me OR f.served_id = me) AND f.ended_at IS NULL",
)
w.key(
    "homes",
    "SELECT array_agg(p.address_id) FROM people_person p"
    " WHERE p.address_id IS NOT NULL AND p.id = ANY ((SELECT sidan_relatives(me))::bigint[])",
)
# Whom an administrator reaches besides residents: holders of a role at their stations.
w.key(
    "colleagues",
    "SELECT array_agg(r.person_id) FROM people_role r"
    " WHERE r.ended_at IS NULL AND r.station_id = ANY ((SELECT sidan_stations('{administrator}', me))::bigint[])",
    only=WORK,
)
# Whoever works at a desk finds those without an address, who belong to no station yet.
w.key(
    "is_staff",
    "SELECT CASE WHEN count(*) > 0 THEN ARRAY[1] END FROM people_role r"
    f" WHERE r.person_id = me AND r.ended_at IS NULL AND r.kind = ANY ('{{{','.join(LOOKS_UP)}}}')",
    only=WORK,
)

# One may know who looked at one's data, and who wrote a consent of one's own or one's family down.
w.key(
    "lookers",
    "SELECT array_agg(l.by_id) FROM (SELECT by_id FROM people_reveal WHERE person_id = me"
    " UNION SELECT recorded_by_id FROM people_consent WHERE person_id = ANY ((SELECT sidan_family(me))::bigint[])) l",
)

RESIDENTS = w.station("station", *LOOKS_UP)
NOWHERE = w.told("{station} IS NULL AND (SELECT sidan_is_staff()) IS NOT NULL")

# Who asks to act for a resident of ours is shown to the desk that confirms it.
w.question(
    "family_of_ours",
    "SELECT EXISTS (SELECT 1 FROM people_familylink f JOIN people_person p ON p.id = f.served_id"
    " WHERE f.actor_id = this AND f.ended_at IS NULL AND p.station_id = ANY (ours))",
    ours=w.at_stations(*LOOKS_UP),
)

w.also("places.Address", w.keyed("id", "homes"))
w.wall(
    "people.Person",
    w.me("id"),
    w.station("station", *LOOKS_UP, ADMINISTRATOR),
    w.keyed("id", "relatives"),
    w.keyed("id", "colleagues"),
    NOWHERE,
    w.keyed("id", "lookers"),
    w.asked("family_of_ours"),
    secrets=("account_phone",),
)
w.wall("people.Role", w.me("person"), w.station("station", ADMINISTRATOR))
w.wall("people.Invitation", w.station("station", ADMINISTRATOR), secrets=("token_hash",))
w.wall("people.FamilyLink", w.me("actor"), w.me("served"), w.through("served", "people.Person", RESIDENTS, NOWHERE))
w.wall("people.Consent", w.keyed("person", "family"), w.through("person", "people.Person", RESIDENTS, NOWHERE))
w.wall("people.Reveal", w.me("person"), w.me("by"))
w.wall("people.SessionNote", w.me("person"), secrets=("key_index",))
w.wall("people.Erasure", w.me("person"))
w.wall("people.ProviderLink", w.me("person"), secrets=("subject",))
for factor in ("Authenticator", "Passkey", "RecoverySheet"):
    w.wall(f"people.{factor}", w.me("user"), w.keyed("user", "colleagues"))
w.wall(
    "people.RecoveryCode",
    w.through("sheet", "people.RecoverySheet", w.me("user"), w.keyed("user", "colleagues")),
)
w.wall("people.ConsentEvent", w.keyed("person", "family"), w.through("person", "people.Person", RESIDENTS, NOWHERE))
w.wall("people.ErasureRequest", w.through("person", "people.Person", RESIDENTS, NOWHERE))
w.wall("people.Merging", w.me("person"), w.through("person", "people.Person", RESIDENTS, NOWHERE))
