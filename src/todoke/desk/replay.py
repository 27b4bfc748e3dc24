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
from todoke.orders.shelf import COLUMNS as SHELF
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
MOST_MISSING = 1000  # entries at one place that are named one by one
SNAPSHOT = ("state", *SHELF[: SHELF.index("state")])  # the columns that follow from the journal


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


def replayed(order: Order, rows: Sequence[tuple[Any, ...]]) -> Told:
    """Each entry's own hash, its place in the chain, and what it leads to by the rules."""
    reader = Reader(order)
    for row in rows:
        reader.read(row)
    return reader.told(len(rows))


class Reader:
    """One order's journal, entry by entry."""

    def __init__(self, order: Order) -> None:
        self.order, self.name = order, order.number or order.ref
        self.value: rules.Order | None = None
        self.prev, self.expected, self.locale = "", 1, ""
        self.waiting: list[dict[str, Any]] = []  # for the entry that settles them together
        self.problems: list[Broken] = []

    def read(self, row: tuple[Any, ...]) -> None:
        entry = dict(zip(COLUMNS, row, strict=True))
        seq = place_of(entry["seq"], self.expected - 1)
        self.missing(seq)
        self.expected = seq + 1
        self.link(entry, seq, digest(row[:-1]))
        try:
            self.follow(entry)
        except Exception as error:  # noqa: BLE001  an entry that cannot be read is listed, and the rest goes on
            self.broken(seq, f"this entry cannot be read ({type(error).__name__}: {error})")

    def link(self, entry: dict[str, Any], seq: int, hashed: str) -> None:
        if hashed != entry["hash"]:
            self.broken(seq, "this entry was altered: its hash is not that of its columns")
        elif entry["prev"] != self.prev:
            self.broken(seq, "the chain is broken before this entry: it follows another one")
        self.prev = str(entry["hash"])

    def follow(self, entry: dict[str, Any]) -> None:
        """What it leads to, as soon as the entry has come with which it was settled."""
        policy = known_policy(self.order.shop_id, int(entry["policy"]))
        self.value = self.value or rules.Order(policy=policy.version, live=bool(entry["live"]))
        self.waiting += [] if entry["refused"] else [entry]
        if entry["settled"] and self.waiting:
            self.value, self.waiting = again(self.waiting, self.value, policy, self.order.connection.channel), []
        self.locale = self.locale or (pinned_locale(self.value.manner.locale, policy.locales) if self.value.terms else "")

    def missing(self, until: int) -> None:
        """Entries before that one, of which the journal has none."""
        for gone in range(self.expected, min(until, self.expected + MOST_MISSING)):
            self.broken(gone, "this entry is missing")

    def broken(self, seq: int, problem: str) -> None:
        self.problems.append(Broken(self.name, seq, problem))

    def told(self, entries: int) -> Told:
        order = self.order
        self.missing(order.seq + 1)
        if order.seq < self.expected - 1:
            self.broken(order.seq, f"the order counts {order.seq} entries, and its journal has {self.expected - 1}")
        if self.prev != order.last_hash and not self.problems:
            self.broken(order.seq, "the order's last hash is not that of its last entry")
        return Told(self.value or rules.Order(), self.problems, entries, self.prev, self.locale)


def place_of(seq: Any, before: int) -> int:
    """An entry's place in its order; one that is no number stands behind the one before."""
    return int(seq) if str(seq).isdecimal() else before + 1


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
    for column, wanted in columns_of(order, told).items():
        if getattr(order, column) != wanted:
            what = "the stored state" if column == "state" else f"the column {column}"
            yield Broken(name, order.seq, f"{what} is not what the journal leads to. `todoke rebuild` restores it.")
    wanted_due, found_due = due_by_kind(told.value), {kind: due for _, kind, due in derived.clock}
    for kind in sorted(wanted_due.keys() | found_due.keys()):
        if wanted_due.get(kind) != found_due.get(kind):
            yield Broken(name, order.seq, f"the clock does not wait for {kind} as the journal says. `todoke rebuild` restores it.")
    for kind, occasion in sorted({(notice.kind, notice.occasion) for notice in told.value.told} - {row[1:] for row in derived.outbox}):
        yield Broken(name, order.seq, f"the notice {kind} ({occasion}) is not in the outbox.")


def columns_of(order: Order, told: Told) -> dict[str, object]:
    """What the order's row should hold."""
    held = Held(order.pk, key_of(order), told.value, order.number, heard_at=order.heard_at, locale=told.locale)
    row = dict(zip(SHELF, held.row(0)))
    return {column: row[column] for column in SNAPSHOT}


def due_by_kind(value: rules.Order) -> dict[str, int]:
    return {due.kind: due.at for due in value.due}


@transaction.atomic
def rebuild(order: Order) -> bool:
    """The state and the clock's rows from the journal, if the chain is whole. Returns whether anything was restored."""
    order = Order.objects.select_for_update().get(pk=order.pk)
    told = replayed(order, entries_of([order.pk]))
    if told.problems:
        return False
    wanted = columns_of(order, told)
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
