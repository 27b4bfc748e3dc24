"""Shares with what is sure about them: Wilson's interval for one, Newcombe's for the difference of two, and when there are too few to say.

Sources: Wilson, JASA 22 (1927) 209; Newcombe, Statistics in Medicine 17 (1998) 873, method 10. All intervals are of 95 %."""

from collections.abc import Mapping
from math import ceil, sqrt
from typing import NamedTuple

Z = 1.959963984540054  # of the normal distribution, 97.5 %
POWER = 0.8416212335729143  # 80 %
ENOUGH = 100  # mails, below which a share says nothing
ENOUGH_TO_COMPARE = 500  # mails with each subject, below which no difference is told
WORTH_KNOWING = 0.03  # a difference for which it is said how many mails it needs


class Share(NamedTuple):
    """`many` of `of`, and between which shares it lies."""

    many: int
    of: int
    low: float
    high: float

    @property
    def share(self) -> float:
        return self.many / self.of if self.of else 0.0

    @property
    def says(self) -> bool:
        """Are there enough to say anything?"""
        return self.of >= ENOUGH


class Difference(NamedTuple):
    """b less a, and between which differences it lies."""

    by: float
    low: float
    high: float

    @property
    def spans_zero(self) -> bool:
        return self.low <= 0 <= self.high


def share(many: int, of: int) -> Share:
    """many: 0 … of."""
    if of <= 0:
        return Share(0, 0, 0.0, 1.0)
    p, z2 = many / of, Z * Z / of
    middle, half = p + z2 / 2, Z * sqrt(p * (1 - p) / of + z2 / (4 * of))
    return Share(many, of, max(0.0, (middle - half) / (1 + z2)) if many else 0.0, min(1.0, (middle + half) / (1 + z2)) if many < of else 1.0)


def difference(a: Share, b: Share) -> Difference:
    by = b.share - a.share
    down = sqrt((b.share - b.low) ** 2 + (a.high - a.share) ** 2)
    up = sqrt((b.high - b.share) ** 2 + (a.share - a.low) ** 2)
    return Difference(by, max(-1.0, by - down), min(1.0, by + up))


def can_tell(a: Share, b: Share) -> bool:
    """Both are large enough, and the difference's interval leaves zero out."""
    return min(a.of, b.of) >= ENOUGH_TO_COMPARE and not difference(a, b).spans_zero


def needed(a: Share, b: Share, apart: float = WORTH_KNOWING) -> int:
    """So many mails with each subject find a difference of `apart` four times in five (two-sided, 5 %)."""
    p = (a.many + b.many) / (a.of + b.of) if a.of + b.of else 0.5
    return max(ENOUGH_TO_COMPARE, ceil(2 * (Z + POWER) ** 2 * max(p * (1 - p), 0.01) / apart**2))


def percentile(waits: Mapping[int, int], part: float) -> int | None:
    """waits: seconds → how many mails. The least wait that `part` of them do not exceed; None of nothing."""
    left = ceil(sum(waits.values()) * part)
    for seconds in sorted(waits):
        left -= waits[seconds]
        if left <= 0:
            return seconds
    return None
