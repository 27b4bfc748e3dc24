"""Recorded deliveries taken in at once: stored and decided before anybody is told what became of them. History unless it is said to be live."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from django.db import transaction
from django.db.models import QuerySet

from todoke.channels.channel import Unclear, parse
from todoke.channels.registry import CHANNELS
from todoke.desk.intake import Delivery, digest, store
from todoke.desk.models import Received
from todoke.desk.understand import Meaning, understand
from todoke.desk.work import settle, take_in
from todoke.due.clock import real_ms
from todoke.due.rows import LEASE_MS
from todoke.orders.models import Order
from todoke.shops.models import Connection

AT_ONCE = 500


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
    """One batch: new ones are stored and advanced in one transaction; the same again is a duplicate.

    A file stays where it is, so nothing is lost if we are killed before the commit: the next run takes up what this one did not."""
    deliveries = [delivery(connection, one, live, now, by) for one in recordings]
    known = seen(connection, deliveries)
    fresh = {one.delivery: one for one in deliveries if digest(one.topic, one.body) not in known}
    rows = [received(one) for one in fresh.values()]
    meanings = [understand(row, connection) for row in rows]
    try:
        with transaction.atomic():
            store(fresh.values())
            settle_stored(connection, rows, meanings)
    except Exception:  # noqa: BLE001  one of them is poisoned: the slower way finds out which, and the others are taken
        store_first(connection, list(fresh.values()))
    return told(connection, deliveries, set(fresh) | left_over(connection, deliveries, fresh))


def settle_stored(connection: Connection, rows: Sequence[Received], meanings: Sequence[Meaning]) -> None:
    """What was understood before the transaction began is put to the orders, in the same commit as the bodies."""
    keys = dict(found(connection, [row.delivery for row in rows]).filter(state="waiting", attempts=0).values_list("delivery", "pk"))
    whole: dict[int, Meaning] = {}
    for row, meaning in zip(rows, meanings, strict=True):
        if (pk := keys.get(row.delivery)) is not None:
            row.pk, whole[pk] = pk, meaning._replace(acts=tuple(act._replace(received=pk) for act in meaning.acts))
    settle([row for row in rows if row.pk], whole)


def received(one: Delivery) -> Received:
    return Received(shop_id=one.shop, connection_id=one.connection, delivery=one.delivery, topic=one.topic, source=one.source, live=one.live, body=one.body,
                    received_at=one.received_at, due_at=one.received_at)


def found(connection: Connection, deliveries: Iterable[str]) -> QuerySet[Received]:
    return Received.objects.filter(shop=connection.shop_id, connection=connection, delivery__in=deliveries)


def store_first(connection: Connection, fresh: Sequence[Delivery]) -> None:
    """Stored in one transaction and advanced in another, by halves."""
    with transaction.atomic():
        store(fresh)
    take_up(found(connection, [one.delivery for one in fresh]))


def left_over(connection: Connection, deliveries: Sequence[Delivery], fresh: Mapping[str, Delivery]) -> set[str]:
    """Stored by a run that was stopped before it decided them: they are decided now."""
    return take_up(found(connection, [one.delivery for one in deliveries if one.delivery not in fresh]))


def take_woken(connection: Connection) -> int:
    """Recorded deliveries that waited for an order which has come since, behind them. Returns how many are taken now."""
    waiting = Received.objects.filter(shop=connection.shop_id, connection=connection, delivery__startswith="file:")
    woken = list(waiting.filter(state="waiting").order_by("pk").values_list("pk", flat=True))
    for at in range(0, len(woken), AT_ONCE):
        take_up(waiting.filter(pk__in=woken[at : at + AT_ONCE]))
    return sum(waiting.filter(pk__in=woken[at : at + AT_ONCE], state="taken").count() for at in range(0, len(woken), AT_ONCE))


def take_up(waiting: QuerySet[Received]) -> set[str]:
    """Those that nobody holds; whatever a worker has taken meanwhile is left to it."""
    with transaction.atomic():
        rows = list(waiting.select_for_update().filter(state="waiting", leased_until__lt=real_ms()).order_by("pk"))
        for row in rows:
            row.attempts += 1
            Received.objects.filter(pk=row.pk).update(leased_until=real_ms() + LEASE_MS, attempts=row.attempts)
    take_in(rows)
    return {row.delivery for row in rows}


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
    columns = ("delivery", "state", "order", "reason", "last_error")
    rows = {row[0]: row for row in found(connection, [one.delivery for one in deliveries]).values_list(*columns)}
    numbers = {pk: number or ref for pk, number, ref in Order.objects.filter(pk__in={row[2] for row in rows.values() if row[2]})
               .values_list("pk", "number", "ref")}
    result: list[Taken] = []
    first = set(fresh)
    for one in deliveries:
        _, state, order, reason, error = rows.get(one.delivery, ("", "", 0, "", ""))
        if one.delivery not in first:
            result.append(Taken(one.delivery, "duplicate", numbers.get(order, ""), "the same body was taken in before"))
            continue
        first.discard(one.delivery)
        result.append(Taken(one.delivery, state if state not in ("", "waiting") else "quarantined", numbers.get(order, ""), reason or error))
    return result
