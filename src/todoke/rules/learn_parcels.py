"""What an order remembers of its parcels: what left, where it is, under which number, when it should come."""

from typing import Any

from todoke.rules import events as ev
from todoke.rules.joining import Learn, earliest, known, newest, put, replace
from todoke.rules.order import Forecast, Inquiry, Order, Parcel
from todoke.rules.parcel_life import SAYS, awaits_a_scan, last_word, see, silent_from
from todoke.rules.units import Units, most


def units_of(parcel: Parcel, word: str, e: Any) -> Units:
    """What left counts, not what was booked."""
    said: Units = getattr(e, "units", ())
    if word != "sent":
        return parcel.units or said
    return most(parcel.units, said) if "sent" in parcel.marks else said or parcel.units


def mark(word: str) -> Learn:
    time = f"{word}_at" if f"{word}_at" in Parcel.__struct_fields__ else ""

    def learn(o: Order, e: Any) -> Order:
        old = known(o.parcels, Parcel(e.parcel))
        fresh: dict[str, Any] = {time: earliest(getattr(old, time), e.at)} if time else {}
        new = replace(old, units=units_of(old, word, e), marks=old.marks | {word}, instead_of=old.instead_of or getattr(e, "instead_of", ""),
                      place=max(old.place, getattr(e, "place", "")), **fresh)
        return tracking(scanned(o.with_(parcels=put(o.parcels, new)), e), e)

    return learn


def scanned(o: Order, e: Any) -> Order:
    """Of each kind of scan the newest. One that is older than its like is no news."""
    word = SAYS.get(type(e))
    old = known(o.parcels, Parcel(e.parcel))
    if word is None or (seen := see(old.seen, word, e.at)) is old.seen:
        return o
    return o.with_(parcels=put(o.parcels, replace(old, seen=seen)))


def tracking(o: Order, e: Any) -> Order:
    """Carrier, numbers and link of a parcel that leaves; a word that names none says nothing about them."""
    return o if not getattr(e, "numbers", ()) and not getattr(e, "url", "") else tracking_now(o, e)


def tracking_now(o: Order, e: Any) -> Order:
    """As they stand: one that names no number any more takes it away (TRK-2)."""
    old = known(o.parcels, Parcel(e.parcel))
    return o.with_(parcels=put(o.parcels, replace(old, tracking=newest(old.tracking, (e.at, e.carrier, e.numbers, e.url)))))


def reported(o: Order, e: ev.ShipmentReported) -> Order:
    """The most that was ever reported, and the earliest report of it."""
    every = most(o.reported, e.units)
    if every == o.reported:
        return o.with_(reported_at=min(o.reported_at, e.at)) if e.units == o.reported else o
    return o.with_(reported=every, reported_at=e.at if every == e.units else max(e.at, o.reported_at))


def forecast(o: Order, e: ev.ParcelForecast) -> Order:
    said = Forecast(e.at, e.first, e.last, e.quiet, e.rests_on, e.lane, e.told, e.right)
    old = known(o.parcels, Parcel(e.parcel))
    return o.with_(parcels=put(o.parcels, replace(old, forecast=said))) if said > old.forecast else o


def fell_silent(o: Order, e: ev.Lapsed) -> Order:
    """Each parcel that was silent for longer than usual by then: that silence is not noticed again. The others go on being waited for."""
    now_known = tuple(replace(p, silent_since=last_word(p)) if awaits_a_scan(p) and silent_from(p) <= e.at else p for p in o.parcels)
    return o.with_(parcels=now_known) if now_known != o.parcels else o


def inquiry(is_answered: bool) -> Learn:
    def learn(o: Order, e: Any) -> Order:
        new = Inquiry(e.inquiry, is_answered, e.at, getattr(e, "answer_by", None))
        return o.with_(inquiries=put(o.inquiries, max(known(o.inquiries, new), new, key=lambda i: i.answered)))

    return learn
