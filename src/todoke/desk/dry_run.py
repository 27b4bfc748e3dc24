"""What other choices would have told the shop's recorded orders (LIF-14): each lives its journal twice, and the notices are compared.

Nothing is written, nothing is sent."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import msgspec

from todoke.desk.brake import PER_ORDER
from todoke.desk.replay import recorded
from todoke.orders.models import Entry, Order
from todoke.rules.locales import pinned_locale
from todoke.rules.policy import Policy
from todoke.rules.rehearsal import Change, Heard, Rehearsal, Said, because, changes, closes_the_brake
from todoke.rules.versions import read_event
from todoke.shops.models import Shop

AT_ONCE = 500
COLUMNS = ("order_id", "event", "heard_at", "live", "settled", "version", "body", "answers", "refused")
OUR_OWN = ("Lapsed", "PolicyMoved")  # what the clock and the choices did: the rehearsal does it anew


class Difference(NamedTuple):
    """One notice of one order that buyers would have seen differ."""

    order: Order
    locale: str
    change: Change
    condition: str


class Sums(msgspec.Struct):
    """All of it, counted. `brake`: mails about one order would have closed the send brake."""

    orders: int = 0
    notices_before: int = 0
    notices_after: int = 0
    changes: Counter[str] = msgspec.field(default_factory=Counter)
    suppressed: Counter[str] = msgspec.field(default_factory=Counter)
    brake: bool = False


class DryRun:
    """`since`: orders placed then or later; `until`: the day at which it ends. Seconds UTC."""

    def __init__(self, shop: Shop, old: Policy, new: Policy, since: int, until: int) -> None:
        self.shop, self.old, self.new, self.since, self.until = shop, old, new, since, until
        self.sums = Sums()

    def differences(self) -> Iterator[Difference]:
        """Order by order, oldest first; `sums` is whole at the end."""
        batch: list[Order] = []
        for order in self.orders():
            batch.append(order)
            if len(batch) == AT_ONCE:
                yield from self.compared(batch)
                batch = []
        yield from self.compared(batch)

    def orders(self) -> Iterator[Order]:
        found = Order.objects.filter(shop=self.shop, placed_at__gte=self.since).select_related("connection").order_by("placed_at", "id")
        return found.only("id", "number", "ref", "shop", "connection__channel", "connection__name").iterator(chunk_size=AT_ONCE)

    def compared(self, orders: Sequence[Order]) -> Iterator[Difference]:
        rows: dict[int, list[tuple[Any, ...]]] = {order.pk: [] for order in orders}
        for row in Entry.objects.filter(shop=self.shop, order__in=rows).order_by("order_id", "seq").values_list(*COLUMNS):
            rows[row[0]].append(row)
        for order in orders:
            yield from self.lived_twice(order, list(story(rows[order.pk])))

    def lived_twice(self, order: Order, heard: Sequence[Heard]) -> Iterator[Difference]:
        before, after = (Rehearsal(policy, order.connection.channel, self.until) for policy in (self.old, self.new))
        old, new = before.run(heard), after.run(heard)
        self.count(old, new)
        for change in changes(old, new):
            self.sums.changes[change.change] += 1
            condition = because(self.old, self.new, change)
            yield Difference(order, pinned_locale(after.order.manner.locale, self.new.locales), change, condition)

    def count(self, old: dict[tuple[str, str], Said], new: dict[tuple[str, str], Said]) -> None:
        self.sums.orders += 1
        self.sums.notices_before += sum(said.told for said in old.values())
        self.sums.notices_after += sum(said.told for said in new.values())
        self.sums.suppressed.update(said.reason.partition(":")[0] for said in new.values() if said.state == "suppressed")
        self.sums.brake = self.sums.brake or closes_the_brake(list(new.values()), PER_ORDER)


def story(rows: Sequence[tuple[Any, ...]]) -> Iterator[Heard]:
    """The journal as it came in: what was settled in one go stays together."""
    group: list[dict[str, Any]] = []
    for row in rows:
        entry = dict(zip(COLUMNS, row, strict=True))
        if entry["event"] in OUR_OWN:
            continue
        group.append(entry)
        if entry["settled"] or entry["refused"]:
            yield told(group)
            group = []
    if group:
        yield told(group)


def told(group: Sequence[dict[str, Any]]) -> Heard:
    """A ledger that answered then answers the same; one that was not asked has everything."""
    events = tuple(read_event(entry["body"], entry["version"]) for entry in group)
    first, last = group[0], group[-1]
    heard = Heard(events, first["heard_at"], first["live"])
    return heard._replace(ledger=recorded(last["answers"])) if last["answers"] else heard
