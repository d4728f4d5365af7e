"""Sets a week in type. What was set once is kept under the hash of its content, so nothing is set twice."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, Literal

import typst
from django.conf import settings

HERE = Path(__file__).parent
MOST_KEPT = 400
DOTS_PER_INCH = 144.0  # 540 points become 1080 dots


@dataclass(frozen=True)
class Form:
    """One kind of paper."""

    template: str
    ending: Literal["pdf", "png"]
    kind: str
    inputs: Mapping[str, str]


FORMS: dict[str, Form] = {
    "a3": Form("poster.typ", "pdf", "application/pdf", {"paper": "a3"}),
    "a4": Form("poster.typ", "pdf", "application/pdf", {"paper": "a4"}),
    "large": Form("large.typ", "pdf", "application/pdf", {}),
    "picture": Form("picture.typ", "png", "image/png", {}),
}


@dataclass(frozen=True)
class Printed:
    content: bytes
    kind: str
    mark: str  # the hash of what it was made from


def printed(name: str, facts: Mapping[str, Any]) -> Printed:
    form = FORMS[name]
    told = json.dumps(facts, ensure_ascii=False, sort_keys=True)
    mark = sha256(f"{_looks()}|{name}|{told}".encode()).hexdigest()[:40]
    kept = settings.SIDAN_POSTERS / f"{mark}.{form.ending}"
    if kept.is_file():
        return Printed(kept.read_bytes(), form.kind, mark)
    content = _set(form, told)
    _keep(kept, content)
    return Printed(content, form.kind, mark)


def _set(form: Form, told: str) -> bytes:
    return typst.compile(
        HERE / form.template,
        format=form.ending,
        ppi=DOTS_PER_INCH,
        font_paths=fonts(),
        sys_inputs={"facts": told, **form.inputs},
    )


@cache
def fonts() -> typst.Fonts:
    """Read once a process: twenty megabytes of Chinese characters."""
    folders = [folder for folder in settings.SIDAN_FONTS if Path(folder).is_dir()]
    return typst.Fonts(include_system_fonts=not folders, include_embedded_fonts=False, font_paths=folders)


@cache
def _looks() -> str:
    """Another drawing or another font is another paper."""
    drawing = b"".join(path.read_bytes() for path in sorted(HERE.glob("*.typ")))
    return sha256(drawing + repr(fonts().families()).encode()).hexdigest()


def _keep(path: Path, content: bytes) -> None:
    """Written aside and moved: another process reads it whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, delete=False) as aside:
        aside.write(content)
    Path(aside.name).replace(path)
    _drop_oldest(path.parent)


def _drop_oldest(folder: Path) -> None:
    kept = sorted(folder.iterdir(), key=lambda each: each.stat().st_mtime)
    for old in kept[:-MOST_KEPT]:
        old.unlink(missing_ok=True)
