"""Who reports money need not say its currency again: the order's own counts."""

import json
from itertools import permutations
from typing import Any

import pytest
from tests.desk.scene import NOW, a_shop, comes_in, placed, the_order, the_worker_runs, told

from todoke.desk.models import Received
from todoke.desk.recording import take_woken

pytestmark = pytest.mark.django_db
PAID = told("payment_received", amount="50.00")


def in_dollars(**changes: Any) -> bytes:
    said = json.loads(placed(paid=False))
    lines = [{"id": "a", "sku": "CUP", "title": "Cup", "quantity": 2, "price": "25.00"}]
    return json.dumps(said | {"order": said["order"] | {"currency": "USD", "total": "50.00", "lines": lines} | changes}).encode()


@pytest.mark.parametrize("bodies", list(permutations((in_dollars(), PAID))))
def test_a_payment_without_a_currency_is_in_the_order_s_own(bodies: tuple[bytes, ...]) -> None:
    """CHN-2, LIF-7: in one batch or one after the other, whichever comes first."""
    connection = a_shop()
    for body in bodies:
        comes_in(connection, body)
    the_worker_runs(NOW)
    assert (the_order().funds, the_order().total) == ("paid", 5000)
    assert not Received.objects.exclude(state="taken").exists()


@pytest.mark.parametrize("bodies", list(permutations((in_dollars(), PAID))))
def test_the_order_may_come_in_the_same_batch(bodies: tuple[bytes, ...]) -> None:
    """CHN-2: behind its payment, too."""
    assert comes_in(a_shop(), *bodies) == ["taken", "taken"]
    assert the_order().funds == "paid"


def test_whole_amounts_are_dollars_too() -> None:
    """CHN-2: 50 for an order in dollars is no half of one."""
    comes_in(connection := a_shop(), in_dollars())
    comes_in(connection, told("payment_received", amount="50"))
    assert the_order().funds == "paid"


def test_an_amount_that_the_order_s_currency_cannot_have_waits_in_quarantine() -> None:
    """CHN-2: it names the place, and is not rounded."""
    comes_in(connection := a_shop(), placed(paid=False))
    assert comes_in(connection, told("payment_received", amount="50.25")) == ["quarantined"]
    assert "amount: 50.25 has more decimals than JPY has" in Received.objects.get(state="quarantined").reason


def test_what_is_told_of_an_order_does_not_yet_tell_its_currency() -> None:
    """CHN-2: the money waits for the order itself, and nothing turns round and round meanwhile."""
    comes_in(connection := a_shop(), PAID)
    comes_in(connection, told("hold_placed", hold="h"))
    the_worker_runs(NOW)
    assert Received.objects.get(topic="payment_received").state == "quarantined"
    comes_in(connection, in_dollars(), now=NOW + 60)
    the_worker_runs(NOW + 60)
    assert the_order().funds == "paid"


def test_lines_that_change_are_in_the_order_s_own_currency() -> None:
    """CHN-2, LIF-5."""
    comes_in(connection := a_shop(), in_dollars())
    order = {"number": "1001", "total": "25.00", "lines": [{"id": "a", "quantity": 1, "price": "25.00"}]}
    comes_in(connection, json.dumps({"type": "lines_changed", "at": "2026-09-21T22:20:00+09:00", "order": order}).encode())
    assert (the_order().total, the_order().currency) == (2500, "USD")


def test_a_recording_s_own_order_may_come_later() -> None:
    """CMD-1: decided by the end of the import, without a worker."""
    comes_in(connection := a_shop(), PAID)
    comes_in(connection, in_dollars())
    assert take_woken(connection) == 1
    assert the_order().funds == "paid"
