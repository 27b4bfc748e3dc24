"""The page of figures: what became of the mails, with what is sure about each share (NTC-17, NTC-10)."""

import re
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from tests.console.room import somebody
from tests.desk.scene import NOW, a_shop, comes_in, placed, the_order

from todoke.desk import mail_figures
from todoke.desk.mail_figures import told
from todoke.due.clock import iso
from todoke.notices.models import Measured, Notice
from todoke.shops.choices import change
from todoke.shops.models import Connection

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop(monkeypatch: pytest.MonkeyPatch) -> Connection:
    monkeypatch.setattr(settings, "NOW", iso(NOW))
    cache.clear()
    connection = a_shop()
    comes_in(connection, placed())
    Notice.objects.all().delete()
    return connection


def mails(many: int, *, clicked: int = 0, opened: int = 0, **fields: Any) -> list[Notice]:
    """So many about one order; of the first so many a link was clicked, the first so many were opened."""
    order, start = the_order(), Notice.objects.count()
    values = {"kind": "order_confirmation", "locale": "ja", "state": "sent", "measured": "co", "queued_at": NOW - 60, "due_at": NOW - 60, "sent_at": NOW - 60}
    rows = [Notice(shop_id=order.shop_id, order=order, row="C1", seq=1, event="{}", occasion=str(start + n), **values | fields) for n in range(many)]
    made = Notice.objects.bulk_create(rows)
    seen = [Measured(shop_id=order.shop_id, notice=one, what=what, link=link, first_at=NOW)
            for what, link, some in (("click", 1, clicked), ("click", 2, clicked), ("open", 0, opened)) for one in made[:some]]
    Measured.objects.bulk_create(seen)
    return made


def page(shop: Connection, language: str = "ja", query: str = "") -> str:
    answer = somebody(shop.shop, "readonly", language).get(f"/mails/figures{query}")
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_a_share_comes_with_its_interval_and_with_what_is_usual(shop: Connection) -> None:
    """NTC-17: two links of one mail are one click."""
    mails(1000, clicked=230, opened=600)
    said, english = page(shop), page(shop, "en")
    assert "メールの23.0%で、リンクが押されました。" in said and "ふつう（約17%）より多い 23.0% 20.5%–25.7% 1,000通中230通" in said
    assert "about the usual 60% 60.0% 56.9%–63.0% 600 of 1,000" in english


def test_of_too_few_mails_no_share_is_told(shop: Connection) -> None:
    """NTC-17."""
    mails(99, clicked=50)
    said = page(shop, "en")
    assert "too few to say 50 of 99" in said and "50.5%" not in said and "99 mails have been sent." in said


def test_mails_that_carried_nothing_to_measure_them_by_are_in_no_share(shop: Connection) -> None:
    """NTC-17: only of those that did there can be one."""
    mails(200, clicked=100, measured="c")
    mails(300, measured="")
    found = told(shop.shop, NOW).all
    assert (found.sent, found.clicks[:2], found.opens.of) == (500, (100, 200), 0)


def test_every_state_is_counted_where_it_belongs(shop: Connection) -> None:
    """NTC-17: queued, sent, delivered, come back, reported, not sent."""
    one, *_ = mails(3)
    mails(1, state="delivered")
    mails(1, state="bounced")
    mails(2, state="suppressed", sent_at=0)
    mails(1, state="waiting", sent_at=0)
    Measured.objects.create(shop=shop.shop, notice=one, what="complaint", first_at=NOW)
    found = told(shop.shop, NOW).all
    assert (found.queued, found.sent, found.delivered, found.bounced, found.complained, found.unsent) == (8, 5, 1, 1, 1, 2)


def test_the_wait_counts_from_when_a_mail_should_leave(shop: Connection) -> None:
    """NTC-17: from the event, or where the shop lets it wait, from the end of that."""
    mails(95)
    mails(4, sent_at=NOW - 57)
    mails(1, due_at=NOW + 3600, sent_at=NOW + 3605)
    found = told(shop.shop, NOW).all
    assert [found.waited(part) for part in (0.5, 0.95, 0.99, 1)] == [0, 0, 3, 5]


def test_each_kind_stands_before_its_parts(shop: Connection) -> None:
    """NTC-17: per kind, variant, language and channel; a kind of one part is one line."""
    mails(3)
    mails(2, locale="en", variant="instructed")
    mails(1, kind="delivered")
    lines = [(one.of, one.whole, one.queued) for one in told(shop.shop, NOW).lines]
    assert lines == [(("order_confirmation", "", "", ""), True, 5), (("order_confirmation", "", "ja", "plain"), False, 3),
                     (("order_confirmation", "instructed", "en", "plain"), False, 2), (("delivered", "", "ja", "plain"), True, 1)]


def test_the_page_shows_kinds_and_on_request_their_parts(shop: Connection) -> None:
    """NTC-17: a variant is named."""
    mails(3)
    mails(2, locale="en", variant="instructed")
    whole, parts = page(shop, "en"), page(shop, "en", query="?parts=1")
    assert "Order confirmation 5 5" in whole and "with payment instructions" not in whole
    assert "Order confirmation: with payment instructions, English, Own shop 2 2" in parts


def test_it_is_told_whether_whoever_was_asked_has_paid(shop: Connection) -> None:
    """NTC-17: what the order itself proves."""
    mails(120, kind="payment_reminder")
    found = told(shop.shop, NOW).lines[0].asked_and_paid
    assert found is not None and found[:2] == (120, 120) and "Paid after being asked" in page(shop, "en")


def test_what_came_of_it_stands_in_one_table(shop: Connection) -> None:
    """NTC-17: paid, ordered with the coupon, the review page opened; each with its interval and what it does not say."""
    mails(120, kind="payment_reminder")
    rows = [Measured(shop_id=shop.shop_id, notice=one, what=what, link=link, first_at=NOW)
            for what, link, some in (("coupon", 30, 200), ("review", 2, 150), ("converted", 0, 24), ("click", 2, 30), ("click", 1, 60))
            for one in (mails(200, kind="follow_up", variant="review") if what == "coupon" else Notice.objects.filter(kind="follow_up").order_by("pk"))[:some]]
    Measured.objects.bulk_create(rows)
    said, english = page(shop), page(shop, "en")
    assert "Ordered again with the coupon 12.0% 8.2%–17.2% 24 of 200" in english and "Review page opened 20.0% 14.4%–27.1% 30 of 150" in english
    assert "クーポンで次の注文があった" in said and "感想が書かれたかどうかは、わかりません。" in said and "Paid after being asked 100.0%" in english


def test_of_what_no_mail_could_lead_to_nothing_is_said(shop: Connection) -> None:
    """NTC-17."""
    mails(120)
    assert "What came of it" not in page(shop, "en")


def test_few_coupons_are_too_few(shop: Connection) -> None:
    """NTC-17: whichever part is asked for."""
    Measured.objects.bulk_create(Measured(shop_id=shop.shop_id, notice=one, what="coupon", link=30, first_at=NOW) for one in mails(99, kind="follow_up"))
    assert "Ordered again with the coupon too few to say 0 of 99" in page(shop, "en", query="?parts=1")


def test_only_the_newest_are_counted_and_none_older_than_the_page_says(shop: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    """NTC-17: the page costs the same however many there are."""
    monkeypatch.setattr(mail_figures, "MOST", 10)
    mails(5, queued_at=NOW - 91 * 86_400)
    mails(8, queued_at=NOW - 3000)
    assert told(shop.shop, NOW).all.queued == 8
    mails(10, queued_at=NOW - 2000)
    assert (told(shop.shop, NOW).all.queued, told(shop.shop, NOW).since) == (10, NOW - 2000)
    mails(25, queued_at=NOW - 1000)
    assert told(shop.shop, NOW).all.queued == 10


def test_another_shops_mails_are_not_counted(shop: Connection) -> None:
    """TRU-4."""
    mails(5)
    assert "まだメールを送っていません。" in page(a_shop("other"))


def test_nothing_is_measured_and_the_page_says_so(shop: Connection) -> None:
    """NTC-17: with the way to the setting."""
    mails(5, measured="")
    assert "クリックと開封は、測っていません。" in page(shop)
    change(shop.shop, {"measure": "clicks"}, by="owner", now=NOW)
    assert "No mail that was measured yet." in page(shop, "en")


# ── two subjects ────────────────────────────────────────────────────────────────────────────────────
def test_a_difference_that_may_be_chance_is_none(shop: Connection) -> None:
    """NTC-10: the interval spans zero."""
    mails(600, opened=360, arm="a", measured="co")
    mails(600, opened=372, arm="b", measured="co")
    said = page(shop, "en")
    assert "Difference (B less A) +2.0 points, between −3.5 and +7.5 Cannot tell yet. To see a difference of 3 points takes about 4,1" in said


def test_a_difference_that_is_sure_names_the_better_one(shop: Connection) -> None:
    """NTC-10."""
    mails(600, opened=360, clicked=100, arm="a")
    mails(600, opened=300, clicked=102, arm="b")
    said = page(shop)
    assert "開封でくらべる" in said and "差（BからAを引く）−10.0ポイント、幅 −15.5〜−4.4 Aのほうが、よい。" in said and "クリックでくらべる" in said


def test_with_too_few_of_each_no_subject_is_better(shop: Connection) -> None:
    """NTC-10: however large the difference is."""
    mails(150, opened=140, arm="a")
    mails(150, opened=10, arm="b")
    assert "does better" not in page(shop, "en") and "Cannot tell yet" in page(shop, "en")


def test_two_subjects_without_measuring_are_not_compared(shop: Connection) -> None:
    """NTC-10."""
    mails(5, arm="a", measured="")
    mails(7, arm="b", measured="")
    assert "A 5通、B 7通 測っていないので、くらべられません。" in page(shop)


def test_the_page_is_counted_once_a_minute(shop: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    """NTC-17."""
    mails(5)
    page(shop)
    mails(5)
    assert "5 mails have been sent." in page(shop, "en")
    monkeypatch.setattr(settings, "NOW", iso(NOW + 60))
    assert "10 mails have been sent." in page(shop, "en")
