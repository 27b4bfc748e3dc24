"""Whatever is pasted: nothing raises, the same text gives the same answer, and a changed check digit is seen."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from todoke.tracking.carrier import Format
from todoke.tracking.carriers import CARRIERS, FORMATS, carrier_of, carriers_named
from todoke.tracking.checks import DIGITS, HYBRID, LETTERS
from todoke.tracking.pasted import best_number, find_numbers
from todoke.tracking.recognise import recognise

CHECKED = [form for form in FORMATS if form.check and form.part.stop is None]
WORDS = ("1Z", "420", "TBA", " ", "-", "ー", "－", "\n", "JP", "https://www.ups.com/track?n=",
         "%", "ヤマト", "追跡番号", "９", "444413758703", "²", "\0", "\ud800")  # fmt: skip
pasted = st.one_of(st.text(), st.text("0123456789ABZ -\n"), st.lists(st.one_of(st.sampled_from(WORDS), st.text("0123456789", max_size=12))).map("".join))


@given(pasted, st.text(max_size=8))
def test_no_text_raises(text: str, hint: str) -> None:
    """TRK-1: nothing that can be pasted is an error of ours."""
    for found in (recognise(text, hint), best_number(text, hint), *find_numbers(text, hint)):
        assert all(0 <= one.confidence < 1 and one.url(found.number, "ja").startswith("https://") for one in found.candidates)


@given(pasted)
def test_the_same_text_gives_the_same_answer(text: str) -> None:
    """TRK-1: whatever was read in between."""
    before = recognise(text), find_numbers(text)
    recognise("444413758703", "sagawa", {"yamato": 1.0})
    assert (recognise(text), find_numbers(text)) == before


@given(st.text())
def test_no_name_raises(name: str) -> None:
    """TRK-1: a carrier that we know, or none."""
    assert carrier_of(name) in {*CARRIERS, ""} and carriers_named(name) <= set(CARRIERS)


def numbers(form: Format) -> st.SearchStrategy[str]:
    """Of this shape, its check digit right."""
    return st.from_regex(form_pattern(form), fullmatch=True).map(lambda text: ended(text, form)).filter(bool)


def form_pattern(form: Format) -> str:
    return form.shape.replace("#", "[0-9]").replace("@", "[A-Z]").replace("*", "[0-9A-Z]")


def ended(text: str, form: Format) -> str:
    """With the check digit that it should have; nothing where no digit holds."""
    last = DIGITS + LETTERS if form.check is HYBRID else DIGITS
    return next((text[:-1] + one for one in last if holds(form, text[:-1] + one)), "")


def is_checked(number: str, carrier: str) -> bool:
    return any(one.carrier == carrier and one.checked for one in recognise(number).candidates)


@given(st.data())
def test_a_right_number_is_checked_and_a_changed_check_digit_is_not(data: st.DataObject) -> None:
    """CMD-6: for each format with its check digit at the end. A digit that fits another rule of the same carrier is that other rule's."""
    form = data.draw(st.sampled_from(CHECKED))
    number = data.draw(numbers(form))
    wrong = number[:-1] + data.draw(st.sampled_from([one for one in "0123456789" if one != number[-1]]))
    others = [other for other in FORMATS if other.carrier == form.carrier and other is not form]

    assert is_checked(number, form.carrier)
    assert not is_checked(wrong, form.carrier) or any(holds(other, wrong) for other in others)


def holds(form: Format, number: str) -> bool:
    return bool(form.check and re.fullmatch(form_pattern(form), number) and form.check.holds(number[form.part]))


@given(st.data(), st.sampled_from(["444413758703 yamato", "1000123456789019 canada_post", "123456789015 purolator"]))
def test_one_digit_changed_anywhere_is_seen(data: st.DataObject, known: str) -> None:
    """CMD-6: but 7DR cannot tell 0 from 7, 1 from 8, 2 from 9."""
    number, carrier = known.split()
    at = data.draw(st.integers(0, len(number) - 1))
    blind = {7} if carrier == "yamato" else set()
    new = data.draw(st.sampled_from([one for one in DIGITS if one != number[at] and abs(int(one) - int(number[at])) not in blind]))
    assert not is_checked(number[:at] + new + number[at + 1 :], carrier)


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: f"{form.carrier} {form.shape}")
def test_every_format_is_of_a_carrier_with_a_name_and_a_page(form: Format) -> None:
    """TRK-1: no number without somewhere to look it up."""
    for code in filter(None, (form.carrier, form.also)):
        assert CARRIERS[code].names["en"] and "{number}" in CARRIERS[code].links[""]
