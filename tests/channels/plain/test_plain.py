"""The own shop: Standard Webhooks, our words in snake_case, and every missing field named."""

import base64
import hashlib
import hmac
import json
from pathlib import Path
from typing import Any

import pytest

from todoke.channels.channel import Ignored, Known, Pushed, Reading, Refusal, Setup, Unclear, Unproven
from todoke.channels.plain.words import TYPES
from todoke.channels.registry import CHANNELS
from todoke.rules import effects as fx
from todoke.rules import events as ev
from todoke.rules.order import Order

PLAIN = CHANNELS["plain"]
VECTORS = Path(__file__).parents[4] / "shared" / "fixtures" / "signatures" / "vectors.json"
SECRET, NOW = "whsec_" + base64.b64encode(b"a secret of some length").decode(), 1_795_482_000
AT = "2026-11-24T10:00:00+09:00"


def placed(**changes: Any) -> dict[str, Any]:
    said: dict[str, Any] = json.loads((Path(__file__).parent / "bodies" / "order_placed.json").read_text(encoding="utf-8"))
    return said | {"order": said["order"] | changes}


def read(body: Any, topic: str = "") -> Reading:
    found = PLAIN.read(topic, json.dumps(body).encode(), Setup())
    assert not isinstance(found, Ignored)
    return found[0]


def report(kind: str, **fields: Any) -> ev.Event:
    (event,) = read({"type": kind, "at": AT, "order": {"number": "A-1001"}} | fields).events
    return event


def signed(raw: bytes, key: bytes = b"a secret of some length", at: int = NOW, name: str = "msg_1") -> dict[str, str]:
    digest = base64.b64encode(hmac.new(key, f"{name}.{at}.".encode() + raw, hashlib.sha256).digest()).decode()
    return {"webhook-id": name, "webhook-timestamp": str(at), "webhook-signature": f"v1,{digest}"}


# ── proof ───────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.fixtures
@pytest.mark.skipif(not VECTORS.exists(), reason="the published vectors do not lie beside the repository")
def test_the_published_vector_is_proven() -> None:
    """CHN-2: Standard Webhooks' own reference."""
    vector = json.loads(VECTORS.read_text(encoding="utf-8"))[0]
    proof = PLAIN.prove(vector["headers"], vector["body"].encode(), (vector["secret"],), 1_614_265_330)

    assert proof.delivery == "msg_p5jXN8AQM9LWM0D4loKWxJek"


@pytest.mark.parametrize("secret", [SECRET, SECRET.removeprefix("whsec_"), "a secret of some length"])
def test_the_secret_may_be_written_in_three_ways(secret: str) -> None:
    """CMD-17: with whsec_, without, or as the text itself."""
    assert PLAIN.prove(signed(b"{}"), b"{}", (secret,), NOW).delivery == "msg_1"


def test_two_secrets_hold_while_one_is_replaced() -> None:
    """CMD-17: --rotate; and the sender may sign with both."""
    headers = signed(b"{}")
    both = headers | {"webhook-signature": f"v1a,xyz v1,{'A' * 43}= {headers['webhook-signature']}"}

    assert PLAIN.prove(both, b"{}", ("whsec_bmV3", SECRET), NOW).delivery == "msg_1"


@pytest.mark.parametrize(
    "change",
    [
        {"webhook-id": "msg_2"},
        {"webhook-id": ""},
        {"webhook-timestamp": str(NOW + 1)},
        {"webhook-timestamp": "soon"},
        {"webhook-signature": ""},
        {"webhook-signature": "v1,é"},
        {"webhook-signature": "v2,abc"},
    ],
)
def test_whatever_is_changed_is_not_from_the_shop(change: dict[str, str]) -> None:
    """CHN-2: id, time and body are signed together."""
    with pytest.raises(Unproven):
        PLAIN.prove(signed(b"{}") | change, b"{}", (SECRET,), NOW)


@pytest.mark.parametrize(("late", "proven"), [(299, True), (301, False), (-301, False)])
def test_five_minutes_are_the_window(late: int, proven: bool) -> None:
    """CMD-8: a recorded delivery cannot be played again later."""
    raw = b"{}"
    if proven:
        assert PLAIN.prove(signed(raw), raw, (SECRET,), NOW + late)
    else:
        with pytest.raises(Unproven, match="five minutes"):
            PLAIN.prove(signed(raw), raw, (SECRET,), NOW + late)


def test_a_proven_delivery_is_kept_however_bad_its_body_is() -> None:
    """CHN-2: understood later, or never."""
    assert PLAIN.prove(signed(b"{"), b"{", (SECRET,), NOW).topic == ""


# ── words ───────────────────────────────────────────────────────────────────────────────────────────
def test_an_order_with_its_payment_is_two_facts() -> None:
    """CHN-1: unknown extra fields pass."""
    said = read(placed())
    order, payment = said.events

    assert isinstance(order, ev.OrderPlaced) and isinstance(payment, ev.PaymentReceived)
    assert (order.total, order.lines[0].amount, order.bill.shipping, order.manner.gift, order.at) == (
        12_800,
        12_000,
        800,
        True,
        NOW,
    )
    assert (payment.payment, payment.amount, payment.way) == ("pay:p-1", 12_800, "card")
    assert (
        said.contact is not None
        and said.address is not None
        and (said.contact.mail, said.address.city) == ("hanako@example.com", "渋谷区")
    )


def test_the_order_as_it_stands_is_placed_and_changed() -> None:
    """CHN-1: a snapshot says both."""
    assert [type(event) for event in read(placed() | {"type": "order"}).events] == [
        ev.OrderPlaced,
        ev.PaymentReceived,
        ev.LinesChanged,
    ]


@pytest.mark.parametrize("kind", TYPES)
def test_every_class_of_event_has_a_word(kind: str) -> None:
    """CMD-8: a type per class that the outside may report, its fields the class's own."""
    samples = {
        "units": {"1": 1},
        "fit": {"1": 1},
        "amount": "100",
        "award": "100",
        "option": "wait",
        "choice": "c",
        "case": "delay",
        "kind": "ship_by",
        "until": AT,
        "id": "x",
        "refund": "r",
        "parcel": "p",
        "hold": "h",
        "numbers": ["1"],
        "in_exchange": True,
        "ship_by": AT,
        "pays": "later",
    }
    said = read(
        placed() | {"type": kind} | {name: value for name, value in samples.items() if name in TYPES[kind].__struct_fields__}
    )

    assert kind in ("contact_changed", "address_changed") or isinstance(said.events[0], TYPES[kind])


@pytest.mark.parametrize(
    "kind",
    ["lapsed", "stock_reserved", "goods_moved", "fact_struck", "order_reopened", "tell_again", "case_closed", "dreamt", ""],
)
def test_what_only_the_house_may_say_is_not_taken(kind: str) -> None:
    """CMD-8: clock, ledger and staff do not speak from outside."""
    with pytest.raises(Unclear, match="no event that a shop can report"):
        report(kind)


def test_facts_bear_the_names_of_their_kind() -> None:
    """CHN-1: bare ids would meet across kinds."""
    assert report("parcel_sent", parcel="7", units={"1": 2}, carrier="yamato", numbers="123") == ev.ParcelSent(
        at=NOW, parcel="par:7", units=(("1", 2),), carrier="yamato", numbers=("123",)
    )
    assert report("refund_paid", refund="7", amount="100") == ev.RefundPaid(at=NOW, refund="ref:7", amount=100)
    assert report("lines_cancelled", id="7", units={"1": 1}) == ev.LinesCancelled(at=NOW, id="cut:7", units=(("1", 1),))


def test_one_payment_for_each_order_needs_no_name() -> None:
    """CHN-1: pay:order."""
    assert report("payment_received", amount=12800) == ev.PaymentReceived(at=NOW, payment="pay:order", amount=12_800)


def test_a_parcel_may_be_told_as_an_object() -> None:
    """CHN-1: with its number as its name where it has no other."""
    order = {"number": "A-1001", "parcel": {"carrier": "sagawa", "tracking_number": "456", "units": {"1": 1}}}

    assert report("parcel_sent", order=order) == ev.ParcelSent(
        at=NOW, parcel="par:456", units=(("1", 1),), carrier="sagawa", numbers=("456",)
    )


def test_several_events_of_one_order_come_together() -> None:
    """CHN-6: both directions the same words."""
    rows = [
        {"event": "parcel_delivered", "id": "e1", "at": AT, "parcel": "7"},
        {"event": "cancel_asked", "id": "e2", "at": AT, "reason": "double"},
    ]

    assert [type(event) for event in read({"order": "A-1001", "events": rows}).events] == [ev.ParcelDelivered, ev.CancelAsked]


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ({"type": "payment_received", "order": {"number": "1"}, "amount": "1"}, "at"),
        ({"type": "payment_received", "at": "2026-11-24T10:00:00", "order": {"number": "1"}, "amount": "1"}, "at"),
        ({"type": "payment_received", "at": AT, "order": {}, "amount": "1"}, "order.number"),
        ({"type": "payment_received", "at": AT, "order": {"number": "1"}}, "amount"),
        ({"type": "payment_received", "at": AT, "order": {"number": "1", "currency": "JPY"}, "amount": "12.5"}, "amount"),
        ({"type": "parcel_sent", "at": AT, "order": {"number": "1"}}, "parcel, units"),
        ({"type": "parcel_sent", "at": AT, "order": {"number": "1"}, "parcel": "1", "units": {"1": 0}}, "units"),
        ({"type": "order_placed", "at": AT, "order": {"number": "1"}}, "order.lines, order.total"),
        (
            {"type": "order_placed", "at": AT, "order": {"number": "1", "total": "1", "lines": [{"id": "1"}]}},
            "order.lines[0].quantity, order.lines[0].amount",
        ),
        ({"type": "return_asked", "at": AT, "order": {"number": "1"}, "reason": 5}, "reason"),
        ({"order": "1", "events": [{"event": "cancel_asked"}]}, "events[0].at"),
        ([], "body"),
    ],
)
def test_what_is_missing_is_named(body: Any, place: str) -> None:
    """CHN-2: all of it at once, with a way to mend it."""
    with pytest.raises(Unclear) as unclear:
        read(body)

    assert unclear.value.place == place and unclear.value.mend


def test_the_currency_decides_the_decimals() -> None:
    """CHN-1: 200.00 dollars are 20,000 cents."""
    lines = [{"id": "1", "quantity": 1, "price": "200.00"}]
    order = read(placed(currency="USD", total="200.00", lines=lines, bill={}, payment={})).events[0]

    assert isinstance(order, ev.OrderPlaced) and (order.total, order.manner.currency) == (20_000, "USD")


def test_an_unknown_total_is_not_nothing() -> None:
    """LIF-5: null is not known yet."""
    order = read(placed(total=None)).events[0]

    assert isinstance(order, ev.OrderPlaced) and order.total is None


def test_people_that_changed_are_the_news_themselves() -> None:
    """TRU-5: no event bears their words; the desk gives them a reference."""
    said = read(
        {
            "type": "contact_changed",
            "at": AT,
            "order": {"number": "1", "customer": {"name": "佐藤花", "mail": "hana@example.com"}},
        }
    )

    assert said.events == () and said.contact is not None and (said.contact.mail, said.people_at) == ("hana@example.com", NOW)


def test_a_body_without_a_type_takes_the_topic_it_was_imported_under() -> None:
    """CMD-3: --topic."""
    assert read({"at": AT, "order": "1"}, "cancel_withdrawn").events == (ev.CancelWithdrawn(at=NOW),)


def test_a_plain_shop_keeps_no_books() -> None:
    """CHN-1: a push does nothing, a reading is refused."""
    assert PLAIN.push(fx.PushCancel(), Known("1", "1", Order(), "k"), Setup()) == Pushed()
    with pytest.raises(Refusal) as no:
        PLAIN.fetch("1", Setup())
    assert no.value.again is False


@pytest.mark.parametrize("changes", [{"total": "-1"}, {"lines": [{"id": "1", "quantity": 10**20, "amount": "1"}]}])
def test_an_order_below_nothing_or_beyond_counting_is_named(changes: dict[str, Any]) -> None:
    """CHN-2: a total below nothing would count as paid, and no database counts so many pieces."""
    with pytest.raises(Unclear, match=r"order\.(total|lines\[0\]\.quantity)"):
        read(placed(**changes))


def test_money_that_came_is_never_below_nothing() -> None:
    """CHN-2: what goes back is a refund."""
    with pytest.raises(Unclear, match="amount: is below nothing"):
        report("payment_received", amount="-500")
