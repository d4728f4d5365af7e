"""An activity from the poster to the door: a passer-by takes the last seat, a resident waits, moves up and comes."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Opens
from tests.e2e.programme import programme
from tests.e2e.screen import DESK, PHONE
from tests.e2e.street import MORNING, Street
from tests.e2e.test_pages_are_accessible import TARGET, faults_of, misfits_of, told

NINE = MORNING.replace(hour=9, minute=0) + timedelta(days=2)


def test_from_the_last_seat_to_the_door(street: Street, screen: Opens) -> None:
    made = programme(street)
    guest = screen()
    guest.opens(f"/activities/{made.class_id}/")
    guest.sees("书画班", "晨光小讲堂，一楼东侧", "无台阶", "还有 1 个名额")
    guest.taps("我要报名")
    guest.taps("报名", within=guest.main)
    guest.sees("有几处要改一下")
    guest.writes("怎么称呼您", "路过的")
    guest.main.get_by_role("textbox", name="手机号").fill("166 5555 0001")
    guest.picks("我同意", exact=False)
    guest.taps("报名", within=guest.main)
    guest.sees("收到了，到时候见", "去不了，用这个链接退出")
    guest.taps("打开我的报名")
    guest.sees("路*", "已报名")

    resident = screen("resident")
    resident.sets_view("elder")
    resident.opens(f"/activities/{made.class_id}/")
    resident.sees("名额满了，可以候补")
    resident.taps("我要候补")
    resident.sees("候补：您排第 1 位")

    guest.taps("不去了")
    guest.sees("已退出，座位让给别人了")
    resident.opens("/my-activities/")
    resident.sees("书画班", "已报名")

    street.set_clock(NINE - timedelta(hours=1))
    resident.opens(made.at_the_door)
    resident.sees("还没到签到时间", "08:30 开始可以签到")
    street.set_clock(NINE - timedelta(minutes=20))
    resident.opens(made.at_the_door)
    resident.taps("我到了")
    resident.sees("签到好了，请进")
    guest.opens(made.at_the_door)
    guest.writes("怎么称呼您", "路过的")
    guest.main.get_by_role("textbox", name="手机号").fill("16655550001")
    guest.picks("我同意", exact=False)
    guest.taps("签到", within=guest.main)
    guest.sees("座位都坐满了")

    leader = screen("street_worker", DESK)
    leader.opens(f"/desk/activities/{made.class_id}/people/")
    leader.sees("到了 1 位，报名 1 位")


def test_the_leader_ticks_somebody_off_the_list(street: Street, screen: Opens) -> None:
    made = programme(street)
    resident = screen("resident")
    resident.opens(f"/activities/{made.class_id}/")
    resident.taps("我要报名")
    resident.sees("报上了，到时候见")
    street.set_clock(NINE)
    leader = screen("street_worker", DESK)
    leader.opens(f"/desk/activities/{made.class_id}/people/")
    leader.taps("到了", within=leader.main)
    leader.sees("到了 1 位，报名 1 位")
    resident.opens("/my-activities/")
    resident.sees("已签到")


def test_the_preview_is_looked_over_and_sent_out(street: Street, screen: Opens) -> None:
    made = programme(street)
    worker = screen("street_worker", DESK)
    worker.opens("/desk/preview/")
    worker.taps("3月16日—3月22日")
    worker.sees("手机课堂", "包饺子")
    worker.writes("开头的话", "天暖了，一起来")
    worker.taps("存下这句话")
    worker.sees("开头的话改好了")
    worker.taps(re.compile(r"发布这 \d+ 场"))
    worker.sees(re.compile(r"发布了，一共 \d+ 场"))
    reader = screen(java_script_enabled=False)
    reader.opens("/week/2026-03-16/text/")
    expect(reader.main.locator("textarea")).to_have_value(re.compile("天暖了，一起来[\\s\\S]*手机课堂"))
    paper = reader.context.request.get(f"{street.address}/week/2026-03-16/paper/poster-a4/")
    assert paper.body().startswith(b"%PDF")
    assert made.preview in worker.path


PAGES = (
    "/week/2026-03-02/", "/week/2026-03-02/?show=grid", "/week/2026-03-02/?show=map", "/week/2026-03-02/take/",
    "/week/2026-03-02/text/", "/week/2026-03-02/aloud/", "/activities/{class_id}/", "/activities/{moved}/",
    "/activities/{cancelled}/", "/activities/{class_id}/sign-up/", "/activities/{class_id}/here/?k=old",
)  # fmt: skip


@pytest.mark.parametrize("view", TARGET)
def test_the_pages_of_the_week_are_accessible(street: Street, screen: Opens, view: str) -> None:
    made = programme(street)
    walker = screen("", PHONE, is_mobile=False, has_touch=False)
    walker.sets_view(view)
    pages = [page.format(**vars(made)) for page in PAGES]
    faults = {page: found for page in pages if (found := faults_of(walker, page, view, PHONE))}
    desk = screen("street_worker", DESK, is_mobile=False, has_touch=False)
    desk.sets_view(view)
    review = f"/desk/preview/{made.preview}/"
    faults |= {review: found} if (found := faults_of(desk, review, view, DESK)) else {}
    assert not faults, told(faults)


def test_the_pages_of_the_week_fit_in_english(street: Street, screen: Opens) -> None:
    made = programme(street)
    reader = screen("", PHONE, is_mobile=False, has_touch=False)
    reader.reads_english()
    faults = {}
    for page in PAGES:
        reader.opens(page.format(**vars(made)))
        faults[page] = misfits_of(reader, "normal", PHONE)
    assert not any(faults.values()), told({page: found for page, found in faults.items() if found})
