"""Files of parcels: which parcel left for which order."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from todoke.channels.csv.file import Unreadable
from todoke.channels.csv.parcels import Reader, Wanted, parcel_sheet, wanted
from todoke.due.clock import iso

READER = Reader("Asia/Tokyo", 1_795_482_000 + 86_400)  # Wednesday 25 November 2026, 10:00


def read(text: str, encoding: str = "cp932", reader: Reader = READER) -> list[Wanted]:
    return list(wanted(parcel_sheet(io.BytesIO(text.encode(encoding)), {}), reader))


def one(cells: str, head: str = "注文番号,運送会社,送り状番号") -> Wanted:
    (row,) = read(f"{head}\n{cells}\n")
    return row


@pytest.mark.parametrize(
    ("name", "carrier"),
    [("ヤマト運輸", "yamato"), ("クロネコヤマト", "yamato"), ("佐川急便(株)", "sagawa"), ("日本郵便", "japan_post"), ("うちの便", "うちの便"), ("", "")],
)
def test_a_carrier_is_known_by_its_names(name: str, carrier: str) -> None:
    """TRK-1: one that nobody knows keeps its name."""
    assert one(f"1001,{name},1234").carrier == carrier


@pytest.mark.parametrize(("cell", "numbers"), [
    ("400000000001", ("400000000001",)), ("4000-0000-0001", ("4000-0000-0001",)), ("４０００００００００１２", ("400000000012",)),
    ('="0400000000001"', ("0400000000001",)), ("A1/B2", ("A1", "B2")), ('"A1, B2"', ("A1", "B2")), ("A1、A1", ("A1",)),
    ('"4444 1375 8703 / 4444 1375 8714"', ("444413758703", "444413758714")),
])  # fmt: skip
def test_one_cell_may_hold_several_numbers(cell: str, numbers: tuple[str, ...]) -> None:
    """CMD-23: commas, slashes; a number in groups is one."""
    assert one(f"1001,yamato,{cell}").numbers == numbers


def test_a_day_of_sending_counts_if_it_has_come() -> None:
    """CMD-23: a planned day is none."""
    head = "注文番号,送り状番号,出荷日"
    assert iso(one("1001,1,2026/11/24", head).at) == "2026-11-24T14:59:59Z"
    assert one("1001,1,2026/12/24", head).at == 0


def test_a_count_without_goods_is_of_boxes() -> None:
    """CMD-23: 個数 of a label program says nothing about lines."""
    head = "注文番号,送り状番号,商品コード,数量"
    assert (one("1001,1,,3", head).pieces, one("1001,1,CUP,3", head).pieces, one("1001,1,CUP,3", head).item) == (0, 3, "CUP")


@pytest.mark.parametrize(("cells", "why"), [
    (",yamato,1", "注文番号: is missing"), ("1001,yamato,", "送り状番号: is missing"), ("1001,yamato,4.0E+11", "what a spreadsheet left"),
    ('1001,"yamato,1', "is opened and not closed"), ("1001,yamato,1,extra", "has 4 cells"),
])  # fmt: skip
def test_a_row_that_cannot_be_used_says_why(cells: str, why: str) -> None:
    """CHN-2: with its line; the others are read."""
    rows = read(f"注文番号,運送会社,送り状番号\n{cells}\n1002,yamato,2\n")
    assert why in rows[0].trouble and rows[0].place == "2" and rows[-1].numbers == ("2",)


@given(st.lists(st.text('",1aあ,\t/-= E+.年', max_size=20), max_size=6))
def test_no_row_raises(rows: list[str]) -> None:
    """CHN-2."""
    for row in read("\n".join(["注文番号,運送会社,送り状番号,商品コード,数量,出荷日", *rows]), "utf-8"):
        assert row.trouble or (row.number and row.numbers)


@given(st.binary(max_size=300))
def test_no_bytes_raise_anything_but_unreadable(raw: bytes) -> None:
    """CHN-2."""
    try:
        list(wanted(parcel_sheet(io.BytesIO(raw), {}), READER))
    except Unreadable as error:
        assert str(error)
