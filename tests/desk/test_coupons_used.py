"""What came of a thank-you: an order with its coupon, a look at the review page (NTC-17)."""

import json
from email.message import EmailMessage

import pytest
from django.db import connection as database
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st
from tests.desk.measured import at_once, html_of, pressed, signed_links  # noqa: F401
from tests.desk.scene import comes_in, placed, the_order, the_worker_runs
from tests.desk.test_advertising import LATER, OFFERS, a_week_after, an_open_hour, shop_that_offers  # noqa: F401

from todoke.desk.coupons import Named, last_moment
from todoke.desk.erase import erase
from todoke.desk.mail_figures import Figures, told
from todoke.desk.moving import Wanted, move
from todoke.due.clock import iso
from todoke.notices.facts import coupon_of
from todoke.notices.measuring_record import clicked
from todoke.notices.models import Measured, Notice
from todoke.shops.choices import change, coupon
from todoke.shops.models import Connection

pytestmark = pytest.mark.django_db
DAY = 86_400


def thanked(**settings: str) -> tuple[Connection, EmailMessage]:
    """A shop whose buyer has its coupon in hand."""
    connection = shop_that_offers(**settings)
    return connection, a_week_after(connection)


def orders(connection: Connection, *codes: str, after: int = DAY, live: bool = True, mail: str = "hana@example.com", number: str = "1002") -> None:
    """So many seconds after the mail."""
    body = json.loads(placed(number, mail=mail))
    body |= {"at": iso(LATER + after), "order": body["order"] | {"coupons": list(codes)}}
    assert comes_in(connection, json.dumps(body).encode(), live=live, now=LATER + after) == ["taken"]


def follow_up() -> Figures:
    return next(one for one in told(Notice.objects.latest("pk").shop, LATER + 40 * DAY).lines if one.of.kind == "follow_up")


def used() -> int:
    return sum(Measured.objects.filter(what="converted").values_list("count", flat=True))


# ── the coupon ──────────────────────────────────────────────────────────────────────────────────────
def test_an_order_with_the_coupon_is_what_the_mail_led_to() -> None:
    """NTC-17: one mail of one, however often the code is used."""
    connection, _ = thanked()
    orders(connection, "SOMETHING", "THANKS500")
    orders(connection, "THANKS500", after=2 * DAY, number="1003")
    share = follow_up().coupon_used
    assert used() == 2 and share is not None and share[:2] == (1, 1)


@pytest.mark.parametrize("code", ["thanks500", "ＴＨＡＮＫＳ５００"])
def test_a_code_counts_in_any_writing(code: str) -> None:
    """NTC-17: carts take it so."""
    connection, _ = thanked()
    orders(connection, code)
    assert used() == 1


@pytest.mark.parametrize(("codes", "fields"), [
    ((), {}), (("OTHER",), {}), (("THANKS5000",), {}), (("THANKS500",), {"after": 0}), (("THANKS500",), {"after": -DAY}), (("THANKS500",), {"after": 31 * DAY}),
    (("THANKS500",), {"live": False}), (("THANKS500",), {"mail": "other@example.com"}), (("THANKS500",), {"mail": ""})])  # fmt: skip
def test_what_is_no_use_of_it(codes: tuple[str, ...], fields: dict[str, object]) -> None:
    """NTC-17: another code, before the mail, after its last day, history, another buyer, nobody."""
    connection, _ = thanked()
    orders(connection, *codes, **fields)  # type: ignore[arg-type]
    share = follow_up().coupon_used
    assert used() == 0 and share is not None and share[:2] == (0, 1)


def test_the_last_day_counts_to_its_end() -> None:
    """NTC-17: the mail names a day, and left at 11:13 in Tokyo."""
    connection, _ = thanked()
    orders(connection, "THANKS500", after=30 * DAY + 12 * 3600)
    orders(connection, "THANKS500", after=30 * DAY + 13 * 3600, number="1003")
    assert used() == 1


def test_of_two_mails_the_newer_one_led_to_it() -> None:
    """NTC-17: one order is one use."""
    connection, _ = thanked()
    orders(connection, after=0)
    comes_in(connection, *(json.dumps({"type": kind, "at": iso(LATER + 60), "order": {"number": "1002"}, "parcel": "p1"} | more).encode()
                           for kind, more in (("parcel_sent", {"units": {"a": 2}}), ("parcel_delivered", {}))), now=LATER + 60)  # fmt: skip
    comes_in(connection, json.dumps({"type": "advertising_consent", "at": iso(LATER), "order": {"number": "1002"}, "allowed": True, "by": "buyer"}).encode())
    the_worker_runs(LATER + 14 * DAY)
    orders(connection, "THANKS500", after=15 * DAY, number="1003")
    assert Measured.objects.filter(what="coupon").count() == 2 and Measured.objects.get(what="converted").notice.order == the_order("1002")


def test_the_days_of_the_mail_count_whatever_the_setting_says_now() -> None:
    """NTC-17: it said thirty."""
    connection, _ = thanked()
    change(connection.shop, {"coupon": "THANKS500 | 次回500円引き | 3 days"}, by="owner", now=LATER)
    orders(connection, "THANKS500", after=10 * DAY)
    assert used() == 1


def test_a_code_that_the_mail_did_not_name_is_not_its_doing() -> None:
    """NTC-17: the shop has another one by now."""
    connection, _ = thanked()
    change(connection.shop, {"coupon": "AUTUMN | 次回500円引き | 30 days"}, by="owner", now=LATER)
    orders(connection, "AUTUMN")
    assert used() == 0


def test_nothing_is_counted_of_a_buyer_who_was_forgotten() -> None:
    """TRU-5: neither whose mail it was, nor what it offered."""
    connection, _ = thanked()
    erase([the_order().pk])
    orders(connection, "THANKS500")
    assert used() == 0


def test_goods_that_are_split_off_used_no_coupon_again() -> None:
    """LIF-5, NTC-17: the buyer ordered once."""
    connection, _ = thanked()
    orders(connection, "THANKS500")
    done = move(the_order("1002"), None, Wanted((("a", 1),)), by="staff:1", now=LATER + 2 * DAY, key="0123456789abcdef")
    assert done.other and not done.refused and used() == 1


def test_an_order_without_codes_asks_nothing() -> None:
    """NTC-17: deciding is as fast as ever; and with another shop's code only the setting is looked at."""
    connection, _ = thanked()
    asked = []
    for number, codes in (("1002", ()), ("1003", ("OTHER",))):
        with CaptureQueriesContext(database) as found:
            orders(connection, *codes, number=number)
        asked.append(len(found))
        assert not any("notices_measured" in one["sql"] or "orders_word" in one["sql"] for one in found)
    assert asked[1] == asked[0] + 1


def test_care_alone_offers_nothing() -> None:
    """NTC-17: no mail, no share."""
    a_week_after(shop_that_offers(), agreed=False)
    assert not Measured.objects.exists() and (follow_up().coupon_used, follow_up().review_opened) == (None, None)


@given(st.integers(0, 4_000_000_000), st.integers(1, 365), st.sampled_from(["Asia/Tokyo", "Europe/Berlin", "America/New_York"]))
def test_the_last_moment_is_within_the_day_after_the_last_hour(sent: int, days: int, zone: str) -> None:
    """NTC-17: wherever the shop is."""
    assert 0 <= last_moment(Named(1, sent, days, ""), zone) - (sent + days * DAY) < DAY + 2 * 3600


@pytest.mark.parametrize("text", ["", "THANKS500 | 次回500円引き | 30 days", "A-1 | x | 1 day"])
def test_a_coupon_reads_back_as_the_setting_keeps_it(text: str) -> None:
    """NTC-17."""
    code, worth, days = coupon_of(coupon(text))
    assert f"{code} | {worth} | {days} days" == coupon(text) or (code, worth, days, text) == ("", "", 0, "")


# ── the review page ─────────────────────────────────────────────────────────────────────────────────
@pytest.mark.usefixtures("at_once")
def test_a_click_on_the_review_page_is_told_as_what_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """NTC-17: opened, not left; a click on another link is none."""
    thanked(measure="clicks")
    monkeypatch.setattr("todoke.buyer.measured.now", lambda: LATER + 3600)
    link, *_ = signed_links(html_of())
    clicked(Notice.objects.get(kind="follow_up").pk, 9, LATER + 60)
    assert opened() == (0, 1) and pressed(link) == OFFERS["review_url"] and opened() == (1, 1)


def opened() -> tuple[int, int]:
    share = follow_up().review_opened
    return (share.many, share.of) if share else (0, 0)


def test_a_link_that_is_not_measured_tells_nothing() -> None:
    """NTC-17: no share of what cannot be known."""
    thanked()
    assert follow_up().review_opened is None and [*Measured.objects.values_list("what", "link")] == [("coupon", 30)]
