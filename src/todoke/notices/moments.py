"""Moments as templates give and want them: read from numbers and texts, written by name or with strftime (NTC-6).

Ruby's strftime, as merchants know it, in the language of the notice: https://docs.ruby-lang.org/en/3.3/strftime_formatting_rdoc.html.
The names of Shopify's formats: https://shopify.dev/docs/api/liquid/filters/date."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_skeleton
from liquid import Environment
from liquid.builtin.filters.misc import date as liquid_date

from todoke.notices import wording
from todoke.notices.wording import Voice

LONGEST = 100  # characters of a text that may be a moment, and of a form
UTC = ZoneInfo("UTC")


# ---- reading


def moment(value: Any, voice: Voice, env: Environment) -> datetime | None:
    """On the wall clock of the voice's zone: epoch seconds, or a text with a date. None if it is no moment.
    Raises ValueError for moments outside the years 1 to 9999."""
    if type(value) is int or type(value) is float:
        return wording.local(value, voice.zone)
    text = str(value).strip()
    if re.fullmatch(r"[0-9]{1,30}", text):
        return wording.local(int(text), voice.zone)
    return _placed(_read(text, env), voice) if 0 < len(text) <= LONGEST else None


def _read(text: str, env: Environment) -> datetime | None:
    """ISO, also with a blank before the offset; else whatever the library understands."""
    plain = re.sub(r"(\d) ([+-]\d\d:?\d\d)$", r"\1\2", text)
    for attempt in (plain, str(liquid_date(plain, "%Y-%m-%dT%H:%M:%S.%f%z", environment=env))):
        try:
            return datetime.fromisoformat(attempt)
        except ValueError:
            continue
    return None


def _placed(when: datetime | None, voice: Voice) -> datetime | None:
    """A text without an offset is meant on the shop's clock; one with an offset is told on it, where there is a shop."""
    if when is None or when.tzinfo is None:
        return when and when.replace(tzinfo=ZoneInfo(voice.zone))
    return when.astimezone(ZoneInfo(voice.zone)) if voice.year else when


# ---- by name


def _clock(when: datetime, voice: Voice) -> str:
    return strftime(when, " at %-I:%M %P" if voice.locale == "en" else " %H:%M", voice)


def _babel(when: datetime, width: str, voice: Voice) -> str:
    return str(format_date(when, width, locale=voice.locale.replace("-", "_")))


_NAMED: Mapping[str, Callable[[datetime, Voice], str]] = {
    "abbreviated_date": lambda when, voice: _babel(when, "medium", voice),
    "basic": lambda when, voice: str(format_skeleton("yMd", when, locale=voice.locale.replace("-", "_"))),
    "date": lambda when, voice: _babel(when, "long", voice),
    "date_at_time": lambda when, voice: _babel(when, "long", voice) + _clock(when, voice),
    "default": lambda when, voice: _babel(when, "full", voice) + _clock(when, voice) + strftime(when, " %z", voice),
    "on_date": lambda when, voice: ("on " if voice.locale == "en" else "") + _babel(when, "medium", voice),
    "short": lambda when, voice: strftime(when, "%d %b %H:%M", voice),
    "long": lambda when, voice: strftime(when, "%B %d, %Y %H:%M", voice),
}
_OWN = ("day", "deadline", "day_time", "letter")  # the house's own: how a careful letter writes it


def written(when: datetime, form: str, voice: Voice) -> str:
    """By the form's name, else with strftime. Raises ValueError (no such form)."""
    if len(form) > LONGEST:
        raise ValueError(f"a form over {LONGEST} characters")
    if form in _OWN:
        return wording.day(int(when.timestamp()), form, voice)
    if form in _NAMED:
        return _NAMED[form](when, voice)
    if "%" not in form:
        raise ValueError(f"{form[:40]!r} is no form of a date. There are {', '.join((*_OWN, *_NAMED))}, and strftime with %")
    return strftime(when, form, voice)


def dear(form: str) -> int:
    """Steps that writing a moment in this form costs."""
    return 60 if form in _NAMED else sum(4 * max(1, _WHOLE.get(letter, "").count("%")) for letter in re.findall(r"%[^A-Za-z%+]{0,6}([A-Za-z%+])", form))


# ---- strftime


_DIRECTIVE = re.compile(r"%([-_0^#:]*)(\d*)([A-Za-z%+])")
MOST_WIDTH = 99  # %99999999d would be a bomb


def strftime(when: datetime, form: str, voice: Voice) -> str:
    """As Ruby writes it; months and weekdays in the voice's language. Raises ValueError (a width beyond all reason)."""
    return _DIRECTIVE.sub(lambda found: _directive(when, found, voice), form)


def _directive(when: datetime, found: re.Match[str], voice: Voice) -> str:
    flags, width, letter = found.groups()
    if len(width) > 2 or len(flags) > 3:
        raise ValueError(f"{found[0][:20]!r} asks for more than {MOST_WIDTH} places")
    if letter in _WHOLE:
        return strftime(when, _WHOLE[letter], voice)
    if letter in "LN":
        places = int(width or (3 if letter == "L" else 9))
        return f"{when.microsecond:06d}000"[:places].ljust(places, "0")
    if letter == "z":
        return _offset(when, flags.count(":"))
    if letter not in _LETTERS:
        return found[0]
    places, pad, value = _LETTERS[letter]
    return _padded(str(value(when, voice)), int(width or places), flags, pad)


def _padded(text: str, places: int, flags: str, pad: str) -> str:
    pad = "0" if "0" in flags else " " if "_" in flags else pad
    text = text.upper() if "^" in flags else text.swapcase() if "#" in flags else text
    return text if "-" in flags else text.rjust(places, pad)


def _offset(when: datetime, colons: int) -> str:
    plain = when.strftime("%z") or "+0000"
    return f"{plain[:3]}:{plain[3:5]}{':00' if colons > 1 else ''}" if colons else plain[:5]


def _names(voice: Voice, sort: str, width: str) -> Mapping[int, str]:
    return _listed(voice.locale, sort, width)


@lru_cache(maxsize=64)
def _listed(locale: str, sort: str, width: str) -> Mapping[int, str]:
    names: Mapping[str, Mapping[str, Mapping[int, str]]] = getattr(Locale.parse(locale.replace("-", "_")), sort)
    return dict(names["format"][width])


_WHOLE = {
    "D": "%m/%d/%y", "F": "%Y-%m-%d", "T": "%H:%M:%S", "X": "%H:%M:%S", "R": "%H:%M", "r": "%I:%M:%S %p", "x": "%m/%d/%y", "h": "%b",
    "c": "%a %b %e %H:%M:%S %Y", "v": "%e-%^b-%Y", "+": "%a %b %e %H:%M:%S %Z %Y",
}  # fmt: skip
_LETTERS: Mapping[str, tuple[int, str, Callable[[datetime, Voice], object]]] = {  # places, what fills them, the value
    "Y": (4, "0", lambda when, voice: when.year), "C": (2, "0", lambda when, voice: when.year // 100),
    "y": (2, "0", lambda when, voice: when.year % 100), "G": (4, "0", lambda when, voice: when.isocalendar().year),
    "g": (2, "0", lambda when, voice: when.isocalendar().year % 100), "m": (2, "0", lambda when, voice: when.month),
    "B": (0, " ", lambda when, voice: _names(voice, "months", "wide")[when.month]),
    "b": (0, " ", lambda when, voice: _names(voice, "months", "abbreviated")[when.month]),
    "d": (2, "0", lambda when, voice: when.day), "e": (2, " ", lambda when, voice: when.day),
    "j": (3, "0", lambda when, voice: when.timetuple().tm_yday), "H": (2, "0", lambda when, voice: when.hour),
    "k": (2, " ", lambda when, voice: when.hour), "I": (2, "0", lambda when, voice: when.hour % 12 or 12),
    "l": (2, " ", lambda when, voice: when.hour % 12 or 12), "M": (2, "0", lambda when, voice: when.minute),
    "S": (2, "0", lambda when, voice: when.second), "p": (0, " ", lambda when, voice: "AM" if when.hour < 12 else "PM"),
    "P": (0, " ", lambda when, voice: "am" if when.hour < 12 else "pm"),
    "A": (0, " ", lambda when, voice: _names(voice, "days", "wide")[when.weekday()]),
    "a": (0, " ", lambda when, voice: _names(voice, "days", "abbreviated")[when.weekday()]),
    "u": (1, "0", lambda when, voice: when.isoweekday()), "w": (1, "0", lambda when, voice: when.isoweekday() % 7),
    "U": (2, "0", lambda when, voice: int(when.strftime("%U"))), "W": (2, "0", lambda when, voice: int(when.strftime("%W"))),
    "V": (2, "0", lambda when, voice: when.isocalendar().week), "s": (0, "0", lambda when, voice: int(when.timestamp())),
    "Q": (0, "0", lambda when, voice: int(when.timestamp() * 1000)), "Z": (0, " ", lambda when, voice: when.tzname() or ""),
    "n": (0, " ", lambda when, voice: "\n"), "t": (0, " ", lambda when, voice: "\t"), "%": (0, " ", lambda when, voice: "%"),
}  # fmt: skip
