"""The weekly preview: drafted by the clock, looked over, sent out once, or by itself."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from bs4 import BeautifulSoup

from sidan.activities import actions, previewing, reviewing
from sidan.activities.models import Preview, Session, SessionEvent
from sidan.activities.rules import rules
from sidan.activities.states import PreviewState, State
from sidan.core.clock import LOCAL
from sidan.core.errors import Refused
from sidan.core.models import Channel
from sidan.notices.models import Notice
from sidan.people.doing import Doing
from sidan.programmes.kinds import ActivityKind
from tests.activities.conftest import Hall

NEXT = date(2026, 11, 30)  # the cast's clock stands at Wednesday 25 November, ten o'clock
At = Callable[[int, int], datetime]


@pytest.fixture
def at(hall: Hall) -> At:
    """Moves the clock to an hour of a day of November or December."""

    def move(day: int, hour: int) -> datetime:
        hall.cast.clock.now = datetime(2026, 11 if day > 20 else 12, day, hour, 0, tzinfo=LOCAL)
        return hall.cast.now

    return move


def drafted(hall: Hall) -> Preview:
    preview = actions.draft_preview(hall.cast.street, NEXT, Doing(None, hall.cast.now, Channel.CLOCK))
    assert preview is not None
    return preview


def states() -> dict[str, str]:
    return dict(Session.objects.values_list("title", "state"))


def told() -> list[tuple[str, str]]:
    rows = Notice.objects.select_related("person").order_by("pk")
    return [(row.person.name, row.kind) for row in rows if row.person]


def test_the_clock_drafts_on_thursday_and_sends_on_friday_if_nobody_looked(hall: Hall, at: At) -> None:
    hall.planned(hall.at(6), title="下周二")
    hall.planned(hall.at(13), title="再下周")
    assert previewing.tick(at(26, 8)) == 0
    assert previewing.tick(at(26, 9)) == 1
    assert previewing.tick(at(26, 9)) == 0
    preview = Preview.objects.get()
    assert (preview.station, preview.week, preview.state) == (hall.cast.street, NEXT, PreviewState.DRAFT)
    assert told() == [("孙岚", "preview_drafted")]
    assert previewing.tick(at(27, 16)) == 0
    assert previewing.tick(at(27, 17)) == 1
    assert previewing.tick(at(27, 18)) == 0
    preview.refresh_from_db()
    assert (preview.state, preview.published_by, preview.published_at) == ("published", None, at(27, 17))
    assert states() == {"下周二": State.PUBLISHED, "再下周": State.PLANNED}
    assert told()[1:] == [("孙岚", "preview_by_itself")]
    event = SessionEvent.objects.get(verb="publish")
    assert (event.by, event.channel) == (None, Channel.CLOCK)


def test_a_street_that_plans_nothing_hears_nothing(hall: Hall, at: At) -> None:
    assert previewing.tick(at(27, 18)) == 0
    assert not Notice.objects.exists()


def test_what_one_street_plans_is_no_reason_for_another(hall: Hall, at: At) -> None:
    hall.cast.next_street()
    hall.planned(hall.at(3))
    previewing.tick(at(26, 9))
    assert {preview.station for preview in Preview.objects.all()} == {hall.cast.street}
    assert {str(preview.week) for preview in Preview.objects.all()} == {"2026-11-23", "2026-11-30"}


def test_a_worker_that_was_off_catches_up_and_leaves_time_to_look(hall: Hall, at: At) -> None:
    hall.planned(hall.at(8), title="周四的")
    assert previewing.tick(at(30, 8)) == 1  # the draft of this very week, on its Monday
    preview = Preview.objects.get()
    assert previewing.goes_out_at(preview) == datetime(2026, 11, 30, 17, tzinfo=LOCAL)
    assert previewing.tick(at(30, 16)) == 0
    assert previewing.tick(at(30, 17)) == 1
    assert states() == {"周四的": State.PUBLISHED}


def test_other_days_and_hours_are_settings(hall: Hall, settings: Any) -> None:
    rule = {"draft_weekday": 0, "draft_hour": 8, "publish_weekday": 0, "publish_hour": 7}
    settings.SIDAN_ACTIVITY_RULES = rule
    rules.cache_clear()
    try:
        assert previewing.draft_at(NEXT) == datetime(2026, 11, 23, 8, tzinfo=LOCAL)
        assert previewing.publish_at(NEXT) == datetime(2026, 11, 23, 8, tzinfo=LOCAL)  # never before its draft
    finally:
        rules.cache_clear()


def test_it_goes_out_once_and_each_session_through_its_door(hall: Hall) -> None:
    kept = hall.planned(hall.at(6), title="一起发")[0]
    later = hall.planned(hall.at(7), title="先不发")[0]
    off = hall.planned(hall.at(8), title="取消的")[0]
    actions.cancel(off, hall.doing(reason="场地漏水"))
    preview = drafted(hall)
    actions.leave_out(preview, later)
    assert actions.publish_preview(preview, hall.doing(hall.cast.street_worker)) == 1
    assert states() == {"一起发": State.PUBLISHED, "先不发": State.PLANNED, "取消的": State.CANCELLED}
    assert [row.session_id for row in SessionEvent.objects.filter(verb="publish")] == [kept.pk]
    again = Preview.objects.get()
    with pytest.raises(Refused, match="已经发布过了"):
        actions.publish_preview(again, hall.doing())
    actions.take_in(again, later)
    assert again.left_out.count() == 0


def test_what_is_missing_is_pointed_out(hall: Hall) -> None:
    hall.planned(hall.at(6), title="没地点")
    hall.planned(hall.at(7), title="没主讲", kind=ActivityKind.LECTURE, facility=hall.facility)
    hall.planned(hall.at(8), title="没片名", kind=ActivityKind.FILM, place="广场")
    hall.planned(hall.at(9), title="齐了", place="广场")
    review = reviewing.review(drafted(hall), hall.cast.now)
    missing = {line.session.title: line.missing for day in review.days for line in day.lines}
    assert missing == {"没地点": ["没有写地点"], "没主讲": ["没有定主讲"], "没片名": ["没有写片名"], "齐了": []}
    assert [day.notes for day in review.days] == [["这天还没有活动"], [], [], [], [], *([["这天还没有活动"]] * 2)]
    assert (review.count, review.announced, review.problems) == (4, 0, 6)


def test_a_festival_is_pointed_out_unless_it_is_the_occasion(hall: Hall) -> None:
    week = date(2027, 2, 1)
    new_year = datetime(2027, 2, 6, 9, tzinfo=LOCAL)  # 6 February 2027: the first day of the lunar year
    hall.planned(new_year, title="书画班")
    preview = actions.draft_preview(hall.cast.street, week, hall.doing())
    assert preview is not None
    assert any("春节" in note for note in reviewing.review(preview, hall.cast.now).days[5].notes)
    Session.objects.get().activity.__class__.objects.update(kind=ActivityKind.FESTIVAL)
    assert not reviewing.review(preview, hall.cast.now).days[5].notes


def text(response: Any) -> str:
    return BeautifulSoup(response.content.decode(), "html.parser").get_text(" ", strip=True)


def test_the_street_looks_it_over_and_sends_it(hall: Hall) -> None:
    stays = hall.planned(hall.at(6), title="书画班", place="讲堂")[0]
    out = hall.planned(hall.at(7), title="先不发", place="讲堂")[0]
    soon = hall.planned(hall.at(8), title="马上发", place="讲堂")[0]
    preview = drafted(hall)
    client, at = hall.cast.client(hall.cast.street_worker), f"/desk/preview/{preview.public_id}/"
    assert "11月30日—12月6日" in text(client.get("/desk/preview/"))
    assert "发布这 3 场" in text(client.get(at))
    assert "开头的话改好了" in text(client.post(f"{at}words/", {"words": "多穿一件"}, follow=True))
    assert "这次先不发布" in text(client.post(f"{at}sessions/{out.public_id}/", {"act": "out"}, follow=True))
    client.post(f"{at}sessions/{soon.public_id}/", {"act": "publish"})
    assert states() == {"书画班": "planned", "先不发": "planned", "马上发": "published"}
    refused = client.post(f"{at}sessions/{soon.public_id}/", {"act": "cancel", "reason": " "})
    assert "请写明取消的原因" in text(refused)
    client.post(f"{at}sessions/{soon.public_id}/", {"act": "cancel", "reason": "下雨"})
    assert states()["马上发"] == "cancelled"
    assert client.post(f"{at}sessions/{soon.public_id}/", {"act": "burn"}).status_code == 422
    sent = text(client.post(f"{at}publish/", follow=True))
    assert "发布了，一共 1 场" in sent
    assert "孙*" in sent
    assert states() == {"书画班": "published", "先不发": "planned", "马上发": "cancelled"}
    assert stays.title in text(hall.cast.client().get("/week/2026-11-30/text/"))
    assert "多穿一件" in text(hall.cast.client().get("/week/2026-11-30/"))


def test_a_session_of_another_week_is_not_changed_from_here(hall: Hall) -> None:
    other = hall.planned(hall.at(20), title="别的周")[0]
    preview = drafted(hall)
    client = hall.cast.client(hall.cast.street_worker)
    path = f"/desk/preview/{preview.public_id}/sessions/{other.public_id}/"
    assert client.post(path, {"act": "publish"}).status_code == 404
    assert states() == {"别的周": "planned"}


def test_each_output_is_seen_as_it_will_be_and_by_nobody_else(hall: Hall) -> None:
    hall.planned(hall.at(6), title="还没发的")
    out = hall.planned(hall.at(7), title="不发的")[0]
    preview = drafted(hall)
    actions.leave_out(preview, out)
    client = hall.cast.client(hall.cast.street_worker)
    for name, _label, _icon in reviewing.OUTPUTS:
        response = client.get(f"/desk/preview/{preview.public_id}/as/{name}/")
        assert response.status_code == 200
        assert "public" not in response.get("Cache-Control", "")
        if name in ("text", "aloud"):
            assert "还没发的" in text(response)
            assert "不发的" not in text(response)
    assert client.get(f"/desk/preview/{preview.public_id}/as/else/").status_code == 404
    assert "还没发的" not in text(hall.cast.client().get("/week/2026-11-30/text/"))
