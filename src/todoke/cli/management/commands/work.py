"""todoke work: a worker (CMD-4)."""

import gc
import signal
from typing import Any

from django.core.management.base import CommandParser

from todoke.cli.command import Command as Base
from todoke.desk.queues import Worker
from todoke.due.clock import now


class Command(Base):
    help = "A worker: takes in deliveries, lets deadlines lapse, sends notices, tells channels. Start as many as you like."
    example = "TODOKE_NOW=2026-01-07T09:00:00+09:00 todoke work --until-idle"

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="one round: at most one batch of every queue")
        parser.add_argument("--until-idle", action="store_true", help="until nothing is due (with TODOKE_NOW: by that moment), then end")

    def do(self, **options: Any) -> None:
        gc.freeze()  # what was imported stays; the rest comes and goes with its batch, so it is looked through less often (a quarter of the time else)
        gc.set_threshold(50_000, 20, 50)
        worker = Worker(now)
        signal.signal(signal.SIGTERM, lambda *_: setattr(worker, "running", False))
        signal.signal(signal.SIGINT, lambda *_: setattr(worker, "running", False))
        if options["once"]:
            worker.round()
            worker.forwarder.round()
        elif options["until_idle"]:
            worker.until_idle()
        else:
            worker.run()
        self.line(worker.counts) if self.json else self.say(", ".join(f"{count} {name}" for name, count in worker.counts.items()))
