"""What the shop's own parcels say of the next one: whatever sequence they finish in, within what was seen, and silent where too few were."""

import random
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from todoke.tracking.lanes import (
    ENOUGH,
    GUESSED,
    LEVELS,
    MEASURED,
    PUBLISHED,
    USUAL,
    Lane,
    Record,
    Run,
    at_most,
    by_days,
    calendar,
    days_from,
    forecast,
    interval,
    longest_gap,
    pooled,
    quantile,
    rest_days,
    with_runs,
    working,
)

RUN = st.builds(Run, st.integers(0, 6), st.integers(0, 12), st.integers(0, 400))
RUNS, FEW, MANY = st.lists(RUN, max_size=80), st.lists(RUN, max_size=ENOUGH - 1), st.lists(RUN, min_size=ENOUGH, max_size=80)
ANY = st.builds(Run, st.integers(-9, 9), st.integers(-5, 10**6), st.integers(-5, 10**9))


def lane_of(runs: list[Run]) -> Lane:
    return with_runs(Lane(), runs)


@given(RUNS, st.randoms(use_true_random=False))
def test_it_does_not_matter_in_which_sequence_parcels_finish(runs: list[Run], dice: random.Random) -> None:
    """TRK-5, TRK-7: facts come late and in parts."""
    mixed = dice.sample(runs, len(runs))
    half = len(mixed) // 2
    assert lane_of(runs) == lane_of(mixed) == pooled([lane_of(mixed[:half]), lane_of(mixed[half:])])


@given(MANY, st.integers(0, 6))
def test_an_interval_lies_within_what_was_seen_and_holds_nine_in_ten_of_it(runs: list[Run], weekday: int) -> None:
    """TRK-7: honest, and no wider than the parcels themselves."""
    days = by_days(lane_of(runs))
    found = interval(days)
    assert found and min(days) <= found[0] <= found[1] <= max(days)
    assert sum(n for day, n in days.items() if found[0] <= day <= found[1]) >= len(runs) * 9 // 10
    said = days_from(lane_of(runs), weekday)
    assert said and 0 <= said[0] <= said[1] and said[2] >= ENOUGH


@given(MANY, st.fractions(0, 1))
def test_a_quantile_is_a_value_that_was_seen(runs: list[Run], share: Fraction) -> None:
    """TRK-7: p50, p90: so many of the parcels took no longer."""
    days = by_days(lane_of(runs))
    found = quantile(days, share)
    assert found in days and sum(n for day, n in days.items() if day <= found) >= share * len(runs)


@given(FEW, RUNS, st.integers(0, 6), st.sampled_from([*USUAL, "nobody"]), st.booleans())
def test_a_lane_that_knows_too_little_says_what_the_coarser_one_says(few: list[Run], more: list[Run], weekday: int, carrier: str, abroad: bool) -> None:
    """TRK-7: never worse than its fallback, and the fallback is named."""
    coarse = pooled([lane_of(few), lane_of(more)])
    said = forecast((lane_of(few), lane_of(few), coarse), weekday, carrier, abroad)
    alone = forecast((Lane(), Lane(), coarse), weekday, carrier, abroad)
    assert said == alone and said.level in LEVELS
    assert (said.rests_on >= ENOUGH) == (said.level in MEASURED)


@given(st.lists(ANY, max_size=60), st.integers(0, 6), st.text(max_size=20), st.booleans())
def test_no_numbers_are_too_strange_for_it(runs: list[Run], weekday: int, carrier: str, abroad: bool) -> None:
    """TRK-5: clocks of carriers are wrong in every way."""
    said = forecast([lane_of(runs)] * 3, weekday, carrier, abroad)
    assert 0 <= said.first <= said.last <= 400 and said.quiet >= 1


def test_an_interval_that_was_stated_is_right_nine_times_in_ten() -> None:
    """TRK-7: tried on parcels that were not known when it was stated, with the fewest parcels that may speak."""
    dice, right = random.Random(7), 0
    for _ in range(1000):
        days = [dice.choice((1, 1, 1, 2, 2, 3, 5, 8)) for _ in range(ENOUGH + 1)]
        found = interval({day: days[1:].count(day) for day in days[1:]})
        right += bool(found and found[0] <= days[0] <= found[1])
    assert right >= 900


def test_a_silence_that_alarms_is_one_in_twenty_at_most() -> None:
    """TRK-5: the lane's p95, as a bound for the next parcel."""
    dice, alarms = random.Random(8), 0
    for _ in range(1000):
        hours = [dice.choice((6, 9, 14, 20, 30, 60)) for _ in range(101)]
        alarms += hours[0] > at_most({hour: hours[1:].count(hour) for hour in hours[1:]})
    assert alarms <= 50


def test_what_leaves_on_a_friday_is_expected_after_the_carriers_weekend() -> None:
    """TRK-7: the weekday matters where the carrier rests; found in the parcels themselves."""
    weekend = frozenset((5, 6))
    lane = lane_of([Run(day, calendar(day, days, weekend), 20) for day in (0, 1, 2, 3) for days in (1, 2, 3) for _ in range(20)])
    assert rest_days(lane) == weekend
    assert days_from(lane, 4) == (3, 5, 240) and days_from(lane, 0) == (1, 3, 60)


@given(st.integers(0, 6), st.integers(0, 60), st.frozensets(st.integers(0, 6), max_size=6))
def test_working_days_there_and_back_are_the_same(weekday: int, number: int, rests: frozenset[int]) -> None:
    """TRK-7: n working days end on the day on which n are over."""
    assert working(weekday, calendar(weekday, number, rests), rests) == number


@pytest.mark.parametrize(("carrier", "weekday", "abroad", "said"), [
    ("yamato", 4, False, (1, 3, PUBLISHED)), ("usps", 4, False, (4, 7, PUBLISHED)), ("nobody", 4, False, (1, 7, GUESSED)),
    ("yamato", 4, True, (5, 28, GUESSED))])
def test_before_anything_is_measured_the_carriers_own_words_are_told_as_such(carrier: str, weekday: int, abroad: bool, said: tuple[int, int, str]) -> None:
    """TRK-7: a default is stated as one; it rests on no parcel."""
    found = forecast((Lane(), Lane(), Lane()), weekday, carrier, abroad)
    assert (found.first, found.last, found.level) == said and found.rests_on == 0


def test_the_record_goes_with_the_lane_that_spoke() -> None:
    """TRK-7: so many of so many such forecasts were right."""
    near = with_runs(Lane(), [Run(0, 2, 9)] * ENOUGH, Record(told=10, right=9))
    assert forecast((near, near, pooled([near, with_runs(Lane(), (), Record(5, 0))])), 0, "yamato", False).record == Record(10, 9)


@given(st.lists(st.integers(0, 10**10), max_size=30))
def test_the_longest_gap_lies_between_two_scans(moments: list[int]) -> None:
    """TRK-5: in hours, begun ones counted."""
    found = longest_gap(moments)
    assert found == longest_gap(moments[::-1]) and 0 <= found <= (max(moments, default=0) - min(moments, default=0)) // 3600 + 1
