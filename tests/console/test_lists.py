"""Today and the list of orders, at the desk."""

import re

import pytest
from django.conf import settings
from tests.console.room import LATER, a_room, somebody
from tests.desk.scene import comes_in, placed, the_worker_runs

from todoke.cases.models import Alert
from todoke.due.clock import iso
from todoke.orders.models import Order

pytestmark = pytest.mark.django_db
FOUND = re.compile(r'href="/orders/(\d+)"')
NONSENSE = ("x", "²", "-1", "1.", ".", "9" * 30, "9" * 30 + "." + "9" * 30, "²." + "²", "%00", "'", "1e9", "\u0661")


@pytest.fixture(autouse=True)
def at_the_desk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "NOW", iso(LATER))


@pytest.mark.parametrize("word", NONSENSE)
def test_an_address_line_that_makes_no_sense_is_no_error_of_ours(word: str) -> None:
    """TRU-3: bad input gets a page, and never a 500."""
    room = a_room()
    owner = somebody(room.shop)

    answers = {f"{path}?{key}": owner.get(path, {key: word}).status_code for path, key in (
        ("/orders", "q"), ("/orders", "view"), ("/orders", "after"), ("/news", "since"), (f"/orders/{room.order.pk}/news", "seq"),
        ("/quarantine", "before"), ("/mails", "before"), ("/mails", "order"), (f"/mails/{room.mail.pk}", "as"), ("/settings", "done"))}

    assert {path: status for path, status in answers.items() if status != 200} == {}


def test_every_order_stands_on_exactly_one_page_of_the_list() -> None:
    """WEB-2: paged by key; orders of one and the same moment are neither lost nor shown twice."""
    room = a_room()
    comes_in(room.connection, *(placed(str(2000 + n)) for n in range(60)), live=False)
    owner = somebody(room.shop)

    first = owner.get("/orders").content.decode()
    way = re.search(r'href="(/orders\?[^"]*after=[^"]+)"', first)
    second = owner.get(way[1].replace("&amp;", "&")).content.decode() if way else ""

    pages = [set(FOUND.findall(page)) for page in (first, second)]
    assert [len(page) for page in pages] == [50, 11] and not pages[0] & pages[1]
    assert "after=" not in re.sub(r'value="[^"]*"', "", second)


def test_a_view_holds_one_state_and_counts_it() -> None:
    """WEB-1: a list cut by state, each cut with its number."""
    room = a_room()
    comes_in(room.connection, placed("1002", way="bank_transfer", paid=False))
    the_worker_runs(LATER)
    unpaid = Order.objects.get(number="1002")

    page = somebody(room.shop).get(f"/orders?view={unpaid.progress}").content.decode()

    assert set(FOUND.findall(page)) == {str(unpaid.pk)}
    assert len(re.findall(r'<a href="/orders\?view=\w+"[^>]*>', page)) == 2


def test_a_search_without_result_says_what_was_sought_and_how_else() -> None:
    """WEB-1: repeated as it was typed, and never run."""
    room = a_room()

    page = somebody(room.shop).get("/orders", {"q": "<b>3-8-13</b>"}).content.decode()

    assert "「&lt;b&gt;3-8-13&lt;/b&gt;」に合う注文はありません。" in page and "<b>3-8-13" not in page
    assert "電話番号" in page


def test_today_says_what_burns_first() -> None:
    """WEB-1: an alert is the first thing on the page, with the way to its order."""
    room = a_room()
    Alert.objects.create(shop=room.shop, order=room.order, what="refund not handed over", at=LATER)

    page = somebody(room.shop).get("/").content.decode()

    assert "燃えているもの、1件。" in page
    assert re.search(rf'<a[^>]* href="/orders/{room.order.pk}">返金がまだ済んでいません</a>|href="/orders/{room.order.pk}"[^>]*>返金', page)


def test_another_shops_alert_does_not_burn_here() -> None:
    """TRU-4: what burns next door is nobody's business here."""
    ours, theirs = a_room("ours", "1001"), a_room("theirs", "2002")
    Alert.objects.create(shop=theirs.shop, order=theirs.order, what="refund not handed over", at=LATER)

    page = somebody(ours.shop).get("/").content.decode()

    assert "燃えているものはありません。" in page and "2002" not in page

