"""The named conditions of the journeys: what a row may ask before a notice is written, and again before it is sent.

A row knows only these names, alone or after "not", some with a word in brackets: told(order_confirmation). Each is a plain question about
the order, the event and what was told; its docstring is the sentence people read."""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

import msgspec

from todoke.rules import duties, guards
from todoke.rules.events import Event, LinesCancelled, PaymentFact, RefundPaid
from todoke.rules.figures import has_left, is_back, paid, refunded, sent, valid
from todoke.rules.order import CLOSED, NONE, RECEIVED, Order, Parcel, Told
from todoke.rules.units import NOTHING, less

STOCKOUT_ROWS = frozenset(("K1", "K2", "K3", "K4"))
STATES_THE_REFERENCE = frozenset(("C2", "P1", "P3", "P4"))


class Look(msgspec.Struct, frozen=True):
    """What a condition sees: the order before and after, the event, the desk's clock, and what has been told so far."""

    o: Order
    event: Event
    now: int
    told: tuple[Told, ...]
    before: Order | None = None
    payments_heard: bool = True  # are payments pushed to us, or read within the last day


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
    if isinstance(look.event, LinesCancelled) and any(p.id == look.event.id for p in valid(look.o, look.o.cancelled)):
        return True
    return look.o.progress == CLOSED and (guards.is_cancelled(look.o) or look.o.closed_by is not None or bool(look.o.cancelled))


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
    a, b = look.before, look.o
    address = bool(a.address[1]) and a.address[1] != b.address[1]
    return address or [(line.id, line.units) for line in a.lines] != [(line.id, line.units) for line in b.lines] or (
        a.total is not None and a.total != b.total)


@condition
def newest(look: Look, word: str) -> bool:
    """nothing newer was said since"""
    said = {"LinesChanged": look.o.lines_at, "AddressChanged": look.o.address[0]}.get(type(look.event).__name__, look.event.at)
    return said <= look.event.at


@condition
def fresh(look: Look, word: str) -> bool:
    """it happened within that time"""
    number, unit = word.split()
    return look.now - look.event.at <= int(number) * {"min": 60, "h": 3600, "days": 86400}[unit]


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
    """that parcel has left, and is neither delivered, returned nor lost"""
    parcel = the_parcel(look)
    return parcel is not None and has_left(parcel) and parcel.marks.isdisjoint(("delivered", "returned", "lost"))


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
@condition
def told(look: Look, word: str) -> bool:
    """a notice of this kind was handed over, by us or by the channel"""
    return any(t.kind == word and t.handed for t in look.told)


@condition
def untold(look: Look, word: str) -> bool:
    """no notice of this kind is queued or handed over; of a row with a parcel: about this parcel"""
    if not look.told:
        return True
    parcel = getattr(look.event, "parcel", "")
    return not any(word in (t.kind, t.row) and (not parcel or parcel in t.occasion.split(" ")) for t in look.told)


@condition
def told_accepted(look: Look, word: str) -> bool:
    """a notice that says so is queued or handed over"""
    return bool(look.told) and any(t.variant == "accepted" for t in look.told)


@condition
def reference_untold(look: Look, word: str) -> bool:
    """no notice says yet how this payment can be made"""
    payment = look.event.payment if isinstance(look.event, PaymentFact) else ""
    return not any(t.row in STATES_THE_REFERENCE and (t.row == "C2" or payment in t.occasion) for t in look.told)


@condition
def amount_untold(look: Look, word: str) -> bool:
    """no notice that waits or was sent states this refund as done"""
    event = look.event
    return isinstance(event, RefundPaid) and not any(t.kind == "cancel_confirmed" and not t.handed for t in look.told)


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
