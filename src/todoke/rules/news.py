"""What is news in a list that tells how things stand, and not since when: an order file, a poll without times. What is known already is left out.

A fact with a time of its own needs none of this: learn drops what it knows. Here the time is that of the reading, so every word would look newer
than the one before, and the order's story would fill with changes that are none."""

from collections.abc import Callable, Sequence
from typing import Any

import msgspec

from todoke.rules import events as ev
from todoke.rules.figures import own_lines, sent, valid
from todoke.rules.learn import learn
from todoke.rules.order import Order, Parcel
from todoke.rules.units import covers, less

Known = Callable[[Order, Any], bool]


def news(o: Order, events: Sequence[ev.Event]) -> list[ev.Event]:
    """Pure. Parcels are called by the names that the order knows."""
    placed = next((event for event in events if isinstance(event, ev.OrderPlaced)), None)
    stands = learn(o, placed) if o.terms is None and placed is not None else o
    names: dict[str, str] = {}
    found: list[ev.Event] = []
    for event in events:
        for one in told(stands, event, names):
            known = KNOWN.get(type(one))
            if known is None or not known(stands, one):
                found.append(one)
    return found


KNOWN: dict[type[ev.Event], Known] = {
    ev.LinesChanged: lambda o, e: (e.lines, e.total, e.bill) == (own_lines(o), o.total, o.bill),
    ev.PaymentMethodChanged: lambda o, e: (e.pays, e.way) == o.pays[1:],
    ev.ContactChanged: lambda o, e: bool(e.ref == o.contact[1]),
    ev.AddressChanged: lambda o, e: bool(e.ref == o.address[1]),
    ev.AdvertisingConsent: lambda o, e: o.adverts[1] is not e.allowed,
    ev.HoldPlaced: lambda o, e: stands_held(o, e.hold),
    ev.HoldReleased: lambda o, e: not stands_held(o, e.hold),
}


def stands_held(o: Order, hold: str) -> bool:
    return any(one.id == hold and one.word[1] for one in o.holds)


# ── parcels ─────────────────────────────────────────────────────────────────────────────────────────
def told(o: Order, event: ev.Event, names: dict[str, str]) -> list[ev.Event]:
    """Parcels of a list may be known under another name, or without their number."""
    if isinstance(event, ev.ParcelSent):
        return box(o, event, names)
    if isinstance(event, ev.ParcelDelivered):
        return arrived(o, event, names)
    return [event]


def box(o: Order, event: ev.ParcelSent, names: dict[str, str]) -> list[ev.Event]:
    known = next((p for p in o.parcels if p.id == event.parcel and "sent" in p.marks), None)
    if known is not None:
        same_number = not event.numbers or (event.carrier, event.numbers) == known.tracking[1:3]
        return [] if same_number and covers(known.units, event.units) else [event]
    if event.numbers:
        return [numbered(o, event, names)]
    rest = less(event.units, sent(o)) if o.parcels or o.reported else event.units
    if not rest:
        names[event.parcel] = ""
    return [msgspec.structs.replace(event, units=rest)] if rest else []


def numbered(o: Order, event: ev.ParcelSent, names: dict[str, str]) -> ev.Event:
    """The number of a parcel that left without one, or another parcel."""
    bare = [p for p in left(o) if not p.tracking[2] and p.units == event.units]
    if len(bare) != 1:
        return event
    names[event.parcel] = bare[0].id
    return ev.TrackingChanged(at=event.at, parcel=bare[0].id, carrier=event.carrier, numbers=event.numbers, url=event.url)


def arrived(o: Order, event: ev.ParcelDelivered, names: dict[str, str]) -> list[ev.Event]:
    """By the name it has here; one that the list cannot tell from the others is all that are on their way."""
    name = names.get(event.parcel, event.parcel)
    whose = [name] if name else [p.id for p in left(o) if "delivered" not in p.marks]
    done = {p.id for p in o.parcels if "delivered" in p.marks}
    return [msgspec.structs.replace(event, parcel=one) for one in whose if one not in done]


def left(o: Order) -> list[Parcel]:
    return [p for p in valid(o, o.parcels) if "sent" in p.marks]
