"""Single cells: amounts, pieces and days as Japanese tools write them."""

import pytest

from todoke.channels.channel import Unclear
from todoke.channels.csv.cells import amount, pieces, tidy, when, whole_number
from todoke.due.clock import iso


@pytest.mark.parametrize(
    ("cell", "yen"),
    [
        ("12800", 12800),
        ("12,800", 12800),
        ("¥12,800", 12800),
        ("￥12,800", 12800),
        ("12,800円", 12800),
        ("１２，８００円", 12800),
        ("12,800円（税込）", 12800),
        ("-500", -500),
        ("▲500", -500),
        ("△500", -500),
        ("−500", -500),
        ("(500)", -500),
        ("980.4999", 980),
        ("980.5", 981),
        ("12 800", 12800),
        ("800.00", 800),
    ],
)
def test_an_amount_is_read_as_people_write_it(cell: str, yen: int) -> None:
    """CMD-1: signs, commas, full-width figures; fractions are rounded half up."""
    assert amount(cell, "JPY", "単価") == yen


@pytest.mark.parametrize("cell", ["", "abc", "1.2.3", "12,50", "1,2345", "1e5", "時価", "12-5"])
def test_what_is_no_amount_is_refused_with_its_place(cell: str) -> None:
    """CHN-2: 12,50 could be twelve and a half: it is not guessed."""
    with pytest.raises(Unclear, match=r"単価.*no amount of money.*Write figures only"):
        amount(cell, "JPY", "単価")


@pytest.mark.parametrize(("cell", "cents"), [("957.5775", 95758), ("$1,234.50", 123450), ("22.365", 2237)])
def test_a_fraction_is_rounded_to_the_currency_s_own(cell: str, cents: int) -> None:
    """Life, section 8: amounts with four decimals are rounded per line, half up."""
    assert amount(cell, "USD", "Sales") == cents


@pytest.mark.parametrize(
    ("cell", "moment"),
    [
        ("2026/11/24 10:00", "2026-11-24T01:00:00Z"),
        ("2026/1/5 9:05", "2026-01-05T00:05:00Z"),
        ("2026-11-24 10:00:30", "2026-11-24T01:00:30Z"),
        ("2026-11-24T10:00:00+09:00", "2026-11-24T01:00:00Z"),
        ("2026-11-24 10:00:00 -0500", "2026-11-24T15:00:00Z"),
        ("20261124103000", "2026-11-24T01:30:00Z"),
        ("2026年11月24日 10時05分", "2026-11-24T01:05:00Z"),
        ("2026年11月24日（火）午後3時05分10秒", "2026-11-24T06:05:10Z"),
        ("令和8年11月24日 10:00", "2026-11-24T01:00:00Z"),
        ("R8.11.24 10:00", "2026-11-24T01:00:00Z"),
        ("令和元年5月1日 0時", "2019-04-30T15:00:00Z"),
        ("２０２６／１１／２４ １０：００", "2026-11-24T01:00:00Z"),
        ("11/24/2026 10:00", "2026-11-24T01:00:00Z"),
        ("2026.11.24 10:00", "2026-11-24T01:00:00Z"),
        ("2026-11-24T01:00:00Z", "2026-11-24T01:00:00Z"),
    ],
)
def test_a_moment_is_read_in_every_calendar_that_tools_write(cell: str, moment: str) -> None:
    """CMD-1: in the shop's zone, unless the cell names one."""
    assert iso(when(cell, "Asia/Tokyo", "注文日").start) == moment


@pytest.mark.parametrize("cell", ["2026/11/24", "2026年11月24日", "令和8年11月24日", "20261124", "R8/11/24", "2026-11-24"])
def test_a_day_without_an_hour_ends_at_its_last_second_but_not_after_the_reading(cell: str) -> None:
    """Life, section 1: so that an exact time, when it comes, is earlier and wins."""
    found = when(cell, "Asia/Tokyo", "注文日")

    assert iso(found.by(0)) == "2026-11-24T14:59:59Z"
    assert iso(found.by(found.start + 3600)) == "2026-11-23T16:00:00Z"


@pytest.mark.parametrize("cell", ["", "未定", "2026/13/5", "2026/2/30", "2026/11/24 25:00", "11/8/2026", "24日", "0000/00/00", "9999/12/31"])
def test_what_is_no_day_is_refused_with_a_mend(cell: str) -> None:
    """CHN-2: 11/8/2026 could be two days."""
    with pytest.raises(Unclear, match=r"注文日: .*Write"):
        when(cell, "Asia/Tokyo", "注文日")


@pytest.mark.parametrize(("cell", "number"), [("2", 2), ("２", 2), ("2個", 2), ("2.0", 2), ("-1", -1), ("1,000", 1000), ("3点", 3)])
def test_pieces_are_whole(cell: str, number: int) -> None:
    """CMD-1: below nothing is a return."""
    assert pieces(cell, "数量") == number


@pytest.mark.parametrize("cell", ["1.5", "", "二つ", "99999999"])
def test_what_counts_nothing_is_refused(cell: str) -> None:
    """CHN-2."""
    with pytest.raises(Unclear, match="数量"):
        pieces(cell, "数量")


def test_a_number_that_a_spreadsheet_has_damaged_is_refused() -> None:
    """Life, section 8: 1.23E+11 is no tracking number."""
    with pytest.raises(Unclear, match="what a spreadsheet left of a long number"):
        whole_number("4.01234E+11", "送り状番号")


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ('="0123"', "0123"),
        ("'0150001", "0150001"),
        ("'=1+1", "=1+1"),
        ("'+81-90-0000-0000", "+81-90-0000-0000"),
        ("  湯呑　", "湯呑"),
        ("it's", "it's"),
        ("a\0b", "ab"),
        ("", ""),
    ],
)
def test_marks_that_keep_a_spreadsheet_from_reckoning_are_taken_off(cell: str, said: str) -> None:
    """CMD-1, CMD-24: what an export has defused is read back as it was."""
    assert tidy(cell) == said
