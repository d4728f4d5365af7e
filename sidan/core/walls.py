"""The walls around personal rows: nobody stands inside them by accident.

Every statement on a walled table (walls_registry) is made for somebody: for the person of a request, or for the
product's own work, which says why (`with everything("the clock"):`). For nobody it is an error, never "everything".
The first wall is the words of the QuerySets (`.under(paths)`, `within(Q(…))`); on PostgreSQL the second is row-level
security (walls_sql), which is told for whom a statement is made and finds out itself what that person reaches.
"""

from collections.abc import Callable, Iterator
from contextlib import ContextDecorator, contextmanager
from contextvars import ContextVar, Token
from dataclasses import dataclass, replace
from types import TracebackType
from typing import Any, Final

from django.db.models import Q

ALL: Final = "all"

# In what capacity somebody asks. Without one they reach what is their own and their family's.
WORK: Final = "work"  # holding a role at a station
SERVING: Final = "serving"  # as a volunteer who is asked and promised


class NoScope(RuntimeError):
    """A statement on personal rows that is made for nobody."""


@dataclass(frozen=True, slots=True)
class Wall:
    """For whom statements are made. `who` is asked at each, for somebody may sign in on the way."""

    why: str
    who: Callable[[], str]
    is_open: bool = False
    capacities: tuple[str, ...] = ()

    def told(self) -> str:
        """What the database is told: the number of the person and in what capacity they ask; or one word."""
        return " ".join((self.who(), *self.capacities))


_standing: ContextVar[Wall | None] = ContextVar("wall", default=None)
_first: ContextVar[bool] = ContextVar("first_wall", default=True)


def current() -> Wall:
    wall = _standing.get()
    if wall is None:
        raise NoScope('Personal rows were asked for by nobody: enter a wall, or say `with everything("why"):`')
    return wall


class Entered(ContextDecorator):
    """A wall for a block, or for a function that it decorates."""

    def __init__(self, wall: Wall | None) -> None:
        self.wall = wall
        self.tokens: list[Token[Wall | None]] = []

    def _recreate_cm(self) -> "Entered":
        return Entered(self.wall)  # each call has its own token, also in threads

    def __enter__(self) -> "Entered":
        self.tokens.append(_standing.set(self.wall))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        _standing.reset(self.tokens.pop())


def everything(why: str) -> Entered:
    """The product's own work: the clock, a command, figures that name nobody. `why` is for whoever reads the code."""
    return Entered(Wall(why, lambda: ALL, is_open=True))


# An action is the product's own doing: access has let the person reach what it is about, and what it changes beyond
# that (a colleague's inbox, the offers of others) is nothing the person sees.
action: Final = everything("an action")


def for_person(pk: int, *capacities: str) -> Entered:
    return Entered(Wall("somebody", lambda: str(pk), capacities=capacities))


def for_asker(asker: Callable[[], int]) -> Entered:
    """Whoever a request comes from, found out at the first statement that touches a walled table. 0 is nobody."""

    def who() -> str:
        with everything("who is asking"):
            return str(asker())

    return Entered(Wall("a request", who))


def act_as(*capacities: str) -> None:
    """From here to the end of the request: whoever lets somebody into a page says in what capacity."""
    wall = _standing.get()
    if wall is not None and not wall.is_open:
        _standing.set(replace(wall, capacities=capacities))


def nobody() -> Entered:
    """Without any wall, as a process that entered none: statements on walled tables fail."""
    return Entered(None)


# The first wall, written so that a test can take it away and see the second stand alone ------------------------------


def within(*reached: Any, **fields: Any) -> Q:
    """The condition that keeps rows to those somebody reaches; what else is asked for stands beside it."""
    return Q(*reached, **fields) if _first.get() else Q()


def is_up() -> bool:
    return _first.get()


@contextmanager
def without_first_wall() -> Iterator[None]:
    """For tests only: every row word lets everything through."""
    token = _first.set(False)
    try:
        yield
    finally:
        _first.reset(token)
