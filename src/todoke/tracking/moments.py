"""When a scan was made, as carriers write it: with or without a year, a time, a zone.   "07/12 11:27"   "2009年07月12日"   "2026-11-24T10:00:00+09:00"

Pure. No text raises. What is missing stays missing: scans.py says which year is meant."""

import re
import unicodedata
from calendar import monthrange
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import NamedTuple

DAY = 86_400
LONGEST = 100  # characters of a time: what stands behind is not looked at


class Said(NamedTuple):
    """A moment as far as it was said. `second` of the day; `offset` from UTC in seconds."""

    month: int
    day: int
    year: int | None = None
    second: int | None = None
    offset: int | None = None


MONTHS = {name: number for number, name in enumerate(("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1)}
ERAS = {"令和": 2018, "平成": 1988, "r": 2018, "h": 1988}
ZONES = {"z": 0, "utc": 0, "gmt": 0, "jst": 9 * 3600}
MONTH_NAME = r"(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"

# how a date is written → (year, month, day) of the match; the first that fits and is a real day counts
Read = Callable[[re.Match[str]], tuple[int | None, int, int]]
DATES: tuple[tuple[re.Pattern[str], Read], ...] = (
    (re.compile(r"(?<!\d)(\d{4})\s*[年/.\-]\s*(\d{1,2})\s*[月/.\-]\s*(\d{1,2})(?!\d)\s*日?"), lambda m: (int(m[1]), int(m[2]), int(m[3]))),
    (re.compile(r"(令和|平成|\br|\bh)\s*(\d{1,2}|元)\s*[年/.]\s*(\d{1,2})\s*[月/.]\s*(\d{1,2})(?!\d)\s*日?"),
     lambda m: (ERAS[m[1]] + (1 if m[2] == "元" else int(m[2])), int(m[3]), int(m[4]))),
    (re.compile(rf"\b{MONTH_NAME}\s*(\d{{1,2}})(?:st|nd|rd|th)?(?!\d)(?!\s*:)(?:,?\s+(\d{{4}}))?"),
     lambda m: (int(m[3]) if m[3] else None, MONTHS[m[1]], int(m[2]))),
    (re.compile(rf"(?<!\d)(\d{{1,2}})[\s\-]*{MONTH_NAME}[\s\-,]*(\d{{4}})?(?!\d|\s*:)"), lambda m: (int(m[3]) if m[3] else None, MONTHS[m[2]], int(m[1]))),
    (re.compile(r"(?<!\d)(\d{1,2})/(\d{1,2})/(\d{4})(?!\d)"), lambda m: (int(m[3]), *american(int(m[1]), int(m[2])))),
    (re.compile(r"(?<!\d)(\d{1,2})[.\-](\d{1,2})[.\-](\d{4})(?!\d)"), lambda m: (int(m[3]), int(m[2]), int(m[1]))),
    (re.compile(r"(?<!\d)(\d{2})\s*[年/.\-]\s*(\d{1,2})\s*[月/.\-]\s*(\d{1,2})(?!\d)\s*日?"), lambda m: (2000 + int(m[1]), int(m[2]), int(m[3]))),
    (re.compile(r"(?<![\d:/])(\d{1,2})\s*[月/]\s*(\d{1,2})(?![\d/])\s*日?"), lambda m: (None, int(m[1]), int(m[2]))),
    (re.compile(r"(?<![\d:\-])(\d{1,2})-(\d{1,2})(?![\d:\-])"), lambda m: (None, int(m[1]), int(m[2]))),
    (re.compile(r"(?<!\d)(20\d\d)(\d\d)(\d\d)(?=\d{4}(?:\d\d)?(?!\d)|(?!\d))"), lambda m: (int(m[1]), int(m[2]), int(m[3]))),
)  # fmt: skip
TIME = re.compile(
    r"(?P<before>午前|午後|am\b|pm\b)?\s*(?<!\d)(?P<hour>\d{1,2})\s*(?::\s*(?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.\d+)?)?(?!\d)"
    r"|時\s*(?:(?P<minutes>\d{1,2})\s*分\s*(?:(?P<seconds>\d{1,2})\s*秒)?)?)\s*(?P<after>[ap]\.?m\b\.?)?")  # fmt: skip
COMPACT_TIME = re.compile(r"^\s*(?P<hour>\d{2})(?P<minute>\d{2})(?P<second>\d{2})?(?!\d)")
OFFSET = re.compile(r"^\s*(?:(z|utc|gmt|jst)\b|([+-])(\d{2}):?(\d{2})(?!\d))")
EPOCH = re.compile(r"(\d{10})(\d{3})?(?:\.\d+)?")
ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?(Z|[+-]\d\d:?\d\d)?")
WEEKDAY = re.compile(
    r"\(\s*(?:[月火水木金土日]|mon|tue|wed|thu|fri|sat|sun)[a-z曜日]*\.?\s*\)"
    r"|\b(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\b[.,]?|[月火水木金土日]曜日?"
)


def american(first: int, second: int) -> tuple[int, int]:
    """07/12/2026 is the twelfth of July; 13/12/2026 can only be a day first."""
    return (second, first) if first > 12 else (first, second)


def parse(text: str) -> Said | None:
    """None: no date can be read in it."""
    text = text[:LONGEST].strip()
    if iso := ISO.fullmatch(text):
        year, month, day, hour, minute, second = (int(iso[at] or 0) for at in range(1, 7))
        return checked(Said(month, day, year, clock(hour, minute, second), offset_of(iso[7] or "")))
    return spoken(text)


def spoken(text: str) -> Said | None:
    plain = WEEKDAY.sub(" ", unicodedata.normalize("NFKC", text).casefold())
    if epoch := EPOCH.fullmatch(plain):
        return of_epoch(int(epoch[1]))
    for found, (year, month, day) in dates_in(plain):
        rest = plain[found.end() :].lstrip("t ,") or plain[: found.start()]
        time = TIME.search(rest) or (COMPACT_TIME.search(rest) if found.re is DATES[-1][0] else None) or TIME.search(plain[: found.start()])
        second = second_of(time) if time else None
        said = checked(Said(month, day, year, second, offset_of(time.string[time.end() :]) if time and second is not None else None))
        if said:
            return said
    return None


def dates_in(plain: str) -> Iterator[tuple[re.Match[str], tuple[int | None, int, int]]]:
    for pattern, read in DATES:
        if found := pattern.search(plain):
            yield found, read(found)


def of_epoch(seconds: int) -> Said:
    found = datetime.fromtimestamp(seconds, UTC)
    return Said(found.month, found.day, found.year, clock(found.hour, found.minute, found.second), 0)


def checked(said: Said) -> Said | None:
    """A day that exists; 29 February exists as long as the year is not known."""
    if not 1 <= said.month <= 12 or not (said.year is None or 1990 <= said.year <= 2200):
        return None
    return said if 1 <= said.day <= monthrange(said.year or 2000, said.month)[1] else None


def clock(hour: int, minute: int, second: int) -> int | None:
    """Seconds of the day; 24:00 is its end. None: no such time."""
    found = hour * 3600 + minute * 60 + second
    return found if found <= DAY and minute < 60 and second < 61 else None


def second_of(time: re.Match[str]) -> int | None:
    said = time.groupdict()
    hour = int(said["hour"])
    half = (said.get("before") or said.get("after") or "").replace(".", "")
    if half in ("午後", "pm") and hour < 12:
        hour += 12
    elif half in ("午前", "am") and hour == 12:
        hour = 0
    return clock(hour, int(said.get("minute") or said.get("minutes") or 0), int(said.get("second") or said.get("seconds") or 0))


def offset_of(text: str) -> int | None:
    """ "+09:00" → 32400. None: it names no zone."""
    found = OFFSET.match(text.casefold())
    if not found:
        return None
    return ZONES[found[1]] if found[1] else (-1 if found[2] == "-" else 1) * (int(found[3]) * 3600 + int(found[4]) * 60)


def moment(said: Said, year: int, zone: tzinfo) -> int:
    """Seconds UTC; a day without time: its first second. The year must have that day."""
    start = datetime(year, said.month, said.day, tzinfo=UTC if said.offset is not None else zone)
    second = (said.second or 0) - (said.offset or 0)
    return int((start.replace(tzinfo=None) + timedelta(seconds=second)).replace(tzinfo=start.tzinfo).timestamp())


def has_day(said: Said, year: int) -> bool:
    return said.day <= monthrange(year, said.month)[1]


def latest_year(said: Said, until: date) -> int:
    """The last year in which that day was not after `until`."""
    for year in range(until.year, until.year - 9, -1):
        if has_day(said, year) and date(year, said.month, said.day) <= until:
            return year
    return until.year


def nearest_year(said: Said, to: date) -> int:
    """The year in which that day is nearest."""
    years = [year for year in range(to.year - 4, to.year + 5) if has_day(said, year)]
    return min(years, key=lambda year: (abs(date(year, said.month, said.day) - to), year))
