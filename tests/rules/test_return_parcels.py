"""The parcel in which a buyer gives something back: followed like any other, and never taken for one of the shop's."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.rules.story import CUPS, DAY, NOON, Story, paid, placed

from todoke.rules import events as ev
from todoke.rules.effects import AlertStaff, OpenCase
from todoke.rules.figures import delivered, sent
from todoke.rules.learn import learn
from todoke.rules.order import Order
from todoke.rules.parcel_life import SAYS, state_of

OUT = ev.ParcelSent(parcel="1", units=(("bowl", 1), (CUPS.id, CUPS.units)), carrier="yamato", numbers=("11",), at=NOON + DAY)
THERE = ev.ParcelDelivered(parcel="1", at=NOON + 2 * DAY)
BACK = ev.ReturnSent(parcel="b", id="r", carrier="japan_post", numbers=("22",), at=NOON + 5 * DAY)
SCANS = (*SAYS, ev.ParcelDelivered, ev.ParcelReturning, ev.ParcelReturned)
some_scans = st.lists(st.builds(lambda cls, hours: cls(parcel="b", at=NOON + 5 * DAY + hours * 3600), st.sampled_from(SCANS), st.integers(0, 40)), max_size=7)


def arrived() -> Story:
    return Story().hear(placed()).hear(paid()).hear(OUT, now=NOON + DAY).hear(THERE, now=NOON + 2 * DAY)


def scan(cls: type[ev.ParcelFact], days: float = 6) -> ev.Event:
    return cls(parcel="b", at=NOON + int(days * DAY))


@given(st.data())
@settings(max_examples=200, deadline=None)
def test_scans_may_come_before_the_word_that_it_goes_back(data: Any) -> None:
    """TRK-4, TRK-6: late, repeated and out of order, the same parcel stands on the same side."""
    told = [OUT, THERE, BACK, ev.TrackingChanged(parcel="b", carrier="yamato", numbers=("23",), at=NOON + 6 * DAY), *data.draw(some_scans)]
    again = data.draw(st.permutations([*told, *data.draw(st.lists(st.sampled_from(told), max_size=3))]))
    straight, other = Order(), Order()
    for event in told:
        straight = learn(straight, event)
    for event in again:
        other = learn(other, event)
    assert other == straight
    assert [p.id for p in straight.parcels] == ["1"] and [p.id for p in straight.sent_back] == ["b"]


@given(some_scans)
@settings(max_examples=100, deadline=None)
def test_whatever_is_scanned_of_it_says_nothing_of_what_went_out(scans: list[ev.Event]) -> None:
    """TRK-6: no progress, no pieces, no deadline and no notice follows from it."""
    before, story = arrived(), arrived().hear(BACK, now=NOON + 5 * DAY)
    for event in scans:
        story.hear(event, now=NOON + 8 * DAY)
        assert not [effect for effect in story.last.effects if not isinstance(effect, AlertStaff)]
    o, was = story.order, before.order
    assert (o.progress, o.parcels, sent(o), delivered(o), o.due, o.told, o.cases) == (
        was.progress,
        was.parcels,
        sent(was),
        delivered(was),
        was.due,
        was.told,
        was.cases,
    )


@pytest.mark.parametrize("cls, says", [
    (ev.ParcelDelivered, "a return has arrived: look at it, and write down what came"),
    (ev.ParcelLost, "a return did not reach the shop: ask the carrier"),
    (ev.ParcelReturned, "a return did not reach the shop: ask the carrier"),
])  # fmt: skip
def test_staff_hear_when_it_arrives_or_is_lost(cls: type[ev.ParcelFact], says: str) -> None:
    """TRK-6: and no case of a buyer without goods is opened."""
    effects = arrived().hear(BACK).hear(scan(cls), now=NOON + 6 * DAY).last.effects
    assert AlertStaff(says) in effects and not any(isinstance(effect, OpenCase) for effect in effects)


def test_nobody_is_called_about_goods_that_were_looked_at_already() -> None:
    """TRK-6: the carrier's word comes later than the shop's."""
    story = arrived().hear(BACK).hear(ev.ReturnReceived(id="r", units=(("bowl", 1),), amount=3000, at=NOON + 6 * DAY), now=NOON + 6 * DAY)
    assert story.hear(scan(ev.ParcelDelivered, 6.5), now=NOON + 7 * DAY).last.effects == ()
    assert state_of(story.order.sent_back[0]) == "delivered"


def test_the_number_of_the_parcel_that_came_is_no_return() -> None:
    """TRK-6: a buyer may write the wrong one; what the shop has sent stays sent."""
    story, out = arrived(), arrived().order
    assert story.hear(ev.ReturnSent(parcel="1", numbers=("11",), at=NOON + 5 * DAY)).order.progress == out.progress
    assert story.order.sent_back == () and delivered(story.order) == delivered(out)


def test_of_two_names_of_its_return_the_same_counts_whichever_came_first() -> None:
    """TRK-6"""
    other = ev.ReturnSent(parcel="b", id="s", at=NOON + 5 * DAY)
    assert learn(learn(Order(), BACK), other) == learn(learn(Order(), other), BACK)
