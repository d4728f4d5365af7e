"""`check --deploy`: a site as it should be is silent; each promise made void is named."""

import os
from pathlib import Path
from typing import Any

import pytest

from sidan.core.checks import promises


@pytest.fixture
def real_site(settings: Any, tmp_path: Path) -> Any:
    """As deployment.md sets one up."""
    settings.SIDAN_DEMO = settings.DEBUG = False
    settings.SIDAN_TLS, settings.SIDAN_PROXIES, settings.SIDAN_SECOND_FACTOR = True, 1, True
    settings.ALLOWED_HOSTS, settings.SIDAN_ORIGIN = ["sidan.example.org"], "https://sidan.example.org"
    settings.SIDAN_SMS_URL, settings.SIDAN_OIDC_ISSUER = "jsons://gateway.example.org/?to={phone}", ""
    settings.SIDAN_KEYS, settings.DATA, settings.MEDIA_ROOT = tmp_path / "keys.json", tmp_path, tmp_path / "media"
    for name in ("keys.json", "secret-key"):
        (tmp_path / name).write_text("x")
        (tmp_path / name).chmod(0o600)
    settings.MEDIA_ROOT.mkdir()
    tmp_path.chmod(0o700)
    return settings


def found() -> list[str]:
    return [message.id.removeprefix("sidan.") for message in promises(None) if message.id]


def test_a_real_site_is_silent(real_site: Any) -> None:
    assert found() == []


@pytest.mark.parametrize(
    ("name", "value", "number"),
    [
        ("SIDAN_DEMO", True, "E001"),
        ("DEBUG", True, "E002"),
        ("SIDAN_TLS", False, "E003"),
        ("ALLOWED_HOSTS", ["*"], "E004"),
        ("ALLOWED_HOSTS", ["localhost", "127.0.0.1"], "E004"),
        ("SIDAN_ORIGIN", "http://sidan.example.org", "E005"),
        ("SIDAN_ORIGIN", "https://localhost:8000", "E005"),
        ("SIDAN_SECOND_FACTOR", False, "E006"),
        ("SIDAN_SMS_URL", "", "E009"),
        ("SIDAN_SMS_URL", "log", "E009"),
        ("SIDAN_PROXIES", 0, "W001"),
    ],
)
def test_each_void_setting_is_named(real_site: Any, name: str, value: Any, number: str) -> None:
    setattr(real_site, name, value)
    assert found() == [number]
    assert promises(None)[0].hint


def test_a_provider_without_client_or_tls(real_site: Any) -> None:
    real_site.SIDAN_OIDC_ISSUER, real_site.SIDAN_OIDC_CLIENT = "http://id.example.org", ""
    assert found() == ["E007", "E008"]


def test_wechat_without_secret_or_tls(real_site: Any) -> None:
    real_site.SIDAN_WECHAT_APP, real_site.SIDAN_WECHAT_SITE_APP = "wx-inside", "wx-beside"
    real_site.SIDAN_WECHAT_SECRET = "s3cret"
    assert found() == ["E020"]
    real_site.SIDAN_WECHAT_SITE_SECRET = "s3cret"
    assert found() == []
    real_site.SIDAN_WECHAT_API = "http://api.example.org"
    assert found() == ["E021"]


@pytest.mark.parametrize(
    ("hosts", "numbers"),
    [
        (["other.example.org"], ["E022"]),
        ([".example.org"], []),
        (["sidan.example.org", "www.example.org"], ["W020"]),
    ],
)
def test_passkeys_belong_to_one_host(real_site: Any, hosts: list[str], numbers: list[str]) -> None:
    real_site.ALLOWED_HOSTS = hosts
    assert found() == numbers


@pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX")
@pytest.mark.parametrize(("name", "number"), [("keys.json", "E010"), ("secret-key", "E011")])
def test_keys_that_others_can_read(real_site: Any, tmp_path: Path, name: str, number: str) -> None:
    (tmp_path / name).chmod(0o644)
    assert found() == [number]


@pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX")
def test_photos_that_others_can_read(real_site: Any, tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    real_site.MEDIA_ROOT.chmod(0o755)
    assert found() == ["W002"]
