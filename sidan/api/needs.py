"""The body of each verb, made from what the table of states says it needs."""

from typing import Any

from ninja import Schema
from pydantic import AwareDatetime, Field, create_model

from sidan.orders.models import CallbackResult, Proof, RatingTag, ReferredTo
from sidan.orders.states import Verb

Fields = dict[str, Any]  # name → (type, default or Field), as pydantic takes it

_REASON = (str, Field("", max_length=400, description="Read by the resident where the verb ends their order."))
_WORK = (str, Field("", description="Whose visit, for the station; a volunteer's own is found without it."))
_NOTE = (str, Field("", max_length=300))

_MOMENT = "The new window, agreed with the resident."

NEEDS: dict[str, Fields] = {
    "reason": {"reason": (str, Field(min_length=1, max_length=400, description="The resident reads it."))},
    "wanted_from": {"wanted_from": (AwareDatetime, Field(description=_MOMENT))},
    "wanted_until": {"wanted_until": (AwareDatetime, ...)},
    "referred_to": {"referred_to": (ReferredTo, ...), "words": _NOTE},
    "into": {"into": (str, Field(max_length=12, description="Id or number of the order that goes on for both."))},
    "session": {"session": (str, Field(max_length=12, description="Id of the session in which it is served."))},
    "volunteers": {
        "volunteers": (list[str], Field(max_length=20, default_factory=list, description="Ids of candidates.")),
        "team": (str, Field("", description="Instead of volunteers: the team whose leader is asked.")),
        "hours": (int | None, Field(None, ge=1, le=72, description="How long the offers wait.")),
    },
    "proof": {
        "proof": (Proof, Field(Proof.CODE, description="A volunteer proves the arrival by the code only.")),
        "code": (str, Field("", max_length=8, description="The four digits the resident reads out.")),
        "work": _WORK,
    },
    "stars": {
        "stars": (int, Field(ge=1, le=5)),
        "tags": (list[RatingTag], Field(max_length=8, default_factory=list)),
        "words": _NOTE,
        "spoke": (str, Field("", description="For the station: id of the person who said so on the telephone.")),
    },
    "result": {"result": (CallbackResult, ...), "note": _NOTE},
}
# What may be said though the table does not ask for it.
MORE: dict[str, Fields] = {
    "withdraw": {"reason": _REASON},
    "release": {"reason": _REASON, "work": _WORK},
    "check_out": {"work": _WORK},
    "call_back": {
        "wanted_from": (AwareDatetime | None, Field(None, description="When it is not fixed: the time agreed anew.")),
        "wanted_until": (AwareDatetime | None, None),
    },
    "accept": {"member": (str, Field("", description="For the leader of the team that is asked: who comes."))},
}


def body_of(verb: Verb) -> type[Schema]:
    fields: Fields = {}
    for need in verb.needs:
        fields |= NEEDS[need]
    fields |= MORE.get(verb.name, {})
    name = "".join(part.title() for part in verb.name.split("_"))
    made: type[Schema] = create_model(f"{name}In", __base__=Schema, **fields)
    return made
