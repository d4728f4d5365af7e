"""The one door to numba: inner loops are compiled here, or run as plain Python where numba is absent.

Compiled code is kept on disk, so that only the first run after an update compiles (`python -m sidan.dispatch.warm`).
The folder's name holds a digest of the compiled sources: numba notices a changed function, but not a changed function
that another one calls.
"""

import hashlib
import os
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final, TypeVar, cast

import numpy as np

numba: Any = import_module("numba") if find_spec("numba") else None  # some platforms have no wheels

F = TypeVar("F", bound=Callable[..., Any])

HERE: Final = Path(__file__).parent
HAS_NUMBA: Final = numba is not None
"""Whether inner loops are compiled; without it `assign` uses OR-Tools, and `rounds` is slow."""


def cache_folder() -> Path:
    """Where compiled code is kept: `SIDAN_COMPILED`, by default the package's own `__pycache__`."""
    base = Path(os.environ.get("SIDAN_COMPILED") or HERE / "__pycache__" / "compiled")
    digest = hashlib.sha256()
    for path in sorted(HERE.rglob("*.py")):
        source = path.read_bytes()
        if path.name == "compiled.py" or b"\n@compiled\n" in source:
            digest.update(source)
    return base / digest.hexdigest()[:16]


_FOLDER: Final = str(cache_folder())


def compiled(function: F) -> F:
    """Compile a function of numbers and arrays with numba, cached on disk; types are inferred at the first call.

    Such functions do not raise: what can go wrong is checked before they are called.
    """
    return _compile(function, forceinline=False)


def inlined(function: F) -> F:
    """As `compiled`, for small helpers: they become part of their caller.

    Handing over a tuple of thirty arrays copies thirty descriptors; inside one function that is optimised away.
    """
    return _compile(function, forceinline=True)


def _compile(function: F, *, forceinline: bool) -> F:
    if numba is None:  # whole numbers wrap round in compiled code; numpy's would warn of it
        return function if forceinline else np.errstate(over="ignore")(function)
    # Without reference counts (_nrt): ten times faster on tuples of arrays; such functions cannot make arrays.
    before = numba.config.CACHE_DIR
    numba.config.CACHE_DIR = _FOLDER  # read when the decorator runs; others in this process keep their own
    try:
        return cast(F, numba.njit(cache=True, error_model="numpy", forceinline=forceinline, _nrt=False)(function))
    finally:
        numba.config.CACHE_DIR = before
