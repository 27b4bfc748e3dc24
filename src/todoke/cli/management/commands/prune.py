"""todoke prune: raw bodies of old deliveries go (TRU-5)."""

from typing import Any

from django.core.management.base import CommandParser

from todoke.cli.command import Command as Base
from todoke.desk.pruning import prune
from todoke.due.clock import now


class Command(Base):
    help = "Empty the raw bodies of understood deliveries that are older. Their digests stay: the same delivery again is still known."
    example = "todoke prune --days 90"

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--days", type=int, required=True, metavar="N")

    def do(self, **options: Any) -> None:
        if options["days"] < 1:
            self.wrong("--days must be 1 or more")
        pruned = prune(options["days"], now())
        self.line({"pruned": pruned}) if self.json else self.say(f"{pruned} bodies emptied")
