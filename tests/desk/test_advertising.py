"""Advertising goes only to whom agreed to it, from a sender of its own, and one click ends it."""

import email
import re
from email.message import EmailMessage
from email.policy import default

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from tests.desk.scene import NOW, a_shop, comes_in, placed, the_order, the_worker_runs, told

from todoke.due.clock import iso
from todoke.notices.models import CaughtMail, Notice
from todoke.notices.suppression import opted_out
from todoke.orders.models import Entry
from todoke.shops.choices import Wrong, change
from todoke.shops.models import Connection, Shop

pytestmark = pytest.mark.django_db
LATER = NOW + 14 * 86_400 + 12 * 3600  # a Tuesday at 10:13 in Tokyo
OFFERS = {"sender": "shop@minato.example", "promo_sender": "みなとだより <news@minato.example>", "signature": "うつわのみなと 東京都渋谷区1-1 03-0000-0000",
          "review_url": "https://minato.example/reviews", "coupon": "THANKS500 | 次回500円引き | 30 days"}


@pytest.fixture(autouse=True)
def an_open_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "NOW", iso(LATER))
    cache.clear()


def shop_that_offers(**other: str) -> Connection:
    connection = a_shop()
    change(connection.shop, OFFERS | other, by="owner", now=NOW)
    connection.shop.refresh_from_db()
    return connection


def a_week_after(connection: Connection, number: str = "1001", *, agreed: bool = True) -> EmailMessage:
    """Delivered, and followed up: the mail."""
    comes_in(connection, placed(number), told("parcel_sent", number, parcel="p1", units={"a": 2}), told("parcel_delivered", number, parcel="p1"))
    if agreed:
        comes_in(connection, told("advertising_consent", number, allowed=True, by="buyer"))
    the_worker_runs(LATER)
    raw = bytes(CaughtMail.objects.filter(order=the_order(number).pk).order_by("-id")[0].raw)
    found = email.message_from_bytes(raw, policy=default)
    assert isinstance(found, EmailMessage)
    return found


def text_of(mail: EmailMessage) -> str:
    part = mail.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def way_out(mail: EmailMessage) -> str:
    return re.sub(r"^https?://[^/]+", "", str(mail["List-Unsubscribe"]).strip("<>"))


def variant(number: str = "1001") -> tuple[str, str]:
    return Notice.objects.values_list("row", "variant").get(kind="follow_up", order=the_order(number).pk)


def test_whoever_agreed_is_asked_for_a_review_and_thanked_with_a_coupon() -> None:
    """NTC-14, NTC-15: from its own sender, with a way out in text and headers (RFC 8058), and who the shop is."""
    mail = a_week_after(shop_that_offers())
    assert "news@minato.example" in str(mail["From"]) and mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert all(word in text_of(mail) for word in ("THANKS500", "https://minato.example/reviews", "東京都渋谷区1-1", way_out(mail)))


@pytest.mark.parametrize("setting", ["promo_sender", "signature"])
def test_without_what_the_law_wants_it_is_care_alone(setting: str) -> None:
    """NTC-15: a sender of its own and who the shop is."""
    mail = a_week_after(shop_that_offers(**{setting: ""}))
    assert variant() == ("F2", "care") and mail["List-Unsubscribe"] is None and "THANKS500" not in text_of(mail)


def test_whoever_said_nothing_is_only_cared_for() -> None:
    """NTC-15: 特定電子メール法 3条."""
    mail = a_week_after(shop_that_offers(), agreed=False)
    assert variant() == ("F2", "care") and "shop@minato.example" in str(mail["From"])


def test_a_click_in_the_mail_program_ends_it_for_every_order_of_that_address() -> None:
    """NTC-14: the next one is care alone; the journal says who ended it."""
    connection = shop_that_offers()
    path = way_out(a_week_after(connection))

    assert Client(enforce_csrf_checks=True).post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200

    assert Entry.objects.filter(order=the_order(), event="AdvertisingConsent").count() == 2
    mail = a_week_after(connection, "1002")
    assert variant("1002") == ("F2", "care") and "THANKS500" not in text_of(mail) and mail["List-Unsubscribe"] is None


def test_a_link_that_is_only_opened_ends_nothing() -> None:
    """NTC-14: scanners open every link."""
    path = way_out(a_week_after(shop_that_offers()))
    page = Client().get(path).content.decode()
    assert "ご案内を止めますか。" in page and not opted_out([(Shop.objects.get().pk, "hana@example.com")])


def test_it_can_be_had_again_and_pressed_twice_is_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """NTC-14."""
    path, client = way_out(a_week_after(shop_that_offers())), Client()
    for minutes, form in enumerate([{}, {}, {"again": "yes"}, {"again": "yes"}]):
        monkeypatch.setattr(settings, "NOW", iso(LATER + 60 * minutes))
        assert client.post(path, form).status_code == 200
    assert Entry.objects.filter(order=the_order(), event="AdvertisingConsent").count() == 3
    assert not opted_out([(Shop.objects.get().pk, "hana@example.com")])


def test_a_way_out_that_somebody_altered_leads_nowhere() -> None:
    """NTC-14, TRU-4."""
    path = way_out(a_week_after(shop_that_offers()))
    assert Client().post(path[:-1] + ("a" if path[-1] != "a" else "b")).status_code == 404
    assert Client().post("/u/1-ab:cd").status_code == 404


def test_one_sender_for_both_is_refused() -> None:
    """CHN-7: promotional mail comes from another address."""
    with pytest.raises(Wrong, match="promo_sender"):
        change(a_shop().shop, {"sender": "Shop <a@minato.example>", "promo_sender": "A@minato.example"}, by="owner", now=NOW)


@pytest.mark.parametrize("text", ["THANKS500", "a b | x | 3 days", "X1 | worth | 0 days", "X1 | worth | soon", "X1 | | 3 days"])
def test_a_coupon_that_cannot_be_read_says_how_to_write_it(text: str) -> None:
    """CMD-21."""
    with pytest.raises(Wrong, match="THANKS500"):
        change(a_shop().shop, {"coupon": text}, by="owner", now=NOW)
