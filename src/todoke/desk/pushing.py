"""What channels must be told, or asked: done outside any transaction, safe to repeat, one order's pushes in the order of its journal."""

import hashlib
import logging
import time
from collections.abc import Iterable, Sequence

import msgspec
from django.db import transaction

from todoke.cases.alerts import alert
from todoke.channels.channel import Channel, Known, Pushed, Refusal
from todoke.channels.registry import CHANNELS
from todoke.desk.advance import Act, Batch
from todoke.desk.intake import Delivery, store
from todoke.desk.models import Push
from todoke.desk.moved_on import Hearer, hearers
from todoke.desk.understand import keys_of
from todoke.due.clock import now, real_ms
from todoke.due.rows import fail
from todoke.due.tables import insert
from todoke.orders.models import Alias, Order
from todoke.orders.shelf import key_of
from todoke.rules import order as rules
from todoke.rules.effects import EFFECTS, AskChannel, Effect, OweRefund, PushShipment, PushTracking
from todoke.rules.figures import on_its_way, owed
from todoke.rules.moved_on import mark
from todoke.shops.models import Connection

log = logging.getLogger("todoke.push")
TOO_OFTEN = 12
SLOW = 4.0  # seconds to a failure: then nobody is there; a connection is tried for five (channels/asking.py)


def push(rows: Sequence[Push]) -> None:
    """One after the other; a later push of an order whose earlier one has failed waits behind it. A channel that does not answer is waited for
    once: all other work would wait with its pushes."""
    connections = Connection.objects.select_related("shop").in_bulk({row.connection_id for row in rows})
    orders = Order.objects.in_bulk({row.order_id for row in rows})
    behind, silent = set[int](), set[int]()
    for row in sorted(rows, key=lambda row: (row.order_id, row.seq, row.pk)):
        if row.order_id in behind or earlier_waits(row):
            behind.add(row.order_id)
            fail(row, "waits for an earlier push of this order", real_ms(), 2_000)
            continue
        if row.connection_id in silent:
            behind.add(row.order_id)
            fail(row, f"{connections[row.connection_id]} does not answer", real_ms())
            continue
        began = time.monotonic()
        if not one(row, connections[row.connection_id], orders[row.order_id]):
            behind.add(row.order_id)
            silent |= {row.connection_id} if time.monotonic() - began > SLOW else set()


def earlier_waits(row: Push) -> bool:
    return Push.objects.filter(shop=row.shop_id, order=row.order_id, seq__lt=row.seq, state="waiting").exists()


def one(row: Push, connection: Connection, order: Order) -> bool:
    effect, channel = effect_of(row.effect), CHANNELS[connection.channel]
    try:
        value = rules.decoder.decode(order.state)
        if isinstance(effect, AskChannel):
            ask(channel, connection, order)
            answer = Pushed("read")
        elif isinstance(effect, OweRefund) and owed(value) - on_its_way(value) != effect.amount:
            answer = Pushed("another amount is owed by now, or none")
        else:
            answer = told(row, effect, connection, order, value)
    except Refusal as no:
        return refused(row, no, effect)
    except Exception as error:
        log.exception("push %s stepped aside", row.pk)
        return refused(row, Refusal(f"{type(error).__name__}: {error}", again=True), effect)
    done(row, order, answer)
    return True


def told(row: Push, effect: Effect, connection: Connection, order: Order, value: rules.Order) -> Pushed:
    """A parcel is told to every channel that sold something in it; what one of them calls it is kept though another refuses. Raises Refusal."""
    answers, parcel = [], effect.parcel if isinstance(effect, PushShipment | PushTracking) else ""
    names = names_of(order, parcel) if parcel else []
    for one in hearers(order, value, parcel) if parcel else (Hearer(order, value),):
        there = connection if one.order.pk == order.pk else one.order.connection
        key = f"{one.order.pk}/{row.seq}/{hashlib.sha256(row.effect.encode()).hexdigest()[:12]}"
        known = Known(one.order.ref, one.order.number, one.value, key, frozenset(names))
        went_along(one, parcel, names)  # first: the echo may be faster than the answer
        answer = CHANNELS[there.channel].push(effect, known, keys_of(there, one.order.currency or "JPY"))
        went_along(one, parcel, [theirs for theirs, _ in answer.alias])
        remember(order, answer.alias)
        answers.append(answer)
    return joined(answers)


def joined(answers: Sequence[Pushed]) -> Pushed:
    words = ", ".join(one.answer for one in answers if one.answer)
    return Pushed(words, tuple(event for one in answers for event in one.events))


def effect_of(words: str) -> Effect:
    """The effect as it was written down."""
    raw = msgspec.json.decode(words)
    return msgspec.json.decode(words, type=EFFECTS[raw["effect"]])


def refused(row: Push, no: Refusal, effect: Effect) -> bool:
    """Worth trying again, or a person must do it there by hand. True: the pushes behind it may go on."""
    if no.again and row.attempts < TOO_OFTEN:
        fail(row, no.reason, real_ms(), int(no.after * 1000) or None)
        return False
    alert(row.shop_id, row.order_id, f"the channel was not told ({type(effect).__name__}): {no.reason}", row.at)
    Push.objects.filter(pk=row.pk, attempts=row.attempts).update(state="dead", last_error=no.reason[:2000])
    return True


@transaction.atomic
def done(row: Push, order: Order, answer: Pushed) -> None:
    """Facts that follow come in by the door."""
    if answer.events:
        Batch([Act(key_of(order), answer.events, "desk", now())]).run()
    Push.objects.filter(pk=row.pk, attempts=row.attempts).update(state="done", answer=answer.answer[:2000], last_error="")


def went_along(one: Hearer, parcel: str, names: Iterable[str]) -> None:
    """The order that the channel sold learns that what is called so holds goods that have gone to another."""
    remember(one.order, [(mark(one.move, name), parcel) for name in names if one.move])


def names_of(order: Order, parcel: str) -> list[str]:
    return list(Alias.objects.filter(shop=order.shop_id, order=order, ours=parcel).values_list("theirs", flat=True))


def remember(order: Order, names: Sequence[tuple[str, str]]) -> None:
    """The channel's own names beside ours, so that its echo is not taken for news."""
    insert(Alias, ("shop", "order", "theirs", "ours"), [(order.shop_id, order.pk, theirs, ours) for theirs, ours in names],
           "ON CONFLICT (shop_id, order_id, theirs) DO NOTHING")


def ask(channel: Channel, connection: Connection, order: Order) -> None:
    """What it answers is a delivery like any other: stored first, understood in its turn. The same answer again is the same delivery."""
    answers = channel.fetch(order.ref, keys_of(connection, order.currency or "JPY"))
    with transaction.atomic():
        store(read(connection, topic, body) for topic, body in answers)


def read(connection: Connection, topic: str, body: bytes) -> Delivery:
    name = hashlib.sha256(topic.encode() + b"\0" + body).hexdigest()[:40]
    return Delivery(connection.shop_id, connection.pk, f"read:{name}", topic, body, now(), str(connection))
