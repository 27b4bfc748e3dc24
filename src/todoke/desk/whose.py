"""News that names no order of its own connection: found by the parcel's number or by the order's, among all orders of the shop (TRK-3, TRK-4).

A lookup in an index, however many orders there are. What fits nobody's order yet is never lost: it waits in quarantine with its reason, and is read
again by itself when an order is known by that name (desk/awaited.py)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import msgspec

from todoke.channels.channel import Whose
from todoke.desk.advance import Act
from todoke.desk.awaited import order_name
from todoke.desk.parcel_names import parcel_name
from todoke.desk.parcels import booked, called, inside, numberless
from todoke.orders.models import Alias, Order
from todoke.orders.shelf import Key, key_of
from todoke.rules import events as ev
from todoke.rules.order import NEVER, Parcel, decoder
from todoke.rules.order import Order as Value
from todoke.rules.parcel_life import goes_back
from todoke.shops.models import Connection
from todoke.tracking.carriers import name_of
from todoke.tracking.numbers import is_anothers, number_key

REUSED = 60 * 86_400  # seconds: carriers give a number again, not earlier than some months after its parcel was done
NOT_YET_PARCEL = "parcel {number}: no order has it yet. It is read again by itself as soon as one has."
NOT_YET_ORDER = "order {number}: there is none of that number yet. It is read again by itself as soon as there is."
OLD_NUMBER = "the parcel has another number by now"
ANOTHERS = "parcel {number}: the news is of {told}, and the order's parcel is with {known}. Have it followed there under the right carrier."
SEVERAL = "order {number}: several orders bear that number ({names}). Write the parcel down by hand."



class Lost(NamedTuple):
    """An act that could not be put to any order. `names`: what it waits for; none: nothing will change it by itself."""

    act: Act
    reason: str
    names: tuple[str, ...] = ()
    state: str = "quarantined"


class Addressed(NamedTuple):
    """Acts that have their order, one for each of them; and those that have none."""

    acts: list[Act]
    lost: list[Lost]


class Candidate(NamedTuple):
    """An order that may be meant, and the name that its parcel has in it."""

    key: Key
    parcel: str
    value: Value


def addressed(acts: Iterable[Act]) -> Addressed:
    """Those with a key of their own are left as they are, in their sequence."""
    every = list(acts)
    sought = [act for act in every if act.whose]
    found = Addressed([], [])
    if not sought:
        return Addressed(every, [])
    parcels = by_number(sought)
    for act in every:
        if act.whose is None:
            found.acts.append(act)
        elif act.whose.number:
            to_parcels(act, act.whose, parcels.get((act.key.shop, parcel_name(act.whose.number)), ()), found)
        else:
            to_order(act, act.whose, parcels.get((act.key.shop, parcel_name(act.whose.beside)), ()), found)
    return found


# ── by the parcel's number ──────────────────────────────────────────────────────────────────────────
def by_number(acts: Iterable[Act]) -> Mapping[tuple[int, str], Sequence[Candidate]]:
    wanted: dict[int, set[str]] = defaultdict(set)
    for act in acts:
        for number in (act.whose.number, act.whose.beside) if act.whose else ():
            wanted[act.key.shop] |= {parcel_name(number)} if number else set()
    found: dict[tuple[int, str], list[Candidate]] = defaultdict(list)
    for shop, names in sorted(wanted.items()):
        rows = Alias.objects.filter(shop=shop, theirs__in=names)  # sorted here: the database would take the index that has the sequence
        columns = ("order_id", "theirs", "ours", "order__connection_id", "order__ref", "order__state")
        for _, name, ours, connection, ref, state in sorted(rows.values_list(*columns)):
            found[shop, name].append(Candidate(Key(shop, connection, ref), ours, decoder.decode(state)))
    return found


def to_parcels(act: Act, whose: Whose, candidates: Sequence[Candidate], found: Addressed) -> None:
    """Every order whose parcel it is: one box for two orders is news for both."""
    meant, refused = [], Lost(act, NOT_YET_PARCEL.format(number=whose.number), (parcel_name(whose.number),))
    for one in candidates:
        no = why_not(act, whose, called(one.value, one.parcel))
        if no is None:
            meant.append(one)
        else:
            refused = no if no.reason else refused
    found.acts.extend(act._replace(key=one.key, events=about(counting(act.events, one), one.parcel), whose=None) for one in meant)
    found.lost.extend([] if meant else [refused])


def why_not(act: Act, whose: Whose, parcel: Parcel | None) -> Lost | None:
    """None: it is about this parcel. Without a reason: as if nobody knew the number."""
    if parcel is None or done_at(parcel) < min((event.at for event in act.events), default=NEVER) - REUSED:
        return Lost(act, "")
    _, carrier, numbers, _ = parcel.tracking
    if numbers and number_key(whose.number) not in map(number_key, numbers):
        return Lost(act, OLD_NUMBER, state="ignored")
    if is_anothers(whose.number, whose.carrier, carrier):
        return Lost(act, ANOTHERS.format(told=name_of(whose.carrier, "en"), known=name_of(carrier, "en"), number=whose.number))
    return None


def done_at(parcel: Parcel) -> int:
    """When the buyer or the shop had it; NEVER: nobody has."""
    return parcel.delivered_at if "delivered" in parcel.marks else NEVER


def counting(events: Sequence[ev.Event], one: Candidate) -> Sequence[ev.Event]:
    """Of what comes back the carrier's day is no promise to the buyer."""
    parcel = called(one.value, one.parcel)
    return [event for event in events if isinstance(event, ev.ParcelFact)] if parcel and goes_back(parcel) else events


def about(events: Iterable[ev.Event], parcel: str) -> tuple[ev.Event, ...]:
    return tuple(msgspec.structs.replace(event, parcel=parcel) if isinstance(event, ev.ParcelFact) else event for event in events)


# ── by the order's number ───────────────────────────────────────────────────────────────────────────
def to_order(act: Act, whose: Whose, beside: Sequence[Candidate], found: Addressed) -> None:
    several = ""
    for name in whose.orders:
        orders = orders_called(act.key.shop, name)
        if len(orders) == 1:
            found.acts.append(put_to(act, whose, orders[0]))
            return
        if orders:
            names = ", ".join(f"{order.connection.name}/{order.number or order.ref}" for order in orders)
            several = several or SEVERAL.format(number=name, names=names)
    if len({one.key for one in beside}) == 1:
        found.acts.append(act._replace(key=beside[0].key, whose=None))
        return
    waited = tuple(dict.fromkeys([*map(order_name, whose.orders), *([parcel_name(whose.beside)] if whose.beside else [])]))
    found.lost.append(Lost(act, several) if several else Lost(act, NOT_YET_ORDER.format(number=(*whose.orders, whose.beside)[0]), waited))


def orders_called(shop: int, name: str) -> list[Order]:
    """By what the buyer sees, with or without #; else by the channel's own id on any connection. Few bear one name: sorted here."""
    bare = name.lstrip("#")
    orders = Order.objects.filter(shop=shop).select_related("connection")
    by_sight = list(orders.filter(number__in=(name, bare, f"#{bare}")))
    connections = [] if by_sight else list(Connection.objects.filter(shop=shop).values_list("pk", flat=True))
    return sorted(by_sight or orders.filter(connection__in=connections, ref=name), key=lambda order: order.pk)


def put_to(act: Act, whose: Whose, order: Order) -> Act:
    """With the names and the pieces that this order knows."""
    value = decoder.decode(order.state)
    names = dict(Alias.objects.filter(shop=order.shop_id, order=order).values_list("theirs", "ours"))
    return act._replace(key=key_of(order), events=filled(act.events, whose, value, names), whose=None)


def filled(events: Sequence[ev.Event], whose: Whose, value: Value, names: Mapping[str, str]) -> tuple[ev.Event, ...]:
    """A partner tells what it sent in its own words: which parcel of the order that is, and which of its pieces are in it."""
    sent = next((event for event in events if isinstance(event, ev.ParcelSent)), None)
    if sent is None or sent.units or known_here(sent, value, names):
        return tuple(events)
    if sent.numbers and (bare := numberless(value)):
        number = ev.TrackingChanged(parcel=bare, carrier=sent.carrier, numbers=sent.numbers, url=sent.url, at=sent.at)
        return about((number if event is sent else event for event in events), bare)
    whole = msgspec.structs.replace(sent, units=inside(value, whose.goods))
    named = tuple(whole if event is sent else event for event in events)
    return about(named, booked(value)) if booked(value) else named


def known_here(sent: ev.ParcelSent, value: Value, names: Mapping[str, str]) -> bool:
    """It has left already, by this name or by this number."""
    ours = next((names[name] for name in (sent.parcel, *map(parcel_name, sent.numbers)) if name in names), sent.parcel)
    parcel = called(value, ours)
    return parcel is not None and "sent" in parcel.marks
