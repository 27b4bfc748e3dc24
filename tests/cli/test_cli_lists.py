"""`todoke orders`: what a person or a program asks of the list."""

import json

import pytest
from django.core.management import call_command
from tests.desk.scene import a_shop, comes_in, placed

pytestmark = pytest.mark.django_db


def listed(capsys: pytest.CaptureFixture[str], *words: str) -> list[dict[str, str]]:
    call_command("orders", *words, "--json")
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_orders_are_found_by_what_a_caller_might_say(capsys: pytest.CaptureFixture[str]) -> None:
    """CMD-2: number, name, mail; by state; no more than asked for."""
    comes_in(a_shop(), placed("1001"), placed("1002", way="bank_transfer", paid=False, mail="ken@example.com"))

    assert [row["number"] for row in listed(capsys, "--query", "KEN@example")] == ["1002"]
    assert {row["number"] for row in listed(capsys, "--query", "佐藤　花")} == {"1001", "1002"}
    assert [row["number"] for row in listed(capsys, "--state", "awaiting_payment")] == ["1002"]
    assert len(listed(capsys, "--limit", "1")) == 1


def test_a_row_of_the_list_has_the_agreed_names(capsys: pytest.CaptureFixture[str]) -> None:
    """CMD-2, agreement 5: money as text, times in UTC."""
    comes_in(a_shop(), placed("1001"))

    row = listed(capsys)[0]

    assert (row["placed_at"], row["total"], row["currency"], row["funds"]) == ("2026-09-21T13:13:00Z", "5000", "JPY", "paid")
    assert {"number", "channel", "connection", "shop", "progress", "hold", "dispute"} <= set(row)
