"""What may happen to a small order: a name for each move, the event it stands for, and whether it costs trouble.

Small: two pieces at one coin each, two parcels, one payment (heard early or late), cancellations, returns, refunds, disputes of one coin.
The two pieces stand on one line, or on two lines (a, b), so that parcels and shortages can differ by line.
Times stand for before and after: a deadline lapses at 10, so a payment at 5 was in time and one at 15 was not."""

from collections.abc import Callable
from typing import Any

from todoke.rules.duties import DEADLINES
from todoke.rules.events import (
    AllowanceGranted,
    AllowanceReported,
    CancelAsked,
    CancelDecided,
    CancelRefused,
    CancelWithdrawn,
    CarrierAnswered,
    CarrierAsked,
    CaseClosed,
    CaseOpened,
    ChecksFinished,
    ChoiceMade,
    ChoiceOffered,
    DatesPromised,
    DeadlineExtended,
    DisputeFinished,
    DisputeOpened,
    Event,
    ExtensionAsked,
    FactStruck,
    GoodsMoved,
    HoldPlaced,
    HoldReleased,
    InquiryAnswered,
    InquiryReceived,
    Lapsed,
    Line,
    LinesCancelled,
    LinesChanged,
    MailsChosen,
    NonReceiptReported,
    OrderCancelled,
    OrderCompleted,
    OrderFrozen,
    OrderPlaced,
    OrderReopened,
    OrderUnfrozen,
    PaidOut,
    ParcelCalledBack,
    ParcelDelivered,
    ParcelForecast,
    ParcelLost,
    ParcelMoved,
    ParcelReturned,
    ParcelReturning,
    ParcelSent,
    PaymentAmended,
    PaymentFailed,
    PaymentMethodChanged,
    PaymentReceived,
    PaymentReleased,
    PaymentRequested,
    PaymentReversed,
    PaymentStarted,
    ReceiptConfirmed,
    RefundAsked,
    RefundFailed,
    RefundGivenUp,
    RefundPaid,
    ReplacementPromised,
    ReturnAgreed,
    ReturnAsked,
    ReturnDeclined,
    ReturnReceived,
    ReturnSent,
    ShipmentBooked,
    ShipmentReported,
    StockPromised,
    StockReserved,
    StockShort,
    TellAgain,
    Terms,
    TrackingChanged,
)
from todoke.rules.figures import on_its_way, owed, price
from todoke.rules.order import ASKED, STUCK, Order, Refund
from todoke.rules.units import plus, units

TROUBLE = True
Depends = Callable[[Order], Event | None]  # an event that follows from the order: the refund worker's
Move = tuple[Event | Depends, bool]

DECIDING = frozenset(kind for kind, row in DEADLINES.items() if row.decides)
REMEMBERED = DECIDING | frozenset(kind for kind, row in DEADLINES.items() if row.once)

TERMS = {"shop rules": Terms(), "channel rules": Terms("channel", "channel"), "clock completes": Terms("channel", "clock"),
         "untracked": Terms(tracked=False), "closes late": Terms(closes_late=True)}


def alphabet(terms: Terms, pays: Any, two_lines: bool = False) -> dict[str, Move]:
    """name → (event, costs trouble)"""
    one, other = (("a", 1),), (("b" if two_lines else "a", 1),)
    both = plus(one, other)
    lines = tuple(Line(line, units=n, amount=n) for line, n in both)
    return {
        "placed": (OrderPlaced(terms=terms, pays=pays, lines=lines, total=2), False),
        "placed empty": (OrderPlaced(terms=terms, pays=pays, total=0), False),  # made for what will be split off another order
        "placed unpriced": (OrderPlaced(terms=terms, pays=pays, lines=lines, total=None), TROUBLE),
        "lines unpriced": (LinesChanged(lines=lines, total=None, at=3), TROUBLE),
        "priced": (LinesChanged(lines=lines, total=2, at=46), False),  # the channel's answer to a question about the price
        "dates": (DatesPromised(pay_by=9, ship_by=11, at=3), TROUBLE),
        "pay requested": (PaymentRequested(payment="pay", amount=3, expires=9, at=2), TROUBLE),
        "pay started": (PaymentStarted(payment="pay", amount=2, at=4), False),
        "paid early": (PaymentReceived(payment="pay", amount=2, at=5), False),
        "paid late": (PaymentReceived(payment="pay", amount=2, at=15), False),
        "paid half": (PaymentReceived(payment="half", amount=1, at=5), TROUBLE),
        "half started": (PaymentStarted(payment="half", amount=1, at=4), TROUBLE),
        "pay failed": (PaymentFailed(payment="pay", at=5), TROUBLE),
        "pay reversed": (PaymentReversed(payment="pay", at=16), TROUBLE),
        "pay cut": (PaymentAmended(payment="pay", amount=1, at=7), TROUBLE),
        "half raised": (PaymentAmended(payment="half", amount=2, at=8), TROUBLE),
        "pay released": (PaymentReleased(payment="pay", at=16), TROUBLE),
        "paid out": (PaidOut(at=20), TROUBLE),
        "sent 1": (ParcelSent(parcel="1", units=one, at=6), False),
        "sent 2": (ParcelSent(parcel="2", units=other, at=12), False),
        "sent all": (ParcelSent(parcel="3", units=both, at=6), False),
        "sent all late": (ParcelSent(parcel="3", units=both, at=12), False),
        "arrived all": (ParcelDelivered(parcel="3", at=18), False),
        "turned all": (ParcelReturning(parcel="3", at=17), TROUBLE),
        "returned all": (ParcelReturned(parcel="3", at=19), TROUBLE),
        "sent x": (ParcelSent(parcel="x", units=one, at=14), False),
        "said 2 left": (ShipmentReported(units=both, at=12), TROUBLE),
        "said other left": (ShipmentReported(units=other, at=12), TROUBLE),
        "arrived 1": (ParcelDelivered(parcel="1", at=18), False),
        "turned 1": (ParcelReturning(parcel="1", at=17), TROUBLE),
        "number 1": (TrackingChanged(parcel="1", carrier="c", numbers=("1",), at=7), TROUBLE),
        "arrived 2": (ParcelDelivered(parcel="2", at=18), False),
        "arrived x": (ParcelDelivered(parcel="x", at=19), False),
        "returned 1": (ParcelReturned(parcel="1", at=19), TROUBLE),
        "forecast 1": (ParcelForecast(parcel="1", first=13, last=16, quiet=3, at=7), False),
        "forecast 2": (ParcelForecast(parcel="2", first=13, last=16, quiet=3, rests_on=20, at=13), False),
        "scan 1": (ParcelMoved(parcel="1", at=17), False),
        "no mails": (MailsChosen(declined=("delivered",), at=20), False),
        "lost 1": (ParcelLost(parcel="1", at=19), TROUBLE),
        "called back 1": (ParcelCalledBack(parcel="1", at=9), False),
        "1 of 2 off": (LinesCancelled(id="one", units=other, amount=1, at=3), TROUBLE),
        "1 gone": (LinesCancelled(id="gone", units=other, amount=1, reason="stockout", by="shop", at=8), TROUBLE),
        "lines now 1": (LinesChanged(lines=(Line("a", units=1, amount=1),), total=1, at=4), TROUBLE),
        "moved 1": (GoodsMoved(id="m", units=units((line, -n) for line, n in one), amount=-1, money=-1, at=4), TROUBLE),
        "moved in": (GoodsMoved(id="n", units=(("n.a", 1),), amount=1, money=1, lines=(Line("n.a", units=1, amount=1),), at=5), TROUBLE),
        "moved in unpaid": (GoodsMoved(id="u", units=(("u.a", 1),), amount=1, lines=(Line("u.a", units=1, amount=1),), at=5), TROUBLE),
        "moved on": (GoodsMoved(id="o", units=(("n.a", -1),), amount=-1, money=-1, at=7), TROUBLE),
        "sent n": (ParcelSent(parcel="n", units=(("n.a", 1),), at=8), False),
        "arrived n": (ParcelDelivered(parcel="n", at=18), False),
        "book n": (ShipmentBooked(parcel="n", units=(("n.a", 1),), at=7), False),
        "n off": (LinesCancelled(id="n off", units=(("n.a", 1),), amount=1, at=8), TROUBLE),
        "pays later": (PaymentMethodChanged(pays="later", at=4), TROUBLE),
        "cancelled": (OrderCancelled(at=8), TROUBLE),
        "completed": (OrderCompleted(at=25), False),
        "given back 1": (ReturnReceived(id="g", units=one, amount=1, at=30), TROUBLE),
        "swapped 1": (ReturnReceived(id="s", units=one, in_exchange=True, at=30), TROUBLE),
        "swapped both": (ReturnReceived(id="s", units=both, in_exchange=True, at=30), TROUBLE),
        "return sent": (ReturnSent(parcel="b", id="g", carrier="c", numbers=("9",), at=22), False),
        "return scanned": (ParcelMoved(parcel="b", at=23), False),
        "return there": (ParcelDelivered(parcel="b", at=24), False),
        "return lost": (ParcelLost(parcel="b", at=24), TROUBLE),
        "carrier asked": (CarrierAsked(parcel="3", inquiry="q", at=21), TROUBLE),
        "carrier answered": (CarrierAnswered(parcel="3", inquiry="q", result="lost", at=28), TROUBLE),
        "frozen": (OrderFrozen(at=1), TROUBLE),
        "frozen again": (OrderFrozen(at=3), TROUBLE),
        "unfrozen": (OrderUnfrozen(at=2), TROUBLE),
        "released": (OrderUnfrozen(at=45), TROUBLE),
        "held": (HoldPlaced(hold="h", at=2), TROUBLE),
        "held too": (HoldPlaced(hold="k", at=2), TROUBLE),
        "may leave": (HoldReleased(hold="h", at=4), TROUBLE),
        "may leave too": (HoldReleased(hold="k", at=4), TROUBLE),
        "held again": (HoldPlaced(hold="h", at=6), TROUBLE),
        "let go": (HoldReleased(hold="h", at=45), TROUBLE),
        "dispute": (DisputeOpened(dispute="d", at=21), TROUBLE),
        "dispute 2": (DisputeOpened(dispute="d2", at=26), TROUBLE),
        "dispute 2 ends": (DisputeFinished(dispute="d2", award=0, at=27), TROUBLE),
        "dispute ends": (DisputeFinished(dispute="d", award=1, at=22), TROUBLE),
        "they paid 1": (RefundPaid(refund="theirs", amount=1, at=23), TROUBLE),
        "withdrawn early": (CancelWithdrawn(at=6), TROUBLE),
        "ask withdrawn": (CancelWithdrawn(at=8), TROUBLE),
        "strike pay": (FactStruck(fact="pay", at=31), TROUBLE),
        "strike 1": (FactStruck(fact="1", at=31), TROUBLE),
        "strike done": (FactStruck(fact="completed", at=31), TROUBLE),
        "bad address": (CaseOpened(case="address_problem", at=2), TROUBLE),
        # wishes
        "ask cancel": (CancelAsked(at=7), TROUBLE),
        "decide cancel": (CancelDecided(at=9), TROUBLE),
        "all gone": (CancelDecided(reason="stockout", at=9), TROUBLE),
        "refuse cancel": (CancelRefused(at=9), False),
        "reopen": (OrderReopened(at=40), TROUBLE),
        "allow 1": (AllowanceGranted(id="a", amount=1, at=24), TROUBLE),
        "allowed 1 there": (AllowanceReported(id="there", amount=1, at=24), TROUBLE),
        "allow all": (allow_all, TROUBLE),
        "extend": (DeadlineExtended(kind="ship_by", at=9), False),
        "book 1": (ShipmentBooked(parcel="1", units=one, at=5), False),
        "book 2": (ShipmentBooked(parcel="2", units=other, at=5), False),
        "book both": (ShipmentBooked(parcel="2", units=both, at=5), TROUBLE),
        "book nothing": (ShipmentBooked(parcel="0", at=5), False),
        "replace 1": (ReplacementPromised(parcel="x", units=one, instead_of="1", at=13), TROUBLE),
        "confirm": (ReceiptConfirmed(at=20), False),
        "not arrived": (NonReceiptReported(at=20), TROUBLE),
        "give back": (ReturnAsked(at=20), TROUBLE),
        "came damaged": (ReturnAsked(reason="damaged", at=20), TROUBLE),
        "agree return": (ReturnAgreed(id="g", units=one, at=21), TROUBLE),
        "decline return": (ReturnDeclined(id="g", at=21), False),
        "asks for time": (ExtensionAsked(kind="protection", at=20), False),
        "asks": (InquiryReceived(inquiry="i", topic="date", at=20), False),
        "is answered": (InquiryAnswered(inquiry="i", at=21), False),
        "checked": (ChecksFinished(case="non_delivery", finding="lost", at=21), False),
        "offer": (ChoiceOffered(choice="c", case="stockout", options=("wait", "cancel"), default="cancel", at=6), False),
        "choose wait": (ChoiceMade(choice="c", option="wait", at=7), False),
        "choose cancel": (ChoiceMade(choice="c", option="cancel", at=8), False),
        "choose a star": (ChoiceMade(choice="c", option="a star", at=8), False),
        "close stockout": (CaseClosed(case="stockout", at=35), False),
        "close damaged": (CaseClosed(case="damaged_or_wrong", at=35), False),
        "close address": (CaseClosed(case="address_problem", at=9), False),
        "close return": (CaseClosed(case="return", at=35), False),
        "close missing": (CaseClosed(case="non_delivery", at=35), False),
        "tell again": (TellAgain(id="t", kind="order_confirmation", at=20), False),
        # the ledger
        "short": (StockShort(units=other, at=5), TROUBLE),
        "promise stock": (StockPromised(units=other, at=6), False),
        "stock comes": (StockReserved(units=other, at=9), False),
        # our refund worker, and what becomes of its work
        "hand over": (hand_over, False),
        "refund paid": (refund_paid, False),
        "refund fails": (refund_fails, TROUBLE),
        "try again": (try_again, False),
        "give up": (give_up, False),
        "give up nothing": (RefundGivenUp(refund="none"), False),
        "two hand over": (RefundAsked(refund="R6", amount=2), TROUBLE),
        **{f"lapse {kind}": (Lapsed(kind=kind, at=50 if kind == "protection" else 10), False) for kind in REMEMBERED},
        "lapse parcel_silent": (Lapsed(kind="parcel_silent", at=14), False),
        "lapse parcel_silent later": (Lapsed(kind="parcel_silent", at=30), False),
    }


# ── moves that depend on what is owed and what is under way ─────────────────────────────────────────
def ours(o: Order, *stages: int) -> list[Refund]:
    return [r for r in o.refunds if r.ours and r.stage in stages]


def allow_all(o: Order) -> Event | None:
    return AllowanceGranted(id="all", amount=price(o), at=24) if o.terms and price(o) else None


def hand_over(o: Order) -> Event | None:
    free, taken = owed(o) - on_its_way(o), {r.id for r in ours(o, ASKED, STUCK)}
    name = next(n for n in ("R1", "R2", "R3", "R4", "R5") if n not in taken)
    return RefundAsked(refund=name, amount=free) if free > 0 else None


def refund_paid(o: Order) -> Event | None:
    asked = ours(o, ASKED)
    return RefundPaid(refund=asked[0].id, amount=asked[0].amount) if asked else None


def refund_fails(o: Order) -> Event | None:
    asked = ours(o, ASKED)
    return RefundFailed(refund=asked[0].id) if asked else None


def try_again(o: Order) -> Event | None:
    stuck = ours(o, STUCK)
    return RefundAsked(refund=stuck[0].id, amount=stuck[0].amount) if stuck else None


def give_up(o: Order) -> Event | None:
    stuck = ours(o, STUCK)
    return RefundGivenUp(refund=stuck[0].id) if stuck else None


def instance(move: Event | Depends, o: Order) -> Event | None:
    """The event as it may happen to this order now; None where it makes no sense."""
    if not isinstance(move, Event):
        return move(o)
    return move if makes_sense(move, o) else None


def makes_sense(event: Event, o: Order) -> bool:
    if isinstance(event, StockReserved):
        return bool(o.short or o.promised)
    if isinstance(event, LinesChanged) and event.at == 46:
        return o.terms is not None and o.total is None
    if isinstance(event, StockPromised):
        return bool(o.short)
    if isinstance(event, StockShort):
        return bool(o.held)
    if isinstance(event, (CaseClosed, ChoiceOffered)):
        return event.case in o.cases
    if isinstance(event, ParcelCalledBack):
        return any(p.id == event.parcel and p.marks == {"booked"} for p in o.parcels)
    replacement_speaks = getattr(event, "parcel", "") == "x" and not isinstance(event, ReplacementPromised)
    return not replacement_speaks or any(p.id == "x" for p in o.parcels)
