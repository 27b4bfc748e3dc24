"""Single cells as shops' tools write them: amounts with 円 and commas, full-width figures, dates of three calendars. Each refusal says how to mend it."""

import re
import unicodedata
from datetime import datetime, timedelta, timezone
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from todoke.channels.channel import Unclear
from todoke.channels.fields import MOST, MOST_PIECES, digits, unit

MARKS = ("=", "'")
SPREADSHEET = re.compile(r"\d(?:[.,]\d+)?E\+?\d+", re.IGNORECASE)  # 1.23E+11: what a spreadsheet leaves of a long number
AMOUNT = re.compile(r"([+-]?)([0-9]{1,15})(?:\.([0-9]{0,10}))?")
NOT_THE_FIGURE = re.compile(r"[\s¥\\$€£円]|jpy|usd|eur|\(?(?:税込|税抜|税別|tax incl\.?)\)?", re.IGNORECASE)
THOUSANDS = re.compile(r"[+-]?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]*)?")
SIGNS = str.maketrans("−‐–—▲△－", "-------")
SYMBOLS = {"¥": "JPY", "円": "JPY", "$": "USD", "€": "EUR", "£": "GBP"}
ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925, "r": 2018, "h": 1988, "s": 1925}  # the year before the first


def tidy(cell: str) -> str:
    """What a cell says: without the marks that keep a spreadsheet from reckoning (="0123", a leading apostrophe), blanks, and characters that no text holds."""
    text = cell.strip()
    if "\0" in text or "\ufeff" in text:
        text = text.replace("\0", "").strip("\ufeff")
    if text[:1] not in MARKS:
        return text
    if text[:2] == '="' and text[-1] == '"':
        text = text[2:-1]
    elif text[:1] == "'" and (len(text) < 2 or text[1] in "=+-@\t\r＝＋－＠−" or text[1:].replace("-", "").isalnum()):
        text = text[1:]
    return text.strip()


def narrow(text: str) -> str:
    """Full-width figures and letters as plain ones."""
    return text if text.isascii() else unicodedata.normalize("NFKC", text)


# ── money and pieces ────────────────────────────────────────────────────────────────────────────────
def amount(cell: str, currency: str, place: str) -> int:
    """`¥12,800`, `１２，８００円`, `▲500` and `(500)` → the currency's smallest unit; more decimals than it has are rounded half up. Raises Unclear."""
    if cell.isascii() and cell.isdecimal() and len(cell) <= MOST:  # most amounts are
        return int(cell) * unit(currency)
    found = AMOUNT.fullmatch(figure(cell))
    if not found:
        raise Unclear(place, f"{cell[:60]!r} is no amount of money.", "Write figures only, such as 12800 or 200.00.")
    sign, whole, part = found.groups("")
    exact = Decimal(f"{sign}{whole}.{part or '0'}").scaleb(digits(currency))
    return int(exact.quantize(Decimal(1), ROUND_HALF_UP))


def figure(cell: str) -> str:
    """Without what people write around it; brackets and triangles are accountants' minus."""
    text = narrow(cell.translate(SIGNS)).translate(SIGNS)
    bare = NOT_THE_FIGURE.sub("", text)
    bare = f"-{bare[1:-1]}" if bare[:1] == "(" and bare[-1:] == ")" else bare
    return bare.replace(",", "") if THOUSANDS.fullmatch(bare) else bare  # 12,50 could be twelve and a half: it is not guessed


def has_fraction(cell: str) -> bool:
    """Does it say parts of one? Yen has none."""
    whole, _, part = cell.partition(".")
    return part.rstrip("0").isdecimal() and whole != ""


def currency_in(cell: str) -> str:
    """The currency whose sign stands in the cell; empty where none does."""
    return next((code for sign, code in SYMBOLS.items() if sign in narrow(cell)), "")


def pieces(cell: str, place: str) -> int:
    """A whole number of pieces; below nothing is a return. Raises Unclear."""
    if cell.isascii() and cell.isdecimal() and len(cell) < 7:
        return int(cell)
    text = re.sub(r"[\s,個点本枚冊セット着箱袋]|pcs?", "", narrow(cell.translate(SIGNS)).translate(SIGNS), flags=re.IGNORECASE)
    found = re.fullmatch(r"([+-]?[0-9]{1,7})(?:\.0*)?", text)
    if not found or abs(int(found[1])) > MOST_PIECES:
        raise Unclear(place, f"{cell[:60]!r} is no number of pieces.", "Write a whole number, such as 2.")
    return int(found[1])


def whole_number(cell: str, place: str) -> str:
    """An order's or parcel's number that no spreadsheet has damaged. Raises Unclear."""
    text = narrow(cell) if cell.isascii() or cell.isprintable() else cell
    if SPREADSHEET.fullmatch(text):
        raise Unclear(place, f"{cell!r} is what a spreadsheet left of a long number.", "Make the column text, and take the number from its source anew.")
    return text


# ── days and hours ──────────────────────────────────────────────────────────────────────────────────
class When(NamedTuple):
    """`start`: seconds UTC of the moment, or of the day's beginning; `end`: the same moment, or the day's last second."""

    start: int
    end: int

    def by(self, now: int) -> int:
        """The moment, or the end of the day, but not after the time of reading: an exact time that comes later is earlier, and wins."""
        return self.end if self.start == self.end else max(self.start, min(self.end, now)) if now else self.end


DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
ERA = re.compile(r"(令和|平成|昭和|[rhs])\.?(\d{1,2}|元)[-/.年](\d{1,2})[-/.月](\d{1,2})日?", re.IGNORECASE)
COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:(\d{2})(\d{2})(\d{2})?)?")
YEAR_LAST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})")
HOUR = re.compile(r"t?(午前|午後|am|pm)?(\d{1,2}):(\d{1,2})?:?(?:(\d{1,2})(?:\.\d+)?)?(am|pm)?(z|utc|[+-]\d{2}:?\d{2})?", re.IGNORECASE)
UNITS = str.maketrans({"時": ":", "分": ":", "秒": ""})
WEEKDAY = re.compile(r"\([月火水木金土日祝・]+\)|[月火水木金土日]曜日?")
MEND = "Write it like 2026/11/24 10:00."


@lru_cache(maxsize=4096)
def when(cell: str, zone: str, place: str) -> When:
    """`2026/11/24 10:00`, `令和8年11月24日`, `2026年11月24日 午前10時05分`, `20261124`, ISO 8601; in the shop's zone unless it names one. Raises Unclear."""
    text = WEEKDAY.sub("", narrow(cell)).strip()
    day = the_day(text, cell, place)
    rest = re.sub(r"^[\s,]+|\s+", "", text[day.used :]) or day.hours
    if not rest:
        return whole_day(day, zone, cell, place)
    found = HOUR.fullmatch(rest.translate(UNITS))
    if not found:
        raise Unclear(place, f"{cell[:60]!r} is no date.", MEND)
    return moment(day, found, zone, cell, place)


class Day(NamedTuple):
    year: int
    month: int
    day: int
    used: int
    hours: str = ""


def the_day(text: str, cell: str, place: str) -> Day:
    if found := DATE.match(text):
        return Day(int(found[1]), int(found[2]), int(found[3]), found.end())
    if found := ERA.match(text):
        year = ERAS[found[1].lower()] + (1 if found[2] == "元" else int(found[2]))
        return Day(year, int(found[3]), int(found[4]), found.end())
    if found := COMPACT.fullmatch(text):
        hours = f"{found[4]}:{found[5]}:{found[6] or '00'}" if found[4] else ""
        return Day(int(found[1]), int(found[2]), int(found[3]), len(text), hours)
    if found := YEAR_LAST.match(text):
        return year_last(found, cell, place)
    raise Unclear(place, f"{cell[:60]!r} is no date.", MEND)


def year_last(found: re.Match[str], cell: str, place: str) -> Day:
    """11/24/2026 can be one day only; 11/8/2026 could be two, and is not guessed."""
    a, b = int(found[1]), int(found[2])
    if a <= 12 and b <= 12 and a != b:
        raise Unclear(place, f"{cell[:60]!r} could be two days.", "Write the year first: 2026-11-08.")
    month, day = (a, b) if a <= 12 else (b, a)
    return Day(int(found[3]), month, day, found.end())


def whole_day(day: Day, zone: str, cell: str, place: str) -> When:
    start = counted(day, (0, 0, 0), zone, cell, place)
    return When(start, counted(day, (23, 59, 59), zone, cell, place))


def moment(day: Day, found: re.Match[str], zone: str, cell: str, place: str) -> When:
    half, hour = (found[1] or found[5] or "").lower(), int(found[2])
    if half in ("午後", "pm"):
        hour += 12 * (hour < 12)
    elif half in ("午前", "am") and hour == 12:
        hour = 0
    at = counted(day, (hour, int(found[3] or 0), int(found[4] or 0)), found[6] or zone, cell, place)
    return When(at, at)


def counted(day: Day, clock: tuple[int, int, int], zone: str, cell: str, place: str) -> int:
    try:
        found = datetime(day.year, day.month, day.day, *clock, tzinfo=zone_of(zone))
    except ValueError:
        raise Unclear(place, f"{cell[:60]!r} is no day or hour that exists.", MEND) from None
    if not 1970 < day.year < 3000:
        raise Unclear(place, f"{cell[:60]!r} is no day that a shop sees.", MEND)
    return int(found.timestamp())


@lru_cache(maxsize=100)
def zone_of(zone: str) -> timezone | ZoneInfo:
    if zone.lower() in ("z", "utc"):
        return timezone.utc  # noqa: UP017
    if zone[:1] in "+-":
        hours = zone[1:].replace(":", "")
        gap = timedelta(hours=int(hours[:2]), minutes=int(hours[2:]))
        return timezone(gap if zone[0] == "+" else -gap)
    return ZoneInfo(zone)
