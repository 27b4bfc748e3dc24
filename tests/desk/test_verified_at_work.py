"""The desk works on while it is verified."""

import pytest
from tests.desk.scene import a_shop, comes_in, placed, told

from todoke.desk.replay import verify
from todoke.orders.models import Order

pytestmark = pytest.mark.django_db


def test_an_order_that_lives_on_while_it_is_read_is_not_called_broken() -> None:
    """LIF-8: it was read before its newest entries were."""
    shop = a_shop()
    comes_in(shop, placed())
    read_early = list(Order.objects.select_related("connection"))
    comes_in(shop, told("parcel_sent", parcel="A", units={"a": 2}))

    (found,) = verify(read_early)
    assert (found.problems, found.entries) == ([], 3)


def test_an_order_that_is_broken_stays_so_however_often_it_is_looked_at() -> None:
    """LIF-8"""
    comes_in(a_shop(), placed())
    Order.objects.update(progress="closed")

    (found,) = verify(Order.objects.select_related("connection"))
    assert [problem.seq for problem in found.problems] == [2] and "progress" in found.problems[0].problem
