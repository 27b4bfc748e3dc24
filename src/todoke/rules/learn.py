"""What an order remembers from each event. Facts join; nothing here decides."""

from typing import Any

import msgspec

from todoke.rules import events as ev
from todoke.rules.channel_rules import PARCEL_MAILS
from todoke.rules.figures import came, own_lines, unanswered
from todoke.rules.guards import channel_rules
from todoke.rules.joining import Learn, earliest, known, newest, once, put, replace
from todoke.rules.learn_parcels import fell_silent, forecast, inquiry, mark, reported, scanned, tracking_now
from todoke.rules.order import (
    ASKED,
    CLOSED,
    FAILED,
    FINISHED,
    GIVEN_UP,
    NEVER,
    OPEN,
    PAID_BACK,
    RECEIVED,
    RELEASED,
    REQUESTED,
    REVERSED,
    STARTED,
    STUCK,
    Choice,
    Dispute,
    Hold,
    Order,
    Part,
    Payment,
    Refund,
)
from todoke.rules.units import Units, least, less, plus, units


# ── the agreement ───────────────────────────────────────────────────────────────────────────────────
def placed(o: Order, e: ev.OrderPlaced) -> Order:
    """The first word counts; a total that was not known then may still be told."""
    if not o.terms:
        o = o.with_(terms=e.terms, placed_at=e.at, manner=e.manner, pays=newest(o.pays, (0, e.pays, e.manner.way)),
                    contact=newest(o.contact, e.contact), address=newest(o.address, e.address))
    if o.lines_at > 0 or (o.lines_at == 0 and o.total is not None):
        return o
    return o.with_(units=ordered(e.lines), total=e.total, lines=(*e.lines, *came(o)), bill=e.bill, lines_at=0)


def ordered(lines: tuple[ev.Line, ...]) -> Units:
    return units((line.id, line.units) for line in lines)


def lines(o: Order, e: ev.LinesChanged) -> Order:
    """The newest; of two at the same time the one that says more."""
    old = (o.lines_at, o.total is not None, o.total or 0, o.units, encoded(own_lines(o)))
    new = (e.at, e.total is not None, e.total or 0, ordered(e.lines), encoded(e.lines))
    return o.with_(lines_at=e.at, units=ordered(e.lines), total=e.total, lines=(*e.lines, *came(o)), bill=e.bill) if new > old else o


def moved(o: Order, e: ev.GoodsMoved) -> Order:
    """What came from another order stands behind the order's own lines, whatever its channel says of these."""
    own, row = own_lines(o), Part(e.id, e.units, e.amount, e.at, e.money, by=e.other, lines=e.lines, bought=e.bought)
    o = o.with_(moved=once(o.moved, row))
    return o.with_(lines=(*own, *came(o)))


def encoded(rows: tuple[ev.Line, ...]) -> bytes:
    """An order among equal ones, so that two words of the same moment meet whichever comes first."""
    return msgspec.json.encode(rows)


def part(field: str) -> Learn:
    def learn(o: Order, e: Any) -> Order:
        row = Part(e.id, getattr(e, "units", ()), getattr(e, "amount", 0), e.at, getattr(e, "money", 0), getattr(e, "reason", ""), getattr(e, "by", ""))
        return o.with_(**{field: once(getattr(o, field), row)})

    return learn


def promise(o: Order, at: int, **dates: int | None) -> Order:
    """Of each date the newest word."""
    said = {name: newest(getattr(o.dates, name), (at, date)) for name, date in dates.items() if date is not None}
    return o.with_(dates=replace(o.dates, **said)) if said else o


def dates(o: Order, e: ev.DatesPromised) -> Order:
    return promise(o, e.at, pay_by=e.pay_by, ship_by=e.ship_by, deliver_by=e.deliver_by, protect_until=e.protect_until)


# ── money ───────────────────────────────────────────────────────────────────────────────────────────
def pay(o: Order, new: Payment) -> Order:
    """The further stage with its own amount (secured money knows how much it is, money on its way does not), the earliest time."""
    old = known(o.payments, new)
    best = max(old, new, key=lambda p: (p.stage, p.amount))
    joined = replace(best, at=earliest(old.at, new.at), amended=newest(old.amended, new.amended), asked=newest(old.asked, new.asked),
                     way=max(old.way, new.way))
    return o.with_(payments=put(o.payments, joined))


def payment(stage: int) -> Learn:
    def learn(o: Order, e: Any) -> Order:
        return pay(o, Payment(e.payment, stage, getattr(e, "amount", 0), e.at if stage == RECEIVED else NEVER, way=getattr(e, "way", "")))

    return learn


def requested(o: Order, e: ev.PaymentRequested) -> Order:
    asked = (e.at, e.amount, e.reference, e.expires or 0)
    return pay(promise(o, e.at, pay_by=e.expires), Payment(e.payment, REQUESTED, e.amount, way=e.way, asked=asked))


def amended(o: Order, e: ev.PaymentAmended) -> Order:
    """What is amended was secured, whether we heard of that or not."""
    return pay(o, Payment(e.payment, RECEIVED, amended=(e.at, e.amount)))


def refund_asked(o: Order, e: ev.RefundAsked) -> Order:
    """Once money of ours goes back because it is closed, it stays closed."""
    if o.closed_by and o.progress == CLOSED:
        o = o.with_(closed_by=("refunded", *o.closed_by[1:]))
    return o.with_(refunds=put(o.refunds, Refund(e.refund, ASKED, e.amount, True, e.at)))


def refund_paid(o: Order, e: ev.RefundPaid) -> Order:
    """One that the channel paid by itself settles ours of the same amount before it counts as another."""
    new = Refund(e.refund, PAID_BACK, e.amount, at=e.at)
    if any(r.id == e.refund for r in o.refunds):
        return o.with_(refunds=further(o.refunds, new))
    ours = next((r for r in o.refunds if r.stage in (ASKED, STUCK) and r.amount == e.amount), None)
    rest = tuple(r for r in o.refunds if r is not ours)
    return o.with_(refunds=put(rest, replace(new, ours=ours is not None)))


def further(rows: tuple[Refund, ...], row: Refund) -> tuple[Refund, ...]:
    """The further stage, the amount that is known, the earliest time of what was paid."""
    old = known(rows, row)
    at = min(old.at, row.at) if old.stage == row.stage else max(old, row, key=lambda r: r.stage).at
    return put(rows, replace(row, stage=max(old.stage, row.stage), amount=max(old.amount, row.amount), ours=old.ours or row.ours, at=at))


def refund_stuck(o: Order, e: ev.RefundFailed) -> Order:
    return o.with_(refunds=further(o.refunds, Refund(e.refund, STUCK, at=e.at))) if any(r.id == e.refund for r in o.refunds) else o


def refund_given_up(o: Order, e: ev.RefundGivenUp) -> Order:
    stuck = [r for r in o.refunds if r.id == e.refund and r.stage == STUCK]
    return o.with_(refunds=put(o.refunds, replace(stuck[0], stage=GIVEN_UP))) if stuck else o


# ── cancelling, freezing, disputing ─────────────────────────────────────────────────────────────────
def hold(holds: bool) -> Learn:
    def learn(o: Order, e: Any) -> Order:
        new = Hold(e.hold, (e.at, holds), getattr(e, "reason", ""))
        return o.with_(holds=put(o.holds, max(known(o.holds, new), new, key=lambda h: (h.word, h.reason))))

    return learn


def cancelled(o: Order, e: ev.OrderCancelled) -> Order:
    word = newest((o.cancelled_at, o.cancelled_for, o.cancelled_by), (e.at, e.reason, e.by))
    return o.with_(cancelled_at=word[0], cancelled_for=word[1], cancelled_by=word[2])


def answered(o: Order, e: Any) -> Order:
    """The request to cancel has its answer; only a newer one would be open again."""
    return o.with_(ask=(max(e.at, o.ask[0] + 1), False)) if o.ask[1] else o


def cancel_decided(o: Order, e: ev.CancelDecided) -> Order:
    """The buyer has the shop's answer, also one whose request is heard later; where the channel rules, it is now the channel that is asked."""
    return o.with_(ask=newest(o.ask, (e.at, True)) if channel_rules(o) else (max(e.at, o.ask[0] + o.ask[1]), False))


def reopened(o: Order, e: ev.OrderReopened) -> Order:
    return answered(o, e).with_(reopened_at=max(e.at, o.cancelled_at + 1), closed_by=None)


def lapsed(o: Order, e: ev.Lapsed) -> Order:
    """A shop that does not answer consents (a channel has rules of its own); a buyer who does not choose takes what was said beforehand; a parcel that
    was silent for too long is noticed."""
    o = answered(o, e) if e.kind == "cancel_answer" and not channel_rules(o) else o
    o = fell_silent(o, e) if e.kind == "parcel_silent" else o
    if e.kind == "choice_due" and o.choice:
        o = o.with_(choice=replace(o.choice, option=o.choice.default, by="default"))
    return o.with_(lapsed=o.lapsed | {e.kind})


def dispute_opened(o: Order, e: ev.DisputeOpened) -> Order:
    return o.with_(disputes=once(o.disputes, Dispute(e.dispute, OPEN, answer_by=e.answer_by, at=e.at)))


def dispute_finished(o: Order, e: ev.DisputeFinished) -> Order:
    return o.with_(disputes=put(o.disputes, Dispute(e.dispute, FINISHED, e.award, at=e.at)))


# ── choices, cases, what staff strike out ───────────────────────────────────────────────────────────
def offered(o: Order, e: ev.ChoiceOffered) -> Order:
    same = o.choice and o.choice.id == e.choice
    return o if same else o.with_(choice=Choice(e.choice, e.case, e.options, e.default, at=e.at, due=e.due))


def chosen(o: Order, e: ev.ChoiceMade) -> Order:
    asked = o.choice and o.choice.id == e.choice
    return o.with_(choice=replace(o.choice, option=e.option, by=e.by)) if o.choice and asked else o


def case_closed(o: Order, e: ev.CaseClosed) -> Order:
    return o.with_(cases=o.cases - {e.case}, missed_at=-1 if e.case == "non_delivery" else o.missed_at)


def strike(o: Order, e: ev.FactStruck) -> Order:
    if e.fact == "completed":
        return o.with_(uncompleted_at=max(o.uncompleted_at, e.at))
    return o.with_(struck=o.struck | {e.fact})


# ── the ledger's word is about pieces just claimed; what goes beyond them is news about pieces it spoke of before ──
def shortfall(o: Order, e: ev.StockShort) -> Order:
    new = least(e.units, unanswered(o))
    lost = least(less(e.units, new), o.held)
    return o.but(held=less(o.held, lost), short=plus(o.short, new, lost))


def reserved(o: Order, e: ev.StockReserved) -> Order:
    new = least(e.units, unanswered(o))
    if new == e.units:
        return o.but(held=plus(o.held, new))
    found = least(less(e.units, new), o.short)
    came = least(less(e.units, plus(new, found)), o.promised)
    return o.but(held=plus(o.held, new, found, came), short=less(o.short, found), promised=less(o.promised, came))


def promised(o: Order, e: ev.StockPromised) -> Order:
    new = least(e.units, unanswered(o))
    found = least(less(e.units, new), o.short)
    return o.but(short=less(o.short, found), promised=plus(o.promised, new, found))


LEARN: dict[type[ev.Event], Learn] = {
    ev.OrderPlaced: placed,
    ev.LinesChanged: lines,
    ev.LinesCancelled: part("cancelled"),
    ev.GoodsMoved: moved,
    ev.ContactChanged: lambda o, e: o.with_(contact=newest(o.contact, (e.at, e.ref))),
    ev.AddressChanged: lambda o, e: o.with_(address=newest(o.address, (e.at, e.ref))),
    ev.AdvertisingConsent: lambda o, e: o.with_(adverts=newest(o.adverts, (e.at, not e.allowed))),
    ev.PaymentMethodChanged: lambda o, e: o.with_(pays=newest(o.pays, (e.at, e.pays, e.way))),
    ev.PaymentRequested: requested,
    ev.PaymentStarted: payment(STARTED),
    ev.PaymentFailed: payment(FAILED),
    ev.PaymentReceived: payment(RECEIVED),
    ev.PaymentAmended: amended,
    ev.PaymentReleased: payment(RELEASED),
    ev.PaymentReversed: payment(REVERSED),
    ev.PaidOut: lambda o, e: o.with_(paid_out=True),
    ev.AllowanceGranted: part("allowances"),
    ev.AllowanceReported: part("allowances"),
    ev.DatesPromised: dates,
    ev.ReturnAgreed: part("returns_agreed"),
    ev.ReturnSent: mark("sent_back"),
    ev.ReturnReceived: lambda o, e: part("exchanged" if e.in_exchange else "given_back")(o, e),
    ev.RefundAsked: refund_asked,
    ev.RefundPaid: refund_paid,
    ev.RefundFailed: refund_stuck,
    ev.RefundGivenUp: refund_given_up,
    ev.CancelAsked: lambda o, e: o.with_(ask=newest(o.ask, (e.at, True))),
    ev.CancelWithdrawn: lambda o, e: o.with_(ask=newest(o.ask, (e.at, False))),
    ev.CancelDecided: cancel_decided,
    ev.CancelRefused: answered,
    ev.OrderCancelled: cancelled,
    ev.HoldPlaced: hold(True),
    ev.HoldReleased: hold(False),
    ev.OrderCompleted: lambda o, e: o.with_(completed_at=max(o.completed_at, e.at)),
    ev.OrderReopened: reopened,
    ev.ReceiptConfirmed: lambda o, e: o.with_(completed_at=max(e.at, o.uncompleted_at + 1)),
    ev.OrderFrozen: lambda o, e: o.with_(freeze=newest(o.freeze, (e.at, True))),
    ev.OrderUnfrozen: lambda o, e: o.with_(freeze=newest(o.freeze, (e.at, False))),
    ev.DisputeOpened: dispute_opened,
    ev.DisputeFinished: dispute_finished,
    ev.StockShort: shortfall,
    ev.StockReserved: reserved,
    ev.StockPromised: promised,
    ev.ShipmentReported: reported,
    ev.ShipmentBooked: mark("booked"),
    ev.ReplacementPromised: mark("booked"),
    ev.ParcelCalledBack: mark("called_back"),
    ev.ParcelSent: mark("sent"),
    ev.ParcelDelivered: mark("delivered"),
    ev.ParcelReturning: mark("returning"),
    ev.ParcelReturned: mark("returned"),
    ev.ParcelLost: mark("lost"),
    ev.ParcelLabelled: scanned,
    ev.ParcelMoved: scanned,
    ev.ParcelOutForDelivery: scanned,
    ev.ParcelAttemptFailed: scanned,
    ev.ParcelHeld: scanned,
    ev.ParcelTroubled: scanned,
    ev.ParcelRefused: scanned,
    ev.TrackingChanged: tracking_now,
    ev.ParcelForecast: forecast,
    ev.CarrierAsked: inquiry(False),
    ev.CarrierAnswered: inquiry(True),
    ev.ChoiceOffered: offered,
    ev.ChoiceMade: chosen,
    ev.CaseOpened: lambda o, e: o.with_(cases=o.cases | {e.case}),
    ev.CaseClosed: case_closed,
    ev.NonReceiptReported: lambda o, e: o.with_(missed_at=max(o.missed_at, e.at)),
    ev.MailsChosen: lambda o, e: o.with_(declined=newest(o.declined, (e.at, tuple(sorted(PARCEL_MAILS & {*e.declined}))))),
    ev.FactStruck: strike,
    ev.TellAgain: lambda o, e: o.with_(again=o.again | {e.id}),
    ev.NoticeDelivered: lambda o, e: o.with_(fared=o.fared | {(e.kind, e.occasion, "delivered", e.by)}),
    ev.NoticeBounced: lambda o, e: o.with_(fared=o.fared | {(e.kind, e.occasion, "bounced", e.by)}),
    ev.NoticeRerouted: lambda o, e: o.with_(fared=o.fared | {(e.kind, e.occasion, "rerouted", e.by)}),
    ev.PolicyMoved: lambda o, e: o.with_(policy=e.version),
    ev.Lapsed: lapsed,
}


def learn(order: Order, event: ev.Event) -> Order:
    """The order that also knows this. The same value again where the event tells nothing new."""
    remember = LEARN.get(type(event))
    return remember(order, event) if remember else order
