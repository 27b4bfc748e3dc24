"""Every topic answers: facts, a documented no, or Unclear. And every real body of Shopify's documentation is read."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.channels.shopify.said import FIXTURES, READS, SHOPIFY, WEBHOOKS_ONLY, all_facts, body, facts, heard, reading

from todoke.channels.channel import Ignored, Setup, Unclear, parse
from todoke.channels.shopify.words import READ, TOPICS
from todoke.rules import events as ev

RECORDED = sorted((FIXTURES / "shopify" / "webhooks").glob("*/*/*.json"))
beside = pytest.mark.skipif(not RECORDED, reason="the real bodies do not lie beside the repository")
TEST = Setup(test=True)


@beside
@pytest.mark.fixtures
def test_every_topic_of_the_real_bodies_is_in_the_table() -> None:
    """CHN-1: 89 topics, each with an answer of its own."""
    topics = {f"{path.parent.name}/{path.stem}" for path in RECORDED}

    assert topics == set(TOPICS) - {READ}


@beside
@pytest.mark.fixtures
@pytest.mark.parametrize("setup", [TEST, TEST._replace(api_url="http://127.0.0.1:1")], ids=["webhooks", "reads"])
def test_every_real_body_is_read_ignored_or_unclear_with_a_reason(setup: Setup) -> None:
    """CHN-2: nothing crashes, nothing is silent, nothing is guessed."""
    for path in RECORDED:
        answer = answered(path, setup)
        assert isinstance(answer, str) or all(one.ref and not one.unknown for one in answer), path


def answered(path: Path, setup: Setup) -> Any:
    said = parse(path.read_bytes())
    try:
        found = SHOPIFY.read(said["topic"], json.dumps(said["body"]).encode(), setup)
    except Unclear as unclear:
        assert unclear.place and unclear.reason and unclear.mend
        return str(unclear)
    return found.reason if isinstance(found, Ignored) else found


@beside
@pytest.mark.fixtures
def test_the_true_id_stands_where_the_number_is_rounded() -> None:
    """CHN-2: 2^53; the samples' numbers went through JavaScript."""
    said = parse((FIXTURES / "shopify/webhooks/2026-04/orders/create.json").read_bytes())["body"]
    found = reading("orders/create", said, TEST)

    assert said["id"] == 820982911946154500 and found.ref == "820982911946154508"
    assert next(event for event in found.events if isinstance(event, ev.OrderPlaced)).lines[0].id == "487817672276298554"


@beside
@pytest.mark.fixtures
def test_recorded_orders_of_another_client_are_read() -> None:
    """CHN-2: old bodies without current_quantity and processed_at."""
    said = parse((FIXTURES / "shopify/go-shopify/orders.json").read_bytes())["orders"][0]

    assert reading("orders/updated", said, TEST).number == "#9999"


def test_an_exact_number_beyond_the_floats_stays_exact() -> None:
    """CHN-2: integers are kept exact from the raw text."""
    raw = (
        json.dumps(body("order_paid_by_card", admin_graphql_api_id=None))
        .replace("5900000000001,", "820982911946154509,", 1)
        .encode()
    )
    found = SHOPIFY.read("orders/create", raw, WEBHOOKS_ONLY)

    assert not isinstance(found, Ignored) and found[0].ref == "820982911946154509"


@pytest.mark.parametrize("topic", ["orders/dreamt", "", "customers"])
def test_a_topic_that_nobody_knows_is_unclear(topic: str) -> None:
    """CHN-2: it waits where people look."""
    with pytest.raises(Unclear, match="no topic that Todoke knows"):
        heard(topic, {})


@pytest.mark.parametrize("raw", [b"", b"{", b"[1]", b'"x"', b"\xff\xfe", b"[" * 5000])
def test_a_body_that_is_no_object_is_unclear(raw: bytes) -> None:
    """CHN-2: never a crash."""
    with pytest.raises(Unclear):
        SHOPIFY.read("orders/create", raw, WEBHOOKS_ONLY)


# ── objects that name their order ───────────────────────────────────────────────────────────────────
def test_a_capture_bears_the_name_of_its_authorisation() -> None:
    """CHN-1: one payment, though two transactions tell of it."""
    names = {
        facts("order_transactions/create", name, READS)["PaymentReceived"].payment
        for name in ("transaction_authorized", "transaction_captured")
    }

    assert names == {"pay:901"}


@pytest.mark.parametrize(
    ("change", "event"),
    [
        ({"status": "failure"}, "PaymentFailed"),
        ({"status": "pending"}, "PaymentStarted"),
        ({"kind": "void", "parent_id": 901}, "PaymentReleased"),
        ({"kind": "refund"}, "RefundPaid"),
        ({"kind": "refund", "status": "error"}, "RefundFailed"),
    ],
)
def test_each_movement_of_money_is_a_fact_of_its_own(change: dict[str, Any], event: str) -> None:
    """CHN-1: the object table."""
    assert list(facts("order_transactions/create", body("transaction_authorized", **change), READS)) == [event]


def test_a_slip_is_no_payment() -> None:
    """CHN-1: a pending bank transfer waits for its money, and nothing is checked."""
    assert isinstance(heard("order_transactions/create", "transaction_pending_by_slip", READS), Ignored)


def test_a_refund_names_the_same_facts_as_the_order_it_belongs_to() -> None:
    """CHN-1: once from its own topic, once from the order: the same facts."""
    own = all_facts("refunds/create", "refund_of_a_cut_line")
    within = all_facts("orders/updated", "order_with_a_cut_line")

    assert {type(event) for event in own} == {ev.LinesCancelled, ev.RefundPaid}
    assert all(event in within for event in own)


def test_a_kept_fee_makes_the_line_worth_less() -> None:
    """CHN-1: 3,000 came back for a line of 3,200."""
    said = body("refund_of_a_cut_line")
    said["transactions"][0]["amount"] = "3000"

    assert facts("refunds/create", said)["LinesCancelled"].amount == 3_000


def test_a_parcel_leaves_with_its_pieces_and_number() -> None:
    """TRK-1: ParcelSent by Shopify's own name of the fulfilment."""
    sent = facts("fulfillments/create", "fulfillment_created")["ParcelSent"]

    assert (sent.parcel, sent.units, sent.numbers, sent.carrier) == (
        "par:801",
        (("11", 2), ("21", 1)),
        ("123456789012",),
        "Japan Post (JA)",
    )


def test_a_number_that_changed_is_told_with_its_time() -> None:
    """TRK-1: the newest holds."""
    changed = body("fulfillment_created", updated_at="2026-11-25T18:00:00+09:00", tracking_numbers=["999"])

    assert facts("fulfillments/update", changed)["TrackingChanged"].numbers == ("999",)


def test_a_cancelled_fulfilment_never_left() -> None:
    """CHN-1: what was said of it is struck out."""
    assert facts("fulfillments/update", body("fulfillment_created", status="cancelled"))["FactStruck"].fact == "par:801"


def test_digital_goods_are_sent_and_there_at_once() -> None:
    """TRK-1: nothing is on the way."""
    said = body("fulfillment_created")
    said["line_items"] = [line | {"requires_shipping": False} for line in said["line_items"]]

    assert facts("fulfillments/create", said)["ParcelDelivered"].parcel == "par:801"


def test_a_scan_speaks_of_the_parcel_by_its_fulfilment() -> None:
    """TRK-2: section 10, one word each."""
    said = facts("fulfillment_events/create", "scan_delivered")

    assert said["ParcelDelivered"].parcel == "par:801" and said["ParcelDelivered"].at == 1_795_659_600


def test_an_unknown_scan_waits_and_is_not_taken_for_another() -> None:
    """TRK-2: never the nearest."""
    assert reading("fulfillment_events/create", body("scan_delivered", status="teleported")).unknown == ("status: teleported",)


def test_a_lost_dispute_is_money_that_the_bank_took() -> None:
    """CHN-1: opened, decided, and paid back, all under one name."""
    said = facts("disputes/update", "dispute_lost")

    assert (said["DisputeFinished"].award, said["RefundPaid"].refund, said["DisputeOpened"].reason) == (
        12_800,
        "ref:dis:821",
        "fraudulent",
    )


def test_a_return_is_a_wish_with_its_pieces() -> None:
    """CHN-1: the body tells no time; the delivery's own stands in."""
    asked = facts("returns/request", "return_requested")["ReturnAsked"]

    assert (asked.units, asked.reason, asked.at) == ((("21", 1),), "damaged", 0)


def test_a_hold_names_no_order_and_is_not_lost_in_silence() -> None:
    """CHN-2: who hears webhooks only must look; who reads finds it with the order."""
    with pytest.raises(Unclear, match="FulfillmentOrder/841"):
        heard("fulfillment_holds/added", "hold_added", WEBHOOKS_ONLY)
    assert isinstance(heard("fulfillment_holds/added", "hold_added", READS), Ignored)


def test_a_hold_for_suspicion_freezes_and_others_wait() -> None:
    """CHN-1: as the API's answer shows them."""
    holds = [
        {
            "id": "gid://shopify/FulfillmentOrder/841",
            "status": "ON_HOLD",
            "fulfillment_holds": [{"reason": "HIGH_RISK_OF_FRAUD"}, {"reason": "AWAITING_PAYMENT"}],
        }
    ]
    said = facts("orders/read", body("order_paid_by_card", fulfillment_orders={"nodes": holds}), READS)

    assert said["OrderFrozen"].at and (said["HoldPlaced"].hold, said["HoldPlaced"].reason) == ("hold:841", "awaiting_payment")


def test_a_deleted_order_is_a_case_and_no_cancellation() -> None:
    """CHN-1: tidying away an old order would owe its price back."""
    assert list(facts("orders/delete", {"id": 5})) == ["CaseOpened"]


def test_a_high_risk_is_a_case_and_a_low_one_nothing() -> None:
    """CHN-1: no freeze; Shopify stops with holds."""
    risk = {"risk_level": "high", "created_at": None, "order_id": 5, "admin_graphql_api_order_id": None}

    assert facts("orders/risk_assessment_changed", risk)["CaseOpened"].case == "payment_suspicion"
    assert isinstance(heard("orders/risk_assessment_changed", risk | {"risk_level": "medium"}), Ignored)


@pytest.mark.parametrize(
    ("name", "topic"),
    [
        ("order_paid_by_card", "orders/updated"),
        ("fulfillment_created", "fulfillments/update"),
        ("refund_of_a_cut_line", "refunds/create"),
        ("transaction_authorized", "order_transactions/create"),
        ("scan_delivered", "fulfillment_events/create"),
        ("dispute_lost", "disputes/update"),
    ],
)
def test_a_recorded_body_tells_its_topic_by_its_shape(name: str, topic: str) -> None:
    """CMD-3: files without an envelope."""
    assert SHOPIFY.topic_of(body(name)) == topic


def test_a_shape_that_tells_nothing_is_unclear() -> None:
    """CMD-3: name it."""
    with pytest.raises(Unclear, match="--topic"):
        SHOPIFY.topic_of({"id": 1})


STRANGE = (None, "", "x", 7, -1, True, [], {}, [None], [{}], {"nodes": 3}, 10**30)


def broken(value: Any, strange: Any) -> Iterator[Any]:
    """The same value with one field, at any depth, holding something strange."""
    yield strange
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in pairs:
        for other in broken(inner, strange):
            yield value | {key: other} if isinstance(value, dict) else [*value[:key], other, *value[key + 1 :]]


@pytest.mark.parametrize("strange", STRANGE, ids=repr)
@pytest.mark.parametrize(
    ("topic", "name"),
    [
        ("orders/updated", "order_with_a_return"),
        ("refunds/create", "refund_of_a_cut_line"),
        ("returns/request", "return_requested"),
        ("order_transactions/create", "transaction_captured"),
        ("fulfillment_events/create", "scan_delivered"),
        ("disputes/update", "dispute_lost"),
    ],
)
def test_no_broken_field_breaks_the_reading(topic: str, name: str, strange: Any) -> None:
    """CHN-2: whatever any field holds, the answer is facts, a reason, or Unclear."""
    for said in broken(body(name), strange):
        try:
            found = SHOPIFY.read(topic, json.dumps(said).encode(), READS)
        except Unclear as unclear:
            assert unclear.place and unclear.reason
        else:
            assert found.reason if isinstance(found, Ignored) else all(reading.ref for reading in found)
