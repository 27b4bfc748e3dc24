"""Business calendars and the arithmetic of waiting. All moments are seconds UTC; days and hours are those of the shop's zone.

A day in a wait is a day on the wall clock: "3 days" after Saturday 10:00 is Tuesday 10:00, also where the clocks are turned in between.
An hour is an hour. A moment that the turned clock leaves out is taken as if it had not been turned (zoneinfo, PEP 495)."""

import re
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

import jpholiday
import msgspec

UNITS = ("min", "h", "days", "business days", "opening hours")
FORMS = "none, 15 min, 2 h, 7 days, 3 business days, 4 opening hours, opening"
FAR = timedelta(days=366)
DAY, EPOCH = 86_400, date(1970, 1, 1).toordinal()


class Calendar(msgspec.Struct, frozen=True):
    """When a shop works. `days`: 0 is Monday. `holidays`: a country whose public holidays are kept, or nothing. `closures`: first and last day,
    as 2026-08-10 or, every year, 12-29."""

    zone: str = "Asia/Tokyo"
    days: tuple[int, ...] = (0, 1, 2, 3, 4)
    opens: str = "09:00"
    closes: str = "18:00"
    holidays: str = "JP"
    closures: tuple[tuple[str, str], ...] = (("12-29", "01-03"),)


class Length(NamedTuple):
    number: int
    unit: str


@lru_cache(maxsize=1000)
def parse_length(text: str) -> Length:
    """`3 business days` → (3, "business days"). Raises ValueError with the mend."""
    found = re.fullmatch(r"(\d{1,5}) (min|h|days?|business days?|opening hours?)", text)
    if not found:
        raise ValueError(f'"{text}" is not a wait. Write one of: {FORMS}.')
    unit = found[2] if found[2] in ("min", "h") else found[2].removesuffix("s") + "s"
    return Length(int(found[1]), unit)


class Hours:
    """A calendar that answers. Kept for as long as it is used: each day is looked up once."""

    def __init__(self, calendar: Calendar) -> None:
        self.calendar, self.zone = calendar, ZoneInfo(calendar.zone)
        self.opens, self.closes = time.fromisoformat(calendar.opens), time.fromisoformat(calendar.closes)
        self.known: dict[date, bool] = {}
        self.steps: dict[tuple[date, int], date] = {}
        self.offsets: dict[int, int] = {}

    # ── days ──
    def is_open_on(self, day: date) -> bool:
        """Is it a business day?"""
        found = self.known.get(day)
        if found is None:
            found = self.known[day] = day.weekday() in self.calendar.days and not self.is_holiday(day) and not self.is_closed(day)
        return found

    def is_holiday(self, day: date) -> bool:
        return self.calendar.holidays == "JP" and jpholiday.is_holiday(day)

    def is_closed(self, day: date) -> bool:
        return any(within(day, first, last) for first, last in self.calendar.closures)

    def step(self, day: date, number: int) -> date:
        """That many business days on (or back); 0: the day itself, or the next business day."""
        if (day, number) not in self.steps:
            self.steps[day, number] = self.walk(day, number)
        return self.steps[day, number]

    def walk(self, day: date, number: int) -> date:
        one, left, limit = timedelta(days=1 if number >= 0 else -1), abs(number), day + FAR * (1 if number >= 0 else -1) * (1 + abs(number) // 50)
        while left or not self.is_open_on(day):
            day += one
            left -= self.is_open_on(day) and left > 0
            if day == limit:
                raise ValueError(f"the calendar has no business day between {limit - FAR} and {limit}: check days and closures")
        return day

    # ── moments ──
    def local(self, moment: int) -> datetime:
        return datetime.fromtimestamp(moment, self.zone)

    def at(self, day: date, clock: time) -> int:
        return int(datetime.combine(day, clock, self.zone).timestamp())

    def later(self, moment: int, length: Length) -> int:
        """That moment, and so long after it; a negative number: before it."""
        if length.unit in ("min", "h"):
            return moment + length.number * (60 if length.unit == "min" else 3600)
        if length.unit == "opening hours":
            return self.opening_later(moment, length.number * 3600)
        offset = self.offset(moment)
        today = (moment + offset) // DAY
        days = length.number if length.unit == "days" else self.step(date.fromordinal(EPOCH + today), length.number).toordinal() - EPOCH - today
        end = moment + days * DAY
        return end if self.offset(end) == offset else self.same_clock(moment, days)

    def offset(self, moment: int) -> int:
        """Seconds that the zone is ahead of UTC; zones turn their clocks on quarter hours."""
        quarter = moment // 900
        if quarter not in self.offsets:
            ahead = datetime.fromtimestamp(moment, self.zone).utcoffset()
            self.offsets[quarter] = int(ahead.total_seconds()) if ahead else 0
        return self.offsets[quarter]

    def same_clock(self, moment: int, days: int) -> int:
        """So many days on at the same time by the wall clock, which was turned in between."""
        here = self.local(moment)
        return self.at(here.date() + timedelta(days=days), here.time())

    def sooner(self, moment: int, length: Length) -> int:
        return self.later(moment, Length(-length.number, length.unit))

    def opening(self, moment: int) -> int:
        """That moment if the shop is open then, else when it opens next."""
        here = self.local(moment)
        clock, day = here.time(), here.date()
        if self.is_open_on(day) and clock < self.closes:
            return moment if clock >= self.opens else self.at(day, self.opens)
        return self.at(self.step(day + timedelta(days=1), 0), self.opens)

    def is_open(self, moment: int) -> bool:
        return self.opening(moment) == moment

    def closing(self, moment: int) -> int:
        """The end of the business day that this moment belongs to: the same day's, or the next one's after hours."""
        return self.at(self.local(self.opening(moment)).date(), self.closes)

    def opening_later(self, moment: int, seconds: int) -> int:
        moment = self.opening(moment)
        while (left := self.closing(moment) - moment) < seconds:
            seconds -= left
            moment = self.opening(self.closing(moment))
        return moment + seconds


def within(day: date, first: str, last: str) -> bool:
    """Is the day in this closure? Without a year it comes every year, and may run over New Year."""
    if len(first) > 5:
        return first <= day.isoformat() <= last
    this = f"{day:%m-%d}"
    return first <= this <= last if first <= last else this >= first or this <= last


@lru_cache(maxsize=1000)
def hours_of(calendar: Calendar) -> Hours:
    return Hours(calendar)
