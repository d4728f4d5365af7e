"""Who comes: signing somebody up while they speak, the leader's list, walk-ins, and the sheet of paper typed in."""

from typing import Any

import pytest

from sidan.activities import actions
from sidan.activities.actions import Guest
from sidan.activities.models import Session, SignUp
from sidan.activities.states import Proof, SignUpState
from sidan.core.models import Channel
from tests.activities.conftest import Hall
from tests.activities.pages import AT, soup, text, told


def post(hall: Hall, session: Session, rest: str, **typed: Any) -> Any:
    return hall.cast.client(hall.cast.keeper).post(f"{AT}{session.public_id}/{rest}", typed, follow=True)


def get(hall: Hall, session: Session, rest: str) -> Any:
    return hall.cast.client(hall.cast.keeper).get(f"{AT}{session.public_id}/{rest}")


def mark(hall: Hall, row: SignUp, do: str) -> Any:
    return hall.cast.client(hall.cast.keeper).post(f"{AT}sign-ups/{row.public_id}/", {"do": do}, follow=True)


def row_of(hall: Hall, session: Session, guest: Guest | None = None, seats: int = 1) -> SignUp:
    row, _secret = actions.sign_up(hall.fresh(session), guest or hall.guest(), hall.doing(), seats=seats)
    return row


def at_the_door(hall: Hall) -> None:
    hall.cast.clock.move(days=1, hours=23)


def test_somebody_we_know_is_found_by_the_last_digits_and_signed_up_by_telephone(hall: Hall) -> None:
    session = hall.published(group_most=3)
    page = post(hall, session, "sign-up/", q="0001", seats="2", channel="phone", name="白鹭", do="search")
    assert "王*138****0001" in told(page)
    assert "王秀英" not in text(page)
    assert 'value="白鹭"' in text(page)
    done = post(hall, session, "sign-up/", q="0001", person=hall.cast.resident.public_id, seats="2", channel="family")
    assert "已报上名：王*，2位" in told(done)
    row = SignUp.objects.get()
    assert (row.person, row.seats, row.channel, row.made_by) == (
        hall.cast.resident, 2, Channel.FAMILY, hall.cast.keeper,
    )  # fmt: skip
    again = post(hall, session, "sign-up/", q="", person=hall.cast.resident.public_id, channel="phone")
    assert "已经报过名了" in told(again)


def test_the_place_in_the_queue_is_said_aloud(hall: Hall) -> None:
    session = hall.published(seats=1)
    for _n in range(3):
        row_of(hall, session)
    typed = {"name": "白鹭", "phone": "166 5555 0001", "seats": "1", "channel": "walk_in", "do": "guest"}
    assert "候补第3位" in told(post(hall, session, "sign-up/", **typed))
    row = SignUp.objects.latest("pk")
    assert (row.name, row.phone, row.state, row.channel) == (
        "白鹭", "16655550001", SignUpState.WAITING, Channel.WALK_IN,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"name": "白鹭"}, "请留一个电话"),
        ({"phone": "16655550001"}, "请填写姓名"),
        ({"name": "白鹭", "phone": "12"}, "不像电话号码"),
        ({"name": "白鹭😀", "phone": "16655550001"}, "去掉表情"),
        ({"name": "白鹭", "phone": "16655550001", "seats": "9"}, "一次最多报1位"),
        ({"name": "白鹭", "phone": "16655550001", "seats": "两"}, "人数请写数字"),
    ],
)
def test_a_guest_is_asked_for_what_is_missing(hall: Hall, typed: dict[str, str], sentence: str) -> None:
    page = post(hall, hall.published(), "sign-up/", do="guest", **typed)
    assert sentence in told(page)
    assert not SignUp.objects.exists()


def test_a_guest_whose_number_we_know_is_shown_first(hall: Hall) -> None:
    session = hall.published()
    typed = {"name": "王秀英", "phone": hall.cast.resident.phone, "do": "guest"}
    page = post(hall, session, "sign-up/", **typed)
    assert "这个号码登记过" in told(page)
    assert hall.cast.resident.public_id in text(page)
    assert not SignUp.objects.exists()
    post(hall, session, "sign-up/", **typed, anyway="1")
    assert SignUp.objects.get().person is None


def test_a_resident_of_elsewhere_cannot_be_picked(hall: Hall) -> None:
    session = hall.published()
    assert post(hall, session, "sign-up/", person=hall.cast.outsider.public_id, q="").status_code in (200, 404)
    far = hall.cast.person("方远", "13800000088", estate=hall.cast.other_estate)
    assert post(hall, session, "sign-up/", person=far.public_id, q="").status_code == 404


def test_one_tap_each_a_second_does_no_harm_and_a_wrong_one_is_undone(hall: Hall) -> None:
    session = hall.published()
    row = row_of(hall, session, Guest(hall.cast.resident))
    assert "开始前半小时起可以签到" in told(get(hall, session, "people/"))
    at_the_door(hall)
    for _tap in range(2):
        assert "到了1位，报名1位" in told(mark(hall, row, "came"))
    row.refresh_from_db()
    assert (row.proof, row.checked_in_by) == (Proof.LEADER, hall.cast.keeper)
    assert "到了0位，报名1位" in told(mark(hall, row, "undo"))
    assert "请假1" in told(mark(hall, row, "excused"))
    row.refresh_from_db()
    assert row.excused_at is not None
    mark(hall, row, "came")
    row.refresh_from_db()
    assert row.excused_at is None


def test_whoever_leaves_makes_room_and_a_guest_who_moves_up_has_to_be_called(hall: Hall) -> None:
    session = hall.published(seats=1)
    row = row_of(hall, session)
    row_of(hall, session, Guest(name="白鹭", phone="16655550001"))
    page = mark(hall, row, "left")
    assert "候补的白*补上了，没有账号，请打电话" in told(page)
    assert SignUp.objects.going().get().phone == "16655550001"


def test_the_list_is_searched_by_the_last_digits(hall: Hall) -> None:
    session = hall.published(seats=9)
    for guest in (Guest(hall.cast.resident), Guest(name="白鹭", phone="16655550007"), Guest(hall.cast.neighbour)):
        row_of(hall, session, guest)
    page = get(hall, session, "people/?q=0007")
    assert len(soup(page).select(".line[id^=row]")) == 1
    assert "白*0007" in told(page)
    assert "名单里没有这位" in told(get(hall, session, "people/?q=9999"))


def test_walk_ins_take_free_seats_and_a_full_hall_says_so(hall: Hall) -> None:
    session = hall.published(seats=2)
    row_of(hall, session)
    at_the_door(hall)
    assert "记下了，1位" in told(post(hall, session, "walk-in/", name="白鹭", seats="1"))
    page = post(hall, session, "walk-in/", name="青松", seats="1")
    assert "座位都坐满了" in told(page)
    assert 'value="青松"' in text(page)
    assert "请填写姓名" in told(post(hall, session, "walk-in/", name=""))
    assert SignUp.objects.came().get().name == "白鹭"


def test_an_open_session_counts_whoever_comes(hall: Hall) -> None:
    session = hall.published(seats=None)
    at_the_door(hall)
    post(hall, session, "walk-in/", name="白鹭", phone="16655550001", seats="4")
    assert "到了4位，报名4位" in told(get(hall, session, "people/"))


def sheet(*lines: dict[str, str], came: tuple[str, ...] = ()) -> dict[str, Any]:
    rows = {f"lines-{n}-{name}": value for n, line in enumerate(lines) for name, value in line.items()}
    return {"lines-TOTAL_FORMS": "8", "lines-INITIAL_FORMS": "0", "came": list(came)} | rows


def test_a_paper_sheet_is_typed_in_whole_or_not_at_all(hall: Hall) -> None:
    session = hall.published(seats=3)
    first, second = row_of(hall, session), row_of(hall, session)
    at_the_door(hall)
    mark(hall, second, "came")
    came = (first.public_id, second.public_id)
    page = post(hall, session, "paper/", **sheet({"name": "白鹭"}, {"name": "青松"}, came=came))
    assert "座位都坐满了" in told(page)
    assert 'value="青松"' in text(page)
    assert SignUp.objects.came().count() == 1
    assert soup(page).find("input", {"value": first.public_id, "checked": True})
    page = post(hall, session, "paper/", **sheet({"name": "白鹭", "phone": "1"}, {"phone": "16655550001"}, came=came))
    assert "不像电话号码" in told(page)
    assert "姓名没有填" in told(page)
    page = post(hall, session, "paper/", **sheet({"name": "白鹭", "phone": "16655550001"}, came=came))
    assert "照着纸记下了2行" in told(page)
    assert SignUp.objects.came().count() == 3
    assert sorted(SignUp.objects.values_list("proof", flat=True)) == ["leader", "paper", "paper"]


def test_a_closed_list_is_not_changed_any_more(hall: Hall) -> None:
    session = hall.published()
    row = row_of(hall, session)
    at_the_door(hall)
    mark(hall, row, "came")
    hall.cast.clock.move(hours=2)
    actions.finish(hall.fresh(session), hall.doing(), head_count=1)
    page = mark(hall, row, "undo")
    assert "这一场已经办完了" in told(page)
    row.refresh_from_db()
    assert row.checked_in_at is not None
