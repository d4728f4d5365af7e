from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from pytest_django import Settings

from sidan.core.static_finder import NpmFinder


@pytest.fixture
def finder(tmp_path: Path, settings: Settings) -> NpmFinder:
    (tmp_path / "chart" / "dist").mkdir(parents=True)
    (tmp_path / "chart" / "dist" / "chart.js").write_text("draw()")
    settings.NODE_MODULES = tmp_path
    settings.NPM_ASSETS = {"vendor/chart.js": "chart/dist/chart.js"}
    return NpmFinder()


def test_a_listed_file_is_found_under_its_name(finder: NpmFinder, tmp_path: Path) -> None:
    path = str(tmp_path / "chart" / "dist" / "chart.js")
    assert finder.find("vendor/chart.js") == path
    assert finder.find("vendor/chart.js", find_all=True) == [path]
    [(name, storage)] = finder.list(None)
    assert name == "vendor/chart.js"
    with storage.open(name) as file:
        assert file.read() == b"draw()"


@pytest.mark.parametrize("name", ["chart/dist/chart.js", "vendor/../chart/package.json", "vendor/other.js"])
def test_what_is_not_listed_is_not_found(finder: NpmFinder, name: str) -> None:
    assert finder.find(name) is None
    assert finder.find(name, find_all=True) == []


def test_collecting_names_a_package_that_is_missing(finder: NpmFinder, tmp_path: Path) -> None:
    (tmp_path / "chart" / "dist" / "chart.js").unlink()
    with pytest.raises(ImproperlyConfigured, match="npm ci"):
        [*finder.list(None)]
