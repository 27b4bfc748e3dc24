"""Shares and what is sure about them, against figures from the literature (NTC-17, NTC-10)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from todoke.notices.measuring_rates import ENOUGH_TO_COMPARE, can_tell, difference, needed, percentile, share


@pytest.mark.parametrize(("many", "of", "low", "high"), [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)])
def test_an_interval_is_wilsons(many: int, of: int, low: float, high: float) -> None:
    """NTC-17: Newcombe, Statistics in Medicine 17 (1998) 857, table I, method 3."""
    found = share(many, of)
    assert (found.low, found.high) == (pytest.approx(low, abs=0.00006), pytest.approx(high, abs=0.00006))


@pytest.mark.parametrize(("b", "a", "low", "high"), [
    ((56, 70), (48, 80), 0.0524, 0.3339), ((9, 10), (3, 10), 0.1705, 0.8090), ((6, 7), (2, 7), 0.0582, 0.8062), ((5, 56), (0, 29), -0.0381, 0.1926)])
def test_the_interval_of_a_difference_is_newcombes(b: tuple[int, int], a: tuple[int, int], low: float, high: float) -> None:
    """NTC-10: Newcombe, Statistics in Medicine 17 (1998) 873, table II, method 10."""
    found = difference(share(*a), share(*b))
    assert (found.low, found.high) == (pytest.approx(low, abs=0.00006), pytest.approx(high, abs=0.00006))


def test_no_difference_is_told_of_few_mails() -> None:
    """NTC-10."""
    few, many = ENOUGH_TO_COMPARE - 1, ENOUGH_TO_COMPARE
    assert not can_tell(share(0, few), share(few, few)) and can_tell(share(0, many), share(many, many))


def test_so_many_mails_find_a_difference() -> None:
    """NTC-10: two-sided 5 %, 80 % power; Fleiss, Statistical Methods for Rates and Proportions, without the correction for continuity."""
    assert needed(share(500, 1000), share(500, 1000)) == pytest.approx(4361, abs=2)


@given(st.integers(0, 500), st.integers(0, 500))
def test_a_share_lies_within_its_interval(many: int, more: int) -> None:
    """NTC-17: whatever is counted."""
    found = share(many, many + more)
    assert 0 <= found.low <= found.high <= 1 and (not found.of or found.low <= found.share <= found.high)


@given(st.dictionaries(st.integers(0, 99), st.integers(1, 9)), st.sampled_from((0.5, 0.95, 0.99)))
def test_so_many_waited_no_longer(waits: dict[int, int], part: float) -> None:
    """NTC-17: the least wait that does not exceed it."""
    all_of = sorted(seconds for seconds, many in waits.items() for _ in range(many))
    found = percentile(waits, part)
    assert (found is None) if not all_of else sum(one <= found for one in all_of) >= part * len(all_of) > sum(one < found for one in all_of)  # type: ignore[operator]
