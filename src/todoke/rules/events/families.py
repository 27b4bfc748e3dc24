"""What every event is, and its family, which says how far it may be refused."""

import msgspec


class Event(msgspec.Struct, frozen=True, kw_only=True, tag=True, tag_field="event", omit_defaults=True):
    """Something that happened. `at`: its own time in seconds UTC, when it happened and not when we heard of it; the journal adds who reported it."""

    at: int = 0


class Fact(Event, frozen=True):
    """The world reports what is so. Never refused: every state has a row for it, and facts may come in any order."""


class Wish(Event, frozen=True):
    """A buyer or a staff member asks for something. May be refused, always with a reason they can read. What it says is remembered: the same wish told
    again is granted again, and not done again."""


class Lapse(Event, frozen=True):
    """The clock reports that a deadline passed. Refused as stale when nothing waits for it any more."""


class Answer(Event, frozen=True):
    """A part of the house answers a request of the desk, in the same batch."""


class PaymentFact(Fact, frozen=True):
    """About one payment, under one name."""

    payment: str = ""


class ParcelFact(Fact, frozen=True):
    """About one parcel, under one name. Whoever speaks of it second (carrier, partner, channel) is given the first one's name at intake. If that
    is noticed late, staff strike the second name and the intake tells its facts again under the first: facts may come at any time, so
    no event has to join two parcels."""

    parcel: str = ""
