"""From trials to a table, a figure and files: nothing is lost on the way, and the command says what it cannot do."""

from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from sidan.dispatch.simulate import POLICIES, SIZES, Size, trials
from sidan.dispatch.simulate.__main__ import main
from sidan.dispatch.simulate.figure import svg
from sidan.dispatch.simulate.measure import MEASURES
from sidan.dispatch.simulate.table import markdown
from sidan.dispatch.simulate.trials import AS_USUAL, CEILING, Trial, over_seeds

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(autouse=True)
def tiny(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(SIZES, "street", Size(volunteers=60, orders_a_day=2.0, side_m=600.0))


def some(*vary: str, seeds: int = 2) -> list[Trial]:
    return list(trials.run("street", 2, range(1, seeds + 1), vary))


def test_every_policy_meets_every_behaviour_and_seed() -> None:
    found = some("fatigue", seeds=2)
    assert len(found) == 2 * (1 + 3 * len(POLICIES))
    assert {trial.setting.behaviour.fatigue for trial in found} == {0.05, 0.15, 0.40}
    assert {trial.policy for trial in found if trial.setting == AS_USUAL} == {*POLICIES, CEILING}
    asked = over_seeds(found, "broadcast", "asks_per_filled")
    assert asked.mean > over_seeds(found, "nearest-1", "asks_per_filled").mean


def test_the_table_has_a_line_a_policy_and_the_figure_a_dot() -> None:
    found = some("decline", seeds=1)
    lines = markdown(found).splitlines()
    assert [line.split(" | ")[0] for line in lines if line.startswith("| ours")] == ["| ours", "| ours, fairer"]
    assert sum("| ours |" in line for line in lines) == 1 + 3  # the usual table and three values of "decline"
    drawn = ET.fromstring(svg(found))
    assert len(drawn.findall(f"{SVG}polyline")) == len(POLICIES) * 3
    assert 0 < len(drawn.findall(f"{SVG}circle")) <= len(POLICIES) * len(MEASURES)
    assert not any(part.tag in {f"{SVG}script", f"{SVG}style", f"{SVG}image"} for part in drawn.iter())


def test_runs_are_put_together_from_their_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    both = some("decline", "dropout", seeds=1)
    for name in ("decline", "dropout"):
        assert main(["--days", "2", "--seeds", "1", "--vary", name, "--out", str(tmp_path / name)]) == 0
    capsys.readouterr()
    files = [str(tmp_path / name / "dispatch-policies.json") for name in ("decline", "dropout")]
    assert main(["--read", *files, "--out", str(tmp_path)]) == 0
    assert capsys.readouterr().out == markdown(both) == (tmp_path / "dispatch-policies.md").read_text("utf-8")
    assert (tmp_path / "dispatch-policies.svg").read_text("utf-8") == svg(trials.read(map(Path, files)))


def test_runs_of_different_length_are_no_table(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for days in (1, 2):
        trials.write(list(trials.run("street", days, [1])), tmp_path / f"{days}.json")
    assert main(["--read", str(tmp_path / "1.json"), str(tmp_path / "2.json")]) == 2
    assert "different" in capsys.readouterr().err


@pytest.mark.parametrize("words", [["--days", "0"], ["--seeds", "0"], ["--read", "nowhere.json"]])
def test_what_cannot_be_is_said(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(words) == 2
    assert capsys.readouterr().err.strip()
