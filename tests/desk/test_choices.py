"""A shop's choices are versions: an order keeps its own until somebody moves it on purpose."""

import pytest
from tests.desk.scene import NOW, a_shop, comes_in, placed, the_order

from todoke.desk.acts import act
from todoke.desk.replay import verify
from todoke.orders.models import Order
from todoke.rules.events import PolicyMoved
from todoke.rules.journey_rows import DEFAULT
from todoke.shops.choices import Wrong, change, change_journeys, policy_of, show
from todoke.shops.models import Shop

pytestmark = pytest.mark.django_db


def due(kind: str) -> int:
    return the_order().deadlines.get(kind=kind).due_at


def test_an_order_keeps_the_choices_under_which_it_was_placed() -> None:
    """LIF-16: moving it is an act of its own; then its deadlines are reckoned anew, and the journal still leads to the state."""
    comes_in(a_shop(), placed(way="bank_transfer", paid=False))
    before = due("payment_due")
    shop = change(Shop.objects.get(), {"closures": "2026-09-24..2026-10-02"}, by="staff:mina", now=NOW)
    kept = due("payment_due")

    act(the_order(), [PolicyMoved(version=shop.policy_version, at=NOW)], by="staff:mina", now=NOW)

    assert kept == before and due("payment_due") > before + 5 * 86_400
    assert [problem for told in verify(Order.objects.all()) for problem in told.problems] == []


def test_a_setting_that_cannot_be_names_its_mend_and_changes_nothing() -> None:
    """CMD-21, TRU-7: every error at once, with place, reason and mend."""
    shop = a_shop().shop

    with pytest.raises(Wrong) as wrong:
        change(shop, {"zone": "Asia/Tokio", "support": "nobody", "name": "湊"}, by="staff:mina", now=NOW)

    assert {key for key, _, _ in wrong.value.errors} == {"zone", "support"} and all(mend for _, _, mend in wrong.value.errors)
    assert show(Shop.objects.get())["name"] == "minato"


def test_a_fresh_shop_can_send_at_once() -> None:
    """Agreement 2: Japanese then English, Tokyo, business days, New Year, an address to send from."""
    chosen = show(a_shop().shop)

    assert (chosen["languages"], chosen["zone"], chosen["sender"], chosen["closures"]) == ("ja,en", "Asia/Tokyo", "shop@localhost", "12-29..01-03")


def test_journeys_of_a_shop_are_a_version_of_its_policy() -> None:
    """LIF-13, LIF-16: they hold for orders placed from then on."""
    shop = change_journeys(a_shop().shop, DEFAULT[:3], by="staff:mina", now=NOW)

    assert policy_of(shop).journeys == DEFAULT[:3] and shop.policy_version == 2
    assert policy_of(change_journeys(shop, DEFAULT, by="staff:mina", now=NOW)).journeys == DEFAULT


NO_CLOSURES = ["13-40", "02-30", "2026-02-29", "2026-08-15..2026-08-10", "2026-12-29..01-03", "..", "12-29.."]


@pytest.mark.parametrize("closures", [*NO_CLOSURES, "01-01..12-31", "2027-01-01..2027-12-31"])
def test_days_that_are_none_and_a_shop_that_never_opens_are_refused(closures: str) -> None:
    """CMD-21, LIF-12: else every order after it would stand still in the quarantine."""
    with pytest.raises(Wrong) as wrong:
        change(a_shop().shop, {"closures": closures}, by="staff:mina", now=NOW)

    assert [key for key, _, _ in wrong.value.errors] == ["closures"]


@pytest.mark.parametrize("closures", ["", "02-29", "12-29..01-03, 2026-08-10..2026-08-15", "07-01..08-31"])
def test_closures_that_a_shop_may_have(closures: str) -> None:
    """CMD-21: Obon, New Year, a summer by the sea, a leap day."""
    assert change(a_shop().shop, {"closures": closures}, by="staff:mina", now=NOW).policy_version == 2
