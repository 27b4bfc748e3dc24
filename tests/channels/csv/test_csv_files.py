"""Table files: encodings, delimiters, heads, records that cannot be cut, rows of one order wherever they stand."""

import io
import tracemalloc
from operator import itemgetter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.channels.csv.written import BOWL, CUP, HEAD, bodies_of, groups_of, sheet_of

from todoke.channels.csv import heads
from todoke.channels.csv.file import Unreadable, opened
from todoke.channels.csv.gather import gathered

TEXT = '注文番号,商品名,数量\n1001,"湯呑, ①\n白",2\n1002,㈱髙橋の皿,1\n'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16", "utf-16-le", "utf-16-be"])
def test_the_encoding_is_found(encoding: str) -> None:
    """CMD-1: Shift_JIS is Microsoft's (①, ㈱, 髙), UTF-8 with and without a mark, UTF-16."""
    rows = [row for group in groups_of(sheet_of(TEXT, encoding)) for row in group.rows]
    assert rows == [["1001", "湯呑, ①\n白", "2"], ["1002", "㈱髙橋の皿", "1"]]


def test_an_old_file_in_euc_is_known_by_its_heads() -> None:
    """CMD-1."""
    sheet = sheet_of("注文番号,商品名,数量\n1001,湯呑,2\n", "euc_jp")
    assert sheet.encoding == "euc_jp" and sheet.columns == ("注文番号", "商品名", "数量")


@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_delimiter_and_line_ends_are_found(delimiter: str, end: str) -> None:
    """CMD-1: commas, tabs, semicolons."""
    text = end.join(["注文番号,商品名,数量", "1001,湯呑,2", ""]).replace(",", delimiter)
    assert [group.rows for group in groups_of(sheet_of(text))] == [(["1001", "湯呑", "2"],)]


def test_a_title_may_stand_before_the_head_and_the_head_again_in_the_middle() -> None:
    """Tools write a title; people put files one behind the other."""
    sheet = sheet_of("受注一覧\n\n注文番号,商品名\n1,湯呑\n\n注文番号,商品名\n2,皿\n")
    assert [(group.number, group.lines) for group in groups_of(sheet)] == [("1", (4,)), ("2", (7,))]


@pytest.mark.parametrize(
    ("text", "why"), [("", "is empty"), ("商品名,数量\n湯呑,2\n", "no column that tells number. It has: 商品名, 数量.*--map"), ("\n\n", "is empty")]
)
def test_a_file_that_is_no_table_of_orders_says_what_is_missing(text: str, why: str) -> None:
    """CHN-2: and how it can be mended."""
    with pytest.raises(Unreadable, match=why):
        sheet_of(text)


def test_a_quotation_mark_that_never_closes_is_one_bad_line() -> None:
    """CMD-1: the good rows are taken; what the mark would have swallowed is read."""
    sheet = sheet_of('注文番号,商品名,数量\n1,"湯呑,2\n2,皿,1\n3,鉢,1\n')
    found = groups_of(sheet)

    assert [(group.number, group.lines, bool(group.trouble)) for group in found] == [("1", (2,), True), ("2", (3,), False), ("3", (4,), False)]


def test_a_mark_that_another_row_closes_swallows_nothing() -> None:
    """CMD-1: rows inside a text of several lines are rows."""
    sheet = sheet_of('注文番号,商品名,数量\n1,"湯呑,2\n2,皿,1\n3,"鉢",1\n4,"二行の\n茶碗",1\n')
    assert [(group.number, bool(group.trouble)) for group in groups_of(sheet)] == [("1", True), ("2", False), ("3", False), ("4", False)]


def test_a_row_with_too_many_cells_is_refused_and_one_with_too_few_is_filled() -> None:
    """A comma without quotation marks moves everything behind it; spreadsheets leave out empty cells at the end."""
    found = groups_of(sheet_of("注文番号,商品名,数量\n1,湯呑,白,2\n2,皿\n3,鉢,1,,\n"))
    assert [(group.number, "4 cells" in group.trouble) for group in found] == [("1", True), ("2", False), ("3", False)]


def test_a_bad_row_spoils_its_order_and_no_other() -> None:
    """CMD-1: an order with one bad row is not taken in half."""
    found = groups_of(sheet_of("注文番号,商品名,数量\n1,湯呑,2\n1,皿,白,1\n2,鉢,1\n"))
    assert [(group.number, group.lines, group.at) for group in found if group.trouble] == [("1", (2, 3), 3)]


def test_rows_of_one_order_are_found_wherever_they_stand() -> None:
    """CMD-1: a file sorted by goods scatters them."""
    found = groups_of(sheet_of("注文番号,商品名\n1,a\n2,a\n3,a\n1,b\n3,b\n"))
    assert [(group.number, group.lines, [row[1] for row in group.rows]) for group in found] == [
        ("2", (3,), ["a"]),
        ("1", (2, 5), ["a", "b"]),
        ("3", (4, 6), ["a", "b"]),
    ]


def test_a_row_without_a_number_stands_alone() -> None:
    """CMD-1: it cannot be put to an order."""
    assert [(group.number, group.lines) for group in groups_of(sheet_of("注文番号,商品名\n1,a\n,b\n1,c\n"))] == [("", (3,)), ("1", (2, 4))]


def test_a_column_that_is_not_the_number_after_all_fills_no_memory() -> None:
    """CMD-1: bounded memory, and a mend."""
    (group,) = groups_of(sheet_of("注文番号,商品名\n" + "同じ,湯呑\n" * 5000))
    assert len(group.rows) == 1 and "more than 2,000 rows" in group.trouble and "--map" in group.trouble


def test_the_same_rows_are_the_same_bytes_wherever_they_stand() -> None:
    """CMD-1: the same file, or the same order in tomorrow's file, changes nothing."""
    other = CUP.replace("1001", "1002")
    assert bodies_of("\n".join([HEAD, CUP, BOWL, other]))[0] == bodies_of("\n".join([HEAD, other, CUP, BOWL]), "cp932")[1]


def test_memory_does_not_grow_with_the_file() -> None:
    """CMD-1: ten times the rows, the same memory, also where they are scattered."""

    def needed(rows: int) -> int:
        text = "注文番号,商品名\n" + "".join(f"{n},{'湯呑' * 20}\n" for n in range(rows)) * 2
        sheet = sheet_of(text)
        tracemalloc.start()
        assert sum(1 for _ in gathered(sheet, itemgetter(0))) == rows
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return peak

    assert needed(20_000) < 8_000_000


@given(st.binary(max_size=400))
def test_no_bytes_raise_anything_but_unreadable(raw: bytes) -> None:
    """CHN-2: a file is never trusted."""
    try:
        sheet = opened(io.BytesIO(raw), lambda columns: heads.orders(columns, {}), ("number",))
    except Unreadable as no:
        assert str(no)
        return
    assert all(group.lines for group in groups_of(sheet))


@given(st.lists(st.lists(st.text('",;\t\n\r1aあ¥-', max_size=6), max_size=5), max_size=8))
def test_no_table_raises(rows: list[list[str]]) -> None:
    """CHN-2: quotation marks, delimiters and line ends in any sequence; every line with something in it is in some group."""
    text = "注文番号,商品名,数量\n" + "\n".join(",".join(row) for row in rows)
    found = groups_of(sheet_of(text))
    assert all(group.lines and len(group.lines) == len(set(group.lines)) for group in found)
