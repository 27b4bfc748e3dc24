"""The packing table: what may leave, why the rest may not, papers, many orders in one act; files of tracking numbers; the orders as a table."""

import csv
import io
import re

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.console.room import LATER, a_room, somebody
from tests.desk.scene import a_shop, comes_in, placed, the_worker_runs, told

from todoke.due.clock import iso
from todoke.notices.models import Notice
from todoke.orders.models import Order
from todoke.rules.order import decoder
from todoke.shops.models import Connection

pytestmark = pytest.mark.django_db
HEAD = "注文番号,運送会社,送り状番号\r\n"


@pytest.fixture(autouse=True)
def at_the_desk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "NOW", iso(LATER))


@pytest.fixture
def shop() -> Connection:
    """Two orders that may leave, one that is frozen, one that is not paid."""
    connection = a_shop()
    comes_in(connection, placed("1001"), placed("1002"), placed("1003"), told("order_frozen", "1003"), placed("1004", way="bank_transfer", paid=False))
    return connection


def the(number: str) -> Order:
    return Order.objects.get(number=number)


def page(client: Client, path: str = "/packing") -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def upload(client: Client, text: str, **fields: str) -> str:
    return client.post("/packing/file/check", {"file": SimpleUploadedFile("発行済.csv", text.encode("cp932")), **fields}).content.decode()


def tracked(number: str) -> list[tuple[str, tuple[str, ...]]]:
    return [parcel.tracking[1:3] for parcel in decoder.decode(the(number).state).parcels]


# ── the table ───────────────────────────────────────────────────────────────────────────────────────
def test_the_table_shows_what_may_leave_and_why_the_rest_may_not(shop: Connection) -> None:
    """CMD-23, LIF-5: in the reader's language."""
    found, english = page(somebody(shop.shop)), page(somebody(shop.shop, language="en"))

    assert "今日出せる注文は2件です。" in found and "理由があって出せない注文は1件です。" in found
    assert found.count('name="order"') == 2 and "粉引の湯呑" in found and "佐藤 花 様" in found
    assert "凍結" in found.split("出せない注文", 2)[-1] and "入金待ちの注文が1件あります" in found
    assert "2 orders may leave today." in english and "the order is frozen" in english


def test_ticked_orders_are_marked_as_sent_in_one_act_and_their_buyers_are_told(shop: Connection) -> None:
    """CMD-23: a carrier for all, numbers row by row; the others stay."""
    client = somebody(shop.shop, "warehouse")
    one, two = the("1001").pk, the("1002").pk
    rows = {f"numbers-{one}": "4000-0000-0001", f"carrier-{two}": "佐川急便", f"numbers-{two}": "400000000002"}
    said = client.post("/packing/mark", {"order": [one, two], "carrier": "ヤマト運輸", "act": "ship"} | rows, follow=True).content.decode()
    the_worker_runs(LATER + 4 * 3600)

    assert "2件を出荷済みにしました。" in said and the("1001").progress == the("1002").progress == "awaiting_delivery"
    assert tracked("1001")[0][0] == "yamato" and tracked("1002") == [("sagawa", ("400000000002",))]
    assert Notice.objects.filter(kind="shipping_confirmation").count() == 2
    assert the("1001").entries.filter(event="ParcelSent").get().source.startswith("staff:warehouse")


def test_an_order_that_was_stopped_meanwhile_does_not_leave_and_says_why(shop: Connection) -> None:
    """CMD-23: the table was open on another screen."""
    client = somebody(shop.shop)
    comes_in(shop, told("order_frozen", "1001"))
    said = client.post("/packing/mark", {"order": [the("1001").pk, the("1002").pk], "act": "ship"}, follow=True).content.decode()

    assert "1件を出荷済みにしました。" in said and "1001は出荷していません。" in said and "凍結" in said
    assert the("1001").progress == "awaiting_shipment" and tracked("1002") == [("", ())]


def test_what_was_typed_stays_where_a_parcel_did_not_leave(shop: Connection) -> None:
    """CMD-23; look, section 7: one bad number of forty does not cost the other thirty-nine."""
    one, two = the("1001").pk, the("1002").pk
    typed = {"order": [one], f"numbers-{one}": "12", f"numbers-{two}": "444413758714", f"carrier-{two}": "ヤマト"}
    answer = somebody(shop.shop).post("/packing/mark", typed | {"act": "ship"})
    page = answer.content.decode()

    assert answer.status_code == 422 and "1001は出荷していません。" in page and page.count(" checked>") == 1
    assert [text for text in ('value="12"', 'value="444413758714"', 'value="ヤマト"') if text not in page] == []


def test_without_a_tick_nothing_happens_and_it_is_said(shop: Connection) -> None:
    """WEB-1: what to do instead."""
    assert "注文が選ばれていません" in somebody(shop.shop).post("/packing/mark", {"act": "ship"}, follow=True).content.decode()


def test_nothing_of_another_shop_can_be_marked_or_printed(shop: Connection) -> None:
    """TRU-4."""
    stranger = somebody(a_room("theirs", "9009").shop)
    key = the("1001").pk
    stranger.post("/packing/mark", {"order": [key], "act": "ship"})

    assert the("1001").progress == "awaiting_shipment"
    assert all("1001" not in page(stranger, f"/packing/{paper}?order={key}") for paper in ("list", "slips"))


def test_who_only_reads_sees_the_table_without_its_forms(shop: Connection) -> None:
    """TRU-4."""
    found = page(somebody(shop.shop, "readonly"))
    assert "1001" in found and 'name="order"' not in found and "/packing/file" not in found


# ── paper ───────────────────────────────────────────────────────────────────────────────────────────
def test_the_picking_list_gathers_goods_over_orders(shop: Connection) -> None:
    """LIF-5: the same goods of two orders are one line."""
    found = page(somebody(shop.shop), "/packing/list")
    assert found.count("粉引の湯呑") == 1 and "<b>4</b>" in found and "1001 (2)" in found and "注文2件、品4点" in found


def test_ticked_orders_can_be_printed_alone(shop: Connection) -> None:
    """The same form leads to paper."""
    answer = somebody(shop.shop).post("/packing/mark", {"order": [the("1002").pk], "act": "slips"})
    assert answer.headers["Location"] == f"/packing/slips?order={the('1002').pk}"


def test_a_slip_has_the_address_and_what_is_in_the_parcel(shop: Connection) -> None:
    """NTC-5: in the buyer's language, whoever prints it; a gift has no prices."""
    comes_in(shop, placed("1005").replace(b'"locale": "ja"', b'"locale": "en", "gift": true'))
    found = page(somebody(shop.shop, language="en"), "/packing/slips")
    ours, theirs = (re.search(rf'<article class="slip" lang="{language}".*?</article>', found, re.DOTALL) for language in ("ja", "en"))

    assert ours and "納品書" in ours[0] and "渋谷区" in ours[0] and "2,500円" in ours[0]
    assert theirs and "Packing slip" in theirs[0] and "2,500" not in theirs[0]
    assert re.search(r"<b>[^<]*佐藤[^<]*</b><br>[^<]*<br>.*Japan", theirs[0], re.DOTALL) and "\\n" not in theirs[0]  # whom, the house, the country last


# ── a file of tracking numbers ──────────────────────────────────────────────────────────────────────
def test_a_file_is_shown_row_by_row_before_anything_is_done(shop: Connection) -> None:
    """CMD-23: upload, preview, confirm."""
    client = somebody(shop.shop)
    found = upload(client, HEAD + "1001,ヤマト運輸,400000000001\r\n1003,ヤマト運輸,400000000003\r\n9999,ヤマト運輸,400000000009\r\n")

    assert "1件が出せます。" in found and "2件は出せません。" in found and "Shift_JIS、カンマで区切られた" in found
    assert found.index("凍結") < found.index("その番号の注文はありません") < found.index("出荷済みになります")
    assert the("1001").progress == "awaiting_shipment"


def test_what_was_confirmed_is_done_once(shop: Connection) -> None:
    """CMD-23: pressed twice, or the same file once more: nothing is twice."""
    client = somebody(shop.shop)
    found = upload(client, HEAD + "1001,yamato,400000000001\r\n1002,yamato,400000000002\r\n")
    rows = re.search(r'name="rows" value="([^"]+)"', found)
    assert rows
    first, again = (client.post("/packing/file/done", {"rows": rows[1]}).content.decode() for _ in range(2))

    assert "2件を出荷済みにしました。" in first and "2件は記録済みです。" in again
    assert tracked("1001") == [("yamato", ("400000000001",))] and "2件は記録済みです。" in upload(client, HEAD + "1001,,400000000001\r\n1002,,400000000002\r\n")


def test_rows_that_were_not_shown_cannot_be_sent(shop: Connection) -> None:
    """TRU-4: the confirmed rows are signed."""
    answer = somebody(shop.shop).post("/packing/file/done", {"rows": "made up"}, follow=True)
    assert "もう一度ファイルを読んでください" in answer.content.decode()


@pytest.mark.parametrize(("text", "why"), [("", "ファイルが空です"), ("商品名,数量\r\n皿,1\r\n", "列が見つかりません")])
def test_a_file_that_is_none_of_parcels_is_refused_in_words(shop: Connection, text: str, why: str) -> None:
    """CHN-2, WEB-1."""
    assert why in upload(somebody(shop.shop), text)


def test_without_a_file_it_is_asked_for(shop: Connection) -> None:
    """WEB-1."""
    answer = somebody(shop.shop).post("/packing/file/check", {})
    assert answer.status_code == 400 and "ファイルを選んでください" in answer.content.decode()


# ── the orders as a table ───────────────────────────────────────────────────────────────────────────
def test_the_orders_can_be_taken_away_as_a_table_and_that_is_written_down(shop: Connection, caplog: pytest.LogCaptureFixture) -> None:
    """CMD-24, TRU-5: streamed; only the shop's own."""
    a_room("theirs", "9009")
    with caplog.at_level("INFO", "todoke.access"):
        answer = somebody(shop.shop, "staff").post("/packing/export/file", {"since": "2026-01-01", "encoding": "utf-8"})
    rows = list(csv.DictReader(io.StringIO(b"".join(answer).decode("utf-8-sig"))))  # type: ignore[call-overload]

    assert {row["注文番号"] for row in rows} == {"1001", "1002", "1003", "1004"} and "attachment" in answer.headers["Content-Disposition"]
    assert "what=export" in caplog.text and "佐藤" not in caplog.text


def test_a_date_or_state_that_is_none_is_no_trouble(shop: Connection) -> None:
    """WEB-1: hostile forms."""
    answer = somebody(shop.shop).post("/packing/export/file", {"since": "9999-99-99", "state": "x'", "encoding": "y", "heads": "z"})
    assert answer.status_code == 200 and b"Order number" in b"".join(answer)  # type: ignore[call-overload]


def test_the_next_orders_follow_by_key(shop: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    """WEB-2: the oldest first, a page at a time."""
    monkeypatch.setattr("todoke.console.packing.PAGE", 1)
    client = somebody(shop.shop)
    first = page(client)
    next_one = re.search(r'href="(/packing\?after=[^"]+)"', first)

    assert next_one and first.count('name="order"') == 1
    assert page(client, next_one[1]).count('name="order"') == 1 and page(client, "/packing?after=awaiting_shipment.9.x").count('name="order"') == 1
