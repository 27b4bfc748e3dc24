"""Deadline arithmetic against an independent calculation, and the deadlines of an order against a calendar on paper."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import jpholiday
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.rules.story import DAY, NOON, Story, at, clock, paid, placed

from todoke.rules.deadlines import EPOCH, Calendar, Hours, Length, hours_of, parse_length
from todoke.rules.effects import StartDeadline, StopDeadline
from todoke.rules.events import DatesPromised, DeadlineExtended, Lapsed, Line, OrderFrozen, OrderUnfrozen, ParcelDelivered, ParcelSent, PaymentRequested
from todoke.rules.policy import Policy

ZONES = sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith(("posix/", "right/")))
EARLIEST, LATEST = int(datetime(2024, 1, 1).timestamp()), int(datetime(2045, 1, 1).timestamp())  # noqa: DTZ001
zones, moments = st.sampled_from(ZONES), st.integers(EARLIEST, LATEST)
closures = st.sampled_from([(), (("12-29", "01-03"),), (("2026-08-10", "2026-08-16"), ("02-29", "02-29"))])
weeks = st.sampled_from([(0, 1, 2, 3, 4), (0, 1, 2, 3, 4, 5, 6), (1, 3), (5,)])
holidays = st.sampled_from(["", "JP"])
calendars = st.builds(Calendar, zone=zones, days=weeks, opens=st.sampled_from(["09:00", "10:30"]), closes=st.sampled_from(["18:00", "24:00"]),
                      holidays=holidays, closures=closures)


# ── the independent calculation: dates one after the other, no whole numbers, nothing remembered ──
def is_business_day(calendar: Calendar, day: date) -> bool:
    closed = any(first <= (day.isoformat() if len(first) > 5 else day.isoformat()[5:]) <= last if first <= last
                 else not last < day.isoformat()[5:] < first for first, last in calendar.closures)
    return day.weekday() in calendar.days and not closed and not (calendar.holidays == "JP" and jpholiday.is_holiday(day))


def business_days_on(calendar: Calendar, day: date, number: int) -> date:
    one = timedelta(days=1 if number >= 0 else -1)
    while (number and not is_business_day(calendar, day + one)) or (not number and not is_business_day(calendar, day)):
        day += one
    return business_days_on(calendar, day + one, number - one.days) if number else day


def on_the_wall(zone: str, day: date, clock_time: time) -> set[int]:
    """Every moment of that day at which a clock shows this time; where the clock leaves it out, as if it had not been turned."""
    return {int(datetime.combine(day, clock_time.replace(fold=fold), ZoneInfo(zone)).timestamp()) for fold in (0, 1)}


# ── LIF-17 ──
@given(zones, moments, st.integers(1, 400))
@settings(max_examples=300)
def test_days_later_is_the_same_time_on_the_wall(zone: str, moment: int, days: int) -> None:
    """LIF-17: 1 … 400 days, in every zone, over daylight saving, leap days and year ends."""
    here = datetime.fromtimestamp(moment, ZoneInfo(zone))
    found = Hours(Calendar(zone=zone)).later(moment, Length(days, "days"))
    assert found in on_the_wall(zone, here.date() + timedelta(days=days), here.time())


@given(zones, moments, st.integers(1, 400 * 24 * 60))
def test_minutes_and_hours_are_minutes_and_hours(zone: str, moment: int, minutes: int) -> None:
    """LIF-17: from one minute; a turned clock makes no hour longer."""
    hours = Hours(Calendar(zone=zone))
    assert hours.later(moment, Length(minutes, "min")) == moment + 60 * minutes
    assert hours.later(moment, Length(minutes // 60, "h")) == moment + 3600 * (minutes // 60)


@given(calendars, moments, st.integers(-30, 120))
@settings(max_examples=200, deadline=None)
def test_business_days_are_counted_one_by_one(calendar: Calendar, moment: int, number: int) -> None:
    """LIF-12: the shop's zone, weekly closing days, national holidays, own closures."""
    here = datetime.fromtimestamp(moment, ZoneInfo(calendar.zone))
    found = Hours(calendar).later(moment, Length(number, "business days"))
    assert found in on_the_wall(calendar.zone, business_days_on(calendar, here.date(), number), here.time())


def test_a_shop_that_opens_one_day_a_week_counts_ninety_nine_of_them() -> None:
    """LIF-12: two years ahead, holidays and closures between."""
    calendar = Calendar(days=(5,), closures=(("12-29", "01-03"), ("07-01", "08-31")))
    found = Hours(calendar).step(date(2034, 1, 7).toordinal() - EPOCH, 99)
    assert date.fromordinal(found + EPOCH) == business_days_on(calendar, date(2034, 1, 7), 99)


@given(calendars, moments)
@settings(max_examples=200, deadline=None)
def test_the_next_opening_is_the_first_moment_at_which_the_shop_is_open(calendar: Calendar, moment: int) -> None:
    """LIF-12: others wait for the opening hour."""
    hours, zone = Hours(calendar), ZoneInfo(calendar.zone)
    found = hours.opening(moment)
    there = datetime.fromtimestamp(found, zone)
    assert found >= moment
    assert is_business_day(calendar, there.date())
    assert found == moment or found in on_the_wall(calendar.zone, there.date(), time.fromisoformat(calendar.opens))
    assert not any(open_then(calendar, quarter) for quarter in range(moment, found, 900))


def open_then(calendar: Calendar, moment: int) -> bool:
    here = datetime.fromtimestamp(moment, ZoneInfo(calendar.zone))
    return is_business_day(calendar, here.date()) and calendar.opens <= here.strftime("%H:%M") < calendar.closes


@given(st.sampled_from([Calendar(), Calendar(zone="Europe/Berlin", holidays="", days=(0, 2, 6)), Calendar(zone="America/New_York", holidays="")]),
       st.integers(EARLIEST // 60, LATEST // 60), st.integers(1, 30))
@settings(max_examples=60, deadline=None)
def test_opening_hours_are_counted_minute_by_minute(calendar: Calendar, minute: int, number: int) -> None:
    """LIF-12, LIF-17"""
    moment, left = minute * 60, number * 60
    while left:
        left -= open_then(calendar, moment)
        moment += 60
    assert Hours(calendar).later(minute * 60, Length(number, "opening hours")) == moment


@pytest.mark.parametrize(("zone", "start", "days", "wanted"), [
    ("Europe/Berlin", "2026-03-28T10:00+01:00", 1, "2026-03-29T10:00+02:00"),  # the night of 23 hours
    ("Europe/Berlin", "2026-10-24T10:00+02:00", 1, "2026-10-25T10:00+01:00"),  # the night of 25 hours
    ("Asia/Tokyo", "2028-02-28T23:59+09:00", 1, "2028-02-29T23:59+09:00"),  # a leap day
    ("Asia/Tokyo", "2026-12-31T23:59+09:00", 1, "2027-01-01T23:59+09:00"),
    ("America/Sao_Paulo", "2026-01-31T00:00-03:00", 400, "2027-03-07T00:00-03:00"),
])
def test_days_that_others_have_got_wrong(zone: str, start: str, days: int, wanted: str) -> None:
    """LIF-17"""
    found = Hours(Calendar(zone=zone)).later(int(datetime.fromisoformat(start).timestamp()), Length(days, "days"))
    assert found == int(datetime.fromisoformat(wanted).timestamp())


def test_a_shop_that_never_opens_is_told_so() -> None:
    """LIF-12"""
    with pytest.raises(ValueError, match="no business day"):
        Hours(Calendar(days=())).later(NOON, Length(1, "business days"))


def test_what_is_not_a_wait_is_refused_with_its_mend() -> None:
    """LIF-13"""
    with pytest.raises(ValueError, match="Write one of"):
        parse_length("soon")
    assert parse_length("1 business day") == Length(1, "business days")


# ── the deadlines of an order ──
def test_over_new_year_nobody_is_asked_before_the_shop_is_back() -> None:
    """LIF-10, LIF-12: placed on Friday 26 December; closed 29 December to 3 January; 12 January is a holiday."""
    story = Story().hear(placed(way="bank_transfer", moment=at("2025-12-26 10:00")))
    assert [clock(story.due(kind)) for kind in ("payment_reminder", "payment_last_call", "payment_due")] == [
        "2026-01-07 10:00", "2026-01-13 10:00", "2026-01-14 10:00"]


@given(st.integers(at("2026-01-01 00:00"), at("2027-12-31 00:00")), st.integers(1, 20), st.integers(1, 20))
@settings(deadline=None)
def test_the_end_is_never_sooner_than_two_business_days_after_the_reminder(moment: int, reminder: int, end: int) -> None:
    """LIF-10"""
    policy = Policy(lengths={"payment_reminder": f"{reminder} business days", "payment_due": f"{end} business days"})
    story = Story(policy).hear(placed(moment=moment))
    hours = hours_of(policy.calendar)
    assert story.due("payment_due") >= hours.later(hours.opening(story.due("payment_reminder")), Length(2, "business days"))


def test_a_reminder_that_came_late_moves_the_end() -> None:
    """LIF-10: the desk was down; the reminder went a week late, and the buyer still has two business days."""
    story = Story().hear(placed(way="bank_transfer"))
    late = story.due("payment_reminder") + 7 * DAY
    story.hear(Lapsed(kind="payment_reminder", at=story.due("payment_reminder")), now=late)
    assert clock(story.due("payment_due")) == clock(hours_of(Calendar()).later(hours_of(Calendar()).opening(late), Length(2, "business days")))


def test_the_stated_expiry_of_a_number_counts_with_a_business_day_for_late_reports() -> None:
    """LIF-10: bank-transfer and convenience-store payment expiry."""
    story = Story().hear(placed(way="konbini")).hear(PaymentRequested(payment="pay", amount=8800, reference="1", expires=at("2026-11-20 23:59"), at=NOON))
    assert clock(story.due("payment_due")) == "2026-11-24 23:59"  # Friday; Monday 23 is a holiday


def test_a_lapse_from_before_the_move_is_stale() -> None:
    """LIF-9: a deadline that was moved while its lapse was on the way does not fire."""
    story = Story().hear(placed())
    early = story.due("payment_due")
    story.hear(DatesPromised(pay_by=early + 9 * DAY, at=NOON + 5)).hear(Lapsed(kind="payment_due", at=early))
    assert (story.last.refused, story.order.progress) == ("nothing waits for this any more", "awaiting_payment")


def test_what_has_ended_does_not_lapse() -> None:
    """LIF-9"""
    story = Story().hear(placed()).hear(paid())
    assert story.hear(Lapsed(kind="payment_due", at=NOON + 20 * DAY)).last.refused


def shipped() -> Story:
    return Story().hear(placed()).hear(paid()).hear(ParcelSent(parcel="p", units=(("bowl", 1), ("cups", 2)), at=NOON)).hear(
        ParcelDelivered(parcel="p", at=NOON + DAY))


def test_more_time_counts_from_its_own_event() -> None:
    """LIF-11"""
    story = shipped().hear(DeadlineExtended(kind="protection", until=NOON + 40 * DAY, at=NOON + 2 * DAY))
    assert story.asked(StartDeadline) == [StartDeadline("protection", NOON + 40 * DAY)]


def test_more_time_outlasts_a_freeze_and_grows_by_it() -> None:
    """LIF-11, LIF-3: deadlines stand still while the order is frozen."""
    story = shipped().hear(DeadlineExtended(kind="protection", until=NOON + 40 * DAY, at=NOON + 2 * DAY)).hear(OrderFrozen(at=NOON + 3 * DAY))
    assert "protection" not in story.runs()
    assert story.hear(OrderUnfrozen(at=NOON + 5 * DAY)).due("protection") == NOON + 42 * DAY


def test_a_newer_promise_moves_what_was_extended() -> None:
    """LIF-11: the newest word about a date holds."""
    story = Story().hear(placed()).hear(paid()).hear(DeadlineExtended(kind="ship_by", until=NOON + 40 * DAY, at=NOON + 60))
    assert story.due("ship_by") == NOON + 40 * DAY
    assert story.hear(DatesPromised(ship_by=NOON + 50 * DAY, at=NOON + 120)).due("ship_by") == NOON + 50 * DAY


def test_a_freeze_before_the_parcel_left_gives_its_protection_nothing() -> None:
    """LIF-3: only what stood still goes on later."""
    story = Story().hear(placed()).hear(paid()).hear(OrderFrozen(at=NOON + DAY)).hear(OrderUnfrozen(at=NOON + 4 * DAY))
    assert story.due("ship_by") == NOON + 33 * DAY
    story.hear(ParcelSent(parcel="p", units=(("bowl", 1), ("cups", 2)), at=NOON + 5 * DAY)).hear(ParcelDelivered(parcel="p", at=NOON + 6 * DAY))
    assert story.due("protection") == NOON + 20 * DAY


def test_what_calls_again_calls_until_its_reason_ends() -> None:
    """LIF-3: an alert that burns until somebody decides."""
    story = Story().hear(placed()).hear(paid()).lapse("ship_by")
    first = story.due("ship_by")
    assert first > NOON + 30 * DAY
    assert story.lapse("ship_by").due("ship_by") > first
    story.hear(ParcelSent(parcel="p", units=(("bowl", 1), ("cups", 2)), at=first + DAY))
    assert StopDeadline("ship_by") in story.last.effects


def test_digital_goods_need_no_parcel_to_be_followed() -> None:
    """LIF-3: sent and delivered at once; protection still ends by itself."""
    file = (Line("file", units=1, amount=500, digital=True),)
    story = Story().hear(placed(lines=file, total=500)).hear(paid(amount=500))
    story.hear(ParcelSent(parcel="p", units=(("file", 1),), at=NOON)).hear(ParcelDelivered(parcel="p", at=NOON))
    assert story.lapse("protection").order.progress == "completed"
