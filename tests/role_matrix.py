"""The scene and the rows of the role matrix: one line a route, read as "these get in"."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.core.files.base import ContentFile
from django.urls import reverse

from sidan.activities import actions as activities
from sidan.activities.models import Activity, Session
from sidan.core.models import Channel
from sidan.demo.cast import CAST
from sidan.notices.models import Notice
from sidan.orders import actions
from sidan.orders.actions.asking import Asked
from sidan.orders.actions.rating import hash_token
from sidan.orders.actions.sheets import Line
from sidan.orders.models import Assignment, Callback, Item, Order
from sidan.people import kiosk
from sidan.people.doing import Doing
from sidan.people.models import FamilyLink, Invitation, Passkey, Person, Relation, Role, RoleKind
from sidan.places import actions as places
from sidan.places.models import FacilityKind, Station
from sidan.programmes import actions as programmes
from sidan.programmes.actions import BrandWords
from sidan.programmes.models import BrandRank
from sidan.volunteers.models import Block, QualificationKind, Volunteer
from tests.conftest import Cast

# What the resident's records hold and no stranger may read: name, telephone, door, words, and the family's number.
NAME, PHONE, DOOR, WORDS, FAMILY_PHONE = "金思雀", "13877770001", "77号楼7单元7707", "糖尿病，请慢一点", "13877770002"
CANARIES = (NAME, PHONE, DOOR, WORDS, FAMILY_PHONE)
NOBODY = "zzzzzzzzzzzz"


@dataclass
class Scene:
    """A street in the middle of its day, with a second street next door."""

    cast: Cast
    minor: Person
    suspended: Person
    other_street_worker: Person
    two_hats: Person
    former: Person
    objects: dict[str, dict[str, str]] = field(default_factory=dict)  # route argument → own / other / missing


IDENTITIES: dict[str, Callable[[Scene], Person | None]] = {
    "anonymous": lambda s: None,
    "kiosk": lambda s: None,  # a station's shared device: marked by a cookie, nobody signed in
    "suspended": lambda s: s.suspended,
    "resident": lambda s: s.cast.resident,
    "daughter": lambda s: s.cast.daughter,
    "neighbour": lambda s: s.cast.neighbour,
    "former": lambda s: s.former,  # kept the station, volunteered and acted for the resident, and does no more
    "minor": lambda s: s.minor,
    "volunteer": lambda s: s.cast.volunteer.person,
    "helper": lambda s: s.cast.helper.person,
    "leader": lambda s: s.cast.leader.person,
    "grid_worker": lambda s: s.cast.grid_worker,
    "keeper": lambda s: s.cast.keeper,
    "second_keeper": lambda s: s.cast.second_keeper,
    "street_worker": lambda s: s.cast.street_worker,
    "other_street": lambda s: s.other_street_worker,
    "auditor": lambda s: s.cast.auditor,
    "two_hats": lambda s: s.two_hats,  # keeps the second station and audits the street: reads the first, no more
    "administrator": lambda s: s.cast.administrator,
}


@dataclass(frozen=True)
class Row:
    """Who gets in. `holders` have the task at all (others: 403, or the way to join), `own` and `other` reach the object
    (others: 404), `write` may change it (readers: 403). `reads` may see the resident's full data in the answer."""

    args: dict[str, str]
    holders: frozenset[str]
    own: frozenset[str]
    other: frozenset[str] = frozenset()
    write: frozenset[str] | None = None
    reads: frozenset[str] = frozenset()
    is_public: bool = False
    signs_to_post: bool = False
    only: frozenset[str] | None = None  # of those who reach their own, who may do this at all
    crossed: frozenset[str] = frozenset()  # who reaches their own where the second object is foreign, or there is none
    far: str = "404"  # what holders get for an object beyond their reach
    over: str = "404"  # what a link that is used, wrong or too old answers: a page that says so, or nothing
    refusal: str = "403"

    def paths(self, name: str, scene: Scene) -> list[tuple[str, str]]:
        """(own, other, crossed or missing; address) of every object there is for this route."""
        found = [("own", self._path(name, scene, "own"))]
        if not self.args:
            return found
        first = next(iter(self.args.values()))
        if "other" in scene.objects[first]:
            found.append(("other", self._path(name, scene, "other")))
        if len(self.args) > 1 and "year" not in self.args:  # there is a plan for every year
            found.append(("crossed", self._path(name, scene, "crossed")))
        return [*found, ("missing", self._path(name, scene, "missing"))]

    def _path(self, name: str, scene: Scene, which: str) -> str:
        values = {}
        for place, (argument, kind) in enumerate(self.args.items()):
            known = scene.objects[kind]
            crossed = known["own"] if place == 0 else known.get("other", NOBODY)
            said = {"crossed": crossed} | ({"missing": NOBODY} if place == 0 else {})
            values[argument] = said.get(which) or known.get(which, known["own"])
        return reverse(name, kwargs=values)

    def may_read(self, identity: str) -> bool:
        return ("auditor" if identity == "two_hats" else identity) in self.reads

    def expected(self, name: str, identity: str, which: str, method: str) -> str:
        """A person of two hats gets in where either does."""
        if identity != "two_hats":
            return self._expected(name, identity, which, method)
        if (name, which) in HATS:
            return HATS[name, which]
        reads, works = (self._expected(name, hat, which, method) for hat in ("auditor", "second_keeper"))
        is_read = which in {"own", "crossed"} and bool(self.own) and reads == "403"
        return "in" if reads == "in" else two_hats(works, may_read=is_read)

    def _expected(self, name: str, identity: str, which: str, method: str) -> str:
        if identity == "kiosk" and name not in kiosk.ALLOWED:
            return "kiosk"
        nobody = identity in NOBODY_YET
        if which == "missing" and self.over == "in" and self.is_public:
            return "in"
        if nobody and (not self.is_public or (self.signs_to_post and method == "post")):
            return "sign"
        if identity not in self.holders:
            return self.refusal
        if which == "missing":
            return self.over
        if identity not in {"own": self.own, "other": self.other, "crossed": self.crossed}[which]:
            return self.far if which == "other" else "404"
        if self.only is not None and which == "own":
            return "in" if identity in self.only else "403"
        return "in" if method == "get" or self.write is None or identity in self.write else "403"


# Where the two roles together are not what either would be told: mostly the No of somebody who may read.
HATS = {
    ("desk:plan_made", "own"): "404",  # plans are for those who write; to others there is none
    ("desk:merge_people", "other"): "403",
    ("people:desk_family", "own"): "403",
    ("orders:intake_done", "own"): "in",  # what was just taken down is read like any order
    ("activities:facility_photo", "other"): "in",
}


def two_hats(works: str, *, may_read: bool) -> str:
    """What they keep no station of they may read, so it exists for them: a No there is 403."""
    return "403" if works == "404" and may_read else works


def some(names: str) -> frozenset[str]:
    return frozenset(names.split())


EVERYBODY = frozenset(IDENTITIES)
NOBODY_YET = some("anonymous suspended kiosk")
SIGNED_IN = EVERYBODY - NOBODY_YET
RESIDENTS = some("resident daughter")
VOLUNTEERS = some("volunteer helper leader")
DESK = some("keeper second_keeper street_worker other_street")
READERS = DESK | {"auditor"}
INTAKE = DESK | {"grid_worker"}
# Of the resident's community, and of the other one in the same street.
HERE, THERE = some("keeper street_worker"), some("second_keeper street_worker")
AUDITOR = some("auditor")
NONE: frozenset[str] = frozenset()


def public(reads: frozenset[str] = NONE, **args: str) -> Row:
    return Row(args, EVERYBODY, EVERYBODY, reads=reads, is_public=True)


def link(argument: str, kind: str, *, signs_to_post: bool = False) -> Row:
    """An address that carries the right by itself; used up or wrong, it says what to do instead."""
    return Row({argument: kind}, EVERYBODY, EVERYBODY, is_public=True, signs_to_post=signs_to_post, over="in")


def own_page(own: frozenset[str] = SIGNED_IN, reads: frozenset[str] = RESIDENTS, **args: str) -> Row:
    return Row(args, SIGNED_IN, own, reads=reads)


def volunteering(own: frozenset[str] = VOLUNTEERS, reads: frozenset[str] = NONE, **args: str) -> Row:
    return Row(args, VOLUNTEERS, own, reads=reads, refusal="join")


def desk_page(holders: frozenset[str] = DESK, reads: frozenset[str] = NONE) -> Row:
    return Row({}, holders, holders, reads=reads)


def desk_read(extra: str = "auditor", reads: frozenset[str] = NONE, **args: str) -> Row:
    """Workers of the community and those named beside them."""
    more = some(extra)
    there = more - {"grid_worker"}
    return Row(args, DESK | more, HERE | more, THERE | there, reads=reads)


def desk_write(reads: frozenset[str] = NONE, crossed: frozenset[str] = NONE, **args: str) -> Row:
    return Row(args, DESK, HERE, THERE, reads=reads, crossed=crossed)


def boss(**args: str) -> Row:
    return Row(args, some("administrator"), some("administrator"), some("administrator"))


def boss_of_own(**args: str) -> Row:
    """Somebody with a role beyond the administrator's stations is seen, for they live here, and left alone."""
    return Row(args, some("administrator"), some("administrator"), far="403")


def announced(reads: frozenset[str] = NONE) -> Row:
    """What has been published is for everybody, wherever they live."""
    return Row({"public_id": "desk_session"}, EVERYBODY, EVERYBODY, EVERYBODY, is_public=True, reads=reads)


def of_street(holders: frozenset[str], own: frozenset[str], **args: str) -> Row:
    """What belongs to a street, not to one of its communities."""
    return Row(args, holders, own, some("other_street"))


SEES_WORDS = HERE | some("grid_worker auditor")

ROWS: dict[str, Row] = {
    # Everybody
    "style_page": public(),
    "view": public(),
    "set_language": public(),
    "desk:front": public(),
    "desk:erased": public(),
    "desk:registered": public(),
    "desk:registered_code": public(),
    "desk:registered_held": public(reads=RESIDENTS),
    "people:kiosk_home": public(),
    "people:kiosk_here": public(),
    "people:kiosk_forget": public(),
    "people:kiosk_leave": public(),
    "people:sign_in": public(),
    "people:sign_in_code": public(),
    "people:send_again": public(),
    "people:newcomer": public(),
    "people:sign_out": public(),
    "people:oidc": Row({}, EVERYBODY, NONE, is_public=True),  # exists where a site has a provider
    "people:oidc_back": Row({}, EVERYBODY, NONE, is_public=True),
    "people:wechat": Row({}, EVERYBODY, NONE, is_public=True),  # exists where a site has an app at WeChat
    "people:wechat_back": Row({}, EVERYBODY, NONE, is_public=True),
    "people:invitation": link("token", "invitation", signs_to_post=True),
    "orders:menu": public(),
    "orders:item": Row({"code": "item"}, EVERYBODY, EVERYBODY, some("daughter other_street"), is_public=True),
    "orders:start": public(),
    "orders:whom": public(reads=RESIDENTS),
    "orders:what": public(),
    "orders:when": public(),
    "orders:where": public(reads=RESIDENTS),
    "orders:words": public(),
    "orders:check": public(reads=RESIDENTS),
    "orders:thanks": public(),
    "orders:rate_by_link": link("token", "token"),
    "orders:ask_station": public(),
    "volunteers:join": public(),
    "demo:sign_in": Row({"who": "part"}, EVERYBODY, NONE, is_public=True),  # exists in the demo only
    # Whoever is signed in, about themselves
    "desk:enter": own_page(),
    "desk:home": own_page(),
    "people:second_factor": own_page(),
    "people:second_factor_set_up": own_page(),
    "people:factors": own_page(),
    "people:app_remove": own_page(),
    "people:passkey_add": own_page(),
    "people:passkey_prove": own_page(),
    "people:passkey": own_page(some("keeper"), pk="passkey"),
    "people:passkey_remove": own_page(some("keeper"), pk="passkey"),
    "people:family": own_page(),
    "desk:family_add": own_page(),
    "people:family_asked": own_page(),
    "people:family_parent": own_page(),
    "people:family_confirm": own_page(NONE),
    "people:family_end": own_page(NONE),
    "people:me": own_page(),
    "people:my_name": own_page(),
    "people:my_address": own_page(),
    "people:my_phone": own_page(),
    "people:my_phone_code": own_page(),
    "people:my_consents": own_page(),
    "desk:change_consent": own_page(),
    "people:my_looks": own_page(),
    "people:end_other_sessions": own_page(),
    "people:my_sessions": own_page(),
    "people:end_session": own_page(NONE),
    "desk:erase": own_page(),
    "desk:guardian_by_parent": own_page(NONE, pk="family"),
    "people:export": own_page(),
    "notices:inbox": own_page(),
    "notices:read_all": own_page(),
    "notices:settings": own_page(),
    "notices:send_test": own_page(),
    "notices:open": own_page(some("resident"), public_id="notice"),
    "volunteers:join_agree": own_page(),
    "volunteers:join_step": own_page(name="step"),
    "orders:mine": own_page(),
    "orders:one": own_page(RESIDENTS, public_id="order"),
    "orders:done": own_page(RESIDENTS, public_id="order"),
    "orders:again": own_page(RESIDENTS, public_id="order"),
    "orders:reschedule": own_page(RESIDENTS, public_id="order"),
    "orders:withdraw": own_page(RESIDENTS, public_id="order"),
    "orders:block": own_page(NONE, public_id="order", assignment_id="assignment"),
    "orders:photo": own_page(RESIDENTS, public_id="order", photo_id="photo"),
    "orders:rate": own_page(RESIDENTS, public_id="order"),
    # Volunteers
    "desk:day": volunteering(reads=some("volunteer")),
    "volunteers:me": volunteering(),
    "volunteers:joined": volunteering(),
    "volunteers:pause": volunteering(),
    "volunteers:resume": volunteering(),
    "volunteers:profile": volunteering(),
    "volunteers:declare": volunteering(),
    "volunteers:drop": Row({"kind": "kind"}, VOLUNTEERS, VOLUNTEERS, refusal="join", over="in"),
    "volunteers:unblock": volunteering(some("volunteer"), public_id="block"),
    "volunteers:availability": volunteering(),
    "volunteers:add_exception": volunteering(),
    "volunteers:remove_exceptions": volunteering(),
    "volunteers:team": volunteering(some("leader"), public_id="team"),
    "volunteers:leave_team": volunteering(some("volunteer leader"), public_id="team"),
    "orders:offers": volunteering(),
    "orders:team_offer": volunteering(some("volunteer leader"), public_id="offer"),
    "orders:accept": volunteering(some("volunteer leader"), public_id="offer"),
    "orders:decline": volunteering(some("volunteer leader"), public_id="offer"),
    "orders:pool": volunteering(),
    "orders:claim": volunteering(public_id="pool"),
    "orders:history": volunteering(),
    "orders:leave": volunteering(),
    "orders:work": volunteering(some("volunteer"), reads=some("volunteer"), public_id="assignment"),
    "orders:work_photo": volunteering(some("volunteer"), public_id="assignment", photo_id="photo"),
    "orders:check_in": volunteering(some("volunteer"), reads=some("volunteer"), public_id="assignment"),
    "orders:check_out": volunteering(some("volunteer"), reads=some("volunteer"), public_id="assignment"),
    "orders:release": volunteering(some("volunteer"), reads=some("volunteer"), public_id="assignment"),
    "orders:apart": volunteering(NONE, public_id="assignment"),
    # The desk: lists and forms
    "desk:work": desk_page(READERS | INTAKE),
    "desk:search": desk_page(READERS | INTAKE),
    "desk:plan": desk_page(),
    "desk:plan_sheet": desk_page(),
    "desk:plan_rounds": desk_page(),
    "desk:plan_paper": desk_page(),
    "desk:plan_large": desk_page(),
    "desk:plan_made": Row({"public_id": "plan"}, DESK, HERE, THERE),
    "desk:policy": desk_page(some("street_worker other_street")),
    "desk:board": desk_page(some("street_worker other_street auditor administrator")),
    "people:desk_people": desk_page(READERS | INTAKE),
    "people:desk_new": desk_page(INTAKE),
    "people:kiosk": desk_page(),
    "people:desk_waiting": desk_page(READERS | INTAKE),
    "volunteers:desk_list": desk_page(READERS),
    "volunteers:invite": desk_page(),
    "volunteers:teams": desk_page(READERS),
    "volunteers:new_team": desk_page(),
    "orders:intake": desk_page(INTAKE),
    "orders:intake_found": desk_page(INTAKE),
    "orders:intake_pick": desk_page(INTAKE),
    "orders:intake_repeat": desk_page(INTAKE),
    "orders:sheets": desk_page(READERS),
    "orders:sheet_new": desk_page(),
    "orders:sheet_blank": desk_page(READERS),
    "orders:catalogue": desk_page(READERS),
    "orders:catalogue_new": Row({}, DESK, NONE),
    "orders:callbacks": desk_page(READERS),
    # The desk: one of a thing
    "orders:reveal_person": desk_read("grid_worker", reads=HERE | {"grid_worker"}, public_id="person"),
    "desk:guardian_at_desk": desk_write(public_id="person"),
    "desk:erase_at_desk": desk_write(public_id="person"),
    # Both rows must lie within reach: the twin lives in the first community.
    "desk:merge_people": Row({"public_id": "person", "other": "twin"}, DESK, HERE, some("street_worker")),
    "people:desk_edit": desk_write(reads=HERE, public_id="person"),
    "people:desk_family": Row({"public_id": "person"}, DESK, NONE),
    "volunteers:desk_one": desk_read(public_id="volunteer"),
    "volunteers:contact": desk_write(public_id="volunteer"),
    "volunteers:check_paper": Row({"public_id": "volunteer", "kind": "kind"}, DESK, HERE),
    "volunteers:withdraw_paper": Row({"public_id": "volunteer", "kind": "kind"}, DESK, HERE),
    "volunteers:insurance": desk_write(public_id="volunteer"),
    "volunteers:guardian": desk_write(public_id="volunteer"),
    "volunteers:revoke_guardian": desk_write(public_id="volunteer"),
    "volunteers:desk_team": desk_read(public_id="team"),
    "volunteers:change_team": desk_write(public_id="team"),
    "volunteers:team_stage": desk_write(public_id="team"),
    "volunteers:add_member": desk_write(crossed=some("street_worker"), public_id="team", volunteer_id="volunteer"),
    "volunteers:remove_member": desk_write(public_id="team", volunteer_id="volunteer"),
    "volunteers:name_leader": desk_write(public_id="team", volunteer_id="volunteer"),
    "orders:desk_person": desk_read("grid_worker auditor", public_id="person"),
    "orders:desk_order": desk_read("grid_worker auditor", reads=SEES_WORDS, public_id="order"),
    "orders:desk_reveal": desk_read("grid_worker", reads=SEES_WORDS, public_id="order"),
    "orders:desk_photo": desk_read("grid_worker auditor", public_id="order", photo_id="photo"),
    "orders:desk_verify": desk_write(public_id="order"),
    "orders:desk_pool": desk_write(public_id="order"),
    "orders:desk_ask": desk_write(reads=HERE, public_id="order"),
    "orders:desk_ask_team": desk_write(public_id="order"),
    "orders:desk_reject": desk_write(public_id="order"),
    "orders:desk_refer": desk_write(public_id="order"),
    "orders:desk_withdraw": desk_write(public_id="order"),
    "orders:desk_rework": desk_write(public_id="order"),
    "orders:desk_reschedule": desk_write(public_id="order"),
    "orders:desk_unmet": desk_write(public_id="order"),
    "orders:desk_merge": desk_write(public_id="order"),
    "orders:desk_gather": desk_write(public_id="order"),
    "orders:together": desk_page(),
    "orders:one_day": Row({"code": "item"}, DESK, DESK, DESK),
    "orders:staff": desk_write(public_id="desk_session"),
    "orders:desk_rate": desk_write(public_id="order"),
    "orders:desk_release": desk_write(public_id="assignment"),
    "orders:desk_check_in": desk_write(public_id="assignment"),
    "orders:desk_check_out": desk_write(public_id="assignment"),
    "orders:intake_done": desk_read("grid_worker", public_id="order"),
    "orders:sheet": desk_read(public_id="sheet"),
    "orders:sheet_confirm": desk_write(public_id="sheet"),
    "orders:sheet_withdraw": desk_write(public_id="sheet"),
    "orders:catalogue_item": Row({"code": "item"}, DESK, DESK, THERE, only=NONE),  # of all streets: the centre's
    "orders:catalogue_switch": Row({"code": "item"}, DESK, NONE),
    "orders:callback": Row({"public_id": "callback"}, READERS, HERE | AUDITOR, THERE | AUDITOR, write=HERE | THERE),
    "orders:callback_reveal": desk_write(reads=HERE, public_id="callback"),
    # Facilities and bookings
    "activities:facilities": public(),
    "activities:facility": Row({"public_id": "facility"}, EVERYBODY, EVERYBODY, EVERYBODY, is_public=True),
    "activities:facility_photo": Row(
        {"public_id": "facility", "photo_id": "view"}, EVERYBODY, EVERYBODY, EVERYBODY, is_public=True
    ),
    "activities:book": Row({"public_id": "facility"}, SIGNED_IN, SIGNED_IN, SIGNED_IN),
    "activities:my_bookings": own_page(),
    "activities:withdraw_booking": Row({"public_id": "booking"}, SIGNED_IN, some("resident"), some("neighbour")),
    "activities:desk_facilities": desk_page(READERS),
    "activities:desk_facility_new": desk_page(),
    "activities:desk_facilities_week": desk_page(READERS),
    "activities:desk_facility": desk_read(public_id="facility"),
    "activities:desk_facility_change": desk_write(public_id="facility"),
    "activities:desk_facility_shut": desk_write(public_id="facility"),
    "activities:desk_facility_add_photo": desk_write(public_id="facility"),
    "activities:desk_facility_drop_photo": desk_write(public_id="facility", photo_id="view"),
    "activities:desk_bookings": desk_page(READERS),
    "activities:desk_booking": desk_read(public_id="booking"),
    "activities:decide_booking": desk_write(public_id="booking"),
    "activities:desk_year": desk_page(READERS),
    # Plans and brands
    "programmes:plan": desk_write(code="station", year="year"),
    "programmes:new_theme": desk_page(),
    "programmes:theme": desk_write(pk="theme"),
    "programmes:drop_theme": desk_write(pk="theme"),
    "programmes:brands": desk_page(READERS),
    "programmes:new_brand": desk_page(),
    "programmes:brand": desk_write(public_id="brand"),
    "programmes:end_brand": desk_write(public_id="brand"),
    "desk:brands": public(),
    "desk:brand": Row({"public_id": "brand"}, EVERYBODY, EVERYBODY, EVERYBODY, is_public=True),
    "programmes:brand_photo": Row({"public_id": "brand"}, EVERYBODY, EVERYBODY, EVERYBODY, is_public=True),
    # Activities for everybody
    "activities:week": public(),
    "activities:rss": public(),
    "activities:json_feed": public(),
    "activities:week_of": public(monday="monday"),
    "activities:outputs": public(monday="monday"),
    "activities:text": public(monday="monday"),
    "activities:aloud": public(monday="monday"),
    "activities:paper": public(monday="monday", name="paper"),
    "activities:calendar": public(code="calendar"),
    "activities:session": announced(RESIDENTS),
    "activities:session_calendar": announced(),
    "activities:sign_up": announced(RESIDENTS),
    "activities:guest_signed_up": announced(),
    "activities:here": announced(),
    "activities:by_link": link("token", "guest_link"),
    "activities:at_kiosk": Row({}, EVERYBODY, some("kiosk"), is_public=True),
    "activities:mine": own_page(),
    "activities:signed_up": own_page(RESIDENTS, public_id="desk_sign_up"),
    "activities:leave": own_page(RESIDENTS, public_id="desk_sign_up"),
    "activities:come_back": own_page(RESIDENTS, public_id="desk_sign_up"),
    "desk:calendar_link": own_page(),
    "desk:end_calendar_link": own_page(),
    "desk:own_calendar": public(token="calendar_token"),
    # The weekly preview: the street's
    "activities:desk_previews": desk_page(READERS),
    "activities:desk_preview": of_street(READERS, some("street_worker auditor"), public_id="preview"),
    "activities:desk_preview_as": of_street(READERS, some("street_worker auditor"), public_id="preview", name="paper"),
    "activities:desk_preview_words": of_street(DESK, some("street_worker"), public_id="preview"),
    "activities:desk_preview_publish": of_street(DESK, some("street_worker"), public_id="preview"),
    "activities:desk_preview_change": Row(
        {"public_id": "preview", "session_id": "desk_session"},
        DESK,
        some("street_worker"),
        crossed=some("street_worker"),
    ),
    # Activities at the desk
    "activities:desk_list": desk_page(READERS),
    "activities:desk_week": desk_page(READERS),
    "activities:desk_week_sheet": desk_page(READERS),
    "activities:desk_new": desk_page(),
    "activities:desk_mark": desk_write(public_id="desk_sign_up"),
    "activities:desk_session": desk_read(public_id="desk_session"),
    "activities:desk_session_reveal": desk_write(public_id="desk_session"),
    "activities:desk_session_publish": desk_write(public_id="desk_session"),
    "activities:desk_session_change": desk_write(public_id="desk_session"),
    "activities:desk_session_series": desk_write(public_id="desk_session"),
    "activities:desk_session_rhythm": desk_write(public_id="desk_session"),
    "activities:desk_session_cancel": desk_write(public_id="desk_session"),
    "activities:desk_session_copy": desk_write(public_id="desk_session"),
    "activities:desk_session_leader": desk_write(public_id="desk_session"),
    "activities:desk_session_lecturer": desk_write(public_id="desk_session"),
    "activities:desk_session_sign_up": desk_write(public_id="desk_session"),
    "activities:desk_session_people": desk_read(public_id="desk_session"),
    "activities:desk_session_walk_in": desk_write(public_id="desk_session"),
    "activities:desk_session_paper": desk_write(public_id="desk_session"),
    "activities:desk_session_sheet": desk_read(public_id="desk_session"),
    "activities:desk_session_door": desk_read(public_id="desk_session"),
    "activities:desk_session_finish": desk_write(public_id="desk_session"),
    "activities:desk_session_photo": desk_read(public_id="desk_session", photo_id="session_photo"),
    "activities:desk_session_photo_remove": desk_write(public_id="desk_session", photo_id="session_photo"),
    "activities:desk_lectures": desk_page(READERS),
    "activities:desk_lecturer_new": desk_page(),
    "activities:desk_lecturer": desk_read(public_id="lecturer"),
    "activities:desk_lecturer_change": desk_write(public_id="lecturer"),
    "activities:desk_lecturer_reveal": desk_write(public_id="lecturer"),
    "activities:desk_lecturer_end": desk_write(public_id="lecturer"),
    # Administrators
    "people:staff": boss(),
    "people:invite": boss(),
    "people:invitations": boss(),
    "people:withdraw_invitation": Row({}, some("administrator"), NONE),
    "people:staff_person": boss(public_id="staff"),
    "people:end_role": Row({"public_id": "staff", "pk": "role"}, some("administrator"), some("administrator")),
    "people:suspend": boss_of_own(public_id="staff"),
    "people:restore": boss_of_own(public_id="staff"),
    "people:reset_factor": boss_of_own(public_id="staff"),
}


def build_scene(cast: Cast) -> Scene:
    _plant_canaries(cast)
    minor = cast.person("小明", "13800000031", birth_date=date(2014, 6, 1))
    suspended = cast.person("许丽", "13800000032", suspended_at=cast.now)
    Role.objects.create(person=suspended, station=cast.first, kind=RoleKind.STATION_WORKER, given_at=cast.now)
    elsewhere = cast.next_street()
    other = cast.person("唐勇", "13800000033", estate=cast.other_estate)
    Role.objects.create(person=other, station=elsewhere, kind=RoleKind.STREET_WORKER, given_at=cast.now)
    hats = cast.person("韩梅", "13800000034")
    for kind, station in ((RoleKind.STATION_WORKER, cast.second), (RoleKind.AUDITOR, cast.street)):
        Role.objects.create(person=hats, station=station, kind=kind, given_at=cast.now)
    scene = Scene(cast, minor, suspended, other, hats, _former(cast))
    _orders(scene)
    _people(scene)
    _programmes(scene)
    _rooms(scene)
    _activities_at_the_desk(scene)
    _previews(scene)
    return scene


def _former(cast: Cast) -> Person:
    one = cast.new_volunteer("冯春", left_at=cast.now)
    for kind in RoleKind:
        station = cast.first if kind in {RoleKind.STATION_WORKER, RoleKind.GRID_WORKER} else cast.street
        Role.objects.create(person=one.person, station=station, kind=kind, given_at=cast.now, ended_at=cast.now)
    for told in ({"confirmed_at": cast.now, "ended_at": cast.now}, {}):  # one that has ended, one that still waits
        FamilyLink.objects.create(
            actor=one.person, served=cast.resident, relation=Relation.MOTHER, asked_at=cast.now, **told
        )
    return one.person


def _plant_canaries(cast: Cast) -> None:
    assert cast.resident.address is not None
    cast.resident.name, cast.resident.phone = NAME, PHONE
    cast.resident.address.door = DOOR
    cast.daughter.phone = FAMILY_PHONE
    for row in (cast.resident, cast.resident.address, cast.daughter):
        row.save()


def _orders(scene: Scene) -> None:
    """The resident's order with everything hanging on it, and the like of somebody in the second community."""
    cast = scene.cast
    own = _order_of(cast, cast.resident, cast.volunteer, WORDS)
    stranger = cast.person("高远", "13800000041", estate=cast.other_estate)
    far = _order_of(cast, stranger, cast.new_volunteer("郭亮"), "别处")
    pool = cast.verified(cast.company, cast.resident)
    actions.open_pool(pool, cast.doing())
    owed = Callback.objects.create(order=own, kind="sample", station=cast.first, opened_at=cast.now)
    far_owed = Callback.objects.create(order=far, kind="sample", station=cast.second, opened_at=cast.now)
    line = Line(cast.resident, cast.haircut, cast.volunteer, 540, 30)
    sheet = actions.type_sheet(cast.first, cast.now.date(), [line], by=cast.auditor, now=cast.now)
    far_line = Line(stranger, cast.haircut, cast.volunteer, 540, 30)
    far_sheet = actions.type_sheet(cast.second, cast.now.date(), [far_line], by=cast.auditor, now=cast.now)
    asked = cast.verified(cast.company, cast.neighbour)
    actions.dispatch(asked, [Asked(cast.volunteer, team=cast.team)], cast.doing())
    done = cast.done(cast.haircut, cast.neighbour)
    Order.objects.filter(pk=done.pk).update(rating_token_hash=hash_token("token-to-rate"))
    photo = actions.add_photo(own, ContentFile(b"\xff\xd8\xff", "x.jpg"), by=cast.resident, now=cast.now)
    far_photo = actions.add_photo(far, ContentFile(b"\xff\xd8\xff", "x.jpg"), by=stranger, now=cast.now)
    scene.objects |= {
        "order": {"own": own.public_id, "other": far.public_id},
        "pool": {"own": pool.public_id, "other": far.public_id},
        "offer": {"own": cast.offer(asked).public_id},
        "assignment": {"own": _work(own), "other": _work(far)},
        "photo": {"own": photo.public_id, "other": far_photo.public_id},
        "callback": {"own": owed.public_id, "other": far_owed.public_id},
        "sheet": {"own": sheet.public_id, "other": far_sheet.public_id},
        "plan": {"own": _plan_of(cast, cast.first), "other": _plan_of(cast, cast.second)},
        "token": {"own": "token-to-rate"},
        "item": {"own": cast.haircut.code, "other": _item_of(cast.second).code},
    }


def _programmes(scene: Scene) -> None:
    """A theme and a brand of each community."""
    cast, month = scene.cast, scene.cast.now.date().replace(day=1)
    told = BrandWords("小微学堂", BrandRank.BRAND, "", "", month)
    brands, themes = [], []
    for station in (cast.first, cast.second):
        themes.append(programmes.add_theme(station, month, programmes.ThemeWords("书香")))
        photo = ContentFile(b"\xff\xd8\xff", "x.jpg")
        brands.append(programmes.open_brand(station, told, photo))
    scene.objects |= {
        "station": {"own": cast.first.code, "other": cast.second.code},
        "year": {"own": str(month.year)},
        "theme": {"own": str(themes[0].pk), "other": str(themes[1].pk)},
        "brand": {"own": brands[0].public_id, "other": brands[1].public_id},
    }


def _rooms(scene: Scene) -> None:
    """A hall of each community with a photo, asked for by its resident."""
    cast = scene.cast
    start = (cast.now + timedelta(days=2)).replace(hour=9, minute=0)
    found = []
    for station, estate, by in ((cast.first, cast.estate, cast.resident), (cast.second, cast.other_estate, None)):
        told = {"name": "讲堂", "kind": FacilityKind.LECTURE_HALL, "estate": estate, "place": "一楼"}
        hall = places.open_facility(station, told, (), now=cast.now)
        photo = places.add_facility_photo(hall, ContentFile(b"\xff\xd8\xff", "x.jpg"), words="门", now=cast.now)
        wanted = activities.Wanted(hall, [(start, start + timedelta(hours=1))], "排练")
        booking = activities.ask(wanted, Doing(by or scene.cast.neighbour, cast.now))[0]
        found.append((hall.public_id, photo.public_id, booking.public_id))
    names = ("facility", "view", "booking")
    scene.objects |= {name: {"own": own, "other": far} for name, own, far in zip(names, *found, strict=True)}


def _order_of(cast: Cast, person: Person, volunteer: Volunteer, details: str) -> Order:
    """Accepted for today by one volunteer."""
    order = cast.offered(volunteer, served=person)
    actions.accept(cast.offer(order, volunteer), cast.doing(volunteer.person, Channel.PAGE))
    Order.objects.filter(pk=order.pk).update(details=details)
    return cast.fresh(order)


def _plan_of(cast: Cast, station: Station) -> str:
    return actions.order_plan(station, cast.now.date(), 3, by=cast.street_worker, now=cast.now).public_id


def _work(order: Order) -> str:
    return Assignment.objects.get(order=order).public_id


def _item_of(station: Station) -> Item:
    return actions.add_item(
        station, f"own-{station.code}", name="站里自设", category="community", minutes=30, skill="company"
    )


def _people(scene: Scene) -> None:
    cast, later = scene.cast, scene.cast.now + timedelta(days=7)
    link = FamilyLink.objects.get(actor=cast.daughter)
    notice = Notice.objects.filter(person=cast.resident).first()
    assert notice is not None
    Invitation.objects.create(
        token_hash=hash_token("invite"), kind=RoleKind.AUDITOR, station=cast.first, made_by=cast.administrator,
        made_at=cast.now, expires_at=later,
    )  # fmt: skip
    cast.volunteer.qualifications.create(kind=QualificationKind.NURSING, valid_until=later.date())
    Block.objects.create(volunteer=cast.volunteer, person=cast.neighbour, by_volunteer=True, at=cast.now)
    twin = cast.person(NAME)
    far = cast.person("邓超", "13800000042", estate=cast.other_estate)
    far_volunteer = cast.new_volunteer("叶青")
    Volunteer.objects.filter(pk=far_volunteer.pk).update(station=cast.second)
    role = Role.objects.get(person=cast.keeper)
    # Not confirmed, so that it asks for no second factor here.
    passkey = Passkey.objects.create(
        user=cast.keeper, name="钥匙", credential="AAAA", public_key="AAAA", confirmed=False
    )
    scene.objects |= {
        "passkey": {"own": str(passkey.pk)},
        "person": {"own": cast.resident.public_id, "other": far.public_id},
        "twin": {"own": twin.public_id},
        "former": {"own": scene.former.public_id},
        "staff": {"own": cast.keeper.public_id, "other": scene.other_street_worker.public_id},
        "role": {"own": str(role.pk)},
        "family": {"own": str(link.pk)},
        "notice": {"own": notice.public_id},
        "invitation": {"own": "invite"},
        "volunteer": {"own": cast.volunteer.public_id, "other": far_volunteer.public_id},
        "team": {"own": cast.team.public_id},
        "kind": {"own": "nursing"},
        "block": {"own": cast.neighbour.public_id},
        "part": {"own": CAST[0].key},
        "step": {"own": "skills"},
    }


def _activities_at_the_desk(scene: Scene) -> None:
    """A class of each community; the resident comes to the one, a stranger to the other."""
    cast, kinds = scene.cast, ("desk_session", "desk_sign_up", "session_photo", "lecturer")
    found = {
        "own": _class_at(cast, cast.first, cast.resident),
        "other": _class_at(cast, cast.second, cast.person("方远", "13800000043", estate=cast.other_estate)),
    }
    scene.objects |= {kind: {which: ids[n] for which, ids in found.items()} for n, kind in enumerate(kinds)}


def _previews(scene: Scene) -> None:
    """A street's week under review, the week as it is published, a guest's link and a calendar's."""
    cast = scene.cast
    elsewhere = Station.objects.get(code="street2")
    week = date(2026, 11, 23)
    drafts = [activities.draft_preview(street, week, cast.doing()) for street in (cast.street, elsewhere)]
    own, other = (draft.public_id for draft in drafts if draft is not None)
    session = Session.objects.select_related("activity").get(public_id=scene.objects["desk_session"]["own"])
    _row, secret = activities.sign_up(session, activities.Guest(name=NAME, phone=PHONE), cast.doing())
    scene.objects |= {
        "preview": {"own": own, "other": other},
        "monday": {"own": week.isoformat()},
        "paper": {"own": "poster-a4"},
        "calendar": {"own": cast.street.code},
        "guest_link": {"own": secret},
        "calendar_token": {"own": activities.make_calendar_link(cast.resident, now=cast.now)},
    }


def _class_at(cast: Cast, station: Station, person: Person) -> tuple[str, str, str, str]:
    doing = cast.doing()
    speaker = activities.add_lecturer(station, {"name": "讲师", "background": "veteran"}, doing)
    made = Activity(station=station, title="书画班", kind="class", minutes=90, seats=9, lecturer=speaker)
    (session,) = activities.plan(made, cast.now + timedelta(days=2), doing)
    activities.publish(session, doing)
    row, _secret = activities.sign_up(session, activities.Guest(person), doing)
    (photo,) = activities.add_session_photos(session, [ContentFile(b"\xff\xd8\xff", "x.jpg")], doing)
    return session.public_id, row.public_id, photo.public_id, speaker.public_id
