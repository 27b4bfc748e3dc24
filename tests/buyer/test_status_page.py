"""The buyer's status page, opened by the link in the mail."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from tests.desk.scene import NOW, a_shop, comes_in, placed, the_order, the_worker_runs, told

from todoke.buyer.page import unbroken
from todoke.due.clock import iso
from todoke.orders.links import status_path
from todoke.orders.models import Entry, Personal

pytestmark = pytest.mark.django_db
DAY = 86_400


@pytest.fixture(autouse=True)
def at_the_desk(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock stands a minute after the order; nobody has guessed yet."""
    monkeypatch.setattr(settings, "NOW", iso(NOW + 60))
    cache.clear()


def opened(number: str = "1001", query: str = "") -> str:
    return Client().get(status_path(the_order(number).pk) + query).content.decode()


def sentence(page: str) -> str:
    found = re.search(r"<h1>(.*?)</h1>", page)
    return re.sub("<[^>]*>", "", found[1]) if found else ""


def pressed(what: str, number: str = "1001", key: str = "k1") -> HttpResponse:
    answer = Client().post(f"{status_path(the_order(number).pk)}/{what}", {"key": key}, follow=True)
    assert isinstance(answer, HttpResponse)
    return answer


SENT = told("parcel_sent", parcel="p1", units={"a": 2}, carrier="yamato", numbers=["444413758703"])
STORIES = {
    "unpaid": ([placed(way="bank_transfer", paid=False)], "までに、5,000円のお支払いをお願いいたします。"),
    "paid": ([placed()], "発送の準備をしています。"),
    "promised": ([placed(), told("dates_promised", ship_by="2026-09-30T18:00:00+09:00")], "9月30日（水）までに発送する予定です。"),
    "sent": ([placed(), SENT], "お荷物は、お届け先へ向かっています。"),
    "due": ([placed(), SENT, told("dates_promised", deliver_by="2026-09-22T20:00:00+09:00")], "お荷物は、あす9月22日（火）に届く予定です。"),
    "delivered": ([placed(), SENT, told("parcel_delivered", parcel="p1")], "お荷物は、9月21日（月）にお届けしました。"),
    "lost": ([placed(), SENT, told("parcel_lost", parcel="p1")], "お荷物について、運送会社に確認しています。"),
    "cancelled": ([placed(), told("order_cancelled")], "ご注文を取り消しました。"),
    "frozen": ([placed(), told("order_frozen")], "ご注文を確認しています。"),
}


def test_days_and_sums_stay_whole_at_the_end_of_a_line() -> None:
    """WEB-3; look, section 3: a phone does not break 「9月30日（水）18時/32分」; what a buyer wrote is still text."""
    assert unbroken("9月30日（水）18時32分までに、5,000円の") == '<span class="nw">9月30日（水）18時32分</span>までに、<span class="nw">5,000円</span>の'
    assert unbroken("请在12月9日（周三）18:32之前支付¥5,800。") == '请在<span class="nw">12月9日（周三）18:32</span>之前支付<span class="nw">¥5,800</span>。'
    assert unbroken("<b>1月</b>") == "&lt;b&gt;1月&lt;/b&gt;"


@pytest.mark.parametrize("story", STORIES)
def test_the_page_opens_with_the_sentence_a_colleague_would_say(story: str) -> None:
    """WEB-3: where is it, what is next, by when."""
    bodies, said = STORIES[story]
    comes_in(a_shop(), *bodies)

    page = opened()

    assert said in sentence(page)
    assert page.count('class="now"') == 1


def test_it_speaks_the_buyers_language_and_changes_on_a_press() -> None:
    """WEB-3: in the buyer's language."""
    comes_in(a_shop(), placed())

    page = opened(query="?l=en")

    assert sentence(page) == "Your order is being prepared." and '<html lang="en">' in page and "¥5,000" in page


def test_one_who_pays_by_transfer_reads_where_to_and_by_when() -> None:
    """LIF-10: what is asked is shown with amount, reference and day."""
    comes_in(a_shop(), placed(way="bank_transfer", paid=False))

    page = opened()

    assert "5,000円" in page and "<dd>1001</dd>" in page and "お支払いの期限" in page


def test_nothing_of_another_buyer_is_shown() -> None:
    """WEB-3: a link opens its own order only; a changed one opens none."""
    shop = a_shop()
    comes_in(shop, placed(), placed("1002", mail="taro@example.com").replace("佐藤".encode(), "鈴木".encode()))
    path = status_path(the_order().pk)

    page = Client().get(path).content.decode()

    assert "佐藤" in page and "鈴木" not in page and "1002" not in page and "taro@" not in page
    assert Client().get(path.replace(f"/{the_order().pk}:", f"/{the_order('1002').pk}:")).status_code == 404


def test_guessing_is_limited() -> None:
    """WEB-3: after sixty wrong links from one address there is an hour of rest."""
    answers = [Client().get(f"/s/{n}:{'A' * 43}").status_code for n in range(61)]

    assert set(answers[:60]) == {404} and answers[60] == 429


def test_the_page_is_light_and_nobody_keeps_it() -> None:
    """WEB-3: under 50 kB with its stylesheets and icons, no script, no index, no cache."""
    comes_in(a_shop(), placed(), SENT)
    answer = Client().get(status_path(the_order().pk))
    page = answer.content.decode()
    parts = [finders.find(path) for path in re.findall(r'"/static/([^"#]+)', page)]

    assert len(answer.content) + sum(Path(str(part)).stat().st_size for part in set(parts)) < 50_000
    assert "<script" not in page and " style=" not in page and "script-src" not in answer["Content-Security-Policy"]
    assert answer["X-Robots-Tag"] == "noindex, nofollow" and answer["Cache-Control"] == "private, no-store"


def test_a_wish_to_cancel_is_the_buyers_own_event_and_pressed_twice_is_once() -> None:
    """LIF-6, LIF-7: through the one door; the paid order waits for the shop's answer."""
    comes_in(a_shop(), placed())

    answer = pressed("cancel")
    pressed("cancel")

    assert "取り消しのご希望を承りました。" in answer.content.decode() and the_order().hold == "cancel_requested"
    assert [entry.source for entry in Entry.objects.filter(event="CancelAsked")] == ["buyer"]


def test_a_request_to_cancel_can_be_taken_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """WEB-3: the page then offers it, and the order goes on."""
    comes_in(a_shop(), placed())
    pressed("cancel")

    assert "取り消しの希望を取り下げる" in opened()
    monkeypatch.setattr(settings, "NOW", iso(NOW + 120))
    pressed("withdraw", key="k2")
    assert the_order().hold == "none" and "発送の準備" in sentence(opened())


def test_receipt_is_confirmed_by_the_buyer() -> None:
    """LIF-13: a tap on our page completes the order of a shop that lets its buyers say so."""
    comes_in(a_shop(), placed(), SENT)

    pressed("received")

    assert the_order().progress == "completed"


def test_a_refusal_reads_as_a_shop_would_say_it() -> None:
    """LIF-2: named state, no rule's English, and a way on."""
    comes_in(a_shop(), placed(), SENT)

    answer = pressed("cancel")

    assert answer.status_code == 409 and "すでに発送したため、取り消しは承れませんでした。" in answer.content.decode()
    assert "it is on its way" not in answer.content.decode()


def test_opening_a_link_decides_nothing() -> None:
    """Look, section 6: link scanners press links; only the page's own button decides."""
    comes_in(a_shop(), placed())

    answer = Client().get(f"{status_path(the_order().pk)}/cancel")

    assert answer.status_code == 405 and the_order().hold == "none"


def test_the_mails_that_were_sent_are_listed_with_their_subjects() -> None:
    """WEB-3: what the buyer was told stands on the page as it was told."""
    comes_in(a_shop(), placed())
    the_worker_runs(NOW + 60)

    page = opened()

    assert "お送りしたメール" in page and the_order().notices.get().subject in page


def test_a_buyer_who_was_forgotten_has_no_name_here() -> None:
    """TRU-5: the page stands, the person does not."""
    comes_in(a_shop(), placed())
    Personal.objects.all().delete()

    page = opened()

    assert "佐藤" not in page and sentence(page)


def looked_up(number: str, mail: str) -> HttpResponse:
    answer = Client().post("/s", {"number": number, "mail": mail}, follow=True)
    assert isinstance(answer, HttpResponse)
    return answer


def test_without_the_link_number_and_mail_open_the_page() -> None:
    """WEB-3: as a buyer types them, full-width or in capitals."""
    comes_in(a_shop(), placed())

    assert "発送の準備" in sentence(looked_up("＃１００１", "Hana@Example.com ").content.decode())


@pytest.mark.parametrize("number,mail", [("1001", "taro@example.com"), ("9999", "hana@example.com"), ("", ""), ("1001", ""),
                                         ("\x00", "\x00@"), ("#", "@"), ("9" * 5000, "@" * 5000), ("1001", "%@%")])
def test_half_of_it_opens_nothing_and_tells_nobody_which_half_was_right(number: str, mail: str) -> None:
    """WEB-3: one answer for whatever does not fit."""
    comes_in(a_shop(), placed())

    answer = looked_up(number, mail)

    assert answer.status_code == 404 and "見つかりませんでした" in answer.content.decode() and "佐藤" not in answer.content.decode()


def test_looking_up_is_limited_by_address_and_by_number() -> None:
    """WEB-3: after ten tries even the right answer waits."""
    comes_in(a_shop(), placed())
    for n in range(10):
        looked_up("1001", f"guess{n}@example.com")

    assert looked_up("1001", "hana@example.com").status_code == 429


@pytest.mark.parametrize("path", ["/s/x", "/s/%00", "/s/1", "/s/1:", "/s/" + "9" * 500 + ":x", "/s/1:x/cancel", "/s/%F0%9F%92%A9"])
def test_a_link_that_makes_no_sense_is_answered_calmly(path: str) -> None:
    """TRU-3: bad input never becomes a 500."""
    assert Client().get(path).status_code in (404, 405)
    assert Client().post(path).status_code in (404, 405)
