"""What Shopify's two statuses together mean for us: the order is read, goes through the tables, and ends in the cell that is
written here."""

import random
from typing import Any

import pytest
from tests.channels.shopify.said import READS, WEBHOOKS_ONLY, body, reading

from todoke.channels.channel import Setup
from todoke.rules.decide import advance
from todoke.rules.order import Order

Row = dict[str, Any]
SENT = {"nothing": (), "a part": (11,), "all": (11, 21)}


def move(ident: int, amount: str, kind: str = "sale", **more: Any) -> Row:
    told = {"status": "success", "currency": "JPY", "gateway": "shopify_payments", "processed_at": "2026-11-24T10:00:01+09:00"}
    return {"id": ident, "kind": kind, "amount": amount} | told | more


def back(kind: str, *lines: tuple[int, int, str]) -> list[Row]:
    return [
        {"id": 700 + line, "quantity": count, "line_item_id": line, "restock_type": kind, "subtotal": amount, "total_tax": "0"}
        for line, count, amount in lines
    ]


def refund(amount: str, lines: list[Row]) -> Row:
    rows = [move(721, amount, "refund", parent_id=901)]
    return {"id": 701, "processed_at": "2026-11-26T10:00:00+09:00", "refund_line_items": lines, "transactions": rows}


SALE, HOLD = move(901, "12800"), move(901, "12800", "authorization")
BOTH, CHOKO = ((11, 2, "8800"), (21, 1, "3200")), ((21, 1, "3200"),)
CUT = refund("3200", back("cancel", *CHOKO))

# what Shopify says → our (progress, funds), by what was sent: nothing, a part, all; and when it is cancelled before anything left
CELLS: dict[str, tuple[Row, list[Row], tuple[str, str, str, str]]] = {
    "a slip not paid": (
        {"financial_status": "pending", "payment_gateway_names": ["銀行振込"], "total_outstanding": "12800"}, [],
        ("awaiting_payment unpaid", "partly_shipped unpaid", "awaiting_delivery unpaid", "closed unpaid")),
    "a part paid": (
        {"financial_status": "partially_paid", "total_outstanding": "7800"}, [move(901, "5000")],
        ("awaiting_payment unpaid", "partly_shipped unpaid", "awaiting_delivery unpaid", "closed refund_due")),
    "cash at the door": (
        {"financial_status": "pending", "payment_gateway_names": ["代金引換"], "total_outstanding": "12800"}, [],
        ("awaiting_shipment unpaid", "partly_shipped unpaid", "awaiting_delivery unpaid", "closed unpaid")),
    "an invoice": (
        {"financial_status": "pending", "payment_terms": {"payment_terms_name": "Net 30"}, "total_outstanding": "12800"}, [],
        ("awaiting_shipment unpaid", "partly_shipped unpaid", "awaiting_delivery unpaid", "closed unpaid")),
    "paid": (
        {"financial_status": "paid"}, [SALE],
        ("awaiting_shipment paid", "partly_shipped paid", "awaiting_delivery paid", "closed refund_due")),
    "authorised": (
        {"financial_status": "authorized"}, [HOLD],
        ("awaiting_shipment paid", "partly_shipped paid", "awaiting_delivery paid", "closed refund_due")),
    "a line cut and paid back": (
        {"financial_status": "partially_refunded", "current_total_price": "9600", "refunds": [CUT]},
        [SALE, move(721, "3200", "refund")],
        ("awaiting_shipment partly_refunded", "awaiting_delivery partly_refunded", "awaiting_delivery partly_refunded",
         "closed refund_due")),
    "all cut and paid back": (
        {"financial_status": "refunded", "current_total_price": "0", "refunds": [refund("12800", back("cancel", *BOTH))]},
        [SALE, move(721, "12800", "refund")], ("closed refunded",) * 4),
    "all returned and paid back": (
        {"financial_status": "refunded", "current_total_price": "0", "refunds": [refund("12800", back("return", *BOTH))]},
        [SALE, move(721, "12800", "refund")], ("closed refunded",) * 4),
    "the money back and nothing said": (
        {"financial_status": "refunded", "refunds": [refund("12800", [])]}, [SALE, move(721, "12800", "refund")],
        ("awaiting_shipment refunded", "partly_shipped refunded", "awaiting_delivery refunded", "closed refunded")),
    "let go": (
        {"financial_status": "voided"}, [HOLD, move(902, "12800", "void", parent_id=901)],
        ("awaiting_payment unpaid", "partly_shipped unpaid", "awaiting_delivery unpaid", "closed unpaid")),
    "run out": (
        {"financial_status": "expired", "total_outstanding": "12800"}, [HOLD],
        ("awaiting_payment unpaid", "partly_shipped unpaid", "awaiting_delivery unpaid", "closed unpaid")),
}  # fmt: skip


def order(changes: Row, moves: list[Row], sent: tuple[int, ...], cancelled: bool) -> Row:
    said = body("order_paid_by_card", updated_at="2026-11-27T10:00:00+09:00", transactions=moves, **changes)
    taken_off = {row["line_item_id"] for each in said["refunds"] for row in each["refund_line_items"]}
    said["line_items"] = [row | ({"current_quantity": 0} if row["id"] in taken_off else {}) for row in said["line_items"]]
    parcel = body("fulfillment_created")
    parcel["line_items"] = [row for row in parcel["line_items"] if row["id"] in sent]
    said["fulfillments"] = [parcel] if sent else []
    return said | ({"cancelled_at": "2026-11-26T12:00:00+09:00", "cancel_reason": "customer"} if cancelled else {})


def ends(said: Row, setup: Setup, seed: int = 0) -> str:
    events = list(reading("orders/updated", said, setup).events)
    random.Random(seed).shuffle(events)
    found = Order()
    for event in events:
        found = advance(found, event).order
    return f"{found.progress} {found.funds}"


@pytest.mark.parametrize("setup", [READS, WEBHOOKS_ONLY], ids=["reads", "webhooks only"])
@pytest.mark.parametrize("name", CELLS)
def test_shopifys_two_statuses_end_in_one_state_of_ours(name: str, setup: Setup) -> None:
    """LIF-2, CHN-1: the same from both sources of money, and in any order of the facts."""
    changes, moves, expected = CELLS[name]
    orders = [order(changes, moves, sent, False) for sent in SENT.values()] + [order(changes, moves, (), True)]

    assert [{ends(said, setup, seed) for seed in range(12)} for said in orders] == [{cell} for cell in expected]


def test_a_payment_that_is_being_checked_is_seen_where_it_can_be_read() -> None:
    """LIF-2: the order alone says pending, and nothing more."""
    said = order({"financial_status": "pending", "total_outstanding": "12800"}, [move(901, "12800", status="pending")], (), False)

    assert ends(said, READS) == "verifying_payment verifying"
