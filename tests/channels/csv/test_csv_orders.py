"""The rows of one order → its facts: money, goods, states, people; and what is refused, with line, reason and mend."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.channels.csv.written import BOWL, CSV, CUP, HEAD, NOW, placed, reading, readings, refusal, said, with_cells

from todoke.channels.channel import Ignored, Known, Pushed, Setup, Unclear
from todoke.due.clock import iso
from todoke.rules import effects as fx
from todoke.rules import events as ev
from todoke.rules.order import Order

LOAD = Path(__file__).parents[4] / "shared" / "fixtures" / "orders_load" / "superstore_orders.csv"
SHORT = "注文番号,商品名,数量,単価"


# ── goods and money ─────────────────────────────────────────────────────────────────────────────────
def test_a_name_in_half_width_kana_is_addressed_in_full_width() -> None:
    """CHN-1, NTC-21: old cart software writes names so; nobody writes to a buyer so. Other signs stay."""
    found = reading(CUP.replace("佐藤 花", "ﾊﾞﾄﾞﾐﾝﾄﾝ㈱ ｻﾄｳ"))
    assert found.contact is not None and found.contact.name == "バドミントン㈱ サトウ"


def test_rows_of_one_number_are_the_lines_of_one_order() -> None:
    """CMD-1: what stands in all of them is said once."""
    event = placed(reading(CUP, BOWL))

    assert [(line.id, line.title, line.units, line.price, line.amount) for line in event.lines] == [
        ("CUP", "粉引の湯呑", 2, 2900, 5800),
        ("BOWL", "灰釉の茶碗", 1, 3000, 3000),
    ]
    assert (event.total, event.bill.shipping, event.manner.currency, event.manner.number) == (9600, 800, "JPY", "1001")
    assert iso(event.at) == "2026-11-24T01:00:00Z"


def test_a_line_is_named_as_the_tool_names_it_else_by_its_goods() -> None:
    """Life, section 8: some orders hold a product twice."""
    with_ids = placed(reading("1,a,2,100,11", "1,a,1,100,12", head=f"{SHORT},明細番号"))
    without = placed(reading("1,a,2,100", "1,a,1,100", "1,b,1,100", head=SHORT))

    assert [line.id for line in with_ids.lines] == ["11", "12"]
    assert [line.id for line in without.lines] == ["a", "a:2", "b"]


def test_the_total_is_the_file_s_else_the_sum_else_unknown() -> None:
    """Life, section 1: never nothing where nobody knows it."""
    assert placed(reading("1,a,2,100,500", head=f"{SHORT},請求金額")).total == 500
    assert placed(reading("1,a,2,100,300,50", head=f"{SHORT},送料,割引")).total == 450
    assert placed(reading("1,a,2", head="注文番号,商品名,数量")).total is None


def test_points_and_coupons_are_one_discount() -> None:
    """楽天 writes them in two columns."""
    event = placed(reading("1,a,2,1000,100,200,1700", head=f"{SHORT},ポイント利用額,クーポン利用総額,請求金額"))
    assert (event.bill.discount, event.total) == (300, 1700)


def test_rows_of_money_are_no_goods() -> None:
    """EC-CUBE writes 送料, 手数料 and 割引 as rows of their own."""
    head = f"{SHORT},明細区分"
    event = placed(reading("1,皿,1,3000,商品", "1,送料,1,800,送料", "1,代引手数料,1,330,手数料", "1,割引,1,-500,割引", head=head))

    assert [line.title for line in event.lines] == ["皿"]
    assert (event.bill.shipping, event.bill.fee, event.bill.discount, event.total) == (800, 330, 500, 3630)


def test_a_discount_may_be_a_row_below_nothing() -> None:
    """MakeShop and others: 値引 -500."""
    event = placed(reading("1,皿,1,3000", "1,会員値引,1,-500", head=SHORT))
    assert (len(event.lines), event.bill.discount, event.total) == (1, 500, 2500)


def test_fractions_are_rounded_line_by_line() -> None:
    """Life, section 8: amounts with four decimals."""
    found = reading("US-1,a,2,957.5775", "US-1,b,1,22.5", head="Order ID,Product Name,Quantity,Sales")
    assert [line.amount for line in placed(found).lines] == [958, 23] and placed(found).total == 981


def test_the_currency_is_told_by_column_sign_or_connection() -> None:
    """CMD-1."""
    assert placed(reading("1,a,1,12.50,EUR", head=f"{SHORT},通貨")).manner.currency == "EUR"
    assert placed(reading("1,a,1,$12.50", head=SHORT)).total == 1250
    assert placed(reading("1,a,1,12.50", head=SHORT, setup=Setup(currency="USD"))).total == 1250


@pytest.mark.parametrize(
    ("name", "way", "pays"),
    [
        ("銀行振込", "bank_transfer", "first"),
        ("代金引換（佐川急便）", "cod", "later"),
        ("クレジットカード決済", "card", "first"),
        ("ｺﾝﾋﾞﾆ決済", "konbini", "first"),
        ("Amazon Pay", "wallet", "first"),
        ("請求書払い", "invoice", "later"),
        ("あと払い（ペイディ）", "deferred", "first"),
        ("Bank Deposit", "bank_transfer", "first"),
    ],
)
def test_ways_of_paying_are_known_by_the_names_that_every_channel_shares(name: str, way: str, pays: str) -> None:
    """Agreement 2, CMD-1."""
    event = placed(reading(with_cells(CUP, 支払方法=name)))
    assert (event.manner.way, event.pays, event.manner.gateway) == (way, pays, name)


# ── states ──────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("word", "is_paid"), [("入金済", True), ("入金済み", True), ("1", True), ("paid", True), ("未入金", False), ("入金待ち", False), ("0", False), ("", False)]
)
def test_payment_is_told_by_its_state(word: str, is_paid: bool) -> None:
    """Life, section 8: 未入金, 入金待ち, 0 / 入金済, paid, 1."""
    found = said(ev.PaymentReceived, reading(with_cells(CUP, 入金状況=word)))
    assert [event for event in found if isinstance(event, ev.PaymentReceived) and (event.payment, event.amount) == ("pay:1001", 9600)] == found
    assert bool(found) is is_paid


def test_a_day_of_payment_is_a_payment() -> None:
    """Life, section 8: payment date."""
    (event,) = said(ev.PaymentReceived, reading("1,a,1,100,2026/11/25", head=f"{SHORT},入金日"))
    assert iso(event.at) == "2026-11-25T14:59:59Z"


@pytest.mark.parametrize(("way", "counts"), [("クレジットカード", True), ("PayPay", True), ("銀行振込", False), ("コンビニ決済", False), ("代金引換", False)])
def test_where_a_file_has_no_word_about_payment_a_card_counts_as_authorised(way: str, counts: bool) -> None:
    """LIF-10: whoever paid with the order is not reminded."""
    assert bool(said(ev.PaymentReceived, reading(f"1,a,1,100,{way}", head=f"{SHORT},支払方法"))) is counts


@pytest.mark.parametrize(
    ("word", "has_left"), [("発送済", True), ("出荷済み", True), ("shipped", True), ("1", True), ("未発送", False), ("出荷待ち", False), ("0", False)]
)
def test_goods_have_left_if_their_state_says_so(word: str, has_left: bool) -> None:
    """Life, section 8."""
    found = said(ev.ParcelSent, reading(with_cells(CUP, 発送状況=word, 送り状番号="1234-5678-9012"), BOWL.replace("未発送", word)))
    assert bool(found) is has_left


def test_a_parcel_holds_the_rows_that_bear_its_number() -> None:
    """LIF-5: part shipments; the carrier by its number, or by the name of the way of shipping."""
    head = f"{SHORT},発送状況,送り状番号,発送日,配送方法"
    found = reading(
        "1,a,2,100,発送済,1111-1111-1115,2026/11/25,佐川急便", "1,b,1,100,発送済,2222-2222-2225,2026/11/26,佐川急便", "1,c,1,100,未発送,,,佐川急便", head=head
    )
    first, second = said(ev.ParcelSent, found)

    assert isinstance(first, ev.ParcelSent) and isinstance(second, ev.ParcelSent)
    assert (first.parcel, first.units, first.numbers, first.carrier) == ("par:1:1111-1111-1115", (("a", 2),), ("1111-1111-1115",), "sagawa")
    assert (second.units, iso(second.at)) == ((("b", 1),), "2026-11-26T14:59:59Z")


def test_a_day_of_sending_that_is_still_to_come_is_a_plan() -> None:
    """Facts are proven: a day after the reading sends nothing."""
    row = "1,a,1,100,{}"
    assert not said(ev.ParcelSent, reading(row.format("2026/12/24"), head=f"{SHORT},発送日"))
    assert said(ev.ParcelSent, reading(row.format("2026/11/24"), head=f"{SHORT},発送日"))


def test_a_cancelled_order_is_cancelled_and_its_lines_are_not_changed() -> None:
    """Life, section 1: channels set lines to nothing, and nothing to pay would read as paid."""
    found = reading("1,a,1,100,キャンセル,2026/11/25", head=f"{SHORT},受注状態,キャンセル日")
    (event,) = said(ev.OrderCancelled, found)

    assert iso(event.at) == "2026-11-25T14:59:59Z" and not said(ev.LinesChanged, found)


def test_a_cancelled_row_is_cut_and_the_rest_stands() -> None:
    """LIF-5: part cancellations."""
    found = reading("1,a,2,100,", "1,b,1,300,キャンセル", head=f"{SHORT},キャンセル")
    (cut,), (now,) = said(ev.LinesCancelled, found), said(ev.LinesChanged, found)

    assert isinstance(cut, ev.LinesCancelled) and isinstance(now, ev.LinesChanged)
    assert (cut.id, cut.units, cut.amount) == ("cut:1:b", (("b", 1),), 300)
    assert ([line.id for line in now.lines], now.total, placed(found).total) == (["a"], 200, 500)


def test_pieces_below_nothing_came_back() -> None:
    """Life, section 8: a return names the line that was bought."""
    found = reading("1,a,2,100", "1,a,-1,100", head=SHORT)
    (event,) = said(ev.ReturnReceived, found)

    assert isinstance(event, ev.ReturnReceived) and (event.id, event.units, event.amount) == ("ret:1:a", (("a", 1),), 100)
    assert placed(found).total == 200


def test_money_that_went_back_is_a_refund() -> None:
    """LIF-5: part refunds; the column is a sum, so a later file says more of the same."""
    (event,) = said(ev.RefundPaid, reading("1,a,2,100,入金済,80", head=f"{SHORT},入金状況,返金額"))
    assert isinstance(event, ev.RefundPaid) and (event.refund, event.amount) == ("ref:1", 80)


def test_an_order_on_hold_may_not_leave_and_goes_on_with_its_next_state() -> None:
    """保留 is no suspicion."""
    head = f"{SHORT},ステータス"
    assert said(ev.HoldPlaced, reading("1,a,1,100,保留", head=head)) and said(ev.HoldReleased, reading("1,a,1,100,新規受付", head=head))


@pytest.mark.parametrize(
    ("cells", "kinds"),
    [
        ("2,1,3,2", (ev.PaymentReceived, ev.ParcelSent)),
        ("2,0,0,", ()),
        ("4,0,0,", (ev.OrderCancelled,)),
        ("3,1,1,", (ev.PaymentReceived, ev.HoldPlaced)),
    ],
)
def test_yahoo_s_codes_are_read_as_yahoo_means_them(cells: str, kinds: tuple[type[ev.Event], ...]) -> None:
    """ShipStatus 1 may leave, 3 has left."""
    head = "OrderId,OrderStatus,PayStatus,ShipStatus,ShipInvoiceNumber1,Title,Quantity,UnitPrice"
    found = reading(f"a-1,{cells},皿,1,100", head=head)
    assert {type(event) for event in found.events} & {ev.PaymentReceived, ev.ParcelSent, ev.OrderCancelled, ev.HoldPlaced} == set(kinds)


def test_a_word_that_nobody_knows_is_named_and_the_rest_is_taken() -> None:
    """Life, section 1: never the nearest."""
    found = reading(with_cells(CUP, 発送状況="お祈り中", 支払方法="貝殻"))
    assert set(found.unknown) == {"支払方法: 貝殻", "発送状況: お祈り中"} and placed(found).total == 9600


# ── people ──────────────────────────────────────────────────────────────────────────────────────────
def test_buyer_and_recipient_are_read_from_their_columns() -> None:
    """CMD-1: names in two columns, numbers in three."""
    buyer = "注文者姓,注文者名,注文者電話番号1,注文者電話番号2,注文者電話番号3"
    head = f"{SHORT},{buyer},送付先姓,送付先名,送付先郵便番号1,送付先郵便番号2,送付先住所都道府県,送付先住所郡市区"
    found = reading("1,a,1,100,佐藤,花,03,0000,0001,鈴木,一郎,150,0001,東京都,渋谷区", head=head)

    assert found.contact and (found.contact.name, found.contact.family_name, found.contact.phone) == ("佐藤 花", "佐藤", "03-0000-0001")
    assert found.address and (found.address.name, found.address.postal_code, found.address.region, found.address.city) == (
        "鈴木 一郎",
        "150-0001",
        "東京都",
        "渋谷区",
    )


def test_without_a_recipient_it_goes_to_the_buyer_and_the_prefecture_is_told_apart() -> None:
    """Many files have one address in one column."""
    found = reading(CUP)
    assert found.address and (found.address.name, found.address.region, found.address.line1, found.address.country) == (
        "佐藤 花",
        "東京都",
        "渋谷区神宮前0-1",
        "JP",
    )


def test_a_buyer_abroad_is_written_to_in_english_unless_the_file_says_otherwise() -> None:
    """NTC-5."""
    head = f"{SHORT},Customer Name,Country,City"
    assert placed(reading("1,a,1,100,Ann,United States,Los Angeles", head=head)).manner.locale == "en"
    assert placed(reading("1,a,1,100,Ann,United States,Los Angeles,ja_JP", head=f"{head},言語")).manner.locale == "ja"


# ── what is refused ─────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("rows", "head", "why"),
    [
        (["1,a,,100"], SHORT, "row 1, 数量: is missing"),
        (["1,a,1,100", "1,b,x,100"], SHORT, "row 2, 数量: 'x' is no number of pieces"),
        (["1,a,1,百円"], SHORT, "row 1, 単価: '百円' is no amount of money"),
        ([",a,1,100"], SHORT, "注文番号: is missing"),
        (["1.2E+11,a,1,100"], SHORT, "what a spreadsheet left"),
        (["1,a,1,100,2026/13/40"], f"{SHORT},注文日", "注文日: '2026/13/40' is no day or hour"),
        (["1,a,1,100,500", "1,b,1,100,600"], f"{SHORT},合計金額", "say '500' and '600'.*--map"),
        (["1,a,1,-100"], SHORT, "is below nothing"),
        (["1,b,-1,100", "1,a,1,100"], SHORT, "gives back what this order does not hold"),
        (["1,,,"], SHORT, "no row says what was bought"),
        (["1,a,1,100,東京都A", "1,b,1,100,東京都B"], f"{SHORT},お届け先住所", "go to several addresses"),
        (["1,a,1,100,????"], f"{SHORT},通貨", "is no currency"),
        (["1,湯�,1,100"], SHORT, "characters that are not readable"),
    ],
)
def test_a_bad_row_is_named_with_its_column_reason_and_mend(rows: list[str], head: str, why: str) -> None:
    """CMD-1, CHN-2: and the order is not taken in half."""
    with pytest.raises(Unclear, match=why):
        readings(*rows, head=head)
    assert refusal(*rows, head=head).count(".") >= 2


def test_a_correction_of_the_shop_counts_when_an_order_is_read_again() -> None:
    """CHN-2: quarantine can be run again after a fix."""
    setup = Setup(settings={"columns": {"番号札": "sku", "単価": "amount"}})
    event = placed(reading("1,a,2,100,C-7", head=f"{SHORT},番号札", setup=setup))
    assert (event.lines[0].item, event.lines[0].amount, event.lines[0].price) == ("C-7", 100, None)


def test_nothing_comes_by_itself_and_nothing_is_told_back() -> None:
    """CHN-1: a file has no other end."""
    assert CSV.push(fx.PushShipment(parcel="p"), Known("1", "1", Order(), "k"), Setup()) == Pushed() and CSV.topics == ()


# ── real inputs, and none at all ────────────────────────────────────────────────────────────────────
@pytest.mark.fixtures
@pytest.mark.skipif(not LOAD.exists(), reason="the load file does not lie beside the repository")
def test_every_order_of_the_load_file_is_understood() -> None:
    """Life, section 8: one date, one ship date and one buyer an order; amounts rounded line by line."""
    head, *rows = LOAD.read_text("utf-8").splitlines()
    found = readings(*rows, head=head, setup=Setup())

    assert len(found) == len({row.split(",")[1] for row in rows}) > 3000
    assert sum(len(placed(one).lines) for one in found) == len(rows)
    assert all(len(said(ev.ParcelSent, one)) == 1 and one.contact and one.contact.name and not one.unknown for one in found)


CELL = st.one_of(
    st.text(max_size=12),
    st.sampled_from(["", "1", "-1", "2026/11/24", "入金済", "発送済", "キャンセル", "¥1,000", "1.5", "='1'", "返金", "値引", "\0", "１２"]),
)


@given(
    st.lists(
        st.dictionaries(st.sampled_from(HEAD.split(",") + ["返金額", "明細区分", "キャンセル日", "送付先氏名", "国", "通貨"]), CELL, max_size=20), max_size=4
    )
)
def test_no_row_raises_anything_but_unclear(rows: list[dict[str, str]]) -> None:
    """CHN-2: whatever stands in the cells."""
    names = dict.fromkeys(name for row in rows for name in row)
    from_heads = {name: field for name, field in FIELDS.items() if name in names}
    body = json.dumps({"rows": [{name: cell for name, cell in row.items() if cell} for row in rows], "fields": from_heads}).encode()
    try:
        found = CSV.read("orders", body, Setup(read_at=NOW))
    except Unclear as error:
        assert error.place and error.reason
        return
    assert not isinstance(found, Ignored) and found[0].events


MEANT = "number placed_at name mail postal_code line1 sku title price quantity shipping total way payment_state shipping_state tracking"
FIELDS = dict(zip(HEAD.split(","), MEANT.split(" "), strict=True)) | {
    "返金額": "refunded",
    "明細区分": "kind",
    "キャンセル日": "cancelled_at",
    "送付先氏名": "to_name",
    "国": "country",
    "通貨": "currency",
}


@given(st.binary(max_size=200))
def test_no_body_raises_anything_but_unclear(body: bytes) -> None:
    """CHN-2."""
    with pytest.raises(Unclear):
        CSV.read("orders", body, Setup())


@pytest.mark.parametrize(("day", "arrived"), [("2026/11/26", True), ("2026/12/24", False), ("", False)])
def test_a_day_of_delivery_that_has_come_is_a_delivery(day: str, arrived: bool) -> None:
    """CMD-1: as a day of sending is a parcel; one that is still to come says nothing."""
    found = reading(f"{CUP.replace('未発送', '発送済')},{day}", head=f"{HEAD},配達完了日")
    assert bool(said(ev.ParcelDelivered, found)) == arrived
