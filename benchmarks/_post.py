"""Signing up through the server as a browser does: half with an account in one tap, half with a name and a number."""

import http.client
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode

CSRF = "abcdefghijklmnopqrstuvwxyz012345"


def post_all(port: int, public_id: str, cookies: list[str], people: int, clients: int) -> list[float]:
    """Milliseconds of each; every answer must lead on to the page that says it is done."""
    members = [({"whom": "me"}, cookie) for cookie in cookies]
    guests = [({"name": f"来客{n}", "phone": f"166{n:08d}", "consent": "on"}, "") for n in range(people - len(members))]
    mixed = [one for pair in zip(members, guests, strict=True) for one in pair]

    def go(number: int) -> list[float]:
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        taken = [_post(line, f"/activities/{public_id}/sign-up/", *one) for one in mixed[number::clients]]
        line.close()
        return taken

    with ThreadPoolExecutor(clients) as pool:
        return [taken for run in pool.map(go, range(clients)) for taken in run]


def _post(line: http.client.HTTPConnection, path: str, told: dict[str, str], cookie: str) -> float:
    key = f"{id(told):032x}"
    body = urlencode({"csrfmiddlewaretoken": CSRF, "form_key": key, "seats": "1"} | told)
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": f"csrf={CSRF}; {cookie}".rstrip("; ")}
    started = time.perf_counter()
    line.request("POST", path, body, headers)
    answer = line.getresponse()
    content = answer.read()
    if answer.status != 302:
        raise SystemExit(f"{path}: {answer.status} {content[-2000:].decode(errors='replace')}")
    return 1000 * (time.perf_counter() - started)
