"""A second `make run` is quick because a step is skipped when nothing it reads has changed, and only then."""

import sys
from pathlib import Path

import pytest
import steps
from steps import Step, perform


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(steps, "ROOT", tmp_path)
    (tmp_path / "input.txt").write_text("one")
    return tmp_path


def step(root: Path, code: str = "open('runs', 'a').write('x')") -> Step:
    return Step("a step", [sys.executable, "-c", code], root / "stamp", inputs=["*.txt"], needs=[root / "runs"])


def runs(root: Path) -> int:
    return len((root / "runs").read_text())


def test_nothing_changed(checkout: Path, capsys: pytest.CaptureFixture[str]) -> None:
    perform([step(checkout)])
    perform([step(checkout)])
    assert runs(checkout) == 1
    assert "unchanged" in capsys.readouterr().out


def test_an_input_changed(checkout: Path) -> None:
    perform([step(checkout)])
    (checkout / "input.txt").write_text("two")
    perform([step(checkout)])
    assert runs(checkout) == 2


def test_the_product_is_gone(checkout: Path) -> None:
    perform([step(checkout)])
    (checkout / "runs").unlink()
    perform([step(checkout)])
    assert runs(checkout) == 1


def test_a_failure_is_shown_and_tried_again(checkout: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="a step"):
        perform([step(checkout, "open('runs', 'a'); raise SystemExit('no network')")])
    assert "no network" in capsys.readouterr().out
    perform([step(checkout)])
    assert runs(checkout) == 1
