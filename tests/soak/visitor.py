"""Somebody with a browser, or a program of theirs: signs in, sends, and sends again when no answer came."""

import re
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Event
from typing import Any

import requests

WAITING = 60  # a browser's own patience: far beyond what the product promises
SIGN_IN = ("/sign-in/", "/second-factor/")
CODE = re.compile(r"验证码是 (\d{6})")
Answer = requests.Response


class Gone(Exception):
    """The run is over, or nobody answered for minutes."""


@dataclass
class Seen:
    """What came back, over all visitors: seconds for each answer, and answers that are no answers."""

    seconds: list[float] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)
    unanswered: int = 0
    wrong: list[str] = field(default_factory=list)

    def note(self, answer: Answer, seconds: float) -> None:
        self.seconds.append(seconds)
        self.statuses[answer.status_code] = self.statuses.get(answer.status_code, 0) + 1
        if answer.status_code == 503 and "0531-" not in answer.text:
            self.wrong.append(f"503 without a telephone number: {answer.url}")
        if answer.status_code == 500:
            self.wrong.append(f"500: {answer.request.method} {answer.url}")


@dataclass
class Visitor:
    address: str
    seen: Seen
    stop: Event
    part: str = ""  # of the demo's cast
    phone: str = ""  # or a number, with the code that the demo shows
    session: requests.Session = field(default_factory=requests.Session)
    token: str = ""

    def get(self, path: str) -> Answer:
        return self._until_answered(lambda: self.session.get(self.address + path, timeout=WAITING))

    def json(self, path: str) -> Any:
        answer = self.get(path)
        return answer.json() if answer.ok else {}

    def send(self, path: str, told: Any = None, *, keyed: bool = True) -> Answer:
        """By the API. The same key as long as nobody has answered."""
        key = {"Idempotency-Key": uuid.uuid4().hex} if keyed else {}
        body = {} if told is None else told

        def once() -> Answer:
            headers = {"X-CSRFToken": self.token} | key
            return self.session.post(self.address + path, json=body, headers=headers, timeout=WAITING)

        return self._until_answered(once)

    def fill(self, page: str, action: str, **told: str) -> Answer | None:
        """By a page: its form with this address, its hidden key; None when the page has no such form."""
        form = re.search(rf'<form[^>]*action="{re.escape(action)}".*?</form>', self.get(page).text, re.DOTALL)
        if form is None:
            return None
        return self.post_form(action, form[0], **told)

    def post_form(self, action: str, shown: str, **told: str) -> Answer:
        hidden = dict(re.findall(r'name="(csrfmiddlewaretoken|form_key)" value="([^"]*)"', shown))
        data = hidden | told

        def once() -> Answer:
            headers = {"Referer": self.address + action}
            return self.session.post(
                self.address + action, data=data, headers=headers, timeout=WAITING, allow_redirects=False
            )

        return self._until_answered(once)

    def sign_in(self) -> None:
        self.session.cookies.clear()
        if self.part:
            self._try(lambda: self.session.post(f"{self.address}/demo/sign-in/{self.part}/", timeout=WAITING))
        else:
            self._sign_in_by_code()
        answer = self._try(lambda: self.session.get(f"{self.address}/api/session", timeout=WAITING))
        self.token = answer.json()["csrf_token"] if answer.ok else ""

    def _sign_in_by_code(self) -> None:
        for path, told in (("/sign-in/", {"phone": self.phone}), ("/sign-in/code/", {})):
            page = self._try(lambda path=path: self.session.get(self.address + path, timeout=WAITING)).text  # type: ignore[misc]
            code = CODE.search(page)
            data = {**told, **({"code": code[1]} if code else {})}
            token = re.search(r'name="csrfmiddlewaretoken" value="([^"]*)"', page)
            data["csrfmiddlewaretoken"] = token[1] if token else ""
            headers = {"Referer": self.address + path}
            self._try(
                lambda path=path, data=data, headers=headers: self.session.post(  # type: ignore[misc]
                    self.address + path, data=data, headers=headers, timeout=WAITING
                )
            )

    def _until_answered(self, once: Callable[[], Answer]) -> Answer:
        """A tap, and a tap again. Whoever is signed out signs in again and goes on."""
        for _try in range(400):
            if not self.token:
                self.sign_in()
            answer = self._try(once)
            location = answer.headers.get("Location", "")
            if answer.status_code in (401, 403) or location.startswith(SIGN_IN) or "/sign-in/" in answer.url:
                self.token = ""
            elif answer.status_code < 500:
                return answer
            if self.stop.wait(0.5):
                break
        raise Gone

    def _try(self, once: Callable[[], Answer]) -> Answer:
        while not self.stop.is_set():
            begun = time.monotonic()
            try:
                answer = once()
            except requests.RequestException:
                self.seen.unanswered += 1
                self.stop.wait(0.3)
                continue
            self.seen.note(answer, time.monotonic() - begun)
            return answer
        raise Gone
