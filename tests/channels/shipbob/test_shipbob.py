"""A fulfilment partner's webhooks: proven, and read as facts about the shop's orders."""

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.channels.shipbob.told import SECRET, body, shipment, signed

from todoke.channels.channel import Ignored, Reading, Setup, Unclear, Unproven, Whose
from todoke.channels.shipbob import returns
from todoke.channels.shipbob.channel import ShipBob
from todoke.channels.shipbob.words import TOPICS
from todoke.rules import events as ev

FIXTURES = Path(__file__).parents[4] / "shared" / "fixtures"
SHIPBOB, NOW = ShipBob(), 1_790_040_000
LEFT = 1_790_037_600


def reading(said: bytes, topic: str = "order.shipped") -> Reading:
    found = SHIPBOB.read(topic, said, Setup())
    assert not isinstance(found, Ignored)
    return found[0]


def kinds(found: Reading) -> list[str]:
    return [type(one).__name__ for one in found.events]


def test_a_webhook_is_proven_and_one_byte_changed_is_not() -> None:
    """CHN-1: Standard Webhooks; the topic stands beside the body."""
    said = body()
    proof = SHIPBOB.prove(signed(said, NOW), said, (SECRET,), NOW)
    assert (proof.delivery, proof.topic) == ("msg_1", "order.shipped")
    for headers, changed, at in ((signed(said, NOW), said + b" ", NOW), (signed(said, NOW), said, NOW + 301), ({}, said, NOW)):
        with pytest.raises(Unproven):
            SHIPBOB.prove(headers, changed, (SECRET,), at)


def test_a_shipment_that_left_says_so_with_number_carrier_and_goods() -> None:
    """TRK-3: the order is the shop's, by what the shop calls it."""
    found = reading(body())
    assert found.whose == Whose(orders=("1001",), goods=(("CUP", 2),)) and found.ref == ""
    assert found.events == (ev.ParcelSent(parcel="par:shp:88001", carrier="yamato", numbers=("444413758703",), url="https://example.com/t/4444", at=LEFT),)


def test_a_number_on_a_label_is_no_parcel_on_its_way() -> None:
    """TRK-3: the buyer hears of it when it leaves."""
    assert kinds(reading(body(status="LabeledCreated"))) == ["TrackingChanged", "ParcelLabelled"]
    moving = shipment()["tracking"] | {"status": "InTransit"}
    assert kinds(reading(body(status="LabeledCreated", tracking=moving), "order.shipment.tracking.updated"))[0] == "ParcelSent"


@pytest.mark.parametrize("topic, changes, expected", [
    ("order.shipment.delivered", {}, ["ParcelSent", "ParcelDelivered"]), ("order.shipment.cancelled", {}, ["ParcelCalledBack"]),
    ("order.shipment.exception", {"status_details": [{"name": "OutOfStock"}]}, ["CaseOpened"]), ("order.shipped", {"status": ""}, ["ParcelSent"]),
    ("order.shipment.on_hold", {"status_details": [{"name": "InvalidAddress"}]}, ["CaseOpened"]), ("shipment_delivered", {}, ["ParcelSent", "ParcelDelivered"]),
])  # fmt: skip
def test_every_topic_says_what_it_proves(topic: str, changes: dict[str, Any], expected: list[str]) -> None:
    """TRK-3, CHN-1"""
    assert kinds(reading(body(**changes), topic)) == expected


def test_a_wrong_address_is_another_case_than_a_delay() -> None:
    """TRK-3"""
    cases = [reading(body(status_details=[{"name": name}]), "order.shipment.on_hold").events[0] for name in ("InvalidAddress", "WaitingForRestock")]
    assert [getattr(case, "case", "") for case in cases] == ["address_problem", "delay"]


def test_an_order_with_its_shipments_is_read_shipment_by_shipment() -> None:
    """TRK-3: the order's number first, then the channel's own id."""
    whole = {"order_number": "#1001", "reference_id": "590", "shipments": [shipment(reference_id="590"), shipment(id=88002, reference_id="590")]}
    found = SHIPBOB.read("order.shipped", json.dumps(whole).encode(), Setup())
    assert not isinstance(found, Ignored) and [one.whose.orders for one in found if one.whose] == [("#1001", "590")] * 2


def test_what_is_not_the_desk_s_is_a_documented_no_and_the_unknown_waits() -> None:
    """CHN-1, CHN-2"""
    assert isinstance(SHIPBOB.read("return.created", body(), Setup()), Ignored)
    assert reading(body(status="Teleported")).wordings == (("shipbob", "Teleported"),)
    for topic, said in (("order.exploded", body()), ("order.shipped", b"[]"), ("order.shipped", body(reference_id=""))):
        with pytest.raises(Unclear) as error:
            SHIPBOB.read(topic, said, Setup())
        assert error.value.mend


@pytest.mark.skipif(not FIXTURES.is_dir(), reason="the list of topics is not here")
def test_every_published_topic_has_its_row() -> None:
    """CHN-1"""
    facts = json.loads((FIXTURES / "tracking_events" / "status_taxonomies_facts.json").read_text())
    assert set(facts["shipbob_webhook_topics"]) <= set(SHIPBOB.topics)


JSON = st.recursive(st.none() | st.integers() | st.text(max_size=8) | st.just("Completed"),
                    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from((*shipment(), *shipment()["tracking"])), inner, max_size=4))


@given(st.dictionaries(st.sampled_from((*shipment(), "shipments", "shipment", "order_number")), JSON, max_size=6), st.sampled_from(tuple(TOPICS)))
def test_no_body_raises_anything_but_unclear(said: dict[str, Any], topic: str) -> None:
    """TRU-3, CHN-2"""
    with suppress(Unclear):
        SHIPBOB.read(topic, json.dumps(said).encode(), Setup())


# ── what comes back ─────────────────────────────────────────────────────────────────────────────────
def returned(**changes: Any) -> bytes:
    found = {"id": 7, "store_order_id": "1001", "reference_id": "RMA-9", "status": "AwaitingArrival", "return_type": "Regular", "original_shipment_id": 88001,
             "tracking_number": "1Z999AA10123456784", "shipment_tracking_number": "444413758703", "insert_date": "2026-09-27T01:00:00Z",
             "arrived_date": None, "inventory": [{"id": 9, "sku": "CUP", "quantity": 1}]}  # fmt: skip
    return json.dumps(found | changes, ensure_ascii=False).encode()


@pytest.mark.parametrize("topic", returns.TOPICS)
def test_a_return_names_its_parcel_and_the_order_in_every_way_it_can(topic: str) -> None:
    """TRK-3, TRK-6: the surest name first, then the parcel that went out."""
    found = reading(returned(), topic)
    assert found.events == (ev.ReturnSent(parcel="par:ret:7", carrier="ups", numbers=("1Z999AA10123456784",), at=1_790_470_800),)
    assert found.whose is not None and (found.whose.orders, found.whose.beside, found.whose.number) == (("1001", "RMA-9"), "444413758703", "")


def test_when_it_has_arrived_it_says_so() -> None:
    """TRK-4"""
    assert kinds(reading(returned(status="Completed", arrived_date="2026-09-30T01:00:00Z"), "return.completed")) == ["ReturnSent", "ParcelDelivered"]


@pytest.mark.parametrize("changes", [{"tracking_number": None}, {"tracking_number": "444413758703"}, {"status": "Cancelled"}])
def test_without_a_number_of_its_own_there_is_nothing_to_follow(changes: dict[str, Any]) -> None:
    """CHN-1: a documented no."""
    assert isinstance(SHIPBOB.read("return.updated", returned(**changes), Setup()), Ignored)


def test_a_recorded_return_is_known_by_its_shape() -> None:
    """CMD-1"""
    assert SHIPBOB.topic_of(json.loads(returned())) == "return.updated"


@given(st.dictionaries(st.sampled_from(tuple(json.loads(returned()))), JSON, max_size=9))
def test_no_return_raises_anything_but_unclear(body: dict[str, Any]) -> None:
    """CHN-2"""
    with suppress(Unclear):
        SHIPBOB.read("return.updated", json.dumps(body).encode(), Setup())
