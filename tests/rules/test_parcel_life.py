"""Where a parcel is: by all its scans together, whatever came first, however often."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.rules.story import DAY, HOUR, NOON, Story, paid, placed

from todoke.rules import events as ev
from todoke.rules.learn import learn
from todoke.rules.order import Order, Parcel
from todoke.rules.parcel_life import SAYS, STATES, state_of

SCANS = (*SAYS, ev.ParcelSent, ev.ParcelDelivered, ev.ParcelReturning, ev.ParcelReturned, ev.ParcelSilent)
some_scans = st.lists(st.builds(lambda cls, hours: cls(parcel="1", at=NOON + hours * HOUR), st.sampled_from(SCANS), st.integers(0, 40)), min_size=1, max_size=9)


def told(*events: ev.Event) -> Parcel:
    order = Order()
    for event in events:
        order = learn(order, event)
    return order.parcels[0]


def scan(cls: type[ev.ParcelFact], hours: float = 0) -> ev.Event:
    return cls(parcel="1", at=NOON + int(hours * HOUR))


@given(st.data())
@settings(max_examples=300, deadline=None)
def test_the_same_scans_in_any_order_and_number_leave_the_same_parcel(data: Any) -> None:
    """TRK-4: late, repeated and out-of-order events end right."""
    scans = data.draw(some_scans)
    again = data.draw(st.permutations([*scans, *data.draw(st.lists(st.sampled_from(scans), max_size=4))]))
    order, other = Order(), Order()
    for event in scans:
        order = learn(order, event)
    for event in again:
        other = learn(other, event)
    assert other == order
    assert not order.parcels or state_of(order.parcels[0]) in STATES


@pytest.mark.parametrize("scans, state", [
    ((ev.ParcelLabelled,), "labelled"),
    ((ev.ParcelMoved, ev.ParcelLabelled), "moving"),
    ((ev.ParcelMoved, ev.ParcelOutForDelivery, ev.ParcelAttemptFailed), "attempt_failed"),
    ((ev.ParcelAttemptFailed, ev.ParcelHeld, ev.ParcelOutForDelivery), "out_for_delivery"),
    ((ev.ParcelDelivered, ev.ParcelMoved), "delivered"),
    ((ev.ParcelTroubled, ev.ParcelMoved), "moving"),
    ((ev.ParcelRefused, ev.ParcelMoved), "refused"),
    ((ev.ParcelRefused, ev.ParcelMoved, ev.ParcelOutForDelivery), "out_for_delivery"),
    ((ev.ParcelReturning, ev.ParcelMoved, ev.ParcelOutForDelivery), "returning"),
    ((ev.ParcelReturning, ev.ParcelDelivered), "returned"),
    ((ev.ParcelReturning, ev.ParcelReturned), "returned"),
    ((ev.ParcelReturning, ev.ParcelLost), "lost"),
    ((ev.ParcelLost, ev.ParcelMoved), "moving"),
    ((ev.ParcelLost, ev.ParcelDelivered), "delivered"),
    ((ev.ParcelMoved, ev.ParcelLost), "lost"),
    ((ev.ParcelSent,), "moving"),
])  # fmt: skip
def test_scans_an_hour_apart_end_in_that_state(scans: tuple[type[ev.ParcelFact], ...], state: str) -> None:
    """TRK-4: the newest scan says where it is; what was handed over, or has turned round, stays so."""
    assert state_of(told(*(scan(cls, hour) for hour, cls in enumerate(scans)))) == state


def test_of_two_scans_of_one_minute_the_further_one_counts() -> None:
    """TRK-4: carriers print label and departure with the same minute."""
    assert state_of(told(scan(ev.ParcelMoved), scan(ev.ParcelLabelled), scan(ev.ParcelOutForDelivery))) == "out_for_delivery"


def test_a_scan_is_news_once() -> None:
    """TRK-4: what is known changes nothing; an older one of its kind tells nothing new."""
    story = Story().hear(placed()).hear(paid()).hear(scan(ev.ParcelAttemptFailed, 20))
    assert story.last.changed
    assert not story.hear(scan(ev.ParcelAttemptFailed, 20)).last.changed
    assert not story.hear(scan(ev.ParcelAttemptFailed, 2)).last.changed
    assert story.hear(scan(ev.ParcelAttemptFailed, 44)).last.changed


def test_a_failed_attempt_is_news_although_a_later_scan_was_heard_before() -> None:
    """TRK-4: a list is read newest first; the attempt in its middle is still told."""
    story = Story().hear(placed()).hear(paid()).hear(scan(ev.ParcelMoved, 21))
    assert story.hear(scan(ev.ParcelAttemptFailed, 20), now=NOON + DAY).last.changed
    assert state_of(story.order.parcels[0]) == "moving"


def test_a_loss_that_is_reported_every_day_is_news_once() -> None:
    """CAS-9: a case that was settled is not opened again by the same report."""
    story = Story().hear(placed()).hear(paid()).hear(scan(ev.ParcelLost, 20))
    assert not story.hear(scan(ev.ParcelLost, 44)).last.changed
