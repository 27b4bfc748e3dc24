"""The coupon codes of an order, as each channel tells them (NTC-17)."""

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.channels.csv.written import CUP, HEAD
from tests.channels.csv.written import placed as placed_by_file
from tests.channels.csv.written import reading as read_file
from tests.channels.shopify.said import body, facts

from todoke.channels.channel import Ignored, Setup
from todoke.channels.fields import LONGEST_CODE, MOST_CODES, codes
from todoke.channels.registry import CHANNELS
from todoke.rules.events import Manner, OrderPlaced, decoder

LEAF = st.none() | st.booleans() | st.integers() | st.text(max_size=80)
ANY_JSON = st.recursive(LEAF, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner) | st.fixed_dictionaries({"code": inner}), max_leaves=8)
CART = {"number": "1001", "total": "5000", "lines": [{"id": "a", "quantity": 1, "amount": "5000"}]}


def by_webhook(coupons: Any) -> tuple[str, ...]:
    told = {"type": "order_placed", "at": "2026-11-24T10:00:00+09:00", "order": CART | {"coupons": coupons}}
    found = CHANNELS["plain"].read("order_placed", json.dumps(told).encode(), Setup())
    assert not isinstance(found, Ignored)
    event = found[0].events[0]
    assert isinstance(event, OrderPlaced)
    return event.manner.coupons


@pytest.mark.parametrize(("told", "known"), [
    (["THANKS500", " AUTUMN ", "THANKS500"], ("THANKS500", "AUTUMN")), ([{"code": "THANKS500"}], ("THANKS500",)), (None, ()), ("THANKS500", ()),
    ([None, [], {}, ""], ()), (["x" * 99], ("x" * LONGEST_CODE,)), ([f"C{n}" for n in range(9)], ("C0", "C1", "C2", "C3", "C4"))])  # fmt: skip
def test_the_own_shop_names_the_codes_that_were_used(told: Any, known: tuple[str, ...]) -> None:
    """NTC-17: what is no code is left out, and the order is taken."""
    assert by_webhook(told) == known


def test_shopify_names_them_in_a_webhook_and_when_it_is_asked() -> None:
    """NTC-17: objects there, texts here."""
    for told in ([{"code": "THANKS500", "amount": "500", "type": "fixed_amount"}], ["THANKS500"]):
        assert facts("orders/create", body("order_by_bank_transfer", discount_codes=told))["OrderPlaced"].manner.coupons == ("THANKS500",)


@pytest.mark.parametrize("column", ["クーポンコード", "Discount Code", "coupon code"])
def test_a_file_names_them_in_a_column(column: str) -> None:
    """NTC-17: whichever row says them."""
    found = placed_by_file(read_file(f"{CUP},", f"{CUP.replace('CUP', 'BOWL')},THANKS500、 AUTUMN", head=f"{HEAD},{column}"))
    assert found.manner.coupons == ("THANKS500", "AUTUMN")


@given(ANY_JSON)
def test_nothing_that_stands_in_their_place_raises(value: Any) -> None:
    """CMD-21."""
    assert len(found := codes(value)) <= MOST_CODES and all(0 < len(code) <= LONGEST_CODE for code in found)


def test_a_journal_from_before_reads_as_it_was_written() -> None:
    """TRU-1: an order without codes is written as ever, so its hashes hold."""
    old = b'{"event":"OrderPlaced","manner":{"number":"1001"},"at":1}'
    event = decoder.decode(old)
    assert isinstance(event, OrderPlaced) and event.manner == Manner(number="1001") and msgspec.json.encode(event) == old
