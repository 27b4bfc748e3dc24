"""What an order remembers of its parcels: what left, where it is, under which number, when it should come."""

from typing import Any

from todoke.rules import events as ev
from todoke.rules.joining import Learn, earliest, known, newest, put, replace
from todoke.rules.order import Forecast, Inquiry, Order, Parcel
from todoke.rules.parcel_life import SAYS, awaits_a_scan, goes_back, last_word, see, silent_from
from todoke.rules.units import Units, most


def units_of(parcel: Parcel, word: str, e: Any) -> Units:
    """What left counts, not what was booked."""
    said: Units = getattr(e, "units", ())
    if word != "sent":
        return parcel.units or said
    return most(parcel.units, said) if "sent" in parcel.marks else said or parcel.units


SENT_BACK = "sent_back"


def either_way(learn: Learn) -> Learn:
    """The buyer's own parcels stand apart from the shop's. Which of the two a parcel is follows from all that is known of it, so that a scan may come
    before the word that it goes back."""

    def sort(o: Order, e: Any) -> Order:
        if not o.sent_back and not isinstance(e, ev.ReturnSent):
            return learn(o, e)
        every = learn(o.with_(parcels=(*o.parcels, *o.sent_back), sent_back=()), e).parcels
        out, back = tuple(p for p in every if not goes_back(p)), tuple(p for p in every if goes_back(p))
        return o.with_(parcels=out, sent_back=back) if (out, back) != (o.parcels, o.sent_back) else o

    return sort


def mark(word: str) -> Learn:
    time = f"{word}_at" if f"{word}_at" in Parcel.__struct_fields__ else ""

    def learn(o: Order, e: Any) -> Order:
        old = known(o.parcels, Parcel(e.parcel))
        fresh: dict[str, Any] = {time: earliest(getattr(old, time), e.at)} if time else {}
        new = replace(old, units=units_of(old, word, e), marks=old.marks | {word}, instead_of=old.instead_of or getattr(e, "instead_of", ""),
                      place=max(old.place, getattr(e, "place", "")), back_for=max(old.back_for, e.id if word == SENT_BACK else ""), **fresh)
        return tracking(see_scan(o.with_(parcels=put(o.parcels, new)), e), e)

    return either_way(learn)


def see_scan(o: Order, e: Any) -> Order:
    """Of each kind of scan the newest. One that is older than its like is no news."""
    word = SAYS.get(type(e))
    old = known(o.parcels, Parcel(e.parcel))
    if word is None or (seen := see(old.seen, word, e.at)) is old.seen:
        return o
    return o.with_(parcels=put(o.parcels, replace(old, seen=seen)))


def tracking(o: Order, e: Any) -> Order:
    """Carrier, numbers and link of a parcel that leaves; a word that names none says nothing about them."""
    return o if not getattr(e, "numbers", ()) and not getattr(e, "url", "") else number_now(o, e)


def number_now(o: Order, e: Any) -> Order:
    """As they stand: one that names no number any more takes it away (TRK-2)."""
    old = known(o.parcels, Parcel(e.parcel))
    return o.with_(parcels=put(o.parcels, replace(old, tracking=newest(old.tracking, (e.at, e.carrier, e.numbers, e.url)))))


def reported(o: Order, e: ev.ShipmentReported) -> Order:
    """The most that was ever reported, and the earliest report of it."""
    every = most(o.reported, e.units)
    if every == o.reported:
        return o.with_(reported_at=min(o.reported_at, e.at)) if e.units == o.reported else o
    return o.with_(reported=every, reported_at=e.at if every == e.units else max(e.at, o.reported_at))


def foreseen(o: Order, e: ev.ParcelForecast) -> Order:
    said = Forecast(e.at, e.first, e.last, e.quiet, e.rests_on, e.lane, e.told, e.right)
    old = known(o.parcels, Parcel(e.parcel))
    return o.with_(parcels=put(o.parcels, replace(old, forecast=said))) if said > old.forecast else o


scanned, tracking_now, forecast = either_way(see_scan), either_way(number_now), either_way(foreseen)


def fell_silent(o: Order, e: ev.Lapsed) -> Order:
    """Each parcel that was silent for longer than usual by then: that silence is not noticed again. The others go on being waited for."""
    now_known = tuple(replace(p, silent_since=last_word(p)) if awaits_a_scan(p) and silent_from(p) <= e.at else p for p in o.parcels)
    return o.with_(parcels=now_known) if now_known != o.parcels else o


def inquiry(is_answered: bool) -> Learn:
    def learn(o: Order, e: Any) -> Order:
        new = Inquiry(e.inquiry, is_answered, e.at, getattr(e, "answer_by", None))
        return o.with_(inquiries=put(o.inquiries, max(known(o.inquiries, new), new, key=lambda i: i.answered)))

    return learn
