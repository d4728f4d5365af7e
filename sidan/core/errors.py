"""Two different No's: `Refused` says why it cannot be done now; Http404 and PermissionDenied say who may not."""

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise


@dataclass(eq=False)
class Refused(Exception):
    """Cannot be done now. The sentence is shown to the person as it stands and says what to do next."""

    code: str
    sentence: str | Promise
    status: int = 409

    def __str__(self) -> str:
        return str(self.sentence)

    def as_problem(self) -> dict[str, Any]:
        return {"type": f"about:{self.code}", "title": str(self.sentence), "status": self.status}
