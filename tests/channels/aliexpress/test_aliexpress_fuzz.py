"""Whatever AliExpress sends: facts, a documented no, or Unclear. Never anything else, and never facts that the rules cannot take."""

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.channels.aliexpress.said import ALI, MAILED, NOON, RECIPIENT, heard, info, page, parcel, row, sent, told
from tests.channels.aliexpress.test_aliexpress_answers import LOCAL, oldest

from todoke.channels.channel import Ignored, Unclear

LIVE = MAILED._replace(heard_at=NOON)
SCALARS = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=12)
    | st.sampled_from(["FINISH", "IN_ISSUE", "2026-06-01 12:00:00", "200. 00", "-1", "\0", "１２", "9" * 30, "Closed", "**", "1e9", "/"])
)  # fmt: skip
JSON = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3), max_leaves=12)
BODIES = [
    page(row()), page(row("FINISH", end_reason="buyer_accept_goods"), row("IN_CANCEL")), info("IN_ISSUE", logistic_info_list=sent(parcel(), parcel("2"))),
    info("FINISH", issue_status="END_ISSUE", refund_info={"refund_cash_amt": {"cent": 5, "cent_factor": 100}}), RECIPIENT, LOCAL, oldest(page(row())),
]  # fmt: skip


def places(value: Any, here: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in a body."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [here, *(place for key, one in inner for place in places(one, (*here, key)))]


def with_(body: Any, place: tuple[Any, ...], value: Any) -> Any:
    if not place:
        return value
    changed = dict(body) if isinstance(body, dict) else list(body)
    changed[place[0]] = with_(changed[place[0]], place[1:], value)
    return changed


def taken(raw: bytes, topic: str = "") -> str | int:
    """What became of it: `unclear` (with place and reason), `ignored`, or how many readings, each told to the rules. Raises what else there is."""
    try:
        found = heard(raw, topic, LIVE)
    except Unclear as error:
        assert error.place and error.reason
        return "unclear"
    for reading in () if isinstance(found, Ignored) else found:
        assert reading.ref
        told(*reading.events)
    return "ignored" if isinstance(found, Ignored) else len(found)


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(BODIES), st.data())
def test_a_body_with_anything_in_any_place(body: Any, data: st.DataObject) -> None:
    """CHN-2: up to three places changed at once."""
    for _ in range(data.draw(st.integers(1, 3))):
        body = with_(body, data.draw(st.sampled_from(places(body))), data.draw(JSON))
    became = taken(json.dumps(body).encode())
    assert became in ("unclear", "ignored") or isinstance(became, int)


@settings(max_examples=200, deadline=None)
@given(JSON, st.text(max_size=20))
def test_any_json_under_any_topic(body: Any, topic: str) -> None:
    """CHN-2."""
    assert isinstance(taken(json.dumps(body).encode(), topic), str | int)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=60))
def test_any_bytes(raw: bytes) -> None:
    """CHN-2: so few bytes hold no order, whatever they are."""
    assert taken(raw) == "unclear"


@settings(max_examples=150, deadline=None)
@given(JSON, st.text(max_size=12))
def test_any_order_named_for_any_body(body: Any, number: str) -> None:
    """CMD-1: --order."""
    try:
        taken(json.dumps(body).encode(), ALI.naming("", json.loads(json.dumps(body)), number))
    except Unclear as error:
        assert error.mend


def test_an_answer_of_a_thousand_envelopes_is_only_unclear() -> None:
    """CHN-2: deep, and not deep enough to fall."""
    for opening, closing in ((b'{"result":', b"}"), (b"[", b"]"), (b'{"order_status":', b"}")):
        assert taken(opening * 500 + b"1" + closing * 500) == "unclear"
