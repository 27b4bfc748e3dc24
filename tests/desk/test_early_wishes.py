"""What is asked before the order itself is heard is put to the table when it is."""

import pytest
from tests.desk.scene import a_shop, comes_in, placed, the_order, told

from todoke.cases.models import Case
from todoke.desk.replay import verify
from todoke.orders.models import Order
from todoke.rules.order import decoder

pytestmark = pytest.mark.django_db
UNPAID = placed(way="bank_transfer", paid=False)


@pytest.mark.parametrize("at_once", [True, False])
def test_a_wish_that_came_before_its_order_is_heard_with_it(at_once: bool) -> None:
    """LIF-7: in one batch, or long before it."""
    connection = a_shop()
    batches = [(told("cancel_asked"), UNPAID)] if at_once else [(told("cancel_asked"),), (UNPAID,)]
    for bodies in batches:
        comes_in(connection, *bodies)
    assert the_order().progress == "closed"


@pytest.mark.parametrize("at_once", [True, False])
def test_a_parcel_that_was_lost_before_its_order_was_heard_of_calls_somebody(at_once: bool) -> None:
    """LIF-7: the same open cases as if it had come in sequence; and nobody is called about history."""
    connection = a_shop()
    early = (told("parcel_sent", parcel="1", units={"a": 2}), told("parcel_lost", parcel="1"))
    for bodies in [(*early, placed())] if at_once else [early, (placed(),)]:
        comes_in(connection, *bodies)
    assert decoder.decode(the_order().state).cases == {"non_delivery"} and Case.objects.get().kind == "non_delivery"
    assert not [told for told in verify(Order.objects.all()) if told.problems]


def test_an_early_fact_of_history_calls_nobody() -> None:
    """LIF-18."""
    comes_in(a_shop(), told("parcel_lost", parcel="1"), placed(), live=False)
    assert not Case.objects.exists()
