"""todoke verify: replay the journal, check chain and state (CMD-5)."""

from typing import Any

from django.core.management.base import CommandParser

from todoke.cli.command import Command as Base
from todoke.cli.finding import one_or_all
from todoke.desk.replay import verify
from todoke.orders.models import Entry, Order


class Command(Base):
    help = "Replay the journal against the state, for one order or all. An entry that is altered or missing is found and named."
    example = "todoke verify '#1001'"

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("number", nargs="?", default="")

    def do(self, **options: Any) -> None:
        orders = entries = 0
        broken: list[dict[str, Any]] = []
        for told in verify(one_or_all(self, options["number"])):
            orders, entries = orders + 1, entries + told.entries
            broken += [problem._asdict() for problem in told.problems]
        if not options["number"]:
            broken += strays()
        if self.json:
            self.line({"orders": orders, "entries": entries, "broken": broken})
        else:
            self.say(f"{orders} orders, {entries} entries, {len(broken)} broken")
            self.rows(broken, ("order", "seq", "problem")) if broken else None
        self.status = 1 if broken or self.status else 0



def strays() -> list[dict[str, Any]]:
    """Entries whose order is not there: somebody has moved or removed one of the two."""
    lost = Entry.objects.exclude(order__in=Order.objects.values("pk")).values_list("order_id", "seq")[:1000]
    return [{"order": f"(no order {order})", "seq": seq, "problem": "this entry belongs to no order"} for order, seq in lost]
