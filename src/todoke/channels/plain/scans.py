"""A carrier's scans as the shop read them, in the carrier's own words: {"type": "parcel_scans", "parcel", "carrier", "numbers",
"scans": [{"at", "status", "place"}]}. The body's `at` is when they were read; a scan's own may lack its year or be empty. All of a
history or a part of it, in any order, any number of times."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import msgspec

from todoke.channels.channel import Unclear
from todoke.channels.fields import text
from todoke.due.clock import iso
from todoke.rules import events as ev
from todoke.tracking.scans import SENT, Fact, History, Scan, read
from todoke.tracking.sources import source_of
from todoke.tracking.wordings import Taught

TYPE = "parcel_scans"


class Heard(NamedTuple):
    """Facts, and the carrier's words that nobody knows."""

    events: tuple[ev.Event, ...]
    called: tuple[ev.TrackingChanged, ...] = ()
    unknown: tuple[str, ...] = ()
    wordings: tuple[tuple[str, str], ...] = ()


def heard(about: ev.ParcelSent | ev.ReturnSent, rows: Any, taught: Taught, place: str) -> Heard:
    """`about`: the parcel, as it would be told to have left at the moment of reading. Raises Unclear."""
    found = read(History(about.carrier, frozenset(listed(rows, place)), iso(about.at) or ""), taught)
    source = source_of(about.carrier)
    return Heard(
        (*left(about, found.facts), *(event_of(fact, about) for fact in found.facts if fact.cls is not SENT)),
        by_number(about, found.facts),
        tuple(f"{place}scans.status: {wording}" for wording in found.unknown),
        tuple((source, wording) for wording in found.unknown),
    )


def left(about: ev.ParcelSent | ev.ReturnSent, facts: tuple[Fact, ...]) -> tuple[ev.Event, ...]:
    """It left with the first scan of the parcel itself."""
    if isinstance(about, ev.ReturnSent):
        return (msgspec.structs.replace(about, at=min([about.at, *(fact.at for fact in facts)])),)
    return tuple(msgspec.structs.replace(about, at=min(fact.at, about.at)) for fact in facts if fact.cls is SENT)[:1]


def by_number(about: ev.ParcelSent | ev.ReturnSent, facts: tuple[Fact, ...]) -> tuple[ev.TrackingChanged, ...]:
    """The desk may know it under another name."""
    if not facts or not about.numbers or isinstance(about, ev.ReturnSent):
        return ()
    return (ev.TrackingChanged(parcel=about.parcel, carrier=about.carrier, numbers=about.numbers, url=about.url, at=min(facts[0].at, about.at)),)


def event_of(fact: Fact, about: ev.ParcelFact) -> ev.Event:
    """Never later than it was read: carriers' clocks run ahead."""
    return fact.cls(parcel=about.parcel, at=min(fact.at, about.at))


def listed(rows: Any, place: str) -> list[Scan]:
    if not isinstance(rows, list) or not rows:
        raise Unclear(f"{place}scans", "is not a list of scans.", 'Send {"scans": [{"at", "status", "place"}]}, in any order.')
    return [scan(row, f"{place}scans[{number}]") for number, row in enumerate(rows)]


def scan(row: Any, place: str) -> Scan:
    if not isinstance(row, Mapping) or not isinstance(row.get("status"), str):
        raise Unclear(f"{place}.status", "is missing.", "Send the carrier's own words as text.")
    return Scan(row["status"], text(row, "at"), text(row, "place"))
