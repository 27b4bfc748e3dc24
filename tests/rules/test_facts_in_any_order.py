"""Facts may come in any order and any number of times: the order ends in the same state, with the same deadlines running."""

from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.rules.story import CUPS, DAY, NOON, Story, paid, placed

from todoke.rules import events as ev
from todoke.rules.duties import DEADLINES
from todoke.rules.order import Order

HISTORY: tuple[ev.Event, ...] = (
    placed(),
    ev.AddressChanged(ref="a1", at=NOON + 5),
    ev.ContactChanged(ref="c1", at=NOON + 5),
    ev.PaymentRequested(payment="pay", amount=8800, reference="77", expires=NOON + 3 * DAY, at=NOON + 2),
    ev.PaymentStarted(payment="pay", amount=8800, at=NOON + 10),
    paid(NOON + 60),
    ev.DatesPromised(ship_by=NOON + 4 * DAY, deliver_by=NOON + 6 * DAY, at=NOON + 61),
    ev.DatesPromised(deliver_by=NOON + 7 * DAY, at=NOON + 90),
    ev.LinesCancelled(id="x", units=(("cups", 1),), amount=2500, reason="buyer", by="channel", at=NOON + 100),
    ev.RefundPaid(refund="r", amount=2500, at=NOON + 200),
    ev.ParcelSent(parcel="1", units=(("cups", 1),), carrier="yamato", numbers=("11",), at=NOON + DAY),
    ev.TrackingChanged(parcel="1", carrier="sagawa", numbers=("12",), at=NOON + DAY + 50),
    ev.ParcelSent(parcel="2", units=(("bowl", 1),), at=NOON + 2 * DAY),
    ev.ShipmentReported(units=(("bowl", 1), ("cups", 1)), at=NOON + 2 * DAY),
    ev.ParcelDelivered(parcel="1", place="door", at=NOON + 3 * DAY),
    ev.ParcelDelivered(parcel="2", at=NOON + 3 * DAY + 5),
    ev.OrderFrozen(at=NOON + 20),
    ev.OrderUnfrozen(at=NOON + 30),
    ev.HoldPlaced(hold="h", reason="licence", at=NOON + 20),
    ev.HoldReleased(hold="h", at=NOON + 40),
    ev.DisputeOpened(dispute="d", at=NOON + 4 * DAY),
    ev.DisputeFinished(dispute="d", award=0, at=NOON + 5 * DAY),
    ev.LinesChanged(lines=(msgspec.structs.replace(CUPS, units=2), ev.Line("bowl", units=1, amount=3000, price=3000)), total=8700, at=NOON + 50),
    ev.ReturnReceived(id="back", units=(("bowl", 1),), amount=3000, at=NOON + 6 * DAY),
    ev.PaidOut(at=NOON + 7 * DAY),
    ev.OrderCompleted(at=NOON + 8 * DAY),
    ev.OrderCancelled(reason="buyer", by="channel", at=NOON + 9 * DAY),
)
TIMELESS = {kind for kind, row in DEADLINES.items() if row.counts_from.__name__ != "reason_began"}


@st.composite
def histories(draw: Any) -> tuple[list[ev.Event], list[ev.Event]]:
    """Some of the facts as they happened, and the same ones shuffled, some of them told twice or thrice."""
    chosen = [event for event in HISTORY if draw(st.booleans()) or isinstance(event, ev.OrderPlaced)]
    again = draw(st.lists(st.sampled_from(chosen), max_size=6))
    return chosen, draw(st.permutations([*chosen, *again]))


def end(events: list[ev.Event], *, now: int = NOON + 10 * DAY) -> Story:
    story = Story()
    for event in events:
        story.hear(event, now=now)
    return story


def core(o: Order) -> Order:
    """What must not depend on the order of arrival; cases, and what was told on the way, may."""
    return o.but(cases=frozenset(), lapsed=frozenset(), announced=frozenset(), told=(), due=(), stood_still=())


@given(histories())
@settings(max_examples=400, deadline=None)
def test_the_same_facts_in_any_order_and_number_end_in_the_same_state(both: tuple[list[ev.Event], list[ev.Event]]) -> None:
    """LIF-7: delivered twice changes nothing; fulfilled before paid, updated before created end as in order."""
    straight, shuffled = end(both[0]), end(both[1])
    assert core(shuffled.order) == core(straight.order)


@given(histories())
@settings(max_examples=300, deadline=None)
def test_and_wait_for_the_same_deadlines(both: tuple[list[ev.Event], list[ev.Event]]) -> None:
    """LIF-7, LIF-9: a deadline counts from its fact's own time, not from when we heard of it."""
    straight, shuffled = end(both[0]).order, end(both[1]).order
    still = not straight.stood_still and not shuffled.stood_still  # whether it was seen frozen depends on what was heard first
    assert {row.kind for row in shuffled.due} == {row.kind for row in straight.due}
    assert not still or moments(shuffled) == moments(straight)


def moments(o: Order) -> set[tuple[str, int]]:
    return {(row.kind, row.at) for row in o.due if row.kind in TIMELESS}


@given(st.sampled_from(HISTORY), st.integers(0, len(HISTORY)))
@settings(max_examples=200, deadline=None)
def test_a_fact_told_again_asks_for_nothing(fact: ev.Event, position: int) -> None:
    """LIF-7: the same event delivered twice changes nothing the second time."""
    story = end([*HISTORY[:position], fact])
    before = story.order
    story.hear(fact, now=NOON + 11 * DAY)
    assert (story.last.effects, story.last.rows, story.order) == ((), (), before)


def test_facts_that_came_before_the_order_count_once_it_is_heard() -> None:
    """LIF-1, LIF-7: unheard: facts came before the order itself."""
    story = Story().hear(paid())
    assert (story.order.progress, [type(e).__name__ for e in story.last.effects]) == ("unheard", ["AskChannel", "StartDeadline"])
    assert story.hear(placed()).order.progress == "awaiting_shipment"


def test_a_wish_that_came_before_the_order_waits_for_it() -> None:
    """LIF-2: refused for now, with the sentence; the desk puts it again when the order is heard."""
    story = Story().hear(ev.CancelAsked(at=NOON))
    assert story.last.refused == "we have not received this order yet"


def test_what_the_table_does_not_admit_is_refused_with_its_reason_and_changes_nothing() -> None:
    """LIF-2"""
    story = Story().hear(placed())
    before = story.order
    story.hear(ev.ShipmentBooked(parcel="1", units=(("bowl", 1),), at=NOON + 5))
    assert (story.last.refused, story.order) == ("it is not paid", before)


@pytest.mark.parametrize(("paid_at", "cases"), [(NOON + 60, set()), (NOON + DAY + 60, {"unpaid_order"})])
def test_money_that_came_before_the_end_and_is_heard_of_after_it_calls_nobody(paid_at: int, cases: set[str]) -> None:
    """LIF-7: whoever hears of the cancellation first has the same open cases as whoever hears of the payment first. Money that came later is a case."""
    story = Story().hear(placed()).hear(ev.OrderCancelled(reason="buyer", by="channel", at=NOON + DAY)).hear(paid(paid_at))
    assert (story.order.progress, story.order.funds, set(story.order.cases)) == ("closed", "refund_due", cases)
