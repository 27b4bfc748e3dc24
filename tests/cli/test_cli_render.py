"""Notices shown without being sent."""

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from tests.cli.desk import Desk, with_orders

from todoke.notices.catalogue import catalogue


def said(*words: str) -> list[dict[str, Any]]:
    before, sys.stdout = sys.stdout, io.StringIO()
    try:
        call_command("render", *words, "--json")
        return [json.loads(line) for line in sys.stdout.getvalue().splitlines()]
    finally:
        sys.stdout = before


def test_all_is_every_kind_in_every_language_it_has() -> None:
    """CMD-8, agreement 12: --all without --locale is all locales."""
    rows = said("--all", "--sample")
    assert [(row["kind"], row["locale"]) for row in rows] == [(kind, locale) for kind in catalogue().kinds() for locale in catalogue().locales(kind)]


@pytest.mark.parametrize("shape", ["plain", "partial", "digital", "b2b", "gift", "no_name", "many_lines", "usd", "kwd", "cod"])
def test_nothing_that_must_be_said_is_missing_from_any_sample(shape: str) -> None:
    """CMD-8, NTC-23: every shape, in the sample's own language."""
    assert [row["missing_facts"] for row in said("--all", "--sample", shape)] == [[]] * len(said("--all", "--sample", shape))


def test_a_digital_order_is_never_shipped() -> None:
    """Agreement 12: pairs that cannot occur are left out."""
    assert "shipping_confirmation" not in {row["kind"] for row in said("--all", "--sample", "digital")}


def test_the_headers_are_those_of_the_mail() -> None:
    """CMD-8, NTC-24: a reply reaches the shop's support, and the same notice has the same Message-ID."""
    first, again = said("delivered", "--sample", "--locale", "ja")[0], said("delivered", "--sample", "--locale", "ja")[0]
    assert first["headers"]["Reply-To"] == "support@minato.example"
    assert first["headers"]["From"].startswith("うつわのみなと <")
    assert first["headers"]["Subject"] == first["subject"]
    assert first["headers"]["Message-ID"] == again["headers"]["Message-ID"]


def test_a_merchants_own_page_takes_the_place_of_the_shipped_one(tmp_path: Path) -> None:
    """CMD-8, NTC-22: a file without front matter is their HTML; subject and text are the kind's own."""
    page = tmp_path / "own.liquid"
    page.write_text("<p>{{ order.number }} {{ order.lines[0].title }}</p>", encoding="utf-8")
    row = said("order_confirmation", "--template", str(page), "--sample", "--locale", "ja")[0]
    assert row["html"] == "<p>#1001 粉引の飯碗</p>"
    assert "#1001" in row["subject"] and "粉引の飯碗（大）" in row["text"]


@pytest.mark.parametrize("words", [["nonsense"], ["delivered", "--sample", "huge"], ["delivered", "--locale", "tlh"], [], ["--template", "absent.liquid"]])
def test_what_there_is_not_is_named(words: list[str]) -> None:
    """CMD-8: wrong usage ends with 2 and says what there is."""
    with pytest.raises(CommandError) as wrong:
        said(*words)
    assert wrong.value.returncode == 2


def test_a_sample_writes_nothing_at_all(tmp_path: Path) -> None:
    """Agreement 12: it works on an empty desk, without so much as a folder."""
    assert Desk(tmp_path)("render", "delivered", "--sample", "--json").status == 0
    assert list(tmp_path.iterdir()) == []


def test_a_real_order_is_shown_on_its_own_facts(tmp_path: Path) -> None:
    """CMD-8: --order, on the facts as they stand."""
    desk = with_orders(Desk(tmp_path))
    row = desk("render", "payment_instructions", "--order", "1001", "--locale", "ja", "--json").row
    assert row["headers"]["To"] == "hanako@example.com"
    assert row["missing_facts"] == []
    assert "#1001" in row["text"] and "12,800" in row["text"]
    assert desk("render", "delivered", "--order", "9999").status == 1
