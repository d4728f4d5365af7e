"""Lines that can be cut, slowed and silenced: a proxy in front of a database, a gateway for text messages."""

import select
import socket
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok"


def listening(port: int = 0) -> socket.socket:
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", port))
    listener.listen(64)
    return listener


def close(line: socket.socket) -> None:
    with suppress(OSError):
        line.shutdown(socket.SHUT_RDWR)
    line.close()


@dataclass
class Proxy:
    """Between the product and its database. `delay` holds each piece back, `swallowing` lets nothing through."""

    target: int
    delay: float = 0.0
    swallowing: bool = False
    listener: socket.socket = field(default_factory=listening)
    lines: set[socket.socket] = field(default_factory=set)

    def __post_init__(self) -> None:
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def port(self) -> int:
        return int(self.listener.getsockname()[1])

    def cut(self) -> None:
        for line in list(self.lines):
            close(line)

    def end(self) -> None:
        close(self.listener)
        self.cut()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                near, _address = self.listener.accept()
                threading.Thread(target=self._carry, args=(near,), daemon=True).start()

    def _carry(self, near: socket.socket) -> None:
        try:
            far = socket.create_connection(("127.0.0.1", self.target), timeout=5)
        except OSError:
            close(near)
            return
        pair = {near, far}
        self.lines |= pair
        with suppress(OSError, ValueError):
            while self._pass_on(near, far):
                pass
        self.lines -= pair
        close(near)
        close(far)

    def _pass_on(self, near: socket.socket, far: socket.socket) -> bool:
        for line in select.select([near, far], [], [])[0]:
            piece = line.recv(65536)
            time.sleep(self.delay)
            while self.swallowing:
                time.sleep(0.05)
            if not piece:
                return False
            (far if line is near else near).sendall(piece)
        return True


@dataclass
class Gateway:
    """Takes text messages over HTTP. `silent`: it takes the call and says nothing until whoever calls gives up."""

    silent: bool = False
    taken: int = 0
    listener: socket.socket = field(default_factory=listening)
    held: list[socket.socket] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.port = int(self.listener.getsockname()[1])
        threading.Thread(target=self._accept, args=(self.listener,), daemon=True).start()

    def down(self) -> None:
        close(self.listener)

    def up(self) -> None:
        self.listener = listening(self.port)
        threading.Thread(target=self._accept, args=(self.listener,), daemon=True).start()

    def speak(self) -> None:
        self.silent = False
        while self.held:
            close(self.held.pop())

    def _accept(self, listener: socket.socket) -> None:
        with suppress(OSError):
            while True:
                line, _address = listener.accept()
                if self.silent:
                    self.held.append(line)
                    continue
                threading.Thread(target=self._answer, args=(line,), daemon=True).start()

    def _answer(self, line: socket.socket) -> None:
        line.settimeout(5)
        with suppress(OSError):
            while b"\r\n\r\n" not in (line.recv(65536) or b"\r\n\r\n"):
                pass
            line.sendall(ANSWER)
            self.taken += 1
        close(line)
