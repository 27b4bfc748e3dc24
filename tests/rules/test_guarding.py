"""The guards at sending: whatever made a notice right is asked again when it is claimed, and the first no names its reason."""

import msgspec
import pytest
from tests.rules.story import DAY, HOUR, MINUTE, NOON, Story, at, paid, placed

from todoke.rules import events as ev
from todoke.rules.guarding import Claimed, Not, Send, Wait, guard
from todoke.rules.journey_rows import DEFAULT, Journey
from todoke.rules.policy import Policy

CONFIRMATION = Claimed("order_confirmation", "C1", paid(), NOON + MINUTE)
NIGHT = at("2026-11-17 23:00")


def confirmed() -> Story:
    return Story().hear(placed()).hear(paid())


def changed(row: str, **fresh: object) -> Policy:
    return Policy(journeys=tuple(msgspec.structs.replace(one, **fresh) if one.id == row else one for one in DEFAULT))


def test_what_is_still_true_goes() -> None:
    """NTC-18"""
    assert guard(CONFIRMATION, confirmed().order, Policy()) == Send()


@pytest.mark.parametrize("policy", [Policy(off=("order_confirmation",)), changed("C1", off=True), Policy(journeys=())])
def test_a_kind_or_row_that_is_off_does_not_go(policy: Policy) -> None:
    """NTC-20, guard 1"""
    assert guard(CONFIRMATION, confirmed().order, policy) == Not("switched_off")


def test_of_history_nothing_goes() -> None:
    """NTC-19, guard 2"""
    assert guard(CONFIRMATION, confirmed().order.but(live=False), Policy()) == Not("backfilled")


def test_news_of_last_week_does_not_go() -> None:
    """Guard 2: younger than the row's limit."""
    assert guard(CONFIRMATION._replace(now=NOON + 3 * DAY + MINUTE), confirmed().order, Policy()) == Not("stale")
    assert guard(CONFIRMATION._replace(now=NOON + 3 * DAY), confirmed().order, Policy()) == Send()


def test_a_row_that_waits_a_week_is_not_stale_because_it_waited() -> None:
    """Guard 2: the limit counts from when it ought to have gone."""
    policy = Policy(journeys=(Journey("shop-a", ("PaymentReceived",), "care_card", wait="7 days"),))
    card = Claimed("care_card", "shop-a", paid(), NOON + 7 * DAY)
    assert guard(card, confirmed().order, policy) == Send()
    assert guard(card._replace(now=NOON + 11 * DAY), confirmed().order, policy) == Not("stale")


def test_a_desk_that_was_down_sends_its_reminder_late_rather_than_never() -> None:
    """LIF-9, LIF-19, guard 2: a lapse is never stale."""
    story = Story().hear(placed(way="bank_transfer"))
    lapse = ev.Lapsed(kind="payment_reminder", at=NOON)
    assert guard(Claimed("payment_reminder", "P6", lapse, NOON + 30 * DAY), story.order, Policy()) == Send()


def test_what_a_person_sends_is_never_stale() -> None:
    """NTC-24"""
    again = Claimed("order_confirmation", "again", ev.TellAgain(id="1", kind="order_confirmation", at=NOON), NOON + 90 * DAY, by_hand=True)
    assert guard(again, confirmed().order, Policy()) == Send()


def test_the_order_is_read_anew_and_the_first_untrue_condition_is_named() -> None:
    """NTC-18, guard 5: cancelled between decision and sending."""
    story = confirmed().hear(ev.OrderCancelled(by="channel", at=NOON + 30))
    assert guard(CONFIRMATION, story.order, Policy()) == Not("not_true_any_more: accepted")


def test_nobody_is_reminded_while_payments_were_not_read() -> None:
    """P6, guard 5: what looks unpaid may be paid."""
    story = Story().hear(placed(way="bank_transfer"))
    reminder = Claimed("payment_reminder", "P6", ev.Lapsed(kind="payment_reminder", at=NOON), NOON, payments_heard=False)
    assert guard(reminder, story.order, Policy()) == Not("not_true_any_more: payments_read")


def test_a_frozen_order_hears_nothing_of_goods_to_come_until_it_is_released() -> None:
    """Guard 6"""
    story = confirmed().hear(ev.ParcelSent(parcel="1", units=(("cups", 2),), numbers=("1",), at=NOON)).hear(ev.OrderFrozen(at=NOON + 5))
    notice = Claimed("shipping_confirmation", "S1", ev.ParcelSent(parcel="1", at=NOON), NOON + 15 * MINUTE)
    assert guard(notice, story.order, Policy()) == Wait("frozen")
    assert guard(notice, story.hear(ev.OrderUnfrozen(at=NOON + 10)).order, Policy()) == Send()


def test_without_an_address_or_a_text_it_does_not_go() -> None:
    """NTC-13, NTC-21, guards 10 and 11"""
    order = confirmed().order
    assert guard(CONFIRMATION._replace(has_address=False), order, Policy()) == Not("no_address")
    assert guard(CONFIRMATION._replace(has_text=False), order, Policy()) == Wait("locale_missing")


def test_what_may_wait_for_the_opening_hour_waits_for_it() -> None:
    """LIF-12, guard 13"""
    story = Story().hear(placed(way="bank_transfer"))
    reminder = Claimed("payment_reminder", "P6", ev.Lapsed(kind="payment_reminder", at=NIGHT), NIGHT)
    assert guard(reminder, story.order, Policy()) == Wait("waits_for_hours", at("2026-11-18 09:00"))
    assert guard(reminder._replace(now=at("2026-11-18 09:00")), story.order, Policy()) == Send()


def test_what_good_manners_make_urgent_goes_at_night() -> None:
    """LIF-12: a confirmation is held for nobody's sleep."""
    assert guard(CONFIRMATION._replace(now=NIGHT), confirmed().order, Policy()) == Send()


def test_the_first_no_is_the_one_that_is_named() -> None:
    """NTC-20: in this order."""
    order = confirmed().hear(ev.OrderFrozen(at=NOON + 5)).order.but(live=False)
    assert guard(CONFIRMATION._replace(has_address=False, now=NOON + HOUR), order, Policy()) == Not("backfilled")
