"""Django's `migrate`; on PostgreSQL the second wall is taken down before and put up after it."""

from typing import Any

from django.conf import settings
from django.core.management.commands import migrate
from django.db import connection

from sidan.core import walls, walls_sql


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> Any:
        with walls.everything("migrate"):
            if connection.vendor != "postgresql" or options.get("plan") or options.get("check_unapplied"):
                return super().handle(*args, **options)
            walls_sql.take_down()
            try:
                return super().handle(*args, **options)
            finally:
                if self.is_whole():
                    walls_sql.put_up()
                    if settings.SIDAN_APP_ROLE:
                        walls_sql.let_in(settings.SIDAN_APP_ROLE)

    def is_whole(self) -> bool:
        """Migrating one app of several, or stopping half-way, leaves tables that the policies name missing."""
        return set(walls_sql.walled_tables()) <= set(connection.introspection.table_names())
