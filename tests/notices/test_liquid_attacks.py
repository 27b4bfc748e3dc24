"""Attacks on what the bounds of the template language did not yet weigh: things within things, long names, dear forms, partials without end."""

import time
import tracemalloc
from typing import Any, NamedTuple

import pytest
from liquid.exceptions import LiquidError

from todoke.notices.bounds import MOST_STEPS
from todoke.notices.liquid import parse_alone, run

pytestmark = pytest.mark.usefixtures("nothing_is_tidied_up")


class Attack(NamedTuple):
    """A template, and the words of its error; without words it ends by itself, with that much output."""

    template: str
    words: str = ""
    output: int = 0
    partials: dict[str, str] = {}


def group(seed: int) -> dict[str, Any]:
    return {f"name{n}": {"v": n + seed, "t": "x" * 10} for n in range(3000)}


WIDE = group(0)
FACTS: dict[str, Any] = {
    "wide": WIDE,
    "twin": group(0),
    "many": [{"id": n, "tags": ["a", "b"], "in": {"deep": str(n)}} for n in range(9000)],
    "nest": [[[["a"] * 50] * 50] * 50],
    "kinds": [1, "a", None, {"b": 2}, [3]] * 500,
    "words": [f"{'x' * 15}{n}" for n in range(9000)],
}
BIG = "{% assign big = '" + "a" * 9_000 + "' %}"
HUGE = BIG + "{% capture huge %}" + "{{ big }}" * 20 + "{% endcapture %}"
STEPS = f"more than {MOST_STEPS:,} steps"
OUT = "more than 2,000,000 characters of output"


def again(inner: str) -> str:
    return "{% for i in (1..9999) %}" + inner + "{% endfor %}"


ATTACKS = {
    # things within things: compared, written out, looked through
    "a large group compared with its twin": Attack(again("{% if wide == twin %}{% endif %}"), STEPS),
    "a large group not equal to its twin": Attack(again("{% if wide != twin %}{% endif %}"), STEPS),
    "a large group in a case": Attack(again("{% case wide %}{% when twin %}{% endcase %}"), STEPS),
    "a large group sought in a long list": Attack(again("{% if many contains wide %}{% endif %}"), "a comparison of over 200,000"),
    "lists in lists joined": Attack("{{ nest | join }}", "join: over 200,000 characters"),
    "lists in lists as JSON": Attack(again("{% assign z = nest | json | size %}"), "json: over 200,000 characters"),
    "a large group as JSON": Attack(again("{% assign z = wide | json %}"), STEPS),
    "a large group in capitals": Attack(again("{% assign z = wide | upcase %}"), STEPS),
    "a large group put behind a text": Attack(again("{% assign z = '' | append: wide | size %}"), "append: over 200,000 characters"),
    "a large group as a date": Attack(again("{{ wide | date: '%Y' }}"), STEPS),
    "a large group as an address": Attack("{{ wide | format_address }}", "over 60 names: this is no person and no address"),
    "a long list without its doubles": Attack(again("{% assign z = many | uniq %}"), STEPS),
    "a long list of several kinds, sorted": Attack("{{ kinds | sort }}", "sort: the items are of several kinds"),
    "a long list of words, sorted": Attack(again("{% assign z = words | sort_natural %}"), "sort_natural: over 200,000"),
    "letters split and joined": Attack(BIG + again("{{ big | split: 'a' | join: 'aa' | size }}"), STEPS),
    # long names, long chains
    "a name without end in brackets": Attack(HUGE + again("{{ [huge] }}{{ wide[huge] }}"), STEPS),
    "a path without end": Attack("{{ wide" + ".k" * 20_000 + " }}", "more than 24,000 characters within tags"),
    "a value for want of another, without end": Attack("{{ a" + " | default: a" * 2_000 + " }}", "more than 24,000"),
    "conditions upon conditions in one": Attack("{% if a" + " and a" * 3_500 + " %}{% endif %}", "more than 200 of `and` and `or` in one tag"),
    "cases without end": Attack(again("{% case i %}" + "{% when 'a','b','c','d' %}" * 900 + "{% endcase %}"), STEPS),
    "else-ifs without end": Attack(again("{% if a %}" + "{% elsif a %}" * 900 + "{% endif %}"), STEPS),
    "commands of JSON within JSON": Attack("{% assign a = '\"' %}" + "{% assign a = a | json %}" * 60, STEPS),
    "what changes, kept and kept": Attack(HUGE + again("{% ifchanged %}{{ huge }}{{ i }}{% endifchanged %}"), OUT),
    "signs of scripts never ended": Attack("{% capture a %}" + "<script" * 28_000 + "{% endcapture %}{{ a | strip_html | strip_html }}", STEPS),
    # dear forms and odd numbers
    "a date written out again and again": Attack(again("{{ i | date: format: 'default' }}"), STEPS),
    "a date of many whole forms": Attack(again("{{ i | date: '" + "%c" * 50 + "' }}"), STEPS),
    "a number of a million places": Attack("{{ '1e9999999' | money }}", "money: '1e9999999' is no amount"),
    "a sum beyond all numbers": Attack("{{ '1e9999999,1e9999999' | split: ',' | sum }}", "sum: a number beyond all reckoning"),
    "rounded to a place a billion to the left": Attack("{{ 5 | round: -1000000000 }}", output=1),
    "a loop of less than nothing": Attack("{% for i in many limit: -5 offset: -7 %}{{ i.id }}{% endfor %}", output=0),
    "a loop of a limit of many digits": Attack("{% for i in many limit: " + "9" * 5000 + " %}{% endfor %}", "integer string conversion limit"),
    # partials
    "partials of partials of partials": Attack("{% render 'a' %}" * 900, STEPS, partials={"a": "{% render 'b' %}" * 400, "b": "{{ 1 }}" * 500}),
    "more and more partials": Attack(
        "{% render 'a' %}", "1,000 tags and outputs in all partials", partials={"a": "{% render 'b' %}" * 900, "b": "{{ 1 }}" * 900},
    ),
    "two partials that call each other": Attack("{% render 'a' %}", "maximum context depth", partials={"a": "{% render 'b' %}", "b": "{% render 'a' %}"}),
    "a large partial captured again and again": Attack(again("{% capture c %}{% render 'a' %}{% endcapture %}"), STEPS, partials={"a": "y" * 200_000}),
}  # fmt: skip


def ended(attack: Attack) -> str:
    """What came of it: the error's words, or the output."""
    try:
        return run(parse_alone(attack.template, attack.partials, autoescape=True), FACTS)
    except LiquidError as error:
        return str(error.message)


@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_is_stopped_by_the_bound_that_was_meant_for_it(name: str) -> None:
    """NTC-6: bounded whatever the facts hold. The clock is only a guard against what hangs."""
    attack, began = ATTACKS[name], time.thread_time()
    said = ended(attack)
    assert attack.words in said if attack.words else len(said) == attack.output
    assert time.thread_time() - began < 2


def test_these_attacks_take_less_than_fifty_milliseconds_each() -> None:
    """NTC-6: at once; the mean, so that one unlucky moment of the machine decides nothing."""
    began = time.thread_time()
    for attack in ATTACKS.values():
        ended(attack)
    assert (time.thread_time() - began) / len(ATTACKS) < 0.05


HUNGRY = ("lists in lists joined", "letters split and joined", "what changes, kept and kept", "a large partial captured again and again")


@pytest.mark.parametrize("name", HUNGRY)
def test_the_hungry_ones_do_not_grow_in_memory(name: str) -> None:
    """NTC-6: what a template may hold is little, whatever it asks for."""
    tracemalloc.start()
    try:
        ended(ATTACKS[name])
        assert tracemalloc.get_traced_memory()[1] < 20_000_000
    finally:
        tracemalloc.stop()


def test_a_limit_that_nobody_gave_is_none() -> None:
    """NTC-6: as in Shopify's Liquid: nothing as a limit is no limit, zero is zero."""
    template = "|".join(f"{{% for i in few limit: {limit} offset: nobodys %}}{{{{ i }}}}{{% endfor %}}" for limit in ("nobodys", "0", "1"))
    assert run(parse_alone(template, {}, autoescape=True), {"few": [1, 2]}) == "12||1"


def test_an_ordinary_order_is_written_out_whole() -> None:
    """NTC-6: the weighing of things within things leaves an order of 200 lines alone."""
    order = {"lines": [{"title": f"Plate {n}", "price": 480, "properties": {"engraving": "H"}} for n in range(200)]}
    facts = {"order": order, "same": {"lines": [dict(line) for line in order["lines"]]}}
    made = run(parse_alone("{{ order | json | size }} {% if order == same %}same{% endif %}", {}, autoescape=True), facts)
    assert made.endswith(" same") and int(made.split()[0]) > 10_000
