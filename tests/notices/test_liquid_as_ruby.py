"""What a template gives where Python and Ruby do not agree: as Shopify's Liquid has it (lib/liquid/standardfilters.rb)."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from liquid.exceptions import LiquidError

from todoke.notices.as_ruby import RUBY
from todoke.notices.liquid import parse_alone, run

HELD = [1, None, True, "a", [2, "b"]]
GROUP = {"k": 1, "z": [None, 'q"']}


def shown(source: str, *, autoescape: bool = False, **data: Any) -> str:
    return run(parse_alone(source, {}, autoescape=autoescape), data)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("{{ l }}|{{ l | join: ',' }}", "1truea2b|1,,true,a,2,b"),
        ("{{ g }}|{{ g.first }}|{% for one in g %}{{ one }};{% endfor %}", '{"k"=>1, "z"=>[nil, "q\\""]}|k1|k1;zq";'),
        ("{{ 'x' | append: none }}{{ 'x' | prepend: nil }}{{ 'x' | append: true }}{{ true | append: '!' }}", "xxxtruetrue!"),
        ("{{ 'a-b' | replace: '-', nil }}{{ 'x' | append: l }}", 'abx[1, nil, true, "a", [2, "b"]]'),
        ("{{ g | json }}", '{"k":1,"z":[null,"q\\""]}'),
    ],
)
def test_a_value_is_written_as_ruby_writes_it(source: str, expected: str) -> None:
    """NTC-6: a name that the channel left at null never becomes a word in a mail."""
    assert shown(source, l=HELD, g=GROUP, none=None) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("{{ 2.5 | round }} {{ -2.5 | round }} {{ 0.5 | round }} {{ 25 | times: 0.1 | round }}", "3 -3 1 3"),
        ("{{ 1.005 | round: 2 }} {{ 1234.567 | round: -2 }} {{ 1250 | round: -2 }} {{ 7 | round: 3 }}", "1.01 1200 1300 7"),
        ("{{ '3.5kg' | plus: 1 }} {{ '1,234' | plus: 0 }} {{ ' 12.5 ' | times: 2 }} {{ true | plus: 1 }} {{ '5' | minus: '7x' }}", "4 1 25.0 1 -2"),
    ],
)
def test_a_number_is_read_and_rounded_as_ruby_does(source: str, expected: str) -> None:
    """NTC-6: half a yen is rounded up, and a text is the number it begins with."""
    assert shown(source) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("{{ 'Hello' | truncate: 5 }}|{{ 'Hello!' | truncate: 5 }}|{{ 'Hello' | truncate: 2 }}", "Hello|He...|..."),
        ("{{ 'one two' | truncatewords: 2 }}|{{ 'one  two three' | truncatewords: 2 }}|{{ 'one two' | truncatewords: 0 }}", "one two|one two...|one..."),
        ("{{ 'a,b,,c,,' | split: ',' | size }}|{{ ' a  b ' | split: ' ' | join: '-' }}|{{ '佐藤　花子' | split: ' ' | size }}", "4|a-b|1"),
        ("{{ 'Xa' | remove_last: 'X' }}|{{ 'aXa' | replace_last: 'X', 'y' }}|{{ 'a' | replace_last: '', 'y' }}", "a|aya|ay"),
        ("{{ 'hello' | slice: 0, -1 }}|{{ 'ab' | slice: -3, 2 }}|{{ '1234' | slice: -4, 4 }}", "||1234"),
        ("a {%- doc %} of it {% enddoc -%} b", "ab"),
    ],
)  # fmt: skip
def test_a_text_is_cut_as_ruby_cuts_it(source: str, expected: str) -> None:
    """NTC-6: what is just as long as it may be stays whole."""
    assert shown(source) == expected


def test_what_has_nothing_to_be_sorted_by_comes_last() -> None:
    """NTC-6: one line without a price is no reason for no mail."""
    items = [{"b": 2}, {}, {"b": 10}, {"b": None}, {"b": 1}]
    assert shown("{{ l | sort: 'b' | map: 'b' | join: ',' }}|{{ m | sort | join: ',' }}", l=items, m=[3, None, 1]) == "1,2,10,,|1,3,"
    assert shown("{{ m | sort_natural | join: ',' }}", m=["z", None, "A"]) == "A,z,"


def test_what_is_safe_stays_safe_when_it_is_cut() -> None:
    """NTC-6: a template's own words are not escaped twice, the buyer's are escaped once."""
    assert shown("{{ '<b>a</b> c d' | truncatewords: 2, '' }} {{ n | truncatewords: 1, '' }}", autoescape=True, n="<i> x") == "<b>a</b> c &lt;i&gt;"


@given(st.sampled_from(sorted(RUBY)), st.lists(st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text("ab 12.-&<　", max_size=9),
       lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=2), max_leaves=4), min_size=4, max_size=4))  # fmt: skip
def test_whatever_is_given_a_filter_answers(name: str, values: list[Any]) -> None:
    """NTC-6: with a text or with a Liquid error, and Python's own words for nothing are not in it."""
    for source in (f"{{{{ a | {name} }}}}", f"{{{{ a | {name}: b }}}}", f"{{{{ a | {name}: b, c }}}}", "{{ a }}{{ d }}"):
        try:
            said = shown(source, **dict(zip("abcd", values, strict=True)))
        except LiquidError:
            continue
        assert "None" not in said
        assert "True" not in said
