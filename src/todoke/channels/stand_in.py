"""What every stand-in marketplace shares: a web server on this machine, hands that do what is due, a life that goes on by itself."""

import heapq
import itertools
import json
import time
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from random import Random
from threading import Condition, Thread
from typing import Any, Self

MOST = 2_000_000  # bytes of a question
Answer = tuple[int, Any]  # status, and what is said as JSON


class Refused(Exception):
    """A user error, as the marketplace answers it."""


class Agenda:
    """What is to be done, by its time. `take` waits for the next thing; None when the shop closes."""

    def __init__(self) -> None:
        self.rows: list[tuple[float, int, Callable[[], None]]] = []
        self.counter, self.changed, self.closed = itertools.count(), Condition(), False

    def add(self, after: float, act: Callable[[], None]) -> None:
        with self.changed:
            heapq.heappush(self.rows, (time.monotonic() + after, next(self.counter), act))
            self.changed.notify()

    def take(self) -> Callable[[], None] | None:
        with self.changed:
            while not self.closed:
                wait = self.rows[0][0] - time.monotonic() if self.rows else None
                if wait is not None and wait <= 0:
                    return heapq.heappop(self.rows)[2]
                self.changed.wait(wait)
        return None

    def close(self) -> None:
        with self.changed:
            self.closed = True
            self.changed.notify_all()

    def work(self) -> None:
        while (act := self.take()) is not None:
            act()


class StandIn:
    """The marketplace behind its door: `life` is what happens there by itself, at its pace; 0: nothing does."""

    pace = 1.0

    def __init__(self, door: "type[Door]", host: str, port: int) -> None:
        self.server = ThreadingHTTPServer((host, port), type("ThisDoor", (door,), {"house": self}))
        self.server.daemon_threads = True
        self.life = Agenda()
        self.threads: list[Thread] = []

    @property
    def address(self) -> str:
        """Without a path."""
        host, port = self.server.server_address[:2]
        return f"http://{host!s}:{port}"

    @property
    def url(self) -> str:
        """What a connection is given as --api-url."""
        return self.address

    def hands(self) -> tuple[Callable[[], None], ...]:
        """What runs in a thread of its own."""
        return (lambda: self.server.serve_forever(poll_interval=0.05), self.life.work)

    def start(self) -> Self:
        self.threads = [Thread(target=target, daemon=True) for target in self.hands()]
        for thread in self.threads:
            thread.start()
        if self.pace > 0:
            self.begin()
        return self

    def begin(self) -> None:
        """The first thing that happens by itself."""

    def begin_at(self, number: int) -> None:
        """Order numbers from this one on: a shop that begins anew never gives an old order's number."""

    def remember(self, place: Path) -> None:
        """Its books are kept in that file, and were: a shop that can goes on where it stopped."""

    def stop(self) -> None:
        self.life.close()
        self.server.shutdown()
        self.server.server_close()
        for thread in self.threads:
            thread.join(timeout=5)

    def soon(self, chance: Random, seconds: tuple[float, float], act: Callable[[], None]) -> None:
        """Some time in between, at the shop's pace."""
        self.life.add(chance.uniform(*seconds) / self.pace, lambda: quietly(act))

    def about(self) -> dict[str, Any]:
        """What its front page says."""
        return {}

    def shown(self, path: str, headers: Mapping[str, str]) -> Answer:
        """The answer to a GET."""
        return 200, self.about()

    def asked(self, path: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """The answer to a POST. `headers` in lower case."""
        return 404, {"errors": "Not Found"}

    def told(self, path: str, body: bytes) -> Answer:
        """The answer to a PUT: ours, no marketplace has it."""
        return 404, {"errors": "Not Found"}


def quietly(act: Callable[[], None]) -> None:
    """A step that came too late (a cancelled order cannot leave) is no step."""
    try:
        act()
    except Refused:
        return


class Door(BaseHTTPRequestHandler):
    """HTTP around it: answers in JSON, and a page that says what this is."""

    house: StandIn
    protocol_version = "HTTP/1.1"
    timeout = 30

    def do_GET(self) -> None:
        self.reply(*self.house.shown(self.path, {name.lower(): value for name, value in self.headers.items()}))

    def do_POST(self) -> None:
        length = self.headers.get("Content-Length", "")
        if not length.isdigit() or int(length) > MOST:
            self.close_connection = True
            return self.reply(413 if length.isdigit() else 411, {"errors": "Length"})
        headers = {name.lower(): value for name, value in self.headers.items()}
        return self.reply(*self.house.asked(self.path, headers, self.rfile.read(int(length))))

    def do_PUT(self) -> None:
        length = self.headers.get("Content-Length", "")
        body = self.rfile.read(min(int(length), MOST)) if length.isdigit() else b""
        return self.reply(*self.house.told(self.path, body))

    def reply(self, status: int, body: Any) -> None:
        raw = json.dumps(body, ensure_ascii=False).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)

    def log_message(self, format: str, *args: Any) -> None:
        """Its words belong to the one who runs it: only {"url"} is printed."""
