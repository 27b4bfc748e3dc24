"""todoke rebuild: the state of an order, or of all, from the journal (LIF-8)."""

from typing import Any

from django.core.management.base import CommandParser

from todoke.cli.command import Command as Base
from todoke.cli.finding import one_or_all
from todoke.desk.lanes_told import rebuild_lanes
from todoke.desk.replay import rebuild, verify
from todoke.due.clock import now
from todoke.orders.models import Order


class Command(Base):
    help = "Restore what an order's journal leads to, where the stored state is another. A journal that is not whole restores nothing: exit 1 names it."
    example = "todoke rebuild '#1001'"

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("number", nargs="?", default="", help="without it: every order")
        parser.add_argument("--lanes", action="store_true", help="instead: how long parcels take on each lane, counted anew from all orders")

    def do(self, **options: Any) -> None:
        if options["lanes"]:
            self.lanes(options["number"])
            return
        orders = restored = 0
        broken: list[dict[str, Any]] = []
        for order in one_or_all(self, options["number"]):
            orders += 1
            problems = [problem for told in verify([order]) for problem in told.problems]
            restored += bool(problems) and rebuild(order)
            broken += [left._asdict() for told in verify([Order.objects.get(pk=order.pk)]) for left in told.problems] if problems else []
        if self.json:
            self.line({"orders": orders, "restored": restored, "broken": broken})
        else:
            self.say(f"{orders} orders, {restored} restored, {len(broken)} broken")
            self.rows(broken, ("order", "seq", "problem")) if broken else None
        self.status = 1 if broken or self.status else 0

    def lanes(self, number: str) -> None:
        if number:
            self.wrong("--lanes counts the parcels of all orders. Leave the number out.")
        counted = rebuild_lanes(now())
        self.line({"parcels": counted}) if self.json else self.say(f"{counted} parcels counted")
