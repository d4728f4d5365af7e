"""Many who guess one code at the same moment. Run as a script it uses a SQLite file of its own: the tests' database
in memory has one writer and would prove nothing."""

import json
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

GUESSERS = 16
ROUNDS = 10
PHONE = "13905310000"
Guess = Callable[[str], str]


def ours(typed: str) -> str:
    from sidan.core.clock import now
    from sidan.core.errors import Refused
    from sidan.people.actions import proves

    try:
        proves(PHONE, typed, now=now())
    except Refused as refused:
        return refused.code
    return "right"


def broken(typed: str) -> str:
    """Read, check, save: what allauth's counter does, and what a test must be able to catch."""
    from sidan.people.models import SignInCode

    code = SignInCode.objects.get(phone=PHONE)
    if code.tries_left < 1 or code.used_at:
        return "code_over"
    code.tries_left -= 1
    code.save()
    return "code_wrong"


def join(_typed: str) -> str:
    """Two taps on the registration button, sixteen times over."""
    from sidan.core.clock import now
    from sidan.people.actions import join as join_people

    return str(join_people(name="周淑芬", phone=PHONE, estate=None, door_text="", now=now()).pk)


def at_once(guess: Guess, typed: str) -> list[str]:
    from django.db import connection

    barrier = Barrier(GUESSERS)

    def one(_number: int) -> str:
        try:
            connection.ensure_connection()
            barrier.wait(timeout=20)
            return guess(typed)
        finally:
            connection.close()

    with ThreadPoolExecutor(GUESSERS) as pool:
        return sorted(pool.map(one, range(GUESSERS)))


def rounds(guess: Guess, many: int, *, right: bool = False) -> list[list[str]]:
    """For each round a fresh code, and what each guesser was answered."""
    from sidan.core import senders
    from sidan.core.clock import now
    from sidan.people.actions import send_code

    senders.send_sms = lambda phone, text: None
    answers = []
    for number in range(many):
        code = send_code(PHONE, visitor=f"10.0.0.{number}", now=now())
        wrong = f"{(int(code) + 1) % 1_000_000:06d}"
        answers.append(at_once(guess, code if right else wrong))
    return answers


def everything() -> dict[str, list[list[str]]]:
    from django.conf import settings

    settings.SIDAN_CODES_PER_PHONE_HOUR = 10_000
    joined = rounds(join, 1)
    return {
        "joined": joined,
        "ours": rounds(ours, ROUNDS),
        "right": rounds(ours, ROUNDS, right=True),
        "broken": rounds(broken, ROUNDS),
    }


if __name__ == "__main__":
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    json.dump(everything(), sys.stdout)
