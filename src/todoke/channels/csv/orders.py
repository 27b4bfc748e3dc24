"""A file of orders, opened and cut into one delivery an order: for whoever hands it in, at a terminal or at the desk."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, BinaryIO, NamedTuple

from todoke.channels.csv import heads
from todoke.channels.csv.book import body_of
from todoke.channels.csv.cells import has_fraction, tidy
from todoke.channels.csv.file import Sheet, Unreadable, opened
from todoke.channels.csv.gather import Group, gathered

ROW = re.compile(r"^row (\d+)")
SAMPLE = 200  # rows that are looked at before a file is read
TELL_PAYMENTS = ("payment_state", "paid_at", "paid", "state", "way", "yahoo_payment")


class Cut(NamedTuple):
    """One order of the file. `lines`: where its rows stand."""

    body: bytes
    lines: tuple[int, ...]


def order_sheet(file: BinaryIO, corrected: Mapping[str, str]) -> Sheet:
    """Raises Unreadable: a file without numbers or goods is no file of orders."""
    sheet = opened(file, lambda columns: heads.orders(columns, corrected), ("number",))
    if sheet.meaning.has("title", "sku"):
        return sheet
    if sheet.meaning.has("tracking") or heads.parcels(sheet.columns, corrected).has("tracking"):
        raise Unreadable("tells parcels, not orders. Hand it in so: todoke ship FILE.csv.")
    raise Unreadable(f"has no column that names the goods. It has: {', '.join(sheet.columns)[:500]}. Name it: --map 'COLUMN=title'.")


def head_of(file: BinaryIO, corrected: Mapping[str, str]) -> Sheet:
    """The first line that could be a head, whatever it lacks: so that a person can say what its columns mean. Raises Unreadable for an empty file."""
    return opened(file, lambda columns: heads.orders(columns, corrected), ())


def one_by_one(sheet: Sheet) -> Iterator[Cut]:
    """One for each order, in bounded memory."""
    at = sheet.meaning.fields.index("number")
    for group in gathered(sheet, lambda cells: tidy(cells[at]) if at < len(cells) else ""):
        yield cut(sheet, group)


def cut(sheet: Sheet, group: Group) -> Cut:
    row = group.lines.index(group.at) + 1 if group.trouble else 0
    return Cut(body_of(sheet.columns, sheet.meaning.fields, group.rows, group.trouble, row), group.lines)


def span(lines: tuple[int, ...]) -> str:
    """2, 2-3, or the lines one by one where others stand between."""
    first, last = lines[0], lines[-1]
    if first == last:
        return str(first)
    return f"{first}-{last}" if last - first == len(lines) - 1 else ",".join(str(line) for line in lines[:20])


def in_file(reason: str, lines: tuple[int, ...]) -> str:
    """`row 2, 単価: …` of an order is a line of the file."""
    found = ROW.match(reason)
    return f"line {lines[int(found[1]) - 1]}{reason[found.end() :]}" if found and 0 < int(found[1]) <= len(lines) else reason


def tells_payments(sheet: Sheet) -> bool:
    """Without such a column the orders count as unpaid."""
    return sheet.meaning.has(*TELL_PAYMENTS)


def has_fractions(sheet: Sheet) -> bool:
    """Amounts that yen does not have, and no column that names another currency."""
    if sheet.meaning.has("currency"):
        return False
    money = [at for at, field in enumerate(sheet.meaning.fields) if field in ("amount", "price", "total")]
    rows = (record.cells for record, _ in zip(sheet.records(), range(SAMPLE), strict=False))
    return any(has_fraction(cells[at]) for cells in rows for at in money if at < len(cells))


def corrected(settings: Mapping[str, Any], said: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """A connection's settings with what a person says of its columns: (column, field), or no field for one that is not read."""
    columns = dict(settings.get("columns", {})) | {heads.plain(column): field for column, field in said}
    return dict(settings) | ({"columns": columns} if columns else {})
