"""People at work, a loop each: place, verify, ask, accept, arrive, leave, rate; and what they were told is done."""

import json
import random
import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from statistics import median
from typing import Any

from tests.soak.ground import Ground
from tests.soak.visitor import Answer, Gone, Seen, Visitor

LOOK = """
import json
from sidan.people.models import Person
from sidan.volunteers.models import Volunteer
station = Person.objects.get(public_id="castkeep2222").roles.first().station
known = Volunteer.objects.filter(left_at=None, person__account_phone__isnull=False).select_related("person")
lives = Person.objects.filter(station=station, account_phone__isnull=False, address__isnull=False, volunteer=None,
    roles=None, suspended_at=None).order_by("pk")
grown = [one for one in lives if one.birth_date is None or one.birth_date.year < 2000][:12]
print(json.dumps({"volunteers": {one.public_id: one.person.phone for one in known},
    "residents": [one.phone for one in grown]}))
"""


class Pace(threading.Thread):
    """How much longer than its own work anything takes here: a machine with other work says nothing of the product."""

    def __init__(self, stop: threading.Event) -> None:
        super().__init__(daemon=True)
        self.stop, self.seen = stop, [1.0]

    @property
    def factor(self) -> float:
        return max(1.0, median(self.seen))

    def run(self) -> None:
        while not self.stop.wait(1.0):
            begun, busy = time.monotonic(), time.process_time()
            sum(range(2_000_000))
            # Of the process: its other threads work meanwhile, and that is no crowd.
            self.seen.append((time.monotonic() - begun) / max(time.process_time() - busy, 0.001))


@dataclass
class Load:
    ground: Ground
    threads: int
    seed: int = 5
    told: list[dict[str, Any]] = field(default_factory=list)
    seen: Seen = field(default_factory=Seen)
    stop: threading.Event = field(default_factory=threading.Event)
    broken: list[str] = field(default_factory=list)
    volunteers: dict[str, Visitor] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def __enter__(self) -> "Load":
        known = json.loads(self.ground.manage("shell", "--no-imports", "-c", LOOK).splitlines()[-1])
        self.phones, residents = known["volunteers"], known["residents"]
        self.items = [item["code"] for item in self.visitor(part="resident").json("/api/menu")["items"]]
        self.running = [
            threading.Thread(target=self._run, args=(Loop(self, number, residents[number :: self.threads]),))
            for number in range(self.threads)
        ]
        self.pace = Pace(self.stop)
        for thread in [self.pace, *self.running]:
            thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.stop.set()
        for thread in self.running:
            thread.join(180)

    @property
    def acknowledged(self) -> int:
        return sum(effect["acknowledged"] for effect in self.told)

    def goes_on(self, patience: float = 180) -> bool:
        """Whether anything more is acknowledged after this moment."""
        before, until = self.acknowledged, time.monotonic() + patience
        while time.monotonic() < until:
            if self.acknowledged > before + 2 or self.broken:
                return not self.broken
            time.sleep(0.2)
        return False

    def visitor(self, part: str = "", phone: str = "") -> Visitor:
        return Visitor(self.ground.address, self.seen, self.stop, part, phone)

    def volunteer(self, public_id: str) -> Visitor | None:
        """One browser a volunteer, whoever needs them."""
        with self.lock:
            if public_id not in self.volunteers and public_id in self.phones:
                self.volunteers[public_id] = self.visitor(phone=self.phones[public_id])
            return self.volunteers.get(public_id)

    def _run(self, loop: "Loop") -> None:
        while not self.stop.is_set():
            try:
                loop.once()
            except Gone:
                return
            except Exception as error:
                self.broken.append(repr(error))
                raise


class Loop:
    def __init__(self, load: Load, number: int, residents: list[str]) -> None:
        self.load, self.chance = load, random.Random(load.seed * 1000 + number)
        self.keeper = load.visitor(part="station_worker")
        self.residents = [load.visitor(phone=phone) for phone in residents]

    def once(self) -> None:
        resident = self.chance.choice(self.residents)
        order = self._place(resident)
        if order is None:
            return
        path = f"/api/orders/{order}"
        self._effect("verify", order, lambda: self.keeper.send(f"{path}/verify"))
        coming = self._ask(order)
        arrived = [one for one in coming if self._serve(one, order, resident)]
        if arrived and len(arrived) == len(coming):
            self._rate(resident, order)
        elif self.chance.random() < 0.5:
            self._effect("withdraw", order, lambda: resident.send(f"{path}/withdraw", {"reason": "不用了"}))

    def _effect(self, verb: str, order: str, act: Callable[[], Answer | None], **more: Any) -> Answer | None:
        """Enters it before it is tried: a death in between must not be forgotten by the tester either."""
        effect = {"verb": verb, "order": order, "acknowledged": False, **more}
        self.load.told.append(effect)
        answer = act()
        if answer is not None and _is_done(answer):
            effect["acknowledged"] = True
            if verb == "place":
                effect["order"] = answer.json()["id"]
        return answer

    def _place(self, resident: Visitor) -> str | None:
        token = uuid.uuid4().hex
        start = (self.load.ground.now + timedelta(days=self.chance.randrange(1, 15))).replace(
            hour=self.chance.randrange(8, 18), minute=0
        )
        need = {
            "item": self.chance.choice(self.load.items),
            "wanted_from": start.isoformat(),
            "wanted_until": (start + timedelta(hours=3)).isoformat(),
            "details": f"口令 {token}",
            "consent": True,
        }
        answer = self._effect("place", "", lambda: resident.send("/api/orders", need), token=token)
        return str(answer.json()["id"]) if answer is not None and answer.status_code == 201 else None

    def _ask(self, order: str) -> list[Visitor]:
        """Asks three, and hears them one after the other until the order has everybody it needs."""
        found = self.keeper.json(f"/api/desk/orders/{order}/candidates").get("volunteers", [])
        asked = [one["id"] for one in found if one["id"] in self.load.phones][:3]
        if not asked:
            return []
        told = {"volunteers": asked, "hours": 24}
        self._effect("dispatch", order, lambda: self.keeper.send(f"/api/orders/{order}/dispatch", told))
        coming: list[Visitor] = []
        for one in asked:
            volunteer = self.load.volunteer(one)
            if volunteer is not None and self._accepts(volunteer, order):
                coming.append(volunteer)
            if self.keeper.json(f"/api/desk/orders/{order}").get("state") != "offered":
                break
        return coming

    def _accepts(self, volunteer: Visitor, order: str) -> bool:
        """On the page, by its form and the form's key."""
        offers = volunteer.json("/api/offers").get("offers", [])
        mine = next((offer["id"] for offer in offers if offer["order"]["id"] == order), None)
        if mine is None:
            return False
        action = f"/volunteer/offers/{mine}/accept/"
        act = lambda: volunteer.fill("/volunteer/offers/", action)  # noqa: E731
        answer = self._effect("accept", order, act, by=volunteer.phone)
        return answer is not None and _is_done(answer)

    def _serve(self, volunteer: Visitor, order: str, resident: Visitor) -> bool:
        code = resident.json(f"/api/orders/{order}").get("service_code")
        path = f"/api/orders/{order}"
        if not code:
            return False
        told = {"code": code}
        arrive = lambda: volunteer.send(f"{path}/check_in", told, keyed=False)  # noqa: E731
        self._effect("check_in", order, arrive, by=volunteer.phone)
        leave = lambda: volunteer.send(f"{path}/check_out")  # noqa: E731
        answer = self._effect("check_out", order, leave, by=volunteer.phone)
        return answer is not None and _is_done(answer)

    def _rate(self, resident: Visitor, order: str) -> None:
        path = f"/orders/{order}/rate/"
        shown = resident.get(path).text
        if 'name="stars"' in shown:
            stars = self.chance.choice("13455")
            self._effect("rate", order, lambda: resident.post_form(path, shown, stars=stars, words="谢谢"))


def _is_done(answer: Answer) -> bool:
    """2xx from the API; from a page the redirect that follows the deed, not the one that explains a No."""
    if answer.is_redirect:
        return answer.headers["Location"].startswith(("/volunteer/work/", "/rate/thanks/"))
    return answer.status_code in (200, 201) and "json" in answer.headers.get("Content-Type", "")
