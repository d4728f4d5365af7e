"""What core itself writes: counted limits, forms remembered, sweeping both, and the seals of the history."""

from datetime import datetime, timedelta

from django.db import IntegrityError, connection, transaction
from django.db.models import F, Max

from sidan.core import chain
from sidan.core.models import HistoryRow, Limit, Once, Seal, SealMark, histories, lines_of
from sidan.core.walls import action

KEPT = timedelta(days=2)
STRETCH = 2_000  # rows a seal covers at most: a broken one names its place closely


@action
def take_limit(bucket: str, most: int, *, window: int, now: datetime) -> bool:
    """Counts one use of `bucket` in its window of `window` seconds; False when `most` were taken already."""
    start = datetime.fromtimestamp(now.timestamp() // window * window, tz=now.tzinfo)
    with transaction.atomic():
        Limit.objects.bulk_create([Limit(bucket=bucket, window_at=start)], ignore_conflicts=True)
        row = Limit.objects.filter(bucket=bucket, window_at=start, count__lt=most)
        return row.update(count=F("count") + 1) == 1


@action
def remember_form(sender: str, key: str, fingerprint: str, *, now: datetime) -> Once:
    """Raises IntegrityError when this form was sent before."""
    return Once.objects.create(sender=sender, key=key, fingerprint=fingerprint, made_at=now)


@action
def remember_answer(form: Once, status: int, *, location: str = "", body: str = "") -> None:
    Once.objects.filter(pk=form.pk).update(status=status, location=location, body=body)


@action
def sweep(*, now: datetime) -> int:
    forms, _ = Once.objects.filter(made_at__lt=now - KEPT).delete()
    limits, _ = Limit.objects.filter(window_at__lt=now - KEPT).delete()
    return forms + limits


# The chain of seals (ADR 6)


@action
def seal_history(*, now: datetime) -> int:
    """Seals what the tick before saw, then looks again. No writer of history waits for it."""
    return sum(_seal_seen(model, now) for model in histories())


def _seal_seen(model: type[HistoryRow], now: datetime) -> int:
    table = model._meta.db_table
    mark = SealMark.objects.filter(table=table).first()
    sealed = 0
    if mark is not None:
        if _writing(table) & set(mark.writers.split()):
            return 0  # somebody who wrote then has not finished: a row below the mark may still appear
        while (count := _seal_stretch(model, mark.seen_pk, now)) > 0:
            sealed += count
    seen = model._default_manager.aggregate(last=Max("pk"))["last"] or 0
    # In this order: whoever has taken a number below `seen` and not finished is among those writing now.
    reached = {"seen_pk": seen, "writers": " ".join(sorted(_writing(table)))}
    SealMark.objects.update_or_create(table=table, defaults=reached)
    return sealed


def _seal_stretch(model: type[HistoryRow], until: int, now: datetime) -> int:
    # The head is read first: whatever another worker seals after that, takes this head's one place for a successor.
    head = Seal.objects.order_by("-pk").first()
    table = model._meta.db_table
    before = Seal.objects.filter(table=table).order_by("-last_pk").values_list("last_pk", flat=True).first() or 0
    lines = lines_of(model, before + 1, until, at_most=STRETCH)
    if not lines:
        return 0
    seal = Seal(
        table=table, first_pk=before + 1, last_pk=lines[-1][0], count=len(lines), tally=chain.tally(lines),
        digest=chain.digest(lines), previous_mac=head.mac if head else "", made_at=now,
    )  # fmt: skip
    try:
        with transaction.atomic():
            seal.save(force_insert=True)
    except IntegrityError:
        return 0
    return len(lines)


WRITING = """SELECT virtualtransaction FROM pg_locks
    WHERE locktype = 'relation' AND relation = %s::regclass AND mode = 'RowExclusiveLock' AND granted
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
    AND pid IS DISTINCT FROM pg_backend_pid()"""


def _writing(table: str) -> set[str]:
    """Transactions of others with a row of this table in hand: they hold its lock before the row has its number."""
    if connection.vendor != "postgresql":
        return set()  # SQLite's writers queue: who has a number has been alone
    with connection.cursor() as cursor:
        cursor.execute(WRITING, [table])
        return {transaction_id for (transaction_id,) in cursor.fetchall()}


@action
def reduce_facts(row: HistoryRow, **facts: object) -> None:
    """Makes a deletion record of a row: facts about a person go, that something happened stays, the chain holds."""
    row.erased_mac = row.erased_mac or row.mac
    for name, value in facts.items():
        setattr(row, name, value)
    row.mac = chain.sign(chain.seal_text(row))
    row.save(update_fields=["mac", "erased_mac", *facts])
