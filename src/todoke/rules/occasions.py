"""What a notice is told once per, and what stood when it was asked for: the parts of a row's memory that follow from the event alone."""

import re
from collections.abc import Callable
from typing import Any, NamedTuple

from todoke.rules.deadlines import Hours, Length
from todoke.rules.events import DatesPromised, DeadlineExtended, Event, Lapsed, PaymentMethodChanged, TellAgain, TrackingChanged
from todoke.rules.journey_rows import Journey
from todoke.rules.order import Order, Then
from todoke.rules.table import key

LONGEST = 60  # characters of a word in an occasion
TELLS_BY = ("promise", "stock_answer")  # lapses after which the buyer hears by when they hear more


# ── the occasion ────────────────────────────────────────────────────────────────────────────────────
def bare(text: str) -> str:
    """One word: an occasion is a list of them."""
    return re.sub(r"\s+", "_", text.strip())[:LONGEST]


def day_of(moment: int, hours: Hours) -> str:
    """`2026-11-24`, as the calendar on the shop's wall shows it."""
    return hours.local(moment).date().isoformat()


def dates_of(event: Any, hours: Hours) -> str:
    """The dates that it states; else its own day."""
    stated = [moment for name in ("ship_by", "deliver_by") if (moment := getattr(event, name, None)) is not None]
    return "+".join(day_of(moment, hours) for moment in stated or [event.at])


WORDS: dict[str, Callable[[Any, Hours], str]] = {  # a word behind the subject that the event fills in; any other stands as it is
    "time": lambda event, hours: str(event.at),
    "ref": lambda event, hours: getattr(event, "ref", "") or "ref",
    "date": dates_of,
    "day": lambda event, hours: day_of(event.at, hours),
    "number": lambda event, hours: bare("+".join(getattr(event, "numbers", ()))) or "number",
    "place": lambda event, hours: bare(getattr(event, "place", "")) or "place",
}


def said(row: Journey, subject: str, word: str, event: Event, hours: Hours) -> tuple[str, str]:
    """(kind, occasion): the occasion is what the row says it is once per, a subject and perhaps a word behind it."""
    if isinstance(event, TellAgain):
        return event.kind, f"again {event.id}"
    word = WORDS[word](event, hours) if word in WORDS else word
    if subject == "order":
        return row.tell, word or "order"
    if subject == "cancellation":
        return row.tell, getattr(event, "id", "") or "closed"
    name = getattr(event, subject, "") or key(event)
    return row.tell, f"{name} {word}".strip()


# ── what stood then ─────────────────────────────────────────────────────────────────────────────────
class Asking(NamedTuple):
    """The moment at which a notice is asked for: the order before the event, when it will go, and the shop's hours."""

    before: Order
    due: int
    hours: Hours


def dates(event: DatesPromised, asking: Asking) -> Then:
    ship, deliver = asking.before.dates.ship_by, asking.before.dates.deliver_by
    return Then(ship_by=ship[1] if ship[0] >= 0 else None, deliver_by=deliver[1] if deliver[0] >= 0 else None)


def tracking(event: TrackingChanged, asking: Asking) -> Then | None:
    parcel = next((p for p in asking.before.parcels if p.id == event.parcel), None)
    return Then(parcel=parcel.id, carrier=parcel.tracking[1], numbers=parcel.tracking[2]) if parcel else None


def end(event: DeadlineExtended, asking: Asking) -> Then:
    return Then(until=next((due.at for due in asking.before.due if due.kind == event.kind), None))


def lapse(event: Lapsed, asking: Asking) -> Then | None:
    """More is told by the end of the next business day after the notice."""
    if event.kind not in TELLS_BY:
        return None
    hours = asking.hours
    return Then(ship_by=event.at if event.kind == "promise" else None, tell_by=hours.closing(hours.later(asking.due, Length(1, "business days"))))


THEN: dict[type[Event], Callable[[Any, Asking], Then | None]] = {
    DatesPromised: dates,
    TrackingChanged: tracking,
    PaymentMethodChanged: lambda event, asking: Then(way=asking.before.pays[2] or asking.before.manner.way),
    DeadlineExtended: end,
    Lapsed: lapse,
}


def then(event: Event, asking: Asking) -> Then | None:
    """What the notice will need to know of the time before; nothing for most events."""
    look = THEN.get(type(event))
    return look(event, asking) if look else None
