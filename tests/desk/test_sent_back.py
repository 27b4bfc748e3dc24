"""A buyer's own return parcel at the desk: from four hands one parcel, followed, told to nobody as a delivery, shown to its buyer (TRK-3, TRK-4, TRK-6)."""

import json
import re
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from tests.channels.easypost.told import HANDED, LEFT, event, tracker
from tests.desk.scene import NOW, a_shop, comes_in, placed, the_order, the_worker_runs
from tests.desk.test_following import asks, watched_by, watcher  # noqa: F401  the fixture
from tests.desk.test_parcel_news import DAY, HOUR, NUMBER, beside, notices, sent, the_parcel

from todoke.cases.models import Alert
from todoke.channels.watchers import Watcher
from todoke.desk.acts import act
from todoke.desk.replay import verify
from todoke.desk.story import story_of
from todoke.due.clock import iso
from todoke.orders.links import status_path
from todoke.orders.models import Entry, Followed, Order
from todoke.rules import events as ev
from todoke.rules.order import Order as Value
from todoke.rules.order import Parcel, decoder
from todoke.rules.parcel_life import state_of
from todoke.shops.connect import Offer, connect
from todoke.shops.models import Connection

pytestmark = pytest.mark.django_db
BACK = "512547514334"  # Yamato's, by its check digit
WEEK = "2026-09-28T10:00:00+09:00"


@pytest.fixture(autouse=True)
def a_week_later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "NOW", iso(NOW + 7 * DAY))
    cache.clear()


def with_a_return(*more: bytes) -> Connection:
    """Sent, delivered, and a return of one piece agreed on."""
    shop = a_shop()
    comes_in(shop, placed(), sent())
    comes_in(shop, said("parcel_delivered", "2026-09-23T10:00:00+09:00", parcel="A"), now=NOW + 2 * DAY)
    asked = said("return_asked", "2026-09-24T10:00:00+09:00", reason="taste", units={"a": 1})
    agreed = said("return_agreed", "2026-09-24T12:00:00+09:00", id="R1", units={"a": 1})
    comes_in(shop, asked, agreed, *more, now=NOW + 3 * DAY)
    the_worker_runs(NOW + 3 * DAY)
    return shop


def said(kind: str, moment: str, **fields: Any) -> bytes:
    return json.dumps({"type": kind, "at": moment, "order": {"number": "1001"}, **fields}, ensure_ascii=False).encode()


def return_sent(**fields: Any) -> bytes:
    return said("return_sent", WEEK, **({"id": "R1", "carrier": "yamato", "numbers": [BACK]} | fields))


def value() -> Value:
    return decoder.decode(the_order().state)


def the_return() -> Parcel:
    (parcel,) = value().sent_back
    return parcel


def opened(query: str = "") -> str:
    return re.sub(r"\s+", " ", Client().get(status_path(the_order().pk) + query).content.decode())


def writes(key: str = "k1", **fields: str) -> str:
    return Client().post(f"{status_path(the_order().pk)}/sent_back", {"key": key, **fields}, follow=True).content.decode()


# ── from several hands, one parcel ──────────────────────────────────────────────────────────────────
def test_its_way_is_followed_and_no_delivery_is_told() -> None:
    """TRK-6: scanned to the shop's door, it is no delivery to the buyer; staff are called to look at it."""
    shop = with_a_return(return_sent())
    before = notices()
    assert comes_in(beside(shop), event(tracker(LEFT, HANDED, number=BACK, est_delivery_date="2026-09-30T09:00:00Z")), now=NOW + 8 * DAY) == ["taken"]
    the_worker_runs(NOW + 8 * DAY)
    assert (state_of(the_return()), the_return().back_for, state_of(the_parcel())) == ("delivered", "ret:R1", "delivered")
    assert notices() == before and value().dates.deliver_by == (-1, 0)
    assert Alert.objects.filter(what__startswith="a return has arrived").count() == 1


def test_from_the_buyer_staff_shop_and_partner_it_is_one_parcel() -> None:
    """TRK-3: whoever tells the number second tells nothing new."""
    shop = with_a_return(return_sent())
    writes(number="5125-4751-4334", carrier="yamato")
    act(the_order(), [ev.ReturnSent(parcel="desk-1", carrier="ヤマト運輸", numbers=("5125 4751 4334",), at=NOW + 8 * DAY)], by="staff", now=NOW + 8 * DAY)
    body = {"id": 7, "store_order_id": "1001", "status": "AwaitingArrival", "tracking_number": BACK, "return_type": "Regular"}
    assert comes_in(beside(shop, "shipbob"), json.dumps(body).encode(), now=NOW + 8 * DAY) == ["taken"]
    assert (the_return().id, the_return().tracking[1:3]) == (f"par:{BACK}", ("yamato", (BACK,)))


def test_a_partner_s_return_finds_its_order_by_the_parcel_that_went_out() -> None:
    """TRK-3: ShipBob names the return by the shop's own word for it, which no order bears."""
    shop = with_a_return()
    body = {"id": 7, "reference_id": "RMA-9", "status": "Arrived", "tracking_number": BACK, "shipment_tracking_number": NUMBER,
            "insert_date": "2026-09-27T01:00:00Z", "arrived_date": "2026-09-28T01:00:00Z", "original_shipment_id": 88001}  # fmt: skip
    assert comes_in(beside(shop, "shipbob"), json.dumps(body).encode(), now=NOW + 8 * DAY) == ["taken"]
    assert (the_return().id, state_of(the_return())) == ("par:ret:7", "delivered")


def test_scans_that_the_shop_reads_itself_are_of_the_return_if_it_says_so() -> None:
    """TRK-4: in the carrier's own words; nothing has left anew."""
    scans = [{"at": "09/28 17:00", "status": "発送"}, {"at": "09/29 09:00", "status": "配達中"}]
    body = {"carrier": "yamato", "numbers": [BACK], "return": "R1", "scans": scans}
    with_a_return(said("parcel_scans", "2026-09-29T12:00:00+09:00", **body))
    assert (state_of(the_return()), the_return().back_for, len(value().parcels)) == ("out_for_delivery", "ret:R1", 1)


def test_scans_of_a_known_return_number_are_never_taken_for_something_sent() -> None:
    """TRK-6: also where the shop does not say so."""
    scans = [{"at": "09/28 17:00", "status": "発送"}]
    with_a_return(return_sent(), said("parcel_scans", "2026-09-29T12:00:00+09:00", carrier="yamato", numbers=[BACK], scans=scans))
    assert len(value().parcels) == 1 and state_of(the_return()) == "moving"


def test_the_journal_leads_to_the_order_and_the_story_tells_it() -> None:
    """TRU-1: verified, and told with its number."""
    shop = with_a_return(return_sent())
    comes_in(beside(shop), event(tracker(LEFT, HANDED, number=BACK)), now=NOW + 8 * DAY)
    (told_by,) = verify([the_order()])
    assert told_by.problems == []
    (row,) = story_of(the_order())["sent_back"]
    assert (row["numbers"], row["return"], row["where"]) == ([BACK], "ret:R1", "delivered")


# ── followed ────────────────────────────────────────────────────────────────────────────────────────
def test_it_is_asked_about_until_it_is_at_the_shop(watcher: Watcher) -> None:  # noqa: F811
    """TRK-4: though its order was over long ago."""
    shop = with_a_return()
    watch = watched_by(watcher, shop)
    comes_in(shop, said("order_completed", "2026-09-26T10:00:00+09:00"), return_sent(), now=NOW + 7 * DAY)
    asks(NOW + 7 * DAY, watch)
    assert set(watcher.packages) == {BACK}
    for step, hours in (("left", 2), ("handed", 20)):
        watcher.scan(BACK, NOW + 7 * DAY + hours * HOUR, step)
    asks(NOW + 9 * DAY, watch)
    asks(NOW + 10 * DAY, watch)
    assert state_of(the_return()) == "delivered" and list(Followed.objects.values_list("state", flat=True)) == ["done"]


def test_a_new_watcher_learns_what_comes_back(watcher: Watcher) -> None:  # noqa: F811
    """TRK-4: of an order that is delivered, only the return."""
    shop = with_a_return(return_sent())
    watch = connect(Offer(watcher.name, "watch", shop.shop.name, api_url=watcher.url, token="k"), now=NOW + 8 * DAY)[0]
    asks(NOW + 8 * DAY, watch)
    assert set(watcher.packages) == {BACK}


# ── the buyer ───────────────────────────────────────────────────────────────────────────────────────
def test_the_buyer_writes_its_number_and_sees_its_way() -> None:
    """TRK-6: however it is pasted; the page says where it is."""
    shop = with_a_return()
    assert "返品の荷物の番号を知らせる" in opened()
    assert "番号を承りました" in writes(number="送り状：５１２５－４７５１－４３３４", carrier="yamato")
    comes_in(beside(shop), event(tracker(LEFT, number=BACK)), now=NOW + 8 * DAY)
    page = opened()
    assert BACK in page and "店へ向かっています" in page and "ヤマト運輸" in page and the_return().back_for == "ret:R1"


@pytest.mark.parametrize(("fields", "says"), [
    ({"number": NUMBER}, "店からお送りした荷物の番号"),
    ({"number": BACK, "carrier": "fedex"}, "読みとれませんでした"),
    ({"number": "ありがとうございました"}, "読みとれませんでした"),
    ({"number": ""}, "読みとれませんでした"),
])  # fmt: skip
def test_a_number_that_cannot_be_right_is_refused_in_words(fields: dict[str, str], says: str) -> None:
    """TRK-6: the number of the parcel that came, another carrier's, none at all."""
    with_a_return()
    assert says in writes(**fields)
    assert value().sent_back == ()


def test_without_an_open_return_nothing_is_offered_or_taken() -> None:
    """TRK-6"""
    comes_in(a_shop(), placed(), sent())
    assert "返品の荷物の番号を知らせる" not in opened()
    assert "お受けしている返品がありません" in writes(number=BACK)
    assert not Entry.objects.filter(event="ReturnSent").exists()


def test_a_return_that_is_only_talked_about_can_have_a_number() -> None:
    """TRK-6: where the shop agrees elsewhere, as in Shopify, the desk hears only that the buyer asked."""
    shop = a_shop()
    comes_in(shop, placed(), sent(), said("parcel_delivered", "2026-09-23T10:00:00+09:00", parcel="A"), now=NOW + 2 * DAY)
    comes_in(shop, said("return_asked", "2026-09-24T10:00:00+09:00", reason="taste", units={"a": 1}), now=NOW + 3 * DAY)
    assert "番号を承りました" in writes(number=BACK)
    assert "お送りいただいたお荷物" in opened() and BACK in opened()


def test_the_form_twice_is_one_parcel_and_six_are_enough() -> None:
    """TRK-6: pressed twice is once; nobody fills the order with numbers."""
    with_a_return()
    for _ in range(2):
        writes(number=BACK)
    assert Entry.objects.filter(event="ReturnSent").count() == 1
    for number in range(9):
        writes(key=f"more{number}", number=f"AB12345{number}X")
    assert len(value().sent_back) == 6


def test_in_every_language_the_page_has_its_words() -> None:
    """TRK-6"""
    with_a_return(return_sent(), said("parcel_moved", "2026-09-29T12:00:00+09:00", parcel=BACK))
    order: Order = the_order()
    order.shop.settings = order.shop.settings | {"languages": "ja,en,zh-Hans,ru"}
    order.shop.save()
    assert [word for code, word in (("ja", "店へ向かっています"), ("en", "on its way to us"), ("zh-Hans", "正在寄往本店"), ("ru", "едет к нам"))
            if word not in opened(f"?l={code}")] == []  # fmt: skip
