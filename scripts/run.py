"""make run: from whatever state the checkout is in to a street that answers."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import closing, suppress
from types import FrameType

from keeping import Kept, watch
from steps import MANAGE, VENV, built, data_dir, database, machine, perform, require_tools

PATIENCE = 60  # seconds until the first page must have been answered
STOPS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
EVERYWHERE = {"0.0.0.0", "::"}  # noqa: S104  compared with, not bound to
FAREWELL = 15  # seconds a worker has to finish the task in its hands


class Stopped(Exception):
    pass


def main() -> int:
    started = time.monotonic()
    bind, port = os.environ.get("SIDAN_BIND", "127.0.0.1"), int(os.environ.get("SIDAN_PORT", "8000"))
    require_tools()
    require_free(bind, port)
    data = data_dir()
    data.mkdir(parents=True, exist_ok=True)
    env = {
        "SIDAN_DATA": str(data),
        "SIDAN_DEMO": "0" if os.environ.get("SIDAN_DEMO", "1").lower() in {"0", "false", "no", "off"} else "1",
        "SIDAN_ORIGIN": os.environ.get("SIDAN_ORIGIN", f"http://localhost:{port}"),
    }
    perform([*machine("run"), *built(data, env), *database(data, env)])
    return serve(bind, port, {**os.environ, **env}, started)


def require_free(bind: str, port: int) -> None:
    with socket.socket(socket.AF_INET6 if ":" in bind else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((bind, port))
        except OSError as problem:
            free = port + 1
            sys.exit(f"sidan: port {port} cannot be used ({problem.strerror}). Another one: make run SIDAN_PORT={free}")


def serve(bind: str, port: int, env: dict[str, str], started: float) -> int:
    web_workers = env.get("SIDAN_WEB_WORKERS") or str(min(4, max(2, os.cpu_count() or 1)))
    web = [str(VENV / "bin" / "granian"), "--interface", "wsgi", "--host", bind, "--port", str(port)]
    # One blocking thread per worker: connections are per thread, and more threads only queue for the interpreter.
    web += ["--workers", web_workers, "--blocking-threads", "1", "--no-ws", "--respawn-failed-workers"]
    web += ["--log-level", "warning", "--workers-kill-timeout", "5s", "sidan.wsgi:application"]
    for number in STOPS:
        signal.signal(number, stop)
    children = [Kept("server", web, env), Kept("worker", [*MANAGE, "qcluster"], env)]
    try:
        for child in children:
            child.begin()
        status = first_answer("localhost" if bind in EVERYWHERE else bind, port, children)
        if status:
            greet(env, started, status)
        return watch(children)
    except Stopped:
        return 0
    finally:
        end(children)


def stop(_signal: int, _frame: FrameType | None) -> None:
    raise Stopped


def first_answer(host: str, port: int, children: list[Kept]) -> int:
    patience = time.monotonic() + PATIENCE
    while time.monotonic() < patience and all(child.is_running() for child in children):
        try:
            with closing(http.client.HTTPConnection(host, port, timeout=20)) as connection:
                connection.request("GET", "/")
                return connection.getresponse().status
        except (OSError, http.client.HTTPException):
            time.sleep(0.1)
    return 0


def greet(env: dict[str, str], started: float, status: int) -> None:
    if status >= http.HTTPStatus.INTERNAL_SERVER_ERROR:
        print(f"sidan: the front page answers with error {status}; the lines above say why.", file=sys.stderr)
    print(f"\nsidan answers at {env['SIDAN_ORIGIN']}/   (after {time.monotonic() - started:.0f} s)")
    if env["SIDAN_DEMO"] == "1":
        print("Sign in: the front page lists a person for each role; the one-time code is on screen and in this log.")
    else:
        print("Sign in: with your phone number. The first administrator: .venv/bin/python manage.py first_admin")
    print(f"Data: {env['SIDAN_DATA']}   Stop: Ctrl-C\n", flush=True)


def end(children: list[Kept]) -> None:
    for number in STOPS:
        signal.signal(number, signal.SIG_IGN)
    processes = [child.process for child in children if child.process is not None]
    for process in processes:
        if process.poll() is None:
            process.terminate()
    patience = time.monotonic() + FAREWELL
    for process in processes:
        with suppress(subprocess.TimeoutExpired):
            process.wait(max(0.1, patience - time.monotonic()))
    for child in children:
        child.end_group()


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:  # before there was anything to end
        sys.exit(130)
