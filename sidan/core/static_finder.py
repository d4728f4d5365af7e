"""Third-party browser files come from node_modules, by name: only what settings.NPM_ASSETS lists is ever served."""

import builtins
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Literal, overload

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.contrib.staticfiles.utils import matches_patterns
from django.core.exceptions import ImproperlyConfigured
from django.core.files.storage import FileSystemStorage, Storage


class NpmStorage(FileSystemStorage):
    """Reads "vendor/x.js" from the place in node_modules that the map gives for it."""

    def __init__(self, assets: dict[str, str], root: Path) -> None:
        super().__init__(location=root)
        self.assets = assets

    def path(self, name: str) -> str:
        return super().path(self.assets[name])

    def exists(self, name: str) -> bool:
        return name in self.assets and super().exists(name)


class NpmFinder(BaseFinder):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.storage = NpmStorage(settings.NPM_ASSETS, Path(settings.NODE_MODULES))
        super().__init__(*args, **kwargs)

    @overload
    def find(self, path: str, find_all: Literal[False] = False) -> str | None: ...
    @overload
    def find(self, path: str, find_all: Literal[True]) -> "builtins.list[str]": ...
    def find(self, path: str, find_all: bool = False) -> "str | builtins.list[str] | None":
        found = self.storage.path(path) if self.storage.exists(path) else None
        if find_all:
            return [found] if found else []
        return found

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Storage]]:
        patterns = [*(ignore_patterns or ())]
        for name, file in self.storage.assets.items():
            if matches_patterns(name, patterns):
                continue
            if not self.storage.exists(name):
                raise ImproperlyConfigured(f"{file} is not in node_modules: run npm ci.")
            yield name, self.storage
