"""What an order is called by its channel: kept whole, told apart by eye, or refused with the reason."""

from typing import Any

import pytest
from django.utils.translation import override
from tests.desk.scene import a_shop, comes_in, placed, told

from todoke.console.reasons import trouble
from todoke.desk.models import Received
from todoke.orders.models import Order

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("number", "said"), [("L" * 101, "101 characters"), ("A\u202e1001", "nobody sees"), ("A\x00", "nobody sees")])
def test_a_number_that_cannot_be_kept_or_seen_waits_in_quarantine(number: str, said: str) -> None:
    """CHN-2, TRU-3: on both databases alike, and no number looks like another one."""
    assert comes_in(a_shop(), placed(number)) == ["quarantined"]

    reason = Received.objects.get().reason
    with override("ja"):
        assert said in reason and not trouble(reason).foreign
    assert not Order.objects.exists()


@pytest.mark.parametrize(("parcel", "place"), [({"parcel": "p" * 101}, "parcel"), ({"parcel": "p1", "numbers": ["9" * 101]}, "tracking number")])
def test_a_parcel_s_name_that_cannot_be_kept_waits_too(parcel: dict[str, Any], place: str) -> None:
    """CHN-2, TRU-3: PostgreSQL would refuse the row, and with it everything that came together with it."""
    shop = a_shop()
    assert comes_in(shop, placed(), told("parcel_sent", units={"a": 2}, **parcel)) == ["taken", "quarantined"]

    reason = Received.objects.get(state="quarantined").reason
    with override("ja"):
        assert reason.startswith(place) and "characters long" in reason and not trouble(reason).foreign


@pytest.mark.parametrize("number", ["L" * 100, "注文　12", "#1001", "A-1\u200b"])
def test_any_other_number_is_taken_as_it_is(number: str) -> None:
    """CHN-2: what channels write is not made prettier."""
    assert comes_in(a_shop(), placed(number)) == ["taken"]
    assert Order.objects.get().number == number.strip()


def test_an_empty_body_is_said_to_be_empty() -> None:
    """CHN-2: not that somebody pruned it."""
    assert comes_in(a_shop(), b"") == ["quarantined"]
    assert Received.objects.get().reason.startswith("body: holds nothing.")
