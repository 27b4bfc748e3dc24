"""Days, hours, spans and money as the console writes them. Moments are seconds UTC, shown in the shop's zone."""

from datetime import datetime

from django.utils import timezone

from todoke.console.saying import language, say
from todoke.due.clock import now
from todoke.notices import wording

DAYS = {"ja": "月火水木金土日", "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")}
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")


def local(at: int) -> datetime:
    """In the zone of the shop whose page this is (doors.py sets it)."""
    return datetime.fromtimestamp(at, timezone.get_current_timezone())


def day(at: int) -> str:
    """`11月17日（火）`, `Tuesday 17 November`; the year only when it is another one."""
    when, year = local(at), local(now()).year
    if language() == "ja":
        return (f"{when.year}年" if when.year != year else "") + f"{when.month}月{when.day}日（{DAYS['ja'][when.weekday()]}）"
    return f"{DAYS['en'][when.weekday()]} {when.day} {MONTHS[when.month - 1]}" + (f" {when.year}" if when.year != year else "")


def hour(at: int) -> str:
    """`9:05`, `16:00`."""
    when = local(at)
    return f"{when.hour}:{when.minute:02}"


def moment(at: int) -> str:
    return day(at) + ("" if language() == "ja" else " ") + hour(at)


def short(at: int) -> str:
    """For the margin of a list: today only the hour, else day and hour without month and weekday as long as the month is this one."""
    when, today = local(at), local(now())
    if when.date() == today.date():
        return hour(at)
    month = (when.year, when.month) != (today.year, today.month)
    year = when.year != today.year
    if language() == "ja":
        return (f"{when.year}年" if year else "") + (f"{when.month}月" if month else "") + f"{when.day}日 {hour(at)}"
    return f"{when.day} {MONTHS[when.month - 1][:3]}" + (f" {when.year}" if year else "") + f" {hour(at)}"


def span(seconds: int) -> str:
    """`38分`, `1時間28分`, `3日4時間`: two figures at most, never rounded up."""
    minutes = max(0, seconds) // 60
    days, hours, rest = minutes // 1440, minutes // 60 % 24, minutes % 60
    parts = ((days, "day"), (hours, "hour")) if days else ((hours, "hour"), (rest, "minute"))
    return (" " if language() == "en" else "").join(say(f"span.{unit}", n=n) for n, unit in parts if n or (unit == "minute" and not hours))


def level(due: int, at: int) -> str:
    """late, soon (under two hours), today, calm: the shape of a clock."""
    if due < at:
        return "late"
    if due - at < 7200:
        return "soon"
    return "today" if local(due).date() == local(at).date() else "calm"


def left(due: int, at: int) -> str:
    """`あと38分`, `13時間42分超過`."""
    return say("span.over", span=span(at - due)) if due < at else say("span.left", span=span(due - at))


def money(amount: int, currency: str) -> str:
    return wording.money(amount, language(), currency or "JPY")
