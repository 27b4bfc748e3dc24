"""Order files for `todoke import`: opened, their columns shown, and cut into one delivery an order."""

import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO, cast

from todoke.channels.csv import heads
from todoke.channels.csv.channel import ORDERS
from todoke.channels.csv.file import ENCODING_NAMES, Sheet
from todoke.channels.csv.orders import corrected, has_fractions, one_by_one, span, tells_payments
from todoke.cli.recorded import Recorded

IN_MEMORY = 16 * 1024 * 1024  # of standard input; what is more waits on disk
BETWEEN = {",": "commas", "\t": "tabs", ";": "semicolons"}


def file_of(path: str) -> BinaryIO:
    """A file that can be read twice; `-` is standard input. Raises OSError."""
    if path != "-":
        return Path(path).open("rb")
    spool = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  whoever asked closes it
    shutil.copyfileobj(sys.stdin.buffer, spool)
    return cast(BinaryIO, spool)


def deliveries(place: str, sheet: Sheet) -> Iterator[Recorded]:
    """One for each order, with the lines on which its rows stand."""
    for one in one_by_one(sheet):
        yield Recorded(f"{place}:{span(one.lines)}", ORDERS, one.body, lines=one.lines)


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
    if not tells_payments(sheet):
        yield "  No column tells payments: the orders count as unpaid."
    if has_fractions(sheet):
        yield "  Amounts have fractions, which yen has not: they are rounded line by line. In another currency: --currency USD."


def remembered(settings: Mapping[str, Any], said: Iterable[str], currency: str) -> dict[str, Any]:
    """A connection's settings with what was said now: `品番=sku`, `備考=` for a column that is not read. Raises ValueError."""
    pairs = list[tuple[str, str]]()
    for pair in said:
        column, sign, field = pair.rpartition("=")
        if not sign or not heads.plain(column):
            raise ValueError(f"--map {pair!r}: write COLUMN=FIELD, such as '品番=sku'.")
        if field and field not in heads.FIELDS:
            raise ValueError(f"--map {pair!r}: there is no field {field!r}. There are {', '.join(sorted(heads.FIELDS))}.")
        pairs.append((column, field))
    found = corrected(settings, pairs)
    if currency and not (len(currency) == 3 and currency.isascii() and currency.isalpha()):
        raise ValueError(f"--currency {currency!r}: name it by its ISO code, such as USD.")
    return found | ({"currency": currency.upper()} if currency else {})
