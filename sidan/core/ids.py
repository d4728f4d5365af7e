"""Public ids and order numbers: random, so that nobody can walk through them or read volumes from them."""

from base64 import urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from random import Random, SystemRandom

_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # no 0 1 i l o: they are read wrong from paper
_SYSTEM = SystemRandom()
_chance: ContextVar[Random] = ContextVar("chance", default=_SYSTEM)


@contextmanager
def drawn_from(chance: Random) -> Iterator[None]:
    """For the demo street, which is the same for the same seed. Nothing that real people use may be drawn so."""
    before = _chance.set(chance)
    try:
        yield
    finally:
        _chance.reset(before)


def public_id() -> str:
    """Twelve characters, about 59 bits."""
    return "".join(_chance.get().choices(_ALPHABET, k=12))


def order_number() -> str:
    """Nine digits in threes, the last a check digit: short enough to say on the telephone, and a slip is noticed."""
    digits = f"{_chance.get().randrange(10_000_000, 100_000_000)}"
    digits += check_digit(digits)
    return f"{digits[:3]}-{digits[3:6]}-{digits[6:]}"


def check_digit(digits: str) -> str:
    """Luhn: finds every single wrong digit and nearly every swap of two neighbours."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return str(-total % 10)


def four_digits() -> str:
    return f"{_chance.get().randrange(10_000):04d}"


def token() -> str:
    """For links that carry a right by themselves; only its hash is stored."""
    return urlsafe_b64encode(_chance.get().randbytes(24)).decode()
