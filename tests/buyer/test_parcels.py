"""The parcels on the buyer's page: their way, when they should come, what comes back, and which mails are wanted."""

import re

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from tests.desk.scene import NOW, a_shop, comes_in, placed, the_order, the_worker_runs, told

from todoke.desk.lanes import encode
from todoke.desk.models import LaneMonth
from todoke.due.clock import iso
from todoke.notices.models import Notice
from todoke.orders.links import status_path
from todoke.orders.models import Entry
from todoke.rules.order import decoder
from todoke.shops.choices import change
from todoke.shops.models import Connection
from todoke.tracking.lanes import Lane, Record, Run, with_runs

pytestmark = pytest.mark.django_db
HOUR = 3600
SENT = told("parcel_sent", parcel="p1", units={"a": 2}, carrier="yamato", numbers=["444413758703"])
KINDS = ["delivered", "delivery_attempt_failed", "out_for_delivery", "tracking_updated"]


@pytest.fixture(autouse=True)
def at_the_desk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "NOW", iso(NOW + 60))
    cache.clear()


def on_its_way(*bodies: bytes, record: Record = Record(20, 18), days: tuple[int, ...] = (2, 4)) -> Connection:
    """In a shop whose parcels by Yamato, of those that leave on a Monday, take so many days."""
    shop = a_shop()
    lane = with_runs(Lane(), [Run(0, day, 20) for day in days for _ in range(20)], record)
    LaneMonth.objects.create(shop=shop.shop, carrier="yamato", destination="JP", month=202609, counts=encode(lane).decode())
    comes_in(shop, placed(), SENT, *bodies, now=NOW)
    the_worker_runs(NOW)
    return shop


def opened(query: str = "") -> str:
    page = Client().get(status_path(the_order().pk) + query).content.decode()
    return re.sub(r"\s+", " ", page)


def choose(*kinds: str, key: str = "k1") -> str:
    answer = Client().post(f"{status_path(the_order().pk)}/mails", {"kind": list(kinds), "key": key}, follow=True)
    return answer.content.decode()


# ── when it comes ───────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(("query", "says"), [
    ("", ("9月23日（水）から9月25日（金）のあいだに届く見込みです。", "荷物40個から", "20回のうち18回")),
    ("?l=en", ("likely to arrive between Wednesday, September 23 and Friday, September 25.", "from 40 earlier parcels",
               "18 of 20 such forecasts were right"))])
def test_the_page_says_between_which_days_and_how_right_that_was_so_far(query: str, says: tuple[str, ...]) -> None:
    """TRK-7: an honest interval, on what it rests, and its record."""
    on_its_way()
    page = opened(query)
    assert [one for one in says if one not in page] == []


def test_a_share_of_few_forecasts_is_not_told() -> None:
    """TRK-7: four of four say nothing yet."""
    on_its_way(record=Record(4, 4))
    assert "見込みです" in opened() and "こうした見込みは" not in opened()


def test_a_promised_day_stands_above_the_lane() -> None:
    """TRK-7: the carrier's or the channel's word wins."""
    on_its_way(told("dates_promised", deliver_by="2026-09-22T20:00:00+09:00"))
    assert "に届く予定です。" in opened() and "あす" in opened() and "見込み" not in opened()


def test_without_parcels_of_its_own_the_carriers_time_is_told_as_the_carriers() -> None:
    """TRK-7: a default is stated as such."""
    comes_in(a_shop(), placed(), SENT, now=NOW)
    the_worker_runs(NOW)
    page = opened()
    assert "ヤマト運輸の目安では、9月22日（火）から9月24日（木）のあいだに届きます。" in page and "届く見込み" not in page


def test_one_that_is_late_is_said_to_be_late(monkeypatch: pytest.MonkeyPatch) -> None:
    """TRK-5: no past day is named, and the buyer can say that it has not come."""
    on_its_way()
    later = NOW + 6 * 86_400
    the_worker_runs(later)
    monkeypatch.setattr(settings, "NOW", iso(later))
    page = opened()
    assert "いつもより遅れています。" in page and "見込み" not in page and "まだ届いていません" in page


# ── where it is ─────────────────────────────────────────────────────────────────────────────────────
def scan(event: str, hours: int) -> bytes:
    return told(event, parcel="p1").replace(b"2026-09-21T22:14:00+09:00", (iso(NOW + hours * HOUR) or "").encode())


def test_the_way_of_a_parcel_is_told_scan_by_scan() -> None:
    """TRK-6: on the shop's own page, in its sequence, whatever sequence the scans came in."""
    on_its_way(scan("parcel_attempt_failed", 20), scan("parcel_out_for_delivery", 10), scan("parcel_moved", 3))
    page = opened()
    said = ["発送しました", "お届け先へ向かっています</li>", "配達に出ました", "お届けできませんでした"]
    assert [page.index(one) for one in said] == sorted(page.index(one) for one in said)


def test_a_parcel_that_turned_round_shows_its_way_home() -> None:
    """TRK-6: the way of what comes back, too; and nothing is expected of it."""
    on_its_way(scan("parcel_moved", 3), scan("parcel_returning", 9), scan("parcel_delivered", 30))
    page = opened()
    assert "店へ戻りはじめました" in page and "店に戻りました" in page and "届く見込み" not in page


def test_goods_that_the_buyer_sends_back_are_awaited_and_then_there() -> None:
    """TRK-6: the return, until it is here."""
    shop = on_its_way(scan("parcel_delivered", 1))
    comes_in(shop, scan("return_asked", 2), told("return_agreed", id="r1", units={"a": 1}).replace(b"22:14", b"22:30"), now=NOW + 3 * HOUR)
    awaited = opened()
    comes_in(shop, told("return_received", id="r1", units={"a": 1}, amount="2500").replace(b"21T22:14", b"25T10:00"), now=NOW + 5 * 86_400)
    assert "返品のお品" in awaited and "届くよう、お送りください" in awaited and "9月25日（金）に店に届きました" in opened()


# ── which mails ─────────────────────────────────────────────────────────────────────────────────────
def test_the_buyer_chooses_the_mails_about_the_parcel_and_the_journal_keeps_it() -> None:
    """TRK-6: without login; what was unticked is not sent, and the story says why."""
    shop = on_its_way()
    page = choose("delivered", "tracking_updated")
    comes_in(shop, scan("parcel_out_for_delivery", 1), now=NOW + HOUR)

    assert "お知らせするメールを変えました。" in page
    assert Entry.objects.get(event="MailsChosen").source == "buyer"
    assert Notice.objects.filter(kind="out_for_delivery").values_list("state", "reason").get() == ("suppressed", "declined")


def test_what_was_declined_can_be_wanted_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """TRK-6: subscribe and unsubscribe, as often as one likes."""
    shop = on_its_way()
    choose(key="k1")
    unticked = opened().count("checked")
    monkeypatch.setattr(settings, "NOW", iso(NOW + 120))
    choose(*KINDS, key="k2")
    comes_in(shop, scan("parcel_out_for_delivery", 1), now=NOW + HOUR)
    assert (unticked, opened().count("checked")) == (0, 4) and Notice.objects.get(kind="out_for_delivery").reason == ""


def test_a_mail_that_waits_already_is_not_sent_after_a_no() -> None:
    """TRK-6, NTC-18: asked again when it is to leave."""
    shop = on_its_way()
    comes_in(shop, told("tracking_changed", parcel="p1", carrier="sagawa", numbers=["500000000002"]).replace(b"22:14", b"23:00"), now=NOW)
    waits = Notice.objects.get(kind="tracking_updated").state
    choose("delivered")
    the_worker_runs(NOW + HOUR)
    assert waits == "waiting" and Notice.objects.filter(kind="tracking_updated").values_list("state", "reason").get() == ("suppressed", "declined")


def test_other_mails_cannot_be_declined() -> None:
    """TRK-6: what the law or a delay makes a shop say is said, whatever a form sends."""
    on_its_way()
    Client().post(f"{status_path(the_order().pk)}/mails", {"kind": ["order_confirmation", "x" * 9000], "key": "k"})
    assert list(decoder.decode(the_order().state).declined[1]) == KINDS


def test_only_what_the_shop_still_tells_is_offered() -> None:
    """TRK-6: as the journeys allow; nothing once all has arrived."""
    shop = a_shop()
    change(shop.shop, {"mails": "-out_for_delivery"}, by="staff:ken", now=NOW)
    comes_in(shop, placed(), SENT, now=NOW)
    before = opened()
    comes_in(shop, scan("parcel_delivered", 0), now=NOW)
    assert before.count('name="kind"') == 3 and 'value="out_for_delivery"' not in before and 'name="kind"' not in opened()
