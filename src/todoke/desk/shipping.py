"""Many parcels at once: which orders may leave, which may not and why, and the report that they have left. The tables decide, as for one by hand."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import msgspec
from django.db import transaction
from django.db.models import Q

from todoke.channels.csv.parcels import Wanted
from todoke.desk.advance import Act, Batch
from todoke.desk.intake import Delivery, store
from todoke.desk.models import Received
from todoke.desk.parcels import booked, numberless
from todoke.desk.understand import OURS, Word
from todoke.desk.work import keep_no_body
from todoke.orders.models import Alias, Order
from todoke.orders.shelf import key_of
from todoke.rules import events as ev
from todoke.rules.decide import decide
from todoke.rules.figures import unsent
from todoke.rules.order import Order as Value
from todoke.rules.order import decoder
from todoke.rules.units import Units, units
from todoke.tracking.carriers import carrier_of
from todoke.tracking.numbers import number_key
from todoke.tracking.recognise import recognise

ORDERS_AT_ONCE = 200
LAST_ORDERS = 50
TAKEN, DUPLICATE, REFUSED = "taken", "duplicate", "quarantined"
UNKNOWN = "there is no order of that number"
NOTHING_LEFT = "everything has left already"
ALREADY = "it has left with that number already"
NO_LINE = "the order has no such goods"


class Answer(NamedTuple):
    """What becomes of a row. `delivery`: the name of the report it is in."""

    row: Wanted
    result: str
    order: Order | None = None
    reason: str = ""
    delivery: str = ""


@dataclass(slots=True)
class Plan:
    """One order's rows. `value`: the order as it would stand after the parcels planned so far."""

    order: Order
    value: Value
    known: frozenset[str]  # numbers of its parcels, as they are compared
    rows: list[Wanted] = field(default_factory=list)
    answers: dict[int, Answer] = field(default_factory=dict)  # by the row's place among all
    events: list[ev.Event] = field(default_factory=list)


class Packing(NamedTuple):
    """What a plan needs to know besides the orders."""

    now: int
    usual: Mapping[str, float]


# ── finding the orders ──────────────────────────────────────────────────────────────────────────────
def orders_of(rows: Sequence[Wanted], shops: Sequence[int], *, lock: bool) -> list[list[Order]]:
    """For each row its order: by the desk's own key, by what the buyer sees, with or without #, or by CONNECTION/NUMBER; several where that does not tell."""
    wanted = [row for row in rows if not row.trouble]
    every = sorted({form for row in wanted if not row.order for name in (row.number, row.number.rpartition("/")[2]) for form in forms(name)})
    which = Q(number__in=every) | Q(number="", ref__in=every) | Q(pk__in=[row.order for row in wanted if row.order])
    orders = Order.objects.filter(which, shop__in=shops).order_by("shop_id", "connection_id", "id")
    by_number: dict[str, list[Order]] = {}
    by_key: dict[int, list[Order]] = {}
    for order in (orders.select_for_update(of=("self",)) if lock else orders).select_related("connection"):
        by_number.setdefault((order.number or order.ref).lstrip("#"), []).append(order)
        by_key[order.pk] = [order]
    return [[] if row.trouble else by_key.get(row.order, []) if row.order else those(row.number, by_number) for row in rows]


def forms(number: str) -> tuple[str, ...]:
    bare = number.lstrip("#")
    return (number, bare, f"#{bare}")


def those(number: str, found: Mapping[str, list[Order]]) -> list[Order]:
    """The number as it stands counts before a connection's name in front of it: a number may hold a slash itself."""
    connection, _, rest = number.rpartition("/")
    return found.get(number.lstrip("#")) or [order for order in found.get(rest.lstrip("#"), ()) if order.connection.name == connection]


def usual_carriers(shop: int) -> dict[str, float]:
    """What the shop ships with: carrier → share of the parcels of its last orders. Empty until it has shipped something."""
    states = Order.objects.filter(shop=shop).order_by("-placed_at", "-id").values_list("state", flat=True)[:LAST_ORDERS]
    named = [carrier_of(parcel.tracking[1]) for state in states for parcel in decoder.decode(state).parcels]
    counted = Counter(code for code in named if code)
    return {code: count / counted.total() for code, count in counted.items()}


# ── planning ────────────────────────────────────────────────────────────────────────────────────────
def planned(rows: Sequence[Wanted], shops: Sequence[int], now: int, *, lock: bool = False) -> tuple[list[Answer], list[Plan]]:
    """What would become of each row. Changes nothing."""
    found = orders_of(rows, shops, lock=lock)
    answers: dict[int, Answer] = {}
    plans: dict[int, Plan] = {}
    for at, row in enumerate(rows):
        orders = found[at]
        if row.trouble or len(orders) != 1:
            answers[at] = Answer(row, REFUSED, None, row.trouble or missing(orders))
        else:
            plan = plans.setdefault(orders[0].pk, Plan(orders[0], decoder.decode(orders[0].state), frozenset()))
            plan.rows.append(row)
            plan.answers[at] = Answer(row, TAKEN, orders[0])
    usual: dict[int, Mapping[str, float]] = {}
    for plan in with_known(plans).values():
        settle(plan, Packing(now, usual_of(plan, usual)))
        answers |= plan.answers
    return [answers[at] for at in range(len(rows))], list(plans.values())


def missing(orders: Sequence[Order]) -> str:
    if not orders:
        return f"{UNKNOWN}. Compare it with the order list."
    return f"several orders bear that number: {', '.join(f'{one.connection.name}/{one.number}' for one in orders)}. Name one of these."


def with_known(plans: dict[int, Plan]) -> dict[int, Plan]:
    """The numbers under which their parcels are known; those that staff have struck out are not."""
    rows = Alias.objects.filter(shop__in={plan.order.shop_id for plan in plans.values()}, order__in=plans, theirs__startswith="number:")
    known: dict[int, set[str]] = {}
    for order, theirs, ours in rows.values_list("order_id", "theirs", "ours"):
        if ours not in plans[order].value.struck:
            known.setdefault(order, set()).add(theirs.removeprefix("number:"))
    for pk, plan in plans.items():
        plan.known = frozenset(known.get(pk, ()))
    return plans


def usual_of(plan: Plan, known: dict[int, Mapping[str, float]]) -> Mapping[str, float]:
    """Asked once a shop, and only where a row leaves the carrier to us."""
    if all(row.carrier for row in plan.rows):
        return {}
    if plan.order.shop_id not in known:
        known[plan.order.shop_id] = usual_carriers(plan.order.shop_id)
    return known[plan.order.shop_id]


def settle(plan: Plan, packing: Packing) -> None:
    """Rows of one order without goods are one parcel with several numbers; those that name goods are a parcel for each number."""
    boxes: dict[tuple[str, ...], list[int]] = {}
    for at, answer in plan.answers.items():
        if answer.row.numbers and plan.known.issuperset(number_key(number) for number in answer.row.numbers):
            plan.answers[at] = answer._replace(result=DUPLICATE, reason=ALREADY, delivery=delivery_of(plan, [answer.row]))
        else:
            boxes.setdefault(answer.row.numbers if answer.row.item else (), []).append(at)
    for _, places in sorted(boxes.items(), key=lambda box: not box[0]):  # what names its goods first, then the rest
        rows = [plan.answers[at].row for at in places]
        event, reason = parcel(plan, rows, packing)
        name = delivery_of(plan, rows)
        for at in places:
            plan.answers[at] = plan.answers[at]._replace(result=REFUSED if reason else TAKEN, reason=reason, delivery=name)
        if event is not None:
            plan.events.append(event)
            plan.value = decide(plan.value, event).order


def parcel(plan: Plan, rows: Sequence[Wanted], packing: Packing) -> tuple[ev.Event | None, str]:
    """The report that it left, or why it may not."""
    numbers = tuple(dict.fromkeys(number for row in rows for number in row.numbers))
    carrier, doubt = carried(rows, numbers, packing.usual)
    at = max((row.at for row in rows), default=0) or packing.now
    if doubt:
        return None, doubt
    if numbers and (bare := numberless(plan.value)):
        return ev.TrackingChanged(at=packing.now, parcel=bare, carrier=carrier, numbers=numbers), ""
    inside, problem = contents(plan.value, rows)
    reason = problem or may_leave(plan.value, inside)
    name = booked(plan.value) or f"ship:{number_key(numbers[0]) if numbers else len(plan.value.parcels) + 1}"[:100]
    return (None, reason) if reason else (ev.ParcelSent(at=at, parcel=name, units=inside, carrier=carrier, numbers=numbers), "")


def carried(rows: Sequence[Wanted], numbers: Sequence[str], usual: Mapping[str, float]) -> tuple[str, str]:
    """(the carrier, or why nobody can say it)."""
    named = {row.carrier for row in rows if row.carrier}
    if len(named) == 1:
        return named.pop(), ""
    if named:
        return "", f"its rows name several carriers: {', '.join(sorted(named))}. Give each its own goods."
    if not numbers:
        return "", ""
    found = [recognise(number, usual=usual) for number in numbers]
    sure = {one.sure.carrier if one.sure else "" for one in found}
    if len(sure) == 1 and "" not in sure:
        return sure.pop(), ""
    names = ", ".join(dict.fromkeys(one.carrier for some in found for one in some.candidates if one.confidence > 0.01))
    return "", f"the number does not tell its carrier{f' ({names}?)' if names else ''}. Name it in a column, or with --carrier."


def contents(value: Value, rows: Sequence[Wanted]) -> tuple[Units, str]:
    """All that has not left, or the lines that the rows name."""
    left = unsent(value)
    if not any(row.item for row in rows):
        return left, "" if left else may_leave(value, value.units) or NOTHING_LEFT
    counted, rest = list[tuple[str, int]](), dict(left)
    for row in rows:
        lines = [line.id for line in value.lines if row.item in (line.id, line.item, line.title)]
        if not lines:
            return (), f"{NO_LINE}: {row.item[:60]}"
        counted += shared_out(rest, lines, row.pieces)
    return units(counted), "" if units(counted) else NOTHING_LEFT


def shared_out(rest: dict[str, int], lines: Sequence[str], pieces: int) -> Iterator[tuple[str, int]]:
    """The same goods may stand on several lines: the first that has some left, and so on; what is too many, the table refuses. No count: all of a line."""
    open_lines = [line for line in lines if rest.get(line)] or lines[:1]
    wanted = pieces or rest.get(open_lines[0], 0)
    for line in open_lines:
        taken = wanted if line == open_lines[-1] else min(wanted, rest.get(line, 0))
        rest[line] = max(0, rest.get(line, 0) - taken)
        wanted -= taken
        yield line, taken


def may_leave(value: Value, inside: Units) -> str:
    """What the order's table says to booking a parcel with this in it; empty: it may leave."""
    return decide(value, ev.ShipmentBooked(parcel=booked(value) or "asked", units=inside)).refused


def delivery_of(plan: Plan, rows: Sequence[Wanted]) -> str:
    """The same rows about the same order are the same report."""
    said = msgspec.json.encode((plan.order.pk, sorted((row.numbers, row.item, row.pieces) for row in rows), sorted(plan.value.struck)))
    return f"ship:{hashlib.sha256(said).hexdigest()[:40]}"


# ── reporting ───────────────────────────────────────────────────────────────────────────────────────
def ship(rows: Sequence[Wanted], shops: Sequence[int], *, by: str, now: int) -> list[Answer]:
    """All that may leave is reported; the same again changes nothing. Rows of one order stand or fall in one transaction."""
    answers: dict[int, Answer] = {}
    for places in chunks(rows):
        with transaction.atomic():
            told, plans = planned([rows[at] for at in places], shops, now, lock=True)
            report([plan for plan in plans if plan.events], by, now)
        answers |= dict(zip(places, told, strict=True))
    return [answers[at] for at in range(len(rows))]


def chunks(rows: Sequence[Wanted]) -> Iterable[list[int]]:
    """Rows of some orders at a time; those of one order stay together."""
    of_order: dict[str, list[int]] = {}
    for at, row in enumerate(rows):
        of_order.setdefault(str(row.order) if row.order else row.number.lstrip("#"), []).append(at)
    names = list(of_order)
    for first in range(0, len(names), ORDERS_AT_ONCE):
        yield sorted(at for name in names[first : first + ORDERS_AT_ONCE] for at in of_order[name])


def report(plans: Sequence[Plan], by: str, now: int) -> None:
    """Stored as it came, like any delivery, and advanced in the same transaction."""
    words = {named(plan): Word(plan.order.ref, tuple(plan.events)) for plan in plans}
    store([Delivery(plan.order.shop_id, plan.order.connection_id, named(plan), OURS, msgspec.json.encode(words[named(plan)]), now, by) for plan in plans])
    rows = Received.objects.filter(shop__in={plan.order.shop_id for plan in plans}, delivery__in=words, state="waiting").values_list("delivery", "pk")
    keys = dict(rows)
    mine = [plan for plan in plans if named(plan) in keys]
    batch = Batch([Act(key_of(plan.order), tuple(plan.events), by, now, True, keys[named(plan)]) for plan in mine])
    for plan, done in zip(mine, batch.run(), strict=True):
        Received.objects.filter(pk=keys[named(plan)]).update(state="taken", order=done.order)
    if forgotten := [keys[named(plan)] for plan in mine if not batch.held[key_of(plan.order)].salt]:
        keep_no_body(forgotten)  # these buyers were forgotten on request


def named(plan: Plan) -> str:
    """Of all parcels of an order that are reported together."""
    names = sorted({answer.delivery for answer in plan.answers.values() if answer.result == TAKEN})
    return names[0] if len(names) == 1 else f"ship:{hashlib.sha256(' '.join(names).encode()).hexdigest()[:40]}"
