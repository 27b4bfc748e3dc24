"""`todoke orders`: what a person or a program asks of the list."""

import json

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from tests.desk.scene import a_shop, comes_in, placed

from todoke.desk.story import numbered
from todoke.orders.models import Order
from todoke.shops.models import Connection, Shop

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


@pytest.mark.parametrize("words", ["", "#", "minato/"])
def test_no_number_is_nobody_s(words: str) -> None:
    """CMD-3, agreement 4: also where an order has no number of its own yet."""
    a_shop()
    Order.objects.create(shop_id=Shop.objects.get().pk, connection=Connection.objects.get(), ref="7", progress="unheard", funds="unpaid", hold="none",
                         dispute="none", state_version=1, state="{}")
    assert numbered(words) is None


def test_a_key_without_a_name_is_not_made() -> None:
    """CMD-17: nobody could take it back."""
    a_shop()
    with pytest.raises(CommandError, match="needs a name"):
        call_command("key", "")
