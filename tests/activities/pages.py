"""What the desk types into the pages of activities."""

from typing import Any

from tests.orders.reading import key_of, soup, told

__all__ = ["AT", "key_of", "plan", "soup", "text", "told"]

AT = "/desk/activities/"


def text(response: Any) -> str:
    return str(response.content.decode())


def plan(**more: str) -> dict[str, str]:
    """A class on Friday morning with three seats, in words of its own."""
    typed = {
        "station": "first", "title": "书画班", "kind": "class", "audience": "everyone", "goal": "auto", "theme": "auto",
        "day": "2026-11-27", "at": "09:00", "until": "10:30", "facility": "", "place": "3号楼前", "repeat": "once",
        "every": "1", "entry": "seats", "seats": "3", "group_most": "2", "do": "plan",
    }  # fmt: skip
    return typed | more
