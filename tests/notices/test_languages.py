"""Simplified Chinese and Russian: every kind is there, and nothing in it belongs to another language."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from todoke.notices import wording
from todoke.notices.catalogue import catalogue
from todoke.notices.facts import METHODS
from todoke.notices.render import Rendered, missing_facts, render
from todoke.notices.samples import SHAPES, data, occurs, sample
from todoke.notices.wording import LOCALES, Voice

Said = dict[tuple[str, str, str, str], Rendered]
HAN = "\u4e00-\u9fff"
# What stands in Latin letters in every language: codes of money and banks, brands of cards, the buyer's own number, a kind of file
SAME_EVERYWHERE = re.compile(r"(?<![A-Za-z])(SWIFT|Visa|USD|KWD|PDF|PO-[\d-]+|AKI-7K2)(?![A-Za-z])")
ADDRESS = re.compile(r"https?://\S+|[\w.+-]+@[\w.-]+")


def cases() -> Iterator[tuple[str, str, str, str]]:
    for kind in catalogue().kinds():
        for shape in (one for one in SHAPES if occurs(kind, one)):
            for variant in catalogue().about(kind).variants or ("",):
                yield from ((kind, locale, shape, variant) for locale in ("zh-Hans", "ru"))


@pytest.fixture(scope="module")
def said() -> Said:
    return {case: render(case[0], case[1], sample(case[2], case[1], case[0], case[3] or None)) for case in cases()}


def words(made: Rendered) -> str:
    return f"{made.subject}\n{made.preheader}\n{made.text}"


def strings(value: Any) -> Iterator[str]:
    """Every text in the sample's people, goods and words."""
    if isinstance(value, str):
        yield value.replace("{}", "")
    for one in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from strings(one)


def without_data(text: str, locale: str) -> str:
    """What is left when names of people, goods and places, addresses and codes are taken out."""
    text = ADDRESS.sub("", text)
    for one in sorted(strings(data(locale)), key=len, reverse=True):
        text = text.replace(one, "")
    return SAME_EVERYWHERE.sub("", text)


def found(said: Said, pattern: str, locale: str, *, bare: bool = False) -> dict[tuple[str, str, str, str], str]:
    sought = re.compile(pattern, re.MULTILINE)
    texts = {case: without_data(words(made), locale) if bare else words(made) for case, made in said.items() if case[1] == locale}
    return {case: text[max(0, hit.start() - 20) : hit.end() + 20] for case, text in texts.items() if (hit := sought.search(text))}


# ── nothing is missing ──────────────────────────────────────────────────────────────────────────────
def test_every_kind_speaks_all_four_languages() -> None:
    """NTC-1, NTC-21: a kind with a language missing cannot go live."""
    assert {kind: catalogue().locales(kind) for kind in catalogue().kinds() if catalogue().locales(kind) != list(LOCALES)} == {}


@pytest.mark.parametrize("locale", ["zh-Hans", "ru"])
def test_every_recorded_sentence_is_there_in_every_language(locale: str) -> None:
    """NTC-2, NTC-5: refunds, causes, defaults and reasons are whole in each of them."""
    known, japanese = wording.words(locale), wording.words("ja")
    for table in ("refund", "cause", "default", "difference", "extension", "tracking", "address"):
        assert set(known[table]) == set(japanese[table]), table
        for name, forms in japanese[table].items():
            assert not isinstance(forms, dict) or set(forms) == set(known[table][name]), (table, name)


@pytest.mark.parametrize("locale", ["zh-Hans", "ru"])
def test_samples_know_what_the_japanese_ones_know(locale: str) -> None:
    """CMD-8: shapes are the same in every language, people and goods its own."""
    here, there = data(locale), data("ja")
    assert set(here["words"]) == set(there["words"]) and set(here) == set(there)
    assert len(here["goods"]) == len(there["goods"]) and not {one["title"] for one in here["goods"]} & {one["title"] for one in there["goods"]}


def test_a_way_of_paying_has_a_name_in_every_language() -> None:
    """NTC-21: a buyer reads how they pay in their own language."""
    assert {way: set(names) for way, names in METHODS.items() if set(names) != set(LOCALES)} == {}


# ── no word of another language ─────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(("locale", "pattern"), [("zh-Hans", "[\u3040-\u30ff\u0400-\u04ff〒]"), ("ru", f"[\u3040-\u30ff{HAN}〒]")])
def test_no_letter_of_another_script_stands_in_it(said: Said, locale: str, pattern: str) -> None:
    """NTC-21: not even in names and goods, which are the language's own."""
    assert found(said, pattern, locale) == {}


@pytest.mark.parametrize("locale", ["zh-Hans", "ru"])
def test_no_english_word_is_left(said: Said, locale: str) -> None:
    """NTC-21: Latin letters only in names, addresses and codes."""
    assert found(said, "[A-Za-z]{2,}", locale, bare=True) == {}


# ── the hand of the language ────────────────────────────────────────────────────────────────────────
def test_chinese_has_chinese_marks(said: Said) -> None:
    """Voice 1.2, 1.6: full-width marks after Han, no Japanese brackets, yen by its name, 您 throughout."""
    marks = f"[{HAN}][,;:?!]|[{HAN}]\\.(?!\\w)|[「」『』]|\\([{HAN}]|[{HAN}]\\)|[¥￥]|你(?!好)"
    assert found(said, marks, "zh-Hans") == {}


def test_russian_has_russian_marks(said: Said) -> None:
    """Voice 1.2: guillemets, a dash that does not begin a line, no hyphen for a dash, вы in lower case."""
    marks = "\"|'|“|”| - | —|^—|(?<=[а-яё,;:] )В(ы|ас|ам|ами|аш|аша|аше|аши)\\b"
    assert found(said, marks, "ru") == {}


def test_russian_figures_do_not_part_from_their_words(said: Said) -> None:
    """Voice 1.6: no-break spaces within figures and before what is counted."""
    parted = re.compile(r"\d (шт\.|¥|\$|₽|\d{3}\b|января|ноября|декабря)|№ \d")
    assert {case: hit[0] for case, made in said.items() if case[1] == "ru" and (hit := parted.search(made.text))} == {}


@pytest.mark.parametrize("locale", ["zh-Hans", "ru"])
def test_brackets_and_quotes_are_closed(said: Said, locale: str) -> None:
    """NTC-23: what a missing fact leaves behind is often half a pair."""
    for case, made in said.items():
        if case[1] == locale:
            assert all(words(made).count(left) == words(made).count(right) for left, right in ("（）", "【】", "“”", "«»", "()")), case


def test_text_and_page_name_the_same_figures(said: Said) -> None:
    """NTC-11: every amount, date and number of the text stands on the page."""
    for case, made in said.items():
        page = re.sub(r"<[^>]+>", " ", made.html)
        figures = set(re.findall(r"\d[\d,.:\u00a0-]*\d", ADDRESS.sub("", made.text)))
        assert {figure for figure in figures if figure not in page} == set(), case


# ── people, days and places ─────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("locale", "customer", "greeting"),
    [
        ("zh-Hans", {"first_name": "小明", "last_name": "王"}, "王小明，您好："),
        ("zh-Hans", {"first_name": "Hannah", "last_name": "Miller"}, "Hannah Miller，您好："),
        ("zh-Hans", {}, "您好："),
        ("ru", {"first_name": "Анна Сергеевна", "last_name": "Миронова"}, "Здравствуйте, Анна Сергеевна!"),
        ("ru", {"name": "ae877656 user"}, "Здравствуйте!"),
    ],
)
def test_a_buyer_is_greeted_as_the_country_greets(locale: str, customer: dict[str, str], greeting: str) -> None:
    """NTC-23: voice 1.4 and 1.5; a name in another script keeps its gap, a missing one leaves no hole."""
    assert wording.salutation(customer, Voice(locale, "Asia/Tokyo", "JPY", 2026)) == greeting


@pytest.mark.parametrize(("locale", "name"), [("zh-Hans", "王 小明"), ("en", "Miller Hannah")])
def test_a_name_put_together_otherwise_is_still_the_buyers(locale: str, name: str) -> None:
    """NTC-23: a channel writes family and given name in its own sequence; the notice in the language's."""
    facts = sample("plain", locale, "order_confirmation")
    facts["customer"]["name"] = name
    assert missing_facts("order_confirmation", facts, render("order_confirmation", locale, facts)) == []
    facts["customer"] = {"name": name}
    assert missing_facts("order_confirmation", facts, render("order_confirmation", locale, sample("no_name", locale, "order_confirmation"))) != []


def test_a_chinese_company_is_not_addressed_by_a_bare_family_name() -> None:
    """NTC-3: with the title if it was given, else by the whole name."""
    voice = Voice("zh-Hans", "Asia/Tokyo", "JPY", 2026, business=True)
    person = {"company": "沪光贸易公司", "last_name": "王", "first_name": "磊"}
    assert wording.salutation(person, voice) == "沪光贸易公司 王磊，您好："
    assert wording.salutation({**person, "title": "经理"}, voice) == "沪光贸易公司 王经理，您好："


@pytest.mark.parametrize(("locale", "hour"), [("zh-Hans", "纽约时间11月23日（周一）04:00"), ("ru", "04:00 понедельника, 23\u00a0ноября (время: Нью-Йорк)")])
def test_an_hour_elsewhere_names_its_city_in_the_language(locale: str, hour: str) -> None:
    """NTC-21: voice 1.6; buyers abroad get the zone with every hour."""
    assert wording.day(1_795_424_400, "deadline", Voice(locale, "America/New_York", "USD", 2026)) == hour


def test_a_russian_address_ends_with_the_postcode() -> None:
    """NTC-21: voice 1.6."""
    place = {
        "name": "Игорь Белов",
        "line1": "Мельничный пер., д. 7",
        "city": "Коломна",
        "region": "Московская область",
        "postal_code": "140400",
        "country": "RU",
    }
    lines = wording.address(place, Voice("ru", "Asia/Tokyo", "JPY", 2026)).split("\n")
    assert lines == ["Игорь Белов", "Мельничный пер., д. 7", "Коломна, Московская область", "Россия", "140400"]


# ── what is true ────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(("locale", "accepted"), [("zh-Hans", "订单已经生效|订单已确认"), ("ru", "приняли|принят$")])
def test_received_is_not_called_accepted(locale: str, accepted: str) -> None:
    """NTC-1: order.accepted decides, in the subject as in the body."""
    received, taken = (render("order_confirmation", locale, sample("plain", locale, "order_confirmation", one)) for one in ("received", "accepted"))
    assert not re.search(accepted, received.subject) and not re.search(accepted, received.text)
    assert re.search(accepted, taken.subject) and re.search(accepted, taken.text)


@pytest.mark.parametrize(("locale", "wait"), [("zh-Hans", "收款账户会另外发邮件给您"), ("ru", "Реквизиты для перевода пришлём отдельным письмом")])
@pytest.mark.parametrize(("kind", "variant"), [("order_confirmation", "instructed"), ("payment_instructions", "first")])
def test_without_a_bank_account_nobody_is_sent_to_one(locale: str, wait: str, kind: str, variant: str) -> None:
    """NTC-1: no transfer details are made up."""
    facts = sample("plain", locale, kind, variant)
    facts["shop"].pop("bank_account")
    made = render(kind, locale, facts)
    assert wait in made.text and missing_facts(kind, facts, made) == []


@pytest.mark.parametrize(("locale", "own", "other"), [("zh-Hans", "PingFang SC", "Hiragino"), ("ru", "Segoe UI", "Hiragino"), ("ja", "Hiragino", "PingFang")])
def test_a_page_is_set_in_a_face_of_its_language(locale: str, own: str, other: str) -> None:
    """NTC-7: a Japanese face writes Chinese with other strokes."""
    html = render("delivered", locale, sample("plain", locale, "delivered")).html
    assert own in html and other not in html


def test_an_alternative_has_its_own_picture() -> None:
    """NTC-1: a thing whose name begins like another one's is not shown with that one's picture."""
    html = render("stockout_choice", "ru", sample("plain", "ru", "stockout_choice")).html
    assert 'src="https://minato.example/pictures/22.jpg" alt="Набор из трёх льняных полотенец, индиго"' in html


# ── true, whatever the order ────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(("locale", "never"), [("zh-Hans", "不会有快递员|包裹没有寄出"), ("ru", "курьер за деньгами не придёт|Посылку мы не отправляли")])
def test_a_part_cancelled_of_an_order_paid_on_delivery_does_not_say_that_nobody_will_come(said: Said, locale: str, never: str) -> None:
    """NTC-2, NTC-5: the rest of the order is still paid for at the door."""
    assert found({case: made for case, made in said.items() if case[2] == "cod"}, never, locale) == {}


@pytest.mark.parametrize(("locale", "untrue"), [("zh-Hans", "退还金额"), ("ru", "К вам вернётся")])
def test_what_was_never_paid_is_not_said_to_come_back(said: Said, locale: str, untrue: str) -> None:
    """NTC-2: goods on an invoice are taken off it, an authorisation is released."""
    unpaid = {case: made for case, made in said.items() if case[0] == "return_received" and case[2] in ("b2b", "usd")}
    assert unpaid and found(unpaid, untrue, locale) == {}


@pytest.mark.parametrize("locale", ["zh-Hans", "ru"])
def test_a_delivery_between_two_days_is_not_promised_for_the_first(said: Said, locale: str) -> None:
    """NTC-5: the preheader says as much as the letter."""
    both = [said[kind, locale, "plain", variant].preheader for kind, variant in (("shipping_confirmation", "whole"), ("delivery_date_notice", "date"))]
    assert [text for text in both if "18" not in text or "19" not in text] == []


def test_russian_names_of_goods_are_led_by_a_noun(said: Said) -> None:
    """Voice 1.5: a name is not declined, the noun before it is."""
    assert found(said, r"(?<!овар )(?<!овары )(?<!оваре )(?<!», )«(Набор|Тарелочка|Латунный)", "ru") == {}
