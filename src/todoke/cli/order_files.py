"""Order files for `todoke import`: opened, their columns shown, and cut into one delivery an order."""

import re
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO, cast

from todoke.channels.csv import heads
from todoke.channels.csv.book import body_of
from todoke.channels.csv.cells import has_fraction, tidy
from todoke.channels.csv.channel import ORDERS
from todoke.channels.csv.file import ENCODING_NAMES, Sheet, Unreadable, opened
from todoke.channels.csv.gather import Group, gathered
from todoke.cli.recorded import Recorded

IN_MEMORY = 16 * 1024 * 1024  # of standard input; what is more waits on disk
ROW = re.compile(r"^row (\d+)")
SAMPLE = 200  # rows that are looked at before a file is read
BETWEEN = {",": "commas", "\t": "tabs", ";": "semicolons"}


def file_of(path: str) -> BinaryIO:
    """A file that can be read twice; `-` is standard input. Raises OSError."""
    if path != "-":
        return Path(path).open("rb")
    spool = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  whoever asked closes it
    shutil.copyfileobj(sys.stdin.buffer, spool)
    return cast(BinaryIO, spool)


def order_sheet(file: BinaryIO, corrected: Mapping[str, str]) -> Sheet:
    """Raises Unreadable: a file without numbers or goods is no file of orders."""
    sheet = opened(file, lambda columns: heads.orders(columns, corrected), ("number",))
    if sheet.meaning.has("title", "sku"):
        return sheet
    if sheet.meaning.has("tracking") or heads.parcels(sheet.columns, corrected).has("tracking"):
        raise Unreadable("tells parcels, not orders. Hand it in so: todoke ship FILE.csv.")
    raise Unreadable(f"has no column that names the goods. It has: {', '.join(sheet.columns)[:500]}. Name it: --map 'COLUMN=title'.")


def deliveries(place: str, sheet: Sheet) -> Iterator[Recorded]:
    """One for each order, with the lines on which its rows stand."""
    at = sheet.meaning.fields.index("number")
    for group in gathered(sheet, lambda cells: tidy(cells[at]) if at < len(cells) else ""):
        row = group.lines.index(group.at) + 1 if group.trouble else 0
        body = body_of(sheet.columns, sheet.meaning.fields, group.rows, group.trouble, row)
        yield Recorded(f"{place}:{span(group)}", ORDERS, body, lines=group.lines)


def span(group: Group) -> str:
    """2, 2-3, or the lines one by one where others stand between."""
    first, last = group.lines[0], group.lines[-1]
    if first == last:
        return str(first)
    return f"{first}-{last}" if last - first == len(group.lines) - 1 else ",".join(str(line) for line in group.lines[:20])


def in_file(reason: str, lines: tuple[int, ...]) -> str:
    """`row 2, 単価: …` of an order is a line of the file."""
    found = ROW.match(reason)
    return f"line {lines[int(found[1]) - 1]}{reason[found.end() :]}" if found and 0 < int(found[1]) <= len(lines) else reason


ONCE = "  To correct it once and for all: --map 'COLUMN=FIELD' (an empty FIELD: not read)."


def orders_shown(place: str, sheet: Sheet) -> str:
    """How the file is read, for the person who brings it, and what they should know before its orders count."""
    return "\n".join([shown(place, sheet), ONCE, *doubts(sheet)])


def shown(place: str, sheet: Sheet) -> str:
    """What each column was taken for."""
    kind = f", as {sheet.meaning.tool} writes it" if sheet.meaning.tool else ""
    pairs = [(column, field) for column, field in zip(sheet.columns, sheet.meaning.fields, strict=True) if column]
    read = [f"  {column} → {field}" for column, field in pairs if field]
    left = [column for column, field in pairs if not field]
    head = f"{place}: {ENCODING_NAMES[sheet.encoding]}, {BETWEEN[sheet.delimiter]}{kind}. Its columns are taken for:"
    tail = [f"  not read: {', '.join(left)}"] if left else []
    return "\n".join([head, *read, *tail])


def doubts(sheet: Sheet) -> Iterator[str]:
    """What the person should know before the orders count."""
    if not sheet.meaning.has("payment_state", "paid_at", "paid", "state", "way", "yahoo_payment"):
        yield "  No column tells payments: the orders count as unpaid."
    money = [at for at, field in enumerate(sheet.meaning.fields) if field in ("amount", "price", "total")]
    rows = (record.cells for record, _ in zip(sheet.records(), range(SAMPLE), strict=False))
    if not sheet.meaning.has("currency") and any(has_fraction(cells[at]) for cells in rows for at in money if at < len(cells)):
        yield "  Amounts have fractions, which yen has not: they are rounded line by line. In another currency: --currency USD."


def remembered(settings: Mapping[str, Any], said: Iterable[str], currency: str) -> dict[str, Any]:
    """A connection's settings with what was said now: `品番=sku`, `備考=` for a column that is not read. Raises ValueError."""
    columns = dict(settings.get("columns", {}))
    for pair in said:
        column, sign, field = pair.rpartition("=")
        if not sign or not heads.plain(column):
            raise ValueError(f"--map {pair!r}: write COLUMN=FIELD, such as '品番=sku'.")
        if field and field not in heads.FIELDS:
            raise ValueError(f"--map {pair!r}: there is no field {field!r}. There are {', '.join(sorted(heads.FIELDS))}.")
        columns[heads.plain(column)] = field
    found = dict(settings) | ({"columns": columns} if columns else {})
    if currency and not (len(currency) == 3 and currency.isascii() and currency.isalpha()):
        raise ValueError(f"--currency {currency!r}: name it by its ISO code, such as USD.")
    return found | ({"currency": currency.upper()} if currency else {})
