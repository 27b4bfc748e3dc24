"""A carrier's scan history → our events, each with its moment: by the set of scans alone, never by their order in the list or their number.

Times may lack their year or be missing. The year is the last one in which that day was not after the time of reading (a scan of December that
is read in January is last year's); without a time of reading the nearest to a scan that names its year; if none does, nobody knows it, and
only the sequence of the days counts. What has no time at all stands where it belongs by its meaning: what moves it on before everything that
is dated, a hold after the newest failed attempt. Nobody is told such a moment: `told_at` is None."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta, tzinfo
from typing import NamedTuple

from todoke.rules import events as ev
from todoke.tracking.moments import DAY, Said, has_day, latest_year, moment, nearest_year, parse
from todoke.tracking.sources import VOCABULARY, clock_of, source_of
from todoke.tracking.wordings import (
    CANCELLED,
    DELIVERED,
    FAILED,
    HELD,
    LABELLED,
    LONGEST,
    LOST,
    MOVED,
    OUT,
    REFUSED,
    RETURNED,
    RETURNING,
    SILENT,
    TROUBLED,
    Meaning,
    Taught,
    fold,
    strip,
)

SENT = ev.ParcelSent
# of one moment the later counts
IN_TURN = (CANCELLED, LABELLED, SENT, MOVED, OUT, FAILED, HELD, TROUBLED, REFUSED, LOST, RETURNING, DELIVERED, RETURNED, SILENT)
RANK = {cls: rank for rank, cls in enumerate(IN_TURN)}
NOT_PHYSICAL = (LABELLED, CANCELLED, SILENT)
AT_THE_END_OF_ITS_DAY = (DELIVERED, RETURNED, RETURNING)  # so that the exact time, when it comes, is earlier and counts
FIRST = 946_684_800  # where nobody knows any day: 2000-01-01, as also where nobody knows the year
SLACK = timedelta(days=1)  # clocks and zones differ: a scan of tomorrow is not last year's

Cls = type[ev.ParcelFact]


class Scan(NamedTuple):
    """One line of a history, in the carrier's own words."""

    status: str
    at: str = ""
    place: str = ""


class History(NamedTuple):
    """What was read about one parcel, all at once or in parts. `read_at`: when, as text; empty: nobody knows."""

    carrier: str
    scans: frozenset[Scan]
    read_at: str = ""


class Fact(NamedTuple):
    """One of our events. `at`: where it stands among the others, seconds UTC; `told_at`: the same where the carrier said so."""

    cls: Cls
    at: int
    told_at: int | None


class Read(NamedTuple):
    """A history as we understand it: facts in the sequence of time, the wordings nobody knows, the times nobody can read."""

    facts: tuple[Fact, ...]
    unknown: tuple[str, ...] = ()
    unread_times: tuple[str, ...] = ()


class Dated(NamedTuple):
    """What a scan says, and when as far as it was said."""

    cls: Cls
    said: Said | None


def read(history: History, taught: Taught = {}) -> Read:  # noqa: B006  never written to
    """Pure; no text raises."""
    source, dated, unknown, unread = source_of(history.carrier), set[Dated](), set[str](), set[str]()
    for scan in history.scans:
        known, meaning = understood(source, scan, taught)
        if not known:
            unknown.add(scan.status.strip())
        elif meaning:
            said, clear = when(scan)
            dated.add(Dated(meaning, said))
            unread |= set() if clear else {scan.at.strip()}
    facts = in_time(dated, parse(history.read_at), clock_of(source))
    return Read(with_sending(facts), tuple(sorted(unknown)), tuple(sorted(unread)))


def understood(source: str, scan: Scan, taught: Taught) -> tuple[bool, Meaning]:
    """What a shop's people have taught comes first: (is it known, what it means)."""
    return as_taught(source, scan.status, taught) or VOCABULARY.find(source, scan.status, scan.place)


def status_of(source: str, status: str, taught: Taught) -> tuple[bool, Meaning]:
    """The same of a status that comes from a closed list: nothing but that list is asked."""
    return as_taught(source, status, taught) or VOCABULARY.own(source, status)


def as_taught(source: str, status: str, taught: Taught) -> tuple[bool, Meaning] | None:
    names = ((source, fold(status)), ("", fold(status))) if taught else ()
    return next(((True, taught[name]) for name in names if name in taught), None)


def when(scan: Scan) -> tuple[Said | None, bool]:
    """(its time, could it be read). A wording may bear its date in front or behind; what is more exact counts."""
    own = parse(scan.at) if scan.at.strip() else None
    inside = parse(strip(scan.status[:LONGEST], scan.place[:LONGEST]).when)
    if own is None or (inside is not None and own.second is None and inside.second is not None):
        return inside or own, inside is not None or not any(c.isdigit() for c in scan.at)
    return own, True


# ── which year, which moment ────────────────────────────────────────────────────────────────────────
def in_time(dated: set[Dated], read_at: Said | None, zone: tzinfo) -> list[Fact]:
    """Every fact at its moment: exact ones first, then days without time among them, then what has neither."""
    reading = moment(read_at, read_at.year, zone) if read_at and read_at.year else None
    years = Years((one.said for one in dated if one.said), reading, zone)
    exact = [Fact(one.cls, years.moment(one.said), None) for one in dated if one.said and one.said.second is not None]
    days = [on_its_day(one.cls, years.moment(one.said), exact, reading) for one in dated if one.said and one.said.second is None]
    known = sorted({fact._replace(told_at=fact.at if years.known else None) for fact in exact + days}, key=place_of)
    bare = {one.cls for one in dated if one.said is None}
    return sorted([*known, *(undated(cls, known, reading) for cls in bare if not says_it_already(cls, known))], key=place_of)


def place_of(fact: Fact) -> tuple[int, int, bool]:
    """A full order, so that the same set is the same list in every process."""
    return fact.at, RANK[fact.cls], fact.told_at is None


class Years:
    """The year of each day that was said without one. `known`: at least one thing tells it."""

    def __init__(self, all_said: Iterable[Said], reading: int | None, zone: tzinfo) -> None:
        every = list(all_said)
        self.zone = zone
        self.until = datetime.fromtimestamp(reading, zone).date() + SLACK if reading is not None else None
        self.anchor = max((date(said.year, said.month, said.day) for said in every if said.year), default=None)
        self.known = self.until is not None or self.anchor is not None or not every
        self.first = 0 if self.known else first_day([of_year(said) for said in every])

    def moment(self, said: Said) -> int:
        """Seconds UTC; of a day without time its first second."""
        if said.year:
            return moment(said, said.year, self.zone)
        if self.until is not None:
            year = latest_year(said, self.until)
        elif self.anchor is not None:
            year = nearest_year(said, self.anchor)
        else:
            return moment(said._replace(month=1, day=1), 2000, self.zone) + (of_year(said) - self.first) % 366 * DAY
        return moment(said if has_day(said, year) else said._replace(day=28), year, self.zone)


def of_year(said: Said) -> int:
    """The number of its day in a leap year."""
    return date(2000, said.month, said.day).timetuple().tm_yday


def first_day(days: list[int]) -> int:
    """The day after the longest pause: a history that goes from December to January begins in December."""
    ring = sorted(set(days))
    pauses = [((day - before) % 366 or 366, -day) for before, day in zip([ring[-1], *ring], ring)]
    return -max(pauses)[1]


def on_its_day(cls: Cls, start: int, exact: list[Fact], reading: int | None) -> Fact:
    """A day without time: after what comes before it by its meaning, and before what comes after it."""
    if cls in AT_THE_END_OF_ITS_DAY:
        end = start + DAY - 1
        return Fact(cls, min(end, reading) if reading is not None and reading >= start else end, None)
    same_day = [fact for fact in exact if start <= fact.at < start + DAY]
    next_at = min((fact.at for fact in same_day if RANK[fact.cls] > RANK[cls]), default=start + DAY)
    before = [fact.at + 1 for fact in same_day if RANK[fact.cls] <= RANK[cls] and fact.at < next_at]
    return Fact(cls, max(before, default=start), None)


def says_it_already(cls: Cls, known: list[Fact]) -> bool:
    """A page that only says "delivered" adds nothing to the scan that says when."""
    return cls in AT_THE_END_OF_ITS_DAY and any(fact.cls is cls for fact in known)


def undated(cls: Cls, known: list[Fact], reading: int | None) -> Fact:
    if not known:
        return Fact(cls, reading or FIRST, None)
    attempts = [fact.at for fact in known if fact.cls is FAILED] if cls is HELD else []
    before = attempts or [fact.at for fact in known if RANK[fact.cls] < RANK[cls]] if cls not in (LABELLED, MOVED) else []
    return Fact(cls, max(before, default=known[0].at - 1), None)


# ── what follows from all of them ───────────────────────────────────────────────────────────────────
def with_sending(facts: list[Fact]) -> tuple[Fact, ...]:
    """The first scan of the parcel itself also says that it has left. A label that was cancelled after that means trouble."""
    physical = [fact for fact in facts if fact.cls not in NOT_PHYSICAL]
    if not physical:
        return tuple(facts)
    facts = [fact._replace(cls=TROUBLED) if fact.cls is CANCELLED else fact for fact in facts]
    return tuple(sorted({*facts, physical[0]._replace(cls=SENT)}, key=place_of))
