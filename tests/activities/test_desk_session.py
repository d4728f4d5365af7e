"""One session at the desk: what can be done now, who is told, who has to be called, and what closing it says."""

from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image

from sidan.activities import actions
from sidan.activities.actions import Guest, Times
from sidan.activities.models import Session, SessionEvent, SessionPhoto, SignUp
from sidan.activities.recurrence import Repeat
from sidan.activities.states import Proof, State
from sidan.notices.models import Notice
from sidan.people.models import Reveal, Role, RoleKind
from tests.activities.conftest import Hall
from tests.activities.pages import AT, soup, text, told


def address(session: Session, rest: str = "") -> str:
    return f"{AT}{session.public_id}/{rest}"


def get(hall: Hall, session: Session, rest: str = "") -> Any:
    return hall.cast.client(hall.cast.keeper).get(address(session, rest))


def post(hall: Hall, session: Session, rest: str, **typed: Any) -> Any:
    return hall.cast.client(hall.cast.keeper).post(address(session, rest), typed, follow=True)


def with_people(hall: Hall, **values: Any) -> Session:
    """A resident with a seat, a guest with one, and a neighbour who waits."""
    session = hall.published(seats=2, **values)
    for guest in (Guest(hall.cast.resident), Guest(name="白鹭", phone="16655550001"), Guest(hall.cast.neighbour)):
        actions.sign_up(hall.fresh(session), guest, hall.doing())
    Notice.objects.all().delete()
    return hall.fresh(session)


def weekly(hall: Hall, n: int = 3) -> list[Session]:
    last = hall.at(days=2 + 7 * (n - 1)).date()
    return hall.planned(rule=Repeat("weekly", last).as_rule(hall.at()))


def changed(hall: Hall, **more: str) -> dict[str, str]:
    told_of = {
        "title": "书画班", "day": "2026-11-27", "at": "14:00", "until": "15:30", "facility": "", "place": "3号楼前",
        "entry": "seats", "seats": "2", "reason": "老师上午有事", "do": "change",
    }  # fmt: skip
    return told_of | more


def test_the_buttons_are_those_of_the_table(hall: Hall) -> None:
    session = hall.planned()[0]
    assert "发布" in told(get(hall, session))
    post(hall, session, "publish/")
    assert Session.objects.get().state == State.PUBLISHED
    page = get(hall, session)
    links = {
        str(one["href"]).removeprefix(address(session)) for one in soup(page).select(f"a[href^='{address(session)}']")
    }
    assert {"sign-up/", "people/", "change/", "cancel/", "door/", "sheet/", "copy/"} <= links
    assert "finish/" not in links
    hall.cast.clock.move(days=2, hours=1)
    assert address(session, "finish/") in text(get(hall, session))
    reader = hall.cast.client(hall.cast.auditor).get(address(session))
    assert reader.status_code == 200
    assert not soup(reader).select(f"a[href^='{address(session)}change']")


def test_a_whole_series_goes_out_with_one_tap(hall: Hall) -> None:
    sessions = weekly(hall)
    assert "整个系列3场都发布" in told(get(hall, sessions[0]))
    post(hall, sessions[0], "publish/", all="1")
    assert Session.objects.filter(state=State.PUBLISHED).count() == 3


def test_names_and_numbers_are_masked_and_each_look_is_written_down_first(hall: Hall) -> None:
    session = with_people(hall)
    page = get(hall, session)
    for secret in ("王秀英", "13800000001", "白鹭", "16655550001"):
        assert secret not in text(page)
    assert "候补第1位" in told(page)
    assert "1位没有账号，有变动要打电话" in told(page)
    one = SignUp.objects.get(person=hall.cast.resident)
    shown = post(hall, session, "reveal/", sign_up=one.public_id)
    assert "王秀英" in text(shown)
    assert "白鹭" not in text(shown)
    assert Reveal.objects.get().person == hall.cast.resident
    shown = post(hall, session, "reveal/", sign_up="guests")
    assert "16655550001" in text(shown)
    assert "138 0000 0001" not in text(shown)
    assert [event.verb for event in SessionEvent.objects.order_by("pk")] == ["plan", "publish", "look", "look"]
    assert "看了电话" in told(get(hall, session))
    post(hall, session, "reveal/", sign_up="zzzz")
    assert SessionEvent.objects.filter(verb="look").count() == 2


def test_a_change_says_beforehand_who_will_know_and_tells_just_those(hall: Hall) -> None:
    session = with_people(hall, place="3号楼前")
    page = get(hall, session, "change/")
    assert "会收到消息的：2位（王*、张*）" in told(page)
    assert "收不到消息、要打电话的：1位（白*166****0001）" in told(page)
    post(hall, session, "change/", **changed(hall))
    told_of_it = {n.person for n in Notice.objects.filter(kind="session_changed").select_related("person")}
    assert told_of_it == {hall.cast.resident, hall.cast.neighbour}
    assert "老师上午有事" in told(get(hall, session))


def test_fewer_seats_than_people_offers_as_many_as_there_are(hall: Hall) -> None:
    session = with_people(hall, place="3号楼前")
    page = post(hall, session, "change/", **changed(hall, seats="1", reason="改名额"))
    assert "已经有2人报上名，名额不能比这少" in told(page)
    assert "名额改成2" in told(page)
    assert "改名额" in text(page)
    assert "已经有人报名，不能改成不用报名" in told(post(hall, session, "change/", **changed(hall, entry="open")))
    big = hall.facility
    page = post(hall, session, "change/", **changed(hall, facility=big.public_id, seats="60"))
    assert "最多坐40人" in told(page)


def test_a_change_into_a_taken_room_offers_another_time_and_its_own_time_does_not_stand_in_the_way(hall: Hall) -> None:
    session = hall.published(facility=hall.facility)
    hall.planned(hall.at(hour=14), title="合唱排练", facility=hall.facility)
    typed = changed(hall, facility=hall.facility.public_id, seats="3")
    page = post(hall, session, "change/", **typed)
    assert "已经安排了“合唱排练”" in told(page)
    assert "换到11月27日15:30–17:00" in told(page)
    post(hall, session, "change/", **typed | {"at": "09:15", "until": "10:45"})
    assert hall.fresh(session).starts_at == hall.at(hour=9, minute=15)


def test_cancelling_says_exactly_who_is_told_and_who_must_be_called(hall: Hall) -> None:
    session = with_people(hall)
    page = get(hall, session, "cancel/")
    assert "会收到消息的：2位（王*、张*）" in told(page)
    assert "收不到消息、要打电话的：1位（白*166****0001）" in told(page)
    refused = post(hall, session, "cancel/", reason="")
    assert "请写明原因" in told(refused)
    assert hall.fresh(session).state == State.PUBLISHED
    done = post(hall, session, "cancel/", reason="下大雪")
    assert "有1位没有账号，收不到消息，请打电话告诉他们" in told(done)
    assert Notice.objects.filter(kind="session_cancelled").count() == 2
    assert "16655550001" in text(post(hall, session, "reveal/", sign_up="guests"))


def test_the_same_once_more_on_another_day(hall: Hall) -> None:
    session = hall.published(facility=hall.facility)
    assert 'value="2026-12-04"' in text(get(hall, session, "copy/"))
    post(hall, session, "copy/", day="2026-12-04", at="09:00", do="copy")
    again = Session.objects.latest("pk")
    assert (again.activity, again.facility, again.state) == (session.activity, hall.facility, State.PLANNED)
    page = post(hall, session, "copy/", day="2026-12-04", at="09:00", do="copy")
    assert "已经排过一场" in told(page)
    page = post(hall, session, "copy/", day="2026-12-04", at="10:00", do="copy")
    assert "换到12月4日10:30–12:00" in told(page)


def test_another_lecturer_for_one_session(hall: Hall) -> None:
    session = hall.published(lecturer=hall.lecturer)
    other = actions.add_lecturer(hall.cast.first, {"name": "高山", "background": "expert"}, hall.doing())
    third = actions.add_lecturer(hall.cast.first, {"name": "青云", "background": "expert"}, hall.doing())
    hall.planned(hall.at(hour=10), title="另一场", lecturer=other)
    page = post(hall, session, "lecturer/", lecturer=other.public_id, do="lecturer")
    assert "宣讲员高山在11月27日10:00–11:30要讲“另一场”" in told(page)
    assert "换成青云" in told(page)
    post(hall, session, "lecturer/", lecturer=third.public_id, do="lecturer")
    assert hall.fresh(session).lecturer == third


def series(hall: Hall, **more: str) -> dict[str, str]:
    typed = {"title": "国画班", "minutes": "60", "place": "3号楼前", "entry": "seats", "seats": "3", "reason": "换老师"}
    return typed | {"do": "look"} | more


def test_a_change_of_the_series_is_told_first_and_nothing_has_happened_yet(hall: Hall) -> None:
    sessions = weekly(hall)
    for one in sessions:
        actions.publish(one, hall.doing())
    actions.sign_up(hall.fresh(sessions[0]), Guest(hall.cast.resident), hall.doing())
    actions.sign_up(hall.fresh(sessions[1]), hall.guest(), hall.doing())
    actions.change(hall.fresh(sessions[2]), Times(hall.at(days=16, hour=15), 90), hall.doing(), seats=3)
    Notice.objects.all().delete()
    page = post(hall, sessions[0], "series/", **series(hall))
    for words in ("跟着改的：2场", "不动的：1场", "会收到消息的：1位", "要打电话的：1位"):
        assert words in told(page)
    assert set(Session.objects.values_list("title", flat=True)) == {"书画班"}
    assert not Notice.objects.exists()
    post(hall, sessions[0], "series/", **series(hall, do="sure"))
    assert list(Session.objects.order_by("slot_at").values_list("title", flat=True)) == ["国画班", "国画班", "书画班"]
    assert Notice.objects.filter(kind="session_changed").count() == 1


def test_another_rhythm_is_told_first_too(hall: Hall) -> None:
    sessions = weekly(hall)
    typed = {
        "day": "2026-11-28",
        "at": "09:00",
        "repeat": "weekly",
        "every": "1",
        "last_day": "2026-12-05",
        "reason": "周六",
    }
    page = post(hall, sessions[0], "rhythm/", **typed, do="look")
    assert "跟着改的：2场" in told(page)
    assert "没有人报名、要取消的：1场" in told(page)
    assert Session.objects.filter(state=State.CANCELLED).count() == 0
    post(hall, sessions[0], "rhythm/", **typed, do="sure")
    days = [str(one.day) for one in Session.objects.ahead().order_by("starts_at")]
    assert days == ["2026-11-28", "2026-12-05"]
    page = post(hall, sessions[0], "rhythm/", **typed | {"last_day": ""}, do="look")
    assert "重复的活动要写明到哪一天为止" in told(page)
    assert "办到2026-12-31为止" in told(page)


def test_a_cancelled_day_of_a_series_is_not_filled_again(hall: Hall) -> None:
    rule = Repeat("daily", hall.at(days=4).date()).as_rule(hall.at())
    sessions = hall.planned(rule=rule)
    actions.cancel(sessions[1], hall.doing(reason="停电"))
    shorter = Repeat("daily", hall.at(days=3).date()).as_rule(hall.at())
    followed = actions.change_rule(sessions[0].activity, shorter, hall.at(), hall.doing(reason="少一天"))
    assert (followed.changed, followed.added, followed.cancelled) == (1, 0, 1)
    assert [one.slot_at for one in Session.objects.ahead()] == [hall.at()]


def photo(name: str = "a.jpg") -> SimpleUploadedFile:
    out = BytesIO()
    Image.new("RGB", (40, 30), "red").save(out, "JPEG", exif=b"Exif\0\0geheim")
    return SimpleUploadedFile(name, out.getvalue(), "image/jpeg")


def test_closing_asks_for_nothing_that_is_in_the_records(hall: Hall, settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    session = with_people(hall)
    hall.cast.clock.move(days=2, hours=1)
    one = SignUp.objects.get(person=hall.cast.resident)
    actions.check_in(one, Proof.LEADER, hall.doing())
    actions.excuse(SignUp.objects.get(phone_index="16655550001"), hall.doing())
    page = get(hall, session, "finish/")
    for words in ("签到1人", "报名2人", "请假1人", "没有来0人", "候补1人", "70–79岁1"):
        assert words in told(page)
    assert 'value="1"' in str(soup(page).find("input", {"name": "head_count"}))
    bad = post(hall, session, "finish/", head_count="12", photos=[SimpleUploadedFile("x.jpg", b"no photo")])
    assert "这个文件不是照片" in told(bad)
    done = post(hall, session, "finish/", head_count="12", report="来了不少人", photos=[photo()])
    assert "一共来了12人" in told(done)
    assert "来了不少人" in told(done)
    made = SessionPhoto.objects.get()
    served = get(hall, session, f"photos/{made.public_id}/")
    assert served["Content-Type"] == "image/jpeg"
    body = served.content
    assert b"geheim" not in body
    assert (
        hall.cast.client(hall.cast.second_keeper).get(address(session, f"photos/{made.public_id}/")).status_code == 404
    )
    post(hall, session, f"photos/{made.public_id}/remove/")
    assert not SessionPhoto.objects.exists()


def test_what_has_not_begun_cannot_be_closed(hall: Hall) -> None:
    assert "活动还没开始" in told(post(hall, hall.published(), "finish/", head_count="3"))


@pytest.mark.parametrize("rest", ["", "people/", "sheet/"])
def test_a_full_hall_costs_what_one_guest_costs(hall: Hall, rest: str) -> None:
    session = hall.published(seats=40)
    client = hall.cast.client(hall.cast.keeper)

    def cost() -> int:
        client.get(address(session, rest))
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address(session, rest)).status_code == 200
        return len(queries)

    actions.sign_up(hall.fresh(session), Guest(hall.cast.resident), hall.doing())
    once = cost()
    for number in range(29):
        person = hall.cast.person("居民", f"1390001{number:04d}")
        actions.sign_up(hall.fresh(session), Guest(person), hall.doing())
    assert cost() == once


def test_the_door_and_the_sheet_carry_the_code_and_no_name(hall: Hall) -> None:
    session = with_people(hall)
    for rest in ("door/", "sheet/"):
        page = get(hall, session, rest)
        assert soup(page).select("svg.qr")
        assert "王秀英" not in text(page)
    rows = [
        [cell.get_text(strip=True) for cell in tr.find_all("td")]
        for tr in soup(get(hall, session, "sheet/")).select(".sheet tbody tr")
    ]
    assert rows[0][:4] == ["1", "王*", "0001", "1"]
    assert rows[2][:3] == ["3", "张*（候补第 1 位）", "0003"]
    assert len(rows) == 3 + 12


def test_a_colleague_is_named_leader_of_this_session_or_of_all_that_follow(hall: Hall) -> None:
    first, second, third = weekly(hall)
    colleague, at = hall.cast.outsider, {"station": hall.cast.first, "given_at": hall.cast.now}
    Role.objects.create(person=colleague, kind=RoleKind.STATION_WORKER, **at)
    assert colleague.name in told(get(hall, second, "leader/"))
    page = post(hall, second, "leader/", leader=colleague.public_id, all="on")
    assert f"负责人换成了{colleague.name}" in told(page)
    leaders = [hall.fresh(one).leader for one in (first, second, third)]
    assert leaders == [hall.cast.keeper, colleague, colleague]
    notice = Notice.objects.get(person=colleague)
    assert "请您负责活动：书画班" in notice.words
    assert "共 2 场" in notice.words
    assert "请选一位" in told(post(hall, first, "leader/", leader=hall.cast.second_keeper.public_id))
