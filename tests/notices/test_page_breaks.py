"""Where the lines of a mail may break: a mail program knows nothing of phrases, so the page says it (look, sections 3 and 6)."""

import re

import pytest

from todoke.notices.catalogue import LOCALES, catalogue
from todoke.notices.page import phrased
from todoke.notices.render import render
from todoke.notices.samples import sample

KEPT = re.compile(r'<span style="white-space:nowrap">([^<]*)</span>')


@pytest.mark.parametrize(("heading", "parts"), [
    ("ご注文の取り消しを承りました", ["ご注文の取り消しを", "承りました"]),
    ("お届けした品はいかがですか", ["お届けした品は", "いかがですか"]),
    ("ご注文を承りました", []), ("We have your return for order #1001", []), ("上次没能发出的商品，想问问您", ["上次没能发出的商品，", "想问问您"]),
])
def test_a_long_japanese_heading_breaks_behind_a_particle(heading: str, parts: list[str]) -> None:
    """NTC-7: never inside 承りました; a Chinese one behind its comma; a short one, and other languages, stand as they are."""
    assert re.findall(r'<span style="display:inline-block">([^<]*)</span>', phrased(heading)) == parts
    assert re.sub(r"<[^>]+>", "", phrased(heading)) == heading


def test_a_number_stays_with_its_counter_and_a_day_with_its_weekday() -> None:
    """NTC-7: 1 / 点 and 19日 / （木） are never parted on a phone."""
    kept = KEPT.findall(render("shipping_confirmation", "ja", sample("plain", "ja", "shipping_confirmation")).html)

    assert "1点" in kept and any(re.fullmatch(r"\d+月\d+日（.）", one) for one in kept)


@pytest.mark.parametrize("locale", LOCALES)
def test_a_mail_loads_nothing_from_elsewhere_but_the_goods_pictures(locale: str) -> None:
    """TRU-5: no font, no style sheet, nothing that tells others who reads it."""
    html = render("order_confirmation", locale, sample("plain", locale, "order_confirmation")).html

    assert not re.search(r"<link|@import|url\(", html)
    assert set(re.findall(r'src="(https?://[^/"]+)', html)) <= {"https://minato.example"}


@pytest.mark.parametrize("kind", catalogue().kinds())
def test_the_page_still_says_what_the_text_says(kind: str) -> None:
    """NTC-11: breaks add no words and take none."""
    html = render(kind, "ja", sample("plain", "ja", kind)).html
    assert "&lt;span" not in html and html.count("<span") == html.count("</span>")
