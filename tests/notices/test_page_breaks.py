"""Where the lines of a mail may break: a mail program knows nothing of phrases, so the page says it (look, sections 3 and 6)."""

import re

import pytest

from todoke.notices.catalogue import LOCALES, catalogue
from todoke.notices.liquid import END, SHOW
from todoke.notices.page import compose, phrased
from todoke.notices.render import render
from todoke.notices.samples import sample

KEPT = re.compile(r'<span style="white-space:nowrap">([^<]*)</span>')


@pytest.mark.parametrize(("heading", "parts"), [
    ("ご注文の取り消しを承りました", ["ご注文の取り消しを", "承りました"]),
    ("お届けした品はいかがですか", ["お届けした品は", "いかがですか"]),
    ("先日お届けできなかった品のこと", ["先日お届けできなかった", "品のこと"]),
    ("ご注文を承りました", []), ("We have your return for order #1001", []), ("上次没能发出的商品，想问问您", ["上次没能发出的商品，", "想问问您"]),
])
def test_a_long_japanese_heading_breaks_behind_a_particle(heading: str, parts: list[str]) -> None:
    """NTC-7: never inside 承りました; a Chinese one behind its comma; a short one, and other languages, stand as they are."""
    assert re.findall(r'<span style="display:inline-block">([^<]*)</span>', phrased(heading)) == parts
    assert re.sub(r"<[^>]+>", "", phrased(heading)) == heading


def test_a_number_stays_with_its_counter_and_a_day_with_its_weekday() -> None:
    """NTC-7: 1 / 点 and 19日 / （木） are never parted on a phone."""
    html = render("shipping_confirmation", "ja", sample("plain", "ja", "shipping_confirmation")).html
    days = KEPT.findall(html)

    assert re.search(r'white-space:nowrap">1点</td>', html) and any(re.fullmatch(r"\d+月\d+日（.）", one) for one in days)


def test_a_sum_and_an_hour_stay_whole_within_a_sentence() -> None:
    """NTC-7: neither 21,480 / 円 nor 11月20日（金） / 18時; and nothing is marked inside an address."""
    made = render("shipping_delay", "ja", sample("plain", "ja", "shipping_delay", "before"))

    assert {"21,480円", "11月20日（金）18時"} <= set(KEPT.findall(made.html))
    assert compose("こちらです。\nhttps://a.example/3,200円", "ja", {})[1][0]["html"] == '<a href="https://a.example/3,200円">こちらです</a>。'


@pytest.mark.parametrize(("said", "html"), [
    ("Still want it? Order again here:\nhttps://a.example/", 'Still want it? <a href="https://a.example/">Order again here</a>'),
    ("条件をまとめました。こちらでご覧いただけます。\nhttps://a.example/", '条件をまとめました。<a href="https://a.example/">こちらでご覧いただけます</a>。'),
])
def test_on_the_page_the_words_before_an_address_are_the_link(said: str, html: str) -> None:
    """NTC-7: the last sentence only; the text part keeps the address on its own line."""
    text, parts = compose(said, "ja", {})
    assert parts[0]["html"] == html and text == f"{said}\n"


def test_a_mail_address_before_a_page_stays_itself() -> None:
    """NTC-24: who presses the address writes a mail, and does not land in the shop."""
    html = compose("support@a.example\nhttps://a.example/", "en", {})[1][0]["html"]
    assert '<a href="mailto:support@a.example">support@a.example</a><br><a href="https://a.example/"' in html


@pytest.mark.parametrize(("said", "whole"), [
    ("by 6:00 PM Japan time on Monday, November 23", ["6:00 PM", "Monday, November 23"]), ("call +81 263 00 0000 (10 AM)", ["+81 263 00 0000"]),
    ("请在11月23日（周一）18:00前付款", ["11月23日（周一）18:00"]), ("a 1+1 set", []),
])
def test_days_hours_and_telephone_numbers_of_other_languages_stay_whole(said: str, whole: list[str]) -> None:
    """NTC-7: neither November / 23 nor 6:00 / PM."""
    assert KEPT.findall(compose(said, "en", {})[1][0]["html"]) == whole


def test_a_page_named_in_a_box_is_one_row() -> None:
    """NTC-7: a payment page's address is pressed, not read."""
    rows = compose(f"{SHOW}pay|{SHOW}金額：100円\n手順は、こちらです。\nhttps://a.example/{END}", "ja", {})[1][0]["html"]
    assert rows.count("<tr") == 2 and '<a href="https://a.example/">手順は、こちらです</a>。' in rows


def test_a_long_name_of_a_currency_does_not_squeeze_the_goods() -> None:
    """NTC-7: 12.800クウェート ディナール may break; 12,800円 may not."""
    dinars, yen = (render("order_confirmation", "ja", sample(shape, "ja", "order_confirmation")).html for shape in ("kwd", "plain"))
    assert re.search(r'padding-left:12px">[^<]*ディナール', dinars) and 'padding-left:12px;white-space:nowrap">12,800円' in yen


def test_a_list_hangs_behind_its_bullets() -> None:
    """NTC-7: the second line of a point begins under the first one's words."""
    parts = compose("・郵便受け\n・玄関のまわり", "ja", {})[1]
    assert parts[0]["html"].count("text-indent:-1em") == 2


@pytest.mark.parametrize("locale", LOCALES)
def test_how_many_there_are_stands_at_the_right(locale: str) -> None:
    """NTC-7: in every language, as amounts do; the name keeps what else belongs to it."""
    html = render("delivered", locale, sample("plain", locale, "delivered")).html
    assert len(re.findall(r'align="right"[^>]*nowrap">[^<]*\d', html)) == 3


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
