"""Runs one of our modules inside a peer's own Django: `python -m benchmarks._peer_inside ephios`."""

import importlib
import logging
import os
import sys
import warnings
from typing import Any

import django
from django.conf import settings
from django.core.management import call_command


class NoMigrations(dict[str, Any]):
    """Tables are made from the models of today, not by years of migrations."""

    def __contains__(self, _app: object) -> bool:
        return True

    def __getitem__(self, _app: str) -> None:
        return None


def prepare() -> None:
    """The peer's own settings, made no slower than in earnest: it has a cache, and a connection that stays open.

    And it may be asked over plain http.
    """
    settings.CACHES["default"] = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    settings.DATABASES["default"] |= {"CONN_MAX_AGE": None, "CONN_HEALTH_CHECKS": False}
    settings.MIGRATION_MODULES = NoMigrations()
    settings.SECURE_SSL_REDIRECT = settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = False
    django.setup()
    call_command("migrate", run_syncdb=True, verbosity=0, interactive=False)


def main(name: str) -> None:
    warnings.simplefilter("ignore")
    os.environ["DJANGO_SETTINGS_MODULE"] = "sidan.settings" if name == "ours" else f"{name}.settings"
    if name == "ours":  # its street stands already
        django.setup()
    else:
        prepare()
    logging.disable(logging.CRITICAL)
    importlib.import_module(f"benchmarks._peer_{name}").main()


if __name__ == "__main__":
    main(sys.argv[1])
