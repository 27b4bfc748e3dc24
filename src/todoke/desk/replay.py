"""Verify and rebuild: the same rules over the recorded events. Nothing is written by a verification, nothing is told by either.

What is derived is compared as well: the stored state, the columns that lists read, the rows that the clock reads, and that every notice which the
order thinks of stands in the outbox."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import msgspec
from django.db import OperationalError, connection, transaction

from todoke.desk.perform import NEW, START, WORK
from todoke.due.tables import insert
from todoke.notices.models import Notice
from todoke.orders.journal import FIELDS, digest
from todoke.orders.models import Deadline, Entry, Order
from todoke.orders.shelf import Held, key_of
from todoke.rules import events as ev
from todoke.rules import order as rules
from todoke.rules.decide import Desk, Ledger, advance_all
from todoke.rules.locales import pinned_locale
from todoke.rules.policy import Policy
from todoke.rules.units import Units
from todoke.rules.versions import read_event
from todoke.shops.find import policies

COLUMNS = (*FIELDS, "hash")
AT_ONCE = 500
LOOKS_AGAIN = 5


class Broken(NamedTuple):
    order: str
    seq: int
    problem: str


class Told(NamedTuple):
    """What the journal of one order says it should be."""

    value: rules.Order
    problems: list[Broken]
    entries: int
    last_hash: str
    locale: str


class Derived(NamedTuple):
    """What follows from an order: (order, kind, due) of the deadlines that wait, (order, kind, occasion) of its notices."""

    clock: list[tuple[Any, ...]]
    outbox: list[tuple[Any, ...]]


def verify(orders: Iterable[Order]) -> Iterator[Told]:
    """Order by order; what is broken in one says nothing about the next."""
    batch: list[Order] = []
    for order in orders:
        batch.append(order)
        if len(batch) == AT_ONCE:
            yield from verified(batch)
            batch = []
    yield from verified(batch)


def verified(orders: Sequence[Order]) -> Iterator[Told]:
    """An order that has lived on meanwhile is looked at again: the desk works while it is verified."""
    for order, told in zip(orders, compared(orders)):
        for _ in range(LOOKS_AGAIN):
            fresh = Order.objects.select_related("connection").filter(pk=order.pk).first() if told.problems else None
            if fresh is None or (fresh.seq, fresh.last_hash) == (order.seq, order.last_hash):
                break
            order, (told,) = fresh, compared([fresh])
        yield told


def compared(orders: Sequence[Order]) -> list[Told]:
    """The orders were read first: whatever was written since has changed their last hash too."""
    keys = [order.pk for order in orders]
    entries = grouped(entries_of(keys), 1)
    clock = grouped(Deadline.objects.filter(order__in=keys, state="waiting").values_list("order_id", "kind", "due_at"), 0)
    outbox = grouped(Notice.objects.filter(order__in=keys).values_list("order_id", "kind", "occasion"), 0)
    found = []
    for order in orders:
        told = replayed(order, entries[order.pk])
        if not told.problems:
            told.problems.extend(differences(order, told, Derived(clock[order.pk], outbox[order.pk])))
        found.append(told)
    return found


def grouped(rows: Iterable[tuple[Any, ...]], column: int) -> dict[int, list[tuple[Any, ...]]]:
    found: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for row in rows:
        found[row[column]].append(row)
    return found


def entries_of(orders: Sequence[int]) -> list[tuple[Any, ...]]:
    """Their entries. SQLite keeps bytes that are no text in a column of text: then these are read letter by letter, so that the entry is named."""
    asked = Entry.objects.filter(order__in=orders).order_by("order_id", "seq").values_list(*COLUMNS)
    try:
        return list(asked.all())
    except OperationalError:
        if connection.vendor != "sqlite":
            raise
        usual, connection.connection.text_factory = connection.connection.text_factory, lambda raw: raw.decode(errors="backslashreplace")
        try:
            return list(asked.all())
        finally:
            connection.connection.text_factory = usual


def place_of(seq: Any, before: int) -> int:
    """An entry's place in its order; one that is no number stands behind the one before."""
    return int(seq) if str(seq).isdecimal() else before + 1


def replayed(order: Order, rows: Sequence[tuple[Any, ...]]) -> Told:
    """Each entry's own hash, its place in the chain, and what it leads to by the rules."""
    name, value, prev, problems = order.number or order.ref, None, "", list[Broken]()
    expected, locale, waiting = 1, "", list[dict[str, Any]]()
    for row in rows:
        entry = dict(zip(COLUMNS, row, strict=True))
        seq = place_of(entry["seq"], expected - 1)
        problems += [Broken(name, gone, "this entry is missing") for gone in range(expected, min(seq, expected + 1000))]
        expected = seq + 1
        if digest(row[:-1]) != entry["hash"]:
            problems.append(Broken(name, seq, "this entry was altered: its hash is not that of its columns"))
        elif entry["prev"] != prev:
            problems.append(Broken(name, seq, "the chain is broken before this entry: it follows another one"))
        prev = str(entry["hash"])
        try:
            policy = known_policy(order.shop_id, int(entry["policy"]))
            value = value or rules.Order(policy=policy.version, live=bool(entry["live"]))
            waiting += [] if entry["refused"] else [entry]
            if entry["settled"] and waiting:
                value, waiting = again(waiting, value, policy, order.connection.channel), []
            locale = locale or (pinned_locale(value.manner.locale, policy.locales) if value.terms else "")
        except Exception as error:  # noqa: BLE001  an entry that cannot be read is listed, and the rest goes on
            problems.append(Broken(name, seq, f"this entry cannot be read ({type(error).__name__}: {error})"))
    problems += [Broken(name, gone, "this entry is missing") for gone in range(expected, min(order.seq, expected + 1000) + 1)]
    if order.seq < expected - 1:
        problems.append(Broken(name, order.seq, f"the order counts {order.seq} entries, and its journal has {expected - 1}"))
    if prev != order.last_hash and not problems:
        problems.append(Broken(name, order.seq, "the order's last hash is not that of its last entry"))
    return Told(value or rules.Order(), problems, len(rows), prev, locale)


def known_policy(shop: int, version: int) -> Policy:
    return policies([(shop, version)])[shop, version]


def again(entries: Sequence[dict[str, Any]], value: rules.Order, policy: Policy, channel: str) -> rules.Order:
    """The same events, the same answers, the same clock: the same decision. `entries`: what was settled in one go."""
    events = [read_event(str(entry["body"]).encode(), int(entry["version"])) for entry in entries]
    first, last = entries[0], entries[-1]
    fates = tuple(tuple(one) for one in msgspec.json.decode(first["outbox"])) if first["outbox"] else ()
    desk = Desk(policy, int(first["heard_at"]), bool(first["live"]), fates, channel)
    return advance_all(value, events, desk, recorded(str(last["answers"])))[-1].order


def recorded(answers: str) -> Ledger:
    """A ledger that says what it said then."""
    said = [msgspec.convert(one, ev.AnyEvent) for one in msgspec.json.decode(answers)] if answers else []

    def answer(order: rules.Order, wanted: Units) -> list[ev.Answer]:
        return said

    return answer


def differences(order: Order, told: Told, derived: Derived) -> Iterator[Broken]:
    """The snapshot, and what follows from it, against the journal."""
    name = order.number or order.ref
    if rules.encode(told.value).decode() != order.state:
        yield Broken(name, order.seq, "the stored state is not what the journal leads to. `todoke rebuild` restores it.")
    held = Held(order.pk, key_of(order), told.value, order.number, heard_at=order.heard_at, locale=told.locale)
    for column, wanted in zip(("number", "placed_at", "progress", "funds", "hold", "dispute", "currency", "total", "locale", "live"), held.row(0)):
        if getattr(order, column) != wanted:
            yield Broken(name, order.seq, f"the column {column} is not what the journal leads to. `todoke rebuild` restores it.")
    wanted_due, found_due = due_by_kind(told.value), {kind: due for _, kind, due in derived.clock}
    for kind in sorted(wanted_due.keys() | found_due.keys()):
        if wanted_due.get(kind) != found_due.get(kind):
            yield Broken(name, order.seq, f"the clock does not wait for {kind} as the journal says. `todoke rebuild` restores it.")
    for kind, occasion in sorted({(notice.kind, notice.occasion) for notice in told.value.told} - {row[1:] for row in derived.outbox}):
        yield Broken(name, order.seq, f"the notice {kind} ({occasion}) is not in the outbox.")


def due_by_kind(value: rules.Order) -> dict[str, int]:
    return {due.kind: due.at for due in value.due}


@transaction.atomic
def rebuild(order: Order) -> bool:
    """The state and the clock's rows from the journal, if the chain is whole. Returns whether anything was restored."""
    order = Order.objects.select_for_update().get(pk=order.pk)
    told = replayed(order, entries_of([order.pk]))
    if told.problems:
        return False
    held = Held(order.pk, key_of(order), told.value, order.number, heard_at=order.heard_at, locale=told.locale)
    columns = ("number", "placed_at", "progress", "funds", "hold", "dispute", "currency", "total", "locale", "live", "state")
    wanted = dict(zip(columns, held.row(0)))
    Order.objects.filter(pk=order.pk).update(**wanted)
    return restored_clock(order, due_by_kind(told.value)) or any(getattr(order, column) != value for column, value in wanted.items())


def restored_clock(order: Order, wanted: dict[str, int]) -> bool:
    """Deadlines wait for what the journal says, and for nothing else."""
    waiting = Deadline.objects.filter(shop=order.shop_id, order=order, state="waiting")
    found = dict(waiting.values_list("kind", "due_at"))
    wrong = {kind: due for kind, due in wanted.items() if found.get(kind) != due}
    insert(Deadline, ("shop", "order", "kind", "due_at", *WORK), [(order.shop_id, order.pk, kind, due, *NEW) for kind, due in wrong.items()], START)
    stopped = waiting.filter(kind__in=found.keys() - wanted.keys()).update(state="stopped")
    return bool(wrong or stopped)
