"""Money, days, names and places as a careful shop of the country writes them."""

import re
from typing import Any

import pytest

from todoke.notices import wording
from todoke.notices.liquid import parse, run, spoken
from todoke.notices.render import render
from todoke.notices.samples import sample

AT = 1_794_965_400  # 2026-11-18 10:30 in Tokyo, 17 November in New York


def said(source: str, locale: str, **facts: Any) -> str:
    shop = {"zone": facts.pop("zone", "Asia/Tokyo"), "currency": facts.pop("currency", "JPY")}
    return run(parse(source, "t"), spoken({"shop": shop, "notice": {"at": AT}, **facts}, locale))


@pytest.mark.parametrize(
    ("locale", "currency", "expected"),
    [
        ("ja", "JPY", "12,800円"),
        ("en", "JPY", "¥12,800"),
        ("zh-Hans", "JPY", "12,800日元"),
        ("ru", "JPY", "12\u00a0800\u00a0¥"),
        ("en", "USD", "$128.00"),
        ("ja", "USD", "128.00米ドル"),
        ("en", "KWD", "KWD\u00a012.800".replace("\u00a0", " ")),
    ],
)
def test_money_is_written_in_the_locales_way(locale: str, currency: str, expected: str) -> None:
    """NTC-21: smallest units in, the currency's own decimals out."""
    assert said("{{ 12800 | money }}", locale, currency=currency) == expected


def test_the_money_family_is_shopifys() -> None:
    """NTC-6: money_with_currency, _without_trailing_zeros, _without_currency."""
    source = "{{ 1000 | money_with_currency }} {{ 1000 | money_without_trailing_zeros }} {{ 1050 | money_without_currency }}"
    assert said(source, "en", currency="USD") == "$10.00 USD $10 10.50"
    assert said("{{ -500 | money }}", "ja") == "-500円"


@pytest.mark.parametrize(
    ("locale", "form", "expected"),
    [
        ("ja", "day", "11月18日（水）"),
        ("ja", "deadline", "11月18日（水）10時30分"),
        ("en", "day", "Wednesday, November 18"),
        ("en", "deadline", "10:30 AM Japan time on Wednesday, November 18"),
        ("en", "day_time", "Wednesday, November 18, at 10:30 AM Japan time"),
        ("zh-Hans", "day_time", "日本时间11月18日（周三）10:30"),
        ("ru", "day_time", "18\u00a0ноября (среда) в\u00a010:30 (время Токио)"),
        ("zh-Hans", "deadline", "日本时间11月18日（周三）10:30"),
        ("ru", "day", "18\u00a0ноября (среда)"),
        ("ru", "deadline", "10:30 среды, 18\u00a0ноября (время Токио)"),
    ],
)
def test_a_day_has_its_weekday(locale: str, form: str, expected: str) -> None:
    """NTC-21: voice 1.6."""
    assert said(f'{{{{ at | date: format: "{form}" }}}}', locale, at=AT) == expected


def test_a_moment_is_told_in_the_shops_zone_and_another_year_is_named() -> None:
    """NTC-21: the same moment is another day elsewhere."""
    assert said("{{ at | date }}", "en", at=AT, zone="America/New_York") == "Tuesday, November 17"
    assert said('{{ at | date: format: "deadline" }}', "ja", at=AT + 50 * 86400 - 1800) == "2027年1月7日（木）10時"
    assert said('{{ at | date: "%Y-%m-%d %H:%M" }}', "ja", at=AT) == "2026-11-18 10:30"


@pytest.mark.parametrize(
    ("locale", "customer", "expected"),
    [
        ("ja", {"last_name": "佐藤", "first_name": "花子"}, "佐藤 花子 様"),
        ("ja", {"name": "佐藤様"}, "佐藤 様"),
        ("ja", {"name": "user 123"}, "お客様"),
        ("ja", {"name": "お客様"}, "お客様"),
        ("ja", {"name": "😀"}, "お客様"),
        ("ja", {"first_name": "John", "last_name": "Smith"}, "John Smith 様"),
        ("ja", {"first_name": "길동", "last_name": "홍"}, "홍 길동 様"),
        ("ja", {}, "お客様"),
        ("en", {"first_name": "Hannah", "last_name": "Miller"}, "Hello Hannah,"),
        ("en", {"name": "guest"}, "Hello,"),
        ("zh-Hans", {"name": "王小明"}, "王小明，您好："),
        ("zh-Hans", {"first_name": "길동", "last_name": "홍"}, "홍길동，您好："),
        ("ru", {"name": "Покупатель"}, "Здравствуйте!"),
        ("ru", {"first_name": "Анна", "last_name": "Петрова"}, "Здравствуйте, Анна!"),
    ],
)
def test_the_salutation_knows_missing_names_and_honorifics(locale: str, customer: dict[str, str], expected: str) -> None:
    """NTC-1: voice 1.4 and 1.5."""
    assert said("{{ customer | salutation }}", locale, customer=customer) == expected


def test_a_business_is_addressed_as_a_business() -> None:
    """NTC-3: 御中 for the company alone, 様 for its person, never both."""
    order = {"business": True}
    assert said("{{ customer | salutation }}", "ja", order=order, customer={"company": "㈱みなと"}) == "株式会社みなと 御中"
    person = {"company": "株式会社みなと", "department": "購買部", "last_name": "佐藤", "first_name": "健"}
    assert said("{{ customer | salutation }}", "ja", order=order, customer=person) == "株式会社みなと\n購買部 佐藤 様"


def test_an_address_is_written_large_to_small_or_small_to_large() -> None:
    """NTC-21: voice 1.6; a country only abroad."""
    place = {"name": "佐藤 花子", "postal_code": "150-0001", "region": "東京都", "city": "渋谷区", "line1": "神宮前1-2-3"}
    voice = wording.Voice("ja", "Asia/Tokyo", "JPY", 2026)
    assert wording.address(place, voice) == "〒150-0001 東京都渋谷区神宮前1-2-3\n佐藤 花子 様"
    abroad = {"name": "Tom", "line1": "7 Mill Lane", "city": "Ithaca", "region": "NY", "postal_code": "14850", "country": "US"}
    assert wording.address(abroad, voice._replace(locale="en")).endswith("7 Mill Lane\nIthaca, NY 14850\nUnited States")


@pytest.mark.parametrize(("count", "form"), [(1, "день"), (2, "дня"), (5, "дней"), (11, "дней"), (21, "день"), (112, "дней")])
def test_russian_counts_in_three_forms(count: int, form: str) -> None:
    """NTC-21: CLDR plural rules."""
    assert said('{{ n | plural: "день", "дня", "дней" }}', "ru", n=count) == form


@pytest.mark.parametrize(
    ("way", "state", "words"),
    [
        ("card_authorised", "done", "請求が確定する前に取り消しました"),
        ("card_captured", "done", "お使いのカードへ21,480円をお返しする手続きを済ませました"),
        ("bank_transfer", "ask_account", "振込手数料は当店の負担です"),
        ("convenience_store", "if_cancelled", "銀行振込で全額をお返しします"),
        ("cash_on_delivery_unpaid", "done", "代金はいただいておりません"),
        ("wallet", "done", "PayPayへ21,480円"),
        ("something new", "done", "お支払いと同じ方法で"),
    ],
)
def test_a_refund_is_worded_by_the_way_of_payment(way: str, state: str, words: str) -> None:
    """NTC-2: it says what, how and when, and reassures."""
    facts = sample("plain", "ja", "refund_issued")
    facts["refund"] |= {"way": way, "state": state, "wallet_name": "PayPay"}
    facts["refund"] |= {"form_url": "https://a.example/f", "transfer_business_days": 3}
    made = render("refund_issued", "ja", facts)
    assert words in made.text and words in re.sub(r"</?span[^>]*>", "", made.html)


def test_points_and_coupon_come_after_the_money() -> None:
    """NTC-2: money first, then points, then the coupon."""
    facts = sample("plain", "ja", "refund_issued")
    facts["refund"] |= {"points": 300, "points_returned_at": AT, "points_expire_at": AT}
    facts["refund"] |= {"coupon_code": "AKI", "coupon_expires_at": AT}
    text = render("refund_issued", "ja", facts).text
    assert text.index("カードへ") < text.index("300ポイント") < text.index("「AKI」")


def test_a_country_that_came_by_its_name_keeps_it() -> None:
    """NTC-6: Shopify's pages write an address with `country: Canada` and no code."""
    place = {"name": "Jane Doe", "address1": "1 Main", "city": "Ottawa", "province": "ON", "zip": "K1A 0A1", "country": "Canada"}
    assert said("{{ place | format_address }}", "en", place=place).endswith("Ottawa, ON K1A 0A1\nCanada")
