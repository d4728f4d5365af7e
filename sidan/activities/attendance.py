"""Who is on the list of a session: in the order of the sheet, the place in the waiting list, and what came of it."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sidan.activities.models import Session, SignUp
from sidan.activities.states import SignUpState

AGES: tuple[tuple[int, str | Promise], ...] = (
    (18, _("18 岁以下")),
    (60, _("18–59 岁")),
    (70, _("60–69 岁")),
    (80, _("70–79 岁")),
    (200, _("80 岁以上")),
)
UNKNOWN = _("没有登记年龄")


@dataclass(frozen=True)
class Row:
    """One line of the list; `place` is where somebody stands among those who wait."""

    number: int
    sign_up: SignUp
    place: int = 0

    @property
    def tail(self) -> str:
        """The last four digits: what people say at the door."""
        phone = self.sign_up.person.phone if self.sign_up.person else self.sign_up.phone
        return phone[-4:]

    @property
    def is_missed(self) -> bool:
        return self.sign_up.checked_in_at is None and self.sign_up.excused_at is None


def rows_of(session: Session) -> list[Row]:
    """First those with a seat, as they signed up, then those who wait, in their order. The printed sheet has the same
    numbers as the page on which it is typed in."""
    standing = list(
        SignUp.objects.standing().filter(session=session).select_related("person").order_by("made_at", "pk")
    )
    going = [one for one in standing if one.state == SignUpState.GOING]
    waiting = sorted((one for one in standing if one.state == SignUpState.WAITING), key=_queue)
    rows = [Row(number, one) for number, one in enumerate(going, 1)]
    return [*rows, *(Row(len(going) + place, one, place) for place, one in enumerate(waiting, 1))]


def _queue(one: SignUp) -> tuple[object, int]:
    return one.waits_since, one.pk


def matching(rows: Iterable[Row], text: str) -> list[Row]:
    """By the last digits of the number, or by the name."""
    said = text.strip()
    return [row for row in rows if row.tail.endswith(said) or said in _name(row.sign_up)]


def _name(one: SignUp) -> str:
    return one.person.name if one.person else one.name


@dataclass(frozen=True)
class Figures:
    """People, not lines: a group of four counts four."""

    going: int
    came: int
    excused: int
    missed: int
    waiting: int
    ages: Sequence[tuple[str, int]]


def figures(rows: Sequence[Row], day: date) -> Figures:
    going = [row for row in rows if not row.place]
    came = [row.sign_up for row in going if row.sign_up.checked_in_at]
    return Figures(
        going=_seats(row.sign_up for row in going),
        came=_seats(came),
        excused=_seats(row.sign_up for row in going if row.sign_up.excused_at),
        missed=_seats(row.sign_up for row in going if row.is_missed),
        waiting=_seats(row.sign_up for row in rows if row.place),
        ages=_ages(came, day),
    )


def _seats(sign_ups: Iterable[SignUp]) -> int:
    return sum(one.seats for one in sign_ups)


def _ages(came: Iterable[SignUp], day: date) -> list[tuple[str, int]]:
    """Who signed up is counted by age; whom they brought along is not known."""
    counts: Counter[str] = Counter()
    for one in came:
        age = one.person.age_on(day) if one.person else None
        counts[str(UNKNOWN) if age is None else next(str(words) for limit, words in AGES if age < limit)] += 1
        if one.seats > 1:
            counts[str(UNKNOWN)] += one.seats - 1
    order = [str(words) for _limit, words in AGES] + [str(UNKNOWN)]
    return [(words, counts[words]) for words in order if counts[words]]
