"""A row named in a form or an address, or 404: not yours and not there are the same answer."""

from typing import TypeVar

from django.db.models import Model, QuerySet
from django.http import Http404

Row = TypeVar("Row", bound=Model)


def one_or_404(rows: QuerySet[Row], public_id: str) -> Row:
    """By the id of an address, among the rows somebody reaches."""
    row = (
        rows.filter(public_id=public_id).order_by("pk").first()
    )  # there is one: a list's order is compiled for nothing
    if row is None:
        raise Http404
    return row


def row_or_404(rows: QuerySet[Row], pk: str) -> Row:
    row = rows.filter(pk=int(pk)).first() if pk.isdecimal() and len(pk) < 18 else None
    if row is None:
        raise Http404
    return row
