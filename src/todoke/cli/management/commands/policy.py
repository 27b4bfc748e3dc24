"""todoke policy: which version of the shop's choices open orders live under; moving them lists who is affected first (LIF-16)."""

from collections.abc import Iterator
from typing import Any

from django.core.management.base import CommandParser

from todoke.cli.command import Command as Base
from todoke.cli.the_shop import the_shop
from todoke.desk.acts import act
from todoke.due.clock import now
from todoke.orders.models import Order
from todoke.rules import order as rules
from todoke.rules.events import PolicyMoved
from todoke.shops.models import Shop


class Command(Base):
    help = "List open orders that were placed under older choices of the shop; with --move, bring them under today's."
    example = "todoke policy --move"

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--shop", default="")
        parser.add_argument("--move", action="store_true", help="bring every order of the list under today's version")

    def do(self, **options: Any) -> None:
        shop = the_shop(self, options["shop"])
        rows = []
        for order, version in behind(shop):
            row = {"order": order.number or order.ref, "progress": order.progress, "version": version, "today": shop.policy_version, "moved": False}
            if options["move"]:
                refused = act(order, [PolicyMoved(version=shop.policy_version, at=now())], by="staff:command line", now=now())
                row["moved"] = not refused[0]
            rows.append(row)
        self.rows(rows, ("order", "progress", "version", "today", "moved"))


def behind(shop: Shop) -> Iterator[tuple[Order, int]]:
    """Open orders, oldest first, and the version they live under."""
    found = Order.objects.filter(shop=shop, live=True).exclude(progress__in=(rules.COMPLETED, rules.CLOSED)).order_by("id")
    for order in found.iterator(chunk_size=500):
        version = rules.decoder.decode(order.state).policy
        if version != shop.policy_version:
            yield order, version
