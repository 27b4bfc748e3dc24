"""ShipBob's returns → the parcel in which the buyer gives something back: its number, and that it has arrived. What is in it the shop counts itself.

Source: developer.shipbob.com, "Returns" and "Get Return Order" (2025-07 to 2026-07), read 2026-11. A return has the number of its own parcel
(tracking_number) and may have that of the parcel that went out (shipment_tracking_number); by the latter its order is found as well."""

from collections.abc import Mapping
from typing import Any

from todoke.channels.channel import Ignored, Reading, Setup, Unclear, Whose
from todoke.channels.fields import table, text
from todoke.channels.watched import seconds
from todoke.rules import events as ev
from todoke.tracking.carriers import carrier_of
from todoke.tracking.recognise import sure_carrier, tidy

TOPICS = ("return.created", "return.updated", "return.completed")
NAMES = ("store_order_id", "order_number", "reference_id")  # of the order, the surest first: the last is the shop's own name of the return
MOST = 100  # characters of a number
NO_NUMBER = "the return's parcel has no number yet; what came back is counted by the shop"
CANCELLED = "a return that was called off"


def is_return(body: Any) -> bool:
    """Of a recorded body, which names no topic."""
    return "return_type" in table(body) or "original_shipment_id" in table(body)


def read(body: Any, setup: Setup) -> tuple[Reading, ...] | Ignored:
    """Raises Unclear."""
    found = table(table(body).get("return")) or table(body)
    number, went = (tidy(text(found, name))[:MOST] for name in ("tracking_number", "shipment_tracking_number"))
    if text(found, "status").casefold() == "cancelled":
        return Ignored(CANCELLED)
    if not number or number == went:
        return Ignored(NO_NUMBER)
    names = tuple(dict.fromkeys(name[:MOST] for field in NAMES if (name := text(found, field))))
    if not names and not went:
        raise Unclear("store_order_id", "is missing.", "Send ShipBob's bodies as they came.")
    return (Reading("", events(found, number), whose=Whose(orders=names, beside=went)),)


def events(found: Mapping[str, Any], number: str) -> tuple[ev.Event, ...]:
    name, arrived = f"par:ret:{text(found, 'id') or number}"[:MOST], max(seconds(text(found, "arrived_date")), 0)
    carrier = carrier_of(text(found, "carrier")) or sure_carrier((number,))
    sent = ev.ReturnSent(parcel=name, carrier=carrier, numbers=(number,), at=max(seconds(text(found, "insert_date")), 0))
    return (sent, ev.ParcelDelivered(parcel=name, at=arrived)) if arrived else (sent,)
