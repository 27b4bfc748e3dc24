"""A hostile template ends soon, with a clear error, and reaches nothing but the facts."""

import time
from typing import Any

import pytest
from liquid.exceptions import LiquidError

from todoke.notices.liquid import parse, run, spoken

ATTACKS = {
    "replace upon replace": '{{ "' + "a" * 50 + '" | ' + " | ".join(['replace: "a", "aaaaaaaaaa"'] * 10) + " }}",
    "a range joined": "{{ (1..100000000) | join }}",
    "a range reversed": "{{ (1..100000000) | reverse }}",
    "a loop backwards": "{% for i in (1..100000000) reversed %}{% endfor %}",
    "a loop far into a range": "{% for i in (1..1000000000) offset: 500000000 %}{{ i }}{% endfor %}",
    "a year without end": '{{ "99999999999999999999" | date: "%Y" }}',
    "a date padded without end": '{{ 0 | date: "%99999999d" }}',
    "a number squared again and again": "{% assign x = 9 %}{% for i in (1..5000) %}{% assign x = x | times: x %}{% endfor %}",
    "the escaping switched off": "{{ customer.name | safe }}",
    "loops in loops": "{% for i in (1..9999) %}{% for j in (1..9999) %}{% endfor %}{% endfor %}",
    "text doubled": '{% assign a = "aaaaaaaaaa" %}{% for i in (1..99) %}{% assign a = a | append: a %}{% endfor %}',
    "text captured": '{% assign a = "aaaaaaaaaa" %}{% for i in (1..99) %}{% capture a %}{{ a }}{{ a }}{% endcapture %}'
    "{% endfor %}",
    "output without end": "{% for i in (1..9999) %}" + "a" * 1000 + "{% endfor %}",
    "nesting without end": "{% if a %}" * 200 + "{% endif %}" * 200,
    "another file": '{% render "x" %}',
}


@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_ends_soon_with_an_error(name: str) -> None:
    """NTC-6: bounded loops, output and time."""
    began = time.process_time()
    with pytest.raises(LiquidError) as error:
        run(parse(ATTACKS[name], "hostile.liquid"), spoken({"customer": {"name": "<b>"}}, "ja"))
    assert time.process_time() - began < 0.05
    assert str(error.value)


@pytest.mark.parametrize("path", ["customer.__class__", "customer.name.__class__.__mro__", "customer.keys", "__globals__"])
def test_nothing_but_the_facts_is_reached(path: str) -> None:
    """NTC-6: no access outside the facts."""
    assert run(parse(f"[{{{{ {path} }}}}]", "hostile.liquid"), spoken({"customer": {"name": "x"}}, "ja")) == "[]"


def test_an_own_page_is_escaped() -> None:
    """NTC-6: what a merchant pastes as HTML escapes what buyers type."""
    page = parse("<p>{{ customer.name }}</p>", "own.liquid", autoescape=True)
    assert run(page, {"customer": {"name": "<b>&"}}) == "<p>&lt;b&gt;&amp;</p>"


def test_an_absent_name_is_empty_and_loops_over_nothing() -> None:
    """NTC-6: lenient when sending."""
    assert run(parse("[{{ a.b.c }}{% for x in a.d %}{{ x }}{% endfor %}{{ a.b | money }}]", "t"), spoken({"a": {}}, "en")) == "[]"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("{% assign a = 'mine' %}{{ a }}", "mine"),
        ("{% for a in list %}{{ a }}{{ forloop.index }}{% endfor %}{{ a.b }}", "x1y2inner"),
        ("{{ list.size }}{{ list.first }}{{ list.last }}{{ list[1] }}", "2xyy"),
        ("{% if a.none == nil %}nil{% endif %}{% if a.none %}no{% else %}else{% endif %}", "nilelse"),
    ],
)
def test_the_short_way_resolves_names_as_the_library_does(source: str, expected: str) -> None:
    """NTC-6: assigned and loop names stand before the facts; an absent and an empty one are both false."""
    facts: dict[str, Any] = {"a": {"b": "inner", "none": None}, "list": ["x", "y"]}
    assert run(parse(source, "t"), spoken(facts, "ja")) == expected


def test_a_line_with_one_tag_leaves_no_line_behind() -> None:
    """NTC-22: a person can write a condition on a line of its own."""
    assert run(parse("a\n{% if yes %}\nb\n{% else %}\nc\n{% endif %}\nd", "t"), spoken({"yes": True}, "ja")) == "a\nb\nd"
