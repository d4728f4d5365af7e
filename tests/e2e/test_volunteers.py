"""Taking on by oneself, and what happens at a door with the wrong digits."""

from playwright.sync_api import expect

from tests.e2e.conftest import Opens


def test_a_volunteer_takes_an_order_from_the_pool(screen: Opens) -> None:
    volunteer = screen("volunteer")
    volunteer.taps("抢单")
    card = volunteer.main.get_by_role("article").filter(has_text="手机课堂")
    assert "号楼" not in card.inner_text()
    volunteer.taps("我来做", within=card)
    volunteer.sees("抢单成功，谢谢您！", "号楼")
    volunteer.opens("/volunteer/pool/")
    expect(volunteer.main.get_by_role("article").filter(has_text="手机课堂")).to_have_count(0)


def test_two_taps_accept_once(screen: Opens) -> None:
    volunteer = screen("volunteer")
    volunteer.opens("/volunteer/offers/")
    card = volunteer.offer("小家电维修", "3月5日")
    volunteer.sends_twice(card.locator("form[action$='/accept/']"))
    volunteer.opens("/volunteer/offers/")
    answers = volunteer.section("最近的答复").get_by_role("listitem").filter(has_text="小家电维修")
    expect(answers).to_have_count(1)
    expect(answers).to_contain_text("您接单了")


def test_wrong_digits_at_the_door(screen: Opens) -> None:
    resident, volunteer = screen("resident"), screen("volunteer")
    code = resident.main.locator(".code-card__digits").inner_text().strip()
    wrong = "0000" if code != "0000" else "1111"
    volunteer.opens("/day/")
    volunteer.taps("我到了", within=volunteer.main.get_by_role("article").filter(has_text="爱心理发"))
    volunteer.writes("服务码", wrong)
    volunteer.taps("签到")
    volunteer.sees("服务码不对")
    expect(volunteer.main.get_by_label("服务码")).to_have_value(wrong)
