"""How long parcels take, and how long they are silent, by the shop's own finished parcels: carrier, where from, where to (TRK-5, TRK-7). Pure.

A lane is a carrier with a place of departure and a place of arrival; a place is a prefecture (`JP-27`) or a country (`US`). What is not known well
enough is looked up on a coarser lane: to that country, then the carrier as such; then the carrier's own words; then our own cautious guess.

The interval is the distribution-free prediction interval of order statistics (Wilks 1941): between the k-th smallest and the m-th smallest of n,
the next parcel falls with a probability of (m - k) / (n + 1), whatever the shape. For nine in ten, 19 parcels are the fewest that allow it."""

import itertools
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

import msgspec

Counts = Mapping[int, int]  # value → parcels
MISS = Fraction(1, 20)  # of a hundred, five come before the interval and five after it
ENOUGH = 19  # parcels on which an interval of nine in ten can rest
SURE = 60  # so many parcels were on their way on that weekday, and none came
LONGEST_DAYS, LONGEST_HOURS = 90, 90 * 24  # longer ones count as so long
WEEK = 7
PLACE, COUNTRY, CARRIER, PUBLISHED, GUESSED = "place", "country", "carrier", "published", "guessed"
LEVELS = (PLACE, COUNTRY, CARRIER, PUBLISHED, GUESSED)  # how near the lane is that a forecast rests on
MEASURED = (PLACE, COUNTRY, CARRIER)


class Run(NamedTuple):
    """A finished parcel. `weekday` it left on (0 is Monday), `days` until it was handed over, `silence`: hours of the longest gap between two scans."""

    weekday: int
    days: int
    silence: int


class Record(msgspec.Struct, frozen=True, omit_defaults=True):
    """How right forecasts were: `told` by the desk and `right`; dates `promised` by carrier or channel, and `kept`."""

    told: int = 0
    right: int = 0
    promised: int = 0
    kept: int = 0

    def plus(self, other: "Record") -> "Record":
        return Record(self.told + other.told, self.right + other.right, self.promised + other.promised, self.kept + other.kept)


class Lane(msgspec.Struct, frozen=True, omit_defaults=True):
    """Counts only: `days` by weekday and days (`weekday × 100 + days`), `silences` by hours. Adding is all that ever happens to it, so that it does not
    matter in which sequence parcels finish."""

    days: dict[int, int] = {}
    silences: dict[int, int] = {}
    record: Record = Record()

    @property
    def parcels(self) -> int:
        return sum(self.days.values())


class Forecast(NamedTuple):
    """Days after the day it left (from, to), hours of silence that are usual, how many parcels that rests on, how near their lane is, and how right
    such forecasts were so far."""

    first: int
    last: int
    quiet: int
    rests_on: int
    level: str
    record: Record = Record()


class Usual(NamedTuple):
    """What a carrier says itself. `business`: its days are Monday to Friday."""

    first: int
    last: int
    business: bool = False


# What carriers tell of most addresses at home, read 2026-11: a guide, and no promise. Yamato, Sagawa and Japan Post: the next day nearby, two to three
# days to far regions and islands (their pages of お届け日数, by postal code). USPS Ground Advantage, UPS Ground, FedEx Ground within the mainland.
USUAL = {
    "yamato": Usual(1, 3), "sagawa": Usual(1, 3), "japan_post": Usual(1, 3),
    "usps": Usual(2, 5, True), "ups": Usual(1, 5, True), "fedex": Usual(1, 5, True),
}  # fmt: skip
HOME, ABROAD = Usual(1, 7), Usual(5, 28)  # our own cautious guess
QUIET_HOME, QUIET_ABROAD = 7 * 24, 14 * 24  # hours; our own: before anything is measured nobody is alarmed sooner


# ── counting ────────────────────────────────────────────────────────────────────────────────────────
def with_runs(lane: Lane, runs: Iterable[Run], record: Record = Record()) -> Lane:
    """The lane with these parcels counted in."""
    days, silences = dict(lane.days), dict(lane.silences)
    for run in runs:
        key = run.weekday % WEEK * 100 + bounded(run.days, LONGEST_DAYS)
        hours = bounded(run.silence, LONGEST_HOURS)
        days[key] = days.get(key, 0) + 1
        silences[hours] = silences.get(hours, 0) + 1
    return Lane(days, silences, lane.record.plus(record))


def bounded(number: int, most: int) -> int:
    return max(0, min(number, most))


def pooled(lanes: Iterable[Lane]) -> Lane:
    """Several lanes seen as one."""
    days: dict[int, int] = {}
    silences: dict[int, int] = {}
    record = Record()
    for lane in lanes:
        add(days, lane.days)
        add(silences, lane.silences)
        record = record.plus(lane.record)
    return Lane(days, silences, record)


def add(known: dict[int, int], more: Counts) -> None:
    for value, count in more.items():
        known[value] = known.get(value, 0) + count


# ── reading ─────────────────────────────────────────────────────────────────────────────────────────
def ranked(counts: Counts, rank: int) -> int:
    """The value of that rank, 1 being the smallest. Raises ValueError for a rank that no parcel has."""
    left = rank
    for value in sorted(counts):
        left -= counts[value]
        if left <= 0 < rank:
            return value
    raise ValueError(f"{sum(counts.values())} parcels have no rank {rank}")


def quantile(counts: Counts, share: Fraction) -> int:
    """The smallest value that so many of the parcels did not exceed. Raises ValueError where there is none."""
    return ranked(counts, max(1, up(sum(counts.values()) * share)))


def up(number: Fraction) -> int:
    return -(-number.numerator // number.denominator)


def interval(counts: Counts) -> tuple[int, int] | None:
    """Where the next one falls nine times in ten; None where there are too few to say so."""
    number = sum(counts.values())
    if number < ENOUGH:
        return None
    return ranked(counts, max(1, int((number + 1) * MISS))), at_most(counts)


def at_most(counts: Counts) -> int:
    """What the next one exceeds once in twenty at most. Raises ValueError where there are fewer than ENOUGH."""
    number = sum(counts.values())
    return ranked(counts, up((number + 1) * (1 - MISS)))


def by_days(lane: Lane) -> dict[int, int]:
    """Days → parcels, whatever weekday they left on."""
    found: dict[int, int] = {}
    for key, count in lane.days.items():
        found[key % 100] = found.get(key % 100, 0) + count
    return found


def rest_days(lane: Lane) -> frozenset[int]:
    """Weekdays on which this lane delivers nothing, as far as enough parcels show it that were on their way on such a day."""
    passed, came = [0] * WEEK, set[int]()
    for key, count in lane.days.items():
        came.add((key // 100 + key % 100) % WEEK)
        for day in range(1, min(key % 100, WEEK)):
            passed[(key // 100 + day) % WEEK] += count
    return frozenset(day for day in range(WEEK) if passed[day] >= SURE and day not in came)


def working(weekday: int, days: int, rests: frozenset[int]) -> int:
    """How many of these days are none of rest."""
    return sum((weekday + day) % WEEK not in rests for day in range(1, days + 1))


def calendar(weekday: int, number: int, rests: frozenset[int]) -> int:
    """The days after which so many working days are over."""
    day = 0
    while number > 0 and len(rests) < WEEK:
        day += 1
        number -= (weekday + day) % WEEK not in rests
    return day


def days_from(lane: Lane, weekday: int) -> tuple[int, int, int] | None:
    """(from, to, parcels it rests on) for one that leaves on that weekday: by its like if there are enough, else by all, days of rest left out."""
    same = {key % 100: count for key, count in lane.days.items() if key // 100 == weekday}
    if found := interval(same):
        return *found, sum(same.values())
    rests, counts = rest_days(lane), dict[int, int]()
    for key, count in lane.days.items():
        days = working(key // 100, key % 100, rests)
        counts[days] = counts.get(days, 0) + count
    every = interval(counts)
    return (calendar(weekday, every[0], rests), calendar(weekday, every[1], rests), lane.parcels) if every else None


# ── forecasting ─────────────────────────────────────────────────────────────────────────────────────
def forecast(lanes: Sequence[Lane], weekday: int, carrier: str, abroad: bool) -> Forecast:
    """From the nearest lane that has enough parcels. `lanes`: to the place, to its country, of the carrier."""
    for level, lane in zip(MEASURED, lanes):
        if found := days_from(lane, weekday):
            return Forecast(found[0], found[1], max(1, at_most(lane.silences)), found[2], level, lane.record)
    return unmeasured(weekday, carrier, abroad)


def unmeasured(weekday: int, carrier: str, abroad: bool) -> Forecast:
    """What the carrier says of itself; abroad, and of others, our own guess."""
    usual = USUAL.get(carrier) if not abroad else None
    first, last, business = usual or (ABROAD if abroad else HOME)
    rests = frozenset((5, 6)) if business else frozenset[int]()
    days = calendar(weekday, first, rests), calendar(weekday, last, rests)
    return Forecast(*days, QUIET_ABROAD if abroad else QUIET_HOME, 0, PUBLISHED if usual else GUESSED)


def longest_gap(moments: Iterable[int]) -> int:
    """Whole hours of the longest silence between two of these moments (seconds), begun ones counted."""
    known = sorted(moments)
    return max((-(-(later - earlier) // 3600) for earlier, later in itertools.pairwise(known)), default=0)
