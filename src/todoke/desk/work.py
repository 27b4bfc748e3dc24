"""Batches of due rows: understood, advanced, finished in one transaction. One that fails is halved until the poisoned row stands alone."""

import logging
from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import TypeVar

from django.db import OperationalError, transaction

from todoke.desk.advance import Act, Batch
from todoke.desk.awaited import await_names, told_of
from todoke.desk.currencies import in_their_currency
from todoke.desk.intake import store
from todoke.desk.models import Received
from todoke.desk.moved_on import passed_on
from todoke.desk.understand import Meaning, understand
from todoke.desk.whose import Lost, addressed
from todoke.due.clock import real_ms
from todoke.due.rows import Work, fail, finish, still_ours
from todoke.due.tables import update
from todoke.orders.models import Deadline, Order
from todoke.orders.shelf import key_of
from todoke.rules import order as rules
from todoke.rules.events import Lapsed
from todoke.shops.models import Connection

log = logging.getLogger("todoke.desk")
W = TypeVar("W", bound=Work)
TOO_OFTEN = 8  # a row that failed so often waits for a person


def halving(rows: Sequence[W], work: Callable[[Sequence[W]], None], give_up: Callable[[W, str], None]) -> None:
    """All together; if that fails, in halves. A row that fails alone steps aside with its error, the rest goes on."""
    if not rows:
        return
    try:
        with transaction.atomic():
            work(rows)
    except OperationalError as error:  # the database itself: nobody's fault, all come back later
        log.warning("the database was not ready: %s", error)
        for row in rows:
            fail(row, str(error), real_ms())
    except Exception as error:
        if len(rows) > 1:
            half = len(rows) // 2
            halving(rows[:half], work, give_up)
            halving(rows[half:], work, give_up)
            return
        log.exception("%s %s stepped aside", type(rows[0]).__name__, rows[0].pk)
        give_up(rows[0], f"{type(error).__name__}: {error}")


# ── deliveries ──────────────────────────────────────────────────────────────────────────────────────
def take_in(rows: Sequence[Received]) -> None:
    """Understood outside the transaction, so that nobody waits for it."""
    connections = Connection.objects.select_related("shop").in_bulk({row.connection_id for row in rows})
    meanings = {row.pk: understand(row, connections[row.connection_id]) for row in rows}
    halving(rows, lambda some: settle(some, meanings), quarantine)


def settle(rows: Sequence[Received], meanings: dict[int, Meaning]) -> None:
    ours = still_ours(rows)
    batch, orders, lost = advanced([act for row in ours for act in meanings[row.pk].acts])
    ends = {one.act.received: one for one in lost}
    await_names((one.act.key.shop, name, one.act.received) for one in lost for name in one.names)
    update(Received, ("state", "reason", "order", "last_error"),
           [(*ended(meanings[row.pk], ends.get(row.pk)), max(orders[row.pk], default=0), "", row.pk) for row in ours])
    Connection.objects.filter(pk__in={row.connection_id for row in ours}).update(last_delivery_at=max((row.received_at for row in ours), default=0))
    if forgotten := {held.id for held in batch.held.values() if not held.salt}:
        keep_no_body([row.pk for row in ours if orders[row.pk] & forgotten])


def advanced(acts: Sequence[Act]) -> tuple[Batch, dict[int, set[int]], list[Lost]]:
    """Every act put to its orders (delivery → orders), and what fits none. A parcel that another of these acts has only just named is looked for
    once more."""
    sure, orders = in_their_currency(acts), defaultdict[int, set[int]](set)
    found = addressed(sure.acts)
    batch = Batch(found.acts)
    tell(batch, orders)
    if found.lost and found.acts:
        found = addressed(one.act for one in found.lost)
        later = Batch(found.acts)
        tell(later, orders)
        batch.held |= later.held
    told_of((act.key.shop, act.whose.number, act.now) for act in acts if act.whose)
    return batch, orders, [*sure.lost, *found.lost]


def tell(batch: Batch, orders: dict[int, set[int]]) -> None:
    for act, done in zip(batch.acts, batch.run() if batch.acts else ()):
        orders[act.received].add(done.order)
        if done.others:
            store(passed_on(act, done.others))


def ended(meaning: Meaning, lost: Lost | None) -> tuple[str, str]:
    """(state, reason) of a delivery. What could be put to no order says so first."""
    if lost is None:
        return meaning.state, meaning.reason
    return (lost.state if meaning.state == "taken" else meaning.state), "; ".join(reason for reason in (lost.reason, meaning.reason) if reason)


def keep_no_body(rows: Sequence[int]) -> None:
    """Late news of a buyer who was forgotten on request: what it says about the order counts, its words are not kept again (TRU-5)."""
    Received.objects.filter(pk__in=rows).update(body=b"", reason="", state="taken")


def quarantine(row: Received, error: str) -> None:
    Received.objects.filter(pk=row.pk, attempts=row.attempts).update(
        state="quarantined", last_error=error, reason=f"{row.topic}: could not be taken in ({error}). Run it again after a fix.")


# ── deadlines ───────────────────────────────────────────────────────────────────────────────────────
def lapse(rows: Sequence[Deadline]) -> None:
    """A deadline comes due: an event like any other."""
    halving(rows, lapse_some, set_aside)


def lapse_some(rows: Sequence[Deadline]) -> None:
    ours = still_ours(rows)
    orders = Order.objects.only("shop", "connection", "ref", "live").in_bulk({row.order_id for row in ours})  # the batch reads them whole
    finish(ours, "fired")  # first: one that calls again is started anew by its own lapse
    batch = Batch([timely(row, orders[row.order_id]) for row in ours])
    for row, done in zip(ours, batch.run()):
        if done.refused[0]:
            put_right(row, batch.held[key_of(orders[row.order_id])].value)


def timely(row: Deadline, order: Order) -> Act:
    """It lapsed at its own moment, however late we come; a history that nobody took up is not made live by a clock."""
    return Act(key_of(order), (Lapsed(kind=row.kind, at=row.due_at),), "clock", row.due_at, order.live)


def put_right(row: Deadline, value: rules.Order) -> None:
    """Its reason was gone, or its moment was moved while it was on its way."""
    due = next((due.at for due in value.due if due.kind == row.kind), None)
    fresh = {"state": "stopped"} if due is None else {"state": "waiting", "due_at": due, "leased_until": 0}
    Deadline.objects.filter(pk=row.pk).update(**fresh)


def set_aside(row: Deadline, error: str) -> None:
    fail(row, error, real_ms())
