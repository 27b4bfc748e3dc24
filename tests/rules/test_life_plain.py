"""The model forgets what no guard asks for (explore.plain). Sound only if an order and its plain form have the same futures."""

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.rules.life.alphabet import TERMS, alphabet, instance
from tests.rules.life.explore import BLIND, plain

from todoke.rules.decide import advance
from todoke.rules.order import Order

TWO_LINES = alphabet(TERMS["shop rules"], "first", two_lines=True)
ONE_LINE = alphabet(TERMS["shop rules"], "first")
names = st.lists(st.sampled_from(sorted(ONE_LINE)), min_size=1, max_size=14)


@given(st.sampled_from([ONE_LINE, TWO_LINES]), names, st.data())
@settings(max_examples=300, deadline=None)
def test_what_is_forgotten_changes_no_future(moves: dict[str, object], path: list[str], data: st.DataObject) -> None:
    """LIF-2: every claim about a plain configuration is one about all orders that it stands for."""
    order = Order()
    for name in ["placed", *path]:
        event = instance(moves[name][0], order)  # type: ignore[index]
        order = advance(order, event, BLIND).order if event is not None else order
    last = instance(moves[data.draw(st.sampled_from(sorted(moves)))][0], plain(order))  # type: ignore[index]
    if last is not None:
        real, model = advance(order, last, BLIND), advance(plain(order), last, BLIND)
        assert (plain(real.order), real.refused) == (plain(model.order), model.refused)
