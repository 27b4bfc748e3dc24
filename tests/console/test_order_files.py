"""A file of orders at the desk: looked at first, its columns corrected once, good rows taken, bad ones said with line, reason and mend (CMD-1, WEB-1)."""

import re
from html import unescape
from itertools import repeat

import pytest
from django import conf
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.console.room import somebody
from tests.desk.scene import NOW, a_shop, the_worker_runs

from todoke.channels.csv import heads
from todoke.console.order_files import FIELDS
from todoke.desk import uploads
from todoke.desk.models import Received
from todoke.desk.pruning import prune
from todoke.due.clock import iso
from todoke.notices.models import CaughtMail
from todoke.orders.models import Order
from todoke.shops.models import Connection, Shop

pytestmark = pytest.mark.django_db
HEAD = "注文番号,注文日時,氏名,メールアドレス,住所,商品コード,商品名,単価,数量,合計金額,支払方法,入金状況"
GOOD = ["C-1,2026/09/21 10:00,佐藤 花,hana@example.com,東京都渋谷区神宮前0-1,CUP,湯呑,2900,2,5800,クレジットカード,入金済",
        "C-2,2026/09/21 11:00,鈴木 海,umi@example.com,大阪府大阪市北区0-2,BOWL,鉢,3100,1,3100,クレジットカード,入金済"]  # fmt: skip
SOME = '注文番号商品名",1aあ,\t\r\n=-'
BAD = "C-3,2026/09/21 12:00,高橋 空,sora@example.com,京都府京都市0-3,PLATE,皿,いくら,1,4200,クレジットカード,入金済"


@pytest.fixture(autouse=True)
def that_evening(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conf.settings, "NOW", iso(NOW))


@pytest.fixture
def shop() -> Shop:
    return a_shop().shop


@pytest.fixture
def staff(shop: Shop) -> Client:
    return somebody(shop)


def table(*rows: str, head: str = HEAD, encoding: str = "cp932") -> SimpleUploadedFile:
    return SimpleUploadedFile("受注.csv", "\r\n".join([head, *rows]).encode(encoding))


def looks(client: Client, file: SimpleUploadedFile) -> str:
    return unescape(client.post("/orders/file/check", {"file": file}).content.decode())


def hidden(page: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="(mark|connection)" value="([^"]*)"', page))


def takes(client: Client, page: str, way: str = "live") -> str:
    return unescape(client.post("/orders/file/take", hidden(page) | {"as": way}, follow=True).content.decode())


def test_a_file_is_looked_at_and_nothing_is_made_of_it(staff: Client) -> None:
    """CMD-1: how many are new, how the file is read, and what each column was taken for, with what is in it."""
    page = looks(staff, table(*GOOD))
    assert "新しい注文が2件あります" in page and "受注.csv（Shift_JIS、" in page and "湯呑" in page
    assert re.search(r'id="c-7">単価</th>.*?value="price" selected', page, re.DOTALL)
    assert not Order.objects.exists()


def test_good_rows_are_taken_and_their_buyers_are_told(staff: Client) -> None:
    """CMD-1: as orders of today; the file goes when it is done."""
    page = takes(staff, looks(staff, table(*GOOD)))
    the_worker_runs(NOW + 60)
    assert "2件の注文を取りこみました" in page and Order.objects.filter(live=True, progress="awaiting_shipment").count() == 2
    assert CaughtMail.objects.count() == 2 and not Received.objects.filter(state="kept").exists()


def test_as_history_nobody_is_told(staff: Client) -> None:
    """LIF-18."""
    takes(staff, looks(staff, table(*GOOD)), "history")
    the_worker_runs(NOW + 60)
    assert Order.objects.filter(live=False).count() == 2 and not CaughtMail.objects.exists()


def test_which_of_both_is_never_guessed(staff: Client) -> None:
    """LIF-18: without an answer nothing is taken."""
    assert "「いまの注文」か「過去の記録」か" in takes(staff, looks(staff, table(*GOOD)), "") and not Order.objects.exists()


def test_a_bad_row_is_said_with_its_line_its_reason_and_its_mend(staff: Client) -> None:
    """CMD-1, CHN-2: before and after; the others are taken."""
    page = looks(staff, table(GOOD[0], BAD, GOOD[1]))
    done = takes(staff, page)
    for said in (page, done):
        assert re.search(r'class="num">3</th>.*?単価は?.*?いくら.*?12800 や 200.00', said, re.DOTALL), said
    assert "1件は読めません" in page and sorted(Order.objects.values_list("number", flat=True)) == ["C-1", "C-2"]


def test_the_same_file_again_changes_nothing(staff: Client) -> None:
    """CMD-1: and it says so before anything is pressed."""
    takes(staff, looks(staff, table(*GOOD)))
    before = list(Order.objects.order_by("pk").values_list("seq", "last_hash"))
    page = looks(staff, table(*GOOD, encoding="utf-8"))
    assert "新しい注文はありません" in page and "2件は取りこみ済みです" in page
    takes(staff, page)
    assert list(Order.objects.order_by("pk").values_list("seq", "last_hash")) == before


def test_a_bad_row_is_bad_the_next_time_too(staff: Client) -> None:
    """CMD-1: until it is mended it is not called taken in; mended, it is the only new one."""
    takes(staff, looks(staff, table(*GOOD, BAD)))
    page = looks(staff, table(*GOOD, BAD))
    assert "2件は取りこみ済みです" in page and "1件は読めません" in page and "1件は読めません" in takes(staff, page)
    assert "新しい注文が1件あります" in looks(staff, table(*GOOD, BAD.replace("いくら", "4200")))


def test_a_column_is_corrected_once_and_remembered(staff: Client) -> None:
    """CMD-1: 品の名 is no name that we know; the next file is read right at once."""
    head = HEAD.replace("商品名", "品の名").replace("商品コード", "棚の札").replace("注文番号", "札番")
    page = looks(staff, table(*GOOD, head=head))
    assert "どの列が注文番号か" in page and "取りこむ</button>" not in page
    fields = {"column-0": "number", "column-5": "sku", "column-6": "title"}
    page = unescape(staff.post("/orders/file/columns", hidden(page) | fields).content.decode())
    assert "新しい注文が2件あります" in page
    assert "新しい注文が2件あります" in looks(staff, table(*GOOD, head=head)) and Connection.objects.get(channel="csv").settings["columns"]["札番"] == "number"


def test_columns_are_corrected_only_to_what_there_is(staff: Client) -> None:
    """WEB-1: a field that nobody knows is not remembered."""
    page = looks(staff, table(*GOOD))
    staff.post("/orders/file/columns", hidden(page) | {"column-6": "secret", "column-99": "title"})
    assert "columns" not in Connection.objects.get(channel="csv").settings


UNREADABLE = {
    "nothing": (b"", "ファイルに何も書かれていません"),
    "parcels": ("お客様管理番号,送り状種類,伝票番号\r\nC-1,0,400000000001".encode("cp932"), "送り状番号のファイルです"),
    "no goods": ("注文番号,合計金額\r\nC-1,5800".encode("cp932"), "商品の列がわかりません"),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_is_no_order_file_is_said_with_its_mend(staff: Client, name: str) -> None:
    """CMD-1."""
    body, words = UNREADABLE[name]
    assert words in looks(staff, SimpleUploadedFile("x.csv", body))


def test_a_file_that_is_too_large_is_not_kept(staff: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """CMD-1: the limit is said, and the way around it."""
    monkeypatch.setattr(uploads, "LARGEST", 1000)
    page = looks(staff, table(*repeat(GOOD[0], 20)))
    assert "10 MBをこえています" in page and "todoke import" in page and not Received.objects.exists()


def test_a_file_of_several_pieces_is_put_together_again(staff: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """CMD-1: whatever the size of a piece, byte for byte."""
    monkeypatch.setattr(uploads, "PIECE", 100)
    page = looks(staff, table(*GOOD))
    assert Received.objects.filter(state="kept").count() > 3 and "2件の注文を取りこみました" in takes(staff, page)


def test_a_file_waits_for_some_hours_and_for_its_own_person(shop: Shop, staff: Client) -> None:
    """TRU-5: then it is gone, and has to be brought again."""
    page = looks(staff, table(*GOOD))
    assert "もう一度選んでください" in takes(somebody(shop), page)
    kept = Received.objects.get(state="kept")
    prune(400, kept.received_at + uploads.LASTS + 1)
    assert not Received.objects.filter(state="kept").exists() and "もう一度選んでください" in takes(staff, page)


def test_another_shops_files_are_its_own(staff: Client) -> None:
    """TRU-4: each shop has files of its own, and no mark opens another's."""
    page, far = looks(staff, table(*GOOD)), somebody(a_shop("other").shop)
    assert "もう一度選んでください" in takes(far, page) and not Order.objects.exists()
    takes(far, looks(far, table(*GOOD)))
    assert set(Order.objects.values_list("shop__name", flat=True)) == {"other"}


def test_every_field_has_a_word() -> None:
    """WEB-1: what a column may mean can be picked."""
    assert set(FIELDS) == heads.FIELDS


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(body=st.one_of(st.binary(max_size=200), st.lists(st.text(SOME, max_size=30), max_size=5).map(lambda rows: "\n".join([HEAD, *rows]).encode())))
def test_no_file_raises(staff: Client, body: bytes) -> None:
    """CHN-2: whatever it is, a page answers."""
    page = staff.post("/orders/file/check", {"file": SimpleUploadedFile("x.csv", body)})
    assert page.status_code in (200, 400) and staff.post("/orders/file/take", hidden(page.content.decode()) | {"as": "history"}).status_code in (200, 302, 400)
