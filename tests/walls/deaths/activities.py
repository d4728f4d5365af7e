"""Activities: planned, published, signed up for, held, told of; rooms and lecturers taken and given back."""

from datetime import timedelta

from django.core.files.base import ContentFile

from sidan.activities import actions
from sidan.activities.models import Booking, Session, SessionPhoto, SignUp
from sidan.activities.states import Proof
from sidan.core.models import Channel
from tests.activities.conftest import Hall, build_hall
from tests.conftest import Cast
from tests.walls.deaths.dying import Act, dies

WEEKLY = "FREQ=WEEKLY;COUNT=3"


def hall_of(cast: Cast) -> Hall:
    """A hall of its own each time: what was taken before is in nobody's way."""
    hall = build_hall(cast, f"讲堂{next(cast.doors)}")
    hall.lecturer.name = f"马兰{hall.facility.pk}"
    return hall


def _held(cast: Cast) -> tuple[Hall, Session]:
    hall = hall_of(cast)
    return hall, hall.published(facility=hall.facility, lecturer=hall.lecturer)


def _signed(cast: Cast) -> tuple[Hall, SignUp]:
    """Three have the seats, two more wait."""
    hall, session = _held(cast)
    for _number in range(5):
        actions.sign_up(session, actions.Guest(cast.person("居民")), hall.doing())
    first = SignUp.objects.going().filter(session=session).order_by("pk")[0]
    return hall, SignUp.objects.select_related("session__activity", "session__facility", "person").get(pk=first.pk)


def _begins(cast: Cast, session: Session) -> None:
    """The doing's moment is the clock's when it is asked; so the session is put there instead."""
    begun = cast.now - timedelta(minutes=5)
    Session.objects.filter(pk=session.pk).update(starts_at=begun, ends_at=begun + timedelta(minutes=90))
    session.refresh_from_db()


@dies("activities.plan", "activities.take_lecturer", "activities.planned", "activities.take_facility")
def plan(cast: Cast) -> Act:
    hall = hall_of(cast)
    activity = hall.activity(facility=hall.facility, lecturer=hall.lecturer, rule=WEEKLY)
    first, doing = hall.at(), hall.doing()
    return lambda: actions.plan(activity, first, doing)


@dies("activities.add_sessions")
def add_sessions(cast: Cast) -> Act:
    hall, session = _held(cast)
    at, doing = [hall.at(9), hall.at(16)], hall.doing()
    return lambda: actions.add_sessions(session.activity, at, doing)


@dies("activities.publish", "activities.move", "activities.append")
def publish(cast: Cast) -> Act:
    hall = hall_of(cast)
    session = hall.planned()[0]
    return lambda: actions.publish(session, hall.doing())


@dies("activities.publish_ahead")
def publish_ahead(cast: Cast) -> Act:
    hall = hall_of(cast)
    sessions = hall.planned(rule=WEEKLY)
    return lambda: actions.publish_ahead(sessions[0].activity, hall.doing())


@dies("activities.change", "activities.give_back", "activities.give_back_lecturer", "activities.tell_signed_up")
def change(cast: Cast) -> Act:
    hall, sign_up = _signed(cast)
    session = hall.fresh(sign_up.session)
    times = actions.Times(hall.at(3), 60, hall.facility)
    return lambda: actions.change(session, times, hall.doing(), seats=9)


@dies("activities.cancel")
def cancel(cast: Cast) -> Act:
    hall, sign_up = _signed(cast)
    return lambda: actions.cancel(sign_up.session, hall.doing(reason="老师病了"))


@dies("activities.finish")
def finish(cast: Cast) -> Act:
    hall, session = _held(cast)
    _begins(cast, session)
    return lambda: actions.finish(session, hall.doing(), head_count=12, report="很热闹")


@dies("activities.name_leader", "activities.tell_leader")
def name_leader(cast: Cast) -> Act:
    hall, session = _held(cast)
    return lambda: actions.name_leader([session], cast.second_keeper, hall.doing())


@dies("activities.name_lecturer")
def name_lecturer(cast: Cast) -> Act:
    hall, session = _held(cast)
    other = hall_of(cast).lecturer
    return lambda: actions.name_lecturer(session, other, hall.doing())


@dies("activities.look_at_lecturer")
def look_at_lecturer(cast: Cast) -> Act:
    hall, _session = _held(cast)
    hall.lecturer.person = cast.neighbour
    hall.lecturer.save(update_fields=["person"])
    return lambda: actions.look_at_lecturer(hall.lecturer, by=cast.keeper, now=cast.now)


@dies("activities.change_series")
def change_series(cast: Cast) -> Act:
    hall = hall_of(cast)
    activity = hall.planned(rule=WEEKLY, facility=hall.facility)[0].activity
    return lambda: actions.change_series(activity, {"title": "书法班", "minutes": 60}, hall.doing())


@dies("activities.change_rule")
def change_rule(cast: Cast) -> Act:
    hall = hall_of(cast)
    activity = hall.planned(rule=WEEKLY, facility=hall.facility)[0].activity
    first = hall.at(4)
    return lambda: actions.change_rule(activity, "FREQ=WEEKLY;COUNT=2", first, hall.doing(reason="改到周末"))


# Signing up and coming


@dies("activities.sign_up")
def sign_up(cast: Cast) -> Act:
    hall, session = _held(cast)
    person = cast.person("居民")
    return lambda: actions.sign_up(session, actions.Guest(person), hall.doing(person, channel=Channel.PAGE))


@dies("activities.sign_up_guest", apart="core_limit")
def sign_up_guest(cast: Cast) -> Act:
    hall, session = _held(cast)
    guest = hall.guest()
    return lambda: actions.sign_up_guest(session, guest, hall.doing(), visitor=guest.phone)


@dies("activities.leave", "activities.refill")
def leave(cast: Cast) -> Act:
    hall, sign_up = _signed(cast)
    return lambda: actions.leave(sign_up, hall.doing(sign_up.person, channel=Channel.PAGE))


def _coming(cast: Cast) -> tuple[Hall, SignUp]:
    hall, sign_up = _signed(cast)
    _begins(cast, sign_up.session)
    return hall, sign_up


@dies("activities.check_in")
def check_in(cast: Cast) -> Act:
    hall, sign_up = _coming(cast)
    return lambda: actions.check_in(sign_up, Proof.LEADER, hall.doing())


@dies("activities.undo_check_in")
def undo_check_in(cast: Cast) -> Act:
    hall, sign_up = _coming(cast)
    actions.check_in(sign_up, Proof.LEADER, hall.doing())
    return lambda: actions.undo_check_in(sign_up, hall.doing())


@dies("activities.excuse")
def excuse(cast: Cast) -> Act:
    hall, sign_up = _coming(cast)
    return lambda: actions.excuse(sign_up, hall.doing())


@dies("activities.walk_in")
def walk_in(cast: Cast) -> Act:
    hall, session = _held(cast)
    _begins(cast, session)
    guest = hall.guest()
    return lambda: actions.walk_in(session, guest, Proof.LEADER, hall.doing())


@dies("activities.enter_paper")
def enter_paper(cast: Cast) -> Act:
    hall, sign_up = _coming(cast)
    lines = [actions.PaperLine(sign_up=sign_up)]
    return lambda: actions.enter_paper(sign_up.session, lines, hall.doing())


@dies("activities.look")
def look(cast: Cast) -> Act:
    hall, sign_up = _signed(cast)
    return lambda: actions.look(sign_up.session, [sign_up], hall.doing(reason="通知改期"))


def _photo(hall: Hall, session: Session) -> SessionPhoto:
    return actions.add_session_photos(session, [ContentFile(b"picture", "a.jpg")], hall.doing())[0]


@dies("activities.add_session_photos")
def add_session_photos(cast: Cast) -> Act:
    hall, session = _held(cast)
    return lambda: _photo(hall, session)


@dies("activities.remove_session_photo")
def remove_session_photo(cast: Cast) -> Act:
    photo = _photo(*_held(cast))
    return lambda: actions.remove_session_photo(photo)


@dies("activities.remind")
def remind(cast: Cast) -> Act:
    _hall, sign_up = _signed(cast)
    return lambda: actions.remind(sign_up.session, now=cast.now)


@dies("activities.nudge")
def nudge(cast: Cast) -> Act:
    _hall, session = _held(cast)
    return lambda: actions.nudge(session, now=cast.now)


@dies("activities.forget_guest")
def forget_guest(cast: Cast) -> Act:
    hall, session = _held(cast)
    row, _secret = actions.sign_up(session, hall.guest(), hall.doing())
    return lambda: actions.forget_guest(row)


# Rooms


def _wanted(hall: Hall) -> actions.Wanted:
    times = [(hall.at(3, 14), hall.at(3, 16)), (hall.at(10, 14), hall.at(10, 16))]
    return actions.Wanted(hall.facility, times, "合唱排练", 20)


def _asked(cast: Cast, *, is_granted: bool = False) -> tuple[Hall, Booking]:
    hall = hall_of(cast)
    hall.facility.needs_approval = True
    hall.facility.save(update_fields=["needs_approval"])
    person = cast.person("居民")
    return hall, actions.ask(_wanted(hall), hall.doing(person), is_granted=is_granted)[0]


@dies("activities.ask")
def ask(cast: Cast) -> Act:
    hall = hall_of(cast)
    wanted = _wanted(hall)
    return lambda: actions.ask(wanted, hall.doing(), is_granted=True)


@dies("activities.ask", "activities.tell_workers")
def ask_for_approval(cast: Cast) -> Act:
    hall, _booking = _asked(cast)
    wanted, person = _wanted(hall), cast.person("居民")
    return lambda: actions.ask(wanted, hall.doing(person))


@dies("activities.approve")
def approve(cast: Cast) -> Act:
    hall, booking = _asked(cast)
    return lambda: actions.approve(booking, hall.doing(), opens_door="门卫老李")


@dies("activities.refuse")
def refuse(cast: Cast) -> Act:
    hall, booking = _asked(cast)
    return lambda: actions.refuse(booking, hall.doing(reason="要装修"))


@dies("activities.withdraw")
def withdraw(cast: Cast) -> Act:
    hall, booking = _asked(cast, is_granted=True)
    return lambda: actions.withdraw(booking, hall.doing(reason="要装修"))


@dies("activities.mark_used")
def mark_used(cast: Cast) -> Act:
    hall, booking = _asked(cast, is_granted=True)
    return lambda: actions.mark_used(booking, hall.doing())


@dies("activities.release")
def release(cast: Cast) -> Act:
    _hall, booking = _asked(cast, is_granted=True)
    return lambda: actions.release(booking, now=cast.now)
