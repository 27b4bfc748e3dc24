"""Single fields as AliExpress writes them: Pacific moments, amounts with blanks or in cents, lists in an envelope of their own."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from todoke.channels.channel import Unclear
from todoke.channels.fields import MOST_PIECES, minor, moment, rows, table, text, unit

Row = Mapping[str, Any]

PACIFIC = ZoneInfo("America/Los_Angeles")  # "It's US pacific time": with its daylight saving, and no zone written
DAY_FIRST = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})(?:[ T]([0-9]{1,2}):([0-9]{2})(?::([0-9]{2})(?:\.[0-9]+)?)?)?")
MONTH_FIRST = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})(?: ([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?)?")  # the oldest methods
STUCK_TOGETHER = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})([0-9]{2})([0-9]{2})([0-9]{2})[0-9]{3}([+-][0-9]{2})([0-9]{2})")
HUMP = re.compile(r"(?<=[a-z0-9])([A-Z])")
NAME = re.compile(r"[A-Za-z0-9_-]{1,60}")
DEEPEST = 12  # levels of an answer; what lies deeper is nobody's field
MOST_CENTS = 10**15


# ── names and lists ─────────────────────────────────────────────────────────────────────────────────
def snake(value: Any, level: int = 0) -> Any:
    """`gmtCreate`, as the oldest methods and the Java kit write it, is `gmt_create`."""
    if level > DEEPEST:
        return value
    if isinstance(value, dict):
        return {HUMP.sub(r"_\1", name).lower() if name != name.lower() else name: snake(one, level + 1) for name, one in value.items()}
    return [snake(one, level + 1) for one in value] if isinstance(value, list) else value


def listed(value: Any) -> list[Row]:
    """A list, also as `{"order_dto": [...]}` or, where there is one only, `{"order_dto": {...}}`. An empty one may be {} or missing."""
    if isinstance(value, dict):
        inner = next((one for one in value.values() if isinstance(one, list | dict)), None) if len(value) == 1 else None
        return [inner] if isinstance(inner, dict) else rows(inner)
    return rows(value)


def identity(row: Row, place: str, *names: str) -> str:
    """An id as a string. Raises Unclear."""
    found = text(row, *names)
    if not NAME.fullmatch(found):
        raise Unclear(f"{place}.{names[0]}", "is missing." if not found else f"{found!r} is no id.", "Look at the raw body: AliExpress always sends it.")
    return found


def word(row: Row, *names: str) -> str:
    """A status in capital letters: some methods write `in_issue`."""
    return text(row, *names).upper()


def pieces(row: Row, place: str, *names: str) -> int:
    """A count of pieces. Raises Unclear."""
    found = text(row, *names)
    if not (found.isascii() and found.isdecimal()) or not 0 < int(found[:9]) <= MOST_PIECES or len(found) > 7:
        raise Unclear(f"{place}.{names[0]}", f"{found!r} is no number of pieces.", "Look at the raw body.")
    return int(found)


# ── moments ─────────────────────────────────────────────────────────────────────────────────────────
def when(row: Row, *names: str) -> int:
    """The first of these moments that is told, in seconds UTC; 0 where none is."""
    for name in names:
        if row.get(name):
            return instant(row[name], name)
    return 0


def instant(value: Any, place: str) -> int:
    """Naive Pacific time, unless a zone is written. Of an hour that comes twice in autumn, the first; a bare date: the last second of that day.

    Raises Unclear. Source: the documents of solution.order.get and findorderbyid, "US pacific time"; fixtures of 2021."""
    said = " ".join(str(value).split()) if isinstance(value, str | int) and not isinstance(value, bool) else ""
    if found := DAY_FIRST.fullmatch(said):
        return local(found.groups(), value, place)
    if found := MONTH_FIRST.fullmatch(said):
        month, day, year, *rest = found.groups()
        return local((year, month, day, *rest), value, place)
    if found := STUCK_TOGETHER.fullmatch(said):
        year, month, day, hour, minute, second, zone, more = found.groups()
        return moment(f"{year}-{month}-{day}T{hour}:{minute}:{second}{zone}:{more}", place)
    if said.isascii() and said.isdecimal() and len(said) == 13:  # milliseconds of the epoch
        return int(said) // 1000
    return moment(said, place)


def local(parts: tuple[str | None, ...], value: Any, place: str) -> int:
    """Year, month, day and, where they are told, hour, minute, second on the Pacific clock."""
    year, month, day, hour, minute, second = (int(part) if part else None for part in parts)
    clock = (23, 59, 59) if hour is None else (hour, minute or 0, second or 0)
    try:
        there = datetime(year or 0, month or 0, day or 0, *clock, tzinfo=PACIFIC)
    except ValueError:
        raise Unclear(place, f"{value!r} is no moment.", "Look at the raw body.") from None
    if not 1970 <= there.year < 3000:
        raise Unclear(place, f"{value!r} is no moment that a shop sees.", "Look at the raw body.")
    return int(there.timestamp())


def in_pacific(at: int) -> str:
    """Seconds UTC → as AliExpress writes and takes it."""
    return datetime.fromtimestamp(at, PACIFIC).strftime("%Y-%m-%d %H:%M:%S")


def comes_twice(at: int) -> bool:
    """Is it in the hour of autumn that the Pacific clock shows a second time?"""
    there = datetime.fromtimestamp(at, PACIFIC)
    return there.replace(fold=0).utcoffset() != there.replace(fold=1).utcoffset()


# ── money ───────────────────────────────────────────────────────────────────────────────────────────
def currency_in(value: Any) -> str:
    """The code that an amount names, or nothing."""
    row = table(value)
    return text(row, "currency_code") or text(table(row.get("currency")), "currency_code") or text(row, "currency")


def money(value: Any, place: str, currency: str) -> int | None:
    """An amount of this currency in its smallest unit; None where it is not told, or in another currency (the shop's own, at times).

    "200. 00" is 200.00. Where cents stand beside it they count: the oldest lists say amount 0, cent 333100. Raises Unclear."""
    if isinstance(value, str | int) and not isinstance(value, bool) and value != "":
        return minor(value, currency, place)
    row = table(value)
    if (currency_in(row) or currency) != currency:
        return None
    said, cents = text(row, "amount", "amount_str", "value"), row.get("cent")
    exact = from_cents(cents, row.get("cent_factor"), currency, place) if isinstance(cents, int) and not isinstance(cents, bool) else None
    if exact is None:
        return minor(said, currency, place) if said else None
    if said and minor(said, currency, place) not in (0, exact):
        raise Unclear(place, f"amount {said} and cent {cents} do not agree.", "Look at the order in AliExpress.")
    return exact


def from_cents(cents: int, factor: Any, currency: str, place: str) -> int:
    """`cent` is counted in 1/`cent_factor` of the currency, whatever its smallest unit."""
    parts = factor if isinstance(factor, int) and not isinstance(factor, bool) and factor > 0 else 100
    whole, rest = divmod(abs(cents) * unit(currency), parts)
    if rest or abs(cents) > MOST_CENTS:
        raise Unclear(place, f"{cents} of {parts} parts is no amount of {currency}.", "Look at the order in AliExpress.")
    return whole if cents >= 0 else -whole


# ── people ──────────────────────────────────────────────────────────────────────────────────────────
def shown(row: Row, *names: str) -> str:
    """A word about a person; masked ones (`te***st`) are no words."""
    found = text(row, *names)
    return "" if "**" in found else found
