"""What is known of a carrier, and how its numbers look: two small records that the tables of each region are made of."""

import re
from collections.abc import Mapping
from functools import cached_property
from typing import NamedTuple

from todoke.tracking.checks import DIGITS, LETTERS, Check

ELEMENT = re.compile(r"(\[[^\]]*\]|.)(?:\{(\d+)(?:,(\d+))?\})?")
SETS = {"#": DIGITS, "@": LETTERS, "*": DIGITS + LETTERS}


class Carrier(NamedTuple):
    """`links`: by the reader's language, "" for all others; {number} is where the number goes.

    `parcels`: of a hundred parcels of a shop in Japan that also sells abroad; only their proportion counts.
    `written`: as people and channels write its name besides, with commas between; after = only where nothing else stands beside it: 佐川 is a surname too.
    `hosts`: where its own pages are."""

    code: str
    names: Mapping[str, str]
    links: Mapping[str, str]
    parcels: float
    written: str = ""
    hosts: str = ""


class Format(NamedTuple):
    """One shape of one carrier's numbers.

    `shape`: # a digit, @ a letter, * either, [ABC] one of these, {12} so many, {9,10} so many to so many; anything else stands for itself.
    `part`: what the check digit is reckoned over. `route`: so many characters before the number proper only say where it goes (420 and a ZIP code).
    `also`: the carrier or the standard that it is a part of: a number of DHL Express is one of DHL.
    `few`: which part of the carrier's parcels bears this shape, where it is a small one: a guess that decides between carriers only."""

    carrier: str
    service: str
    shape: str
    check: Check | None = None
    part: slice = slice(None)
    route: int = 0
    also: str = ""
    few: float = 1.0


class Shape:
    """A shape, read: which strings have it, and how few they are."""

    def __init__(self, shape: str) -> None:
        self.elements = [(SETS.get(one) or one.strip("[]"), int(least or 1), int(most or least or 1)) for one, least, most in ELEMENT.findall(shape)]
        self.text = shape

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """As a regular expression."""
        return re.compile("".join(f"[{one}]{{{least},{most}}}" for one, least, most in self.elements))

    @cached_property
    def lengths(self) -> range:
        return range(sum(least for _, least, _ in self.elements), sum(most for _, _, most in self.elements) + 1)

    def may_have(self, first: str, last: str, digits: bool) -> bool:
        """Can a string of the right length, with these ends, of digits only or not, have this shape?"""
        mixed = any(one[0] in LETTERS for one, _, _ in self.elements)
        return first in self.elements[0][0] and last in self.elements[-1][0] and not (digits and mixed)

    def has_all(self, digits: bool) -> bool:
        """Does every string that may have this shape have it? Then nobody needs to look closer."""
        inner = self.elements[1:-1] if len(self.elements) > 1 else []
        ends = [one for one in (self.elements[0], self.elements[-1]) if one[1:] != (1, 1)]
        return digits and all(one.startswith(DIGITS) for one, _, _ in (*inner, *ends))

    @cached_property
    def one_in(self) -> float:
        """Of so many strings with digits and letters in the same places one has this shape: 1Z is one in 260. Free places do not count."""
        odds = 1.0
        for one, least, _ in self.elements:
            odds *= ((26 if one[0] in LETTERS else 10) / len(one)) ** least if len(one) < 10 else 1
        return odds

    @cached_property
    def says(self) -> str:
        """For people: how long it is, and what it begins or ends with."""
        least, most = self.lengths[0], self.lengths[-1]
        size = f"{least}" if least == most else f"{least} to {most}"
        kind = "digits" if all(set(one) <= set(DIGITS) for one, _, _ in self.elements) else "characters"
        fixed = "".join(one if len(one) == 1 else " " for one, _, _ in self.elements)
        begins, ends = fixed.split(" ")[0], fixed.split(" ")[-1]
        return f"{size} {kind}" + (f", beginning with {begins}" if begins else "") + (f", ending with {ends}" if ends and ends != fixed else "")
