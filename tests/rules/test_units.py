"""Pieces counted line by line, against plain counters."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from todoke.rules.units import Units, count, covers, least, less, minus, most, plus, positive, units

counts = st.dictionaries(st.sampled_from("abc"), st.integers(0, 4)).map(units)


def counter(one: Units) -> Counter[str]:
    return Counter(dict(one))


@given(st.lists(counts, max_size=4))
def test_a_sum_is_the_sum_of_every_line(parts: list[Units]) -> None:
    """LIF-5: part shipments, part cancellations."""
    assert plus(*parts) == units(sum((counter(part) for part in parts), Counter()))


@given(counts, counts)
def test_differences_smaller_and_larger_are_those_of_every_line(one: Units, other: Units) -> None:
    """LIF-5"""
    a, b = counter(one), counter(other)
    assert less(one, other) == units(a - b)
    assert least(one, other) == units(a & b)
    assert most(one, other) == units(a | b)
    assert covers(one, other) == all(a[line] >= n for line, n in other)


@given(counts, counts)
def test_what_is_taken_away_and_put_back_is_as_before(one: Units, other: Units) -> None:
    """LIF-5: a difference may be negative, and nothing gets lost."""
    assert plus(minus(one, other), other) == one
    assert positive(minus(one, other)) == less(one, other)
    assert count(plus(one, other)) == count(one) + count(other)


def test_equal_counts_are_equal_values_whatever_their_order() -> None:
    """LIF-7"""
    assert units([("b", 1), ("a", 1), ("a", 1), ("c", 0)]) == (("a", 2), ("b", 1))
