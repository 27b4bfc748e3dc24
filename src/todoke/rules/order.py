"""The order as one frozen value: its four regions, and every fact once, under the name the world gave it.

Facts only grow or carry their own time, so it does not matter in which order they come:
  named facts (payments, parcels, refunds, cancellations …)  once per name, the further stage wins;
  values that change (lines, dates, frozen or not)           the newest by its own time wins;
  what staff strike out                                      is kept, and counts for nothing.
Pieces stand per line (units.py); money is one sum in the currency's smallest unit, because amounts come with their events.
What follows from the facts (figures.py) is worked out once per value, when somebody first asks, and kept beside it."""

from collections.abc import Callable
from functools import wraps
from typing import Any, NamedTuple, Self, TypeVar

import msgspec

from todoke.rules.events import Bill, Line, Manner, Terms
from todoke.rules.units import NOTHING, Units

VERSION = 1  # of this value as it is stored; a snapshot of another version is rebuilt from the journal

# progress
UNHEARD, AWAITING_PAYMENT, VERIFYING_PAYMENT = "unheard", "awaiting_payment", "verifying_payment"
AWAITING_SHIPMENT, PARTLY_SHIPPED, AWAITING_DELIVERY = "awaiting_shipment", "partly_shipped", "awaiting_delivery"
DELIVERED, COMPLETED, CLOSED = "delivered", "completed", "closed"
PROGRESS_STATES = (UNHEARD, AWAITING_PAYMENT, VERIFYING_PAYMENT, AWAITING_SHIPMENT, PARTLY_SHIPPED, AWAITING_DELIVERY, DELIVERED, COMPLETED, CLOSED)
# funds
UNPAID, VERIFYING, PAID, REFUND_DUE = "unpaid", "verifying", "paid", "refund_due"
PARTLY_REFUNDED, REFUNDED, PAID_OUT = "partly_refunded", "refunded", "paid_out"
FUNDS_STATES = (UNPAID, VERIFYING, PAID, REFUND_DUE, PARTLY_REFUNDED, REFUNDED, PAID_OUT)
# hold, dispute
NONE, CANCEL_REQUESTED, FROZEN, OPEN, FINISHED = "none", "cancel_requested", "frozen", "open", "finished"
HOLD_STATES, DISPUTE_STATES = (NONE, CANCEL_REQUESTED, FROZEN), (NONE, OPEN, FINISHED)

# stages of a payment, of a refund: a later one wins over an earlier one
REQUESTED, STARTED, FAILED, RECEIVED, RELEASED, REVERSED = range(6)
ASKED, STUCK, GIVEN_UP, PAID_BACK = range(4)

NEVER = 1 << 40  # a moment that has not come


class Row(msgspec.Struct, frozen=True, omit_defaults=True):
    """Something the order knows under a name."""

    id: str


class Payment(Row, frozen=True):
    stage: int = REQUESTED
    amount: int = 0
    at: int = NEVER  # when the money was there: the earliest report counts
    amended: tuple[int, int] = (-1, 0)  # (when, what it amounts to since)
    way: str = ""
    asked: tuple[int, int, str, int] = (-1, 0, "", 0)  # how it can be paid: (when told, amount, reference, until when or 0): the newest holds


class Refund(Row, frozen=True):
    stage: int = ASKED
    amount: int = 0
    ours: bool = False  # handed over by us, not found on the channel
    at: int = 0


class Part(Row, frozen=True):
    """Some pieces with their money: cancelled, given back, moved to or from another order (with the lines that came, or what was bought of those that
    left)."""

    units: Units = NOTHING
    amount: int = 0
    at: int = 0
    money: int = 0
    reason: str = ""
    by: str = ""  # of a move: the other order's number
    lines: tuple[Line, ...] = ()
    bought: Units = NOTHING


class Dispute(Row, frozen=True):
    stage: str = OPEN
    award: int = 0
    answer_by: int | None = None
    at: int = 0


class Choice(Row, frozen=True):
    case: str = ""
    options: tuple[str, ...] = ()
    default: str = ""
    option: str = ""  # none: the buyer has not chosen
    by: str = ""
    at: int = 0
    due: int | None = None


class Inquiry(Row, frozen=True):
    answered: bool = False
    at: int = 0
    answer_by: int | None = None


class Hold(Row, frozen=True):
    word: tuple[int, bool] = (-1, False)  # (when, does it hold): the newest counts
    reason: str = ""


class Dates(msgspec.Struct, frozen=True, omit_defaults=True):
    """(when it was said, the date) of each: the newest word holds; (-1, 0): nobody said."""

    pay_by: tuple[int, int] = (-1, 0)
    ship_by: tuple[int, int] = (-1, 0)
    deliver_by: tuple[int, int] = (-1, 0)
    protect_until: tuple[int, int] = (-1, 0)


class Forecast(NamedTuple):
    """What the desk expected, and when it said so: from, to (seconds UTC), how long a silence is usual (seconds), on how many parcels of which lane that
    rests, and how many of so many such forecasts were right. -1: nothing was said."""

    at: int = -1
    first: int = 0
    last: int = 0
    quiet: int = 0
    rests_on: int = 0
    lane: str = ""
    told: int = 0
    right: int = 0


class Parcel(Row, frozen=True):
    units: Units = NOTHING  # unknown until its ParcelSent is heard
    marks: frozenset[str] = frozenset()  # booked, called_back, sent, sent_back, delivered, returning, returned, lost: they only grow
    sent_at: int = NEVER  # of each of these the earliest report counts
    delivered_at: int = NEVER
    returning_at: int = NEVER
    booked_at: int = NEVER
    instead_of: str = ""  # a replacement is a child shipment of the parcel it replaces
    tracking: tuple[int, str, tuple[str, ...], str] = (-1, "", (), "")  # (when, carrier, numbers, link): the newest holds
    place: str = ""  # where it was left
    seen: tuple[tuple[str, int], ...] = ()  # (kind of scan, when) of each kind the newest: parcel_life.py says what follows
    forecast: Forecast = Forecast()  # the newest holds
    silent_since: int = -1  # its silence since then was noticed: once for each
    back_for: str = ""  # the buyer's own parcel: which return is in it, where somebody said so


class Due(msgspec.Struct, frozen=True, omit_defaults=True):
    """A deadline that runs: counted from `since`, due at `at`; `granted` is the moment somebody extended it to. `called`: it has lapsed and calls
    again; `since` is then its last call."""

    kind: str
    since: int
    at: int
    granted: int = 0
    called: bool = False


class Grant(msgspec.Struct, frozen=True, omit_defaults=True):
    """More time for a deadline that counts from `basis`, given at `at`. It outlasts a freeze or a claim; a newer basis or date ends it."""

    kind: str
    until: int
    at: int
    basis: int


class Then(msgspec.Struct, frozen=True, omit_defaults=True):
    """What stood when a notice was asked for and cannot be looked up later: what the buyer knew until then, and by when they hear more."""

    ship_by: int | None = None
    deliver_by: int | None = None
    way: str = ""
    parcel: str = ""  # with the carrier and the numbers that it had
    carrier: str = ""
    numbers: tuple[str, ...] = ()
    until: int | None = None  # the end of a deadline before it was extended
    tell_by: int | None = None


class Told(msgspec.Struct, frozen=True, omit_defaults=True):
    """A notice that waits or was handed over, by us or by the channel: what journeys look at."""

    kind: str
    occasion: str
    row: str
    variant: str = ""
    due: int = 0  # seconds UTC; before that it waits
    handed: bool = False  # it left the house, or is on its way out: until the outbox says so, it can be joined, replaced and taken back
    then: Then | None = None


class Order(msgspec.Struct, frozen=True, dict=True, omit_defaults=True):
    progress: str = UNHEARD
    funds: str = UNPAID
    hold: str = NONE
    dispute: str = NONE
    # what was agreed
    terms: Terms | None = None  # none until the order itself is heard
    placed_at: int = NEVER
    manner: Manner = Manner()
    pays: tuple[int, str, str] = (-1, "first", "")  # (when, first: goods leave after the money · later: cash on delivery, invoice; the way)
    units: Units = NOTHING
    total: int | None = None  # None: not known yet
    lines: tuple[Line, ...] = ()
    bill: Bill = Bill()
    lines_at: int = -1
    dates: Dates = Dates()
    contact: tuple[int, str] = (-1, "")  # references to words that are kept apart
    address: tuple[int, str] = (-1, "")
    adverts: tuple[int, bool] = (-1, True)  # (when, refused): the buyer's newest word on advertising; without one it is refused
    # what happened
    payments: tuple[Payment, ...] = ()
    refunds: tuple[Refund, ...] = ()
    paid_out: bool = False
    cancelled: tuple[Part, ...] = ()
    given_back: tuple[Part, ...] = ()
    exchanged: tuple[Part, ...] = ()  # at the shop again, and still bought
    returns_agreed: tuple[Part, ...] = ()
    moved: tuple[Part, ...] = ()
    allowances: tuple[Part, ...] = ()
    parcels: tuple[Parcel, ...] = ()  # from the shop to the buyer
    sent_back: tuple[Parcel, ...] = ()  # in which the buyer gives something back: no figure of what left or arrived looks at them
    reported: Units = NOTHING
    reported_at: int = NEVER  # since when so many are reported to have left
    inquiries: tuple[Inquiry, ...] = ()  # of ours, to the carrier
    disputes: tuple[Dispute, ...] = ()
    freeze: tuple[int, bool] = (-1, False)
    holds: tuple[Hold, ...] = ()
    ask: tuple[int, bool] = (-1, False)  # the buyer asks the shop to cancel, or the shop the channel; an answer takes it back
    cancelled_at: int = -1
    cancelled_for: str = ""
    cancelled_by: str = ""
    reopened_at: int = -1
    completed_at: int = -1
    uncompleted_at: int = -1
    struck: frozenset[str] = frozenset()
    # what we decided, and what the rest of the house said
    closed_by: tuple[str, int, str] | None = None  # (deadline or wish, when, reason); no fact writes here
    held: Units = NOTHING
    promised: Units = NOTHING
    short: Units = NOTHING
    taken: Units = NOTHING
    put_back: Units = NOTHING
    announced: frozenset[tuple[str, str, tuple[str, ...]]] = frozenset()  # (parcel, carrier, numbers) as the channel has heard them from us
    choice: Choice | None = None
    cases: frozenset[str] = frozenset()
    missed_at: int = -1  # when the buyer last said that it has not arrived; until that is settled
    declined: tuple[int, tuple[str, ...]] = (-1, ())  # (when, kinds): mails that the buyer does not want; the newest holds
    lapsed: frozenset[str] = frozenset()
    again: frozenset[str] = frozenset()  # wishes of staff to send a notice once more, by name
    fared: frozenset[tuple[str, str, str, str]] = frozenset()  # (kind, occasion, delivered bounced rerouted, by): how notices fared outside
    # the desk's own books
    live: bool = True  # history that was filled in back starts, reserves and tells nothing, until somebody takes it up
    policy: int = 0  # the version of the shop's choices under which it was placed
    due: tuple[Due, ...] = ()
    told: tuple[Told, ...] = ()
    grants: tuple[Grant, ...] = ()
    stood_still: tuple[tuple[int, int], ...] = ()  # (from, until): while it was frozen

    def with_(self, **fresh: Any) -> Self:
        """With other facts: nothing that was worked out is kept."""
        return msgspec.structs.replace(self, **fresh)

    def but(self, **fresh: Any) -> Self:
        """With other regions, or another state of the books. Figures that follow from the facts alone stay."""
        other = msgspec.structs.replace(self, **fresh)
        if facts := self.__dict__.get("facts"):
            other.__dict__["facts"] = facts
        return other


T = TypeVar("T")


def figure(of: Callable[[Order], T]) -> Callable[[Order], T]:
    """A figure that follows from the facts: worked out once, and shared with every value that knows the same facts."""
    name = of.__name__
    FIGURES[name] = of

    @wraps(of)
    def look(o: Order) -> T:
        own = o.__dict__
        facts: dict[str, T] | None = own.get("facts")
        if facts is None:
            facts = own["facts"] = {}
        elif name in facts:
            return facts[name]
        value = facts[name] = of(o)
        return value

    return look


FIGURES: dict[str, Callable[[Order], Any]] = {}


def kept(of: Callable[[Order], T]) -> Callable[[Order], T]:
    """Kept beside this very value: it looks at regions or books."""
    name = of.__name__

    @wraps(of)
    def look(o: Order) -> T:
        own: dict[str, T] = o.__dict__
        if name not in own:
            own[name] = of(o)
        return own[name]

    return look


decoder = msgspec.json.Decoder(Order)
encode = msgspec.json.Encoder(order="deterministic").encode  # sets are sorted: the same value is the same text in every process
