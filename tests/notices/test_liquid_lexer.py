"""Our lexer gives the library's tokens, whatever it reads, and takes no longer for what is never closed."""

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from liquid.exceptions import LiquidError
from liquid.lex import get_lexer
from liquid.token import Token

from todoke.notices.bounds import TooMuch
from todoke.notices.lexer import tokens

PIECES = [
    "{{", "}}", "{%", "%}", "-", "{{-", "-}}", "{%-", "-%}", " ", "\n", "a", "if", "{", "}", "%", '"', "#", "x | upcase", "é", "\u3000",
    "{% raw %}", "{%- raw %}", "{% endraw %}", "{% comment %}", "{% endcomment -%}", "{% doc %}", "{% enddoc %}", "comment", "endcomment",
]  # fmt: skip
SAME = ("tag", "output", "expression")  # kinds whose places are the same too: errors are told by them


def told(lexer: Callable[[str], Iterator[Token]], source: str) -> list[Any]:
    """Kinds, words and places; of a comment only that it stands there; "error" where reading ends with one."""
    found: list[Any] = []
    try:
        for token in lexer(source):
            found.append((token.kind, "" if token.kind == "comment" else token.value, token.start_index if token.kind in SAME else 0))
    except LiquidError:
        found.append("error")
    return found


@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
def test_every_text_has_the_librarys_tokens(source: str) -> None:
    """NTC-6: merchants' templates mean what they mean elsewhere. (The library loses a line end at the very end: so one follows.)"""
    source += "."
    assert told(tokens, source) == told(get_lexer(), source)


@pytest.mark.parametrize("opens, closes, after", [
    ("{% raw -%}", "{% endraw %}", " b"), ("{% raw %}", "{% endraw -%}", "b"), ("{%- raw -%}", "{%- endraw -%}", "b"),
])  # fmt: skip
def test_the_blanks_after_a_raw_go_by_the_tag_that_ends_it(opens: str, closes: str, after: str) -> None:
    """NTC-6: as in Shopify's own (Liquid's tags/raw.rb); the library goes by the tag that opens it, so above none has that sign."""
    assert [token.value for token in tokens(f"{opens}{{{{ a }}}}{closes} b")] == ["{{ a }}", after]


@pytest.mark.parametrize("unclosed", ["{% raw %}", "{% doc %}", "{{ ", "{% x ", '{{ "', "{%- raw -%}{{"])
@pytest.mark.usefixtures("nothing_is_tidied_up")
def test_what_is_never_closed_is_read_once(unclosed: str) -> None:
    """NTC-6: the library's expressions would read the rest again from each of these."""
    began = time.thread_time()
    told(tokens, "{% comment %}" + (unclosed + "a" * 60) * 2_000)
    assert time.thread_time() - began < 2


def test_a_template_too_long_is_refused_before_it_is_read() -> None:
    """NTC-6: bounded sources."""
    with pytest.raises(TooMuch, match="256,000 characters"):
        tokens("a" * 256_001)
