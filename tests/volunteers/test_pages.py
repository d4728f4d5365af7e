"""A volunteer's own pages, played as on a telephone without scripts."""

from datetime import date, timedelta

import pytest
from bs4 import BeautifulSoup, Tag
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from sidan.core.clock import LOCAL
from sidan.people.models import Person
from sidan.volunteers import actions, reach
from sidan.volunteers.models import Block, Qualification, Volunteer
from sidan.volunteers.states import Standing
from tests.conftest import Cast

ME, JOIN, TIMES = reverse("volunteers:me"), reverse("volunteers:join"), reverse("volunteers:availability")
DAYS, PROFILE, PAPERS = (
    reverse("volunteers:add_exception"),
    reverse("volunteers:profile"),
    reverse("volunteers:declare"),
)
AGREE = reverse("volunteers:join_agree")
SKILLS, REACH, WHEN = (reverse("volunteers:join_step", args=[name]) for name in ("skills", "reach", "times"))


def soup(response: object) -> BeautifulSoup:
    assert isinstance(response, HttpResponse)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def found(page: BeautifulSoup, selector: str) -> Tag:
    tag = page.select_one(selector)
    assert tag is not None, selector
    return tag


def walk_to_agree(client: Client) -> None:
    steps = [
        (SKILLS, {"skills": ["haircut", "company"]}, REACH),
        (REACH, {"reach": "20", "weekly_load": "3"}, WHEN),
        (WHEN, {"presets": ["weekend_morning"]}, AGREE),
    ]
    for path, typed, after in steps:
        answer = client.post(path, typed)
        assert (answer.status_code, answer["Location"]) == (302, after)


# Joining --------------------------------------------------------------------------------------------------------------


def test_whoever_reads_what_it_means_need_not_sign_in(cast: Cast) -> None:
    page = soup(cast.client().get(f"{JOIN}?at=first"))
    text = page.get_text()
    assert [word in text for word in ("第十一条", "第十七条", "可以随时婉拒，不影响任何记录")] == [True] * 3
    assert found(page, "a.button--primary")["href"] == f"{SKILLS}?at=first"
    assert cast.client().get(SKILLS)["Location"].startswith(reverse("people:sign_in"))


def test_joining_from_the_first_word_to_the_number(cast: Cast) -> None:
    client = cast.client(cast.outsider)
    walk_to_agree(client)
    page = soup(client.get(AGREE))
    assert [row.get_text() for row in page.select(".rows .row__body")] == [
        "理发、陪聊读报",
        "步行 20 分钟以内",
        "周末上午 9–12 点",
    ]
    assert page.select_one("#id_birth_date") is None  # known already
    key = found(page, "input[name=form_key]")["value"]
    answers = [client.post(AGREE, {"agree": "on", "start": "", "form_key": key}) for _ in range(2)]
    assert [(one.status_code, one["Location"]) for one in answers] == [(302, reverse("volunteers:joined"))] * 2
    volunteer = Volunteer.objects.get(person=cast.outsider)
    assert (volunteer.reach_m, volunteer.weekly_load, volunteer.availability.count()) == (reach.metres(20), 3, 2)
    assert found(soup(client.get(reverse("volunteers:joined"))), ".done__number").get_text() == volunteer.number
    assert client.get(JOIN)["Location"] == ME


@pytest.mark.parametrize(
    ("path", "typed", "sentence"),
    [
        (SKILLS, {}, "请至少选一样您愿意帮的忙。"),
        (SKILLS, {"skills": ["magic"]}, "magic"),
        (REACH, {"weekly_load": "3"}, "请选一个您愿意走的距离。"),
        (REACH, {"reach": "20"}, "请选一周最多几次。"),
        (REACH, {"reach": "999", "weekly_load": "3"}, "999"),
    ],
)
def test_a_question_left_open_is_asked_again(cast: Cast, path: str, typed: dict[str, str], sentence: str) -> None:
    page = soup(cast.client(cast.outsider).post(path, typed))
    assert sentence in found(page, ".error-summary").get_text()


def test_nobody_skips_a_question_or_joins_without_saying_yes(cast: Cast) -> None:
    client = cast.client(cast.outsider)
    assert client.get(AGREE)["Location"] == SKILLS
    assert client.post(AGREE, {"agree": "on"})["Location"] == SKILLS
    walk_to_agree(client)
    page = soup(client.post(AGREE, {"start": ""}))
    assert "加入要您本人同意" in found(page, ".error-summary").get_text()
    assert not Volunteer.objects.filter(person=cast.outsider).exists()
    assert client.get(reverse("volunteers:join_step", args=["nothing"])).status_code == 404


@pytest.mark.parametrize(
    ("born", "sentence"),
    [
        ("", "请填写出生日期。"),
        ("昨天", "请按 年-月-日 填写"),
        ("2027-01-01", "出生日期在将来"),
        ("1890-01-01", "出生年份太早"),
        ("2020-01-01", "未满 8 周岁"),
    ],
)
def test_a_birth_date_that_cannot_be(cast: Cast, born: str, sentence: str) -> None:
    person = cast.person("新人", birth_date=None)
    client = cast.client(person)
    walk_to_agree(client)
    page = soup(client.post(AGREE, {"agree": "on", "birth_date": born, "start": str(cast.estate.pk)}))
    assert sentence in found(page, ".error-summary").get_text()
    assert found(page, f"#id_start option[value='{cast.estate.pk}']").has_attr("selected")
    assert Person.objects.get(pk=person.pk).birth_date is None


def test_somebody_without_an_address_says_where_they_start(cast: Cast) -> None:
    client = cast.client(cast.auditor)
    client.get(f"{SKILLS}?at=second")
    walk_to_agree(client)
    assert "从哪个小区出发" in found(soup(client.post(AGREE, {"agree": "on"})), ".error-summary").get_text()
    assert client.post(AGREE, {"agree": "on", "start": str(cast.other_estate.pk)}).status_code == 302
    assert Volunteer.objects.get(person=cast.auditor).station == cast.second


def test_a_minor_learns_what_is_still_missing(cast: Cast) -> None:
    client = cast.client(cast.person("小雨", birth_date=date(2012, 1, 1)))
    walk_to_agree(client)
    client.post(AGREE, {"agree": "on", "start": ""})
    for path in (reverse("volunteers:joined"), ME):
        assert "还差监护人同意" in found(soup(client.get(path)), ".notice--warn").get_text()


# Own pages ------------------------------------------------------------------------------------------------------------

OWN_PAGES = [
    ME,
    PROFILE,
    TIMES,
    DAYS,
    PAPERS,
    *(reverse(name) for name in ("volunteers:pause", "orders:leave", "volunteers:joined")),
]


@pytest.mark.parametrize("path", OWN_PAGES)
def test_others_are_led_to_where_they_can_join(cast: Cast, path: str) -> None:
    assert cast.client(cast.outsider).get(path)["Location"] == JOIN
    assert cast.client().get(path)["Location"] == f"{reverse('people:sign_in')}?next={path}"
    assert cast.client(cast.volunteer.person).get(path).status_code == 200


def test_pausing_resuming_leaving(cast: Cast) -> None:
    client = cast.client(cast.volunteer.person)

    def standing() -> Standing:
        return Volunteer.objects.get(pk=cast.volunteer.pk).standing

    seen = []
    for name in ("volunteers:pause", "volunteers:resume", "orders:leave"):
        answer = client.post(reverse(name))
        seen.append((answer["Location"], standing()))
    assert seen == [(ME, Standing.PAUSED), (ME, Standing.ACTIVE), (JOIN, Standing.LEFT)]
    assert client.get(ME)["Location"] == JOIN


def test_pausing_twice_is_refused_in_words(cast: Cast) -> None:
    client = cast.client(cast.volunteer.person)
    client.post(reverse("volunteers:pause"))
    client.post(reverse("volunteers:pause"), headers={"referer": f"http://testserver{ME}"})
    assert "状态刚刚变了" in found(soup(client.get(ME)), "#messages").get_text()


def test_the_profile_keeps_what_was_chosen(cast: Cast) -> None:
    client = cast.client(cast.volunteer.person)
    typed = {"skills": ["law", "arts"], "reach": "10", "weekly_load": "7", "start": str(cast.other_estate.pk)}
    assert client.post(PROFILE, typed)["Location"] == PROFILE
    kept = Volunteer.objects.get(pk=cast.volunteer.pk)
    assert ([skill.value for skill in kept.skills], kept.reach_m, kept.weekly_load) == (["law", "arts"], 479, 7)
    assert (kept.start, kept.lat, kept.station) == (cast.other_estate, cast.other_estate.lat, cast.first)
    page = soup(client.get(PROFILE))
    assert [box["value"] for box in page.select("input[checked]")] == ["law", "arts", "10", "7"]
    assert found(page, "#id_start option[selected]").get_text() == "南辛小区"


def test_a_wrong_choice_changes_nothing(cast: Cast) -> None:
    client = cast.client(cast.volunteer.person)
    soup(client.post(PROFILE, {"skills": [], "reach": "10", "weekly_load": "7", "start": "999999"}))
    assert Volunteer.objects.get(pk=cast.volunteer.pk).skill_bits == cast.volunteer.skill_bits


def test_papers_are_declared_and_dropped(cast: Cast) -> None:
    client = cast.client(cast.volunteer.person)
    page = soup(client.post(PAPERS, {"kind": "lawyer", "valid_until": "2020-01-01"}))
    assert "已经过期" in found(page, "#id_valid_until_error").get_text()
    assert client.post(PAPERS, {"kind": "lawyer", "valid_until": "2027-01-01"})["Location"] == PROFILE
    assert "待站点查验" in found(soup(client.get(PROFILE)), ".rows .row__side").get_text()
    assert client.post(reverse("volunteers:drop", args=["lawyer"]))["Location"] == PROFILE
    assert not Qualification.objects.exists()


def test_somebody_who_moved_is_asked_to_look_again(cast: Cast) -> None:
    client = cast.client(cast.volunteer.person)
    assert soup(client.get(ME)).select_one(".notice--info") is None
    person = cast.volunteer.person
    person.address = cast.outsider.address
    person.save()
    assert "您的住址变了" in found(soup(client.get(ME)), ".notice--info").get_text()
    client.post(PROFILE, {"skills": ["law"], "reach": "10", "weekly_load": "7", "start": ""})
    assert Volunteer.objects.get(pk=cast.volunteer.pk).station == cast.second
    assert soup(client.get(ME)).select_one(".notice--info") is None


def test_own_blocks_are_listed_and_lifted_others_are_never_told(cast: Cast) -> None:
    actions.block(cast.volunteer, cast.resident, True, cast.now)
    actions.block(cast.volunteer, cast.neighbour, False, cast.now)
    client = cast.client(cast.volunteer.person)
    listed = [row.get_text() for row in soup(client.get(PROFILE)).select("[aria-labelledby=blocked-title] .row__title")]
    assert listed == ["王*"]
    lift = reverse("volunteers:unblock", args=[cast.neighbour.public_id])
    assert client.post(lift).status_code == 404
    assert client.post(reverse("volunteers:unblock", args=[cast.resident.public_id])).status_code == 302
    assert list(Block.objects.values_list("person", flat=True)) == [cast.neighbour.pk]


# Times ----------------------------------------------------------------------------------------------------------------


def test_a_week_grows_row_by_row_and_is_saved_at_last(cast: Cast) -> None:
    actions.set_week(cast.volunteer, [])
    client = cast.client(cast.volunteer.person)
    page = soup(client.post(TIMES, {"add": "0"}))
    assert [box["name"] for box in page.select(".week select")] == ["d0_0_from", "d0_0_until"]
    page = soup(client.post(TIMES, {"add": "0", "d0_0_from": "09:00", "d0_0_until": "11:00"}))
    assert len(page.select(".week select")) == 4
    assert "还没有保存" in found(page, ".notice--warn").get_text()
    assert cast.volunteer.availability.count() == 0
    wrong = {"d0_0_from": "09:00", "d0_0_until": "11:00", "d0_1_from": "10:00", "d0_1_until": "12:00"}
    page = soup(client.post(TIMES, wrong))
    assert "和同一天的 9:00–11:00 重叠" in found(page, ".week .field__error").get_text()
    assert found(page, "#id_d0_1_from option[selected]")["value"] == "10:00"
    page = soup(client.post(TIMES, wrong | {"remove": "d0_1"}))
    assert len(page.select(".week select")) == 2
    assert client.post(TIMES, {"d0_0_from": "09:00", "d0_0_until": "11:00"})["Location"] == TIMES
    assert list(cast.volunteer.availability.values_list("weekday", "from_minute", "until_minute")) == [(0, 540, 660)]


def test_presets_fill_the_boxes(cast: Cast) -> None:
    actions.set_week(cast.volunteer, [])
    page = soup(cast.client(cast.volunteer.person).post(TIMES, {"preset": "weekend_morning"}))
    chosen = [option["value"] for option in page.select(".week option[selected]")]
    assert chosen == ["09:00", "12:00"] * 2


def test_an_odd_stored_time_stays_choosable(cast: Cast) -> None:
    cast.volunteer.availability.all().delete()
    cast.volunteer.availability.create(weekday=1, from_minute=555, until_minute=1440)
    page = soup(cast.client(cast.volunteer.person).get(TIMES))
    assert [option.get_text() for option in page.select(".week option[selected]")] == ["09:15", "24:00"]


def test_days_away_are_listed_as_one_line_and_deleted_with_one_tap(cast: Cast) -> None:
    client = cast.client(cast.volunteer.person)
    today = cast.now.astimezone(LOCAL).date()
    typed = {"kind": "away", "first": str(today + timedelta(days=1)), "last": str(today + timedelta(days=4))}
    assert client.post(DAYS, typed)["Location"] == TIMES
    page = soup(client.get(TIMES))
    assert [row.get_text() for row in page.select(".rows .row__title")] == ["11月26日 周四 – 11月29日 周日"]
    fields = {box["name"]: box["value"] for box in page.select("form[action$='remove/'] input:not([name^=csrf])")}
    assert client.post(reverse("volunteers:remove_exceptions"), fields)["Location"] == TIMES
    assert cast.volunteer.exceptions.count() == 0
    assert client.post(reverse("volunteers:remove_exceptions"), {"first": "x"})["Location"] == TIMES


def test_too_long_an_absence_points_to_pausing(cast: Cast) -> None:
    client = cast.client(cast.volunteer.person)
    page = soup(client.post(DAYS, {"kind": "away", "first": "2026-12-01", "last": "2027-06-01"}))
    assert "暂停接单" in found(page, "#id_last_error").get_text()
    assert found(page, "#id_first")["value"] == "2026-12-01"


# Teams ----------------------------------------------------------------------------------------------------------------


def test_only_the_leader_sees_the_members_and_only_masked(cast: Cast) -> None:
    path = reverse("volunteers:team", args=[cast.team.public_id])
    page = soup(cast.client(cast.leader.person).get(path))
    assert sorted(row.get_text() for row in page.select(".row__title")) == ["刘*", "周*"]
    assert "周建国" not in page.get_text()
    assert "1380000" not in page.get_text()
    people = {"member": cast.volunteer.person, "other": cast.helper.person}
    assert {who: cast.client(person).get(path).status_code for who, person in people.items()} == {
        "member": 404,
        "other": 404,
    }


def test_a_member_leaves_the_team_alone(cast: Cast) -> None:
    path = reverse("volunteers:leave_team", args=[cast.team.public_id])
    assert cast.client(cast.helper.person).post(path).status_code == 404
    assert cast.client(cast.volunteer.person).post(path)["Location"] == ME
    assert list(cast.team.members.all()) == [cast.leader]
