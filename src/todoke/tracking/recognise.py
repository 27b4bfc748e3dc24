"""Whose number is this? All carriers that it may be of, the likeliest first, with the reason.

A number that has not the shape of a carrier's, or whose check digit does not hold, is never that carrier's. What is left is weighed: how many parcels
the carrier has, times how rarely a number made at random would pass (one in seven for 7DR; one in 2,600 for 1Z with its check digit), against the
chance that it is nobody's. A carrier that was named comes first, then those that the shop usually ships with."""

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import NamedTuple

from todoke.tracking.carrier import Format, Shape
from todoke.tracking.carriers import CARRIERS, FORMATS, carrier_of, link

LONGEST = max(Shape(form.shape).lengths[-1] for form in FORMATS)
NOBODY = 3.0  # parcels of a hundred: the weight of "some carrier or some number that nobody here knows"
NAMED = 1000.0  # a carrier that somebody named: wrong once in a thousand
SURE = 0.9  # from here on nobody needs to be asked
NEVER_CERTAIN = 0.999

# what stands between the parts of a number: blanks, and every kind of hyphen, also those that Japanese keyboards make
BETWEEN = dict.fromkeys([*map(ord, " \t\r\n\v\f\u00a0\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u3000-‐‑‒–—―−ー－﹣ｰ─"), *range(0x2000, 0x200B)])

Usual = tuple[tuple[str, float], ...]


class Candidate(NamedTuple):
    """`confidence`: between 0 and 1. `checked`: a check digit held. `route`: so many characters at the front are none of the number proper."""

    carrier: str
    service: str
    confidence: float
    checked: bool
    why: str
    route: int = 0

    def url(self, number: str, locale: str) -> str:
        """The carrier's own page about this number, in the reader's language where it has one."""
        return link(CARRIERS[self.carrier], number[self.route :], locale)


class Recognised(NamedTuple):
    """`number`: without blanks and hyphens, in half width and capitals."""

    number: str
    candidates: tuple[Candidate, ...]

    @property
    def sure(self) -> Candidate | None:
        """The first, if nobody needs to be asked."""
        return self.candidates[0] if self.candidates and self.candidates[0].confidence >= SURE else None


def anything(part: str) -> bool:
    """Where there is no check digit, none fails."""
    return True


class Rule:
    """All formats with one shape and one check: it is read and reckoned once."""

    def __init__(self, first: Format, bit: int) -> None:
        self.shape, self.check, self.part, self.bit = Shape(first.shape), first.check, first.part, bit
        self.holds = first.check.holds if first.check else anything
        self.formats: list[Format] = []

    @property
    def one_in(self) -> float:
        return self.shape.one_in * (self.check.one_in if self.check else 1)

    def why(self) -> str:
        held = f"its check digit holds ({self.check.says})" if self.check else "no public check digit"
        return f"{self.shape.says}; {held}"


def ruled() -> tuple[Rule, ...]:
    found: dict[tuple[object, ...], Rule] = {}
    for form in FORMATS:
        key = form.shape, form.check, form.part.start, form.part.stop
        found.setdefault(key, Rule(form, 1 << len(found))).formats.append(form)
    return tuple(found.values())


RULES = ruled()
OF_LENGTH = {length: tuple(rule for rule in RULES if length in rule.shape.lengths) for length in range(1, LONGEST + 1)}

Test = tuple[Callable[[str], object], Callable[[str], bool], slice, int]


class Near(dict[tuple[int, str, str, bool], tuple[int, tuple[Test, ...]]]):
    """By length, first and last character, digits only: the rules that hold for all such numbers, and those to be tried. Worked out when first asked for."""

    def __missing__(self, key: tuple[int, str, str, bool]) -> tuple[int, tuple[Test, ...]]:
        near = [(rule, rule.shape.has_all(key[3])) for rule in OF_LENGTH[key[0]] if rule.shape.may_have(*key[1:])]
        given = sum(rule.bit for rule, certain in near if certain and rule.check is None)
        tests = [(bool if certain else rule.shape.pattern.fullmatch, rule.holds, rule.part, rule.bit) for rule, certain in near if not certain or rule.check]
        self[key] = given, tuple(tests)
        return self[key]


NEAR = Near()


def tidy(text: str) -> str:
    """As people paste it → as carriers print it: half width, capitals, no blanks, no hyphens."""
    return unicodedata.normalize("NFKC", text).translate(BETWEEN).upper()


def recognise(text: str, hint: str = "", usual: Mapping[str, float] | None = None) -> Recognised:
    """One number. `hint`: the carrier's code or name, if somebody said it; `usual`: what the shop ships with, carrier → share (0 to 1)."""
    number = text.upper() if text.isascii() and text.isalnum() else tidy(text)
    if not number.isascii() or not number.isalnum() or len(number) > LONGEST:
        return Recognised(number, ())
    held, tests = NEAR[len(number), number[0], number[-1], number.isdigit()]
    for fits, holds, part, bit in tests:
        if fits(number) and holds(number[part]):
            held |= bit
    return Recognised(number, ranked(held, carrier_of(hint) if hint else "", tuple(sorted(usual.items())) if usual else ()))


def sure_carrier(numbers: Iterable[str]) -> str:
    """The one carrier that all of these are of beyond doubt; empty: somebody must be asked."""
    found = {one.sure.carrier if (one := recognise(number)).sure else "" for number in numbers}
    return found.pop() if len(found) == 1 else ""


@lru_cache(4096)
def ranked(held: int, named: str, usual: Usual) -> tuple[Candidate, ...]:
    """The formats of the rules that held, weighed against each other."""
    weighed = [(weight(form, rule, named, usual), form, rule) for rule in RULES if rule.bit & held for form in rule.formats]
    whole = sum(heavy for heavy, _, _ in weighed) + NOBODY
    found: dict[str, Candidate] = {}
    for heavy, form, rule in sorted(weighed, key=lambda one: -one[0]):
        sure = min(round(heavy / whole, 3), NEVER_CERTAIN)
        for code in (form.carrier, form.also) if form.also else (form.carrier,):
            said = "; it was named" if named == code else "; usual here" if code in dict(usual) else ""
            found.setdefault(code, Candidate(code, form.service, sure, rule.check is not None, rule.why() + said, form.route))
    return tuple(sorted(found.values(), key=lambda one: one.carrier != named))


def weight(form: Format, rule: Rule, named: str, usual: Usual) -> float:
    """Parcels of a hundred, times how rarely a number made at random passes."""
    parcels = CARRIERS[form.carrier].parcels * form.few
    if usual:
        shares = dict(usual)
        parcels = 100 * max(shares.get(form.carrier, 0.0), shares.get(form.also, 0.0)) * form.few + parcels / 20
    return parcels * rule.one_in * (NAMED if named in (form.carrier, form.also) and named else 1)
