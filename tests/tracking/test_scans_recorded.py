"""110 parcels of Japan as their carriers' pages showed them: absences, missing years and times, lists from the newest to the oldest."""

import json
import random
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from todoke.tracking.parcel_state import Outcome, walk
from todoke.tracking.scans import History, Read, Scan, read

FILE = Path(__file__).parents[3] / "shared" / "fixtures" / "jp_tracking_histories" / "histories.jsonl"
pytestmark = [pytest.mark.fixtures, pytest.mark.skipif(not FILE.is_file(), reason="the real histories do not lie beside the repository")]


def histories() -> list[tuple[str, str, list[Scan]]]:
    """(carrier, when the page was read, its scans as it lists them)."""
    rows = [json.loads(line) for line in FILE.read_text("utf-8").splitlines()] if FILE.is_file() else []
    return [(row["carrier"], row.get("page_time", "2009/09/03 01:00"), listed(row)) for row in rows]


def listed(row: dict[str, Any]) -> list[Scan]:
    if "events" in row:
        return [Scan(one["status"], f"{one['date']} {one['time']}", one["office"]) for one in row["events"]]
    if "events_newest_first" in row:
        return [Scan(line) for line in row["events_newest_first"]]
    latest = row.get("latest") or [row["not_found"][1], ""]
    if row["carrier"] == "jppost":
        return [Scan(latest[1], latest[0], latest[2])]
    numbered = latest[0].isdigit()
    return [Scan(latest[numbered], latest[numbered + 1])]


def told(carrier: str, read_at: str, scans: list[Scan]) -> tuple[Read, Outcome]:
    found = read(History(carrier, frozenset(scans), read_at))
    return found, walk(found.facts)


def test_no_wording_and_no_time_is_unknown() -> None:
    """TRK-4"""
    found = [told(*one)[0] for one in histories()]
    assert [(one.unknown, one.unread_times) for one in found if one.unknown or one.unread_times] == []


def test_each_ends_alike_in_order_backwards_twice_and_shuffled() -> None:
    """CMD-20: in order, backwards, twice and all at once."""
    for carrier, read_at, scans in histories():
        straight = told(carrier, read_at, scans)
        shuffled = random.Random(carrier).sample(scans, len(scans))
        assert told(carrier, read_at, scans[::-1]) == told(carrier, read_at, scans * 2) == told(carrier, read_at, shuffled) == straight


def test_without_the_time_of_reading_each_ends_in_the_same_state_with_the_same_notices() -> None:
    """Agreement 12: read_at may be null."""
    for carrier, read_at, scans in histories():
        known, unknown = told(carrier, read_at, scans)[1], told(carrier, "", scans[::-1])[1]
        assert (unknown.state, unknown.notices) == (known.state, known.notices)


def test_they_end_as_their_pages_say() -> None:
    """TRK-4: by reading. Two pages hold nothing: a number that does not exist, a wished day; one mail item has no scan at all."""
    assert Counter(told(*one)[1].state for one in histories()) == {"delivered": 101, "moving": 4, "labelled": 3, "troubled": 2}


def test_every_delivery_has_the_moment_that_its_page_prints() -> None:
    """TRK-4: year from the page, time from the scan."""
    for carrier, read_at, scans in histories():
        _, outcome = told(carrier, read_at, scans)
        assert (outcome.state == "delivered") == (outcome.delivered_at is not None)


def test_every_absence_is_told_once_a_day_at_most() -> None:
    """NTC-12: two attempts of one day are one notice."""
    for carrier, read_at, scans in histories():
        found, outcome = told(carrier, read_at, scans)
        days = {(fact.at + 9 * 3600) // 86400 for fact in found.facts if fact.cls.__name__ == "ParcelAttemptFailed"}
        assert outcome.notices.count("delivery_attempt_failed") <= len(days)
