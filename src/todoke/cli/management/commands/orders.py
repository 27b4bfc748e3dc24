"""todoke orders: the list (CMD-2)."""

from typing import Any

from django.core.management.base import CommandParser

from todoke.channels.registry import CHANNELS
from todoke.cli.command import Command as Base
from todoke.cli.finding import row_of
from todoke.desk.search import found as search
from todoke.due.clock import parse_moment
from todoke.orders.models import Order
from todoke.rules.order import PROGRESS_STATES

MOST = 10_000  # orders that a query finds before they are cut by state, channel and day


class Command(Base):
    help = "List orders, newest first."
    example = "todoke orders --state awaiting_shipment --since 2026-11-01T00:00:00+09:00"

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--state", choices=PROGRESS_STATES, help="progress")
        parser.add_argument("--channel", choices=sorted(CHANNELS))
        parser.add_argument("--since", help="placed at this ISO moment or later")
        parser.add_argument("--query", help="number, name, mail or phone")
        parser.add_argument("--limit", type=int, default=100, help="this many, the newest")

    def do(self, **options: Any) -> None:
        found = Order.objects.select_related("connection", "shop").order_by("-placed_at", "-id")
        if options["state"]:
            found = found.filter(progress=options["state"])
        if options["channel"]:
            found = found.filter(connection__channel=options["channel"])
        if options["since"]:
            try:
                found = found.filter(placed_at__gte=parse_moment(options["since"], "--since"))
            except ValueError as error:
                self.wrong(str(error))
        if options["query"]:
            found = found.filter(pk__in=search(options["query"], max(MOST, options["limit"])))
        self.rows((row_of(order) for order in found[: max(0, options["limit"])]),
                  ("number", "channel", "placed_at", "progress", "funds", "hold", "dispute", "total", "currency"))
