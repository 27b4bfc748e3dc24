"""One order as it stands → every fact that it proves. Pure; never a difference to what we have.

Some codes hide how far the order is (IN_CANCEL, IN_FROZEN, IN_ISSUE, FINISH): there the side fields tell, always."""

from collections.abc import Callable
from typing import Literal

from todoke.channels.aliexpress.fields import Row, listed, money, shown, when, word
from todoke.channels.aliexpress.seen import ENDED_AT, Child, Seen, buyer_name, first_money, seen, until
from todoke.channels.aliexpress.statuses import ENDS, LOGISTICS_SENT, OVER, PARTS, SENT, End
from todoke.channels.channel import Reading, Setup
from todoke.channels.fields import table, text
from todoke.rules import events as ev
from todoke.rules.people import Address, Contact
from todoke.rules.units import Units, count, units

PAYMENT, DISPUTE, REFUND = "pay:order", "dis:order", "ref:end"  # one payment, one dispute and one refund at the end per order
NOT_YET_BACK = ("WAIT_REFUND", "REFUND_FROZEN")  # of refund_status
ONE = 1
DAY = 86_400
HOW = "finished, but how?"


def read(row: Row, named: str, setup: Setup) -> Reading:
    """Raises Unclear where a field that everything hangs on is missing."""
    order = seen(row, named, setup)
    events, unknown = ended(order)
    found = (*agreed(order, setup), *paid(order), *left(order, events), *held(order), *disputed(order), *cut(order), *events, *dates(order))
    contact = Contact(name=buyer_name(order.row), note=text(order.row, "memo"))
    return Reading(
        order.ref, found, order.ref, contact if contact != Contact() else None, address_in(order.row), order.at, (*order.unknown, *unknown, *which(order))
    )  # fmt: skip


# ── the agreement ───────────────────────────────────────────────────────────────────────────────────
def agreed(order: Seen, setup: Setup) -> tuple[ev.Event, ...]:
    """As bought, and as it is now: the price may be cut before it is paid. Of an order that is over, or whose lines were cut, only as bought.

    An answer without lines (findorderbaseinfo) tells how the order goes, and not what it is."""
    if not order.lines:
        return ()
    terms = ev.Terms(ruler="channel", completes="channel", tracked=any(not line.digital for line in order.lines), mails=mails(setup))
    manner = ev.Manner(order.ref, order.currency, order.locale, order.way, shipping=shipping_name(order), gateway=text(order.row, "payment_type"))
    placed = ev.OrderPlaced(
        at=when(order.row, "gmt_create") or order.at, terms=terms, pays="later" if order.way == "cod" else "first", total=order.total, lines=order.lines,
        bill=bill(order), manner=manner,
    )  # fmt: skip
    if order.status in OVER or closed_children(order):
        return (placed,)
    return (placed, ev.LinesChanged(at=order.at, total=order.total, lines=order.lines, bill=bill(order)))


def mails(setup: Setup) -> Literal["channel", "todoke"]:
    return "channel" if setup.mails == "channel" else "todoke"


def shipping_name(order: Seen) -> str:
    return next((found for child in order.children if (found := text(child.row, "logistics_service_name", "logistics_type"))), "")


def bill(order: Seen) -> ev.Bill:
    """What is less than lines and shipping together is a discount, of the shop or of AliExpress."""
    goods = sum(line.amount for line in order.lines)
    less = goods + (order.shipping or 0) - order.total if order.total is not None and order.lines else 0
    return ev.Bill(subtotal=goods if order.lines else None, shipping=order.shipping, discount=less if less > 0 else None)


# ── money ───────────────────────────────────────────────────────────────────────────────────────────
def paid(order: Seen) -> tuple[ev.Event, ...]:
    """One payment under one name: being checked, or there."""
    amount = money(order.row.get("pay_amount"), "pay_amount", order.currency)
    amount = order.total if amount is None else amount
    how_far = secured(order)
    if how_far == "paid" and amount is not None:
        return (ev.PaymentReceived(at=order.paid_at or order.at, payment=PAYMENT, amount=amount, way=order.way),)
    if how_far == "checked":
        return (ev.PaymentStarted(at=order.paid_at or order.at, payment=PAYMENT, amount=amount or 0, way=order.way),)
    return ()


def secured(order: Seen) -> str:
    """The code's word; where it hides the money, the side field's; and where nothing else speaks, the moment of paying."""
    said = {"PAY_SUCCESS": "paid", "WAIT_SELLER_CHECK": "checked"}.get(order.side("fund_status"), "")
    if order.code.money:
        return order.code.money
    return said or ("paid" if order.paid_at and order.code.hides and order.side("fund_status") != "NOT_PAY" else "")


# ── goods ───────────────────────────────────────────────────────────────────────────────────────────
def left(order: Seen, end: tuple[ev.Event, ...]) -> tuple[ev.Event, ...]:
    """How many pieces have left, and each number of a parcel. Which piece lies in which of several parcels is not told."""
    gone = sent(order, end)
    if not gone:
        return ()
    parcels = numbered(order)
    at = min((when(row, "gmt_send") for row in parcels if when(row, "gmt_send")), default=when(order.row, "gmt_send_goods_time") or order.at)
    found = [ev.ShipmentReported(at=at, units=gone)]
    return (*found, *(event for row in parcels for event in parcel(row, gone if len(parcels) == 1 else (), order)))


def sent(order: Seen, end: tuple[ev.Event, ...]) -> Units:
    """The code, the logistics status and the child orders: whoever says most. A completed order has left whole."""
    whole = units((child.line.id, child.line.units) for child in order.children if child not in closed_children(order))
    said = {order.code.sent, LOGISTICS_SENT.get(order.side("logistics_status"), "")}
    if "all" in said or any(isinstance(event, ev.OrderCompleted) for event in end):
        return whole
    told = units(pair for child in order.children for pair in sent_of(child))
    return told or (at_least_one(whole) if "part" in said else ())


def sent_of(child: Child) -> tuple[tuple[str, int], ...]:
    if child.status in SENT:
        return ((child.line.id, child.line.units),)
    return ((child.line.id, ONE),) if child.status in PARTS and child.line.units > ONE else ()


def at_least_one(whole: Units) -> Units:
    """Part has left, and nobody says which: one piece, as more is not proven. Of a single piece no part can leave: `which` tells people."""
    return ((whole[0][0], ONE),) if count(whole) > ONE else ()


def which(order: Seen) -> tuple[str, ...]:
    """A part of a single piece."""
    single = order.code.sent == "part" and not sent(order, ())
    return ("order_status: SELLER_PART_SEND_GOODS, and no line of it tells that it has left",) if single else ()


def numbered(order: Seen) -> list[Row]:
    rows = listed(order.row.get("logistic_info_list")) or listed(order.row.get("logistics_info_list"))
    return [row for row in rows if number_of(row)]


def number_of(row: Row) -> str:
    """Written wrongly for years."""
    return text(row, "logistics_no", "logisitics_no")


def parcel(row: Row, pieces: Units, order: Seen) -> tuple[ev.Event, ...]:
    """AliExpress knows a parcel by its number only."""
    name, carrier = f"par:{number_of(row)}", text(row, "logistics_service_name", "logistics_type_code")
    gone = ev.ParcelSent(at=when(row, "gmt_send") or order.at, parcel=name, units=pieces, carrier=carrier, numbers=(number_of(row),))
    arrived = when(row, "gmt_received") if word(row, "receive_status") == "RECEIVED" else 0
    return (gone, ev.ParcelDelivered(at=arrived, parcel=name)) if arrived else (gone,)


def closed_children(order: Seen) -> tuple[Child, ...]:
    """A finished child in an order that goes on was cancelled."""
    return () if order.status in (*OVER, "FUND_PROCESSING") else tuple(child for child in order.children if child.status in OVER)


def cut(order: Seen) -> tuple[ev.Event, ...]:
    """Its pieces will not be bought; AliExpress pays them back by itself."""
    found: list[ev.Event] = []
    for child in closed_children(order):
        line, at = child.line, order.at
        back = award_of(child.row, order.currency) or line.amount
        found.append(ev.LinesCancelled(at=at, id=f"cut:{line.id}", units=((line.id, line.units),), amount=line.amount, reason="other", by="channel"))
        found += [ev.RefundPaid(at=at, refund=f"ref:{line.id}", amount=back)] if secured(order) == "paid" and back else []
    return tuple(found)


# ── held, disputed ──────────────────────────────────────────────────────────────────────────────────
def held(order: Seen) -> tuple[ev.Event, ...]:
    """Suspected or not, asked to cancel or not: the newest word holds, so that both can be said in every snapshot."""
    found: list[ev.Event] = []
    statuses = {word(row, "frozen_status") for row in (order.row, *(child.row for child in order.children))}
    if order.status == "IN_FROZEN" or "IN_FROZEN" in statuses:
        found.append(ev.OrderFrozen(at=order.at))
    elif order.side("frozen_status") == "NO_FROZEN":
        found.append(ev.OrderUnfrozen(at=order.at))
    if order.status == "IN_CANCEL":
        found.append(ev.CancelAsked(at=order.at, by="buyer"))
    return (*found, ev.CancelWithdrawn(at=order.at)) if order.code.unasked else tuple(found)


def disputed(order: Seen) -> tuple[ev.Event, ...]:
    """At most one, under one name. What is awarded goes back the way it was paid."""
    statuses = {word(row, "issue_status") for row in (order.row, *(child.row for child in order.children))}
    if order.status == "IN_ISSUE" or "IN_ISSUE" in statuses:
        answer_by = until(order) if order.code.clock == "answer_by" else 0
        return (ev.DisputeOpened(at=when(table(order.row.get("issue_info")), "issue_time") or order.at, dispute=DISPUTE, answer_by=answer_by or None),)
    if "END_ISSUE" not in statuses:
        return ()
    award = awarded(order)
    back = (ev.RefundPaid(at=order.at, refund=REFUND, amount=award),) if award and went_back(order.row) else ()
    return (ev.DisputeFinished(at=order.at, dispute=DISPUTE, award=award), *back)


def awarded(order: Seen) -> int:
    """What the buyer gets back, never more than was paid."""
    found = award_of(order.row, order.currency) or sum(award_of(child.row, order.currency) for child in order.children)
    return min(found, order.total) if order.total is not None else found


def award_of(row: Row, currency: str) -> int:
    """In money and in coupons."""
    back = table(row.get("refund_info"))
    return sum(max(0, first_money(back, currency, name) or 0) for name in ("refund_cash_amt", "refund_coupon_amt"))


def went_back(row: Row) -> bool:
    return word(table(row.get("refund_info")), "refund_status") not in NOT_YET_BACK


# ── the end ─────────────────────────────────────────────────────────────────────────────────────────
def ended(order: Seen) -> tuple[tuple[ev.Event, ...], tuple[str, ...]]:
    """FUND_PROCESSING: the buyer has it. FINISH is over, and only the rest of the order tells how; what does not tell is asked of people."""
    if order.status == "FUND_PROCESSING":
        return completed(order, ENDS.get(reason_of(order), ENDS["buyer_accept_goods"]), paid_out=False), ()
    if order.status not in OVER:
        return (completed(order, ENDS["buyer_accept_goods"], paid_out=False) if order.side("logistics_status") == "BUYER_ACCEPT_GOODS" else ()), ()
    end = how(order)
    if end is None:
        return (), (f"order_status: FINISH, {HOW} (end_reason {reason_of(order) or 'not told'})",)
    known = ENDS.get(reason_of(order))
    strange = (f"end_reason: {reason_of(order)}",) if reason_of(order) and known is None else ()
    return (completed(order, end) if end.kind != "cancelled" else cancelled(order, end)), strange


def reason_of(order: Seen) -> str:
    return text(order.row, "end_reason", "order_end_reason").lower()


def how(order: Seen) -> End | None:
    """The first that is true."""
    said, issue, goods = ENDS.get(reason_of(order)), order.side("issue_status"), order.side("logistics_status")
    if secured(order) != "paid":
        return said if said and said.kind == "cancelled" else End("cancelled", "unpaid", "channel")
    if said:
        return said
    if issue == "END_ISSUE":
        return End("cancelled", "other", "channel") if order.total and awarded(order) >= order.total else ENDS["buyer_accept_goods"]
    if goods == "BUYER_ACCEPT_GOODS" or word(order.row, "loan_status") == "LOAN_OK":
        return ENDS["buyer_accept_goods"]
    return End("cancelled", "other", "channel") if goods in ("NO_LOGISTICS", "WAIT_SELLER_SEND_GOODS") else None


def end_of(order: Seen) -> int:
    return when(order.row, *ENDED_AT) or order.at


def completed(order: Seen, end: End, *, paid_out: bool = True) -> tuple[ev.Event, ...]:
    """Nobody confirmed it in time: then its protection ended at that very moment."""
    at = end_of(order)
    found: list[ev.Event] = [ev.OrderCompleted(at=at, how=end.kind if end.kind != "cancelled" else "")]
    found += [ev.DatesPromised(at=at, protect_until=at)] if end.kind == "timed out" else []
    return (*found, ev.PaidOut(at=at)) if paid_out and word(order.row, "loan_status") != "WAIT_LOAN" else tuple(found)


def cancelled(order: Seen, end: End) -> tuple[ev.Event, ...]:
    """Money that came goes back by itself."""
    at, back = end_of(order), award_of(order.row, order.currency) or (order.total or 0)
    refund = (ev.RefundPaid(at=at, refund=REFUND, amount=back),) if secured(order) == "paid" and back else ()
    return (ev.OrderCancelled(at=at, reason=end.reason, by=end.by), *refund)


# ── dates ───────────────────────────────────────────────────────────────────────────────────────────
def dates(order: Seen) -> tuple[ev.Event, ...]:
    """What the running deadline is depends on the status. An extension is a later date of the same; of two words of one moment the later holds."""
    if order.code.clock not in PROMISE:
        return ()
    at = until(order) or (to_be_ready(order) if order.code.clock == "ship_by" else 0)
    return (PROMISE[order.code.clock](order.at, at),) if at else ()


PROMISE: dict[str, Callable[[int, int], ev.DatesPromised]] = {
    "pay_by": lambda said, date: ev.DatesPromised(at=said, pay_by=date),
    "ship_by": lambda said, date: ev.DatesPromised(at=said, ship_by=date),
    "protect_until": lambda said, date: ev.DatesPromised(at=said, protect_until=date),
}


def to_be_ready(order: Seen) -> int:
    """Where nobody tells the time left: the days in which the goods must be ready, from the payment on."""
    days = [int(said) for child in order.children if (said := text(child.row, "goods_prepare_time")).isascii() and said.isdecimal() and len(said) < 4]
    return order.paid_at + max(days) * DAY if order.paid_at and days and max(days) else 0


# ── people ──────────────────────────────────────────────────────────────────────────────────────────
def address_in(row: Row) -> Address | None:
    """The info of some ages carries it, masked or not."""
    found = table(row.get("receipt_address"))
    return address(found) if shown(found, "detail_address", "address") else None


def address(row: Row) -> Address:
    """The recipient. Masked words are left out."""
    phone = shown(row, "mobile_no", "phone_number")
    country = shown(row, "phone_country")
    return Address(
        name=shown(row, "contact_person"), company=shown(row, "company"), country=text(row, "country").upper()[:2], postal_code=shown(row, "zip", "zip_code"),
        region=shown(row, "province"), city=shown(row, "city"), line1=shown(row, "detail_address", "address"), line2=shown(row, "address2"),
        phone=f"{country} {phone}".strip() if phone and country.startswith("+") else phone,
    )  # fmt: skip
