"""Facts that one delivery tells are settled in one go, and end where they would end one after the other."""

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.rules.story import DAY, NOON, Story, paid, placed
from tests.rules.test_facts_in_any_order import HISTORY, core

from todoke.rules import events as ev
from todoke.rules.decide import Desk, advance_all, together
from todoke.rules.effects import StartDeadline, Tell
from todoke.rules.order import Order

LATER = Desk(Story().policy, NOON + 10 * DAY)


@given(st.permutations(HISTORY), st.integers(1, len(HISTORY)))
@settings(max_examples=200, deadline=None)
def test_facts_in_one_go_end_where_they_end_one_by_one(facts: list[ev.Event], number: int) -> None:
    """LIF-7: how a channel cuts its deliveries changes nothing about the order."""
    at_once = advance_all(Order(), facts[:number], LATER)
    story = Story()
    for fact in facts[:number]:
        story.hear(fact, now=LATER.now)
    end = next(one.order for one in reversed(at_once) if one.changed)
    assert core(end) == core(story.order)
    assert {row.kind for row in end.due} == {row.kind for row in story.order.due}


def test_an_order_that_comes_with_its_money_never_starts_a_reminder() -> None:
    """NTC-1: and is told once, as accepted."""
    decisions = advance_all(Order(), (placed(), paid()), Desk(Story().policy, NOON))
    effects = [effect for one in decisions for effect in one.effects]
    assert "payment_reminder" not in {e.kind for e in effects if isinstance(e, StartDeadline)}
    assert [(e.row, e.variant) for e in effects if isinstance(e, Tell)] == [("C1", "accepted")]


def test_a_wish_between_facts_is_settled_by_itself() -> None:
    """LIF-6: it looks at the books, so they are settled before it."""
    ask = ev.CancelAsked(at=NOON)
    assert together((placed(), paid(), ask, ev.OrderFrozen(at=NOON))) == [(placed(), paid()), (ask,), (ev.OrderFrozen(at=NOON),)]
