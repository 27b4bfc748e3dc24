"""A notice in few words, and the number it goes to: within the limits, the link whole, whatever the words are (NTC-13)."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from todoke.notices.phone import number, takes_texts
from todoke.notices.short import LINE_MOST, MOST_PARTS, for_line, for_sms, parts, units

LINK = "https://desk.example.com/s/123456:AbCdEfGhIjKlMnOpQrStUvWxYz0123456789abcdefg"


@pytest.mark.parametrize(("given", "country", "e164", "texts"), [
    ("090-1234-5678", "JP", "+819012345678", True), ("０９０−１２３４−５６７８", "JP", "+819012345678", True), ("090ー1234ー5678", "JP", "+819012345678", True),
    ("+81 (0)90 1234 5678", "JP", "+819012345678", True), ("03-1234-5678", "JP", "+81312345678", False), ("0120-123-456", "JP", "+81120123456", False),
    ("8 (912) 345-67-89", "RU", "+79123456789", True), ("138 0013 8000", "CN", "+8613800138000", True), ("(212) 555-0123", "US", "+12125550123", True),
    ("415-200-1234", "us", "+14152001234", True), ("12", "JP", "", False), ("お電話不要", "JP", "", False), ("", "", "", False)])
def test_a_number_is_read_as_the_buyer_s_country_writes_it(given: str, country: str, e164: str, texts: bool) -> None:
    """NTC-13: in its international form; a landline takes no text message."""
    assert (number(given, country), takes_texts(number(given, country))) == (e164, texts)


@settings(deadline=None)
@given(st.text(max_size=80), st.sampled_from(["JP", "US", "RU", "CN", "", "ZZ", "日本"]))
def test_no_number_is_an_error(given: str, country: str) -> None:
    """TRU-3: what a buyer types."""
    found = number(given, country)
    assert found == "" or (found.startswith("+") and found[1:].isdecimal())
    takes_texts(found)


@pytest.mark.parametrize(("text", "expected"), [
    ("a" * 160, 1), ("a" * 161, 2), ("a" * 306, 2), ("a" * 307, 3), ("あ" * 70, 1), ("あ" * 71, 2), ("あ" * 134, 2), ("あ" * 135, 3), ("€" * 80, 1),
    ("€" * 81, 2), ("🎁" * 35, 1), ("🎁" * 36, 2), ("", 1)])
def test_parts_are_counted_as_they_are_charged(text: str, expected: int) -> None:
    """3GPP TS 23.038 and 23.040: 160 and 153 places, 70 and 67 in other alphabets; some letters take two."""
    assert parts(text) == expected


@given(st.text(max_size=400))
def test_a_text_message_keeps_its_link_and_its_limit(subject: str) -> None:
    """NTC-13: the subject is cut, never the link."""
    text = for_sms(subject, LINK)
    assert text.endswith(LINK) and parts(text) <= MOST_PARTS


@given(st.text(max_size=40), st.text(max_size=300), st.integers(1, 40))
def test_line_gets_the_whole_text_where_it_fits(subject: str, text: str, times: int) -> None:
    """NTC-13: 5,000 UTF-16 units."""
    said = for_line(subject, text * times, LINK)
    assert units(said) <= LINE_MOST and (said.endswith(LINK) or (text * times).strip().replace("\r\n", "\n") in said)


def test_the_shop_s_subject_reads_whole_in_one_message() -> None:
    """NTC-13: as it usually is."""
    assert for_sms("【うつわのみなと】商品を発送しました", LINK) == f"【うつわのみなと】商品を発送しました\n{LINK}"
