"""Goods that staff moved to another order, and the channel that sold them: what it reports of them is told to the order that they are in now, and it
hears of their parcels as of its own order's (rules/moved_on.py says which are meant)."""

import hashlib
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import msgspec
from django.db.models import Q

from todoke.desk.advance import Act
from todoke.desk.intake import Delivery
from todoke.desk.parcels import called
from todoke.desk.understand import OURS, Word
from todoke.orders.models import Order
from todoke.rules import events as ev
from todoke.rules.moved_on import as_if_unmoved, brought_pieces, own_pieces
from todoke.rules.order import Order as Value
from todoke.rules.order import Part, decoder


class Hearer(NamedTuple):
    """An order that a channel sold, as that channel should take it: with a parcel that has left. `move`: by which the goods went from it."""

    order: Order
    value: Value
    move: str = ""


def other_end(shop: int, part: Part) -> Order | None:
    """The other order of a move: the entries of both have one id."""
    orders = Order.objects.filter(Q(number=part.by) | Q(ref=part.by), shop=shop).select_related("connection__shop")
    return next((order for order in orders if any(one.id == part.id for one in decoder.decode(order.state).moved)), None)


def passed_on(act: Act, others: Sequence[tuple[Part, ev.Event]]) -> Iterator[Delivery]:
    """News of goods that another order has by now, as deliveries to it: stored with what the act changes, understood in their turn. The same news
    again is the same delivery."""
    for part in dict.fromkeys(part for part, _ in others):
        if order := other_end(act.key.shop, part):
            body = msgspec.json.encode(Word(order.ref, tuple(event for one, event in others if one == part)))
            name = f"moved:{hashlib.sha256(part.id.encode() + body).hexdigest()[:40]}"
            yield Delivery(act.key.shop, order.connection_id, name, OURS, body, act.now, act.source, act.live)


def hearers(order: Order, value: Value, parcel: str, move: str = "") -> Iterator[Hearer]:
    """The order itself for what its own channel sold of that parcel; every other one from which goods in it were moved."""
    box = called(value, parcel)
    if box is None or not value.moved:
        yield Hearer(order, value, move)
        return
    own = own_pieces(value, box)
    if (own or not box.units) and not (value.terms and value.terms.ours):
        yield Hearer(order, value.with_(parcels=tuple(msgspec.structs.replace(p, units=own) if p.id == parcel else p for p in value.parcels)), move)
    for found in brought_pieces(value, box):
        giver = other_end(order.shop_id, found.part)
        if giver and (there := as_if_unmoved(decoder.decode(giver.state), found, value, box)):
            yield from hearers(giver, there, parcel, found.part.id)
