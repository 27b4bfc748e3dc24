"""What an order's body says: the agreement, the lines as they stand, people, money from one source."""

import itertools
from typing import Any

import pytest
from tests.channels.shopify.said import READS, WEBHOOKS_ONLY, body, facts, heard, reading

from todoke.channels.channel import Ignored, Setup, Unclear
from todoke.rules.decide import Desk, advance_all
from todoke.rules.events import PaymentReceived
from todoke.rules.figures import owed, paid, price, refunded
from todoke.rules.learn import learn
from todoke.rules.order import Order
from todoke.rules.policy import Policy

CREATED, UPDATED = 1_795_482_000, 1_795_482_002


def learned(*bodies: dict[str, Any], setup: Setup = WEBHOOKS_ONLY) -> Order:
    order = Order()
    for said in bodies:
        for event in reading("orders/updated", said, setup).events:
            order = learn(order, event)
    return order


def test_an_order_is_placed_when_it_was_processed_and_stands_as_it_was_updated() -> None:
    """CHN-1: both come from every snapshot, each with its own time."""
    said = facts("orders/create", "order_paid_by_card")

    assert (said["OrderPlaced"].at, said["LinesChanged"].at) == (CREATED, UPDATED)
    assert [(line.id, line.item, line.units, line.amount) for line in said["OrderPlaced"].lines] == [
        ("11", "SARA-7", 2, 8800),
        ("21", "CHOKO", 1, 3200),
    ]


def test_the_topic_decides_nothing() -> None:
    """CHN-1: any topic that carries the whole order says the same."""
    topics = (
        "orders/create",
        "orders/updated",
        "orders/paid",
        "orders/fulfilled",
        "ORDERS_PARTIALLY_FULFILLED",
        "orders/link_requested",
    )

    assert len({repr(reading(topic, "order_paid_by_card")) for topic in topics}) == 1


def test_the_buyer_is_told_apart_from_the_facts() -> None:
    """TRU-5: words about people stand in the reading, never in an event."""
    said = reading("orders/create", "order_paid_by_card")

    assert said.contact is not None and said.address is not None
    assert (said.contact.name, said.contact.mail, said.contact.engraving) == (
        "佐藤 花子",
        "hanako@example.com",
        {"11": "名入れ: 花子"},
    )
    assert (said.address.name, said.address.region, said.people_at) == ("佐藤 花子", "東京都", UPDATED)
    assert "hanako" not in repr(said.events) and "佐藤" not in repr(said.events)


def test_a_guest_abroad_pays_what_the_shop_counts() -> None:
    """CHN-1: no customer, two currencies: shop_money counts, discounts leave the line."""
    said = facts("orders/create", "order_of_a_guest_abroad")
    placed, contact = said["OrderPlaced"], reading("orders/create", "order_of_a_guest_abroad").contact

    assert (placed.total, placed.manner.currency, placed.manner.locale) == (10_750, "USD", "en")
    assert (placed.lines[0].amount, placed.lines[0].price, placed.lines[0].item) == (9_000, 5_000, "13")
    assert contact is not None and contact.name == "Harriet Whitfield"
    assert placed.bill.tax_included is False


@pytest.mark.parametrize("name", ["order_of_a_guest_abroad", "order_paid_by_card", "order_by_bank_transfer"])
def test_a_bill_adds_up(name: str) -> None:
    """NTC-1, CHN-1: goods before discounts, less the discounts, with shipping and the tax that is not in the prices, make the total."""
    placed = facts("orders/create", name)["OrderPlaced"]
    bill = placed.bill
    extra = 0 if bill.tax_included else bill.tax or 0

    assert bill.subtotal == sum((line.price or 0) * line.units for line in placed.lines)
    assert bill.subtotal - (bill.discount or 0) + (bill.shipping or 0) + extra == placed.total


@pytest.mark.parametrize(
    ("gateway", "pays", "way"),
    [
        ("Bank Deposit", "first", "bank_transfer"),
        ("Money Order", "first", "bank_transfer"),
        ("銀行振込", "first", "bank_transfer"),
        ("Cash on Delivery (COD)", "later", "cod"),
        ("代金引換", "later", "cod"),
        ("shopify_payments", "first", "card"),
        ("新しい支払い", "first", ""),
    ],
)
def test_manual_methods_are_known_by_their_names(gateway: str, pays: str, way: str) -> None:
    """CMD-14: a way that nobody knows is not mapped to the nearest."""
    placed = facts("orders/create", body("order_by_bank_transfer", payment_gateway_names=[gateway]))["OrderPlaced"]

    assert (placed.pays, placed.manner.way, placed.manner.gateway) == (pays, way, gateway)


def test_payment_terms_mean_an_invoice_that_is_due_on_a_day() -> None:
    """CHN-1: goods leave before the money."""
    terms = {"payment_terms_name": "Net 30", "payment_schedules": [{"due_at": "2026-12-24T10:00:00+09:00"}]}
    said = facts("orders/create", body("order_by_bank_transfer", payment_terms=terms))

    assert (said["OrderPlaced"].pays, said["OrderPlaced"].manner.way, said["DatesPromised"].pay_by) == (
        "later",
        "invoice",
        CREATED + 30 * 86400,
    )


@pytest.mark.parametrize(
    ("status", "outstanding", "amount"),
    [
        ("paid", "0", 12_800),
        ("authorized", "0", 12_800),
        ("partially_paid", "5000", 7_800),
        ("pending", "12800", None),
    ],
)
def test_webhooks_alone_take_the_money_from_the_order(status: str, outstanding: str, amount: int | None) -> None:
    """CHN-1: one payment under one name; pending is no payment."""
    said = facts("orders/paid", body("order_paid_by_card", financial_status=status, total_outstanding=outstanding))

    assert getattr(said.get("PaymentReceived"), "amount", None) == amount


def test_a_connection_that_reads_takes_money_from_transactions_only() -> None:
    """CHN-1: never both, the same money would count twice."""
    assert "PaymentReceived" not in facts("orders/paid", "order_paid_by_card", READS)
    assert facts("order_transactions/create", "transaction_authorized", READS)["PaymentReceived"].payment == "pay:901"
    assert isinstance(heard("order_transactions/create", "transaction_authorized", WEBHOOKS_ONLY), Ignored)


@pytest.mark.parametrize("lines", [{}, {"line_items": None}, {"line_items": "2"}])
def test_an_order_without_its_lines_is_not_understood(lines: dict[str, Any]) -> None:
    """CHN-2: what is missing is named; no lines at all would be an order that is over."""
    said = {name: value for name, value in body("order_paid_by_card").items() if name != "line_items"} | lines
    with pytest.raises(Unclear, match="line_items: is missing"):
        heard("orders/create", said)


def test_an_order_that_arrives_cancelled_says_only_what_was_bought() -> None:
    """CHN-1: its lines are 0 now, and 0 to pay would read as paid."""
    said = facts("orders/create", "order_cancelled")

    assert "LinesChanged" not in said
    assert (said["OrderCancelled"].reason, said["OrderCancelled"].by) == ("stockout", "shop")
    assert sum(line.units for line in said["OrderPlaced"].lines) == 3


def test_an_order_that_arrives_cancelled_and_paid_was_not_paid_too_late() -> None:
    """CHN-1, LIF-7: nobody is asked to look after money that came while it was open."""
    cut = [{"id": 5, "line_item_id": 11, "quantity": 2, "restock_type": "cancel", "subtotal": "9600", "total_tax": "0"}]
    back = [{"id": 6, "kind": "refund", "status": "success", "amount": "9600", "processed_at": "2026-11-24T12:00:00+09:00"}]
    refund = {"id": 4, "processed_at": "2026-11-24T12:00:00+09:00", "refund_line_items": cut, "transactions": back}
    said = body("order_cancelled", financial_status="refunded", refunds=[refund])  # updated a second after cancelled_at
    events = reading("orders/cancelled", said).events
    assert any(isinstance(event, PaymentReceived) for event in events)
    last = advance_all(Order(live=True), events, Desk(Policy(), events[0].at, True))[-1].order
    assert (last.progress, last.cases) == ("closed", frozenset())


def test_a_cut_line_leaves_the_order_with_its_money() -> None:
    """CHN-1: units now are fewer, what was paid is still what was paid."""
    order = learned(body("order_paid_by_card"), body("order_with_a_cut_line"))

    assert (price(order), paid(order), refunded(order), owed(order)) == (9_600, 12_800, 3_200, 0)
    assert [line.id for line in order.lines] == ["11"]


def test_a_returned_line_was_bought_and_came_back() -> None:
    """CHN-1: LinesChanged counts what was sent; the return is a fact of its own."""
    order = learned(body("order_with_a_return"))

    assert [(line.id, line.units) for line in order.lines] == [("11", 2), ("21", 1)]
    assert (order.total, price(order), paid(order), owed(order)) == (12_800, 9_600, 12_800, 0)


def test_a_piece_kept_for_nothing_is_an_allowance() -> None:
    """CHN-1: refunded after it had left and not taken back."""
    said = facts("orders/updated", "order_with_a_piece_kept_for_nothing")

    assert (said["AllowanceReported"].id, said["AllowanceReported"].amount) == ("alw:711", 3_200)
    assert "LinesCancelled" not in said and said["LinesChanged"].total == 12_800


def test_shipping_paid_back_counts_once() -> None:
    """CHN-1: an allowance of its own; the price does not sink with it as well."""
    order = learned(body("order_with_shipping_paid_back"))

    assert (order.total, price(order), paid(order), refunded(order), owed(order)) == (12_800, 12_000, 12_800, 800, 0)


def test_snapshots_in_any_order_and_any_number_say_the_same() -> None:
    """CHN-1: repeated, unordered, old bodies: nothing differs in the end."""
    pending = body(
        "order_paid_by_card", financial_status="pending", total_outstanding="12800", updated_at="2026-11-24T10:00:00+09:00"
    )
    bodies = [pending, body("order_paid_by_card"), body("order_with_a_cut_line")]

    assert len({repr(learned(*some, some[0])) for some in itertools.permutations(bodies)}) == 1


def test_a_tip_never_leaves() -> None:
    """CHN-1: it stands among the lines, and is no piece."""
    said = body("order_paid_by_card")
    said["line_items"].append(
        said["line_items"][1]
        | {"id": 31, "admin_graphql_api_id": None, "title": "Tip", "tip": {"payment_gateway": "shopify_payments"}}
    )

    assert [line.id for line in facts("orders/create", said)["OrderPlaced"].lines] == ["11", "21"]


def test_test_orders_are_taken_only_by_a_test_connection() -> None:
    """CMD-17: --test."""
    said = body("order_paid_by_card", test=True)

    assert heard("orders/create", said) == Ignored("a test order; this connection takes none")
    assert reading("orders/create", said, Setup(test=True)).number == "#1001"


def test_words_that_nobody_knows_go_to_quarantine_and_the_rest_is_taken() -> None:
    """CHN-2: never mapped to the nearest."""
    said = reading("orders/updated", body("order_paid_by_card", financial_status="half_dreamt", fulfillment_status="levitating"))

    assert said.unknown == ("financial_status: half_dreamt", "fulfillment_status: levitating")
    assert said.events


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"id": None, "admin_graphql_api_id": None}, "order.id"),
        ({"total_price": "12.5"}, "total_price"),
        ({"updated_at": "2026-11-24 10:00"}, "updated_at"),
        ({"currency": "yen"}, "currency"),
        ({"line_items": [{"id": 1, "quantity": "two"}]}, "line_items.quantity"),
    ],
)
def test_what_is_missing_or_wrong_is_named(change: dict[str, Any], place: str) -> None:
    """CHN-2: the place, so that it can be mended."""
    with pytest.raises(Unclear) as unclear:
        heard("orders/updated", body("order_paid_by_card", **change))

    assert unclear.value.place == place


@pytest.mark.parametrize("amount", ["12800", "12800.00", 12800, "12 800"])
def test_yen_have_no_decimals_however_they_are_written(amount: Any) -> None:
    """CHN-1: JPY as "1000" or "1000.00"."""
    assert facts("orders/create", body("order_paid_by_card", total_price=amount))["OrderPlaced"].total == 12_800


def test_a_total_that_is_not_told_is_not_nothing() -> None:
    """LIF-5: 0 would read as paid."""
    said = facts("orders/create", body("order_by_bank_transfer", total_price=None, current_total_price=None))

    assert said["OrderPlaced"].total is None and said["LinesChanged"].total is None
