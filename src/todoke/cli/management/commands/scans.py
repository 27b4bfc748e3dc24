"""todoke scans: scan histories as a parcel's life reads them (CMD-20). Pure: it needs no desk and writes nothing."""

from typing import Any

import msgspec

from todoke.cli.json_lines import Command as Base
from todoke.due.clock import iso
from todoke.tracking.parcel_state import walk
from todoke.tracking.scans import History, Scan, read

Moment = str | int | float | None


class ScanGiven(msgspec.Struct):
    status: str
    at: Moment = ""
    place: str | None = ""


class Given(msgspec.Struct):
    """A line as it comes in."""

    id: str | int | float | None
    scans: list[ScanGiven]
    carrier: str | None = ""
    number: str | int | None = ""
    read_at: Moment = ""



class Command(Base):
    help = (
        "Where parcels are, by their scans in the carriers' own words: state, time of delivery, what their buyers would be told, "
        "and the wordings nobody knows. The sequence of the scans does not matter."
    )
    example = (
        """echo '{"id":"1","carrier":"yamato","read_at":"2026-11-24T12:00:00+09:00","scans":[{"at":"11/24 10:25","status":"配達完了"}]}' \\\n"""
        "    | todoke scans --jsonl\n"
        "  todoke scans histories.jsonl"
    )

    lines = "one history"
    decoder = msgspec.json.Decoder(Given)

    def tell(self, row: dict[str, Any]) -> None:
        if "error" not in row:
            strange = f"   nobody knows: {', '.join(row['unknown'])}" if row["unknown"] else ""
            self.say(f"{row['id']}   {row['state']}   {row['delivered_at'] or ''}   {', '.join(row['notices']) or 'nothing told'}{strange}")

    def answer(self, given: Given) -> dict[str, Any]:
        return state_of(given)


def state_of(given: Given) -> dict[str, Any]:
    scans = frozenset(Scan(one.status, said(one.at), one.place or "") for one in given.scans)
    found = read(History(given.carrier or "", scans, said(given.read_at)))
    outcome = walk(found.facts, said(given.number))
    return {
        "id": given.id,
        "state": outcome.state,
        "events": [{"event": fact.cls.__name__, "at": iso(fact.told_at)} for fact in found.facts],
        "delivered_at": iso(outcome.delivered_at),
        "unknown": found.unknown,
        "notices": outcome.notices,
        "unread_times": found.unread_times,
    }


def said(value: Moment) -> str:
    return "" if value is None else str(value)
