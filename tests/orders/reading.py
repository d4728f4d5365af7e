"""How the tests read a page: as somebody who sees its words."""

from typing import Any

from bs4 import BeautifulSoup


def soup(response: Any) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


def told(response: Any) -> str:
    """What a reader sees, without spaces."""
    return "".join(soup(response).get_text().split())


def key_of(response: Any) -> str:
    """The hidden key that makes a form count once."""
    field = soup(response).find("input", {"name": "form_key"})
    return str(field["value"]) if field else ""
