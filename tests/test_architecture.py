"""The house rules that a reader would otherwise have to remember; each failure names its offenders."""

import ast
import re
import statistics
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "sidan"


class Size(NamedTuple):
    lines: int
    where: str


def sources(*, with_tests: bool = False) -> Iterator[Path]:
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).parts
        if "migrations" not in parts and (with_tests or "tests" not in parts):
            yield path


def named(path: Path, line: int | None = None) -> str:
    return str(path.relative_to(ROOT)) + (f":{line}" if line else "")


def listed(offenders: Iterable[object]) -> str:
    return "\n" + "\n".join(str(offender) for offender in offenders)


def p90(sizes: list[Size]) -> float:
    return statistics.quantiles([size.lines for size in sizes], n=10)[-1]


def over(sizes: list[Size], limit: int) -> list[Size]:
    return sorted((size for size in sizes if size.lines > limit), reverse=True)


# Sizes. Complexity is ruff's (C901, at most 8).


def test_files_stay_small() -> None:
    sizes = [Size(path.read_text("utf-8").count("\n"), named(path)) for path in sources(with_tests=True)]
    sizes = [size for size in sizes if size.lines]
    assert not over(sizes, 400), listed(over(sizes, 400))
    assert p90(sizes) <= 250, listed(over(sizes, 250))
    assert statistics.median(size.lines for size in sizes) <= 80


def test_functions_stay_small() -> None:
    sizes = [size for path in sources() for size in function_sizes(path)]
    assert not over(sizes, 50), listed(over(sizes, 50))
    assert p90(sizes) <= 25, listed(over(sizes, 25))
    assert statistics.median(size.lines for size in sizes) <= 8


def function_sizes(path: Path) -> Iterator[Size]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno:
            yield Size(node.end_lineno - node.lineno + 1, f"{named(path, node.lineno)} {node.name}")


# One door for writing, one clock, no receivers.

WRITES = {"save", "create", "delete", "get_or_create", "update_or_create", "bulk_create", "bulk_update", "update"}
WRITERS = ("actions.py", "models.py")  # or a package of that name
GENERATOR = "demo"
TIMETABLE = "Schedule.objects."  # what the worker does when: its own table, no record of ours


def may_write(path: Path) -> bool:
    parts = path.relative_to(PACKAGE).parts
    return parts[0] == GENERATOR or any(f"{part.removesuffix('.py')}.py" in WRITERS for part in parts)


def writes(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Calls that look like a write to the database. dict.update({…}), sha.update(b"…"), image.save(file) and
    cache.delete(key) have positional arguments, which the writing methods of Django's are never given here."""
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        name = node.func.attr.removeprefix("a") if node.func.attr[1:] in WRITES else node.func.attr
        if name in WRITES and (not node.args or name.startswith("bulk_")):
            yield node.lineno, ast.unparse(node.func)


def test_only_actions_and_models_write() -> None:
    offenders = [
        f"{named(path, line)} {call}"
        for path in sources()
        if not may_write(path)
        for line, call in writes(ast.parse(path.read_text("utf-8")))
        if not call.startswith(TIMETABLE)
    ]
    assert not offenders, listed(offenders)


@pytest.mark.parametrize(
    "line",
    ["order.save()", "Order.objects.create(item=1)", "orders.filter(pk=1).update(state=2)", "x.bulk_create(rows)"],
)
def test_a_write_is_recognised(line: str) -> None:
    assert [*writes(ast.parse(line))]


@pytest.mark.parametrize("line", ["seen.update(more)", "image.save(file, 'PNG')", "cache.delete('key')"])
def test_what_only_looks_like_a_write_is_not_taken_for_one(line: str) -> None:
    assert not [*writes(ast.parse(line))]


CLOCK = "core/clock.py"
NOW = re.compile(
    r"\btimezone\.(now|localtime|localdate)\(\)|\bdatetime\.(now|utcnow|today)\(|\bdate\.today\(|\btime\.time\("
)


def test_time_comes_from_one_clock() -> None:
    offenders = [
        f"{named(path, number)} {line.strip()}"
        for path in sources()
        if not str(path).endswith(CLOCK)
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if NOW.search(line)
    ]
    assert not offenders, listed(offenders)


def test_days_are_days_that_people_can_mean() -> None:
    """Django's field takes the year 9999, and the page that adds a day to it breaks: forms ask by `DayField`."""
    pattern = re.compile(r"\bforms\.DateField\(")
    found = [path for path in sources() if pattern.search(path.read_text("utf-8"))]
    bases = {"sidan/people/forms/fields.py", "sidan/people/forms/me.py", "sidan/volunteers/forms/profile.py"}
    assert {named(path) for path in found} <= bases, listed(found)


def test_nothing_listens_to_signals() -> None:
    offenders = [
        f"{named(path, node.lineno)} {ast.unparse(node)}"
        for path in sources()
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ImportFrom)
        and (node.module == "django.dispatch" or (node.module or "").endswith("signals"))
    ]
    assert not offenders, listed(offenders)


# Pages hold under a content security policy without 'unsafe-inline'.

INLINE = [
    re.compile(r"<style\b", re.IGNORECASE),
    re.compile(r"<script\b(?![^>]*\bsrc=)(?![^>]*application/json)", re.IGNORECASE),
    re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE),
    re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE),
    re.compile(r"\bhx-on\b", re.IGNORECASE),
    re.compile(r"\bjavascript:", re.IGNORECASE),
]


def inline(template: str) -> Iterator[tuple[int, str]]:
    for pattern in INLINE:
        for match in pattern.finditer(template):
            yield template.count("\n", 0, match.start()) + 1, match.group()[-40:]


def test_templates_hold_no_inline_style_or_script() -> None:
    offenders = [
        f"{named(path, line)} {found}"
        for path in sorted(PACKAGE.rglob("*.html"))
        for line, found in inline(path.read_text("utf-8"))
    ]
    assert not offenders, listed(offenders)


@pytest.mark.parametrize(
    "html",
    [
        "<style>a{}</style>",
        '<p class="x"\n style="color:red">',
        "<script>go()</script>",
        '<a onclick="go()">',
        '<b hx-on:click="x">',
    ],
)
def test_inline_code_is_recognised(html: str) -> None:
    assert [*inline(html)]


# What is tracked names neither a machine's folders nor a registry's host: whoever installs uses her own.

# A class around one letter keeps a pattern from finding itself here.
FORBIDDEN = re.compile(
    r"(?<![\w.\]/])/(?:roo[t]|hom[e]|User[s])/\w+|regist[r]y\.[\w-]+\.\w+|py[p]i\.\w+|pythonhoste[d]\.org|npmmirro[r]\.",
    re.IGNORECASE,
)


def test_tracked_files_name_no_machine_and_no_registry() -> None:
    tracked = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    offenders = [
        f"{name}:{text.count(chr(10), 0, match.start()) + 1} {match.group()}"
        for name in filter(None, tracked.split("\0"))
        for text in [readable(ROOT / name)]
        for match in FORBIDDEN.finditer(text)
    ]
    assert not offenders, listed(offenders)


def readable(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (UnicodeDecodeError, FileNotFoundError):  # a picture, or removed and not yet committed
        return ""
