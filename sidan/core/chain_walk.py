"""Walking the history along its chain: what does not hold is named in words, with the row or the order it is about."""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from django.db.models import Count, Min, QuerySet

from sidan.core import chain
from sidan.core.chain import Line
from sidan.core.keys import Unreadable
from sidan.core.models import HistoryRow, Seal, histories, lines_of

AT_ONCE = 2_000


@dataclass(frozen=True)
class Fault:
    table: str
    what: str  # edited, deleted, inserted, copied, exchanged, seal changed
    where: str

    def __str__(self) -> str:
        return f"{self.table}: {self.what} ({self.where})"


@dataclass
class Walk:
    """One walk from the first seal to the last row; `faults()` is lazy, so the first one comes as soon as it is met."""

    fast: bool = False
    walked: Callable[[int], object] = lambda count: None
    rows: int = 0
    seals: int = 0
    unsealed: int = 0
    erased: int = 0
    head: str = ""
    heads: set[str] = field(default_factory=set)

    def faults(self) -> Iterator[Fault]:
        models = {model._meta.db_table: model for model in histories()}
        reached = dict.fromkeys(models, 0)
        for seal in _seals():
            yield from self._seal(seal, reached)
            if seal.table in models:
                yield from self._stretch(seal, models[seal.table])
            reached[seal.table], self.head = seal.last_pk, seal.mac
            self.heads.add(seal.mac)
            self.seals += 1
        for table, model in models.items():
            self.erased += model._default_manager.exclude(erased_mac="").count()
            yield from _beside(model)
            yield from self._tail(model, reached[table])
            if not self.fast:
                yield from _copies(model)
                yield from (
                    Fault(table, "what holds today is not what was recorded", where) for where in model.astray()
                )

    def _seal(self, seal: Seal, reached: dict[str, int]) -> Iterator[Fault]:
        if seal.table not in reached or not seal.is_intact():
            yield Fault(seal.table, "the seal was changed", str(seal))
        elif seal.previous_mac != self.head or seal.first_pk != reached[seal.table] + 1:
            yield Fault(seal.table, "a seal before this one is gone", str(seal))

    def _stretch(self, seal: Seal, model: type[HistoryRow]) -> Iterator[Fault]:
        rows = model._default_manager.filter(pk__range=(seal.first_pk, seal.last_pk))
        if self.fast:
            if rows.count() != seal.count:
                yield from _explained(seal, model)
            self._count(seal.count)
            return
        bad, lines = self._read(model, seal.first_pk, seal.last_pk)
        for pk, about_id, _mac in bad:
            what = "a row was inserted" if len(lines) > seal.count else "a row was edited"
            yield Fault(seal.table, what, f"{whom(model, about_id)}, row {pk}, {seal}")
        if not bad and chain.digest(lines) != seal.digest:
            yield from _explained(seal, model)

    def _tail(self, model: type[HistoryRow], after: int) -> Iterator[Fault]:
        """Rows that no seal holds yet: edits and forged rows show, a deletion does not until they are sealed."""
        tail = model._default_manager.filter(pk__gt=after)
        if self.fast:
            self.unsealed += tail.count()
            return
        while pks := list(tail.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:AT_ONCE]):
            bad, lines = self._read(model, pks[0], pks[-1])
            for pk, about_id, _mac in bad:
                what = "a row was edited, or written past the product"
                yield Fault(model._meta.db_table, what, f"{whom(model, about_id)}, row {pk}, not sealed yet")
            self.unsealed += len(lines)
            after = pks[-1]

    def _read(self, model: type[HistoryRow], first_pk: int, last_pk: int) -> tuple[list[Line], list[Line]]:
        """Of a stretch: the rows whose signature does not hold, and all."""
        rows = model._default_manager.filter(pk__range=(first_pk, last_pk)).order_by("pk")
        try:
            bad, lines = _read_at_once(rows)
        except Unreadable:
            # An encrypted value among them was changed: row by row it is found.
            lines = lines_of(model, first_pk, last_pk)
            bad = [line for line in lines if not _is_intact(rows, line[0])]
        self._count(len(lines))
        return bad, lines

    def _count(self, rows: int) -> None:
        self.rows += rows
        self.walked(rows)


def _seals() -> Iterator[Seal]:
    """Page by page: a walk that stops at the first fault leaves no cursor open."""
    last = 0
    while page := list(Seal.objects.filter(pk__gt=last).order_by("pk")[:AT_ONCE]):
        yield from page
        last = page[-1].pk


def _read_at_once(rows: QuerySet[HistoryRow]) -> tuple[list[Line], list[Line]]:
    bad, lines = [], []
    for row in rows:
        line = (row.pk, getattr(row, f"{row.about}_id"), row.erased_mac or row.mac)
        lines.append(line)
        if not row.is_intact():
            bad.append(line)
    return bad, lines


def _is_intact(rows: QuerySet[HistoryRow], pk: int) -> bool:
    try:
        return rows.get(pk=pk).is_intact()
    except Unreadable:
        return False


def _beside(model: type[HistoryRow]) -> Iterator[Fault]:
    if (first := model._default_manager.aggregate(first=Min("pk"))["first"]) is not None and first < 1:
        yield Fault(model._meta.db_table, "a row was inserted", f"row {first}, before every seal")


def _explained(seal: Seal, model: type[HistoryRow]) -> Iterator[Fault]:
    """Every row that is there is as it was written, yet they are not those that were sealed."""
    lines = lines_of(model, seal.first_pk, seal.last_pk)
    now, then = _counts(lines), Counter({int(about): count for about, count in json.loads(seal.tally).items()})
    for about_id in sorted((now | then).keys()):
        there, sealed = now[about_id], then[about_id]
        if there != sealed:
            what = "a row was deleted" if there < sealed else "a row was inserted"
            yield Fault(seal.table, what, f"{whom(model, about_id)}, {sealed} sealed, {there} found, {seal}")
    if now == then:
        yield Fault(seal.table, "rows were exchanged", str(seal))


def _counts(lines: list[Line]) -> Counter[int]:
    return Counter(about for _pk, about, _mac in lines)


def _copies(model: type[HistoryRow]) -> Iterator[Fault]:
    """A signature stands under one row only; twice, somebody copied a true row to say it happened again."""
    twice = model._default_manager.order_by().values("mac").annotate(times=Count("pk")).filter(times__gt=1)
    for mac in twice.values_list("mac", flat=True):
        rows = model._default_manager.filter(mac=mac).order_by("pk").values_list("pk", f"{model.about}_id")
        pks = ", ".join(str(pk) for pk, _about in rows)
        yield Fault(model._meta.db_table, "a row was copied", f"{whom(model, rows[0][1])}, rows {pks}")


def whom(model: type[HistoryRow], about_id: int) -> str:
    """The order by its number, others by what people call them without giving their name away."""
    other = model._meta.get_field(model.about).related_model
    assert isinstance(other, type)
    row = other._default_manager.filter(pk=about_id).first()
    return f"{other._meta.model_name} {row if row is not None else f'#{about_id}, itself gone'}"


def rows_in_histories() -> int:
    return sum(model._default_manager.count() for model in histories())
