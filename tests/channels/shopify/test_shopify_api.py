"""Asking and telling Shopify, against the stand-in shop: every push can be repeated, every no is sorted."""

import json
import time
from collections.abc import Iterator

import httpx
import msgspec
import pytest
from tests.channels.shopify.said import SHOPIFY, WEBHOOKS_ONLY

from todoke.channels.channel import Ignored, Known, Reading, Refusal, Setup
from todoke.channels.shopify import sandbox
from todoke.channels.shopify.api import data_of
from todoke.channels.shopify.sandbox import Sandbox
from todoke.channels.shopify.stand_in.goods import BUYERS, GOODS, Plan
from todoke.rules import effects as fx
from todoke.rules import events as ev
from todoke.rules.figures import owed, paid, refunded
from todoke.rules.learn import learn
from todoke.rules.order import Order, Parcel

TOKEN = "shpat_demo"
TWO_LINES = Plan(((GOODS[0], 2), (GOODS[1], 1)), BUYERS[0], "shopify_payments")


@pytest.fixture
def shop() -> Iterator[Sandbox]:
    """Nothing happens by itself, nothing is throttled."""
    found = sandbox.serve(pace=0, api_token=TOKEN, throttle=0).start()
    yield found
    found.stop()


def setup_of(shop: Sandbox) -> Setup:
    return Setup(api_url=shop.url, token=TOKEN)


def read(shop: Sandbox, ident: int) -> Reading:
    ((topic, body),) = SHOPIFY.fetch(str(ident), setup_of(shop))
    found = SHOPIFY.read(topic, body, setup_of(shop))
    assert not isinstance(found, Ignored)
    return found[0]


def known(shop: Sandbox, ident: int, **changes: object) -> Known:
    order = Order()
    for event in read(shop, ident).events:
        order = learn(order, event)
    return Known(str(ident), shop.shop.orders[ident]["name"], order.with_(**changes), "push-1")


def parcel(shop: Sandbox, ident: int, *numbers: str) -> Parcel:
    return Parcel("our-1", units=((str(shop.shop.orders[ident]["line_items"][0]["id"]), 2),), tracking=(1, "yamato", numbers, ""))


def test_an_order_read_anew_says_what_its_webhook_said(shop: Sandbox) -> None:
    """CHN-9: the question asks in the webhook's own words; only money comes from another source, and holds are told."""
    ident = shop.sell(TWO_LINES)
    shop.shop.ship(ident)
    anew, webhook = (
        read(shop, ident),
        SHOPIFY.read("orders/updated", json.dumps(shop.shop.orders[ident]).encode(), setup_of(shop)),
    )

    assert not isinstance(webhook, Ignored)
    assert [event for event in anew.events if not isinstance(event, ev.PaymentReceived | ev.HoldReleased)] == with_card(
        webhook[0].events
    )
    assert (anew.ref, anew.number, anew.contact, anew.address) == (
        webhook[0].ref,
        webhook[0].number,
        webhook[0].contact,
        webhook[0].address,
    )


def with_card(events: tuple[ev.Event, ...]) -> list[ev.Event]:
    """The card's last digits stand in the transaction, which a webhook's order does not carry."""
    placed = events[0]
    assert isinstance(placed, ev.OrderPlaced)
    manner = msgspec.structs.replace(placed.manner, brand="Visa", last4="4242")
    return [msgspec.structs.replace(placed, manner=manner), *events[1:]]


def test_changed_orders_come_page_by_page_and_once(shop: Sandbox) -> None:
    """CHN-3, CHN-9: 0 missing of N."""
    sold = {str(shop.sell()) for _ in range(12)}
    now = int(time.time())

    assert {ref for ref, _, _ in SHOPIFY.changed(now - 60, now + 60, setup_of(shop))} == sold
    assert SHOPIFY.changed(now + 3_600, now + 7_200, setup_of(shop)) == ()


def test_a_parcel_is_told_once_however_often_it_is_pushed(shop: Sandbox) -> None:
    """CHN-1: the same number is the same parcel; Shopify's name of it is ours."""
    ident = shop.sell(TWO_LINES)
    told = known(shop, ident, parcels=(parcel(shop, ident, "111122223333"),))
    first, again = (SHOPIFY.push(fx.PushShipment("our-1"), told, setup_of(shop)) for _ in range(2))

    made = shop.shop.orders[ident]["fulfillments"]
    assert first == again and first.alias == ((f"par:{made[0]['id']}", "our-1"),)
    assert [(row["tracking_company"], row["tracking_numbers"]) for row in made] == [("Yamato (JA)", ["111122223333"])]
    assert shop.shop.orders[ident]["fulfillment_status"] == "partial"


def test_a_new_number_replaces_the_one_that_was_announced(shop: Sandbox) -> None:
    """TRK-6: fulfillmentTrackingInfoUpdate, safe to repeat."""
    ident = shop.sell(TWO_LINES)
    first = SHOPIFY.push(fx.PushShipment("our-1"), known(shop, ident, parcels=(parcel(shop, ident, "1"),)), setup_of(shop))
    changed = known(shop, ident, parcels=(parcel(shop, ident, "2"),))._replace(names=frozenset(theirs for theirs, _ in first.alias))
    for _ in range(2):
        SHOPIFY.push(fx.PushTracking("our-1"), changed, setup_of(shop))

    assert [row["tracking_numbers"] for row in shop.shop.orders[ident]["fulfillments"]] == [["2"]]


def test_a_cancellation_bears_its_reason_and_leaves_the_money(shop: Sandbox) -> None:
    """CHN-1: our refund follows by a push of its own."""
    ident = shop.sell(TWO_LINES)
    told = known(shop, ident, closed_by=("CancelDecided", 1, "stockout"))
    answers = [SHOPIFY.push(fx.PushCancel(), told, setup_of(shop)).answer for _ in range(2)]

    order = shop.shop.orders[ident]
    assert (order["cancel_reason"], order["refunds"], answers[1]) == ("inventory", [], "cancelled already")


def test_a_refund_is_paid_once_and_its_transaction_is_told(shop: Sandbox) -> None:
    """CHN-1: the key in its note; RefundPaid settles what was owed."""
    ident = shop.sell(TWO_LINES)
    told = known(shop, ident)
    first, again = (SHOPIFY.push(fx.OweRefund(3_000), told, setup_of(shop)) for _ in range(2))

    assert first == again and [event.amount for event in first.events if isinstance(event, ev.RefundPaid)] == [3_000]
    assert len(shop.shop.orders[ident]["refunds"]) == 1
    assert (paid(known(shop, ident).order), refunded(known(shop, ident).order)) == (11_660, 3_000)


def test_our_own_refund_is_no_allowance_that_would_be_owed_again(shop: Sandbox) -> None:
    """CHN-1: pieces cut, money paid back, and the order read anew owes nothing more."""
    ident = shop.sell(TWO_LINES)
    shop.tell(shop.shop.edit(ident, {shop.shop.orders[ident]["line_items"][1]["id"]: 0}))
    SHOPIFY.push(fx.OweRefund(2_860), known(shop, ident), setup_of(shop))

    assert owed(known(shop, ident).order) == 0


def test_more_than_was_paid_cannot_be_paid_back(shop: Sandbox) -> None:
    """CHN-1: for a person, not for another try."""
    with pytest.raises(Refusal, match="only 11660 JPY") as no:
        SHOPIFY.push(fx.OweRefund(20_000), known(shop, shop.sell(TWO_LINES)), setup_of(shop))

    assert no.value.again is False


def test_cut_pieces_are_edited_out_and_a_repeat_changes_nothing(shop: Sandbox) -> None:
    """CHN-1: orderEditBegin … orderEditCommit."""
    ident = shop.sell(TWO_LINES)
    second = str(shop.shop.orders[ident]["line_items"][1]["id"])
    told = known(shop, ident)
    cut = learn(told.order, ev.LinesCancelled(at=2**33, id="cut:1", units=((second, 1),), amount=2_860, by="shop"))
    answers = [SHOPIFY.push(fx.PushLines(), told._replace(order=cut), setup_of(shop)).answer for _ in range(2)]

    assert [row["current_quantity"] for row in shop.shop.orders[ident]["line_items"]] == [2, 0]
    assert answers[1] == "known already"
    assert owed(known(shop, ident).order) == 2_860


def test_what_only_a_person_can_do_there_is_refused_for_good(shop: Sandbox) -> None:
    """CHN-1: nobody at Shopify stops a parcel."""
    with pytest.raises(Refusal) as no:
        SHOPIFY.push(fx.CallBack(), known(shop, shop.sell(TWO_LINES)), setup_of(shop))

    assert no.value.again is False


# ── every no, sorted ────────────────────────────────────────────────────────────────────────────────
def test_throttling_tells_when_to_come_again(shop: Sandbox) -> None:
    """CHN-3: the points that are missing, by the rate at which they come back."""
    shop.points, shop.settings = 0, shop.settings._replace(throttle=1)
    with pytest.raises(Refusal, match="Throttled") as no:
        SHOPIFY.push(fx.PushCancel(), Known("1", "#1", Order(), "k"), setup_of(shop))

    assert no.value.again and 0 < no.value.after < 60


def test_a_wrong_token_is_no_reason_to_try_again(shop: Sandbox) -> None:
    """CHN-8: the connection is blind."""
    with pytest.raises(Refusal, match="401") as no:
        SHOPIFY.fetch("1", setup_of(shop)._replace(token="wrong"))

    assert no.value.again is False


def test_a_shop_that_cannot_be_reached_is_tried_again() -> None:
    """CHN-3: a channel that is down delays only itself."""
    with pytest.raises(Refusal, match="cannot be reached") as no:
        SHOPIFY.fetch("1", Setup(api_url="http://127.0.0.1:9", token=TOKEN))

    assert no.value.again is True


def test_webhooks_alone_cannot_read() -> None:
    """CHN-1: refused for good, with the reason."""
    with pytest.raises(Refusal, match="hears webhooks only") as no:
        SHOPIFY.fetch("1", WEBHOOKS_ONLY)

    assert no.value.again is False


@pytest.mark.parametrize(("status", "again", "after"), [(429, True, 7.0), (502, True, 7.0), (402, False, 0.0), (404, False, 0.0)])
def test_http_answers_are_sorted_by_their_status(status: int, again: bool, after: float) -> None:
    """CHN-3: Retry-After is kept."""
    with pytest.raises(Refusal) as no:
        data_of(httpx.Response(status, headers={"Retry-After": "7"}, text="no"))

    assert (no.value.again, no.value.after) == (again, after)


def test_an_order_that_is_not_there_is_refused(shop: Sandbox) -> None:
    """CHN-3: named, with the likely reason."""
    with pytest.raises(Refusal, match="read_all_orders"):
        SHOPIFY.fetch("12345", setup_of(shop))
