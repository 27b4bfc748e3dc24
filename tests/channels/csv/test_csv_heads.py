"""Columns by their heads: the order exports of the usual tools, and the label programs' files."""

import tomllib
from pathlib import Path

import pytest
from tests.channels.csv.written import sheet_of

from todoke.channels.csv import heads

ENOUGH = {"number", "title", "quantity"}
FILE = Path(__file__).parent / "tools.toml"
TOOLS: dict[str, dict[str, str]] = tomllib.loads(FILE.read_text("utf-8"))
KNOWN = [tool for tool in TOOLS if tool != "an English file"]


def columns_of(tool: str) -> tuple[str, ...]:
    return tuple(TOOLS[tool]["columns"].replace("\n", "").split(","))


@pytest.mark.parametrize("tool", KNOWN)
def test_the_order_export_of_a_usual_tool_is_known_by_its_heads(tool: str) -> None:
    """CMD-1, CHN-1: what is read of each; nobody has to say it."""
    found = heads.orders(columns_of(tool), {})

    assert found.tool == tool
    assert set(TOOLS[tool]["fields"].split()) - set(found.fields) == set() and set(found.fields) >= ENOUGH


@pytest.mark.parametrize("tool", KNOWN)
def test_each_thing_is_read_from_one_column(tool: str) -> None:
    """The stronger name counts: 請求金額 before 合計金額, 注文日時 before 注文日."""
    found = [field for field in heads.orders(columns_of(tool), {}).fields if field not in ("", *heads.JOINED, *heads.SUMMED)]
    assert sorted(set(found)) == sorted(found)


def test_columns_of_a_plain_english_file_are_known() -> None:
    """Life, section 8: the heads of a file that no cart wrote."""
    columns = columns_of("an English file")
    found = dict(zip(columns, heads.orders(columns, {}).fields, strict=True))

    assert [found[name] for name in ("Row ID", "Order ID", "Order Date", "Ship Date", "Customer Name", "State", "Sales", "Product ID")] == [
        "line",
        "number",
        "placed_at",
        "shipped_at",
        "name",
        "region",
        "amount",
        "sku",
    ]
    assert not any(found[name] for name in ("Discount", "Profit", "Customer ID", "Region"))


def test_of_two_columns_with_one_name_the_second_is_the_recipient_s() -> None:
    """Old carts write 郵便番号, 住所 and 電話番号 twice."""
    sheet = sheet_of("注文番号,氏名,郵便番号,住所,お届け先氏名,郵便番号,住所,商品名\n1,a,b,c,d,e,f,g\n")
    assert sheet.meaning.fields == ("number", "name", "postal_code", "line1", "to_name", "to_postal_code", "to_line1", "title")


def test_a_correction_counts_before_every_guess() -> None:
    """CMD-1: --map; an empty one is not read."""
    found = heads.orders(("注文番号", "商品名", "当店の番号", "備考"), {"当店の番号": "sku", "備考": ""})
    assert found.fields == ("number", "title", "sku", "")


PARCELS = {
    "お客様管理番号,送り状種類,クール区分,伝票番号,出荷予定日,お届け先名,品名１": ("B2クラウド", "yamato", "number   tracking   "),
    "お問い合せ送り状No.,出荷日,お届け先名称１,お客様管理番号,個数": ("e飛伝", "sagawa", "tracking shipped_at  number "),
    "お客様側管理番号,発送予定日,お問い合わせ番号,個数": ("ゆうプリR", "japan_post", "number  tracking "),
    "注文番号,運送会社,送り状番号,商品コード,数量": ("", "", "number carrier tracking sku quantity"),
    "order_id,carrier,tracking_number": ("", "", "number carrier tracking"),
    "注文番号,伝票番号,配送業者": ("", "", "number tracking carrier"),
}


@pytest.mark.parametrize("columns", PARCELS)
def test_a_file_of_parcels_is_known_by_its_heads(columns: str) -> None:
    """CMD-23: the label programs name neither the carrier nor the order as a cart does."""
    found = heads.parcels(tuple(columns.split(",")), {})
    assert (found.tool, found.carrier, " ".join(found.fields)) == PARCELS[columns]


def test_town_and_postal_code_go_with_the_only_street() -> None:
    """Plain tables: shipping_address, city, zip."""
    columns = ("order_id", "date", "customer_name", "shipping_address", "city", "zip", "product", "qty")
    assert heads.orders(columns, {}).fields == ("number", "placed_at", "name", "to_line1", "to_city", "to_postal_code", "title", "quantity")


def test_a_head_may_say_its_money() -> None:
    """単価(税込), 送料(円)."""
    assert heads.orders(("注文番号", "商品名", "単価(税込)", "送料（円）", "合計(税込)"), {}).fields == ("number", "title", "price", "shipping", "total")
