"""Is what an event says another than before, and is it still the newest word? By kind of event; conditions.py asks it in the rows' own words."""

from collections.abc import Callable

from todoke.rules.events import AddressChanged, DatesPromised, Event, GoodsMoved, LinesChanged, PaymentMethodChanged, TrackingChanged
from todoke.rules.figures import open_units, price
from todoke.rules.order import Order
from todoke.rules.parcel_life import last_try


def days(o: Order) -> tuple[int, int]:
    """The days on which it leaves and arrives, as they were last promised; 0: nobody said."""
    ship, deliver = o.dates.ship_by, o.dates.deliver_by
    return ship[1] if ship[0] >= 0 else 0, deliver[1] if deliver[0] >= 0 else 0


def address_differs(a: Order, b: Order, event: Event) -> bool:
    return bool(a.address[1]) and a.address[1] != b.address[1]


def lines_differ(a: Order, b: Order, event: Event) -> bool:
    return [(line.id, line.units) for line in a.lines] != [(line.id, line.units) for line in b.lines] or (a.total is not None and a.total != b.total)


def order_differs(a: Order, b: Order, event: Event) -> bool:
    return address_differs(a, b, event) or lines_differ(a, b, event)


def goods_differ(a: Order, b: Order, event: Event) -> bool:
    return open_units(a) != open_units(b) or price(a) != price(b)


def number_differs(a: Order, b: Order, event: Event) -> bool:
    was, now = ({p.tracking[1:3] for p in o.parcels if p.id == getattr(event, "parcel", "")} for o in (a, b))
    return bool(was) and was != now


DIFFER: dict[type[Event], Callable[[Order, Order, Event], bool]] = {
    DatesPromised: lambda a, b, event: days(a) != days(b),
    PaymentMethodChanged: lambda a, b, event: (a.pays[1], a.pays[2] or a.manner.way) != (b.pays[1], b.pays[2] or b.manner.way),
    TrackingChanged: number_differs,
    GoodsMoved: goods_differ,
    LinesChanged: lines_differ,  # one delivery tells lines and address anew, whichever has changed
    AddressChanged: address_differs,
}


def said_of_dates(o: Order, event: Event) -> int:
    spoken = [getattr(o.dates, name)[0] for name in ("ship_by", "deliver_by") if getattr(event, name, None) is not None]
    return max(spoken, default=-1)


# event → when what it says was last said
SAID_LAST: dict[str, Callable[[Order, Event], int]] = {
    "LinesChanged": lambda o, event: o.lines_at,
    "GoodsMoved": lambda o, event: max((part.at for part in o.moved), default=-1),
    "AddressChanged": lambda o, event: o.address[0],
    "PaymentMethodChanged": lambda o, event: o.pays[0],
    "DatesPromised": said_of_dates,
    "TrackingChanged": lambda o, event: max((p.tracking[0] for p in o.parcels if p.id == getattr(event, "parcel", "")), default=-1),
    "DeadlineExtended": lambda o, event: max((g.at for g in o.grants if g.kind == getattr(event, "kind", "")), default=-1),
    "DisputeOpened": lambda o, event: max((d.at for d in o.disputes), default=-1),
    "ParcelOutForDelivery": lambda o, event: max((last_try(p) for p in o.parcels if p.id == getattr(event, "parcel", "")), default=-1),
    "ParcelAttemptFailed": lambda o, event: max((last_try(p) for p in o.parcels if p.id == getattr(event, "parcel", "")), default=-1),
    "DisputeFinished": lambda o, event: max((d.at for d in o.disputes), default=-1),
}
