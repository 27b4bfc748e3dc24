"""Goods that went to another order or came from one: in whatever order the facts come, the order is the same (LIF-5, LIF-7)."""

from itertools import permutations

import pytest

from todoke.rules import events as ev
from todoke.rules import figures
from todoke.rules.events import Line
from todoke.rules.learn import learn
from todoke.rules.order import Order

PLACED = ev.OrderPlaced(at=1, total=300, lines=(Line("a", units=3, amount=300),))
OUT = ev.GoodsMoved(id="out", at=4, units=(("a", -1),), amount=-100, other="2", bought=(("a", 3),))
IN = ev.GoodsMoved(id="in", at=5, units=(("in.1", 2),), amount=50, other="3", lines=(Line("in.1", units=2, amount=50),))
CUT = ev.LinesCancelled(id="cut", at=6, units=(("a", 1),), amount=100)
TOLD_AGAIN = ev.LinesChanged(at=7, total=300, lines=(Line("a", units=3, amount=300),))
TOLD_CUT = ev.LinesChanged(at=8, total=200, lines=(Line("a", units=2, amount=200),))

# what is known → pieces of a, what it costs; of in.1 there are always two when IN is known
CASES = {
    (PLACED, OUT): (2, 200),
    (PLACED, IN): (3, 350),
    (PLACED, OUT, TOLD_AGAIN): (2, 200),  # the channel knows nothing of it
    (PLACED, OUT, TOLD_CUT): (2, 200),  # it was taken out there as well
    (PLACED, OUT, IN, CUT): (1, 150),
    (PLACED, OUT, IN, CUT, TOLD_CUT): (1, 150),  # what the channel tells less of is what was cancelled
}


@pytest.mark.parametrize("facts", CASES, ids=lambda facts: " ".join(type(fact).__name__ for fact in facts))
def test_the_order_is_the_same_whatever_came_first(facts: tuple[ev.Event, ...]) -> None:
    """LIF-7: pieces, price and lines, in every sequence and with each fact twice."""
    found = {whole(sequence) for sequence in permutations(facts)} | {whole((*facts, *facts))}
    pieces, price = CASES[facts]
    assert len(found) == 1
    ((units, cost, lines),) = found
    assert (dict(units).get("a", 0), cost) == (pieces, price) and ("in.1" in lines) == (IN in facts) == (dict(units).get("in.1") == 2)


def whole(facts: tuple[ev.Event, ...]) -> tuple[tuple[tuple[str, int], ...], int, tuple[str, ...]]:
    order = Order()
    for fact in facts:
        order = learn(order, fact)
    return figures.open_units(order), figures.agreed(order), tuple(line.id for line in order.lines)
