"""Everything a site holds, opened: what a thief with the database, the keys and the photos would read."""

from pathlib import Path
from typing import Any

from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import connection

from sidan.core.sessions import SessionStore


def everything_held(media: Path) -> str:
    """All values of all rows, decrypted where they are encrypted; all sessions, opened; all files."""
    said: list[Any] = []
    for model in apps.get_models():
        said += [repr(list(row)) for row in model._default_manager.values_list()]
    said += [repr(SessionStore().decode(row.session_data)) for row in Session.objects.all()]
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            said += [repr(row) for row in cursor.fetchall()]
    said += [file.read_bytes().decode("latin-1") + file.name for file in media.rglob("*") if file.is_file()]
    return "\n".join(said)
