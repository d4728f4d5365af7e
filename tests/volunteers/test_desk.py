"""The desk's pages of volunteers and teams: who sees whom, what is masked, what others may not do."""

from datetime import date

import pytest
from bs4 import BeautifulSoup
from django.http import HttpResponse
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from sidan.people.models import Person, Reveal
from sidan.volunteers import actions
from sidan.volunteers.models import Qualification, Team, Volunteer, VolunteerEvent, bits_of
from sidan.volunteers.states import TeamStage
from tests.conftest import Cast

LIST, TEAMS, NEW_TEAM = reverse("volunteers:desk_list"), reverse("volunteers:teams"), reverse("volunteers:new_team")


def soup(response: object) -> BeautifulSoup:
    assert isinstance(response, HttpResponse)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def names(cast: Cast, query: str = "", who: Person | None = None) -> list[str]:
    page = soup(cast.client(who or cast.keeper).get(LIST + query))
    return sorted(link.get_text() for link in page.select("tr[data-row] a[data-go]"))


def tabs(cast: Cast, query: str = "") -> dict[str, int]:
    page = soup(cast.client(cast.keeper).get(LIST + query))
    found = [link.find_all(string=True) for link in page.select(".filters a")]
    return {str(words[0]): int(str(words[1])) for words in found}


@pytest.fixture
def elsewhere(cast: Cast) -> Volunteer:
    """Somebody of the second station."""
    volunteer = cast.new_volunteer("远方")
    Volunteer.objects.filter(pk=volunteer.pk).update(station=cast.second)
    volunteer.refresh_from_db()
    return volunteer


def paths_of(volunteer: Volunteer) -> dict[str, str]:
    one = [volunteer.public_id]
    return {
        "desk_one": reverse("volunteers:desk_one", args=one),
        "contact": reverse("volunteers:contact", args=one),
        "insurance": reverse("volunteers:insurance", args=one),
        "guardian": reverse("volunteers:guardian", args=one),
        "revoke_guardian": reverse("volunteers:revoke_guardian", args=one),
        "check_paper": reverse("volunteers:check_paper", args=[*one, "electrician"]),
        "withdraw_paper": reverse("volunteers:withdraw_paper", args=[*one, "electrician"]),
    }


WRITES = {"contact", "insurance", "guardian", "revoke_guardian", "check_paper", "withdraw_paper"}


def test_each_sees_their_own_subtree(cast: Cast, elsewhere: Volunteer) -> None:
    first = ["刘*", "吴*", "周*"]
    seen = {
        "keeper": names(cast),
        "second": names(cast, who=cast.second_keeper),
        "street": names(cast, who=cast.street_worker),
        "auditor": names(cast, who=cast.auditor),
    }
    assert seen == {
        "keeper": first,
        "second": ["远*"],
        "street": sorted([*first, "远*"]),
        "auditor": sorted([*first, "远*"]),
    }


def test_who_has_no_business_here_is_refused(cast: Cast) -> None:
    people = [cast.resident, cast.volunteer.person, cast.leader.person, cast.grid_worker, cast.administrator]
    for path in (LIST, TEAMS, NEW_TEAM, reverse("volunteers:invite"), *paths_of(cast.volunteer).values()):
        assert {cast.client(person).get(path).status_code for person in people} <= {403, 405}, path
        assert {cast.client(person).post(path).status_code for person in people} <= {403, 405}, path
        assert cast.client().get(path).status_code in {302, 405}, path


def test_another_stations_volunteer_does_not_exist(cast: Cast, elsewhere: Volunteer) -> None:
    client = cast.client(cast.keeper)
    Qualification.objects.create(volunteer=elsewhere, kind="electrician", valid_until=date(2027, 1, 1))
    for name, path in paths_of(elsewhere).items():
        assert client.post(path).status_code in {404, 405}, name
        assert client.get(path).status_code in {404, 405}, name
    unknown = reverse("volunteers:desk_one", args=["nobodyhere22"])
    assert client.get(unknown).content == client.get(paths_of(elsewhere)["desk_one"]).content
    assert not Reveal.objects.exists()


def test_auditors_read_and_write_nothing(cast: Cast) -> None:
    actions.declare_qualification(cast.volunteer, "electrician", date(2027, 1, 1), now=cast.now, today=cast.now.date())
    client = cast.client(cast.auditor)
    page = soup(client.get(paths_of(cast.volunteer)["desk_one"]))
    assert page.select("main form") == []
    assert {
        name: client.post(path).status_code for name, path in paths_of(cast.volunteer).items() if name in WRITES
    } == (dict.fromkeys(WRITES, 403))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?q=周", ["周*"]),
        ("?q=周建国", ["周*"]),
        ("?q=13800000012", ["刘*"]),
        ("?q=0013", ["吴*"]),
        ("?q=理发", ["刘*", "吴*", "周*"]),
        ("?q=%20", ["刘*", "吴*", "周*"]),
        ("?skill=law", ["吴*"]),
        ("?skill=nonsense", ["刘*", "吴*", "周*"]),
        ("?q=法律", ["吴*"]),
        ("?q=没有这个人", []),
        ("?q=%27%3B--", []),
        ("?tab=paused", ["刘*"]),
        ("?tab=left", []),
        ("?tab=paper", ["周*"]),
        ("?tab=what&page=999", ["吴*", "周*"]),
    ],
)
def test_searching(cast: Cast, query: str, expected: list[str]) -> None:
    Volunteer.objects.filter(pk=cast.helper.pk).update(skill_bits=bits_of(["haircut", "law"]))
    actions.declare_qualification(cast.volunteer, "electrician", date(2027, 1, 1), now=cast.now, today=cast.now.date())
    if "tab=" in query:
        actions.pause(cast.leader, now=cast.now)
    assert names(cast, query) == expected


def test_by_number_as_people_read_it_out(cast: Cast) -> None:
    Volunteer.objects.filter(pk=cast.volunteer.pk).update(number="V123-456-789")
    for typed in ("V123-456-789", "v123456789", "123456789", "123-456-789", "123 456 789"):
        assert names(cast, f"?q={typed}") == ["周*"]


def test_tabs_count_what_they_show(cast: Cast) -> None:
    actions.pause(cast.leader, now=cast.now)
    actions.declare_qualification(cast.volunteer, "electrician", date(2027, 1, 1), now=cast.now, today=cast.now.date())
    actions.declare_qualification(cast.volunteer, "nursing", date(2027, 1, 1), now=cast.now, today=cast.now.date())
    minor = cast.new_volunteer("小雨").person
    minor.birth_date = date(2012, 1, 1)
    minor.save()
    actions.leave(cast.helper, now=cast.now)
    assert tabs(cast) == {"在册": 2, "证件待查验": 1, "待监护人同意": 1, "暂停中": 1, "已退出": 1}
    assert tabs(cast, "?q=周") == {"在册": 1, "证件待查验": 1, "待监护人同意": 0, "暂停中": 0, "已退出": 0}


def test_thirty_cost_as_many_queries_as_one(cast: Cast, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    client = cast.client(cast.keeper)
    with django_assert_num_queries(10):  # session, person, roles, count, page, who comes of age, tabs; the rail's three
        client.get(LIST)
    for number in range(30):
        cast.new_volunteer(f"志愿{number}")
    with django_assert_num_queries(10):
        assert len(soup(client.get(LIST)).select("tr[data-row]")) == 20


def test_everything_is_masked_until_a_recorded_look(cast: Cast) -> None:
    client = cast.client(cast.keeper)
    one, contact = (paths_of(cast.volunteer)[name] for name in ("desk_one", "contact"))
    for path in (LIST, one):
        text = soup(client.get(path)).get_text()
        assert [canary in text for canary in ("周建国", "13800000011", "4号楼201")] == [False] * 3, path
    text = soup(client.post(contact)).get_text()
    assert [canary in text for canary in ("周建国", "138 0000 0011", "4号楼201")] == [True] * 3
    assert list(Reveal.objects.values_list("person", "by")) == [(cast.volunteer.person_id, cast.keeper.pk)]
    assert "周建国" not in soup(client.get(one)).get_text()


def test_a_paper_is_checked_and_withdrawn_on_its_page(cast: Cast) -> None:
    actions.declare_qualification(cast.volunteer, "electrician", date(2027, 1, 1), now=cast.now, today=cast.now.date())
    client, paths = cast.client(cast.keeper), paths_of(cast.volunteer)
    assert soup(client.get(paths["check_paper"])).select_one("#id_valid_until")["value"] == "2027-01-01"  # type: ignore[index]
    assert "过期" in soup(client.post(paths["check_paper"], {"valid_until": "2026-01-01"})).get_text()
    assert client.post(paths["check_paper"], {"valid_until": "2027-06-30"})["Location"] == paths["desk_one"]
    assert Qualification.objects.get().checked_by == cast.keeper
    page = soup(client.post(paths["withdraw_paper"], {"reason": ""}))
    assert "请写明原因" in page.select_one(".error-summary").get_text()  # type: ignore[union-attr]
    assert client.post(paths["withdraw_paper"], {"reason": "看错了"})["Location"] == paths["desk_one"]
    assert Qualification.objects.get().checked_by is None
    assert "看错了" in soup(client.get(paths["desk_one"])).select_one(".timeline").get_text()  # type: ignore[union-attr]


def test_a_paper_nobody_declared_does_not_exist(cast: Cast) -> None:
    assert cast.client(cast.keeper).get(paths_of(cast.volunteer)["check_paper"]).status_code == 404


def test_insurance_and_guardian_on_their_pages(cast: Cast) -> None:
    minor = cast.new_volunteer("小雨")
    minor.person.birth_date = date(2012, 1, 1)
    minor.person.save()
    client, paths = cast.client(cast.keeper), paths_of(minor)
    assert client.post(paths["insurance"], {"insured_until": "2027-06-30"})["Location"] == paths["desk_one"]
    assert "请写明是哪位监护人" in soup(client.post(paths["guardian"], {"channel": "phone"})).get_text()
    assert (
        client.post(paths["guardian"], {"note": "母亲", "channel": "page"}).status_code == 200
    )  # not a way to hear it
    assert client.post(paths["guardian"], {"note": "母亲", "channel": "phone"})["Location"] == paths["desk_one"]
    assert client.post(paths["revoke_guardian"])["Location"] == paths["desk_one"]
    assert list(VolunteerEvent.objects.filter(volunteer=minor).values_list("verb", "by", "channel")) == [
        ("insure", cast.keeper.pk, "desk"),
        ("consent", cast.keeper.pk, "phone"),
        ("revoke", cast.keeper.pk, "desk"),
    ]


def test_the_desk_invites_and_cannot_register(cast: Cast) -> None:
    page = soup(cast.client(cast.keeper).get(reverse("volunteers:invite")))
    assert page.select_one("svg.qr") is not None
    assert page.select("main form[method=post]") == []
    assert "/volunteer/join/?at=first" in page.get_text()
    street = soup(cast.client(cast.street_worker).get(f"{reverse('volunteers:invite')}?at=second"))
    assert "/volunteer/join/?at=second" in street.get_text()


# Teams ----------------------------------------------------------------------------------------------------------------


def team_path(name: str, team: Team, *more: str) -> str:
    return reverse(f"volunteers:{name}", args=[team.public_id, *more])


def test_a_team_from_its_name_to_its_leader(cast: Cast) -> None:
    client = cast.client(cast.keeper)
    page = soup(client.post(NEW_TEAM, {"name": "小蜜蜂", "station": cast.first.pk, "stage": "proposal"}))
    assert "同名" in page.select_one("#id_name_error").get_text()  # type: ignore[union-attr]
    typed = {"name": " 青 有为 ", "station": cast.first.pk, "stage": "proposal", "skills": ["law"]}
    answer = client.post(NEW_TEAM, typed)
    team = Team.objects.get(name="青 有为")
    assert answer["Location"] == team_path("desk_team", team)
    page = soup(client.get(f"{team_path('desk_team', team)}?add=吴"))
    add = team_path("add_member", team, cast.helper.public_id)
    assert [form["action"] for form in page.select(".panel form[method=post]")] == [add]
    client.post(add)
    client.post(team_path("name_leader", team, cast.helper.public_id))
    client.post(team_path("team_stage", team), {"stage": "trial"})
    team.refresh_from_db()
    assert (team.leader, team.stage, list(team.members.all())) == (cast.helper, "trial", [cast.helper])
    client.post(team_path("remove_member", team, cast.helper.public_id))
    team.refresh_from_db()
    assert (team.leader_id, team.members.count()) == (None, 0)


def test_a_keeper_makes_teams_of_the_own_station_only(cast: Cast) -> None:
    client = cast.client(cast.keeper)
    soup(client.post(NEW_TEAM, {"name": "越界", "station": cast.second.pk, "stage": "proposal"}))
    assert not Team.objects.filter(name="越界").exists()


def test_another_stations_team_does_not_exist_and_auditors_only_read(cast: Cast) -> None:
    member = cast.volunteer.public_id
    reads = [team_path("desk_team", cast.team)]
    writes = [team_path("team_stage", cast.team), team_path("change_team", cast.team)]
    writes += [team_path(name, cast.team, member) for name in ("add_member", "remove_member", "name_leader")]
    people = {"second": cast.second_keeper, "auditor": cast.auditor, "leader": cast.leader.person}
    codes = {
        who: (
            [cast.client(person).get(path).status_code for path in reads],
            {cast.client(person).post(path).status_code for path in writes},
        )
        for who, person in people.items()
    }
    assert codes == {"second": ([404], {404}), "auditor": ([200], {403}), "leader": ([403], {403})}
    assert set(cast.team.members.all()) == {cast.leader, cast.volunteer}


def test_team_pages_cost_the_same_for_one_and_thirty(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = cast.client(cast.keeper)
    with django_assert_num_queries(8):  # session, person, roles, count, page; the rail's three
        client.get(TEAMS)
    with django_assert_num_queries(8):  # session, person, roles, team, members; the rail's three
        client.get(team_path("desk_team", cast.team))
    for number in range(30):
        actions.new_team(f"队伍{number}", cast.first, skills=(), stage=TeamStage.TRIAL)
        cast.team.members.add(cast.new_volunteer(f"队员{number}"))
    with django_assert_num_queries(8):
        assert len(soup(client.get(TEAMS)).select("tr[data-row]")) == 20
    with django_assert_num_queries(8):
        assert len(soup(client.get(team_path("desk_team", cast.team))).select("tr[data-row]")) == 32
