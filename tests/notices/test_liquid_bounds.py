"""A hostile template ends soon, with a clear error that names the bound it hit, and reaches nothing but the facts."""

import time
from typing import Any, NamedTuple

import pytest
from liquid.exceptions import LiquidError

from todoke.notices import bounds
from todoke.notices.bounds import MOST_STEPS, Meter, TooMuch
from todoke.notices.liquid import parse, parse_alone, place, run, spoken

pytestmark = pytest.mark.usefixtures("nothing_is_tidied_up")


class Attack(NamedTuple):
    """A template, and the words of the error that says which bound was hit."""

    template: str
    words: str
    partials: dict[str, str] = {}


BIG = "{% assign big = '" + "a" * 9_000 + "' %}"
STEPS = f"more than {MOST_STEPS:,} steps"
ATTACKS = {
    # known holes of the library's own limits
    "replace upon replace": Attack('{{ "' + "a" * 50 + '" | ' + " | ".join(['replace: "a", "aaaaaaaaaa"'] * 10) + " }}", "replace: a result over"),
    "a range joined": Attack("{{ (1..100000000) | join }}", "join: more than 10,000 items"),
    "a range reversed": Attack("{{ (1..100000000) | reverse }}", "reverse: more than 10,000 items"),
    "a year without end": Attack('{{ "99999999999999999999" | date: "%Y" }}', "date: 99999999999999999999 is no moment"),
    "a number squared again and again": Attack("{% assign x = 9 %}" + "{% assign x = x | times: x %}" * 500, "times: a number over 256"),
    "the escaping switched off": Attack("{{ customer.name | safe }}", "there is no filter 'safe'"),
    # loops
    "a loop backwards": Attack("{% for i in (1..100000000) reversed %}{% endfor %}", "a loop over more than 10,000 items"),
    "a loop far into a range": Attack("{% for i in (1..1000000000) offset: 500000000 %}{{ i }}{% endfor %}", "a loop over more than 10,000 items"),
    "loops in loops": Attack("{% for i in (1..9999) %}{% for j in (1..9999) %}{% endfor %}{% endfor %}", "loop iteration limit"),
    "loops after loops": Attack("{% for i in (1..9999) %}{{ i }}{% endfor %}" * 50, STEPS),
    "table rows after table rows": Attack("{% tablerow i in (1..9999) cols: 2 %}{{ i }}{% endtablerow %}" * 20, STEPS),
    "a long loop's last item, again and again": Attack("{% for i in (1..9999) %}{% for j in (1..10000) offset: 9999 %}{% endfor %}{% endfor %}", STEPS),
    # doubling
    "text doubled": Attack('{% assign a = "aaaaaaaaaa" %}' + "{% assign a = a | append: a %}" * 99, "append: over 200,000 characters"),
    "text captured": Attack('{% assign a = "aaaaaaaaaa" %}' + "{% capture a %}{{ a }}{{ a }}{% endcapture %}" * 99, "assigned and captured"),
    "many texts kept": Attack(BIG + "".join(f"{{% assign a{n} = big | append: '{n}' %}}" for n in range(60)), "characters assigned and captured"),
    "a list doubled": Attack("{% assign l = 'a,b' | split: ',' %}" + "{% assign l = l | concat: l %}" * 30, "concat: more than 10,000 items"),
    "a list of large texts": Attack(BIG + "{% assign l = big | split: '-' %}" + "{% assign l = l | concat: l %}" * 6, "concat: over 200,000"),
    "output without end": Attack("{% for i in (1..9999) %}" + "a" * 1000 + "{% endfor %}", "more than 2,000,000 characters of output"),
    # filters
    "text split to its letters": Attack(BIG + "{% assign two = big | append: big %}{{ two | split: '' }}", "split: more than 10,000 items"),
    "large text compared again and again": Attack(BIG + "{% for i in (1..9999) %}{% if big contains 'b' %}{% endif %}{% endfor %}", STEPS),
    "filters upon filters": Attack(BIG + "{% for i in (1..9999) %}{{ big | url_encode | size }}{% endfor %}", STEPS),
    "a date padded without end": Attack('{{ 0 | date: "%99999999d" }}', "asks for more than 99 places"),
    "a date of a thousand signs": Attack('{{ 0 | date: "' + "%c" * 1000 + '" }}', "a form over 100 characters"),
    "numbers beyond all numbers": Attack("{{ '9' | append: '" + "9" * 400 + "' | times: 2 }}", "times: a number over 256 bits"),
    "a literal of many digits": Attack("{{ " + "9" * 5000 + " }}", "integer string conversion limit"),
    "a name of a buyer without end": Attack(BIG + "{{ big | person }}", "person: a name over 500 characters"),
    "a cycle of large texts": Attack(BIG + "{% for i in (1..9999) %}{% cycle big, i %}{% endfor %}", "cycle: over 1,000 characters"),
    "counters without end": Attack("{% for i in (1..9999) %}{% increment a %}{% decrement b %}{% endfor %}" * 5, STEPS),
    "conditions without end": Attack("{% for i in (1..9999) %}{% if i" + " and i" * 150 + " %}{% endif %}{% endfor %}", STEPS),
    # depth
    "blocks in blocks": Attack("{% if a %}" * 200 + "{% endif %}" * 200, "block nesting limit"),
    "indexes in indexes": Attack("{{ a" + "[a" * 199 + "]" * 199 + " }}" + "{{ a" + "[a" * 250 + "]" * 250 + " }}", "more than 200 brackets"),
    "a partial that renders itself": Attack('{% render "a" %}', "maximum context depth", {"a": '{% render "a" %}'}),
    "a partial that includes itself": Attack('{% include "a" %}', "maximum context depth", {"a": '{% include "a" %}'}),
    "partials that render two each": Attack(
        '{% render "a", n: 0 %}', STEPS,
        {"a": '{% if n < 16 %}{% assign m = n | plus: 1 %}{% render "a", n: m %}{% render "a", n: m %}{% endif %}'},
    ),
    # sources
    "a hundred thousand tags": Attack("{% if a %}" * 100_000, "a template over 256,000 characters"),
    "many tags": Attack("{{ a }}" * 5_000, "more than 1,000 tags and outputs"),
    "one tag of many filters": Attack("{{ a" + " | upcase" * 20_000 + " }}", "more than 24,000 characters within tags"),
    "raws never ended in a comment": Attack("{% comment %}" + "{% raw %}" * 900, "`comment` has no `endcomment` after it"),
    "blanks never ended": Attack("{{" + " " * 200_000, "has no `}}` after it"),
    "brackets never ended": Attack("{{ " + '["a ' * 5_000 + " }}", "more than 200 brackets"),
    "a line of blanks in a liquid tag": Attack("{% liquid assign a = 1\n echo a" + " " * 20_000 + "b %}", "a name stands here that nothing leads to"),
    "a NUL": Attack("a\n{{ '\0' }}", "a character that no text has"),
    "half a character": Attack("{{ '\ud83d' }}", "a character that no text has"),
    "another file": Attack('{% render "x" %}', "there is no partial 'x'"),
}  # fmt: skip


@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_ends_soon_with_an_error_that_names_the_bound(name: str) -> None:
    """NTC-6: bounded source, loops, steps, output and time. The clock is only a guard: what is asked is which bound was hit."""
    attack, began = ATTACKS[name], time.thread_time()
    with pytest.raises(LiquidError) as error:
        run(parse_alone(attack.template, attack.partials, autoescape=True), {"customer": {"name": "<b>"}})
    spent = time.thread_time() - began
    assert attack.words in str(error.value.message)
    assert spent < 2, f"{spent * 1000:.0f} ms"


def test_the_attacks_together_take_less_than_fifty_milliseconds_each() -> None:
    """NTC-6: at once. The mean of all, so that one unlucky moment of the machine decides nothing."""
    began = time.thread_time()
    for attack in ATTACKS.values():
        with pytest.raises(LiquidError):
            run(parse_alone(attack.template, attack.partials, autoescape=True), {})
    assert (time.thread_time() - began) / len(ATTACKS) < 0.05


def test_what_takes_long_in_few_steps_is_stopped_by_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """NTC-6: the last wall, for what nobody thought of."""
    meter = Meter()
    monkeypatch.setattr(bounds, "MOST_SECONDS", -1.0)
    with pytest.raises(TooMuch, match="seconds"):
        meter.spend(bounds._CHECK + 1)


def test_a_large_order_is_far_from_every_bound() -> None:
    """NTC-6: two hundred lines on a page with much written for each."""
    line = "".join("<td>{{ line.title | upcase }}</td>{% if line.price > 0 %}{{ line.price | money }}{% endif %}" for _ in range(8))
    page = parse("{% for line in order.lines %}" + line + "{% endfor %}", "own.liquid", autoescape=True)
    lines = [{"title": f"Plate {n}", "price": 480} for n in range(200)]
    assert run(page, spoken({"order": {"lines": lines}}, "ja")).count("480円") == 1600


@pytest.mark.parametrize("path", ["customer.__class__", "customer.name.__class__.__mro__", "customer.keys", "__globals__", "now", "[customer.key]"])
def test_nothing_but_the_facts_is_reached(path: str) -> None:
    """NTC-6: no access outside the facts, not even to the clock or the voice."""
    facts = {"customer": {"name": "x", "key": "\0voice"}}
    assert run(parse(f"[{{{{ {path} }}}}]", "hostile.liquid"), spoken(facts, "ja")) == "[]"


def test_an_own_page_is_escaped() -> None:
    """NTC-6: what a merchant pastes as HTML escapes what buyers type, once."""
    page = parse("<p>{{ customer.name }}{% capture a %}<i>{{ customer.name }}</i>{% endcapture %}{{ a }}</p>", "own.liquid", autoescape=True)
    assert run(page, {"customer": {"name": "<b>&"}}) == "<p>&lt;b&gt;&amp;<i>&lt;b&gt;&amp;</i></p>"


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
        ("{{ list | join: '-' }}{{ list | first }}", "x-yx"),
    ],
)
def test_the_short_way_resolves_names_as_the_library_does(source: str, expected: str) -> None:
    """NTC-6: assigned and loop names stand before the facts; an absent and an empty one are both false."""
    facts: dict[str, Any] = {"a": {"b": "inner", "none": None}, "list": ["x", "y"]}
    assert run(parse(source, "t"), spoken(facts, "ja")) == expected


def test_a_line_with_one_tag_leaves_no_line_behind() -> None:
    """NTC-22: a person can write a condition on a line of its own."""
    assert run(parse("a\n{% if yes %}\nb\n{% else %}\nc\n{% endif %}\nd", "t"), spoken({"yes": True}, "ja")) == "a\nb\nd"


@pytest.mark.parametrize(
    ("source", "line", "words"),
    [
        ("one\ntwo\n{{ order.total | moeny }}", 3, "there is no filter 'moeny'; did you mean money?"),
        ("one\n{% if a %}\n{% if b %}{% endif %}\nthree", 2, "`if` has no `endif` after it"),
        ("{% comment %}\n", 1, "`comment` has no `endcomment` after it"),
        ("\n{% fro a in b %}", 2, "there is no tag 'fro'; did you mean for?"),
        ("\n{% if a = b %}{% endif %}", 2, "`=` compares nothing: write `==`"),
        ("\n\n{{ order.total | money: 1, 2 }}", 3, "money: takes 0 to 1 value after it, not 2"),
        ("{% break %}", 1, "`break` stands outside a loop"),
        ("{{ order | map: 'a' | has: 1 }}", 1, "has: does not go with a list"),
        ("{{", 1, "`{{` has no `}}` after it"),
    ],
)
def test_an_error_names_its_line_and_the_mend(source: str, line: int, words: str) -> None:
    """NTC-6: place, reason and mend."""
    with pytest.raises(LiquidError) as error:
        run(parse(source, "t"), spoken({"order": {"total": 1}}, "ja"))
    assert (place(error.value), str(error.value.message)) == (line, words)
