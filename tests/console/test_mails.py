"""Caught mails, at the desk."""

import pytest
from django.conf import settings
from tests.console.room import LATER, Room, a_room, somebody

from todoke.console.mails import links
from todoke.desk.sample_mail import test_mail as try_it
from todoke.due.clock import iso
from todoke.notices.models import CaughtMail
from todoke.shops.models import Shop

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_the_desk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "NOW", iso(LATER))
    monkeypatch.setattr(settings, "MAIL_URL", "")


def a_test_mail_of(room: Room) -> CaughtMail:
    try_it(room.shop, "delivered", "ja", "me@example.com", now=LATER)
    return CaughtMail.objects.latest("pk")


def test_the_list_holds_this_shops_mails_and_no_others() -> None:
    """TRU-4: subject, recipient and order; nothing of the shop next door."""
    ours = a_room("ours", "1001")
    a_room("theirs", "2002")

    page = somebody(ours.shop).get("/mails").content.decode()

    assert f'href="/mails/{ours.mail.pk}"' in page and ours.mail.subject in page and f'href="/orders/{ours.order.pk}"' in page
    assert "2002" not in page


def test_a_mail_is_read_in_three_ways() -> None:
    """WEB-6: as the buyer sees it, as text, as it stands on the wire."""
    room = a_room()
    owner, address = somebody(room.shop), f"/mails/{room.mail.pk}"

    html, text, source = (owner.get(f"{address}?as={way}").content.decode() for way in ("html", "text", "source"))

    assert f'<iframe class="mailframe" src="{address}/html" sandbox ' in html
    assert "佐藤 花 様" in text and "Content-Transfer-Encoding: base64" in source
    assert "hana@example.com" in html


def test_the_frame_holds_the_mail_and_can_do_nothing() -> None:
    """TRU-4: a policy of its own, sandboxed; no script, no form, nothing loaded but pictures."""
    room = a_room()

    frame = somebody(room.shop).get(f"/mails/{room.mail.pk}/html")

    assert "佐藤 花 様" in frame.content.decode()
    assert frame.headers["Content-Security-Policy"] == (
        "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data: https:; frame-ancestors 'self'; sandbox")


def test_the_links_of_a_mail_stand_beside_it() -> None:
    """WEB-3: the frame opens none, so the way to the buyer's status page is listed; what is no page is not."""
    room = a_room()

    page = somebody(room.shop).get(f"/mails/{room.mail.pk}").content.decode()

    assert f'href="{settings.PUBLIC_URL}/s/' in page
    assert links('<a href="javascript:alert(1)">x</a><a href="https://a.example/?a=1&amp;b=2">See</a>') == [("https://a.example/?a=1&b=2", "See")]


def test_a_test_mail_is_seen_by_the_shop_that_sent_it() -> None:
    """NTC-24, TRU-4: a test is about no order, and both shops of the desk send by one domain; neither sees what the other tries."""
    mine, foreign = a_test_mail_of(a_room("ours", "1001")), a_test_mail_of(a_room("theirs", "2002"))
    owner = somebody(Shop.objects.get(name="ours"))

    page = owner.get("/mails").content.decode()

    assert f'href="/mails/{mine.pk}"' in page and f'href="/mails/{foreign.pk}"' not in page
    assert [owner.get(f"/mails/{mail.pk}").status_code for mail in (mine, foreign)] == [200, 404]


def test_where_mails_are_really_sent_the_page_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """WEB-1: it never claims that nothing was sent when it was."""
    room = a_room()
    CaughtMail.objects.all().delete()
    monkeypatch.setattr(settings, "MAIL_URL", "smtp://mail.example:587")

    page = somebody(room.shop).get("/mails").content.decode()

    assert "メールは送っています。" in page and "受けとめています" not in page


def test_mails_without_a_body_or_with_a_broken_head_still_open() -> None:
    """TRU-3: what cannot be taken apart is shown as far as it goes."""
    room = a_room()
    owner = somebody(room.shop)

    for raw in (b"", b"\xff\xfe", b"Content-Type: multipart/alternative; boundary=x\r\n\r\n--x", b"From: =?utf-8?b?x\r\nSubject\r\n\r\n"):
        CaughtMail.objects.filter(pk=room.mail.pk).update(raw=raw)
        assert [owner.get(f"/mails/{room.mail.pk}{more}").status_code for more in ("", "?as=text", "?as=source", "/html")] == [200] * 4
