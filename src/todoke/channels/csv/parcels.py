"""Files that tell which parcel left for which order: what label programs write, or a list of one's own."""

import re
from collections.abc import Iterator, Mapping
from typing import BinaryIO, NamedTuple

from todoke.channels.channel import Unclear
from todoke.channels.csv import cells, heads
from todoke.channels.csv.file import LOST, Record, Sheet, opened
from todoke.tracking.carriers import carrier_of
from todoke.tracking.pasted import find_numbers


class Wanted(NamedTuple):
    """One row. `item`: a line of the order by its id, the goods' number or their name; empty: all that has not left. `pieces` 0: all of that line.
    `at` 0: it leaves now. `trouble`: why the row cannot be used. Without numbers it leaves without one."""

    place: str
    number: str = ""
    numbers: tuple[str, ...] = ()
    carrier: str = ""
    item: str = ""
    pieces: int = 0
    at: int = 0
    trouble: str = ""
    order: int = 0  # the desk's own key, where staff have ticked it


class Reader(NamedTuple):
    """What reading needs to know. `now`: no parcel leaves later than that."""

    zone: str
    now: int
    carrier: str = ""  # where the file names none


def parcel_sheet(file: BinaryIO, corrected: Mapping[str, str]) -> Sheet:
    """Raises Unreadable where it names no orders, or no parcels."""
    return opened(file, lambda columns: heads.parcels(columns, corrected), ("number", "tracking"))


def wanted(sheet: Sheet, reader: Reader) -> Iterator[Wanted]:
    """A row each, in the sequence of the file; those that cannot be used say why."""
    for record in sheet.records():
        row = {field: said for field, cell in zip(sheet.meaning.fields, record.cells, strict=False) if field and (said := cells.tidy(cell))}
        if not row and not record.trouble:
            continue
        try:
            yield one(record, row, sheet, reader)
        except Unclear as error:
            yield Wanted(str(record.line), row.get("number", ""), trouble=str(error))


def one(record: Record, row: Mapping[str, str], sheet: Sheet, reader: Reader) -> Wanted:
    """Raises Unclear with the column, the reason and the mend."""
    heads_of = dict(zip(sheet.meaning.fields, sheet.columns, strict=True))
    if record.trouble:
        raise Unclear("row", record.trouble)
    for field, cell in row.items():
        if LOST in cell:
            raise Unclear(heads_of[field], f"{cell[:60]!r} has characters that are not readable.", "Save the file anew as UTF-8, or as Shift_JIS.")
    for field in ("number", "tracking"):
        if field not in row:
            raise Unclear(heads_of[field], "is missing.", "Every row names its order and its parcel.")
    carrier = row.get("carrier", "") or sheet.meaning.carrier or reader.carrier
    return Wanted(
        str(record.line), cells.whole_number(row["number"], heads_of["number"]), numbers_in(row["tracking"], carrier, heads_of["tracking"]),
        carrier_of(carrier) or carrier[:60], row.get("line") or row.get("sku", ""), pieces_in(row, heads_of), at(row, heads_of, reader))  # fmt: skip


BETWEEN = re.compile(r"[,、;\n]|(?<!:)/(?!/)|\s/\s")


def numbers_in(cell: str, carrier: str, place: str) -> tuple[str, ...]:
    """One or several, with commas, slashes or line breaks between. One written in groups, or a link, is the number that it holds."""
    text = cells.narrow(cell)
    parts = [text] if "://" in text else BETWEEN.split(text)
    found = tuple(dict.fromkeys(number for part in parts for number in those_in(part, carrier, place)))
    if not found:
        raise Unclear(place, "is missing.", "Every row names its order and its parcel.")
    return found


def those_in(part: str, carrier: str, place: str) -> list[str]:
    words = part.split()
    found = [one.number for one in find_numbers(part, carrier)] if len(words) > 1 or "://" in part else []
    return found or [cells.whole_number(word, place) for word in words]


def pieces_in(row: Mapping[str, str], heads_of: Mapping[str, str]) -> int:
    """Without the goods' number a count says nothing: it may be of boxes."""
    if "quantity" not in row or not (row.get("line") or row.get("sku")):
        return 0
    found = cells.pieces(row["quantity"], heads_of["quantity"])
    if found <= 0:
        raise Unclear(heads_of["quantity"], f"{row['quantity'][:40]!r} is no number of pieces.", "Write how many are in the parcel, or leave the row out.")
    return found


def at(row: Mapping[str, str], heads_of: Mapping[str, str], reader: Reader) -> int:
    """When it left, if that is told and has come."""
    if "shipped_at" not in row:
        return 0
    day = cells.when(row["shipped_at"], reader.zone, heads_of["shipped_at"])
    return day.by(reader.now) if day.start <= reader.now else 0
