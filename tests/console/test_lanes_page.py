"""How long parcels take: the table, and what an order's page says of its parcels (TRK-7)."""

import re

import pytest
from django.conf import settings
from tests.console.room import somebody
from tests.desk.scene import NOW, a_shop, comes_in, placed, the_order, the_worker_runs, told

from todoke.desk.acts import act
from todoke.desk.lanes import encode
from todoke.desk.models import LaneMonth
from todoke.due.clock import iso
from todoke.rules.events import MailsChosen
from todoke.shops.models import Connection
from todoke.tracking.lanes import Lane, Record, Run, with_runs

pytestmark = pytest.mark.django_db
SENT = told("parcel_sent", parcel="p1", units={"a": 2}, carrier="yamato", numbers=["444413758703"])
DAY = 86_400


@pytest.fixture
def shop(monkeypatch: pytest.MonkeyPatch) -> Connection:
    """Forty parcels of Yamato to Osaka, three by DHL to the United States, one of them a year ago."""
    monkeypatch.setattr(settings, "NOW", iso(NOW + 60))
    shop = a_shop()
    osaka = with_runs(Lane(), [Run(0, day, 20) for day in (2, 4) for _ in range(20)], Record(20, 18, 4, 3))
    for carrier, destination, month, lane in (
        ("yamato", "JP", 202609, osaka), ("yamato", "JP-27", 202609, osaka), ("dhl", "US", 202608, with_runs(Lane(), [Run(0, 1, 20)] * 2)),
        ("dhl", "US", 202509, with_runs(Lane(), [Run(0, 30, 20)]))):
        LaneMonth.objects.create(shop=shop.shop, carrier=carrier, destination=destination, month=month, counts=encode(lane).decode())
    return shop


def page(shop: Connection, path: str, language: str = "ja", role: str = "readonly") -> str:
    answer = somebody(shop.shop, role, language).get(path)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_the_table_says_how_long_each_lane_takes_and_how_right_forecasts_were(shop: Connection) -> None:
    """TRK-7: each carrier as a whole, then its lanes; the last twelve months."""
    said = page(shop, "/lanes")
    assert "ヤマト運輸 全体 80 2日 4日 20時間 40回中36回 8回中6回" in said
    assert "ヤマト運輸 大阪府 40 2日 4日 20時間 20回中18回 4回中3回" in said
    assert "DHL アメリカ合衆国 2 1日 1日 まだ少ない – –" in said
    english = page(shop, "/lanes", "en")
    assert "Yamato Transport Osaka 40 2 days 4 days 20 h 18 of 20 3 of 4" in english and "DHL United States 2 1 day 1 day too few yet" in english


def test_another_shops_parcels_are_not_on_the_table(shop: Connection) -> None:
    """TRU-4."""
    assert "まだ、届いた荷物の記録がありません。" in page(a_shop("other"), "/lanes")


@pytest.mark.parametrize(("language", "says"), [
    ("ja", "9月23日（水）〜9月25日（金）に届く見込み。同じ行き先の荷物40個の実績から。こうした見込みは、20回のうち18回当たりました。"),
    ("en", "Likely Wednesday 23 September to Friday 25 September. From 40 parcels to the same place. So far, 18 of 20 such forecasts were right.")])
def test_an_order_says_when_its_parcel_should_come_and_on_what_that_rests(shop: Connection, language: str, says: str) -> None:
    """TRK-7: beside the parcel and in the story."""
    comes_in(shop, placed(), SENT, now=NOW)
    the_worker_runs(NOW)
    assert says in page(shop, f"/orders/{the_order().pk}", language)


def test_an_order_says_since_when_its_parcel_is_silent_and_who_promised_what(shop: Connection) -> None:
    """TRK-5, TRK-7: the carrier's date stands first."""
    comes_in(shop, placed(), SENT, told("dates_promised", deliver_by="2026-09-24T12:00:00+09:00"), now=NOW)
    the_worker_runs(NOW + 2 * DAY)
    said = page(shop, f"/orders/{the_order().pk}")
    assert "9月24日（木）に届く予定（運送会社かチャネルの知らせ）。9月21日（月）22:14から動きがありません。" in said
    assert "荷物の動きが、いつもより長く止まっています。運送会社にお尋ねください" in said


def test_an_order_says_which_mails_its_buyer_does_not_want(shop: Connection) -> None:
    """TRK-6, LIF-15: so that nobody wonders why none went out."""
    comes_in(shop, placed(), SENT, now=NOW)
    act(the_order(), [MailsChosen(at=NOW, declined=("out_for_delivery",))], by="buyer", now=NOW)
    comes_in(shop, told("parcel_out_for_delivery", parcel="p1"), now=NOW)
    said = page(shop, f"/orders/{the_order().pk}")
    assert "希望しない：" in said and "買い手がこのお知らせを希望していないため" in said
