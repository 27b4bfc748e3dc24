"""The named conditions of the journeys: what a row may ask before a notice is written, and again before it is sent.

A row knows only these names, alone or after "not", some with a word in brackets: told(order_confirmation). Each is a plain question about
the order, the event and what was told; its docstring is the sentence people read."""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

import msgspec

from todoke.rules import duties, guards
from todoke.rules.compared import DIFFER, SAID_LAST, days, order_differs
from todoke.rules.deadlines import Hours
from todoke.rules.events import DatesPromised, DeadlineExtended, Event, GoodsMoved, LinesCancelled, PaymentFact, RefundPaid
from todoke.rules.figures import has_left, is_back, paid, refunded, sent, under_way, valid
from todoke.rules.order import CLOSED, FINISHED, NONE, OPEN, RECEIVED, Order, Parcel, Told
from todoke.rules.parcel_life import HELD, state_of
from todoke.rules.units import NOTHING, less

STATES_THE_REFERENCE = frozenset(("C2", "P1", "P3", "P4", "P5"))
DAY = 86_400


class Look(msgspec.Struct, frozen=True):
    """What a condition sees: the order before and after, the event, the desk's clock, and what has been told so far."""

    o: Order
    event: Event
    now: int
    told: tuple[Told, ...]
    before: Order | None = None
    payments_heard: bool = True  # are payments pushed to us, or read within the last day
    hours: Hours | None = None  # the shop's calendar: what "today" means
    advertises: bool = False  # the shop has what advertising needs by law, and this buyer's address did not opt out


Condition = Callable[[Look, str], bool]
CONDITIONS: dict[str, Condition] = {}


def condition(ask: Condition) -> Condition:
    CONDITIONS[ask.__name__.removesuffix("_")] = ask
    return ask


def about_order(*asked: Callable[[Order], bool]) -> None:
    """Questions that duties and guards ask already."""
    for ask in asked:
        CONDITIONS[ask.__name__] = of_order(ask)


def of_order(ask: Callable[[Order], bool]) -> Condition:
    def holds(look: Look, word: str) -> bool:
        return ask(look.o)

    holds.__doc__ = ask.__doc__ or ask.__name__.replace("_", " ")
    return holds


about_order(duties.to_pay, duties.in_check, duties.to_ship, duties.missing, duties.disputed, guards.covered, guards.pays_later, guards.checking,
            guards.lacks_stock, guards.case_holds_back, guards.is_frozen, guards.claim_is_open, guards.shop_rules)


# ── what the order is ───────────────────────────────────────────────────────────────────────────────
def is_accepted(o: Order) -> bool:
    return (o.terms is not None and not o.short and o.progress != CLOSED and (guards.covered(o) or guards.pays_later(o))
            and not guards.is_frozen(o) and not guards.case_holds_back(o))


@condition
def accepted(look: Look, word: str) -> bool:
    """its money is there or comes later, and nothing stands in the way: the shop accepts it (特商法 13条)"""
    return is_accepted(look.o)


@condition
def instructed(look: Look, word: str) -> bool:
    """it waits for the buyer's money, and how to pay is on record: a transfer to the shop's account, or a number of the provider"""
    o = look.o
    if not duties.to_pay(o):
        return False
    return o.pays[2] == "bank_transfer" or (bool(o.payments) and any(p.asked[0] >= 0 for p in valid(o, o.payments)))


@condition
def is_closed(look: Look, word: str) -> bool:
    """the order is closed"""
    return look.o.progress == CLOSED


@condition
def nothing_paid(look: Look, word: str) -> bool:
    """no money came"""
    return paid(look.o) == 0


@condition
def closed_by(look: Look, word: str) -> bool:
    """that closed it"""
    return look.o.progress == CLOSED and look.o.closed_by is not None and look.o.closed_by[0] == word and not guards.is_cancelled(look.o)


@condition
def cancelled(look: Look, word: str) -> bool:
    """these pieces are still cancelled"""
    if isinstance(look.event, GoodsMoved):
        return False  # it ended because its goods go on in another order
    if isinstance(look.event, LinesCancelled) and any(p.id == look.event.id for p in valid(look.o, look.o.cancelled)):
        return True
    return look.o.progress == CLOSED and (guards.is_cancelled(look.o) or look.o.closed_by is not None or bool(look.o.cancelled))


@condition
def in_exchange(look: Look, word: str) -> bool:
    """other goods go out for what came back"""
    return bool(getattr(look.event, "in_exchange", False))


@condition
def still_back(look: Look, word: str) -> bool:
    """what came back still counts as come back"""
    name = getattr(look.event, "id", "")
    return any(part.id == name for part in valid(look.o, look.o.given_back + look.o.exchanged))


@condition
def by_stockout(look: Look, word: str) -> bool:
    """because it was not there"""
    return guards.was_short(look.o) or getattr(look.event, "reason", "") == "stockout"


@condition
def unsent(look: Look, word: str) -> bool:
    """none of it has left"""
    return not sent(look.o)


@condition
def fine(look: Look, word: str) -> bool:
    """every piece arrived, no case is open, nothing was refunded, given back or disputed, nothing is held"""
    o = look.o
    return guards.all_delivered(o) and not o.cases and not refunded(o) and not o.given_back and not o.disputes and o.hold == NONE


@condition
def missed(look: Look, word: str) -> bool:
    """the buyer says that it has not arrived or is not right, and nobody has answered yet; that the desk itself looks for it is no such word"""
    o = look.o
    if o.dispute == OPEN or not o.cases.isdisjoint(guards.CLAIMS - {"non_delivery"}):
        return True
    return "non_delivery" in o.cases and o.missed_at >= 0


@condition
def may_advertise(look: Look, word: str) -> bool:
    """the buyer agreed to be advertised to and did not opt out, it is no business, and the shop has a review page or coupon and a sender for it"""
    return look.advertises and not look.o.adverts[1] and not look.o.manner.business


@condition
def pick_up(look: Look, word: str) -> bool:
    """the buyer collects it"""
    return look.o.manner.pick_up


@condition
def payments_read(look: Look, word: str) -> bool:
    """payments are pushed to us, or were read within a day: what looks unpaid is unpaid"""
    return look.payments_heard


# ── what the event says ─────────────────────────────────────────────────────────────────────────────
@condition
def differs(look: Look, word: str) -> bool:
    """it is another than before"""
    if look.before is None or look.before.terms is None:
        return False
    return DIFFER.get(type(look.event), order_differs)(look.before, look.o, look.event)


@condition
def newest(look: Look, word: str) -> bool:
    """nothing newer was said since"""
    said = SAID_LAST.get(type(look.event).__name__)
    return said is None or said(look.o, look.event) <= look.event.at


@condition
def cause(look: Look, word: str) -> bool:
    """one of these is on record as the cause"""
    return getattr(look.event, "cause", "") in [one.strip() for one in word.split(",")]


@condition
def extends(look: Look, word: str) -> bool:
    """it gives more time for that deadline"""
    return isinstance(look.event, DeadlineExtended) and look.event.kind == word and look.event.until is not None


@condition
def fresh(look: Look, word: str) -> bool:
    """it happened within that time"""
    return look.now - look.event.at <= seconds(word)


@condition
def today(look: Look, word: str) -> bool:
    """the day on which it happened has not ended, on the shop's calendar"""
    hours = look.hours
    return hours is None or hours.local(look.event.at).date() == hours.local(look.now).date()


# ── dates ───────────────────────────────────────────────────────────────────────────────────────────
@condition
def first_or_earlier(look: Look, word: str) -> bool:
    """a day is promised that was not promised before, or an earlier one, and none is later"""
    if look.before is None:
        return True
    pairs = list(zip(days(look.before), days(look.o)))
    return any(new and new != old for old, new in pairs) and all(not old or new <= old for old, new in pairs)


@condition
def later(look: Look, word: str) -> bool:
    """a promised day is later than the one before; of an event that states no day this is not asked"""
    if not isinstance(look.event, DatesPromised) or look.before is None:
        return True
    return any(old and new > old for old, new in zip(days(look.before), days(look.o)))


@condition
def no_new_date(look: Look, word: str) -> bool:
    """no newer day has been promised since"""
    return look.o.dates.ship_by[1] <= look.event.at


# ── parcels ─────────────────────────────────────────────────────────────────────────────────────────
def the_parcel(look: Look) -> Parcel | None:
    name = getattr(look.event, "parcel", "")
    return next((p for p in valid(look.o, look.o.parcels) if p.id == name), None)


def is_numbered(o: Order, parcel: Parcel) -> bool:
    return bool(parcel.tracking[2] or parcel.tracking[3]) or (o.terms is not None and not o.terms.tracked)


@condition
def numbered(look: Look, word: str) -> bool:
    """carrier and number of the parcel are known, or a link to its way, or its way is not followed"""
    parcel = the_parcel(look)
    return parcel is not None and is_numbered(look.o, parcel)


@condition
def has_left_(look: Look, word: str) -> bool:
    """that parcel has left"""
    parcel = the_parcel(look)
    return parcel is not None and has_left(parcel)


@condition
def on_way(look: Look, word: str) -> bool:
    """that parcel has left, and is neither delivered, returned nor lost; where none is named, one of them is"""
    named = getattr(look.event, "parcel", "")
    return any(under_way(p) for p in valid(look.o, look.o.parcels) if p.id == named or not named)


@condition
def held_up(look: Look, word: str) -> bool:
    """that parcel still waits for the buyer"""
    parcel = the_parcel(look)
    return parcel is not None and state_of(parcel) == HELD


@condition
def hold_end_known(look: Look, word: str) -> bool:
    """it is known until when it waits there, and the day before that has not come yet"""
    until = getattr(look.event, "until", None)
    return until is not None and until - DAY > look.now


@condition
def is_back_(look: Look, word: str) -> bool:
    """that parcel is at the shop again"""
    parcel = the_parcel(look)
    return parcel is None or is_back(parcel)


@condition
def digital(look: Look, word: str) -> bool:
    """nothing in that parcel needs a parcel"""
    parcel, needs_none = the_parcel(look), {line.id for line in look.o.lines if line.digital}
    return parcel is not None and bool(parcel.units) and all(line in needs_none for line, _ in parcel.units)


@condition
def whole_order(look: Look, word: str) -> bool:
    """that parcel holds all that was bought"""
    parcel = the_parcel(look)
    return parcel is not None and less(look.o.units, parcel.units) == NOTHING


# ── what was told ───────────────────────────────────────────────────────────────────────────────────
def about(look: Look, word: str) -> list[Told]:
    """What was said of that kind, or by that row, that waits or was handed over; where the event names a parcel: about this parcel. Behind a
    comma: so long ago at most."""
    name, _, span = word.partition(",")
    parcel, since = getattr(look.event, "parcel", ""), look.now - seconds(span) if span else -1
    return [t for t in look.told if name in (t.kind, t.row) and (not parcel or parcel in t.occasion.split(" ")) and t.due >= since]


def seconds(span: str) -> int:
    number, unit = span.split()
    return int(number) * {"min": 60, "h": 3600, "days": DAY}[unit]


@condition
def told(look: Look, word: str) -> bool:
    """a notice of this kind or row was handed over, by us or by the channel; of a row with a parcel: about this parcel"""
    return bool(look.told) and any(t.handed for t in about(look, word))


@condition
def untold(look: Look, word: str) -> bool:
    """no notice of this kind or row is queued or handed over; of a row with a parcel: about this parcel; behind a comma: within that time"""
    return not look.told or not about(look, word)


@condition
def waits(look: Look, word: str) -> bool:
    """a notice of this row is queued: it will say so, too"""
    return any(t.row == word and not t.handed for t in look.told)


@condition
def told_accepted(look: Look, word: str) -> bool:
    """a notice that says so is queued or handed over"""
    return bool(look.told) and any(t.variant == "accepted" for t in look.told)


@condition
def reference_untold(look: Look, word: str) -> bool:
    """no notice says yet how this payment can be made"""
    payment = look.event.payment if isinstance(look.event, PaymentFact) else ""
    chosen = look.o.pays[0]  # what was said of another way of paying does not help
    return not any(t.row in STATES_THE_REFERENCE and t.due >= chosen and (t.row == "C2" or payment in t.occasion) for t in look.told)


@condition
def amount_untold(look: Look, word: str) -> bool:
    """no notice that waits or was sent states this refund as done"""
    event = look.event
    return isinstance(event, RefundPaid) and not any(t.kind in states_it(look.o, event) and not t.handed for t in look.told)


def states_it(o: Order, refund: RefundPaid) -> tuple[str, ...]:
    """Notices that speak of this money: how a dispute ended, of its award only."""
    awarded = any(d.stage == FINISHED and d.award == refund.amount for d in o.disputes)
    return ("cancel_confirmed", "dispute_finished") if awarded else ("cancel_confirmed",)


@condition
def money_came(look: Look, word: str) -> bool:
    """some money is there"""
    return any(p.stage == RECEIVED for p in valid(look.o, look.o.payments))


# ── reading them ────────────────────────────────────────────────────────────────────────────────────
class Asked(NamedTuple):
    """One condition as a row writes it."""

    text: str
    holds: Condition
    word: str
    wanted: bool


@lru_cache(maxsize=1000)
def parse_condition(text: str) -> Asked:
    """`not told(order_confirmation)` → the question. Raises KeyError with the unknown name."""
    found = re.fullmatch(r"(not )?(\w+)(?:\(([^)]*)\))?", text)
    if not found or found[2] not in CONDITIONS:
        raise KeyError(found[2] if found else text)
    return Asked(text, CONDITIONS[found[2]], found[3] or "", not found[1])


def first_untrue(asked: tuple[Asked, ...], look: Look) -> str:
    """The text of the first condition that does not hold; empty: all hold."""
    for text, holds, word, wanted in asked:
        if holds(look, word) is not wanted:
            return text
    return ""
