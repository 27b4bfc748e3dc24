"""The checker of names: it follows every variable, and says where an unknown one stands and what was meant."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from liquid.exceptions import LiquidError

from todoke.notices.catalogue import SHIPPED
from todoke.notices.checker import check
from todoke.notices.filters import OURS
from todoke.notices.liquid import parse, run, spoken
from todoke.notices.samples import sample
from todoke.notices.shapes import FACTS, MERCHANT

TEXTS = sorted(SHIPPED.glob("*/*.liquid"))


def said(source: str) -> list[str]:
    return [str(finding) for finding in check(source)]


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("a\n{% for line in order.lines %}\n  {{ line.titel }}{% endfor %}", "line 3: line.titel is not known; did you mean line.title?"),
        ("{{ ordr.number }}", "line 1: ordr.number is not known; did you mean order.number?"),
        ("\n{% if order.totl > 5 %}{% endif %}", "line 2: order.totl is not known; did you mean order.total?"),
        ("{% assign first = order.lines.first %}{{ first.skuu }}", "line 1: first.skuu is not known; did you mean first.sku?"),
        ("{% assign cheap = order.lines | sort: 'total' | first %}{{ cheap.titl }}", "line 1: cheap.titl is not known; did you mean cheap.title?"),
        ("{% capture note %}x{% endcapture %}{{ nota }}", "line 1: nota is not known; did you mean note?"),
        ("{% for p in parcels %}{% for l in p.lines %}{{ l.unit }}{% endfor %}{% endfor %}", "line 1: l.unit is not known; did you mean l.units?"),
        ("{% tablerow l in order.lines %}{{ l.title }}{{ tablerowloop.colm }}{% endtablerow %}",
         "line 1: tablerowloop.colm is not known; did you mean tablerowloop.col?"),
        ("{{ order.lines[0].tittle }}", "line 1: order.lines[0].tittle is not known; did you mean order.lines[0].title?"),
        ("{% for l in line_items %}{{ line_items[forloop.index0].titel }}{% endfor %}",
         "line 1: line_items[forloop.index0].titel is not known; did you mean line_items[forloop.index0].title?"),
        ("{% assign t = transactions | where: 'kind', 'sale' | first %}\n{% liquid\n  echo t.payment_details.gift_crd.balance\n%}",
         "line 3: t.payment_details.gift_crd.balance is not known; did you mean t.payment_details.gift_card.balance?"),
        ("{% for line in order.lines %}{% endfor %}{{ line.title }}", "line 1: line.title is known only within the loop that names line"),
        ("{{ order.number.first_part }}", "line 1: order.number.first_part is not known; did you mean order.number?"),
        ("{{ order.total | moeny }}", "line 1: there is no filter moeny; did you mean money?"),
        ("{{ line_items | map: 'titel' | join }}", "line 1: map: nothing in the list has a titel; did you mean title?"),
        ("{% case order.statsu %}{% when 1 %}{% endcase %}", "line 1: order.statsu is not known; did you mean order.tags?"),
        ("one\n{% if a", "line 2: `{%` has no name of a tag or no `%}` after it"),
        ("{% unless customer.nmae == blank %}{% endunless %}", "line 1: customer.nmae is not known; did you mean customer.name?"),
    ],
)  # fmt: skip
def test_what_is_unknown_is_told_with_its_line_and_what_was_meant(source: str, words: str) -> None:
    """NTC-6, NTC-11: through loops, assigns and captures."""
    assert said(source) == [words]


def test_lines_count_from_the_files_first_front_matter_included() -> None:
    """Agreement 12: also in the subject."""
    text = "---\nsubject: {{ ordr.number }}\npreheader: x\n---\nHello\n{{ custmer.name }}\r\n{{ order.numbr }}"
    assert [(finding.line, finding.meant) for finding in check(text)] == [(2, "order.number"), (6, "customer.name"), (7, "order.number")]


@pytest.mark.parametrize(
    "source",
    [
        "{% for line in order.lines %}{{ line.title }}{{ forloop.index }}{{ forloop.parentloop.index }}{% endfor %}",
        "{% assign a = order.lines | where: 'digital' %}{{ a.size }}{{ a.first.title }}{{ a | map: 'sku' | join: ', ' }}",
        "{% assign t = 'a,b' | split: ',' %}{% for x in t %}{{ x }}{{ t[0] }}{% endfor %}{% increment n %}{{ n }}",
        "{% for pair in order %}{{ pair[0] }}{{ pair[1].anything }}{% endfor %}{{ order[customer.name].anything }}",
        "{% for line in line_items %}{{ line.variant.title }}{{ line.properties.anything.more }}{% endfor %}{{ return.line_items.size }}",
        "{% if late %}{% assign late = true %}{% endif %}{{ has_high_risks? }}{{ 'x' | size }}{{ (1..3) | last }}",
        "{% assign due = payment_terms.next_payment.due_at | default: null %}{{ due | date: format: 'date' }}",
        "{% for line in line_items %}{% if line.bundle_parent? or retail_delivery_only %}{{ line.product.metafields.custom.care }}{% endif %}{% endfor %}",
        "{% for tax_line in tax_lines %}{{ tax_line.rate_percentage }}{% endfor %}{{ payment_terms.automatic_capture_at_fulfillment }}",
        "{% comment %}{{ anything }}{% endcomment %}{% raw %}{{ anything }}{% endraw %}{% # anything %}",
    ],
)  # fmt: skip
def test_what_is_known_is_passed_over(source: str) -> None:
    """NTC-6: no false alarms."""
    assert said(source) == []


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_the_desks_own_texts_name_only_facts(path: Path) -> None:
    """NTC-6: without Shopify's names."""
    assert [str(finding) for finding in check(path.read_text(encoding="utf-8"), FACTS)] == []


def test_shopifys_names_are_a_merchants_and_not_the_desks() -> None:
    """NTC-6: two shapes to check against."""
    assert check("{{ order_name }}", MERCHANT) == []
    assert [finding.rule for finding in check("{{ order_name }}", FACTS)] == ["unknown_variable"]


PIECES = [
    "{{", "}}", "{%", "%}", "-", "|", ":", ",", ".", "..", "(", ")", "[", "]", "'", '"', " ", "\n", "==", "=", "and", "or", "contains", "blank",
    "nil", "1", "9.5", "if", "elsif", "else", "endif", "for", "in", "endfor", "case", "when", "endcase", "assign", "capture", "endcapture",
    "cycle", "tablerow", "endtablerow", "reversed", "limit", "offset", "break", "liquid", "show", "lines", "endshow", "render", "increment",
    "---\n", "subject:", "order", "lines", "line", "title", "customer", "name", "x", *OURS, "where", "map", "join", "split", "format", "%Y",
    "\x02", "\x1f", "\u3000", "😀",
]  # fmt: skip
WRITTEN = st.lists(st.sampled_from(PIECES), max_size=30).map(" ".join) | st.lists(st.sampled_from(PIECES), max_size=30).map("".join) | st.text(max_size=60)


@given(WRITTEN | WRITTEN.map(lambda text: f"{{{{ {text} }}}}") | WRITTEN.map(lambda text: f"{{% {text} %}}"))
def test_whatever_is_written_the_answer_is_a_rendering_or_an_error_of_ours(source: str) -> None:
    """NTC-6: the checker never raises, parsing and rendering only LiquidError."""
    assert all(finding.line >= 1 and str(finding) for finding in check(source))
    for autoescape in (False, True):
        try:
            assert isinstance(run(parse(source, "t", autoescape=autoescape), spoken(sample("plain", "ja", "delivered"), "ja")), str)
        except LiquidError as error:
            assert str(error.message)
