"""Goods moved by staff: to another order of the shop, or to a new one that is split off. One act, one transaction, an entry in each journal, which
name each other.

A split-off order stays with the connection of the order that it came from, so that the same rules say what its buyer may be told; its name there
(`desk:REF:2`) is none that a channel gives, its number is the other one's with -2, -3 … behind it, and its channel hears only that its goods have
left (desk/moved_on.py)."""

import re
from collections.abc import Sequence
from typing import NamedTuple

import msgspec
from django.db import IntegrityError, transaction

from todoke.desk.acts import report_all
from todoke.desk.understand import Word
from todoke.orders.models import Order, Personal
from todoke.orders.models import Word as Alike
from todoke.orders.search_words import as_word
from todoke.orders.shelf import Held, key_of, take
from todoke.rules import events as ev
from todoke.rules.decide import decide
from todoke.rules.figures import ever_bought, moved_away, not_gone_back, open_units, price, unsent
from todoke.rules.moved_on import lines_there
from todoke.rules.order import AWAITING_PAYMENT, AWAITING_SHIPMENT, PARTLY_SHIPPED, VERIFYING_PAYMENT, decoder
from todoke.rules.order import Order as Value
from todoke.rules.order_life import NOT_YET
from todoke.rules.people import Address, Contact
from todoke.rules.units import Units, least, units
from todoke.rules.versions import read_event

OWN = re.compile(r"desk:(.+):\d+")  # a name that the desk gave
ONE_OF_SEVERAL = re.compile(r"(.+)-\d+")
MOST_SPLITS, AT_MOST = 99, 3
MOST_ALIKE = 200  # orders of one buyer: so many are looked at, the newest first
MAY_TAKE = (AWAITING_PAYMENT, VERIFYING_PAYMENT, AWAITING_SHIPMENT, PARTLY_SHIPPED)
NO_PIECES = "those pieces, or that money, are not there to be moved"
OTHER_CURRENCY = "the orders have different currencies"
SAME_ORDER = "it is the same order"
TOO_OFTEN = "it has been split too often"


class Wanted(NamedTuple):
    """Pieces by line of the order that gives them. `rest`: if nothing is left of it, all of its price goes along: shipping, fees, discounts."""

    units: Units
    rest: bool = False


class Side(NamedTuple):
    """One of the two orders: as it stands, and as it would stand."""

    number: str
    before: Value
    after: Value


class Plan(NamedTuple):
    """What would become of both. `refused`: (the order's number, the rule's sentence) where one of them refuses."""

    sides: tuple[Side, Side]
    events: tuple[ev.GoodsMoved, ev.GoodsMoved]
    placed: ev.OrderPlaced | None = None
    refused: tuple[str, str] | None = None
    by_table: str = ""  # the order whose table refuses it


class Moved(NamedTuple):
    """What was done: the other order; or why nothing was."""

    other: Order | None = None
    refused: tuple[str, str] | None = None


# ── what would be moved ─────────────────────────────────────────────────────────────────────────────
def planned(giver: Held, taker: Held | None, wanted: Wanted, *, id: str, number: str, now: int) -> Plan:
    """Pure. `taker` None: a new order of that number. Amounts are in the currency's smallest unit."""
    value, name = giver.value, giver.value.manner.number or giver.number or giver.key.ref
    wanted = wanted._replace(units=units(wanted.units))
    out, into = told_to_both(value, wanted, ev.GoodsMoved(id=id, other=name, at=now), number)
    start, placed = taking(taker, value, number)
    given, taken = decide(value, out), decide(start, into)
    sides = Side(name, value, given.order), Side(number, start, taken.order)
    if not given.refused and (why := trouble(giver, taker, wanted)):
        return Plan(sides, (out, into), placed, (name, why))
    refused = next(((side.number, one.refused) for side, one in zip(sides, (given, taken)) if one.refused), None)
    return Plan(sides, (out, into), placed, refused, refused[0] if refused else "")


def told_to_both(value: Value, wanted: Wanted, move: ev.GoodsMoved, number: str) -> tuple[ev.GoodsMoved, ev.GoodsMoved]:
    """What the giver is told, and the taker, who gets the lines under names of its own. `move`: what both say alike, with the giver's number."""
    amount = worth(value, wanted)
    money = max(0, min(amount, not_gone_back(value) - (price(value) - amount)))
    asked = dict(wanted.units)
    new = lines_there(move.id, wanted.units)
    lines = tuple(renamed(value, line, asked[line.id], new[line.id]) for line in value.lines if line.id in asked)
    bought = tuple(pair for pair in ever_bought(value) if pair[0] in asked)
    gone, came = units((line, -n) for line, n in wanted.units), units((new[line], n) for line, n in wanted.units)
    return (msgspec.structs.replace(move, units=gone, amount=-amount, money=-money, other=number, bought=bought),
            msgspec.structs.replace(move, units=came, amount=amount, money=money, lines=lines))


def taking(taker: Held | None, giver: Value, number: str) -> tuple[Value, ev.OrderPlaced | None]:
    """The order that they come to, as it stands; one that is not there yet is placed first."""
    if taker is not None:
        return taker.value, None
    placed = placed_beside(giver, number)
    return decide(Value(policy=giver.policy), placed).order, placed


def worth(value: Value, wanted: Wanted) -> int:
    """What these pieces cost by their lines, or all that is to be paid; never more than that."""
    whole = wanted.rest and wanted.units == unsent(value) == open_units(value)
    return price(value) if whole else min(cost(value, wanted.units), price(value))


def cost(value: Value, some: Units) -> int:
    """By their lines. What the pieces of a line cost that go one after the other adds up to the line."""
    lines = {line.id: line for line in value.lines}
    return sum(share(value, lines[line], n) for line, n in some if line in lines)


def share(value: Value, line: ev.Line, pieces: int) -> int:
    gone = dict(moved_away(value)).get(line.id, 0)
    return line.amount * (gone + pieces) // line.units - line.amount * gone // line.units if line.units else 0


def renamed(value: Value, line: ev.Line, pieces: int, name: str) -> ev.Line:
    """The line as the other order knows it: so many pieces, and their share of what it costs."""
    return msgspec.structs.replace(line, id=name, units=pieces, amount=share(value, line, pieces))


def placed_beside(value: Value, number: str) -> ev.OrderPlaced:
    """Placed when the other one was, so that no deadline begins anew; nothing is in it yet. The channel has never heard of it."""
    terms = msgspec.structs.replace(value.terms or ev.Terms(), ruler="shop", completes="shop", mails="todoke", ours=True)
    manner = msgspec.structs.replace(value.manner, number=number)
    return ev.OrderPlaced(terms=terms, pays="later" if value.pays[1] == "later" else "first", total=0, manner=manner, at=value.placed_at)


def trouble(giver: Held, taker: Held | None, wanted: Wanted) -> str:
    """What no table can see, as it takes both orders."""
    if not wanted.units or least(wanted.units, unsent(giver.value)) != wanted.units:
        return NO_PIECES
    if taker is not None and taker.id == giver.id:
        return SAME_ORDER
    if taker is not None and taker.value.terms is not None and taker.value.manner.currency != giver.value.manner.currency:
        return OTHER_CURRENCY
    return ""


def seen(giver: Order, taker: Order | None, wanted: Wanted, *, now: int) -> Plan:
    """The same before anything is done, and without a lock: what staff see first."""
    number = str(taker) if taker else next_number(giver)[1]
    return planned(in_hand(giver), in_hand(taker) if taker else None, wanted, id="seen", number=number, now=now)


def in_hand(order: Order) -> Held:
    return Held(order.pk, key_of(order), decoder.decode(order.state), order.number, order.seq, order.last_hash, bytes(order.salt))


# ── done ────────────────────────────────────────────────────────────────────────────────────────────
def move(giver: Order, taker: Order | None, wanted: Wanted, *, by: str, now: int, key: str) -> Moved:
    """Both or neither. The same `key` again is the same act. `taker` None: a new order. Raises ValueError where it has been split too often."""
    for _ in range(AT_MOST):
        try:
            return moved(giver, taker, wanted, by=by, now=now, key=key)
        except IntegrityError:  # two parts of one order were split at once, and both wanted the same new number
            continue
    return Moved(refused=(str(giver), TOO_OFTEN))


@transaction.atomic
def moved(giver: Order, taker: Order | None, wanted: Wanted, *, by: str, now: int, key: str) -> Moved:
    """Both are locked in the shelf's one sequence, so that two never wait for each other. What a table refuses stands in that order's journal."""
    held = take([key_of(one) for one in (giver, taker) if one])
    one, id = held[key_of(giver)], name_of(key)
    if done := next((part for part in one.value.moved if part.id == id), None):
        return Moved(other_of(giver, done.id))
    if taker and held[key_of(taker)].value.terms is None:
        return Moved(refused=(str(taker), NOT_YET))
    ref, number = (taker.ref, str(taker)) if taker else next_number(giver)
    plan = planned(one, held[key_of(taker)] if taker else None, wanted, id=id, number=number, now=now)
    if plan.refused:
        refuse(plan, giver, taker, by=by, now=now, key=key)
        return Moved(refused=plan.refused)
    words = [(giver, Word(giver.ref, (plan.events[0],)))]
    words += [(giver, of_same_buyer(giver, one.value, ref, number, plan))] if plan.placed else [(taker or giver, Word(ref, (plan.events[1],)))]
    report_all(words, by=by, now=now, key=key)
    return Moved(Order.objects.get(shop=giver.shop_id, connection=(taker or giver).connection_id, ref=ref))


def refuse(plan: Plan, giver: Order, taker: Order | None, *, by: str, now: int, key: str) -> None:
    """Nothing has moved; the order whose table said no remembers that it was asked."""
    for order, side, event in zip((giver, taker), plan.sides, plan.events):
        if order and plan.by_table == side.number:
            report_all([(order, Word(order.ref, (event,)))], by=by, now=now, key=f"{key}:refused")


def name_of(key: str) -> str:
    return f"desk-{key[:12]}"


def done_before(giver: Order, key: str) -> Order | None:
    """Where it went, if that act was done already."""
    return other_of(giver, name_of(key)) if any(part.id == name_of(key) for part in decoder.decode(giver.state).moved) else None


def by_number(order: Order, number: str) -> Sequence[Order]:
    """The shop's orders of that number, with or without #."""
    bare = number.lstrip("#")
    return list(Order.objects.filter(shop=order.shop_id, number__in={bare, f"#{bare}", number}).select_related("connection")[:2])


def other_of(order: Order, id: str) -> Order | None:
    """Where goods went under that name."""
    bodies = order.entries.filter(event="GoodsMoved", refused="").values_list("body", "version")
    said = [event for row in bodies if isinstance(event := read_event(*row), ev.GoodsMoved) and event.id == id]
    return Order.objects.filter(shop=order.shop_id, number=said[0].other).first() if said else None


def next_number(giver: Order) -> tuple[str, str]:
    """The name and the number of the next order that is split off this one, or off the one that it came from itself. Raises ValueError."""
    found = OWN.fullmatch(giver.ref)
    base, number = (found[1], "") if found else (giver.ref, str(giver))
    if found:
        first = ONE_OF_SEVERAL.fullmatch(str(giver))
        number = first[1] if first else str(giver)
    rows = Order.objects.filter(shop=giver.shop_id)
    for n in range(2, MOST_SPLITS + 2):
        ref, name = f"desk:{base}:{n}"[:100], f"{number}-{n}"[:100]
        if not rows.filter(connection=giver.connection_id, ref=ref).exists() and not rows.filter(number=name).exists():
            return ref, name
    raise ValueError(TOO_OFTEN)


def of_same_buyer(giver: Order, value: Value, ref: str, number: str, plan: Plan) -> Word:
    """The new order's first word: placed, with the dates that the buyer was promised, and what came. The buyer's words are its own personal data."""
    dates = {name: getattr(value.dates, name)[1] for name in value.dates.__struct_fields__ if getattr(value.dates, name)[0] >= 0}
    promised = (ev.DatesPromised(at=value.placed_at, **dates),) if dates else ()
    people = dict(Personal.objects.filter(shop=giver.shop_id, order=giver, ref__in=(value.contact[1], value.address[1])).values_list("role", "data"))
    contact = msgspec.json.decode(people["contact"], type=Contact) if "contact" in people else None
    address = msgspec.json.decode(people["address"], type=Address) if "address" in people else None
    return Word(ref, (plan.placed, *promised, plan.events[1]), number, contact, address, value.placed_at)


def open_orders_of(order: Order, limit: int = 8) -> Sequence[Order]:
    """Other orders of the same buyer that could take goods: by mail, name or phone as they stand, the newest first."""
    row = Personal.objects.filter(shop=order.shop_id, order=order, role="contact").order_by("-id").first()
    buyer = msgspec.json.decode(row.data, type=Contact) if row else Contact()
    word = as_word(buyer.mail or buyer.phone or buyer.name)
    if not word:
        return []
    same = list(Alike.objects.filter(shop=order.shop_id, word=word).exclude(order=order.pk).order_by("-order").values_list("order_id", flat=True)[:MOST_ALIKE])
    rows = Order.objects.filter(shop=order.shop_id, pk__in=same, progress__in=MAY_TAKE, currency=order.currency)
    return list(rows.select_related("connection").order_by("-placed_at", "-id")[:limit])
