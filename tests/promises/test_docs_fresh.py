"""What is drawn from the tables is as new as the tables, and shapes change only with their version."""

import json
from pathlib import Path

import pytest

from todoke.rules.draw import first_of_version, lives, schema
from todoke.rules.versions import breaks

DOCS = Path(__file__).parents[2] / "docs"


def test_the_page_of_lives_is_as_new_as_the_tables() -> None:
    """LIF-2: the diagram is generated from the table, never drawn by hand."""
    assert (DOCS / "lives.md").read_text("utf-8") == lives(), "make docs"


@pytest.mark.parametrize(("name", "text"), schema().items())
def test_the_schemas_are_as_new_as_the_shapes(name: str, text: str) -> None:
    """LIF-8: whoever reads the journal finds its shapes here."""
    assert (DOCS / "schema" / name).read_text("utf-8") == text, "make docs"


def test_shapes_break_only_with_a_new_version() -> None:
    """LIF-8: an entry of this version is read as it was written; what would break it needs events.VERSION raised, and an upgrade (versions.py)."""
    name, text = first_of_version()
    first = json.loads((DOCS / "schema" / name).read_text("utf-8"))
    assert breaks(first["shapes"], json.loads(text)["shapes"]) == []


def test_every_row_of_the_tables_stands_on_the_page() -> None:
    """LIF-2: nothing of the tables is left out of what people read."""
    page = lives()
    assert all(f"“{reason}”" in page for reason in ("the order is frozen", "its money is not there any more", "that parcel was called back; book another"))
    assert page.count("```mermaid") == 4
    assert "<lambda>" not in page
