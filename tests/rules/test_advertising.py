"""The buyer's word on advertising, and what a notice becomes without it."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.rules.story import DAY, NOON, Story, paid, placed

from todoke.rules import events as ev
from todoke.rules.effects import Tell
from todoke.rules.guarding import Claimed, Not, Send, guard
from todoke.rules.policy import Policy

OFFERS = Policy(advertises=True)
YES, NO = ev.AdvertisingConsent(at=NOON + 9, by="buyer"), ev.AdvertisingConsent(at=NOON + 9, allowed=False, by="buyer")


def arrived(*said: ev.Event, order: ev.Event = placed()) -> Story:
    story = Story(OFFERS).hear(order).hear(paid(NOON + 60))
    for event in (ev.ParcelSent(parcel="1", units=(("bowl", 1), ("cups", 2)), at=NOON + DAY), ev.ParcelDelivered(parcel="1", at=NOON + 2 * DAY), *said):
        story.hear(event)
    return story


def row(story: Story) -> str:
    return next(t.row for t in story.lapse("follow_up").asked(Tell))


@pytest.mark.parametrize(("said", "expected"), [((), "F2"), ((YES,), "F1"), ((NO,), "F2"), ((YES, NO), "F2"), ((NO, YES), "F2"),
                                                ((NO, ev.AdvertisingConsent(at=NOON + 10)), "F1")])
def test_the_newest_word_counts_and_of_one_moment_the_no(said: tuple[ev.Event, ...], expected: str) -> None:
    """NTC-15."""
    assert row(arrived(*said)) == expected


def test_a_business_is_not_advertised_to() -> None:
    """NTC-3, NTC-15."""
    order = placed()
    business = msgspec.structs.replace(order, manner=msgspec.structs.replace(order.manner, business=True))
    assert row(arrived(YES, order=business)) == "F2"


def test_consent_taken_back_before_it_is_sent_leaves_care_alone() -> None:
    """NTC-18: the guard falls back to the row that needs none."""
    story = arrived(YES).lapse("follow_up")
    tell = story.asked(Tell)[0]
    asked = Claimed(tell.kind, tell.row, ev.Lapsed(kind="follow_up", at=tell.due), tell.due)
    assert guard(asked, story.order, OFFERS) == Send()
    assert guard(asked._replace(opted_out=True), story.order, OFFERS) == Send("F2")
    assert guard(asked, story.hear(msgspec.structs.replace(NO, at=tell.due)).order, OFFERS) == Send("F2")


def test_where_no_row_needs_none_nothing_is_sent() -> None:
    """NTC-18, NTC-20: and the reason says why."""
    alone = Policy(advertises=True, journeys=tuple(one for one in OFFERS.journeys if one.id != "F2"))
    story = arrived(YES).lapse("follow_up")
    asked = Claimed("follow_up", "F1", ev.Lapsed(kind="follow_up", at=NOON + 9 * DAY), NOON + 9 * DAY, opted_out=True)
    assert guard(asked, story.order, alone) == Not("no_consent")


@given(st.permutations([YES, NO, ev.AdvertisingConsent(at=NOON + 3), ev.AdvertisingConsent(at=NOON + 20, allowed=False)]))
def test_it_does_not_matter_in_which_order_they_come(said: list[ev.Event]) -> None:
    """LIF-2."""
    assert arrived(*said).order.adverts == (NOON + 20, True)
