"""A form is carried out once: double taps, retries, two tabs, and the same key with another body."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.test import RequestFactory

from sidan.core.actions import sweep, take_limit
from sidan.core.errors import Refused
from sidan.core.models import Limit, Once
from sidan.core.once import once
from sidan.people.models import Person
from tests.conftest import Cast, Clock, build_cast


def post(person: Person, key: str = "k1", **body: str) -> HttpRequest:
    request = RequestFactory().post("/order/", {"form_key": key, **body})
    request.user = person
    return request


@once
def view(request: HttpRequest) -> HttpResponse:
    """Stands for a page that writes: here a counted limit."""
    if request.POST.get("wrong"):
        return HttpResponse("please correct", status=422)
    Limit.objects.create(bucket=f"done {Limit.objects.count()}", window_at="2026-11-25T00:00Z")
    return HttpResponseRedirect(f"/done/{Limit.objects.count()}/")


def test_the_second_tap_gets_the_first_answer(cast: Cast) -> None:
    answers = [view(post(cast.resident, what="理发"))["Location"] for _tap in range(3)]
    assert (answers, Limit.objects.count()) == (["/done/1/"] * 3, 1)


def test_another_body_under_the_same_key_is_422(cast: Cast) -> None:
    view(post(cast.resident, what="理发"))
    with pytest.raises(Refused) as caught:
        view(post(cast.resident, what="陪诊"))
    assert (caught.value.status, Limit.objects.count()) == (422, 1)


@pytest.mark.parametrize("key", ["a\0b", "键" * 500])
def test_any_text_is_a_key(cast: Cast, key: str) -> None:
    answers = [view(post(cast.resident, key))["Location"] for _tap in range(2)]
    assert answers == ["/done/1/"] * 2
    assert view(post(cast.resident, key + "c"))["Location"] == "/done/2/"


def test_a_key_belongs_to_one_person(cast: Cast) -> None:
    view(post(cast.resident))
    assert view(post(cast.neighbour))["Location"] == "/done/2/"


def test_a_page_shown_again_leaves_the_key_free(cast: Cast) -> None:
    assert view(post(cast.resident, wrong="1")).status_code == 422
    assert Once.objects.count() == 0
    assert view(post(cast.resident, what="理发"))["Location"] == "/done/1/"


def test_old_keys_are_swept(cast: Cast) -> None:
    view(post(cast.resident))
    assert sweep(now=cast.now) == 0
    cast.clock.move(days=3)
    assert sweep(now=cast.now) == 2
    assert Once.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_eight_taps_at_once_are_one(the_clock: Clock) -> None:
    cast = build_cast(the_clock)
    barrier = Barrier(8)

    def tap(_number: int) -> str:
        barrier.wait()
        try:
            return view(post(cast.resident))["Location"]
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(tap, range(8)))
    assert (set(answers), Limit.objects.count()) == ({"/done/1/"}, 1)


@pytest.mark.django_db(transaction=True)
def test_a_limit_holds_under_parallel_use(the_clock: Clock) -> None:
    barrier = Barrier(12)

    def use(_number: int) -> bool:
        barrier.wait()
        try:
            return take_limit("codes", 5, window=3600, now=the_clock.now)
        finally:
            connection.close()

    with ThreadPoolExecutor(12) as pool:
        assert sum(pool.map(use, range(12))) == 5
