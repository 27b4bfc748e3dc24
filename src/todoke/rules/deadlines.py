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
MOST_CLOSED = 300  # days that a shop may be closed on end
FAR = 366  # days to look for a business day before the calendar is said to have none
DAY, EPOCH = 86_400, date(1970, 1, 1).toordinal()
SECONDS = {"min": 60, "h": 3600}


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


def seconds_of(clock: str) -> int:
    """`09:30` → seconds after midnight; `24:00` is the end of the day."""
    hours, minutes = clock.split(":")
    return int(hours) * 3600 + int(minutes) * 60


class Hours:
    """A calendar that answers. Kept for as long as it is used: each day is looked up once. Inside, a day is a whole number (days since 1970)."""

    def __init__(self, calendar: Calendar) -> None:
        self.calendar, self.zone = calendar, ZoneInfo(calendar.zone)
        self.opens, self.closes = seconds_of(calendar.opens), seconds_of(calendar.closes)
        self.open_days: dict[int, bool] = {}
        self.steps: dict[tuple[int, int], int] = {}
        self.offsets: dict[int, int] = {}
        self.moments: dict[tuple[int, int], int] = {}

    # ── days ──
    def works(self, day: int) -> bool:
        """Is it a business day?"""
        found = self.open_days.get(day)
        if found is None:
            real = date.fromordinal(day + EPOCH)
            found = self.open_days[day] = real.weekday() in self.calendar.days and not self.is_holiday(real) and not self.is_closed(real)
        return found

    def is_holiday(self, day: date) -> bool:
        return self.calendar.holidays == "JP" and jpholiday.is_holiday(day)

    def is_closed(self, day: date) -> bool:
        return any(within(day, first, last) for first, last in self.calendar.closures)

    def step(self, day: int, number: int) -> int:
        """That many business days on (or back); 0: the day itself, or the next business day."""
        if (day, number) not in self.steps:
            self.steps[day, number] = self.walk(day, number)
        return self.steps[day, number]

    def walk(self, day: int, number: int) -> int:
        one, left = (1, number) if number >= 0 else (-1, -number)
        last = day  # business day, or where the search began
        while left or not self.works(day):
            day += one
            if self.works(day):
                left, last = max(0, left - 1), day
            elif abs(day - last) == FAR:
                raise ValueError(f"the calendar has no business day around {date.fromordinal(day + EPOCH)}: check days and closures")
        return day

    # ── moments ──
    def local(self, moment: int) -> datetime:
        return datetime.fromtimestamp(moment, self.zone)

    def offset(self, moment: int) -> int:
        """Seconds that the zone is ahead of UTC; zones turn their clocks on quarter hours."""
        quarter = moment // 900
        found = self.offsets.get(quarter)
        if found is None:
            ahead = datetime.fromtimestamp(moment, self.zone).utcoffset()
            found = self.offsets[quarter] = int(ahead.total_seconds()) if ahead else 0
        return found

    def at(self, day: int, clock: int) -> int:
        """The moment of that day at which the clock on the wall shows so many seconds after midnight."""
        found = self.moments.get((day, clock))
        if found is None:
            wall = datetime.combine(date.fromordinal(day + EPOCH), time(), self.zone) + timedelta(seconds=clock)
            found = self.moments[day, clock] = int(wall.timestamp())
        return found

    def later(self, moment: int, length: Length) -> int:
        """That moment, and so long after it; a negative number: before it."""
        number, unit = length
        if unit in SECONDS:
            return moment + number * SECONDS[unit]
        if unit == "opening hours":
            return self.opening_later(moment, number * 3600)
        offset = self.offset(moment)
        today, clock = divmod(moment + offset, DAY)
        days = number if unit == "days" else self.step(today, number) - today
        end = moment + days * DAY
        return end if self.offset(end) == offset else self.at(today + days, clock)

    def sooner(self, moment: int, length: Length) -> int:
        return self.later(moment, Length(-length.number, length.unit))

    def opening(self, moment: int) -> int:
        """That moment if the shop is open then, else when it opens next."""
        day, clock = divmod(moment + self.offset(moment), DAY)
        if self.works(day) and clock < self.closes:
            return moment if clock >= self.opens else self.at(day, self.opens)
        return self.at(self.step(day + 1, 0), self.opens)

    def is_open(self, moment: int) -> bool:
        return self.opening(moment) == moment

    def closing(self, moment: int) -> int:
        """The end of the business day that this moment belongs to: the same day's, or the next one's after hours."""
        open_at = self.opening(moment)
        return self.at((open_at + self.offset(open_at)) // DAY, self.closes)

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


def never_opens(calendar: Calendar, moment: int) -> bool:
    """Whether it has no business day for 300 days on end within the five years after this moment: no deadline could be reckoned by it."""
    hours, closed = Hours(calendar), 0
    first = moment // 86_400
    for day in range(first, first + 5 * 366):
        closed = 0 if hours.works(day) else closed + 1
        if closed == MOST_CLOSED:
            return True
    return False


@lru_cache(maxsize=1000)
def hours_of(calendar: Calendar) -> Hours:
    return Hours(calendar)
