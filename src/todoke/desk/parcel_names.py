"""Parcels by the name that they have here: whoever speaks of one second (carrier, partner, channel) is given the first one's name, found by the
name that they give it or by the carrier's number (TRK-4). No event has to join two parcels (rules/events/families.py:ParcelFact)."""

from collections.abc import Collection, Iterable
from typing import NamedTuple

import msgspec

from todoke.due.tables import insert
from todoke.orders.models import Alias
from todoke.orders.shelf import Held
from todoke.rules import events as ev
from todoke.rules.figures import valid
from todoke.rules.learn import learn
from todoke.rules.moved_on import away, mark, named, shared
from todoke.rules.order import Order, Part
from todoke.tracking.carriers import carrier_of
from todoke.tracking.numbers import number_key


class Numbered(NamedTuple):
    """A parcel of this order has a number that the desk has not heard before."""

    held: Held
    number: str
    carrier: str


class ParcelNames:
    """What the orders of a batch call their parcels: names that are known, and those that are learned on the way. Inside the batch's transaction."""

    def __init__(self, shops: Collection[int], orders: Collection[int]) -> None:
        """`orders`: those whose acts speak of parcels. Nothing is asked about the others."""
        rows = Alias.objects.filter(shop__in=shops, order__in=orders).values_list("order_id", "theirs", "ours") if orders else ()
        self.known = {(order, theirs): ours for order, theirs, ours in rows}
        self.new: list[tuple[int, int, str, str]] = []
        self.numbers: list[Numbered] = []

    def found(self, held: Held, event: ev.Event) -> ev.Event:
        """The event with the parcel's name here."""
        if isinstance(event, ev.FactStruck):
            return ev.FactStruck(fact=self.known.get((held.id, event.fact), event.fact), at=event.at)
        if not isinstance(event, ev.ParcelFact):
            return event
        names = (event.parcel, *map(parcel_name, numbers_of(event)), *as_a_number(held.value, event))
        ours = next((found for name in names if (found := self.known.get((held.id, name)))), event.parcel)
        return in_our_words(held.value, msgspec.structs.replace(event, parcel=ours) if ours != event.parcel else event)

    def learned(self, held: Held, event: ev.Event) -> ev.Event:
        """The same, and the other names are remembered."""
        ours = self.found(held, event)
        if isinstance(event, ev.ParcelFact) and isinstance(ours, ev.ParcelFact):
            for number in numbers_of(event):
                if self.is_new(held, parcel_name(number), ours.parcel) and number:
                    self.numbers.append(Numbered(held, number, getattr(event, "carrier", "")))
            if event.parcel != ours.parcel:
                self.is_new(held, event.parcel, ours.parcel)
        return ours

    def numbered(self, held: Held, called: Iterable[ev.TrackingChanged]) -> list[ev.Event]:
        """The numbers that the desk did not know yet, as news of their own; all are names of the parcel from now on."""
        ours = [self.learned(held, event) for event in called]
        return [event for event in ours if isinstance(event, ev.TrackingChanged) and not bears(held.value, event)]

    def apart(self, held: Held, events: Iterable[ev.Event]) -> tuple[tuple[ev.Event, ...], tuple[tuple[Part, ev.Event], ...]]:
        """What is this order's own, and what is of goods that staff have moved to others. In which parcels those are is remembered among the names."""
        stands, own, others = held.value, list[ev.Event](), list[tuple[Part, ev.Event]]()
        for event in events:
            share = shared(stands, event, named(self.found(held, event)), self.along(held, event))
            if share.own is not None:
                stands = learn(stands, self.found(held, share.own))
                own.append(share.own)
            others += share.others
            if isinstance(event, ev.ParcelSent):
                for part, _ in share.others:
                    self.is_new(held, mark(part.id, event.parcel), event.parcel)
        return tuple(own), tuple(others)

    def along(self, held: Held, event: ev.Event) -> set[str]:
        """The moves of which goods are known to be in the parcel that this is about."""
        names = [named(event), *(map(parcel_name, numbers_of(event)) if isinstance(event, ev.ParcelFact) else ())]
        return {part.id for part in away(held.value) for name in names if (held.id, mark(part.id, name)) in self.known}

    def is_new(self, held: Held, theirs: str, ours: str) -> bool:
        """Whether that name was not known until now."""
        if (held.id, theirs) in self.known:
            return False
        self.known[held.id, theirs] = ours
        self.new.append((held.key.shop, held.id, theirs, ours))
        return True

    def write(self) -> None:
        insert(Alias, ("shop", "order", "theirs", "ours"), self.new, "ON CONFLICT (shop_id, order_id, theirs) DO NOTHING")


def parcel_name(number: str) -> str:
    """The carrier's number as another name of the parcel."""
    return f"number:{number_key(number)}"


def numbers_of(event: ev.ParcelFact) -> tuple[str, ...]:
    """The carrier's numbers, in those events that tell them."""
    return getattr(event, "numbers", ())


def bears(order: Order, event: ev.TrackingChanged) -> bool:
    """These numbers, or more, are the parcel's: news of one of them says nothing of the others. A carrier that nobody has named yet is news."""
    _, carrier, numbers, _ = next((p.tracking for p in order.parcels + order.sent_back if p.id == event.parcel), (0, "", (), ""))
    told, known = {*map(parcel_name, event.numbers)}, {*map(parcel_name, numbers)}
    return told <= known and not (told == known and event.carrier and not carrier)


def as_a_number(order: Order, event: ev.ParcelFact) -> list[str]:
    """A parcel that nobody has named here yet may be called by its number alone: staff have sent it, and the shop's own system says that it arrived."""
    known = any(p.id == event.parcel for p in order.parcels + order.sent_back)
    return [] if known else [parcel_name(event.parcel.partition(":")[2])]


def in_our_words(order: Order, event: ev.ParcelFact) -> ev.ParcelFact:
    """What the buyer gives back has not left the shop, whoever reports it under that number: it moves."""
    if isinstance(event, ev.ParcelSent) and any(p.id == event.parcel for p in valid(order, order.sent_back)):
        return ev.ParcelMoved(parcel=event.parcel, at=event.at)
    return as_written_before(order, event) if numbers_of(event) else event


def as_written_before(order: Order, event: ev.ParcelFact) -> ev.ParcelFact:
    """The same numbers in another writing, with the same carrier, are no change of them: nobody is told of it."""
    numbers, carrier = numbers_of(event), getattr(event, "carrier", "")
    known = next((p.tracking for p in order.parcels + order.sent_back if p.id == event.parcel), None)
    if known is None or known[2] == numbers or [*map(parcel_name, numbers)] != [*map(parcel_name, known[2])]:
        return event
    same = not carrier or (carrier_of(carrier) or carrier) == (carrier_of(known[1]) or known[1])
    return msgspec.structs.replace(event, numbers=known[2], carrier=known[1]) if same else event
