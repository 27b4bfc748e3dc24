"""The traps of AliExpress's answers, one by one: times, amounts, envelopes of every age, empty lists, errors inside, recipients without an order."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from tests.channels.aliexpress.said import (
    ALI,
    FIXTURES,
    MAILED,
    NOON,
    NUMBER,
    RECIPIENT,
    cents,
    child,
    facts,
    heard,
    info,
    order_of,
    page,
    parcel,
    reading,
    regions,
    row,
    sent,
    told,
    usd,
)

from todoke.channels.aliexpress.fields import in_pacific, instant, money
from todoke.channels.aliexpress.words import normal
from todoke.channels.channel import Ignored, Unclear
from todoke.rules import events as ev
from todoke.rules.figures import owed, price
from todoke.rules.order import Order

LIVE = MAILED._replace(heard_at=NOON)
DAY = 86_400


def utc(text: str) -> str:
    return datetime.fromtimestamp(instant(text, "gmt_create"), UTC).strftime("%Y-%m-%d %H:%M:%S")


# ── times ───────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2021-05-08 03:14:10", "2021-05-08 10:14:10"),  # summer time
        ("2021-12-08 03:14:10", "2021-12-08 11:14:10"),
        ("2026-11-01 01:30:00", "2026-11-01 08:30:00"),  # the hour that comes twice: the first of them
        ("2026-03-08 02:30:00", "2026-03-08 10:30:00"),  # the hour that does not come: as if the clock had not been turned yet
        ("2018-03-01 12:12", "2018-03-01 20:12:00"),
        ("2026-06-01", "2026-06-02 06:59:59"),
        ("06/01/2026 12:00:00", "2026-06-01 19:00:00"),
        ("20131008003455000-0700", "2013-10-08 07:34:55"),
        ("2022-07-21T11:25:38.782222+00:00", "2022-07-21 11:25:38"),
        ("  2021-05-08   03:14:10 ", "2021-05-08 10:14:10"),
    ],
)
def test_times_are_pacific_with_its_daylight_saving(written: str, meant: str) -> None:
    """LIF-12, CHN-1: naive means California; what bears a zone means that."""
    assert utc(written) == meant


@pytest.mark.parametrize("written", ["2021-02-30 00:00:00", "yesterday", "0000-00-00 00:00:00", "2021-05-08 25:00:00", "9999-01-01 00:00:00"])
def test_what_is_no_time_is_named_with_its_place(written: str) -> None:
    """CHN-2: place and reason; nothing is guessed."""
    with pytest.raises(Unclear, match="gmt_create"):
        heard(page(row(gmt_create=written)))


def test_a_moment_is_asked_for_in_pacific_time() -> None:
    """CHN-1: what we write there reads back."""
    assert in_pacific(NOON) == "2026-06-01 12:00:00" and instant(in_pacific(NOON), "x") == NOON


# ── money ───────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("written", "currency", "amount"),
    [
        (usd("200. 00"), "USD", 20_000), (usd("0. 00"), "USD", 0), ("200. 00", "RUB", 20_000), (cents(333_100, "0"), "USD", 333_100),
        (cents(333_100), "USD", 333_100), (cents(333_100, "3331.00"), "USD", 333_100), ({"amount_str": "1.01", "currency_code": "EUR"}, "EUR", 101),
        ({"cent": 128_000, "cent_factor": 100, "currency_code": "JPY"}, "JPY", 1_280), ({"amount": "1280", "currency_code": "JPY"}, "JPY", 1_280),
        ({"amount": "5", "currency": {"currency_code": "CNY"}}, "USD", None), ({}, "USD", None), (None, "USD", None), ("", "USD", None),
    ],
)  # fmt: skip
def test_an_amount_is_read_as_it_is_meant(written: Any, currency: str, amount: int | None) -> None:
    """CHN-1: blanks inside, cents beside it, yen in hundredths, another currency."""
    assert money(written, "pay_amount", currency) == amount


@pytest.mark.parametrize("written", [cents(100, "2.00"), usd("a lot"), {"cent": 5, "cent_factor": 100, "currency_code": "JPY"}, usd("1.005")])
def test_an_amount_that_is_none_is_not_guessed(written: Any) -> None:
    """CHN-2: amount and cents that disagree, words, half a yen."""
    with pytest.raises(Unclear, match="pay_amount"):
        heard(page(row(pay_amount=written)))


def test_a_list_without_a_total_costs_its_lines_and_their_shipping() -> None:
    """CHN-1: the answers of 2021 tell no pay_amount."""
    lines = {"order_product_dto": [child(1, logistics_amount=usd("3. 50")), child(2)]}
    placed = facts(page(row(pay_amount=None, product_list=lines)))["OrderPlaced"]

    assert (placed.total, placed.bill.subtotal, placed.bill.shipping) == (4_350, 4_000, 350)


def test_a_total_that_nobody_tells_is_not_nothing() -> None:
    """LIF-5: not known yet, so that nothing counts as paid."""
    bare = {"order_product_dto": [child(1, total_product_amount=None, product_unit_price=None, logistics_amount=None)]}
    placed = facts(page(row(pay_amount=None, product_list=bare)))["OrderPlaced"]

    assert placed.total is None and order_of(page(row(pay_amount=None, product_list=bare))).progress == "awaiting_payment"


def test_less_than_its_lines_is_a_discount() -> None:
    """NTC-4: what the buyer paid counts; the difference is spoken of."""
    placed = facts(page(row(pay_amount=usd("37.14"))))["OrderPlaced"]
    assert (placed.total, placed.bill.discount) == (3_714, 286)


# ── envelopes ───────────────────────────────────────────────────────────────────────────────────────
def oldest(value: Any) -> Any:
    """As the oldest methods and the Java kit write names: gmtCreate."""
    if isinstance(value, dict):
        return {name.split("_")[0] + "".join(part.title() for part in name.split("_")[1:]): oldest(one) for name, one in value.items()}
    return [oldest(one) for one in value] if isinstance(value, list) else value


BARE = page(row())["aliexpress_solution_order_get_response"]
OLD_ROW = {name.replace("gmt_update", "gmt_modified"): value for name, value in row().items()}
ENVELOPES = {
    "list": page(row()),
    "list without its name": BARE,
    "list simplified": {"result": BARE["result"] | {"target_list": [row(product_list=[child(1), child(2)])]}},
    "one where lists are objects": {"result": BARE["result"] | {"target_list": {"order_dto": row()}}},
    "trade.seller.orderlist.get": {
        "aliexpress_trade_seller_orderlist_get_response": {"result": {"total_count": 1, "target_list": {"aeop_order_item_dto": [row()]}}}
    },
    "findorderlistquery": {
        "aliexpress_trade_redefining_findorderlistquery_response": {"result": {"total_item": 1, "order_list": {"order_item_vo": [OLD_ROW]}}}
    },
    "findorderlistquery, oldest": oldest({"total_item": 1, "order_list": [OLD_ROW | {"product_list": [child(1), child(2)]}]}),
    "a bare order": row(),
    "a list of bare orders": [row()],
}


@pytest.mark.parametrize("name", ENVELOPES)
def test_every_envelope_holds_the_same_order(name: str) -> None:
    """CHN-1: deprecated methods still answer, each in its own way."""
    found = reading(ENVELOPES[name])
    assert found.events == reading(page(row())).events and (found.ref, found.number, found.unknown) == (NUMBER, NUMBER, ())


def test_list_and_info_tell_the_same_order() -> None:
    """CHN-1: other names, amounts in cents, and the same state."""
    listed, detailed = order_of(page(row())), order_of(info())
    assert regions(listed) == regions(detailed)
    assert (listed.total, listed.units, listed.placed_at, listed.payments) == (detailed.total, detailed.units, detailed.placed_at, detailed.payments)


def test_the_info_of_the_trade_methods_is_read_too() -> None:
    """CHN-1: aliexpress.trade.new.redefining.findorderbyid answers `target`."""
    data = info()["aliexpress_solution_order_info_get_response"]["result"]["data"]
    assert reading({"aliexpress_trade_new_redefining_findorderbyid_response": {"target": data}}).events == reading(info()).events


def test_an_id_beyond_what_a_float_holds_stays_exact() -> None:
    """CHN-2: ids are strings, from the raw text."""
    found = reading(page(row(order_id=9_007_199_254_740_993)))
    assert (found.ref, facts(page(row()))["OrderPlaced"].lines[0].id) == ("9007199254740993", "8170042600013372")


LOCAL = {
    "data": {"total_count": 1, "orders": [{
        "id": 2207214066364364, "created_at": "2026-06-01T18:00:00+00:00", "paid_at": "2026-06-01T18:30:00+00:00",
        "updated_at": "2026-06-01T19:00:00+00:00", "order_display_status": "WaitSendGoods", "payment_status": "Hold", "delivery_status": "Init",
        "buyer_name": "Анна Ли", "total_amount": 258_100, "finish_reason": None, "shipping_deadline": "2026-06-05T13:00:00+07:00",
        "order_lines": [{"id": 2207216760272635, "item_id": "1005", "sku_code": "BOWL-1", "name": "Миска", "item_price": 129_050, "quantity": 2,
                         "total_amount": 258_100, "issue_status": "NoDispute"}],
        "logistic_orders": [{"track_number": "800993", "status": "AwaitingHandoverList"}],
    }]}, "error": None,
}  # fmt: skip


def test_the_local_list_is_read_with_its_own_words() -> None:
    """CHN-1: AliExpress Russia: moments with a zone, roubles in hundredths, a number long before the parcel leaves."""
    said, order = facts(LOCAL), order_of(LOCAL)
    assert regions(order) == ("awaiting_shipment", "paid", "none", "none") and (order.total, order.manner.currency) == (258_100, "RUB")
    assert said["DatesPromised"].ship_by == int(datetime(2026, 6, 5, 6, tzinfo=UTC).timestamp()) and "ParcelSent" not in said


@pytest.mark.parametrize(("status", "finish", "progress"), [
    ("PlaceOrderSuccess", None, "awaiting_payment"), ("WaitAcceptGoods", None, "awaiting_delivery"), ("InCancel", None, "awaiting_shipment"),
    ("Complete", "AutoConfirm", "completed"), ("Close", "ShippingTimeout", "closed"), ("Close", None, "closed"),
])  # fmt: skip
def test_local_words_become_our_states(status: str, finish: str | None, progress: str) -> None:
    """LIF-4: order_display_status and finish_reason."""
    body = json.loads(json.dumps(LOCAL))
    unpaid = {"payment_status": "NotPaid", "paid_at": None} if progress == "awaiting_payment" else {}
    body["data"]["orders"][0] |= {"order_display_status": status, "finish_reason": finish} | unpaid
    assert order_of(body).progress == progress


@pytest.mark.parametrize("nothing", [
    page(), page(target_list=None), page(target_list=[]), page(target_list=""), {"result": {"success": True, "total_count": 0}},
    {"data": {"total_count": 0, "orders": []}, "error": None},
])  # fmt: skip
def test_an_empty_list_is_no_trouble(nothing: Any) -> None:
    """CHN-2: also the answer to a page number beyond the last."""
    assert isinstance(heard(nothing), Ignored)


ERRORS: list[tuple[Any, str]] = [
    ({"error_response": {"code": 27, "msg": "Invalid session", "sub_code": "invalid-sessionkey"}}, "27 invalid-sessionkey: Invalid session"),
    ({"type": "ISV", "code": "ApiCallLimit", "message": "The request has been banned"}, "ApiCallLimit: The request has been banned"),
    (page(success=False, error_code="F00-10-10000-001", error_message="account not found", target_list=None, total_count=0), "F00-10-10000-001: account not"),
    ({"data": None, "error": {"code": "7", "message": "no"}}, "7: no"),
]  # fmt: skip


@pytest.mark.parametrize(("said", "words"), ERRORS)
def test_an_error_inside_an_answer_is_named(said: Any, words: str) -> None:
    """CHN-2: status 200, and not an order: quarantined with AliExpress's own words."""
    with pytest.raises(Unclear) as error:
        heard(said)
    assert words in str(error.value)


def test_an_error_code_beside_an_order_does_not_lose_the_order() -> None:
    """CHN-2: the published example of order.info.get has both."""
    body = info()
    body["aliexpress_solution_order_info_get_response"]["result"] |= {"error_code": "F00-10-10000-001", "error_message": "account not found"}
    assert reading(body).events == reading(info()).events


def test_one_broken_order_of_a_page_does_not_take_the_others_along() -> None:
    """CHN-2: the good ones are taken, the bad one is named with its place."""
    found = heard(page(row(), row(order_id=8170042600019999, gmt_create="soon")))
    assert not isinstance(found, Ignored) and [one.ref for one in found] == [NUMBER]
    assert found[0].unknown[0].startswith("order 8170042600019999: gmt_create: 'soon'")


# ── topics ──────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("topic", [
    "aliexpress.solution.order.get", "solution.order.get", "aliexpress_solution_order_get_response", "ALIEXPRESS_SOLUTION_ORDER_GET", "", "order/list",
])  # fmt: skip
def test_a_topic_may_be_written_in_any_way(topic: str) -> None:
    """CMD-1: the shape says what it is."""
    assert reading(page(row()), topic).ref == NUMBER


@pytest.mark.parametrize(("body", "topic"), [
    (page(row()), "solution.order.get"), (page(), "solution.order.get"), (info(), "solution.order.info.get"), (RECIPIENT, "solution.order.receiptinfo.get"),
])  # fmt: skip
def test_a_topic_is_told_by_the_shape(body: Any, topic: str) -> None:
    """CMD-1."""
    assert ALI.topic_of(json.loads(json.dumps(body))) == topic == normal(f"aliexpress.{topic}")


@pytest.mark.parametrize("body", [{}, [], {"result": {}}, {"result": {"address2": ""}}, None, 7, "order", {"data": {"id": 1}}])
def test_a_shape_that_tells_nothing_is_unclear(body: Any) -> None:
    """CHN-2: place, reason, mend."""
    with pytest.raises(Unclear) as error:
        ALI.topic_of(body)
    assert error.value.mend
    with pytest.raises(Unclear):
        heard(body)


@pytest.mark.parametrize("topic", ["aliexpress.solution.order.fulfill", "aliexpress.trade.redefining.findloanlistquery"])
def test_answers_that_say_nothing_about_an_order_are_ignored_with_the_reason(topic: str) -> None:
    """CHN-2: a documented no."""
    found = heard({"result": {"result_success": True}}, topic)
    assert isinstance(found, Ignored) and len(found.reason) > 10


# ── recipients ──────────────────────────────────────────────────────────────────────────────────────
def test_a_recipient_without_an_order_waits_until_somebody_names_it() -> None:
    """CMD-1: receipt info names no order; the reason says how to."""
    with pytest.raises(Unclear, match="--order NUMBER"):
        heard(RECIPIENT)


@pytest.mark.parametrize("number", [NUMBER, f"#{NUMBER}", f"bowls/{NUMBER}"])
def test_a_named_recipient_is_an_address_of_that_order(number: str) -> None:
    """CMD-1, agreement 4: with or without #."""
    found = reading(RECIPIENT, ALI.naming("", RECIPIENT, number))
    assert (found.ref, found.events, found.contact) == (NUMBER, (), None) and found.address is not None
    assert (found.address.name, found.address.line1, found.address.country, found.address.phone) == ("Ann Lee", "12 Elm Street", "US", "+1 5035550100")


def test_a_name_is_not_needed_where_the_body_names_its_order() -> None:
    """CMD-1: so that the same body again is a duplicate, with --order or without."""
    assert ALI.naming("solution.order.get", page(row()), "1") == "solution.order.get"


def test_a_name_that_is_no_number_is_refused() -> None:
    """CMD-1."""
    with pytest.raises(Unclear, match="digits only"):
        ALI.naming("", RECIPIENT, "bowl")


def test_masked_words_are_no_address() -> None:
    """TRU-5: an info may carry a masked recipient; stars are not kept as if they were true."""
    masked = {"contact_person": "A** L**", "detail_address": "12 ****", "city": "Portland", "country": "US"}
    assert reading(info(receipt_address=masked)).address is None


# ── parcels, lines, disputes ────────────────────────────────────────────────────────────────────────
def test_a_parcel_is_known_by_its_number_however_that_is_spelt() -> None:
    """TRK-1: `logisitics_no` was their spelling for years."""
    both = (sent(parcel()), sent(parcel(logistics_no="", logisitics_no="LX100000018US")))
    found = [facts(info("WAIT_BUYER_ACCEPT_GOODS", logistic_info_list=one))["ParcelSent"] for one in both]
    assert found[0] == found[1] and (found[0].parcel, found[0].carrier, len(found[0].units)) == ("par:LX100000018US", "EMS", 2)


def test_of_several_parcels_nobody_says_what_lies_in_which() -> None:
    """LIF-5: the pieces are counted once, the numbers are all known."""
    order = order_of(info("WAIT_BUYER_ACCEPT_GOODS", logistic_info_list=sent(parcel(), parcel("LX100000021US"))))
    assert order.progress == "awaiting_delivery" and [p.units for p in order.parcels] == [(), ()]


def test_a_child_order_that_was_closed_is_cut_and_paid_back_by_itself() -> None:
    """LIF-5: its line only; nothing is owed by the shop."""
    lines = {"order_product_dto": [child(1, son_order_status="FINISH"), child(2)]}
    order = order_of(page(row(product_list=lines)))
    assert regions(order) == ("awaiting_shipment", "partly_refunded", "none", "none") and (price(order), owed(order)) == (2_000, 0)


def test_a_dispute_awards_a_part_and_the_rest_is_the_shops() -> None:
    """LIF-4: money and coupon together; completed all the same."""
    back = {"refund_cash_amt": cents(1_000), "refund_coupon_amt": cents(200), "refund_status": "refund_ok"}
    order = order_of(info("FINISH", issue_status="END_ISSUE", refund_info=back, logistics_status="SELLER_SEND_GOODS"))
    assert (order.progress, order.dispute, order.disputes[0].award, order.refunds[0].amount) == ("completed", "finished", 1_200, 1_200)


def test_a_refund_that_is_only_promised_has_not_gone_back() -> None:
    """LIF-4: refund_status wait_refund."""
    back = {"refund_cash_amt": cents(1_000), "refund_status": "wait_refund"}
    order = order_of(info("WAIT_BUYER_ACCEPT_GOODS", issue_status="END_ISSUE", refund_info=back))
    assert (order.dispute, order.refunds) == ("finished", ())


def test_paid_offline_for_less_the_price_stays_the_price() -> None:
    """LIF-4: WAIT_SELLER_EXAMINE_MONEY: the amount paid awaits the seller's word."""
    said = facts(page(row("WAIT_SELLER_EXAMINE_MONEY", fund_status="WAIT_SELLER_CHECK", pay_amount=usd("35.00"), order_amount=usd("40.00"))))
    assert (said["OrderPlaced"].total, said["PaymentStarted"].amount, said["PaymentStarted"].way) == (4_000, 3_500, "bank_transfer")


# ── dates ───────────────────────────────────────────────────────────────────────────────────────────
DATES = [
    ("WAIT_SELLER_SEND_GOODS", {"timeout_left_time": 2 * DAY * 1000}, LIVE, "ship_by", NOON + 2 * DAY),
    ("WAIT_SELLER_SEND_GOODS", {"timeout_left_time": -DAY * 1000}, LIVE, "ship_by", NOON - DAY),
    ("WAIT_SELLER_SEND_GOODS", {"over_time_left": "2026-06-09 12:00:00"}, MAILED, "ship_by", NOON + 8 * DAY),
    ("WAIT_SELLER_SEND_GOODS", {"timeout_left_time": 2 * DAY * 1000}, MAILED, "ship_by", NOON - 1_800 + 7 * DAY),  # a recording: days to prepare
    ("WAIT_SELLER_SEND_GOODS", {}, LIVE, "ship_by", NOON - 1_800 + 7 * DAY),
    ("SELLER_PART_SEND_GOODS", {"timeout_left_time": DAY * 1000}, LIVE, "ship_by", NOON + DAY),
    ("WAIT_BUYER_ACCEPT_GOODS", {"timeout_left_time": 45 * DAY * 1000}, LIVE, "protect_until", NOON + 45 * DAY),
    ("PLACE_ORDER_SUCCESS", {"timeout_left_time": 20 * DAY * 1000}, LIVE, "pay_by", NOON + 20 * DAY),
]


@pytest.mark.parametrize(("status", "more", "setup", "date", "due"), DATES)
def test_the_time_left_is_the_date_of_the_deadline_that_runs(status: str, more: dict[str, Any], setup: Any, date: str, due: int) -> None:
    """LIF-9, LIF-10: ship-by, protection, payment, as the channel states them."""
    promised = facts(page(row(status, **more)), setup)["DatesPromised"]
    assert (getattr(promised, date), promised.at) == (due, NOON)


def test_more_time_moves_the_date_and_less_of_an_older_answer_does_not() -> None:
    """LIF-11: "extend processing time" there is a later date here, in whatever order the answers come."""
    early, extended = (
        page(row(over_time_left=day, gmt_update=at)) for day, at in (("2026-06-08", "2026-06-01 12:00:00"), ("2026-06-13", "2026-06-02 12:00:00"))
    )
    assert order_of(early, extended).dates.ship_by == order_of(extended, early).dates.ship_by
    assert utc("2026-06-13") == datetime.fromtimestamp(order_of(early, extended).dates.ship_by[1], UTC).strftime("%Y-%m-%d %H:%M:%S")


def test_a_dispute_says_until_when_it_wants_an_answer() -> None:
    """LIF-10."""
    said = facts(page(row("IN_ISSUE", timeout_left_time=3 * DAY * 1000, logistics_status="SELLER_SEND_GOODS")), LIVE)
    assert said["DisputeOpened"].answer_by == NOON + 3 * DAY


# ── order and repeats ───────────────────────────────────────────────────────────────────────────────
def later(day: int, status: str, **more: Any) -> dict[str, Any]:
    return page(row(status, gmt_update=f"2026-06-{day:02} 12:00:00", **more))


STORY = [
    later(1, "PLACE_ORDER_SUCCESS"), later(2, "RISK_CONTROL"), later(3, "WAIT_SELLER_SEND_GOODS"), later(4, "IN_CANCEL"),
    later(5, "WAIT_SELLER_SEND_GOODS"), later(6, "IN_FROZEN", frozen_status="IN_FROZEN"), later(7, "WAIT_BUYER_ACCEPT_GOODS"),
    later(8, "FINISH", end_reason="buyer_accept_goods_timeout", gmt_trade_end="2026-06-08 11:00:00"),
]  # fmt: skip


def test_answers_in_any_order_and_twice_end_in_the_same_state() -> None:
    """LIF-7: polled, imported, repeated."""
    straight, twice, backwards = order_of(*STORY), order_of(*STORY, *STORY), order_of(*reversed(STORY))
    assert regions(straight) == regions(twice) == regions(backwards) == ("completed", "paid_out", "none", "none")


def test_the_same_answer_again_is_no_news() -> None:
    """LIF-7: not one fact changes the order a second time."""
    once = order_of(STORY[2])
    assert told(*reading(STORY[2]).events, before=once) == once


# ── what AliExpress published ───────────────────────────────────────────────────────────────────────
def fixture(name: str) -> Any:
    path = FIXTURES / "aliexpress" / f"{name}.json"
    if not path.exists():
        pytest.skip("the fixtures do not lie beside the repository")
    return json.loads(path.read_text("utf-8"))


def test_the_published_list_is_read() -> None:
    """CHN-1: "200. 00", a child id for a line, no total, a virtual good, 03:14:10 in May."""
    found, order = reading(fixture("solution_order_get_2021")), order_of(fixture("solution_order_get_2021"))
    assert regions(order) == ("awaiting_shipment", "paid", "none", "none") and found.unknown == ()
    assert (order.total, order.manner.currency, order.lines[0].digital) == (20_000, "RUB", True)
    assert datetime.fromtimestamp(order.placed_at, UTC).isoformat() == "2021-05-08T10:14:10+00:00"


def test_the_published_recipient_is_read() -> None:
    """CHN-1: named by --order."""
    body = fixture("solution_order_receiptinfo_get_2021")
    address = reading(body, ALI.naming("", body, "5010253598549132")).address
    assert address is not None and (address.country, address.postal_code, address.phone[:2]) == ("RU", "690087", "+7")


def test_who_mails_the_buyer_is_what_was_agreed() -> None:
    """CMD-17: the channel by default, on marketplaces."""
    assert ALI.mails_itself and facts(page(row()))["OrderPlaced"].terms == ev.Terms("channel", "channel", True, mails="channel")
    assert Order().terms is None
