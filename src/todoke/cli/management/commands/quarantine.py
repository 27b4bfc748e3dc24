"""todoke quarantine: what came in and was not understood (CHN-2)."""

from typing import Any

from django.core.management.base import CommandParser
from django.db.models import QuerySet

from todoke.cli.command import Command as Base
from todoke.cli.door import take_in_waiting
from todoke.desk.acts import run_again
from todoke.desk.models import Received
from todoke.due.clock import iso, now
from todoke.shops.models import Connection


class Command(Base):
    help = "Deliveries that were proven but not understood, each with its place, reason and mend; after a fix they are run again."
    example = "todoke quarantine\n  todoke quarantine --run-again"

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("ids", nargs="*", type=int, metavar="ID", help="only these")
        parser.add_argument("--run-again", action="store_true", help="take them in once more; exit 1 if some are still not understood")
        parser.add_argument("--limit", type=int, default=100)

    def do(self, **options: Any) -> None:
        found = Received.objects.filter(state="quarantined", **({"pk__in": options["ids"]} if options["ids"] else {})).order_by("pk")
        if options["run_again"]:
            keys = list(found.values_list("pk", flat=True))
            run_again(keys, by="command line", now=now())
            take_in_waiting(keys)
            found = Received.objects.filter(pk__in=keys).order_by("pk")
            self.status = 1 if found.filter(state="quarantined").exists() else 0
        self.rows(rows_of(found, options["limit"]), ("id", "received_at", "connection", "topic", "state", "reason"))


def rows_of(found: QuerySet[Received], limit: int) -> list[dict[str, Any]]:
    rows = list(found.defer("body")[: max(0, limit)])
    names = {pk: str(connection) for pk, connection in Connection.objects.in_bulk({row.connection_id for row in rows}).items()}
    return [{"id": row.pk, "delivery": row.delivery, "connection": names.get(row.connection_id, ""), "topic": row.topic, "state": row.state,
             "received_at": iso(row.received_at), "reason": row.reason or row.last_error} for row in rows]
