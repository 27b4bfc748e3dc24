"""todoke scans: scan histories as a parcel's life reads them (CMD-20). Pure: it needs no desk and writes nothing."""

from collections.abc import Iterator
from typing import Any

import msgspec
from django.core.management.base import CommandParser

from todoke.cli.command import Command as Base
from todoke.cli.json_lines import records
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


decoder = msgspec.json.Decoder(Given)


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

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="?", default="-", metavar="FILE", help="one history a line; - is standard input")
        parser.add_argument("--jsonl", action="store_true", help="JSON lines out as well; the same as --json")

    def do(self, **options: Any) -> None:
        self.json = self.json or options["jsonl"]
        try:
            for row in self.answers(options["file"]):
                self.line(row) if self.json else self.tell(row)
        except OSError as error:
            self.wrong(f"{options['file']}: cannot be read ({error.strerror})")

    def tell(self, row: dict[str, Any]) -> None:
        if "error" not in row:
            strange = f"   nobody knows: {', '.join(row['unknown'])}" if row["unknown"] else ""
            self.say(f"{row['id']}   {row['state']}   {row['delivered_at'] or ''}   {', '.join(row['notices']) or 'nothing told'}{strange}")

    def answers(self, path: str) -> Iterator[dict[str, Any]]:
        """A row for each history. One that cannot be taken says why, and the rest goes on."""
        for found in records(path, decoder):
            if found.value is None:
                self.status = 1
                self.complain(found.trouble)
                yield {"id": found.id, "error": found.trouble}
            else:
                yield answer(found.value)


def answer(given: Given) -> dict[str, Any]:
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
