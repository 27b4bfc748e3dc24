"""A channel that does not answer delays only its own pushes, and is waited for once in a batch (CHN-9, TRU-8)."""

import msgspec
import pytest
from tests.desk.scene import NOW, a_shop, comes_in, placed

from todoke.channels.channel import Refusal
from todoke.channels.plain.channel import Plain
from todoke.desk import pushing
from todoke.desk.models import Push
from todoke.due.clock import real_ms
from todoke.due.rows import claim
from todoke.orders.models import Order
from todoke.rules.effects import PushShipment

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Which orders it was told of; the shop `down` does not answer."""
    told: list[str] = []

    def push(self: Plain, effect: object, order: pushing.Known, setup: object) -> pushing.Pushed:
        told.append(order.number)
        if order.number.startswith("down"):
            raise Refusal("the shop cannot be reached: ReadTimeout", again=True)
        return pushing.Pushed("told")

    monkeypatch.setattr(Plain, "push", push)
    return told


def four_parcels_each() -> None:
    for name in ("down", "up"):
        comes_in(a_shop(name), *(placed(f"{name}-{n}") for n in range(4)))
    effect = msgspec.json.encode(PushShipment(parcel="p")).decode()
    Push.objects.bulk_create([Push(shop_id=one.shop_id, connection_id=one.connection_id, order=one, seq=9, effect=effect, at=NOW, due_at=NOW)
                              for one in Order.objects.order_by("pk")])


def test_it_is_waited_for_once_and_the_others_are_told(monkeypatch: pytest.MonkeyPatch, asked: list[str]) -> None:
    """Twenty of twenty seconds were seven minutes in which no order was decided."""
    monkeypatch.setattr(pushing, "SLOW", -1.0)
    four_parcels_each()

    pushing.push(claim(Push, NOW, real_ms(), 20))

    assert sorted(number.partition("-")[0] for number in asked) == ["down", "up", "up", "up", "up"]
    said = Push.objects.filter(state="waiting").values_list("last_error", flat=True)
    assert sorted(said) == ["plain/down does not answer"] * 3 + ["the shop cannot be reached: ReadTimeout"]


def test_one_that_refuses_at_once_is_told_of_each(asked: list[str]) -> None:
    """CHN-9: it may be this very parcel."""
    four_parcels_each()

    pushing.push(claim(Push, NOW, real_ms(), 20))

    assert len(asked) == 8
