"""The rows of one order together, wherever they stand in the file: its order number is what they share. Memory stays small whatever the file's size."""

import sqlite3
from collections.abc import Callable, Iterator
from typing import NamedTuple

import msgspec

from todoke.channels.csv.file import Record, Sheet

MOST_ROWS = 2000  # of one order; more is a wrong column
TOO_MANY = f"has more than {MOST_ROWS:,} rows. Is this column really the order's number? Say which is: --map 'COLUMN=number'."


class Group(NamedTuple):
    """All rows of one number; empty: a row that does not tell it. `trouble`: what keeps a row, and so all of them, from being read; and its line."""

    number: str
    lines: tuple[int, ...]
    rows: tuple[list[str], ...]
    trouble: str = ""
    at: int = 0


NumberOf = Callable[[list[str]], str]


def gathered(sheet: Sheet, number_of: NumberOf) -> Iterator[Group]:
    """In the sequence of the file; an order whose rows are scattered comes where its last one stands."""
    last = scattered(sheet, number_of)
    now, rows = "", list[Record]()
    with Aside() as aside:
        for record in sheet.records():
            number = number_of(record.cells)
            if rows and number != now:
                yield grouped(now, rows)
                rows = []
            now = number
            if not number:
                yield grouped("", [record])
            elif last and hash(number) in last:
                aside.put(number, record)
                if last[hash(number)] == record.line:
                    yield grouped(number, aside.take(number))
            elif len(rows) <= MOST_ROWS:
                rows.append(record)
        if rows:
            yield grouped(now, rows)


def grouped(number: str, rows: list[Record]) -> Group:
    bad = next((row for row in rows if row.trouble), None)
    if len(rows) > MOST_ROWS:
        bad, rows = rows[0]._replace(trouble=TOO_MANY), rows[:1]
    return Group(number, tuple([row.line for row in rows]), tuple([row.cells for row in rows]), bad.trouble if bad else "", bad.line if bad else 0)


def scattered(sheet: Sheet, number_of: NumberOf) -> dict[int, int]:
    """Numbers that come again after others, by their hash, with the line of their last row."""
    seen: set[int] = set()
    last: dict[int, int] = {}
    before = 0
    for record in sheet.records():
        number = number_of(record.cells)
        key = hash(number)
        if key in last or (key != before and key in seen):
            last[key] = record.line
        seen.add(key)
        before = key
    return last


class Aside:
    """Rows that wait for the rest of their order, on disk where they are many."""

    def __init__(self) -> None:
        self.file = sqlite3.connect("", isolation_level=None)  # a private file that ends with it
        self.file.execute("CREATE TABLE waiting (number, line, cells, trouble)")
        self.file.execute("CREATE INDEX of_number ON waiting (number)")

    def __enter__(self) -> "Aside":
        return self

    def __exit__(self, *error: object) -> None:
        self.file.close()

    def put(self, number: str, record: Record) -> None:
        self.file.execute("INSERT INTO waiting VALUES (?, ?, ?, ?)", (number, record.line, msgspec.json.encode(record.cells), record.trouble))

    def take(self, number: str) -> list[Record]:
        rows = self.file.execute("SELECT line, cells, trouble FROM waiting WHERE number = ? ORDER BY line LIMIT ?", (number, MOST_ROWS + 1)).fetchall()
        self.file.execute("DELETE FROM waiting WHERE number = ?", (number,))
        return [Record(line, msgspec.json.decode(cells), trouble) for line, cells, trouble in rows]
