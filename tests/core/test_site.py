"""What holds on every page: headers, SQLite's settings, and a sentence when the database is away."""

from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection
from django.test import Client, RequestFactory
from PIL import Image

from sidan.core import failures
from sidan.core.address import visitor_address
from sidan.core.errors import Refused
from sidan.core.uploads import clean_photo
from tests.conftest import Cast

HEADERS = {
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
}


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/sign-in/", "/ui/", "/nowhere/"])
def test_headers_everywhere(path: str) -> None:
    response = Client().get(path)
    assert {name: response[name] for name in HEADERS} == HEADERS


def test_nothing_signed_in_is_stored_by_a_browser(cast: Cast) -> None:
    assert cast.client(cast.resident).get("/orders/")["Cache-Control"] == "no-store, private"
    assert "no-store" not in cast.client().get("/").get("Cache-Control", "")


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite's own settings")
def test_sqlite_settings_read_back() -> None:
    """journal WAL, synchronous FULL (2), foreign keys on, twenty seconds of patience, a version that is not broken."""
    with connection.cursor() as cursor:
        read = {}
        for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout"):
            cursor.execute(f"PRAGMA {name}")
            read[name] = cursor.fetchone()[0]
        cursor.execute("SELECT sqlite_version()")
        version = tuple(int(part) for part in cursor.fetchone()[0].split("."))
    assert read == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 20_000}
    assert version >= (3, 51, 3)
    assert connection.transaction_mode == "IMMEDIATE"  # type: ignore[attr-defined]


def test_the_database_away_is_503_with_the_telephone(cast: Cast) -> None:
    client = cast.client(cast.resident)
    client.raise_request_exception = False

    def gone(*_args: Any, **_kwargs: Any) -> None:
        raise OperationalError("gone")

    with connection.execute_wrapper(lambda *_args: gone()):
        response = client.get("/orders/")
        program = client.get("/api/orders")
    assert (response.status_code, response["Retry-After"]) == (503, "30")
    assert "0531-5550100" in response.content.decode()
    assert (program.status_code, program["Content-Type"]) == (503, "application/problem+json")
    assert "0531-5550100" in program.json()["title"]


def test_a_bug_is_500_without_a_trace() -> None:
    response = failures.server_error(RequestFactory().get("/"))
    assert response.status_code == 500
    assert "Traceback" not in response.content.decode()


def test_only_a_trusted_proxy_is_believed(settings: Any) -> None:
    request = RequestFactory().get("/", HTTP_X_FORWARDED_FOR="6.6.6.6, 10.0.0.1", REMOTE_ADDR="127.0.0.1")
    told = []
    for proxies in (0, 1, 2, 3):
        settings.SIDAN_PROXIES = proxies
        told.append(visitor_address(request))
    assert told == ["127.0.0.1", "10.0.0.1", "6.6.6.6", "127.0.0.1"]


def photo(kind: str = "JPEG", size: tuple[int, int] = (2000, 1000), **save: Any) -> SimpleUploadedFile:
    out = BytesIO()
    Image.new("RGB", size, "white").save(out, kind, **save)
    return SimpleUploadedFile("我家.jpg", out.getvalue())


def test_a_photo_is_made_anew_without_its_place() -> None:
    exif = Image.Exif()
    exif[0x010E] = "Meilan Estate 3-501"
    exif[0x0112] = 6  # the phone was held upright
    clean = clean_photo(photo(exif=exif))
    image = Image.open(clean)
    assert (image.size, image.format, dict(image.getexif())) == ((800, 1600), "JPEG", {})
    assert "我家" not in str(clean.name)


@pytest.mark.parametrize(
    ("file", "code"),
    [
        (SimpleUploadedFile("a.jpg", b"\xff\xd8\xff not a photo"), "photo_kind"),
        (SimpleUploadedFile("a.jpg", b"<svg onload=alert(1)>"), "photo_kind"),
        (photo("GIF"), "photo_kind"),
        (SimpleUploadedFile("a.jpg", b"x" * (10 * 1024 * 1024)), "photo_large"),
        (photo("PNG", (9000, 9000)), "photo_pixels"),
    ],
)
def test_what_is_no_photo_is_refused_with_a_sentence(file: SimpleUploadedFile, code: str) -> None:
    with pytest.raises(Refused) as caught:
        clean_photo(file)
    assert caught.value.code == code
