"""What those who watch parcels for many carriers tell about one: lines in a closed list of statuses, and how it stands now. The same for all of them;
each connector only takes its own body apart (TRK-4)."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

import msgspec

from todoke.channels.channel import Ignored, Reading, Setup, Unclear, Whose
from todoke.due.clock import iso
from todoke.rules import events as ev
from todoke.tracking.numbers import number_key
from todoke.tracking.scans import Fact, History, Scan, read, status_of
from todoke.tracking.wordings import Meaning

LONGEST = 100  # characters of a number
NOTHING_YET = "says nothing about where the parcel is"
NO_TIME = -1


class Line(NamedTuple):
    """One line of a parcel's way. `status` in the watcher's own words; `at` as it was written; `cause`: of trouble, in one word of ours."""

    status: str
    at: str = ""
    place: str = ""
    cause: str = ""


class Watched(NamedTuple):
    """A parcel as a watcher sees it. `stands`: the summary, which may know more than the lines; where it bears no time it is as new as the newest."""

    number: str
    carrier: str
    lines: tuple[Line, ...]
    stands: Line
    proof: str = ""  # who signed
    updated_at: int = 0  # seconds UTC; 0: not told
    deliver_by: int = 0  # the carrier's own word, seconds UTC; 0: none


def reading(source: str, watched: Watched, setup: Setup) -> tuple[Reading, ...] | Ignored:
    """Facts about the parcel of that number, whichever order it belongs to. Raises Unclear."""
    if not number_key(watched.number) or len(watched.number) > LONGEST:
        mend = "Look at the raw body; without it nobody can tell whose parcel it is."
        raise Unclear("tracking number", f"{watched.number[:60]!r} is none.", mend)
    means = {line: status_of(source, line.status, setup.taught) for line in (*watched.lines, *summary(watched)) if line.status}
    known = {line: meaning for line, (clear, meaning) in means.items() if clear}
    unknown = tuple(sorted({line.status for line in means if line not in known}))
    scans = frozenset(Scan(line.status, line.at, line.place) for line in known)
    facts = read(History(source, scans, iso(setup.read_at) or "" if setup.read_at else ""), setup.taught).facts
    events = (*(event_of(fact, known, watched, setup) for fact in facts), *promised(watched, facts))
    if not events and not unknown:
        return Ignored(NOTHING_YET)
    return (Reading("", events, whose=Whose(watched.number, watched.carrier), unknown=tuple(f"status: {word}" for word in unknown),
                    wordings=tuple((source, word) for word in unknown)),)  # fmt: skip


def summary(watched: Watched) -> tuple[Line, ...]:
    """Only where it says something else than the newest line."""
    written = iso(watched.updated_at) or "" if watched.updated_at else ""
    newest = max(watched.lines, key=lambda line: seconds(line.at), default=Line("", written))
    if watched.stands.status in ("", newest.status):
        return ()
    return (watched.stands._replace(at=watched.stands.at or newest.at, place=watched.stands.place or newest.place),)


def seconds(text: str) -> int:
    """ISO 8601 → seconds UTC; a time without a zone as UTC's; NO_TIME: there is none to be read."""
    try:
        when = datetime.fromisoformat(text)
        return int((when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp())
    except (ValueError, OverflowError):
        return NO_TIME


def event_of(fact: Fact, known: Mapping[Line, Meaning], watched: Watched, setup: Setup) -> ev.Event:
    """Never later than it was read: carriers' clocks run ahead. Place, proof and cause are those of the line that says it."""
    event = fact.cls(at=min(fact.at, setup.read_at) if setup.read_at else fact.at)
    lines = [line for line, meaning in known.items() if meaning is fact.cls]
    line = min(lines, key=lambda line: (abs(seconds(line.at) - fact.at), line), default=Line(""))
    if isinstance(event, ev.ParcelDelivered):
        return msgspec.structs.replace(event, place=line.place, proof=watched.proof)
    if isinstance(event, ev.ParcelHeld):
        return msgspec.structs.replace(event, place=line.place)
    return msgspec.structs.replace(event, cause=line.cause, area=line.place if line.cause else "") if isinstance(event, ev.ParcelTroubled) else event


def promised(watched: Watched, facts: Sequence[Fact]) -> tuple[ev.Event, ...]:
    """A day for a parcel that is there already is no promise any more."""
    if not watched.deliver_by or not watched.updated_at or any(fact.cls is ev.ParcelDelivered for fact in facts):
        return ()
    return (ev.DatesPromised(deliver_by=watched.deliver_by, at=watched.updated_at),)


def day_or_moment(value: object) -> int:
    """When it is expected, seconds UTC; 0: not told, or no moment that a shop sees."""
    found = seconds(value) if isinstance(value, str) else NO_TIME
    return found if 0 < found < 1 << 35 else 0


def place_of(*parts: str) -> str:
    """City, region, country: each once, in the sequence of the address."""
    return ", ".join(dict.fromkeys(part for part in parts if part))[:100]
