"""Sessions in the database that the database cannot read: drafts of orders and numbers typed wait in them."""

from typing import Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore

from sidan.core.keys import Unreadable, keyring

PLACE = "django_session.session_data"


class SessionStore(DatabaseStore):
    def encode(self, session_dict: dict[str, Any]) -> str:
        return keyring().encrypt(super().encode(session_dict), PLACE)

    def decode(self, session_data: bytes | str) -> dict[str, Any]:
        try:
            return super().decode(keyring().decrypt(str(session_data), PLACE))
        except Unreadable:
            # Written with a key that is gone, or tampered with: the person signs in again.
            return {}
