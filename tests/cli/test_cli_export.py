"""`todoke export orders`: a row a line item, totals in each, no formulas, no words of forgotten people; and read back as it was."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from tests.cli.desk import Desk

AT, NOW = "2026-11-24T10:05:00+09:00", "2026-11-26T10:00:00+09:00"


def order(number: str = "1001", name: str = "佐藤 花", **changes: Any) -> dict[str, Any]:
    lines = [{"id": "1", "sku": "CUP", "title": "粉引の湯呑", "quantity": 2, "price": "2900", "amount": "5800"},
             {"id": "2", "sku": "BOWL", "title": "灰釉の茶碗", "variant": "大", "quantity": 1, "price": "3000", "amount": "3000"}]  # fmt: skip
    where = {"name": name, "country": "JP", "postal_code": "150-0001", "region": "東京都", "city": "渋谷区", "line1": "神宮前0-1"}
    return {"number": number, "currency": "JPY", "total": "9600", "bill": {"subtotal": "8800", "shipping": "800"}, "locale": "ja",
            "payment": {"way": "bank_transfer", "paid": True, "at": "2026-11-24T11:00:00+09:00"}, "lines": lines, "note": "急ぎません",
            "customer": {"name": name, "mail": f"hana{number}@example.com", "phone": "+81-90-0000-0000"}, "shipping_address": where} | changes  # fmt: skip


def heard(desk: Desk, *bodies: dict[str, Any]) -> None:
    (desk.folder / "o.jsonl").write_text("\n".join(json.dumps(body, ensure_ascii=False) for body in bodies), "utf-8")
    assert desk("import", "o.jsonl", "--channel", "plain", "--notify", now=AT).status == 0


def placed(number: str = "1001", at: str = "2026-11-24T10:00:00+09:00", **changes: Any) -> dict[str, Any]:
    return {"type": "order_placed", "at": at, "order": order(number, **changes)}


def table(desk: Desk, *words: str, encoding: str = "utf-8-sig") -> list[dict[str, str]]:
    said = desk("export", "orders", "-o", "out.csv", *words, now=NOW)
    assert said.status == 0, said.err
    return list(csv.DictReader(io.StringIO((desk.folder / "out.csv").read_bytes().decode(encoding), newline="")))


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_a_row_is_a_line_item_with_the_order_s_totals(desk: Desk) -> None:
    """CMD-24: UTF-8 with its mark; times in the shop's zone."""
    heard(desk, placed())
    first, second = table(desk)

    assert (desk.folder / "out.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert [(row["商品コード"], row["数量"], row["単価"], row["明細金額"]) for row in (first, second)] == [
        ("CUP", "2", "2900", "5800"),
        ("BOWL", "1", "3000", "3000"),
    ]
    assert (second["注文番号"], second["注文日時"], second["合計金額"], second["送料"], second["入金状況"]) == (
        "1001",
        "2026/11/24 10:00:00",
        "9600",
        "800",
        "入金済",
    )
    assert (second["お届け先名"], second["お届け先都道府県"], second["備考"], second["支払方法"]) == ("佐藤 花", "東京都", "急ぎません", "銀行振込")


def test_counts_are_told_and_a_choice_is_made_by_time_state_and_channel(desk: Desk) -> None:
    """CMD-24: --since; counts for machines."""
    heard(desk, placed("1001", at="2026-10-01T10:00:00+09:00"), placed("1002"), placed("1003", payment={"way": "bank_transfer"}))

    assert desk("export", "orders", "-o", "all.csv", "--json").row == {"orders": 3, "rows": 6, "lost": 0, "file": "all.csv"}
    assert {row["注文番号"] for row in table(desk, "--since", "2026-11-01T00:00:00+09:00")} == {"1002", "1003"}
    assert {row["注文番号"] for row in table(desk, "--state", "awaiting_payment", "--channel", "plain")} == {"1003"}


@pytest.mark.parametrize("name", ["=1+1", "+81", "-2+3", "@SUM(A1)", "\t=1", "=cmd|' /C calc'!A0"])
def test_a_text_that_a_spreadsheet_would_reckon_with_is_defused(desk: Desk, name: str) -> None:
    """CMD-24: and read back as it was."""
    heard(desk, placed(name="x", customer={"name": name, "mail": "a@example.com"}))
    row = table(desk)[0]
    desk("import", "out.csv", "--channel", "csv", now=NOW)
    desk("export", "orders", "--channel", "csv", "-o", "again.csv")

    assert row["購入者名"][:1] == "'" and row["購入者電話番号"] == ""
    assert row["購入者名"] in (desk.folder / "again.csv").read_text("utf-8-sig")


def test_what_was_exported_is_taken_in_again_as_it_was(desk: Desk) -> None:
    """CMD-24, CMD-1: an export is an order file."""
    sent = {"type": "parcel_sent", "at": "2026-11-25T16:00:00+09:00", "order": {"number": "1001"}, "parcel": "A", "units": {"1": 2, "2": 1},
            "carrier": "yamato", "numbers": ["400000000001"]}  # fmt: skip
    gone = {"type": "order_cancelled", "at": "2026-11-25T12:00:00+09:00", "order": {"number": "1003"}}
    heard(desk, placed(), placed("1002", payment={"way": "cod"}), placed("1003", payment={"way": "bank_transfer"}), sent, gone)
    table(desk)
    (desk.folder / "there").mkdir()
    there = Desk(desk.folder / "there")
    said = there("import", "../out.csv", "--channel", "csv", "--json", now=NOW)
    ours, back = ([where("order", number, "--json").row for number in ("1001", "1002", "1003")] for where in (desk, there))

    assert said.rows[-1]["summary"]["taken"] == 3
    same = ("number", "placed_at", "progress", "funds", "currency", "total", "locale")
    assert [[one[name] for name in same] for one in back] == [[one[name] for name in same] for one in ours]
    assert [one["numbers"] for one in back[0]["parcels"]] == [["400000000001"]] and back[0]["lines"] == ours[0]["lines"]


def test_shift_jis_keeps_what_it_has_and_counts_what_it_has_not(desk: Desk) -> None:
    """CMD-24: 〜 and − are written as Microsoft has them; a missing character is 〓."""
    heard(desk, placed(note="5〜7日 − 髙橋① 😀"))
    said = desk("export", "orders", "-o", "sjis.csv", "--encoding", "cp932", now=NOW)
    text = (desk.folder / "sjis.csv").read_bytes().decode("cp932")

    assert "5～7日 － 髙橋① 〓" in text and "2 characters are not in Shift_JIS" in said.err


def test_whoever_was_forgotten_is_empty_cells(desk: Desk) -> None:
    """TRU-5: the numbers stay, the person does not."""
    heard(desk, placed())
    desk("erase", "hana1001@example.com")
    row = table(desk)[0]

    assert row["合計金額"] == "9600" and not any(row[name] for name in row if name.startswith(("購入者", "お届け先")) or name == "備考")


def test_the_table_may_go_to_standard_output(desk: Desk) -> None:
    """CMD-24: `-o -`; counts then stand on standard error."""
    heard(desk, placed())
    said = desk("export", "orders", "-o", "-", "--heads", "en")

    assert said.out.splitlines()[0].lstrip("\ufeff").startswith("Order number,Order date,") and "1 orders, 2 rows" in said.err
    assert desk("export", "orders", "-o", "-", "--json").status == 2


@pytest.mark.parametrize(("words", "why"), [
    (("-o", "no/such/folder/x.csv"), "cannot be written"), (("-o", "x.csv", "--since", "yesterday"), "no ISO moment"), ((), "-o"),
])  # fmt: skip
def test_wrong_usage_is_said_and_leaves_no_file(desk: Desk, words: tuple[str, ...], why: str) -> None:
    """Exit 2."""
    heard(desk, placed())
    said = desk("export", "orders", *words)
    assert said.status == 2 and why in said.err and not list(desk.folder.glob("*.csv*"))


def test_cut_lines_are_not_sold(desk: Desk) -> None:
    """LIF-5: pieces and amounts as they stand."""
    cut = {"type": "lines_cancelled", "at": "2026-11-25T10:00:00+09:00", "order": {"number": "1001"}, "id": "c", "units": {"1": 1}, "amount": "2900"}
    heard(desk, placed(), cut)
    first, second = table(desk)
    assert (first["数量"], first["明細金額"], first["合計金額"], second["数量"]) == ("1", "2900", "6700", "1")
