"""A stand-in for a provider on the web: it keeps what it was asked, and answers what it was told to."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple


class Asked(NamedTuple):
    path: str
    headers: dict[str, str]  # names in small letters
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class StandIn:
    """`answers`: (status, what is said as JSON), one after the other; the last one for ever."""

    def __init__(self, *answers: tuple[int, Any], headers: dict[str, str] | None = None) -> None:
        self.answers, self.headers, self.asked = list(answers), headers or {}, list[Asked]()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), type("Door", (Door,), {"house": self}))
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"

    def next(self) -> tuple[int, Any]:
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


class Door(BaseHTTPRequestHandler):
    house: StandIn
    protocol_version, disable_nagle_algorithm, wbufsize = "HTTP/1.1", True, -1

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        self.house.asked.append(Asked(self.path, {name.lower(): value for name, value in self.headers.items()}, body))
        status, said = self.house.next()
        data = json.dumps(said).encode() if said is not None else b""
        self.send_response(status)
        for name, value in ({"Content-Type": "application/json"} | self.house.headers | {"Content-Length": str(len(data))}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing is printed."""


@contextmanager
def a_provider(*answers: tuple[int, Any], headers: dict[str, str] | None = None) -> Iterator[StandIn]:
    house = StandIn(*answers, headers=headers)
    thread = threading.Thread(target=lambda: house.server.serve_forever(poll_interval=0.01), daemon=True)
    thread.start()
    try:
        yield house
    finally:
        house.server.shutdown()
        house.server.server_close()
        thread.join()
