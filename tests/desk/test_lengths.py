"""How long deadlines run is the shop's choice: for all, for one way of paying, for one channel."""

import pytest
from tests.desk.scene import NOW, a_shop, comes_in, placed, the_order

from todoke.orders.models import Deadline
from todoke.shops.choices import Wrong, change

pytestmark = pytest.mark.django_db
DAY = 86_400


def due(kind: str, number: str = "1001") -> int:
    """Seconds after it was placed."""
    return Deadline.objects.get(order=the_order(number), kind=kind).due_at - the_order(number).placed_at


def test_a_shop_sets_how_long_a_deadline_runs() -> None:
    """LIF-10, LIF-16: orders placed from then on; earlier ones keep theirs."""
    connection = a_shop()
    comes_in(connection, placed("1", way="bank_transfer", paid=False))
    change(connection.shop, {"deadlines": "payment_reminder 2 days"}, by="owner", now=NOW)
    comes_in(connection, placed("2", way="bank_transfer", paid=False))

    assert due("payment_reminder", "2") == 2 * DAY
    assert due("payment_reminder", "1") > due("payment_reminder", "2")


@pytest.mark.parametrize(("lengths", "days"), [
    ("payment_reminder.bank_transfer 1 days, payment_reminder 5 days", 1), ("payment_reminder.konbini 1 days, payment_reminder 5 days", 5),
    ("payment_reminder@plain 4 days, payment_reminder.bank_transfer 1 days", 4), ("payment_reminder@shopify 4 days, payment_reminder 5 days", 5),
    ("payment_reminder@plain.bank_transfer 6 days, payment_reminder@plain 4 days", 6)])
def test_the_narrowest_choice_counts(lengths: str, days: int) -> None:
    """LIF-10: per shop, channel and payment method."""
    connection = a_shop()
    change(connection.shop, {"deadlines": lengths}, by="owner", now=NOW)
    comes_in(connection, placed(way="bank_transfer", paid=False))
    assert due("payment_reminder") == days * DAY


@pytest.mark.parametrize(("text", "reason"), [
    ("payment_remindr 2 days", "payment_reminder?"), ("payment_reminder 2 fortnights", "not a wait"), ("payment_reminder", "not a wait"),
    ("payment_reminder@ 2 days", "no deadline"), ("xyz 2 days", "There are")])
def test_a_length_that_cannot_be_is_refused_with_its_mend(text: str, reason: str) -> None:
    """LIF-10, CMD-21: nothing is changed."""
    with pytest.raises(Wrong, match="deadlines") as told:
        change(a_shop().shop, {"deadlines": text}, by="owner", now=NOW)
    assert reason in str(told.value)
