"""Why somebody stands where they stand, as plain data for a page to put into words."""

from dataclasses import dataclass
from typing import overload

from sidan.dispatch.causes import Cause, count_only
from sidan.dispatch.eligibility import Scene, causes_in
from sidan.dispatch.model import Candidate, Terms
from sidan.dispatch.plan import Plan
from sidan.dispatch.rank import Ranking, rank
from sidan.dispatch.why import Why, why


@dataclass(frozen=True, slots=True)
class Standing:
    """One person's place in one order's ranking: either a place or at least one cause."""

    volunteer_id: int
    blocked_by: tuple[Cause, ...]
    """Every cause that blocks this person; () for somebody who may be asked."""
    place: int | None
    """1 for the first; None if blocked."""
    of: int
    """How many people may be asked."""
    candidate: Candidate | None
    ahead: Candidate | None
    """Whoever stands right before; None for the first and for the blocked."""
    behind: Terms | None
    """This person's terms minus those of `ahead`; positive terms are what puts them behind. All zero: the tie was
    settled by fewer orders this month, then by the smaller id."""


@overload
def explain(subject: Ranking, one: int) -> Standing: ...
@overload
def explain(subject: Plan, one: int) -> tuple[Why, ...]: ...
def explain(subject: Ranking | Plan, one: int) -> Standing | tuple[Why, ...]:
    """Of a ranking: why volunteer `one` stands at their place, or what blocks them (see `standing`).

    Of a plan: why each person asked for order `one` is asked (see `why`); () for an unserved order, whose reason stands
    in `Plan.unserved`. Raises LookupError for an id that is not there.
    """
    if isinstance(subject, Ranking):
        return standing(subject, one)
    o = subject.graph.number(one)
    arcs = subject.arcs[(subject.arcs >= subject.graph.first[o]) & (subject.arcs < subject.graph.first[o + 1])]
    ids = subject.graph.index.people.ids[subject.graph.row[arcs]]
    return tuple(why(subject, one, volunteer) for volunteer in ids.tolist())


def standing(ranking: Ranking, volunteer_id: int) -> Standing:
    """Why this person stands at their place, or what blocks them. Anybody may be asked about, also beyond the first n.

    Raises LookupError for an id that is not in the index.
    """
    causes = ranking.blocked_by(volunteer_id)
    if causes:
        return Standing(volunteer_id, causes, None, ranking.eligible, None, None, None)
    people = ranking.candidates
    if all(person.volunteer_id != volunteer_id for person in people):
        people = rank(ranking.index, ranking.order, ranking.policy, max(ranking.eligible, 1)).candidates
    at = next(i for i, person in enumerate(people) if person.volunteer_id == volunteer_id)
    ahead = people[at - 1] if at else None
    behind = people[at].terms - ahead.terms if ahead else None
    return Standing(volunteer_id, (), at + 1, ranking.eligible, people[at], ahead, behind)


def relief(ranking: Ranking) -> dict[Cause, int]:
    """How many more people could be asked if one cause alone did not count, of everybody examined; no zeros.

    "Two electricians are free but live too far away" is `{Cause.DISTANCE: 2}`: widening would help, training would not.
    """
    rows, _ = ranking.index.within(ranking.order.x, ranking.order.y, ranking.policy.max_distance_m)
    return count_only(causes_in(Scene.of(ranking.index, ranking.order, ranking.policy, rows)))
