"""When a scan was made: what carriers write, and which year they mean."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from todoke.tracking.moments import Said, parse
from todoke.tracking.scans import Fact, History, Scan, read


def facts(*scans: Scan, read_at: str = "", carrier: str = "yamato") -> tuple[Fact, ...]:
    return tuple(fact for fact in read(History(carrier, frozenset(scans), read_at)).facts if fact.cls.__name__ != "ParcelSent")


def clock(moment: int | None) -> str:
    return "" if moment is None else datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%d %H:%M")


def times(*scans: Scan, read_at: str = "", carrier: str = "yamato") -> list[str]:
    return [clock(fact.told_at) for fact in facts(*scans, read_at=read_at, carrier=carrier)]


@pytest.mark.parametrize("text, said", [
    ("06/12 12:42", Said(6, 12, None, 45720)),
    ("2026年07月12日 11:27", Said(7, 12, 2026, 41220)),
    ("2026年07月12日", Said(7, 12, 2026)),
    ("2026/ 8/ 6", Said(8, 6, 2026)),
    ("7/ 4 15:56", Said(7, 4, None, 57360)),
    ("2026-11-24T10:00:00+09:00", Said(11, 24, 2026, 36000, 32400)),
    ("2026-11-24T01:00:00.5Z", Said(11, 24, 2026, 3600, 0)),
    ("１１／２４　１０：００", Said(11, 24, None, 36000)),
    ("11月24日(火) 午後3時5分", Said(11, 24, None, 54300)),
    ("令和8年1月5日 10:00", Said(1, 5, 2026, 36000)),
    ("January 5, 2026, 10:00 am", Said(1, 5, 2026, 36000)),
    ("Mon, 05 Jan 2026 22:10:00 GMT", Said(1, 5, 2026, 79800, 0)),
    ("25.12.2025 14:03", Said(12, 25, 2025, 50580)),
    ("01/05/2026 3:04 PM", Said(1, 5, 2026, 54240)),
    ("20260712112700", Said(7, 12, 2026, 41220)),
    ("1769900000", Said(1, 31, 2026, 82400, 0)),
    ("12/31 24:00", Said(12, 31, None, 86400)),
    ("02/29 10:00", Said(2, 29, None, 36000)),
])  # fmt: skip
def test_a_time_is_read_as_carriers_write_it(text: str, said: Said) -> None:
    """TRK-4"""
    assert parse(text) == said


@pytest.mark.parametrize("text", ["", " ", "-", "12:42", "02/30 10:00", "2026-02-29 10:00", "13/32", "近日中", "0000-00-00", "99999999999",
                                  "99999-01-01", "99999/01/01"])
def test_what_is_no_day_is_not_made_into_one(text: str) -> None:
    """TRK-4"""
    assert parse(text) is None


@given(st.text(max_size=40) | st.from_regex(r"[0-9年月日/:. \-T+Z時分午後]{0,25}"))
@settings(max_examples=500, deadline=None)
def test_no_text_raises(text: str) -> None:
    """CMD-20"""
    read(History("yamato", frozenset({Scan("配達完了", text)}), text))


def test_a_scan_of_december_read_in_january_is_last_years() -> None:
    """CMD-20: read_at gives the year."""
    found = times(Scan("発送", "12/30 18:00"), Scan("配達完了", "01/02 10:00"), read_at="2027-01-05T09:00:00+09:00")
    assert found == ["2026-12-30 09:00", "2027-01-02 01:00"]


def test_the_day_of_reading_is_this_years_whatever_the_zone() -> None:
    """CMD-20: 1 January 09:20 in Tokyo is 00:20 UTC; 15:30 UTC on 31 December is New Year there."""
    assert times(Scan("発送", "01/01 00:20"), read_at="2026-12-31T15:30:00Z") == ["2026-12-31 15:20"]


def test_29_february_is_in_a_leap_year() -> None:
    """CMD-20"""
    assert times(Scan("発送", "02/29 10:00"), read_at="2026-03-01T09:00:00+09:00") == ["2024-02-29 01:00"]


def test_a_scan_that_names_its_year_tells_that_of_the_others() -> None:
    """CMD-20: read_at may be null."""
    found = times(Scan("発送", "2026/12/31 09:00"), Scan("配達完了", "01/02 10:00"))
    assert found == ["2026-12-31 00:00", "2027-01-02 01:00"]


def test_where_nobody_tells_the_year_the_sequence_holds_over_new_year_and_no_moment_is_made_up() -> None:
    """Agreement 12: the same result in any order; delivered_at may be null."""
    found = facts(Scan("配達完了", "01/02 10:00"), Scan("発送", "12/30 18:00"), Scan("作業店通過", "12/31 02:00"))
    assert [fact.cls.__name__ for fact in found] == ["ParcelMoved", "ParcelMoved", "ParcelDelivered"]
    assert [fact.told_at for fact in found] == [None, None, None]


def test_a_day_without_time_stands_between_what_comes_before_and_after_it() -> None:
    """TRK-4: Sagawa prints no time for the van; it left the depot at 00:55 and was delivered at 13:11."""
    found = times(Scan("2026年07月23日 13:11 配達は終了致しました。"), Scan("2026年07月23日 荒川店から配達に出発致しました。"),
                  Scan("2026年07月23日 00:55 城南店を出発致しました。"), carrier="sagawa")  # fmt: skip
    assert found == ["2026-07-22 15:55", "2026-07-22 15:55", "2026-07-23 04:11"]


def test_a_day_of_delivery_counts_to_its_end_but_not_beyond_the_reading() -> None:
    """TRK-4: so that the exact time, when it comes, is earlier and holds."""
    assert times(Scan("配達完了", "11/24"), read_at="2026-11-26T09:00:00+09:00") == ["2026-11-24 14:59"]
    assert times(Scan("配達完了", "11/24"), read_at="2026-11-24T18:00:00+09:00") == ["2026-11-24 09:00"]


def test_what_has_no_time_stands_where_it_belongs_and_bears_none() -> None:
    """TRK-4: the pick-up first, the hold after the attempt."""
    found = facts(Scan("練馬店でお預かりしております。"), Scan("2026年07月16日 15:09 ご不在でしたので、お預かりしております。"),
                  Scan("お荷物をお預かり致しました。"), Scan("2026年07月15日 21:29 城南店を出発致しました。"), carrier="sagawa")  # fmt: skip
    assert [fact.cls.__name__ for fact in found] == ["ParcelMoved", "ParcelMoved", "ParcelAttemptFailed", "ParcelHeld"]
    assert [fact.told_at is None for fact in found] == [True, False, False, True]


def test_a_time_inside_the_wording_is_its_time() -> None:
    """TRK-4: in front or behind; it is more exact than the day of the column."""
    assert times(Scan("受取が完了いたしました。 8/10 19:41", "8/ 6"), read_at="2026/09/03 01:00", carrier="jpexpress") == ["2026-08-10 10:41"]


def test_a_time_that_cannot_be_read_is_named() -> None:
    """CMD-20: nothing falls silently."""
    assert read(History("yamato", frozenset({Scan("発送", "02/30 10:00")}))).unread_times == ("02/30 10:00",)


def test_a_time_without_zone_is_on_the_carriers_clock() -> None:
    """TRK-4"""
    assert times(Scan("Delivered", "2026-11-24 10:00"), carrier="ヤマト運輸") == ["2026-11-24 01:00"]
    assert times(Scan("Delivered", "2026-11-24 10:00"), carrier="USPS") == ["2026-11-24 10:00"]
    assert times(Scan("Delivered", "2026-11-24 10:00"), carrier="") == ["2026-11-24 01:00"]
