"""Whatever the rules name, staff read in their own language: a new row, event or alert brings its words."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import todoke
from todoke.console.saying import words
from todoke.rules import duties
from todoke.rules import events as ev
from todoke.rules.guarding import ADVERTISING
from todoke.rules.journey_rows import DEFAULT
from todoke.rules.order_life import REGIONS
from todoke.rules.table import Refused

HERE = Path(todoke.__file__).parent
FILES = [file for room in ("rules", "desk") for file in sorted((HERE / room).glob("*.py"))]


def said(name: str) -> Iterator[str]:
    """The literal first argument of every `AlertStaff(…)`, `OpenCase(…)`."""
    for node in (node for file in FILES for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, ast.Call)):
        if getattr(node.func, "id", getattr(node.func, "attr", "")) == name and node.args and isinstance(node.args[0], ast.Constant):
            yield str(node.args[0].value)


def refusals() -> list[str]:
    return [becomes.reason for table in REGIONS.values() for _, _, _, becomes, _ in table.rows if isinstance(becomes, Refused)]


NAMED = {
    "deadlines": [row.kind for row in duties.ROWS], "happened": list(ev.EVENTS),
    "kinds": sorted(file.parent.name for file in (HERE / "notices" / "kinds").glob("*/about.toml")),
    "refusals": refusals(), "alerts": list(said("AlertStaff")), "cases": list(said("OpenCase")),
    "no_longer": sorted({asked.partition("(")[0] for row in DEFAULT for asked in row.still if asked != ADVERTISING}),
}  # fmt: skip


@pytest.mark.parametrize("section", NAMED)
def test_what_the_rules_name_has_its_words(section: str) -> None:
    """WEB-1: console/words, in Japanese and English."""
    known = words()

    assert NAMED[section] and [name for name in NAMED[section] if f"{section}.{name}" not in known] == []


def test_nothing_is_counted_in_a_way_that_ends_at_nine() -> None:
    """WEB-1: 「21つ」 is no Japanese."""
    assert [name for name, texts in words().items() if re.search(r"\}つ(?!ながっ)", texts["ja"])] == []
