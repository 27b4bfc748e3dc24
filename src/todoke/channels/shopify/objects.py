"""Transactions, refunds, fulfilments, their scans and disputes: Shopify's words → our events, one table each.

Source: shopify.dev, Admin API, Order, OrderTransaction, Refund, Fulfillment, FulfillmentEvent, Dispute; versions 2023-07 to
2026-10, read 2026-11.
Names of facts bear Shopify's own ids, so that the same fact from webhook, order and API answer is one fact."""

from collections.abc import Callable
from typing import NamedTuple

from todoke.channels.fields import minor, rows, table, text
from todoke.channels.shopify.fields import Row, bag, currency_of, identity, line_of, paid, pieces, when, word
from todoke.channels.ways import SLIPS, way_of
from todoke.rules import events as ev
from todoke.rules.units import Units, units
from todoke.tracking.scans import status_of
from todoke.tracking.wordings import Taught

AUTHORISATIONS = ("authorization", "emv_authorization")
PAYMENTS = (*AUTHORISATIONS, "sale")
FAILED = ("failure", "error")
SOURCE = "shopify"  # whose words its scans are: tracking/words_aggregators.py
OURS = "Todoke "  # how the note of a refund begins that we handed over: its reason is in our own books
NOT_TAKEN_BACK = ("no_restock", "legacy_restock")

DISPUTES_OPEN, DISPUTES_LOST, DISPUTES_WON = (
    ("needs_response", "under_review"),
    ("charge_refunded", "accepted", "lost"),
    ("won", "prevented"),
)

# reason of a hold → what becomes of it; the rest are reasons to wait that nobody suspects
HOLDS: dict[str, Callable[[int, str], ev.Event]] = {
    "high_risk_of_fraud": lambda at, _: ev.OrderFrozen(at=at),
    "incorrect_address": lambda at, reason: ev.CaseOpened(at=at, case="address_problem", reason=reason),
    "inventory_out_of_stock": lambda at, reason: ev.CaseOpened(at=at, case="stockout", reason=reason),
}
WAITS = ("awaiting_payment", "awaiting_return_items", "online_store_post_purchase_cross_sell", "unknown_delivery_date", "other")


class Found(NamedTuple):
    """Facts, and words that nobody knows yet (`path: word`); of a scan also as (carrier, wording), so that they can be taught."""

    events: tuple[ev.Event, ...] = ()
    unknown: tuple[str, ...] = ()
    wordings: tuple[tuple[str, str], ...] = ()


def together(*many: Found) -> Found:
    return Found(
        tuple(event for found in many for event in found.events), tuple(word for found in many for word in found.unknown)
    )


# ── money ───────────────────────────────────────────────────────────────────────────────────────────
def amount_of(row: Row, currency: str) -> int:
    """A transaction's amount, in the shop's money where both are told."""
    amount, code = bag(row, "amount")
    return (
        minor(amount, code or currency, "amount")
        if amount is not None
        else minor(row.get("amount"), currency_of(row, currency), "amount")
    )


def root_of(row: Row) -> str:
    """A capture and a void bear the name of their authorisation."""
    parent = table(row.get("parent_transaction"))
    return (
        identity(parent, "parent_transaction")
        if parent
        else identity(row, field="parent_id")
        if text(row, "parent_id")
        else identity(row)
    )


def transaction(row: Row, currency: str) -> Found:
    """One movement of money, or a try. What is not listed here says nothing about the order's money."""
    kind, status = word(row, "kind"), word(row, "status")
    reader = KINDS.get(kind)
    if not reader:
        return Found(unknown=(f"kind: {kind}",))
    at = when(row, "processed_at", "created_at")
    return Found(tuple(event for event in reader(row, status, currency, at) if event))


def payment(row: Row, status: str, currency: str, at: int) -> tuple[ev.Event | None, ...]:
    name, gateway = f"pay:{root_of(row)}", text(row, "gateway")
    way = way_of(gateway)
    if status == "success":
        return (ev.PaymentReceived(at=at, payment=name, amount=amount_of(row, currency), way=way),)
    if status == "pending" and not row.get("manual_payment_gateway") and way not in (*SLIPS, "cod"):
        return (ev.PaymentStarted(at=at, payment=name, amount=amount_of(row, currency), way=way),)
    return (ev.PaymentFailed(at=at, payment=name),) if status in FAILED else ()


def capture(row: Row, status: str, currency: str, at: int) -> tuple[ev.Event | None, ...]:
    """A capture that fails leaves the authorisation standing."""
    return payment(row, status, currency, at) if status == "success" else ()


def void(row: Row, status: str, currency: str, at: int) -> tuple[ev.Event | None, ...]:
    return (ev.PaymentReleased(at=at, payment=f"pay:{root_of(row)}"),) if status == "success" else ()


def money_back(row: Row, status: str, currency: str, at: int) -> tuple[ev.Event | None, ...]:
    name = f"ref:{identity(row)}"
    if status == "success":
        return (ev.RefundPaid(at=at, refund=name, amount=amount_of(row, currency), way=way_of(text(row, "gateway"))),)
    return (ev.RefundFailed(at=at, refund=name),) if status in FAILED else ()


KINDS: dict[str, Callable[[Row, str, str, int], tuple[ev.Event | None, ...]]] = {
    **dict.fromkeys(PAYMENTS, payment), "capture": capture, "void": void, "refund": money_back, "change": money_back,
}  # fmt: skip


# ── refunds ─────────────────────────────────────────────────────────────────────────────────────────
class Share(NamedTuple):
    """One line of a refund: so many pieces of that line, for so much. `kept` of them had left and stay with the buyer."""

    id: str
    line: str
    units: int
    amount: int
    kind: str
    kept: int = 0


def shares(refund: Row, currency: str, gone: dict[str, int] | None = None) -> tuple[Share, ...]:
    """The lines of a refund. `gone`: pieces of each line that had left and stay with the buyer, and they are handed out here,
    each once;
    None where only the refund itself is told: then the line's own word must do, and what it leaves open comes with the order."""
    found = after_fee([share(row, currency) for row in rows(refund.get("refund_line_items"))], refund, currency)
    if gone is None:
        return tuple(row for row, raw in zip(found, rows(refund.get("refund_line_items")), strict=True) if decided(row, raw))
    return tuple(with_kept(row, gone) for row in found)


def share(row: Row, currency: str) -> Share:
    place, status = "refund_line_items", word(table(row.get("line_item")), "fulfillment_status")
    amount, count, kind = (
        paid(row, "subtotal", currency) + paid(row, "total_tax", currency),
        pieces(row, "quantity", place),
        word(row, "restock_type"),
    )
    kept = count if kind in NOT_TAKEN_BACK and status == "fulfilled" else 0
    return Share(identity(row, place), line_of(row, place), count, amount, kind, kept)


def with_kept(row: Share, gone: dict[str, int]) -> Share:
    """Of pieces that were refunded and not taken back, those that had left stay with the buyer."""
    kept = min(row.units, gone.get(row.line, 0)) if row.kind in NOT_TAKEN_BACK else 0
    gone[row.line] = gone.get(row.line, 0) - kept
    return row._replace(kept=kept)


def decided(row: Share, raw: Row) -> bool:
    """Half of a line had left, and only the order can say which half this is: orders/updated follows and does."""
    return row.kind not in NOT_TAKEN_BACK or word(table(raw.get("line_item")), "fulfillment_status") in ("", "fulfilled")


def after_fee(found: list[Share], refund: Row, currency: str) -> list[Share]:
    """Less money went back than the lines cost (a fee was kept): the last lines are worth that much less."""
    short = sum(row.amount for row in found) - sum_back(refund, currency) if any_back(refund) else 0
    kept: list[Share] = []
    for row in reversed(found):
        cut = min(max(short, 0), row.amount)
        short -= cut
        kept.insert(0, row._replace(amount=row.amount - cut))
    return kept


def sent_back(refund: Row) -> list[Row]:
    """Its transactions that paid money back, or are about to."""
    return [
        row for row in rows(refund.get("transactions")) if word(row, "kind") == "refund" and word(row, "status") not in FAILED
    ]


def any_back(refund: Row) -> bool:
    return bool(sent_back(refund))


def sum_back(refund: Row, currency: str) -> int:
    return sum(amount_of(row, currency) for row in sent_back(refund))


def refund(row: Row, currency: str, found: tuple[Share, ...], reason: str = "") -> Found:
    """Pieces not bought, pieces back, pieces kept for less, and the money that went out."""
    at = when(row, "processed_at", "created_at")
    lines = [refunded(each, at, reason) for each in found]
    return together(*lines, *(transaction(money, currency) for money in rows(row.get("transactions"))))


def refunded(row: Share, at: int, reason: str) -> Found:
    if row.kind == "return":
        return Found(
            (
                ev.ReturnReceived(
                    at=at,
                    id=f"ret:{row.id}",
                    units=of_line(row.line, row.units),
                    amount=row.amount,
                    fit=of_line(row.line, row.units),
                ),
            )
        )
    if row.kind not in ("cancel", *NOT_TAKEN_BACK):
        return Found(unknown=(f"refunds.refund_line_items.restock_type: {row.kind}",))
    cut, worth = row.units - row.kept, row.amount * row.kept // row.units if row.units else 0
    allowed = ev.AllowanceReported(at=at, id=f"alw:{row.id}", amount=worth, reason=reason)
    dropped = ev.LinesCancelled(
        at=at, id=f"cut:{row.id}", units=of_line(row.line, cut), amount=row.amount - worth, reason=reason, by="channel"
    )
    return Found((*((allowed,) if row.kept else ()), *((dropped,) if cut else ())))


def of_line(line: str, count: int) -> Units:
    return units(((line, count),))


# ── parcels ─────────────────────────────────────────────────────────────────────────────────────────
def digital(line: Row) -> bool:
    return line.get("requires_shipping") is False or line.get("gift_card") is True


def held(fulfilment: Row) -> Units:
    """What is in the parcel. GraphQL names the order's line beside the fulfilment's own."""
    return units(
        (line_id(line), pieces(line, "quantity", "fulfillments.line_items")) for line in rows(fulfilment.get("line_items"))
    )


def line_id(line: Row) -> str:
    return identity(table(line.get("line_item")) or line, "line_items")


def all_digital(fulfilment: Row) -> bool:
    lines = [table(line.get("line_item")) or line for line in rows(fulfilment.get("line_items"))]
    return bool(lines) and all(digital(line) for line in lines)


def tracking_of(row: Row) -> tuple[str, tuple[str, ...], str]:
    """Carrier, numbers, link. Several numbers are one parcel of ours, delivered when the last one is."""
    info = rows(row.get("tracking_info"))
    if info:
        numbers = tuple(number for each in info if (number := text(each, "number")))
        return text(info[0], "company"), numbers, text(info[0], "url")
    told = row.get("tracking_numbers")
    numbers = tuple(str(number) for number in told if number) if isinstance(told, list) else ()
    return (
        text(row, "tracking_company"),
        numbers or tuple(filter(None, (text(row, "tracking_number"),))),
        text(row, "tracking_url"),
    )


def fulfilment(row: Row) -> Found:
    """One parcel. A cancelled one never left, and a new try has a new id: what was said of it is struck out."""
    status, name = word(row, "status"), f"par:{identity(row, 'fulfillments')}"
    created, updated = when(row, "created_at"), when(row, "updated_at", "created_at")
    if status == "success":
        return Found(left(row, name, created, updated))
    if status in ("pending", "open"):
        return Found((ev.ParcelLabelled(at=created, parcel=name),))
    if status == "cancelled":
        return Found((ev.FactStruck(at=updated, fact=name),))
    if status in FAILED:
        return Found((ev.CaseOpened(at=updated, case="delay", reason=f"fulfilment {status}"),))
    return Found(unknown=(f"fulfillments.status: {status}",))


def left(row: Row, name: str, created: int, updated: int) -> tuple[ev.Event, ...]:
    carrier, numbers, url = tracking_of(row)
    found: list[ev.Event] = [ev.ParcelSent(at=created, parcel=name, units=held(row), carrier=carrier, numbers=numbers, url=url)]
    if numbers and updated > created:
        found.append(ev.TrackingChanged(at=updated, parcel=name, carrier=carrier, numbers=numbers, url=url))
    if all_digital(row):
        found.append(ev.ParcelDelivered(at=created, parcel=name))
    elif word(row, "shipment_status") == "delivered":
        found.append(ev.ParcelDelivered(at=updated, parcel=name))
    return tuple(found)


def scan(row: Row, taught: Taught = {}) -> Found:  # noqa: B006  never written to
    """One scan of the carrier, as Shopify passes it on (FulfillmentEventStatus)."""
    status, name = word(row, "status"), f"par:{identity(row, field='fulfillment_id')}"
    known, found = status_of(SOURCE, status, taught)
    if not known:
        return Found(unknown=(f"status: {status}",), wordings=((SOURCE, status),))
    promised = when(row, "estimated_delivery_at")
    at = when(row, "happened_at", "created_at")
    said = (ev.DatesPromised(at=when(row, "updated_at", "created_at") or at, deliver_by=promised),) if promised else ()
    return Found((*((found(at=at, parcel=name),) if found else ()), *said))


# ── disputes ────────────────────────────────────────────────────────────────────────────────────────
def dispute(row: Row, default: str) -> Found:
    """A chargeback, or a bank's question before one. Lost: the bank took the money already."""
    status, name = word(row, "status"), f"dis:{identity(row)}"
    amount = minor(row.get("amount"), currency_of(row, default), "amount")
    opened = ev.DisputeOpened(
        at=when(row, "initiated_at"),
        dispute=name,
        reason=word(row, "reason"),
        amount=amount,
        answer_by=when(row, "evidence_due_by") or None,
    )
    ended = when(row, "finalized_on")
    if status in DISPUTES_OPEN:
        return Found((opened,))
    if status in DISPUTES_LOST:
        taken = ev.RefundPaid(at=ended, refund=f"ref:{name}", amount=amount, way="chargeback")
        return Found((opened, ev.DisputeFinished(at=ended, dispute=name, award=amount), taken))
    if status in DISPUTES_WON:
        return Found((opened, ev.DisputeFinished(at=ended, dispute=name)))
    return Found((opened,), (f"status: {status}",))


# ── holds ───────────────────────────────────────────────────────────────────────────────────────────
def holds(order: Row, at: int) -> Found:
    """Holds as the API's answer shows them, one word for each fulfilment order: a webhook names the hold, but not the order
    that it is on."""
    return together(*(hold(row, at) for row in rows(order.get("fulfillment_orders"))))


def hold(row: Row, at: int) -> Found:
    name = f"hold:{identity(row, 'fulfillment_orders')}"
    reasons = [word(each, "reason") for each in rows(row.get("fulfillment_holds"))]
    special = tuple(HOLDS[reason](at, reason) for reason in reasons if reason in HOLDS)
    waits = ", ".join(reason for reason in reasons if reason in WAITS)
    said: ev.Event = ev.HoldPlaced(at=at, hold=name, reason=waits) if waits else ev.HoldReleased(at=at, hold=name)
    strange = tuple(
        f"fulfillment_orders.fulfillment_holds.reason: {reason}"
        for reason in reasons
        if reason not in HOLDS and reason not in WAITS
    )
    return Found((*special, said), strange)
