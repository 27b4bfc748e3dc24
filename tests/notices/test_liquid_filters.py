"""The filters that are ours: money, days, places, pictures and small words, as Shopify's templates write them."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from liquid.exceptions import LiquidError

from todoke.notices.filters import OURS
from todoke.notices.liquid import language, parse_alone, run
from todoke.notices.shopify_filters import SHOPIFY
from todoke.notices.wording import Voice

JAPAN = Voice("ja", "Asia/Tokyo", "JPY", 2026)
ABROAD = Voice("en", "America/New_York", "USD", 2026)
AT = 1_794_831_000  # 2026-11-16 12:10 UTC


def shown(source: str, voice: Voice | None = None, *, autoescape: bool = False, **data: Any) -> str:
    return run(parse_alone(source, {}, autoescape=autoescape), {**data, **({"\0voice": voice} if voice else {})})


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("{{ 1250 | money }} {{ '1250' | money }} {{ 1250.5 | money }}", "$12.50 $12.50 $12.51"),
        ("{{ 1250 | money_with_currency }} {{ 1200 | money_without_trailing_zeros }} {{ 1250 | money_without_currency }}", "$12.50 USD $12 12.50"),
        ("{{ 1250 | money: 'JPY' }} {{ 1250 | money: 'KWD' }} {{ -1250 | money }}", "¥1,250 KWD 1.250 -$12.50"),
        ("[{{ nothing | money }}{{ '' | money }}{{ nil | money_with_currency }}]", "[]"),
    ],
)
def test_money_is_told_from_the_smallest_unit(source: str, expected: str) -> None:
    """NTC-6: without a shop in dollars; what is absent stays absent."""
    assert shown(source) == expected


@pytest.mark.parametrize(
    ("voice", "form", "expected"),
    [
        (JAPAN, "date: format: 'date'", "2026年11月16日"), (ABROAD, "date: format: 'date'", "November 16, 2026"),
        (ABROAD, "date: format: 'abbreviated_date'", "Nov 16, 2026"), (ABROAD, "date: format: 'basic'", "11/16/2026"),
        (ABROAD, "date: format: 'date_at_time'", "November 16, 2026 at 7:10 am"), (JAPAN, "date: format: 'date_at_time'", "2026年11月16日 21:10"),
        (ABROAD, "date: format: 'default'", "Monday, November 16, 2026 at 7:10 am -0500"), (ABROAD, "date: format: 'on_date'", "on Nov 16, 2026"),
        (JAPAN, "date: format: 'day'", "11月16日（月）"), (ABROAD, "date: '%b %-d, %Y %l:%M %P'", "Nov 16, 2026  7:10 am"),
        (JAPAN, "date: '%Y年%m月%d日 %H:%M'", "2026年11月16日 21:10"), (JAPAN, "date: '%B %A'", "11月 月曜日"),
        (ABROAD, "date: '%j %U %V %u %w %s %C %y %e %k %I %S %L %3N %Z %z %:z'", "320 46 47 1 1 1794831000 20 26 16  7 07 00 000 000 EST -0500 -05:00"),
        (ABROAD, "date: '%F %T %D %R %r %x %c %^a %-m %05d %_H %% %Q %n'", "2026-11-16 07:10:00 11/16/26 07:10 07:10:00 AM 11/16/26 "
         "Mon Nov 16 07:10:00 2026 MON 11 00016  7 % 1794831000000 \n"),
        (ABROAD, "date: '%q %'", "%q %"),
    ],
)  # fmt: skip
def test_a_moment_is_told_in_the_form_asked_for(voice: Voice, form: str, expected: str) -> None:
    """NTC-6: Shopify's names, the house's own, and strftime; on the shop's clock, in the notice's language."""
    assert shown(f"{{{{ {AT} | {form} }}}}", voice) == expected


@pytest.mark.parametrize(
    "text",
    ["2026-11-16T12:10:00Z", "2026-11-16 21:10:00 +0900", "2026-11-16T07:10:00-05:00", "1794831000", "Nov 16, 2026 21:10", "2026-11-16 21:10"],
)
def test_a_moment_is_read_from_whatever_says_it(text: str) -> None:
    """NTC-6: with an offset or on the shop's clock, seconds, or words."""
    assert shown("{{ text | date: '%Y-%m-%d %H:%M' }}", JAPAN, text=text) == "2026-11-16 21:10"


@pytest.mark.parametrize(
    ("source", "expected"), [("{{ 'soon' | date: '%Y' }}", "soon"), ("{{ 5 | date: nothing }}", "5"), ("[{{ nothing | date: '%Y' }}]", "[]")]
)
def test_what_is_no_moment_stays_as_it_is(source: str, expected: str) -> None:
    """NTC-6: as in Shopify."""
    assert shown(source) == expected


def test_now_is_when_the_notice_is_written() -> None:
    """NTC-6: the clock is a fact like any other."""
    assert shown("{{ 'now' | date: '%Y-%m-%d' }}", JAPAN, notice={"at": AT}) == "2026-11-16"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("{{ 'https://x.example/a.jpg' | img_url: '100x' }}", "https://x.example/a.jpg"),
        ("{{ line | img_url: 'compact_cropped' }}", "https://cdn.shopify.com/a.jpg?width=160&height=160&crop=center"),
        ("{{ line.image | image_url: width: 300 }}", "https://cdn.shopify.com/a.jpg?width=300"),
        ("{{ 'notifications/x y.png' | shopify_asset_url }}", "https://cdn.shopify.com/shopifycloud/shopify/assets/themes_support/notifications/x%20y.png"),
        ("{{ 'American Express' | payment_icon_png_url }}", "https://cdn.shopify.com/shopifycloud/shopify/assets/payment_icons/american-express.png"),
        ("{{ 'logo.png' | asset_url }} {{ 'a.pdf' | file_url }}", "https://shop.example/assets/logo.png https://shop.example/files/a.pdf"),
        ("{{ 2 | pluralize: 'item', 'items' }} {{ 1 | pluralize: 'item', 'items' }}", "items item"),
        ("{{ 'orders.ship_to' | t }} {{ 'a.b' | t: name: 'Hana' }} {{ 'n' | t: count: 2 }}", "Ship to Hello Hana 2 plates"),
        ("{{ 'Kohiki Rice-bowl!' | handleize }} {{ 'a_b-c' | camelcase }} {{ 'a&b' | url_param_escape }}", "kohiki-rice-bowl ABC a%26b"),
        ("{{ line | json }}", '{"image":"https://cdn.shopify.com/a.jpg"}'),
        ("{{ 1234 | weight_with_unit }} {{ 500 | weight_with_unit: 'g' }}", "1.23 kg 500 g"),
    ],
)  # fmt: skip
def test_pictures_files_and_small_words(source: str, expected: str) -> None:
    """NTC-6: Shopify's filters of a notification."""
    data: dict[str, Any] = {"line": {"image":"https://cdn.shopify.com/a.jpg"}, "shop": {"url": "https://shop.example/"}}
    data["translations"] = {"a": {"b": "Hello {{ name }}"}, "n": {"one": "{{ count }} plate", "other": "{{ count }} plates"}}
    assert shown(source, **data) == expected


def test_an_address_is_written_as_its_country_writes_it() -> None:
    """NTC-6: by our names or by Shopify's; in a page with line breaks."""
    place = {"name": "Hannah Miller", "address1": "48 Alder St", "city": "Portland", "province": "OR", "zip": "97205", "country": {"iso_code": "US"}}
    assert shown("{{ a | format_address }}", JAPAN, a=place) == "Hannah Miller 様\n48 Alder St\nPortland, OR 97205\nアメリカ合衆国"
    assert shown("{{ a | format_address }}", autoescape=True, a={"name": "<i>", "line1": "x"}) == "&lt;i&gt;<br>\nx"


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30) | st.sampled_from(["2026-11-16", "now", "1e999", "9" * 80, "%Y", "JPY"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["title", "image", "name", "line1", "country"]), inner, max_size=3),
    max_leaves=6,
)


@given(st.sampled_from(sorted(language(autoescape=True).filters)), VALUES, st.lists(VALUES, max_size=3), st.booleans())
def test_no_filter_raises_anything_but_an_error_of_ours(name: str, left: Any, given_: list[Any], autoescape: bool) -> None:
    """NTC-6: whatever it is given."""
    source = f"{{{{ v | {name}{': ' if given_ else ''}{', '.join(f'g{n}' for n in range(len(given_)))} }}}}"
    try:
        assert isinstance(shown(source, JAPAN, autoescape=autoescape, v=left, **{f"g{n}": one for n, one in enumerate(given_)}), str)
    except LiquidError as error:
        assert "() " not in str(error.message)


def test_every_filter_of_ours_is_in_the_language() -> None:
    """NTC-6: and `safe` is not."""
    assert {*OURS, *SHOPIFY} <= set(language(autoescape=True).filters) and "safe" not in language(autoescape=True).filters
