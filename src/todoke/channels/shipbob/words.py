"""ShipBob's webhooks → facts about the shop's orders: one table, topic → what it says. It never places, pays or closes an order.

A shipment is told whole by every topic, so each says all that it proves: its number, whether it has left, where the carrier has it. Times are the
payload's own. Source: developer.shipbob.com, "Webhooks" and "Order Statuses", read 2026-11; statuses are tracking/words_aggregators.py:SHIPBOB."""

from collections.abc import Callable, Mapping
from typing import Any

from todoke.channels.channel import Ignored, Reading, Setup, Unclear, Whose
from todoke.channels.fields import rows, table, text
from todoke.channels.shipbob import returns
from todoke.channels.watched import seconds
from todoke.rules import events as ev
from todoke.tracking.carriers import carrier_of
from todoke.tracking.recognise import tidy
from todoke.tracking.scans import status_of
from todoke.tracking.wordings import CANCELLED, LABELLED, NOTE, fold

SOURCE, HAS_LEFT = "shipbob", "completed"
MOST = 100  # characters of a number
Told = tuple[ev.Event, ...]
Say = Callable[["Shipment", Setup], tuple[Told, tuple[str, ...]]]


class Shipment:
    """One shipment of a body. Fields that are missing are empty; `at` is when the body was true, 0: not told."""

    def __init__(self, shipment: Mapping[str, Any], order: Mapping[str, Any]) -> None:
        self.body, self.order = shipment, order
        found = shipment.get("tracking")
        self.tracking = (rows(found) or [{}])[-1] if isinstance(found, list) else table(found)
        self.number = tidy(text(self.tracking, "tracking_number", "tracking_id") or text(shipment, "tracking_number"))[:MOST]
        carrier = text(self.tracking, "carrier") or text(shipment, "carrier")
        self.carrier = carrier_of(carrier) or carrier[:60]
        self.url = text(self.tracking, "tracking_url")[:400]
        self.parcel = f"par:shp:{text(shipment, 'id', 'shipment_id') or self.number}"[:100]

    @property
    def left_at(self) -> int:
        return first(self.body, "actual_fulfillment_date") or first(self.tracking, "shipping_date") or self.at

    @property
    def at(self) -> int:
        names = ("event_time", "last_update_at", "last_updated_at", "last_updated_date", "created_date")
        return first(self.body, *names) or first(self.order, *names)

    @property
    def names(self) -> tuple[str, ...]:
        """What the shop calls the order: as its buyer sees it, then the channel's own id."""
        found = (text(row, name) for name in ("order_number", "reference_id") for row in (self.order, self.body) if name in row)
        return tuple(dict.fromkeys(name[:100] for name in found if name))

    @property
    def goods(self) -> tuple[tuple[str, int], ...]:
        found = ((text(row, "sku", "reference_id", "name"), pieces_of(row)) for row in rows(self.body.get("products")))
        return tuple((name, count) for name, count in found if name and count > 0)

    @property
    def statuses(self) -> tuple[tuple[str, int], ...]:
        """(status, when): the shipment's own, then the carrier's as it reached ShipBob."""
        own = (text(self.body, "status", "shipment_status"), self.left_at)
        carried = (text(self.tracking, "status", "tracking_status", "current_status"), first(self.tracking, "status_date", "last_update_at") or self.at)
        arrived = ("Delivered" if first(self.tracking, "delivery_date", "delivered_at") else "", first(self.tracking, "delivery_date", "delivered_at"))
        return tuple(dict.fromkeys(said for said in (own, carried, arrived) if said[0]))


def first(row: Mapping[str, Any], *names: str) -> int:
    return next((found for name in names if (found := max(seconds(text(row, name)), 0))), 0)


def pieces_of(row: Mapping[str, Any]) -> int:
    """Of the product itself, or of what was taken from the shelf for it."""
    found = [row.get("quantity"), *(item.get("quantity") for item in rows(row.get("inventory_items")))]
    return next((count for count in found if isinstance(count, int) and not isinstance(count, bool) and 0 < count < 1_000_000), 0)


# ── what a topic says ───────────────────────────────────────────────────────────────────────────────
def shipped(one: Shipment, setup: Setup) -> tuple[Told, tuple[str, ...]]:
    """The topic says that it left, unless the shipment itself says how it stands."""
    return as_it_stands(one, setup) if one.statuses else (left(one), ())


def as_it_stands(one: Shipment, setup: Setup) -> tuple[Told, tuple[str, ...]]:
    """Its number, whether it left, and the last that the carrier said. A number on a label alone is no parcel on its way."""
    facts, unknown, gone = list[ev.Event](), list[str](), False
    for status, at in one.statuses:
        known, meaning = status_of(SOURCE, status, setup.taught)
        if not known:
            unknown.append(status)
        elif fold(status) == HAS_LEFT:
            gone = True
        elif meaning is not NOTE:
            facts.append(meaning(parcel=one.parcel, at=at))
    gone = gone or any(not isinstance(fact, (LABELLED, CANCELLED)) for fact in facts)
    return (*(left(one) if gone else named(one)), *facts), tuple(unknown)


def left(one: Shipment) -> Told:
    """With its number first: the shop may know the parcel by it."""
    numbers = (one.number,) if one.number else ()
    return (ev.ParcelSent(parcel=one.parcel, carrier=one.carrier, numbers=numbers, url=one.url if numbers else "", at=one.left_at),)


def named(one: Shipment) -> Told:
    if not one.number:
        return ()
    return (ev.TrackingChanged(parcel=one.parcel, carrier=one.carrier, numbers=(one.number,), url=one.url, at=one.at),)


def delivered(one: Shipment, setup: Setup) -> tuple[Told, tuple[str, ...]]:
    at = first(one.tracking, "delivery_date", "delivered_at") or first(one.body, "delivery_date") or one.at
    arrived = ev.ParcelDelivered(parcel=one.parcel, at=at)
    return (*left(one), arrived), ()


def cancelled(one: Shipment, setup: Setup) -> tuple[Told, tuple[str, ...]]:
    return (ev.ParcelCalledBack(parcel=one.parcel, at=one.at),), ()


def stopped(one: Shipment, setup: Setup) -> tuple[Told, tuple[str, ...]]:
    """It cannot be packed: goods that are not there. A person must look."""
    return (ev.CaseOpened(case="stockout", reason=reason(one), at=one.at),), ()


def held(one: Shipment, setup: Setup) -> tuple[Told, tuple[str, ...]]:
    kind = "address_problem" if "address" in reason(one).casefold() else "delay"
    return (ev.CaseOpened(case=kind, reason=reason(one), at=one.at),), ()


def reason(one: Shipment) -> str:
    """In ShipBob's own words."""
    said = (text(row, "name", "description") for row in rows(one.body.get("status_details")))
    return "; ".join(word for word in said if word)[:200] or text(one.body, "status")[:200]


TOPICS: dict[str, Say | str] = {  # a sentence is a documented no
    "order.shipped": shipped,
    "order.shipment.tracking.updated": as_it_stands,
    "order.shipment.tracking_received": as_it_stands,
    "order.shipment.delivered": delivered,
    "order.shipment.exception": stopped,
    "order.shipment.on_hold": held,
    "order.shipment.cancelled": cancelled,
    "order.delivered": "its shipments tell each for itself",
    "order.shipment.address.updated": "the order's own address stands with the shop",
    "order.shipment.line_item.added": "what is in a parcel counts when it leaves",
    "order.shipment.line_item.removed": "what is in a parcel counts when it leaves",
    "order.shipment.line_item.updated": "what is in a parcel counts when it leaves",
    "order.shipment.shipping_service.updated": "the carrier comes with the number",
}  # fmt: skip
# as recordings of the API's versions 1.0 and 2.0 have them
OLDER = {"order_shipped": "order.shipped", "shipment_delivered": "order.shipment.delivered", "shipment_exception": "order.shipment.exception",
         "shipment_onhold": "order.shipment.on_hold", "shipment_cancelled": "order.shipment.cancelled"}  # fmt: skip


def topic_of(body: Any) -> str:
    """A recorded body names no topic: a shipment says itself how it stands. Raises Unclear."""
    if returns.is_return(body):
        return returns.TOPICS[1]
    if shipments_in(body):
        return "order.shipped"
    raise Unclear("body", "holds no shipment.", "Send ShipBob's bodies as they came.")


def read(topic: str, body: Any, setup: Setup) -> tuple[Reading, ...] | Ignored:
    """Raises Unclear."""
    if topic in returns.TOPICS:
        return returns.read(body, setup)
    say = TOPICS.get(OLDER.get(topic, topic))
    if say is None:
        raise Unclear("topic", f"{topic!r} is no topic that Todoke knows.", "Look at the raw body.")
    if isinstance(say, str):
        return Ignored(say)
    found = shipments_in(body)
    if not found:
        raise Unclear("body", "holds no shipment.", "Send ShipBob's bodies as they came.")
    readings = tuple(one for shipment in found if (one := reading(shipment, say, setup)))
    return readings or Ignored("the shipment has neither a number yet nor left")


def shipments_in(body: Any) -> list[Shipment]:
    """A body is a shipment, holds one, or is an order with its shipments."""
    order = table(body)
    inner = rows(order.get("shipments")) or ([table(order["shipment"])] if table(order.get("shipment")) else [])
    if inner:
        return [Shipment(shipment, order) for shipment in inner]
    names = ("tracking", "tracking_number", "shipment_id", "status_details", "actual_fulfillment_date", "order_id")
    return [Shipment(order, {})] if any(name in order for name in names) else []


def reading(one: Shipment, say: Say, setup: Setup) -> Reading | None:
    if not one.names:
        raise Unclear("reference_id", "is missing.", "Send ShipBob's bodies as they came.")
    events, unknown = say(one, setup)
    if not events and not unknown:
        return None
    return Reading("", events, whose=Whose(orders=one.names, goods=one.goods), unknown=tuple(f"status: {word}" for word in unknown),
                   wordings=tuple((SOURCE, word) for word in unknown))
