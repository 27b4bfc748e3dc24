"""Recorded deliveries taken in at once: stored and decided before anybody is told what became of them. History unless it is said to be live."""

from collections.abc import Sequence
from typing import NamedTuple

from django.db import transaction

from todoke.channels.channel import Unclear, parse
from todoke.channels.registry import CHANNELS
from todoke.desk.intake import Delivery, digest, store
from todoke.desk.models import Received
from todoke.desk.work import take_in
from todoke.due.clock import real_ms
from todoke.due.rows import LEASE_MS
from todoke.orders.models import Order
from todoke.shops.models import Connection


class Taken(NamedTuple):
    """What became of one delivery."""

    delivery: str
    result: str  # taken, duplicate, quarantined, ignored
    order: str
    reason: str


class Recording(NamedTuple):
    """A delivery as it was recorded. `topic` may be empty: then its shape tells. `order`: whose it is, where the body names none."""

    topic: str
    body: bytes
    trouble: str = ""
    order: str = ""


def take(connection: Connection, recordings: Sequence[Recording], *, live: bool, now: int, by: str) -> list[Taken]:
    """One batch: new ones are stored in one transaction and advanced in another; the same again is a duplicate."""
    deliveries = [delivery(connection, one, live, now, by) for one in recordings]
    known = seen(connection, deliveries)
    fresh = {one.delivery: one for one in deliveries if digest(one.topic, one.body) not in known}
    with transaction.atomic():
        store(fresh.values())
        rows = list(Received.objects.filter(shop=connection.shop_id, connection=connection, delivery__in=fresh, state="waiting"))
        Received.objects.filter(pk__in=[row.pk for row in rows]).update(leased_until=real_ms() + LEASE_MS, attempts=1)
    for row in rows:
        row.attempts = 1
    take_in(rows)
    return told(connection, deliveries, set(fresh))


def delivery(connection: Connection, one: Recording, live: bool, now: int, by: str) -> Delivery:
    topic = (one.topic or shaped(connection, one.body))[:80]
    topic = named(connection, topic, one) if one.order else topic
    return Delivery(connection.shop_id, connection.pk, f"file:{digest(topic, one.body)[:60]}", topic, one.body, now, by, live)


def named(connection: Connection, topic: str, one: Recording) -> str:
    """The topic with the order that a person named; of a body that cannot be read, as it was."""
    try:
        return CHANNELS[connection.channel].naming(topic, parse(one.body), one.order)[:80]
    except Unclear:
        return topic


def shaped(connection: Connection, body: bytes) -> str:
    """The topic by the body's shape; a body that does not tell has none, and is understood as that: not at all."""
    try:
        return CHANNELS[connection.channel].topic_of(parse(body))
    except Unclear:
        return ""


def seen(connection: Connection, deliveries: Sequence[Delivery]) -> set[str]:
    """Bodies that this connection has had before under that topic, whichever way they came."""
    digests = [digest(one.topic, one.body) for one in deliveries]
    return set(Received.objects.filter(shop=connection.shop_id, connection=connection, digest__in=digests).values_list("digest", flat=True))


def told(connection: Connection, deliveries: Sequence[Delivery], fresh: set[str]) -> list[Taken]:
    rows = {row.delivery: row for row in Received.objects.filter(shop=connection.shop_id, connection=connection, delivery__in=[d.delivery for d in deliveries])
            .defer("body")}
    numbers = {pk: number or ref for pk, number, ref in Order.objects.filter(pk__in={row.order for row in rows.values() if row.order})
               .values_list("pk", "number", "ref")}
    result: list[Taken] = []
    first = set(fresh)
    for one in deliveries:
        row = rows.get(one.delivery)
        if one.delivery not in first or row is None:
            result.append(Taken(one.delivery, "duplicate", numbers.get(row.order, "") if row else "", "the same body was taken in before"))
            continue
        first.discard(one.delivery)
        state = row.state if row.state != "waiting" else "quarantined"
        result.append(Taken(one.delivery, state, numbers.get(row.order, ""), row.reason or row.last_error))
    return result


