"""Where a parcel goes, by an address as people and channels write it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from todoke.tracking.lanes_places import IN_LATIN, PREFECTURES, country_of, name_of_place, place_of, read_place


@pytest.mark.parametrize(("country", "lines", "place"), [
    ("JP", ("東京都", "", ""), "JP-13"), ("JP", ("東京",), "JP-13"), ("jp", ("Tōkyō",), "JP-13"), ("JP", ("ＴＯＫＹＯ",), "JP-13"),
    ("JP", ("Tokyo-to",), "JP-13"),
    ("JP", ("JP-01",), "JP-01"), ("JP", ("", "大阪府大阪市北区"), "JP-27"), ("", ("", "", "沖縄県那覇市1-1"), "JP-47"), ("JP", ("", "渋谷区"), "JP"),
    ("US", ("CA",), "US"), ("", ("CA",), ""), ("Japan?", ("東京都",), "")])
def test_an_address_leads_to_a_prefecture_or_a_country(country: str, lines: tuple[str, ...], place: str) -> None:
    """TRK-7: prefecture to prefecture at home, country abroad."""
    assert place_of(country, *lines) == place


@pytest.mark.parametrize("number", range(47))
def test_every_prefecture_is_known_by_each_of_its_names(number: int) -> None:
    """TRK-7"""
    code = f"JP-{number + 1:02}"
    assert [read_place(name) for name in (PREFECTURES[number], IN_LATIN[number], IN_LATIN[number].upper(), code)] == [code] * 4
    assert (name_of_place(code, "ja"), name_of_place(code, "en")) == (PREFECTURES[number], IN_LATIN[number]) and country_of(code) == "JP"


@given(st.text(max_size=40), st.text(max_size=40))
def test_no_address_is_too_strange(country: str, line: str) -> None:
    """TRK-7"""
    found = place_of(country, line)
    assert len(found) <= 5 and name_of_place(found, "ja") is not None and len(read_place(line)) <= 5
