"""What the journal proves about a business order that is short or late; whatever it does not hold is absent (NTC-3, NTC-5)."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple, TypeVar

from todoke.notices.facts import person, said
from todoke.notices.liquid import spoken
from todoke.notices.sentences import cause_of
from todoke.notices.wording import LOCALES, words
from todoke.rules import events as ev
from todoke.rules.figures import open_units, under_way, unsent, valid
from todoke.rules.guards import why_closed
from todoke.rules.order import CLOSED, NEVER, Order
from todoke.rules.people import Address, Contact
from todoke.rules.units import NOTHING, Units, least, less, plus
from todoke.tracking.carriers import name_of as carrier_name

SHORT, LATE = "short", "late"
WORTH_READING = ("OrderPlaced", "StockShort", "StockPromised", "DatesPromised", "ParcelTroubled")
E = TypeVar("E", bound=ev.Event)


class Proven(NamedTuple):
    """`matter`: short, late, or nothing where there is nothing to apologize for. `goods`: (title, pieces) of each line. The new days are seconds UTC and
    stand only where somebody named one that is later than the first and has not gone by."""

    matter: str = ""
    number: str = ""
    placed_at: int = 0
    goods: tuple[tuple[str, int], ...] = ()
    customer: dict[str, Any] = {}
    cause: str = ""
    about: dict[str, str] = {}  # of the cause: area, weather, carrier
    deliver_at: int | None = None
    ship_at: int | None = None
    arrive_at: int | None = None  # the goods, at the shop
    cancelled: bool = False  # all the pieces that are missing were taken off the order


class Buyer(NamedTuple):
    """The words about people, which stand beside the journal."""

    contact: Contact | None = None
    address: Address | None = None


def proven(o: Order, told: Iterable[ev.Event], buyer: Buyer, now: int) -> Proven:
    """`told`: the events of the order's journal, the oldest first; those in WORTH_READING are enough."""
    heard = list(told)
    missing = missing_units(o, heard)
    days = {name: new_day(o, heard, name, now) for name in ("deliver_by", "ship_by")}
    late = bool(unsent(o) or any(under_way(p) for p in valid(o, o.parcels))) and (any(days.values()) or missed(o, now))
    if not missing and not late:
        return Proven()
    goods = missing or unsent(o) or open_units(o)
    recorded = shortage_cause(heard) if missing else delay_cause(o, heard, now)
    cause = recorded if recorded in words(LOCALES[0])["cause"] else ""  # a word that has no sentence is told to nobody
    gone = bool(missing) and (o.progress == CLOSED or not least(missing, open_units(o)))
    restock = max((e.date for e in of(heard, ev.StockPromised) if e.date and e.date >= now), default=None) if missing else None
    return Proven(SHORT if missing else LATE, o.manner.number, o.placed_at if o.placed_at != NEVER else 0, titled(o, goods), customer(buyer), cause,
                  {} if missing else about(o, heard, cause), None if gone else days["deliver_by"], None if gone else days["ship_by"], restock, gone)


def of(heard: Sequence[ev.Event], kind: type[E]) -> list[E]:
    return [e for e in heard if isinstance(e, kind)]


def missing_units(o: Order, heard: Sequence[ev.Event]) -> Units:
    """Short now, taken off because of it, or promised out of what is still to come after it was short."""
    if o.progress == CLOSED and why_closed(o) == "stockout":
        return o.units
    taken_off = plus(NOTHING, *(part.units for part in valid(o, o.cancelled) if part.reason == "stockout"))
    was = plus(NOTHING, *(e.units for e in of(heard, ev.StockShort)))
    return plus(o.short, taken_off, least(was, o.promised))


def new_day(o: Order, heard: Sequence[ev.Event], name: str, now: int) -> int | None:
    """The day as it is promised now, if it is later than the first one that was named."""
    present = said(getattr(o.dates, name))
    named = sorted((e.at, day) for e in heard if (day := getattr(e, name, None)))
    return present if present and present >= now and named and present > named[0][1] else None


def missed(o: Order, now: int) -> bool:
    """A promised day has gone by."""
    ship, deliver = said(o.dates.ship_by), said(o.dates.deliver_by)
    return bool((ship and ship < now and unsent(o)) or (deliver and deliver < now))


def shortage_cause(heard: Sequence[ev.Event]) -> str:
    return next((e.cause for e in reversed(of(heard, ev.StockShort)) if e.cause), "")


def delay_cause(o: Order, heard: Sequence[ev.Event], now: int) -> str:
    """As it was reported. A missed day while everything lies at the shop is our own doing (as in notices/facts.py:cause_on_record)."""
    reported = [str(e.cause) for e in heard if isinstance(e, ev.DatesPromised | ev.ParcelTroubled) and e.cause]
    own = missed(o, now) and bool(unsent(o)) and not less(unsent(o), o.held)
    return reported[-1] if reported else "own_handling" if own else ""


def about(o: Order, heard: Sequence[ev.Event], cause: str) -> dict[str, str]:
    """Where, and which weather, as the carrier said it."""
    trouble = next((e for e in reversed(of(heard, ev.ParcelTroubled)) if e.cause == cause), None)
    carriers = [p.tracking[1] for p in valid(o, o.parcels) if under_way(p)]
    return {"area": trouble.area if trouble else "", "weather": trouble.weather if trouble else "", "carrier": carriers[0] if carriers else ""}


def titled(o: Order, some: Units) -> tuple[tuple[str, int], ...]:
    wanted = dict(some)
    return tuple((" ".join(filter(None, (line.title or line.item or line.id, line.variant))), wanted[line.id]) for line in o.lines if wanted.get(line.id))


def customer(buyer: Buyer) -> dict[str, Any]:
    """The company may stand only in the address."""
    found = person(buyer.contact)
    where = buyer.address or Address()
    return found | {"company": found.get("company") or where.company, "name": found.get("name") or ("" if found.get("last_name") else where.name)}


def cause_text(facts: Proven, locale: str) -> str:
    """The recorded cause's own sentence, never a typed one; nothing where it is unknown."""
    known = {"cause": facts.cause, **facts.about, "carrier": carrier_name(facts.about.get("carrier", ""), locale)}
    told = {"stockout" if facts.matter == SHORT else "delay": known, "delay": known}
    return cause_of("stockout" if facts.matter == SHORT else "delay")(spoken(told, locale))
