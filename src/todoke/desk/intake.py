"""Write an event down as it came; understand it later. Nobody is answered before it is safe on disk."""

import hashlib
import queue
import threading
import time
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.db import OperationalError, connection, transaction

from todoke.desk.models import Received
from todoke.due.tables import insert

COLUMNS = ("shop", "connection", "delivery", "topic", "source", "live", "body", "digest", "received_at", "reason", "order", "due_at", "state",
           "leased_until", "attempts", "last_error")
AGAIN = "ON CONFLICT (shop_id, connection_id, delivery) DO NOTHING"
MOST_AT_ONCE = 500
TROUBLED = 15.0  # seconds


class Delivery(NamedTuple):
    """Something that came in, exactly as it came."""

    shop: int
    connection: int
    delivery: str  # the channel's own id: the same again is the same delivery
    topic: str
    body: bytes
    received_at: int  # seconds UTC, business time
    source: str
    live: bool = True

    def row(self) -> tuple[object, ...]:
        topic = self.topic.replace("\0", "\ufffd")  # a text that PostgreSQL does not take
        return (self.shop, self.connection, self.delivery, topic, self.source, self.live, self.body, digest(self.topic, self.body), self.received_at,
                "", 0, self.received_at, "waiting", 0, 0, "")


def digest(topic: str, body: bytes) -> str:
    return hashlib.sha256(topic.encode() + b"\0" + body).hexdigest()


def store(deliveries: Iterable[Delivery]) -> None:
    """In one transaction; those that are known already change nothing."""
    insert(Received, COLUMNS, [one.row() for one in deliveries], AGAIN)


class Writer:
    """One writer a process commits what is waiting: a hundred deliveries cost one flush, and nobody is answered before it."""

    def __init__(self) -> None:
        self.waiting: queue.SimpleQueue[tuple[Delivery, threading.Event, list[BaseException]]] = queue.SimpleQueue()
        self.lock = threading.Lock()
        self.thread: threading.Thread | None = None
        self.failed_at, self.why = 0.0, ""  # by the monotonic clock; since then nothing was written

    def trouble(self) -> str:
        """Why the last delivery was not written down, for a while: whoever asks whether we are ready then finds out by trying."""
        return self.why if self.why and time.monotonic() - self.failed_at < TROUBLED else ""

    def failed(self, why: str) -> None:
        self.failed_at, self.why = time.monotonic(), why

    def write(self, delivery: Delivery, timeout: float = 25.0) -> None:
        """Returns when it is on disk. Raises what kept it from there, or TimeoutError: then it may be sent again."""
        self.start()
        done, trouble = threading.Event(), list[BaseException]()
        self.waiting.put((delivery, done, trouble))
        if not done.wait(timeout):
            self.failed("the database took too long")
            raise TimeoutError(self.why)
        if trouble:
            raise trouble[0]

    def start(self) -> None:
        if self.thread is None or not self.thread.is_alive():
            with self.lock:
                if self.thread is None or not self.thread.is_alive():
                    self.thread = threading.Thread(target=self.run, name="intake", daemon=True)
                    self.thread.start()

    def run(self) -> None:
        """A delivery that cannot be written keeps nobody else from being written."""
        while True:
            batch = [self.waiting.get()]
            while len(batch) < MOST_AT_ONCE and not self.waiting.empty():
                batch.append(self.waiting.get())
            trouble = self.commit([one for one, _, _ in batch])
            for one, done, told in batch:
                own = self.commit([one]) if trouble and len(batch) > 1 and not isinstance(trouble, OperationalError) else trouble
                told += [own] if own else []
                done.set()

    def commit(self, deliveries: Sequence[Delivery]) -> BaseException | None:
        """A busy database is tried again; a lost connection is opened anew."""
        for wait in (0.05, 0.2, 1.0, None):
            try:
                with transaction.atomic():
                    store(deliveries)
                self.why = ""
                return None
            except OperationalError as error:
                connection.close()
                if wait is None:
                    self.failed(str(error).partition("\n")[0])
                    return error
                time.sleep(wait)
            except Exception as error:  # noqa: BLE001  it is handed to those who wait for it, who raise it
                connection.close()
                return error
        return None


writer = Writer()
