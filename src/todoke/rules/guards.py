"""Yes or no: the named questions that the tables ask about an order. Each docstring is the sentence people read."""

from todoke.rules.events import (
    ChoiceMade,
    GoodsMoved,
    LinesCancelled,
    ParcelFact,
    PaymentReceived,
    RefundGivenUp,
    ReplacementPromised,
    ReturnAsked,
    ShipmentBooked,
)
from todoke.rules.figures import (
    agreed,
    booked,
    delivered,
    has_left,
    is_back,
    is_there,
    let_off,
    moves,
    on_its_way,
    open_units,
    originals,
    owed,
    paid,
    paid_too_late,
    pieces,
    price,
    raw_price,
    refunded,
    sent,
    since_lines,
    unsent,
    valid,
)
from todoke.rules.order import (
    AWAITING_DELIVERY,
    CLOSED,
    COMPLETED,
    DELIVERED,
    GIVEN_UP,
    NONE,
    OPEN,
    STARTED,
    Order,
    figure,
)
from todoke.rules.units import count, covers, less, minus, plus

OVER_OR_AWAY = (AWAITING_DELIVERY, DELIVERED, COMPLETED, CLOSED)
COMES_FIRST = frozenset(("address_problem", "duplicate_order", "return"))
CLAIMS = frozenset(("non_delivery", "return", "damaged_or_wrong"))


# ── who rules ───────────────────────────────────────────────────────────────────────────────────────
def shop_rules(o: Order) -> bool:
    """on this channel the shop's word closes an order"""
    return o.terms is None or o.terms.ruler == "shop"


def channel_rules(o: Order) -> bool:
    """on this channel the channel's word closes an order"""
    return not shop_rules(o)


def closes_late(o: Order) -> bool:
    """the shop's policy closes an order that has not left in time"""
    return shop_rules(o) and o.terms is not None and o.terms.closes_late


def channel_completes(o: Order) -> bool:
    """only the channel's word completes an order"""
    return o.terms is not None and o.terms.completes == "channel"


def clock_completes(o: Order) -> bool:
    """nobody says that an order is finished: the end of the protection does"""
    return o.terms is not None and o.terms.completes == "clock"


# ── money ───────────────────────────────────────────────────────────────────────────────────────────
def pays_later(o: Order) -> bool:
    """goods leave before the money comes (cash on delivery, invoice)"""
    return o.pays[1] == "later"


def priced(o: Order) -> bool:
    """its total is known"""
    return o.total is not None


@figure
def covered(o: Order) -> bool:
    """what came covers the price"""
    return o.total is not None and paid(o) >= price(o)


def checking(o: Order) -> bool:
    """a payment is being checked"""
    return bool(o.payments) and any(p.stage == STARTED for p in valid(o, o.payments))


def lacks_money(o: Order) -> bool:
    """the money is not, or no longer, there, or nobody knows yet how much it should be"""
    return not priced(o) or (not pays_later(o) and paid(o) - refunded(o) < price(o))


def owes_buyer(o: Order) -> bool:
    """more came than the shop may keep"""
    return bool(o.payments or o.moved) and owed(o) > 0


def all_went_back(o: Order) -> bool:
    """all that came went back"""
    return bool(o.refunds) and refunded(o) > 0 and refunded(o) >= paid(o)


def some_went_back(o: Order) -> bool:
    """part of what came went back"""
    return bool(o.refunds) and refunded(o) > 0


def settled(o: Order) -> bool:
    """channel, provider or carrier have settled with the shop"""
    return o.paid_out and paid(o) > 0


def money_is_here(o: Order) -> bool:
    """what came, less what went back, covers the price"""
    return o.terms is not None and covered(o) and (paid(o) > 0 or o.total == 0 or bool(o.moved and o.payments))


def grants_too_much(o: Order) -> bool:
    """more would be let off than the buyer is known to pay"""
    return raw_price(o) < 0


def sends_back_too_much(o: Order) -> bool:
    """more would go back than came"""
    return refunded(o) + on_its_way(o) > paid(o)


def no_such_failure(o: Order, event: RefundGivenUp) -> bool:
    """no failed refund of that name"""
    return all((r.id, r.stage) != (event.refund, GIVEN_UP) for r in o.refunds)


# ── where the goods are ─────────────────────────────────────────────────────────────────────────────
def nothing_left(o: Order) -> bool:
    """nothing is left of the order: every piece is cancelled, moved or given back"""
    if o.terms is None or not o.given_back:
        return o.terms is not None and not open_units(o)
    return covers(pieces(valid(o, o.given_back)), open_units(o))


def all_delivered(o: Order) -> bool:
    """everything has arrived"""
    return bool(o.parcels) and o.terms is not None and bool(open_units(o)) and covers(delivered(o), open_units(o))


def all_sent(o: Order) -> bool:
    """everything has left"""
    return some_sent(o) and o.terms is not None and bool(open_units(o)) and covers(sent(o), open_units(o))


def some_sent(o: Order) -> bool:
    """part of it has left"""
    return bool(o.parcels or o.reported) and bool(sent(o))


def lacks_stock(o: Order) -> bool:
    """goods are not there yet"""
    return bool(o.short or o.promised)


def moves_too_much(o: Order) -> bool:
    """those pieces or that money are not there to be moved"""
    after = minus(plus(o.units, pieces(moves(o))), pieces(since_lines(o, o.cancelled)))
    return paid(o) < 0 or raw_price(o) < 0 or any(n < 0 for _, n in minus(after, sent(o)))


def takes_goods(o: Order, event: GoodsMoved) -> bool:
    """goods of another order would come to it"""
    return any(n > 0 for _, n in event.units)


def begins_with_it(o: Order) -> bool:
    """it was made for what is split off another order, and holds nothing else"""
    return o.lines_at == 0 and not o.units and len(o.moved) == 1


# ── ended, and by whom ──────────────────────────────────────────────────────────────────────────────
def is_cancelled(o: Order) -> bool:
    """channel or site say cancelled, and nobody took it up again since"""
    return o.cancelled_at > o.reopened_at


def is_completed(o: Order) -> bool:
    """it was completed, and nobody struck that out since"""
    return o.completed_at > o.uncompleted_at


def closing_stands(o: Order) -> bool:
    """we closed it, and nothing shows that we were wrong"""
    return o.closed_by is not None and not (paid_in_time(o) or sent_in_time(o))


def paid_in_time(o: Order) -> bool:
    """the money was there before the deadline passed; we only heard of it late"""
    return (o.closed_by is not None and o.closed_by[0] == "payment_due" and priced(o)
            and paid(o) - paid_too_late(o) >= agreed(o) - let_off(o))


def sent_in_time(o: Order) -> bool:
    """it had left before the deadline passed; we only heard of it late"""
    end = o.closed_by[1] if o.closed_by and o.closed_by[0] == "ship_by" else None
    return end is not None and any(p.sent_at <= end and not is_back(p) for p in originals(o))


def came_too_late(o: Order, event: PaymentReceived) -> bool:
    """it was paid after the order was over, by their own times"""
    return event.at > over_since(o)


def can_be_taken_up(o: Order) -> bool:
    """the shop's word counts here, something is left to deliver, and no money of ours has gone back"""
    return shop_rules(o) and not nothing_left(o) and not any(r.ours and r.stage != GIVEN_UP for r in o.refunds)


def over_since(o: Order) -> int:
    """When what closed it happened: the word, the deadline, or the last of its lines that went."""
    if is_cancelled(o):
        return o.cancelled_at
    return o.closed_by[1] if o.closed_by else max([o.lines_at, *(part.at for part in valid(o, o.cancelled))])


def why_closed(o: Order) -> str:
    """the reason with which it was closed"""
    if is_cancelled(o):
        return o.cancelled_for
    return o.closed_by[2] if o.closed_by else ""


def cut_by_us(o: Order, event: LinesCancelled) -> bool:
    """we cancelled those pieces ourselves"""
    return event.by in ("shop", "desk")


def last_cut_by_us(o: Order, event: LinesCancelled) -> bool:
    """nothing is left, and we cancelled it ourselves"""
    return nothing_left(o) and cut_by_us(o, event)


def was_short(o: Order) -> bool:
    """part of it, or all, was cancelled because it was not there"""
    return (o.progress == CLOSED and why_closed(o) == "stockout") or any(part.reason == "stockout" for part in valid(o, o.cancelled))


# ── held, asked, disputed ───────────────────────────────────────────────────────────────────────────
def is_frozen(o: Order) -> bool:
    """the newest word is: frozen"""
    return o.freeze[1]


def is_held_back(o: Order) -> bool:
    """it may not leave yet"""
    return any(h.word[1] for h in valid(o, o.holds))


def is_answered(o: Order) -> bool:
    """a newer word takes the request back or answers it"""
    return not o.ask[1]


def is_asked_to_cancel(o: Order) -> bool:
    """somebody asked to cancel, nobody has answered, and it is not too late"""
    return o.ask[1] and not too_late_to_cancel(o)


def too_late_to_cancel(o: Order) -> bool:
    """everything has left, or the order is over"""
    return o.progress in OVER_OR_AWAY


def request_is_overtaken(o: Order) -> bool:
    """the buyer's request stands, but everything has left"""
    return o.ask[1] and o.progress in (AWAITING_DELIVERY, DELIVERED, COMPLETED)


def has_open_dispute(o: Order) -> bool:
    """a dispute is open"""
    return any(d.stage == OPEN for d in o.disputes)


def window_over(o: Order) -> bool:
    """more than 15 days have passed since completion"""
    return "dispute_window" in o.lapsed


def case_holds_back(o: Order) -> bool:
    """a case about this order must be answered first"""
    return not o.cases.isdisjoint(COMES_FIRST)


def claim_is_open(o: Order) -> bool:
    """the buyer says that something is wrong, and nobody has answered yet"""
    return o.dispute == OPEN or not o.cases.isdisjoint(CLAIMS)


def no_longer_asked(o: Order, event: ChoiceMade) -> bool:
    """that question is not open any more"""
    return o.choice is None or o.choice.id != event.choice or o.choice.case not in o.cases


def was_not_offered(o: Order, event: ChoiceMade) -> bool:
    """that was not among the choices"""
    return o.choice is None or event.option not in o.choice.options


def came_wrong(o: Order, event: ReturnAsked) -> bool:
    """it is damaged, wrong or incomplete"""
    return event.reason in ("damaged", "broken", "wrong", "missing")


# ── what the buyer gives back ───────────────────────────────────────────────────────────────────────
def goes_to_shop(o: Order, event: ParcelFact) -> bool:
    """it is the buyer's own parcel, on its way to the shop"""
    return bool(o.sent_back) and any(p.id == event.parcel for p in o.sent_back)


def is_back_unseen(o: Order, event: ParcelFact) -> bool:
    """it is the buyer's own parcel, and nobody has looked yet at what is in it"""
    looked_at = {part.id for part in o.given_back + o.exchanged}
    return any(p.id == event.parcel and not (p.back_for in looked_at if p.back_for else looked_at) for p in valid(o, o.sent_back))


# ── may it leave ────────────────────────────────────────────────────────────────────────────────────
def must_not_leave(o: Order) -> bool:
    """what is booked must not leave: it is held, disputed or closed, its money is not there, a case comes first, or its lines were cut"""
    return (o.hold != NONE or o.dispute == OPEN or is_held_back(o) or o.progress == CLOSED
            or (not too_late_to_cancel(o) and (lacks_money(o) or case_holds_back(o) or overbooked(o))))


def overbooked(o: Order) -> bool:
    """parcels booked and sent hold more than is bought: its lines were cut after they were booked"""
    if not o.parcels:
        return False
    out = pieces(p for p in originals(o) if has_left(p) and not is_back(p))
    return not covers(open_units(o), plus(booked(o), out))


def is_not_there(o: Order, event: ShipmentBooked) -> bool:
    """the goods are not there"""
    asked = frozenset(line for line, _ in event.units)
    return any(line in asked for line, _ in less(booked(o), is_there(o))) and lacks_stock(o)


def books_too_much(o: Order) -> bool:
    """more would be booked than is left to send"""
    return not covers(unsent(o), booked(o))


def was_called_back(o: Order, event: ShipmentBooked) -> bool:
    """that parcel was called back"""
    return any(p.id == event.parcel and "called_back" in p.marks for p in o.parcels)


def came_home(o: Order, event: ParcelFact) -> bool:
    """that parcel turned round and is at the shop again"""
    return any(p.id == event.parcel and is_back(p) for p in o.parcels)


def has_left_already(o: Order, event: ShipmentBooked) -> bool:
    """that parcel is reported as sent"""
    return any(p.id == event.parcel and has_left(p) for p in o.parcels)


def replaces_nothing(o: Order, event: ReplacementPromised) -> bool:
    """the parcel to be replaced has not left"""
    return not any(p.id == event.instead_of and has_left(p) for p in originals(o))


def is_empty(o: Order, event: ShipmentBooked) -> bool:
    """a parcel without anything in it"""
    return count(event.units) <= 0
