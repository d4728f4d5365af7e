"""A No tells a program the code and a person the sentence, in their language."""

from typing import Any

from tests.api.calling import Program
from tests.conftest import Cast


def test_a_body_that_is_wrong_is_told_field_by_field_without_repeating_it(cast: Cast) -> None:
    order = cast.order()
    response: Any = Program(cast.keeper).send(f"/api/orders/{order.public_id}/reject", {"reason": ""})
    problem = response.json()
    assert (response.status_code, problem["type"]) == (422, "about:invalid")
    assert [one["where"] for one in problem["errors"]] == ["body.reason"]


def test_broken_json_is_a_problem_too(cast: Cast) -> None:
    keeper = Program(cast.keeper)
    response = keeper.client.post(
        f"/api/orders/{cast.order().public_id}/reject",
        "{",
        content_type="application/json",
        headers={"X-CSRFToken": keeper.token},
    )
    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"


def test_a_state_that_does_not_allow_it_says_so_with_the_sentence_of_the_page(cast: Cast) -> None:
    response: Any = Program(cast.keeper).send(f"/api/orders/{cast.done().public_id}/verify")
    assert response.status_code == 409
    assert "现在是“待评单”" in response.json()["title"]


def test_answers_are_nobodys_cache(cast: Cast) -> None:
    response = Program(cast.resident).ask("/api/orders")
    assert "no-store" in response["Cache-Control"]
