"""What is the same for everybody is kept for a minute; what is somebody's own never is."""

from collections.abc import Iterable
from typing import Any

import pytest

from sidan.core.kept import MOST, KeptPages


class Site:
    """Counts how often it is asked; its answer is public unless told otherwise."""

    def __init__(self, **headers: str) -> None:
        self.asked = 0
        self.headers = [("Cache-Control", "public, max-age=60"), *headers.items()]
        self.status = "200 OK"

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        self.asked += 1
        start_response(self.status, self.headers)
        return [f"page {self.asked}".encode()]


class Hand:
    """A clock moved by hand."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def get(pages: KeptPages, **environ: str) -> str:
    asked = {"REQUEST_METHOD": "GET", "PATH_INFO": "/", "HTTP_HOST": "a", **environ}
    return b"".join(pages(asked, lambda *_args: None)).decode()


def test_a_public_page_is_asked_once_a_minute() -> None:
    site, clock = Site(), Hand()
    pages = KeptPages(site, clock)
    told = []
    for moment in (0, 30, 59.9, 60, 61):
        clock.now = moment
        told.append(get(pages))
    assert told == ["page 1", "page 1", "page 1", "page 2", "page 2"]


def test_languages_letters_and_hosts_have_their_own() -> None:
    pages = KeptPages(Site())
    shapes = [
        {},
        {"HTTP_COOKIE": "language=en"},
        {"HTTP_COOKIE": "view=elder"},
        {"HTTP_HOST": "b"},
        {"PATH_INFO": "/x/"},
    ]
    assert [get(pages, **shape) for shape in shapes * 2] == [f"page {n}" for n in (1, 2, 3, 4, 5)] * 2


@pytest.mark.parametrize(
    "own",
    [
        {"HTTP_COOKIE": "sidan=abc"},
        {"HTTP_COOKIE": "language=en; messages=x"},
        {"QUERY_STRING": "q=1"},
        {"REQUEST_METHOD": "POST"},
        {"HTTP_IF_NONE_MATCH": '"x"'},
        {"HTTP_HX_REQUEST": "true"},
    ],
)
def test_what_is_somebodys_own_passes_through(own: dict[str, str]) -> None:
    pages = KeptPages(Site())
    assert get(pages) == "page 1"
    assert [get(pages, **own), get(pages, **own), get(pages)] == ["page 2", "page 3", "page 1"]


@pytest.mark.parametrize("headers", [{"Set-Cookie": "a=b"}, {"cache-control": "no-store, private"}])
def test_what_is_not_public_is_not_kept(headers: dict[str, str]) -> None:
    pages = KeptPages(Site(**headers))
    assert [get(pages), get(pages)] == ["page 1", "page 2"]


def test_an_error_is_not_kept_and_the_shelf_has_an_end() -> None:
    site = Site()
    pages = KeptPages(site)
    site.status = "503 Service Unavailable"
    assert [get(pages), get(pages)] == ["page 1", "page 2"]
    site.status = "200 OK"
    for number in range(3 * MOST):
        get(pages, HTTP_HOST=f"h{number}")
    assert len(pages.shelf) <= MOST
