"""Is it from Shopify? The raw body's signature, both families of headers, and the delivery's own name."""

import pytest
from tests.channels.shopify.said import SECRET, SHOPIFY, signed

from todoke.channels.channel import Unproven

RAW = b'{"id":1}'
NOW = 1_795_000_000


def test_a_signed_delivery_is_proven_by_its_raw_bytes() -> None:
    """CHN-2: proven before it is understood."""
    proof = SHOPIFY.prove(signed(RAW), RAW, (SECRET,), NOW)

    assert (proof.delivery, proof.topic) == ("w-1", "orders/create")


@pytest.mark.parametrize("changed", [b'{"id":2}', b'{"id":1} ', b""])
def test_one_changed_byte_is_not_from_shopify(changed: bytes) -> None:
    """CHN-2: input is never trusted."""
    with pytest.raises(Unproven):
        SHOPIFY.prove(signed(RAW), changed, (SECRET,), NOW)


def test_headers_without_x_are_the_same_words() -> None:
    """CHN-1: newer API versions drop the X-."""
    assert SHOPIFY.prove(signed(RAW, prefix="shopify-"), RAW, (SECRET,), NOW).delivery == "w-1"


def test_the_old_secret_holds_while_it_is_replaced() -> None:
    """CHN-5, CMD-17: after --rotate the old secret is good for another day."""
    assert SHOPIFY.prove(signed(RAW, secret="old"), RAW, ("new", "old"), NOW).topic == "orders/create"


@pytest.mark.parametrize("secrets", [(), ("",), ("other",)])
def test_nothing_is_proven_without_the_secret(secrets: tuple[str, ...]) -> None:
    """CHN-2: an empty secret proves nothing, not even a body signed with it."""
    with pytest.raises(Unproven):
        SHOPIFY.prove(signed(RAW, secret=""), RAW, secrets, NOW)


def test_a_signature_that_is_no_ascii_is_refused_quietly() -> None:
    """CHN-2: a strange header is a no, not a crash."""
    with pytest.raises(Unproven):
        SHOPIFY.prove(signed(RAW) | {"x-shopify-hmac-sha256": "é"}, RAW, (SECRET,), NOW)


def test_the_delivery_is_named_by_what_is_told() -> None:
    """CHN-2: the same delivery has the same name: its id, else event and topic, else the body itself."""
    named = [
        SHOPIFY.prove(signed(RAW, webhook_id=webhook, event_id=event), RAW, (SECRET,), NOW).delivery
        for webhook, event in (("w-1", "e-1"), ("", "e-1"), ("", ""))
    ]

    assert named[:2] == ["w-1", "e-1:orders/create"]
    assert len(named[2]) == 64


def test_topics_are_known_by_both_spellings() -> None:
    """CMD-3: ORDERS_CREATE is orders/create; the longer kind wins."""
    topics = [
        SHOPIFY.prove(signed(RAW, topic=topic), RAW, (SECRET,), NOW).topic
        for topic in ("ORDERS_CREATE", "FULFILLMENT_ORDERS_PLACED_ON_HOLD")
    ]

    assert topics == ["orders/create", "fulfillment_orders/placed_on_hold"]


def test_the_envelope_tells_when_it_happened() -> None:
    """CHN-2: the only time that a deleted order or a hold has; nanoseconds are cut."""
    assert SHOPIFY.prove(signed(RAW, triggered_at="2026-11-24T01:00:00.123456789Z"), RAW, (SECRET,), NOW).at == 1_795_482_000
    assert SHOPIFY.prove(signed(RAW, triggered_at="soon"), RAW, (SECRET,), NOW).at == 0
