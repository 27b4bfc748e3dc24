"""Whoever listens to a shop's events (CHN-6): a row for each entry and listener, written with the entry itself. History is not sent on."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction

from todoke.desk.models import Hook, Outgoing
from todoke.due.tables import insert
from todoke.orders.models import Entry

COLUMNS = ("shop", "hook", "order", "seq", "state", "due_at", "leased_until", "attempts", "last_error")
AGAIN = "ON CONFLICT (shop_id, hook_id, order_id, seq) DO UPDATE SET state = 'waiting', last_error = ''"
AT_ONCE = 5_000


class Listeners:
    """The hooks of some shops, as they stand when a batch is written down."""

    def __init__(self, shops: Iterable[int]) -> None:
        self.of: dict[int, list[tuple[int, frozenset[str]]]] = {}
        for pk, shop, events in Hook.objects.filter(shop__in=list(shops), on=True).values_list("pk", "shop_id", "events"):
            self.of.setdefault(shop, []).append((pk, frozenset(events)))

    def hear(self, entries: Sequence[tuple[Any, ...]]) -> None:
        """`entries` as they are written: shop, order, seq, event, at, heard_at, live …"""
        if self.of:
            write((shop, hook, order, seq) for shop, order, seq, event, _, _, live, *_ in entries if live
                  for hook, events in self.of.get(shop, ()) if not events or event in events)


def write(rows: Iterable[tuple[int, int, int, int]]) -> None:
    insert(Outgoing, COLUMNS, [(*row, "waiting", 0, 0, 0, "") for row in rows], AGAIN)


def replay(hook: Hook, since: int) -> int:
    """Everything that was heard since that moment goes out again, with the same ids. Returns how many."""
    found = Entry.objects.filter(shop=hook.shop_id, heard_at__gte=since, live=True).order_by("order_id", "seq")
    found = found.filter(event__in=hook.events) if hook.events else found
    count = 0
    for some in in_batches(found.values_list("order_id", "seq").iterator(chunk_size=AT_ONCE)):
        with transaction.atomic():
            write((hook.shop_id, hook.pk, order, seq) for order, seq in some)
        count += len(some)
    return count


def in_batches(rows: Iterable[tuple[int, int]]) -> Iterable[list[tuple[int, int]]]:
    some: list[tuple[int, int]] = []
    for row in rows:
        some.append(row)
        if len(some) == AT_ONCE:
            yield some
            some = []
    if some:
        yield some
