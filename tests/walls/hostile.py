"""What people, broken programs and attackers type: values, bodies and files that no form asked for."""

import random
from collections.abc import Callable
from urllib.parse import quote_from_bytes

Fields = list[tuple[str, bytes]]
Body = tuple[bytes, str]  # and its content type

NUMBERS = [
    "0", "-1", "1", "00", "1.5", "1e308", "NaN", "Infinity", "٣", "²", "0x10", "9" * 30, "-" + "9" * 19,
    "2147483648", "9223372036854775808", "null", "undefined", "on", "true", "[]", "{}",
]  # fmt: skip
TEXTS = [
    "", " ", "\t\n", "\u3000", "x" * 300, "长" * 5_000, "x" * 200_000, "\x00", "a\x00b", "\x01\x08\x0b\x1f\x7f",
    "\x85\u2028\u2029", "\r\nSet-Cookie: a=b", "\U0001f475\U0001f3fd\u200d\U0001f9bd", "\U0001f1e8\U0001f1f3" * 40,
    "\u202egnp.exe", "\u200b\u200f", "e\u0301" * 50, "\ufeff王", "\ufffe\uffff", "zzzzzzzzzzzz",
]  # fmt: skip
CODE = [
    "' OR 1=1 --", '"; DROP TABLE orders_order; --', "%' ESCAPE '", "<script>alert(1)</script>", "{{ 7*7 }}{% debug %}",
    '"><img src=x onerror=alert(1)>', "${7*7}", "../../etc/passwd", "%00%0a%2e%2e", "=HYPERLINK(1)",
    "javascript:alert(1)", "//evil.example/", "\\\\evil\\x",
]  # fmt: skip
MOMENTS = [
    "2026-02-30", "2026-13-01", "0001-01-01", "0000-00-00", "9999-12-31", "10000-01-01", "1900-01-01", "2026-11-25",
    "2027-01-01", "2026-W48", "26-11-25", "25:61", "24:00", "09:00", "23:59:59.999999", "2026-12-01T09:00",
    "2026-12-01T09:00:00+99:00",
]  # fmt: skip
PHONES = ["13800000001", "+86 138-0000-0001", "138000000010", "１３８００００００４２"]
WORDS = [*NUMBERS, *TEXTS, *CODE, *MOMENTS, *PHONES]
# Bytes that are no UTF-8: a lone surrogate, a cut-off character, Latin-1 and UTF-16.
BYTES = [
    b"\xed\xa0\x80",
    b"\xe7\x8e",
    b"\xff\xfe\x00",
    "é".encode("latin-1"),
    "王".encode("utf-16"),
    b"\xf4\x90\x80\x80",
    b"\xc0\xaf",
]
JPEG_HEAD = b"\xff\xd8\xff\xe0\x00\x10JFIF"
FILES = [
    ("empty.jpg", "image/jpeg", b""),
    ("text.jpg", "image/jpeg", b"not a picture"),
    ("head.jpg", "image/jpeg", JPEG_HEAD),
    ("page.svg", "image/svg+xml", b"<svg onload='alert(1)' xmlns='http://www.w3.org/2000/svg'/>"),
    ("bomb.png", "image/png", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + b"\xff" * 8 + b"\x08\x06" + b"\x00" * 50),
    ("../../x\x00.php.gif", "image/gif", b"GIF89a\x01\x00\x01\x00"),
    ("large.jpg", "image/jpeg", JPEG_HEAD + b"\x00" * 11_000_000),
    ("长" * 300 + ".jpg", "", b"\xff" * 100),
]  # fmt: skip
BOUNDARY = b"a-line-between"


def value(rng: random.Random, known: list[str]) -> bytes:
    """Something hostile, now and then an id that belongs to somebody else."""
    roll = rng.random()
    if roll < 0.12:
        return rng.choice(BYTES)
    return rng.choice(known if roll < 0.24 else WORDS).encode("utf-8", "surrogatepass")


def disturbed(rng: random.Random, fields: Fields, known: list[str]) -> Fields:
    """One to three fields typed wrongly; sometimes one is missing, doubled, or one nobody asked for comes along."""
    found = list(fields)
    for _turn in range(rng.randint(1, 3)):
        if not found:
            break
        place = rng.randrange(len(found))
        name, _typed = found[place]
        roll = rng.random()
        if roll < 0.1:
            del found[place]
        elif roll < 0.2:
            found.insert(place, (name, value(rng, known)))
        else:
            found[place] = (name, value(rng, known))
    if rng.random() < 0.1:
        found.append(
            (rng.choice(["next", "do", "id", "pk", "station", "person", "\x00", "a" * 500]), value(rng, known))
        )
    return found


def urlencoded(fields: Fields) -> Body:
    pairs = (quote_from_bytes(name.encode()) + "=" + quote_from_bytes(typed) for name, typed in fields)
    return "&".join(pairs).encode(), "application/x-www-form-urlencoded"


def multipart(fields: Fields, files: list[tuple[str, str, str, bytes]]) -> Body:
    lines = []
    for name, typed in fields:
        lines += [b"--" + BOUNDARY, f'Content-Disposition: form-data; name="{_plain(name)}"'.encode(), b"", typed]
    for name, filename, kind, content in files:
        said = f'Content-Disposition: form-data; name="{_plain(name)}"; filename="{_plain(filename)}"'
        lines += [b"--" + BOUNDARY, said.encode(), f"Content-Type: {kind}".encode(), b"", content]
    return b"\r\n".join([*lines, b"--" + BOUNDARY + b"--", b""]), f"multipart/form-data; boundary={BOUNDARY.decode()}"


def _plain(text: str) -> str:
    return text.replace('"', "").replace("\r", "").replace("\n", "")


def broken(rng: random.Random, body: Body) -> Body:
    """A body that is not what it says it is."""
    content, kind = body
    ways: list[Callable[[], Body]] = [
        lambda: (content[: len(content) // 2], kind),
        lambda: (content, "application/json"),
        lambda: (content, "text/plain; charset=utf-16"),
        lambda: (content, "application/x-www-form-urlencoded; charset=no-such-thing"),
        lambda: (content, "multipart/form-data"),
        lambda: (content, "multipart/form-data; boundary=" + "x" * 300),
        lambda: (b"--" + BOUNDARY + b"\r\n", f"multipart/form-data; boundary={BOUNDARY.decode()}"),
        lambda: (b'{"a": ' * 500, "application/json"),
        lambda: (b"&".join([b"a=1"] * 1_500), "application/x-www-form-urlencoded"),
        lambda: (content, ""),
        lambda: (b"", kind),
    ]
    return rng.choice(ways)()
