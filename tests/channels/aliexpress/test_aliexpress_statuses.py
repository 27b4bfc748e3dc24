"""Every status code, every name that the buyer sees and every side field: into our states, and back (LIF-4)."""

import json
from typing import Any

import pytest
from tests.channels.aliexpress.said import FIXTURES, child, info, order_of, page, parcel, reading, regions, row, sent

from todoke.channels.aliexpress.statuses import CODES, ENDS, NAMES, SIDE, their_words
from todoke.rules.order import Order

PART = {"product_list": {"order_product_dto": [child(1, son_order_status="WAIT_BUYER_ACCEPT_GOODS"), child(2)]}}
NO, NONE = "none", "none"

# order_status, what else the answer says → progress, funds, hold, dispute; code and name that come back
STATES: list[tuple[str, dict[str, Any], tuple[str, str, str, str], tuple[str, str]]] = [
    ("PLACE_ORDER_SUCCESS", {}, ("awaiting_payment", "unpaid", NO, NO), ("PLACE_ORDER_SUCCESS", "Awaiting Payment")),
    ("WAIT_SELLER_EXAMINE_MONEY", {"fund_status": "WAIT_SELLER_CHECK", "payment_type": "tt101"}, ("verifying_payment", "verifying", NO, NO),
     ("WAIT_SELLER_EXAMINE_MONEY", "Payment being verified")),
    ("RISK_CONTROL", {}, ("verifying_payment", "verifying", NO, NO), ("RISK_CONTROL", "Payment being verified")),
    ("WAIT_SELLER_SEND_GOODS", {}, ("awaiting_shipment", "paid", NO, NO), ("WAIT_SELLER_SEND_GOODS", "Awaiting shipment")),
    ("SELLER_PART_SEND_GOODS", PART, ("partly_shipped", "paid", NO, NO), ("SELLER_PART_SEND_GOODS", "Awaiting shipment")),
    ("SELLER_PART_SEND_GOODS", {}, ("partly_shipped", "paid", NO, NO), ("SELLER_PART_SEND_GOODS", "Awaiting shipment")),
    ("WAIT_BUYER_ACCEPT_GOODS", {}, ("awaiting_delivery", "paid", NO, NO), ("WAIT_BUYER_ACCEPT_GOODS", "Awaiting delivery")),
    ("IN_CANCEL", {}, ("awaiting_shipment", "paid", "cancel_requested", NO), ("IN_CANCEL", "Cancel order")),
    ("IN_CANCEL", {"gmt_pay_time": "", "fund_status": "NOT_PAY"}, ("awaiting_payment", "unpaid", "cancel_requested", NO), ("IN_CANCEL", "Cancel order")),
    ("IN_FROZEN", {"frozen_status": "IN_FROZEN"}, ("awaiting_shipment", "paid", "frozen", NO), ("IN_FROZEN", "Frozen order")),
    ("IN_FROZEN", {"logistics_status": "SELLER_SEND_GOODS"}, ("awaiting_delivery", "paid", "frozen", NO), ("IN_FROZEN", "Frozen order")),
    ("IN_ISSUE", {"logistics_status": "SELLER_SEND_GOODS"}, ("awaiting_delivery", "paid", NO, "open"), ("IN_ISSUE", "Dispute order")),
    ("FUND_PROCESSING", {}, ("completed", "paid", NO, NO), ("FUND_PROCESSING", "Fund processing")),
    ("FINISH", {"end_reason": "buyer_accept_goods"}, ("completed", "paid_out", NO, NO), ("FINISH", "Finished")),
    ("FINISH", {"end_reason": "buyer_accept_goods_timeout"}, ("completed", "paid_out", NO, NO), ("FINISH", "Confirmation time out")),
    ("FINISH", {"end_reason": "seller_send_goods_timeout"}, ("closed", "refunded", NO, NO), ("FINISH", "Closed")),
    ("FINISH", {"end_reason": "buyer_pay_timeout", "gmt_pay_time": "", "fund_status": "NOT_PAY"}, ("closed", "unpaid", NO, NO), ("FINISH", "Closed")),
    ("FINISH", {"logistics_status": "NO_LOGISTICS"}, ("closed", "refunded", NO, NO), ("FINISH", "Closed")),
    ("FINISH", {"issue_status": "END_ISSUE"}, ("completed", "paid_out", NO, "finished"), ("FINISH", "Dispute finished")),
    ("FINISH", {"issue_status": "END_ISSUE", "refund_info": {"refund_cash_amt": {"amount": "40.00", "currency_code": "USD"}}},
     ("closed", "refunded", NO, "finished"), ("FINISH", "Dispute finished")),
    ("ARCHIVE", {"logistics_status": "BUYER_ACCEPT_GOODS"}, ("completed", "paid_out", NO, NO), ("FINISH", "Finished")),
]  # fmt: skip


@pytest.mark.parametrize(("status", "more", "ours", "theirs"), STATES)
def test_a_status_becomes_our_state_and_our_state_its_code_and_name(status: str, more: dict[str, Any], ours: tuple[str, ...], theirs: tuple[str, ...]) -> None:
    """LIF-4: both ways."""
    order = order_of(page(row(status, **more)))
    assert (regions(order), their_words(order)) == (ours, theirs)


def test_every_code_that_is_published_is_here_and_comes_back() -> None:
    """LIF-4: the codes of the fixture, each with a state above; skipped where the fixtures are not."""
    path = FIXTURES / "aliexpress" / "order_status_facts.json"
    if not path.exists():
        pytest.skip("the fixtures do not lie beside the repository")
    published = set(json.loads(path.read_text("utf-8"))) - {"time_zone"}

    assert published <= set(CODES) and published <= {theirs[0] for _, _, _, theirs in STATES}


# what the buyer sees → progress, hold, dispute, and the code that comes back
SEEN = [
    ("Awaiting Payment", "awaiting_payment", NO, NO, "PLACE_ORDER_SUCCESS"),
    ("Payment being verified", "verifying_payment", NO, NO, "RISK_CONTROL"),
    ("Awaiting shipment", "awaiting_shipment", NO, NO, "WAIT_SELLER_SEND_GOODS"),
    ("Awaiting delivery", "awaiting_delivery", NO, NO, "WAIT_BUYER_ACCEPT_GOODS"),
    ("Finished", "completed", NO, NO, "FINISH"),
    ("Fund processing", "completed", NO, NO, "FUND_PROCESSING"),
    ("Frozen order", "awaiting_shipment", "frozen", NO, "IN_FROZEN"),
    ("Closed", "closed", NO, NO, "FINISH"),
    ("Dispute finished", "completed", NO, "finished", "FINISH"),
    ("Confirmation time out", "completed", NO, NO, "FINISH"),
]


@pytest.mark.parametrize(("name", "progress", "hold", "dispute", "code"), SEEN)
def test_what_the_buyer_sees_is_understood_and_comes_back_as_the_same_name(name: str, progress: str, hold: str, dispute: str, code: str) -> None:
    """LIF-4: the names of the buyer's own page, as a shop may have noted them."""
    unpaid = {"gmt_pay_time": "", "fund_status": "NOT_PAY"} if name == "Awaiting Payment" else {}
    order = order_of(page(row(name, issue_status=None, **unpaid)))

    assert (order.progress, order.hold, order.dispute) == (progress, hold, dispute)
    assert their_words(order) == (code, name)


def test_the_names_of_every_code_are_understood() -> None:
    """LIF-4: whatever we call it, we can read."""
    assert {code.buyer.lower() for code in CODES.values()} <= set(NAMES)


SIDES = [
    ("frozen_status", "IN_FROZEN", lambda o: o.hold == "frozen"),
    ("frozen_status", "NO_FROZEN", lambda o: o.hold != "frozen" and o.freeze[0] > 0),
    ("issue_status", "NO_ISSUE", lambda o: o.dispute == NONE),
    ("issue_status", "IN_ISSUE", lambda o: o.dispute == "open"),
    ("issue_status", "END_ISSUE", lambda o: o.dispute == "finished"),
    ("fund_status", "PAY_SUCCESS", lambda o: o.funds == "paid"),
    ("fund_status", "NOT_PAY", lambda o: o.funds == "unpaid"),
    ("fund_status", "WAIT_SELLER_CHECK", lambda o: o.funds == "verifying"),
    ("logistics_status", "NO_LOGISTICS", lambda o: o.progress == "awaiting_shipment"),
    ("logistics_status", "WAIT_SELLER_SEND_GOODS", lambda o: o.progress == "awaiting_shipment"),
    ("logistics_status", "SELLER_SEND_PART_GOODS", lambda o: o.progress == "partly_shipped"),
    ("logistics_status", "SELLER_SEND_GOODS", lambda o: o.progress == "awaiting_delivery"),
    ("logistics_status", "BUYER_ACCEPT_GOODS", lambda o: o.progress == "completed"),
]


@pytest.mark.parametrize(("field", "value", "holds"), SIDES)
def test_a_side_field_says_what_the_code_hides(field: str, value: str, holds: Any) -> None:
    """LIF-4: frozen_status, issue_status, fund_status, logistics_status under a code that hides how far the order is."""
    order = order_of(page(row("IN_CANCEL", **{field: value})))
    assert holds(order), regions(order)


def test_every_value_of_every_side_field_has_its_line() -> None:
    """LIF-4: nothing is left out above."""
    assert {(field, value) for field, value, _ in SIDES} == {(field, value) for field, values in SIDE.items() for value in values}


@pytest.mark.parametrize("reason", ENDS)
def test_an_end_reason_says_how_it_ended(reason: str) -> None:
    """LIF-4: completed, or cancelled with its money back; no code of these goes to quarantine."""
    said = reading(page(row("FINISH", end_reason=reason)))
    order = order_of(page(row("FINISH", end_reason=reason)))

    assert said.unknown == ()
    assert regions(order)[:2] == (("closed", "refunded") if ENDS[reason].kind == "cancelled" else ("completed", "paid_out"))


@pytest.mark.parametrize("reason", ["", "a_new_reason"])
def test_a_finished_order_that_does_not_tell_how_is_asked_of_people(reason: str) -> None:
    """CHN-2: never mapped to the nearest; the rest is taken."""
    said = reading(page(row("FINISH", end_reason=reason)))
    assert any("finished, but how?" in word for word in said.unknown) and len(said.events) > 2


@pytest.mark.parametrize("field", ["order_status", *SIDE])
def test_an_unknown_word_goes_to_people_and_the_rest_is_taken(field: str) -> None:
    """CHN-2, LIF-4: with its field."""
    said = reading(page(row(**{field: "BRAND_NEW"})))
    assert said.unknown == (f"{field}: BRAND_NEW",) and said.events


def test_part_of_a_single_piece_cannot_have_left() -> None:
    """CHN-2: said to people, and nothing is made up."""
    said = reading(page(row("SELLER_PART_SEND_GOODS", product_list={"order_product_dto": [child(1, product_count=1)]})))
    assert "no line of it tells that it has left" in said.unknown[0]


def test_an_order_that_nobody_has_heard_of_has_no_words() -> None:
    """LIF-4: unheard is ours alone."""
    assert their_words(Order()) is None


def test_a_carrier_that_brought_it_leaves_the_code_as_it_is() -> None:
    """LIF-4: delivered is still WAIT_BUYER_ACCEPT_GOODS there: nobody has confirmed it."""
    arrived = sent(parcel(receive_status="received", gmt_received="2026-06-01 11:59"))
    order = order_of(info("WAIT_BUYER_ACCEPT_GOODS", logistics_status="SELLER_SEND_GOODS", logistic_info_list=arrived))

    assert order.progress == "delivered" and their_words(order) == ("WAIT_BUYER_ACCEPT_GOODS", "Awaiting delivery")
