"""Orders taken from the shelf, locked, and put back many at a time: one decode to load, a handful of statements to save, whatever their size."""

import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from django.db import connection

from todoke.due.tables import insert, update
from todoke.orders.models import Order
from todoke.rules import order as rules
from todoke.rules.figures import moved_amount

COLUMNS = ("number", "placed_at", "progress", "funds", "hold", "dispute", "currency", "total", "locale", "live", "state", "state_version", "seq",
           "last_hash", "changed_at")


class Key(NamedTuple):
    """Which order: the channel's own id on that connection."""

    shop: int
    connection: int
    ref: str


def key_of(order: Order) -> Key:
    return Key(order.shop_id, order.connection_id, order.ref)


@dataclass(slots=True)
class Held:
    """An order in hand. `value` is what the rules see; a number that only the delivery told stands beside it."""

    id: int
    key: Key
    value: rules.Order
    number: str = ""
    seq: int = 0
    last_hash: str = ""
    salt: bytes = field(default_factory=lambda: os.urandom(16))
    heard_at: int = 0
    is_new: bool = False
    touched: bool = False
    locale: str = ""

    def row(self, now: int) -> tuple[object, ...]:
        """The columns of COLUMNS."""
        o = self.value
        placed = o.placed_at if o.placed_at != rules.NEVER else self.heard_at
        return (o.manner.number or self.number, placed, o.progress, o.funds, o.hold, o.dispute, o.manner.currency if o.terms else "", worth(o), self.locale,
                o.live, rules.encode(o).decode(), rules.VERSION, self.seq, self.last_hash, now)


def worth(o: rules.Order) -> int | None:
    """The total, with what came from other orders and without what went there."""
    return o.total if o.total is None or not o.moved else o.total + moved_amount(o)


def take(keys: Iterable[Key]) -> dict[Key, Held]:
    """Locked until the transaction ends; those that nobody has heard of are not in it. Always in the same order, so that two never wait for each other."""
    wanted: dict[tuple[int, int], list[str]] = {}
    for key in dict.fromkeys(keys):
        wanted.setdefault((key.shop, key.connection), []).append(key.ref)
    found: dict[Key, Held] = {}
    for (shop, channel), refs in sorted(wanted.items()):
        rows = Order.objects.select_for_update().filter(shop=shop, connection=channel, ref__in=sorted(refs)).order_by("id")
        for row in rows.values_list("id", "ref", "number", "state", "seq", "last_hash", "salt", "heard_at", "locale"):
            held = opened(row, shop, channel)
            found[held.key] = held
    return found


def opened(row: tuple[int, str, str, str, int, str, bytes | memoryview, int, str], shop: int, channel: int) -> Held:
    id, ref, number, state, seq, last_hash, salt, heard_at, locale = row
    return Held(id, Key(shop, channel, ref), rules.decoder.decode(state), number, seq, last_hash, bytes(salt), heard_at, locale=locale)


def next_ids(count: int) -> list[int]:
    """Numbers for new orders, before they are written: their journal's chain holds them."""
    if not count:
        return []
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT nextval(pg_get_serial_sequence('orders_order', 'id')) FROM generate_series(1, %s)", [count])
            return [row[0] for row in cursor.fetchall()]
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = 'orders_order'")  # nobody else writes: the transaction is immediate
        last = cursor.fetchone()
    first = (last[0] if last else 0) + 1
    return list(range(first, first + count))


def put_back(held: Iterable[Held], now: int) -> None:
    """New ones are inserted, the others updated."""
    touched = [one for one in held if one.touched]
    insert(Order, ("id", "shop", "connection", "ref", "salt", "heard_at", *COLUMNS),
           [(one.id, *one.key, one.salt, one.heard_at, *one.row(now)) for one in touched if one.is_new])
    update(Order, COLUMNS, [(*one.row(now), one.id) for one in touched if not one.is_new])
