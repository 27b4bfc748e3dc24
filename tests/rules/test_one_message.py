"""Delay and stockout on one order become one message, the stockout's (NTC-4)."""

import msgspec
import pytest
from tests.rules.story import DAY, HOUR, MINUTE, NOON, Story, paid, placed

from todoke.rules import events as ev
from todoke.rules.guarding import Claimed, Not, Send, guard
from todoke.rules.order import Order, Told
from todoke.rules.policy import Policy

LATER = ev.DatesPromised(ship_by=NOON + 9 * DAY, cause="supplier_late", at=NOON + 2 * HOUR)


def delayed() -> Story:
    """Confirmed with a day; now a later one, which DL1 tells in half an hour."""
    first = ev.DatesPromised(ship_by=NOON + 3 * DAY, at=NOON + MINUTE)
    return Story().hear(placed()).hear(paid()).send_all().hear(first).send_all().hear(LATER)


def with_stockout(order: Order, kind: str, at: int) -> Order:
    told = Told(kind, "stockout", "case", due=at, handed=True)
    return msgspec.structs.replace(order, told=(*order.told, told))


def leaves(order: Order) -> Send | Not | object:
    return guard(Claimed("shipping_delay", "DL1", LATER, NOON + 3 * HOUR), order, Policy())


@pytest.mark.parametrize("kind", ["stockout_choice", "stockout_cancelled"])
def test_a_delay_is_not_told_beside_the_stockout(kind: str) -> None:
    """NTC-4: what waited as a delay is withdrawn when the stockout has been told meanwhile; its own notice names both days."""
    order = delayed().order
    assert leaves(order) == Send()
    stopped = leaves(with_stockout(order, kind, NOON + 2 * HOUR))
    assert isinstance(stopped, Not) and kind in stopped.reason


def test_a_delay_that_comes_days_after_the_stockout_is_told() -> None:
    """NTC-4: it is other news by then."""
    assert leaves(with_stockout(delayed().order, "stockout_choice", NOON - 2 * DAY)) == Send()


def test_a_new_day_and_a_missed_one_are_one_message() -> None:
    """NTC-4: DL1 makes DL2 and D1 needless; one row of the delay waits."""
    assert [tell for tell in delayed().told() if tell[0] in ("DL1", "DL2", "D1")] == [("DL1", 150)]
