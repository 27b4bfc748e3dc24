"""Pieces counted line by line: sorted pairs (line, pieces), so that equal counts are equal values and can be kept in frozen ones."""

from collections.abc import Iterable, Mapping

Units = tuple[tuple[str, int], ...]
NOTHING: Units = ()


def units(pairs: Mapping[str, int] | Iterable[tuple[str, int]]) -> Units:
    """Sorted, without zeros; the same line named twice is added up."""
    found: dict[str, int] = {}
    for line, pieces in pairs.items() if isinstance(pairs, Mapping) else pairs:
        found[line] = found.get(line, 0) + pieces
    return tuple(sorted([pair for pair in found.items() if pair[1]]))


def plus(*many: Units) -> Units:
    """The sum, line by line. Most sums have one part or none, and cost nothing."""
    total = NOTHING
    for part in many:
        if part:
            total = units([*total, *part]) if total else part
    return total


def minus(one: Units, other: Units) -> Units:
    """The difference, line by line; may be negative."""
    if not other:
        return one
    return NOTHING if one == other else units([*one, *((line, -pieces) for line, pieces in other)])


def less(one: Units, other: Units) -> Units:
    """What is left of `one` when `other` is taken away: never below nothing on any line."""
    if not other:
        return one
    return NOTHING if one == other else positive(minus(one, other))


def positive(one: Units) -> Units:
    """Only the lines that have something."""
    for _, pieces in one:
        if pieces <= 0:
            return tuple([pair for pair in one if pair[1] > 0])
    return one


def least(one: Units, other: Units) -> Units:
    """The smaller count of each line."""
    if not one or not other:
        return NOTHING
    if one == other:
        return one
    there = dict(other)
    return tuple((line, n) for line, pieces in one if (n := min(pieces, there.get(line, 0))) > 0)


def most(one: Units, other: Units) -> Units:
    """The larger count of each line."""
    if not one or not other:
        return one or other
    found = dict(one)
    for line, pieces in other:
        found[line] = max(found.get(line, 0), pieces)
    return units(found)


def count(one: Units) -> int:
    """All pieces together."""
    return sum(pieces for _, pieces in one)


def covers(one: Units, other: Units) -> bool:
    """Is there at least as much of every line?"""
    return one == other or not less(other, one)
