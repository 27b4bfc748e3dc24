"""Whether a buyer takes advertising, in Shopify's words."""

import json
from pathlib import Path
from typing import Any

import pytest

from todoke.channels.channel import Ignored, Setup
from todoke.channels.shopify.channel import Shopify
from todoke.rules.events import AdvertisingConsent

BODY = json.loads((Path(__file__).parent / "bodies" / "order_by_bank_transfer.json").read_text("utf-8"))
SAID_AT = "2026-11-20T09:00:00+09:00"


def consent(**fields: Any) -> list[AdvertisingConsent]:
    found = Shopify().read("orders/create", json.dumps({**BODY, **fields}).encode(), Setup(test=True))
    assert not isinstance(found, Ignored)
    return [event for event in found[0].events if isinstance(event, AdvertisingConsent)]


NOT = ("unsubscribed", "pending", "not_subscribed", "redacted")


@pytest.mark.parametrize(("state", "allowed"), [("subscribed", True), *((state, False) for state in NOT)])
def test_the_customer_s_own_word_counts_with_its_moment(state: str, allowed: bool) -> None:
    """NTC-15: pending is no yes yet (double opt-in)."""
    word = {"state": state, "consent_updated_at": SAID_AT}
    said = consent(customer={**BODY.get("customer", {}), "email_marketing_consent": word}, buyer_accepts_marketing=True)
    assert [(one.allowed, one.by, one.at) for one in said] == [(allowed, "buyer", 1_795_132_800)]


def test_else_the_tick_at_the_checkout() -> None:
    """NTC-15: no tick says nothing."""
    assert [one.allowed for one in consent(buyer_accepts_marketing=True, customer=None)] == [True]
    assert consent(buyer_accepts_marketing=False, customer=None) == [] == consent(customer={"email_marketing_consent": None})
