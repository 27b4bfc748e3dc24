"""Check digits: each rule takes the checked part of a number, its check digit last, and says whether it holds.

A rule sees what it was made for: the last digit changed. 7DR cannot tell 0 from 7, 1 from 8, 2 from 9; weights of two cannot tell d from d + 5."""

from collections.abc import Callable
from itertools import cycle
from operator import mul
from typing import NamedTuple

DIGITS, LETTERS = "0123456789", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
# a letter counts as (its place in ASCII - 3) mod 10: UPS's table (A = 2, B = 3, …), and OnTrac's C = 4 and D = 5
VALUES = bytes.maketrans((DIGITS + LETTERS).encode(), bytes([*range(10), *((ord(letter) - 3) % 10 for letter in LETTERS)]))
DOUBLED = bytes.maketrans(bytes(range(10)), bytes((0, 2, 4, 6, 8, 1, 3, 5, 7, 9)))


class Check(NamedTuple):
    """`one_in`: of so many numbers made at random, one passes by chance."""

    says: str
    one_in: int
    holds: Callable[[str], bool]


def seven(text: str) -> bool:
    """7DR: the rest of the division by seven."""
    return int(text[:-1]) % 7 == int(text[-1])


def ten(*weights: int, after: str = "") -> Callable[[str], bool]:
    """The weighted sum and the check digit make a multiple of ten. `after`: what is reckoned as standing before the number."""

    def holds(text: str) -> bool:
        values = (after + text).encode().translate(VALUES)
        total: int = sum(map(mul, values[:-1], cycle(weights)))
        return (total + values[-1]) % 10 == 0

    return holds


def eleven(*weights: int) -> Callable[[str], bool]:
    """FedEx: the rest of the division by eleven; ten is written 0."""

    def holds(text: str) -> bool:
        values = text.encode().translate(VALUES)
        total: int = sum(map(mul, values[:-1], cycle(weights)))
        return total % 11 % 10 == values[-1]

    return holds


def luhn(text: str) -> bool:
    """ISO/IEC 7812-1, annex B."""
    values = text.encode().translate(VALUES)
    return (sum(values[-1::-2]) + sum(values[-2::-2].translate(DOUBLED))) % 10 == 0


def s10(text: str) -> bool:
    """UPU S10, eight digits and one: eleven less the rest of the division by eleven; ten is written 0, eleven 5."""
    values = text.encode().translate(VALUES)
    return (5, 0, 9, 8, 7, 6, 5, 4, 3, 2, 1)[sum(map(mul, values, (8, 6, 4, 2, 3, 5, 9, 7))) % 11] == values[-1]


def hybrid(text: str) -> bool:
    """ISO/IEC 7064, MOD 37,36: the check character may be a letter."""
    rest = 36
    for character in text[:-1]:
        rest = (rest + int(character, 36)) % 36 or 36
        rest = rest * 2 % 37
    return (rest + int(text[-1], 36)) % 36 == 1


SEVEN = Check("the rest of the others divided by 7", 7, seven)
TEN_3_1 = Check("weights 3 and 1, mod 10", 10, ten(3, 1))
TEN_1_3 = Check("weights 1 and 3, mod 10", 10, ten(1, 3))
TEN_1_2 = Check("weights 1 and 2, mod 10", 10, ten(1, 2))
AFTER_91 = Check("weights 3 and 1 with 91 before it, mod 10", 10, ten(3, 1, after="91"))
AFTER_92 = Check("weights 3 and 1 with 92 before it, mod 10", 10, ten(3, 1, after="92"))
ELEVEN_317 = Check("weights 3, 1, 7, mod 11", 10, eleven(3, 1, 7))
ELEVEN_173 = Check("weights 1, 7, 3, mod 11", 10, eleven(1, 7, 3))
LUHN = Check("Luhn", 10, luhn)
S10 = Check("UPU S10, mod 11", 10, s10)
HYBRID = Check("ISO 7064, mod 37,36", 36, hybrid)
