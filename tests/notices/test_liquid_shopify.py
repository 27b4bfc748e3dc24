"""A merchant's Shopify template, brought along: its names speak of our facts, in the shop's currency and the buyer's language."""

import html
import re
from pathlib import Path
from typing import Any

import pytest

from todoke.cli.showing import OneFile, Wanted, of_samples
from todoke.notices.liquid import parse, run, spoken
from todoke.notices.samples import occurs, sample
from todoke.notices.shapes import MERCHANT

SHARED = Path(__file__).parents[3] / "shared"
THEIRS = sorted((SHARED / "fixtures" / "liquid" / "shopify_notifications").glob("*/*/*.liquid"))
OWN = Path(__file__).parent / "bodies" / "shopify_like.liquid"


def shown(source: str, shape: str = "plain", locale: str = "en", kind: str = "order_confirmation", **more: Any) -> str:
    return run(parse(source, "own.liquid", autoescape=True), spoken({**sample(shape, locale, kind), **more}, locale))


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("{{ name }}|{{ order.name }}|{{ order_name }}|{{ order.order_number }}", "#1001|#1001|#1001|1001"),
        ("{% for line in line_items %}{{ line.quantity }} {{ line.product.title }} {{ line.variant.title }};{% endfor %}",
         "2 Kohiki rice bowl Large;1 Brass drip kettle, 0.7 L Default Title;1 Linen tea towels, set of 3 Natural;"),
        ("{{ subtotal_price | money }}|{{ total_discounts | money }}|{{ shipping_price | money }}|{{ total_price | money }}", "¥20,600|¥1,000|¥880|¥21,480"),
        ("{{ customer.first_name }} {{ customer.email }}|{{ shop.email }}|{{ shop.domain }}", "Hannah |support@minato.example|minato.example"),
        ("{{ shipping_address.address1 }}, {{ shipping_address.city }} {{ shipping_address.zip }}, {{ shipping_address.country }}",
         "48 Alder Street, Portland 97205, United States"),
        ("{% for t in transactions %}{{ t.kind }} {{ t.payment_details.credit_card_company }} {{ t.payment_details.credit_card_last_four_digits }}{% endfor %}",
         "sale Visa 4242"),
        ("{% for d in discount_applications %}{{ d.title | upcase }} {{ d.total_allocated_amount | money }}{% endfor %}", "AUTUMN THANKS ¥1,000"),
        ("{{ created_at | date: '%b %-d, %Y %l:%M %P' }}|{{ financial_status }}|{{ fulfillment_status }}", "Nov 16, 2026  3:10 pm|paid|unfulfilled"),
    ],
)  # fmt: skip
def test_shopifys_names_speak_of_our_facts(source: str, words: str) -> None:
    """NTC-6: order, customer, addresses, prices."""
    assert shown(source) == words


@pytest.mark.parametrize(("shape", "words"), [("plain", "¥21,480|¥21,480 JPY"), ("usd", "$242.78|$242.78 USD"), ("kwd", "KWD 22.480|KWD 22.480")])
def test_money_is_in_the_smallest_unit_of_the_shops_currency(shape: str, words: str) -> None:
    """NTC-6: no decimals for yen, three for dinars."""
    assert shown("{{ total_price | money }}|{{ total_price | money_with_currency }}", shape) == words


def test_a_parcel_is_a_fulfillment_with_the_lines_it_holds() -> None:
    """NTC-6: two of three lines, each beside how many were ordered."""
    source = "{{ fulfillment.tracking_company }} {{ fulfillment.tracking_numbers.first }} {{ fulfillment.tracking_url }} {{ fulfillment_status }}"
    lines = "{% for l in fulfillment.fulfillment_line_items %}{{ l.quantity }}/{{ l.line_item.quantity }} {{ l.line_item.title }};{% endfor %}"
    found = shown(source + "|" + lines, "partial", kind="shipping_confirmation")
    assert found == "Japan Post 4912-3456-7890 https://track.example/?n=491234567890 partial|2/2 Kohiki rice bowl;1/1 Brass drip kettle, 0.7 L;"


def test_what_has_not_left_yet_is_unfulfilled() -> None:
    """NTC-6: a shop's page says what is still to come; before anything has left that is everything."""
    source = "{% for l in unfulfilled_line_items %}{{ l.quantity }} {{ l.title }};{% endfor %}"
    assert shown(source, "partial", kind="shipping_confirmation") == "1 Linen tea towels, set of 3;"
    assert shown(source) == "2 Kohiki rice bowl;1 Brass drip kettle, 0.7 L;1 Linen tea towels, set of 3;"
    assert shown(source, kind="shipping_confirmation") == ""


def test_a_tax_a_region_and_a_refunded_line_are_told_in_full() -> None:
    """NTC-6: no amount without a word beside it."""
    assert shown("{% for t in tax_lines %}{{ t.title }} {{ t.price | money }}{% endfor %} {{ shipping_address.province_code }}") == "Tax ¥1,952 OR"
    assert shown("{{ refund_line_items.first.subtotal | money }}{{ 'ABCD1234EF' | format_code }}", "partial", kind="cancel_confirmed") == "¥2,400ABCD 1234 EF"


def test_money_that_went_back_is_a_refund_with_its_lines() -> None:
    """NTC-6: refund-notification's names."""
    source = "{{ amount | money }} {{ refund_line_items.size }} {{ financial_status }}{% for t in transactions %} {{ t.kind }}{% endfor %}"
    assert shown(source, kind="refund_issued") == "¥21,480 3 refunded sale refund"


def test_what_is_still_to_be_paid_has_its_terms() -> None:
    """NTC-6: order-invoice's names."""
    source = "{{ payment_terms.next_payment.amount_due | money }} {{ payment_terms.next_payment.due_at | date: format: 'date' }} {{ financial_status }}"
    assert shown(source, kind="payment_reminder") == "¥21,480 November 23, 2026 pending"


def test_nothing_is_told_as_paid_that_is_still_to_be_paid() -> None:
    """NTC-5: Shopify's templates add the transactions up where there are terms."""
    source = "{{ payment_terms.next_payment.amount_due }} {{ transactions.size }} {{ gateway }}"
    assert shown(source, kind="payment_reminder") == "21480 0 Bank transfer"
    assert shown("{{ payment_terms.type }}{% for t in transactions %}{{ t.status }}{% endfor %}", "cod") == "pending"


@pytest.mark.parametrize(
    ("order", "subtotal", "applied"),
    [
        ({"subtotal": 10000, "discount": 1000, "shipping": 500, "total": 9500}, "9000", "all1000|0"),
        ({"subtotal": 9000, "discount": 1000, "shipping": 500, "tax": 750, "total": 10250}, "9000", "entitled1000|1000"),
    ],
)
def test_what_is_shown_adds_up_whether_the_subtotal_came_before_the_discount_or_after(order: dict[str, int], subtotal: str, applied: str) -> None:
    """NTC-5: a discount that is in the lines already is told with the lines, and only there."""
    line = {"title": "Cup", "units": 2, "unit_price": 5000, "total": order["subtotal"]}
    source = "{{ subtotal_price }} {% for d in discount_applications %}{{ d.target_selection }}{{ d.total_allocated_amount }}{% endfor %}"
    lines = "|{% for l in line_items %}{{ l.discount_allocations.first.amount | default: 0 }}{% endfor %}"
    found = shown(source + lines, order={**order, "lines": [line], "discounts": [{"amount": 1000}]})
    assert found == f"{subtotal} {applied}"


def test_an_address_keeps_its_country_apart_from_the_countrys_name() -> None:
    """NTC-6: the name is in the language of the notice, and our own filter still knows the country."""
    found = shown("{{ shipping_address.country }}|{{ shipping_address | format_address }}|{{ name }}", locale="ja")
    assert found == "日本|〒150-0001 東京都渋谷区神宮前1-2-3<br>\nみなとハイツ201<br>\n佐藤 花子 様|#1001"


def test_what_a_buyer_typed_stays_escaped_under_shopifys_names_too() -> None:
    """NTC-6: in text, in a link's address, and in an address."""
    source = "{{ shipping_address | format_address }}{{ 'x' | link_to: customer.name }}{{ customer.name | img_url }}{{ name }}"
    found = shown(source, customer={"name": '"><script>'}, shipping_address={"line1": "<b>", "country": "JP"})
    assert "<script" not in found and "<b>" not in found and "&lt;b&gt;" in found


def test_the_channels_own_words_come_before_what_is_made_of_ours() -> None:
    """NTC-6: what stands under `shopify` among the facts."""
    assert shown("{{ note }}|{{ attributes.gift }}|{{ name }}", shopify={"note": "Ring twice", "attributes": {"gift": "yes"}}) == "Ring twice|yes|#1001"


def test_texts_of_the_desk_are_rendered_without_shopifys_names() -> None:
    """NTC-6: they cost only who uses them."""
    assert not parse("{{ order.number }}{% for line in order.lines %}{{ line.title }}{% endfor %}", "t").foreign
    assert parse("{{ order.number }}{{ order.name }}", "t").foreign and parse("{{ line_items.size }}", "t").foreign


@pytest.mark.parametrize("locale", ["ja", "en"])
@pytest.mark.parametrize("shape", ["plain", "usd", "digital", "many_lines"])
def test_a_template_of_the_same_make_shows_every_line_and_leaves_nothing_over(shape: str, locale: str) -> None:
    """CMD-8: --template with our own template in Shopify's way of writing."""
    (row,) = of_samples(Wanted(("order_confirmation",), locale, "", OneFile(OWN)), shape)
    titles = [html.escape(line["title"]) for line in sample(shape, locale, "order_confirmation")["order"]["lines"]]
    assert [title for title in titles if title not in row["html"]] == []
    assert not re.search(r"\{\{|\{%|#<|None|Undefined", row["html"])


@pytest.mark.fixtures
@pytest.mark.parametrize("path", THEIRS, ids=lambda path: path.stem)
def test_shopifys_own_templates_show_every_line_and_leave_nothing_over(path: Path) -> None:
    """CMD-8, NTC-6: without a change, in their language, with the facts of the kind they speak of; and every name in them is known."""
    of, locale = OneFile(path), path.parts[-3]
    kind = of.kind if occurs(of.kind, "plain") else "order_confirmation"
    (row,) = of_samples(Wanted((kind,), locale, "", of), "plain")
    lines = sample("plain", locale, kind)["order"]["lines"] if re.search(r" in [\w.]*line_items", of.file.source) else []
    assert [line["title"] for line in lines if html.escape(line["title"]) not in row["html"]] == []
    assert "{{" not in row["html"] and "{%" not in row["html"] and of.findings() == []


@pytest.mark.fixtures
def test_shopifys_templates_are_there() -> None:
    """CMD-8: says so where they are not."""
    if not THEIRS:
        pytest.skip(f"{SHARED} has no templates of Shopify's")
    assert len(THEIRS) > 40


@pytest.mark.fixtures
def test_every_name_that_shopifys_templates_use_is_known() -> None:
    """NTC-6: filled or known and empty."""
    page = SHARED / "shopify_liquid_paths.txt"
    if not page.is_file():
        pytest.skip(f"{page} is not here")
    used = page.read_text(encoding="utf-8").split("# GLOBAL paths")[1].split("# LOOP")[0].split("\n")
    paths = [line.split()[1] for line in used if line.strip()]
    assert len(paths) > 100 and [path for path in paths if not leads(path)] == []


def leads(path: str) -> bool:
    shape = MERCHANT
    for name in path.split("."):
        if (following := shape.of(name)) is None:
            return False
        shape = following
    return True
