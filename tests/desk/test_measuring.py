"""Mails that are measured: only where the shop says so, never more than the buyer agreed to, never on a marketplace (NTC-17)."""

import re
import threading
from html import escape

import pytest
from django.conf import settings
from django.core import signing
from django.db import OperationalError
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from tests.desk.measured import at_once, counted, html_of, page_of_a_mail, pictures, pressed, signed_links  # noqa: F401
from tests.desk.own_texts import ours, published
from tests.desk.scene import NOW, a_shop, comes_in, placed, the_order, the_worker_runs, told

from todoke.buyer.measured import MOST_WAITING, Clerk
from todoke.desk.bounced import come_back
from todoke.desk.erase import erase
from todoke.desk.letter import key_of
from todoke.notices.bounces.read import Recipient
from todoke.notices.measuring import LINK, Aim, Bearer, aim_of, carrying, may_measure, notice_of, through_the_desk, unmeasured
from todoke.notices.models import Measured, Notice
from todoke.notices.render import Rendered
from todoke.notices.suppression import ADVERTISING, digest
from todoke.notices.two_subjects import arm_of
from todoke.orders.links import opt_out_path
from todoke.rules.order import Order as Value
from todoke.shops.choices import Wrong, change, checked
from todoke.shops.models import Connection

PIECES = ('<a href="https://x.y/&amp;"', "<a class=b href='http://x.y'", ">", "</a>", "x", '"', "'", " ", "<", "&lt;", "<img>", "\n", "<a href=")
ADDRESS = re.compile(r"https?://[^\"'<>\s]+")
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_once")]


# ── what a mail carries ─────────────────────────────────────────────────────────────────────────────
def test_nothing_is_measured_until_the_shop_says_so() -> None:
    """NTC-17: the default."""
    html = page_of_a_mail("none")
    assert signed_links(html) == pictures(html) == [] and Notice.objects.get().measured == ""


def test_a_link_leads_through_the_desk_and_on() -> None:
    """NTC-17: to the very page that the text names; the notice keeps its page as it was written."""
    links = signed_links(page_of_a_mail("clicks"))
    notice = Notice.objects.get()
    targets = {pressed(link) for link in links}
    assert links and notice.measured == "c" and "/r/" not in notice.html
    assert all(f'href="{escape(target)}"' in notice.html for target in targets) and any("/s/" in target for target in targets)


@pytest.mark.parametrize(("measure", "agreed", "marks"), [("clicks,opens", True, "co"), ("clicks,opens", False, "c"), ("clicks", True, "c")])
def test_opens_are_measured_only_of_buyers_who_agreed(measure: str, agreed: bool, marks: str) -> None:
    """NTC-17, CHN-7: eu.no_hidden_pixel."""
    html = page_of_a_mail(measure, agreed=agreed)
    assert (Notice.objects.get().measured, len(pictures(html))) == (marks, marks.count("o"))


def test_whoever_opted_out_with_another_order_has_not_agreed() -> None:
    """NTC-17: the address counts as a whole."""
    page_of_a_mail("clicks,opens", agreed=True)
    connection = Connection.objects.get()
    from_it = opt_out_path(the_order().pk, digest(connection.shop_id, "hana@example.com", ADVERTISING))
    Client().post(from_it, {"List-Unsubscribe": "One-Click"})
    comes_in(connection, placed("1002"), told("advertising_consent", "1002", allowed=True, by="buyer"))
    the_worker_runs()
    assert pictures(html_of("1002")) == []


@pytest.mark.parametrize("channel", ["amazon", "rakuten", "yahoo", "aliexpress"])
def test_buyers_of_a_marketplace_are_never_measured(channel: str) -> None:
    """CHN-7: their buyers are theirs, and no link leads outside."""
    bearer = Bearer(1, 1, channel, "clicks,opens", Value(adverts=(NOW, False)), "hana@example.com")
    mail = Rendered("件名", "", "text", '<a href="https://minato.example/">店</a></body>')
    assert not may_measure(channel, "clicks,opens") and carrying(mail, bearer) == (mail, "")


@pytest.mark.parametrize("anchor", [
    '<a href="https://minato.example/">https://minato.example/</a>', '<a href="https://minato.example/">minato.example</a>',
    '<a href="mailto:shop@minato.example">返信</a>', '<a href="tel:0300000000">電話</a>', '<a href="https://minato.example/unsubscribe">こちら</a>',
    '<a href="https://minato.example/x">配信を停止する</a>', '<a href="#top">上へ</a>', '<a name="https://minato.example/">x</a>',
    f'<a href="{settings.PUBLIC_URL}/u/1-abc:sig">やめる</a>', f'<a href="https://minato.example/{"x" * 1000}">長い</a>'])
def test_some_links_stay_as_they_are(anchor: str) -> None:
    """NTC-17: addresses that are written out, ways out, and what leads to no page."""
    assert through_the_desk(anchor, 7) == (anchor, 0)


def test_each_link_of_a_mail_has_a_name_of_its_own() -> None:
    """NTC-17: signed with the notice, the link and where it leads."""
    html, count = through_the_desk('<a class="b" href="https://a.example/?x=1&amp;y=2">買う</a><a href=\'https://b.example/\' style="x">見る</a>', 7)
    aims = [aim_of(one.partition("/r/")[2]) for one in re.findall(r"href=[\"']([^\"']+)", html)]
    assert count == 2 and aims == [Aim(7, 1, "https://a.example/?x=1&y=2"), Aim(7, 2, "https://b.example/")]


# ── the way through the desk ────────────────────────────────────────────────────────────────────────
def test_a_click_is_counted_once_and_then_again() -> None:
    """NTC-17: the first moment and how often, per link."""
    first, *_ = signed_links(page_of_a_mail("clicks"))
    answers = [Client().get(first) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302] and counted() == [("click", 1, 2)]
    assert answers[0].headers["Cache-Control"] == "private, no-store" and answers[0].headers["Referrer-Policy"] == "no-referrer" and not answers[0].cookies


def test_machines_that_look_are_led_on_and_not_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    """NTC-17: HEAD, a browser that reads ahead, and whatever comes in the second of the hand-over."""
    first, *_ = signed_links(page_of_a_mail("clicks"))
    assert Client().head(first).status_code == 302 and pressed(first, **{"Sec-Purpose": "prefetch;prerender"})
    monkeypatch.setattr(settings, "NOW", "2026-09-21T22:13:21+09:00")  # a second after it was sent
    assert pressed(first) and counted() == []


def test_an_open_is_counted_by_the_picture() -> None:
    """NTC-17."""
    path, *_ = pictures(page_of_a_mail("clicks,opens", agreed=True))
    answer = Client().get(path)
    assert answer.headers["Content-Type"] == "image/gif" and answer.content[:6] == b"GIF89a" and counted() == [("open", 0, 1)]


def test_no_link_leads_where_the_desk_has_not_signed() -> None:
    """NTC-17: no open redirect; forged, altered, signed for something else, each ends at the same page."""
    first, *_ = signed_links(page_of_a_mail("clicks"))
    forged = signing.Signer(key="x" * 40, salt=LINK).sign("WzEsMSwiaHR0cHM6Ly9ldmlsLmV4YW1wbGUvIl0")
    for path in (f"/r/{forged}", f"{first[:-1]}{'A' if first[-1] != 'A' else 'B'}", f"/r/x{first[3:]}", f"/r/{signing.Signer().sign('1')}"):
        answer = Client().get(path)
        assert answer.status_code == 404 and "Location" not in answer.headers
    assert counted() == []


def test_a_link_counts_for_the_mail_that_bore_it_and_no_other() -> None:
    """NTC-17: its notice stands inside what is signed."""
    first, *_ = signed_links(page_of_a_mail("clicks"))
    comes_in(Connection.objects.get(), placed("1002"))
    the_worker_runs()
    pressed(first)
    assert Measured.objects.get().notice == Notice.objects.get(order=the_order("1001"))


def test_a_forged_picture_counts_nothing() -> None:
    """NTC-17: and still is a picture."""
    page_of_a_mail("clicks,opens", agreed=True)
    answer = Client().get(f"/o/{signing.Signer(salt=LINK).sign('1')}.gif")
    assert answer.status_code == 200 and counted() == []


@given(st.text(max_size=80))
def test_no_name_of_a_link_raises(token: str) -> None:
    """NTC-17: whatever stands in it."""
    assert aim_of(token) is None and notice_of(token) is None


@given(st.text(alphabet='<a href="\'hts:/xy.>&;b\n', max_size=120) | st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_of_a_page_nothing_changes_but_where_its_links_lead(html: str) -> None:
    """NTC-17: whatever the page is, and none raises."""
    page, _ = through_the_desk(html, 7)
    assert ADDRESS.sub("", page) == ADDRESS.sub("", html)


# ── what is not kept ────────────────────────────────────────────────────────────────────────────────
def test_the_links_of_a_forgotten_buyer_lead_on_and_count_nothing() -> None:
    """TRU-5, NTC-17: and what was counted names nobody."""
    first, *_ = signed_links(page_of_a_mail("clicks"))
    target = pressed(first)
    kept = [one.what for one in erase([the_order().pk]).kept]
    assert pressed(first) == target and counted() == [("click", 1, 1)] and "what mails led to (a look, a click, an order), and when" in kept


def test_a_complaint_is_counted() -> None:
    """NTC-14, NTC-17: as often as it is reported it is one mail."""
    page_of_a_mail("none")
    for _ in range(2):
        come_back(Notice.objects.get(), Recipient("hana@example.com", "feedback", False), NOW + 60)
    assert counted() == [("complaint", 0, 2)]


def test_a_look_at_the_desk_is_no_open() -> None:
    """NTC-17: the caught mail is shown without its picture."""
    html = page_of_a_mail("clicks,opens", agreed=True)
    assert pictures(html) and not pictures(unmeasured(html)) and len(html) - len(unmeasured(html)) < 300


# ── the setting ─────────────────────────────────────────────────────────────────────────────────────
def test_a_shop_says_what_is_measured() -> None:
    """NTC-17."""
    assert [checked({"measure": text})["measure"] for text in ("", "none", "clicks", "clicks, opens")] == ["none", "none", "clicks", "clicks,opens"]
    with pytest.raises(Wrong, match="is no way to measure"):
        change(a_shop().shop, {"measure": "opens"}, by="owner", now=NOW)


# ── behind the answer ───────────────────────────────────────────────────────────────────────────────
def test_what_cannot_be_counted_keeps_nobody_waiting(caplog: pytest.LogCaptureFixture) -> None:
    """NTC-17: a busy database, and more clicks than anybody writes down."""
    busy = Clerk()
    busy.write(refused)
    busy.thread = threading.current_thread()  # one that takes nothing
    for _ in range(MOST_WAITING + 1):
        busy.take(refused)
    assert [record.message.partition(":")[0] for record in caplog.records] == ["a click was not counted"] * 2


def test_it_is_counted_by_a_thread_of_its_own() -> None:
    """NTC-17."""
    done, names = threading.Event(), list[str]()
    Clerk().take(lambda: (names.append(threading.current_thread().name), done.set())[-1])
    assert done.wait(5) and names == ["measured"]


def refused() -> None:
    raise OperationalError("database is locked")


# ── two subjects ────────────────────────────────────────────────────────────────────────────────────
def test_each_mail_remembers_which_of_two_subjects_it_bore() -> None:
    """NTC-10: half and half, and each what its notice's key says."""
    connection = a_shop()
    source = ours().replace("subject: ", "subject_b: 【{{ shop.short_name | default: shop.name }}】ご注文の控えです（{{ order.number }}）\nsubject: ", 1)
    published(connection.shop, source=source)
    comes_in(connection, *(placed(str(number)) for number in range(1001, 1017)))
    the_worker_runs()
    mails = {(notice.arm, "控えです" in notice.subject) for notice in Notice.objects.all()}
    assert mails == {("a", False), ("b", True)} and all(one.arm == arm_of(key_of(one)) for one in Notice.objects.all())
