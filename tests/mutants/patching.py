"""Takes a check out of the running code and puts it back: functions get other code, whoever holds them runs that."""

import gc
import importlib
import inspect
import marshal
import sys
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from types import CodeType, FrameType, FunctionType
from typing import Any

from tests.mutants.finding import ROOT, Mutant, sources, without

Where = tuple[str, str]  # file and qualified name
HOME = str(ROOT / "sidan")


def where_of(code: CodeType) -> Where:
    return code.co_filename, code.co_qualname


def living() -> dict[Where, list[FunctionType]]:
    """Every function of ours there is now, closures included, by where it was written."""
    for path in sources():
        importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"))
    found: dict[Where, list[FunctionType]] = defaultdict(list)
    for one in gc.get_objects():
        if type(one) is FunctionType and one.__code__.co_filename.startswith(HOME):
            found[where_of(one.__code__)].append(one)
    return found


def codes(code: CodeType) -> Iterator[CodeType]:
    for one in code.co_consts:
        if isinstance(one, CodeType):
            yield one
            yield from codes(one)


def changed(mutant: Mutant) -> dict[Where, CodeType]:
    """The functions that are different without the check."""
    before, after = without(mutant)
    old = {(*where_of(one), one.co_firstlineno): one for one in codes(before)}
    found = {}
    for one in codes(after):
        same = old.get((*where_of(one), one.co_firstlineno))
        if same is not None and marshal.dumps(same) != marshal.dumps(one):
            found[where_of(one)] = one
    return found


def _open_staff() -> Any:
    def make(kinds: Any, view: Any) -> Any:
        def wrapped(request: Any, /, *args: Any, **kwargs: Any) -> Any:
            kinds  # noqa: B018  # named, so that the closure keeps its shape
            return view(request, *args, **kwargs)

        return wrapped

    return make((), None)


def _any_role() -> Any:
    def make(kinds: Any, view: Any) -> Any:
        def wrapped(request: Any, /, *args: Any, **kwargs: Any) -> Any:
            stop = stop_of(request, *kinds, *RoleKind.values)  # type: ignore[name-defined]  # noqa: F821
            return _led_to(stop, request) if stop else view(request, *args, **kwargs)  # type: ignore[name-defined]  # noqa: F821

        return wrapped

    return make((), None)


def _open() -> Any:
    def make(view: Any) -> Any:
        def wrapped(request: Any, /, *args: Any, **kwargs: Any) -> Any:
            return view(request, *args, **kwargs)

        return wrapped

    return make(None)


def _volunteer_or_not() -> Any:
    def make(view: Any) -> Any:
        def wrapped(request: Any, /, *args: Any, **kwargs: Any) -> Any:
            return view(request, volunteer_of(me(request)), *args, **kwargs)  # type: ignore[name-defined]  # noqa: F821

        return wrapped

    return make(None)


def _doors(mutant: Mutant, alive: dict[Where, list[FunctionType]]) -> list[tuple[FunctionType, CodeType]]:
    """The closures by which the decorator stands before this one view, and what lets everybody through."""
    any_role = mutant.kind == "decorator for any role"
    instead = {
        "staff.<locals>.decorate.<locals>.wrapped": _any_role() if any_role else _open_staff(),
        "signed_in.<locals>.wrapped": _open(),
        "volunteering.<locals>.wrapped": _volunteer_or_not(),
    }
    view = (str(ROOT / mutant.path), mutant.function)
    found = []
    for (_file, name), functions in alive.items():
        if name in instead:
            mine = [one for one in functions if where_of(inspect.unwrap(one).__code__) == view]
            found += [(one, instead[name].__code__) for one in mine]
    return found


def places(mutant: Mutant) -> set[Where]:
    """Where it stands: the view behind the decorator, or the functions that are different without it."""
    return {(str(ROOT / mutant.path), mutant.function)} if mutant.decorator else set(changed(mutant))


def _patches(mutant: Mutant, alive: dict[Where, list[FunctionType]]) -> list[tuple[FunctionType, CodeType]]:
    if mutant.decorator:
        return _doors(mutant, alive)
    # A closure that no longer needs what it holds cannot be patched; the function that makes it makes another now.
    return [
        (one, code)
        for where, code in changed(mutant).items()
        for one in alive.get(where, [])
        if one.__code__.co_freevars == code.co_freevars
    ]


@contextmanager
def taken_out(mutant: Mutant, alive: dict[Where, list[FunctionType]]) -> Iterator[None]:
    """While the check is out. Nothing to patch is an error, not a survivor."""
    patches = _patches(mutant, alive)
    if not patches:
        raise LookupError(f"nothing runs the code of {mutant}")
    before = [(one, one.__code__) for one, _code in patches]
    for one, code in patches:
        one.__code__ = code
    try:
        yield
    finally:
        for one, code in before:
            one.__code__ = code


@contextmanager
def watched(reached: dict[Where, set[str]], by: str) -> Iterator[None]:
    """Writes down which code is run."""

    def note(frame: FrameType, event: str, _argument: object) -> None:
        if event == "call" and frame.f_code.co_filename.startswith(HOME):
            reached[where_of(frame.f_code)].add(by)

    sys.setprofile(note)
    try:
        yield
    finally:
        sys.setprofile(None)
