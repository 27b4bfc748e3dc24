"""All the work there is, and who does it: one line each."""

import gc
import logging
import time
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from django.conf import settings
from django.db import OperationalError, close_old_connections

from todoke.desk import rates
from todoke.desk.awaited import look_again
from todoke.desk.brake import Brake
from todoke.desk.deliver import deliver
from todoke.desk.expiry import announce
from todoke.desk.forward import Forwarder
from todoke.desk.lanes import look_at_parcels
from todoke.desk.models import Push, Received
from todoke.desk.other_ways import carry
from todoke.desk.polling import poll, soon_again
from todoke.desk.pruning import prune
from todoke.desk.pushing import push
from todoke.desk.search import index_people
from todoke.desk.work import lapse, take_in
from todoke.due.clock import real_ms
from todoke.due.rows import Work, take
from todoke.notices.models import Notice
from todoke.notices.transports.chosen import transport
from todoke.orders.models import Deadline


class Queue(NamedTuple):
    name: str
    model: type[Work]
    batch: int
    work: Callable[[Sequence[Any]], None]


QUEUES = (
    Queue("deliveries", Received, 200, take_in),
    Queue("deadlines", Deadline, 200, lapse),
    Queue("pushes", Push, 20, push),
)  # and the notices, which are guarded in the transaction that claims them: deliver()

log = logging.getLogger("todoke.desk")
IDLE_SECONDS = 0.05  # a lone event waits for nobody longer than that
TIDY_SECONDS = 3600.0
COMPLAIN_SECONDS = 60.0
FRESH_SECONDS = 5.0  # after so long the connections to the database are looked at


class Worker:
    """Rounds of all queues, oldest work first, until somebody says stop."""

    def __init__(self, clock: Callable[[], int]) -> None:
        self.clock, self.brake, self.forwarder, self.running = clock, Brake(), Forwarder(), True
        self.tidied, self.complained = -TIDY_SECONDS, -COMPLAIN_SECONDS
        self.counts = {"deliveries": 0, "deadlines": 0, "pushes": 0, "notices": 0}

    def round(self) -> int:
        """At most one batch from every queue. Returns how many rows were taken."""
        taken = 0
        for queue in QUEUES:
            rows = take(queue.model, self.clock(), real_ms(), queue.batch)
            if rows:
                queue.work(rows)
            self.counts[queue.name] += len(rows)
            taken += len(rows)
        sent = deliver(self.clock(), transport(), self.brake)
        sent += carry(self.clock())
        self.counts["notices"] += sent
        return taken + sent + index_people() + look_at_parcels(self.clock())

    def run(self) -> None:
        """For ever: a failing database is waited for. Whoever listens is told in a thread of its own, so that nobody waits for them."""
        self.quiet()
        self.forwarder.start()
        looked = time.monotonic()
        while self.running:
            try:
                taken = self.round() + poll(self.clock())
                self.tidy()
            except OperationalError as error:
                self.wait_for_the_database(error)
                continue
            if not taken:
                time.sleep(IDLE_SECONDS)
            if time.monotonic() - looked > FRESH_SECONDS:
                close_old_connections()
                looked = time.monotonic()
        self.forwarder.stop()

    def wait_for_the_database(self, error: OperationalError) -> None:
        """Said at once, and once a minute while it lasts: work that stands still is nothing that nobody hears of."""
        if time.monotonic() - self.complained > COMPLAIN_SECONDS:
            self.complained = time.monotonic()
            log.warning("the database is not ready, and all work waits: %s", str(error).partition("\n")[0])
        close_old_connections()
        time.sleep(1.0)

    def quiet(self) -> None:
        """What was loaded at the start lives to the end: the collector need not look at it again and again. An order costs a seventh less."""
        gc.freeze()
        gc.set_threshold(50_000, 20, 100)

    def tidy(self) -> None:
        """Now and then: old bodies are emptied, digests stay (TRU-5); access that ends soon is announced (CHN-8); what is awaited is looked for."""
        if time.monotonic() - self.tidied > TIDY_SECONDS:
            self.tidied = time.monotonic()
            prune(settings.KEEP_BODIES_DAYS, self.clock())
            announce(self.clock())
            look_again(self.clock())

    def until_idle(self) -> None:
        """Everything that is due, again until nothing is. What another worker holds is waited for: its lease ends at the latest. So is a channel
        that asks for a moment's patience."""
        self.quiet()
        announce(self.clock())
        look_again(self.clock())
        while self.running:
            if self.round() or poll(self.clock()) or self.forwarder.round():
                continue
            if not self.in_other_hands() and not soon_again() and not rates.soon(self.clock()):
                return
            time.sleep(0.2)

    def in_other_hands(self) -> bool:
        """Due, not done, and under somebody's lease. Rows that failed step aside: they are not waited for."""
        now, at = self.clock(), real_ms()
        return any(model._default_manager.filter(state="waiting", due_at__lte=now, leased_until__gt=at, last_error="", **more).exists()
                   for model, more in ((Received, {}), (Deadline, {}), (Push, {}), (Notice, {"reason": ""})))
