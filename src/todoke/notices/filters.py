"""The filters of the template language: bounds around every one, and the shop's own words for money, days and people (NTC-6).

The library counts what a template writes and assigns, but not what a filter takes and gives; here that is bounded too."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import wraps
from typing import Any

from liquid import Markup, RenderContext, Undefined
from liquid.exceptions import FilterArgumentError

from todoke.notices import wording
from todoke.notices.wording import Voice

MOST_TEXT = 200_000  # characters a filter may take or give
MOST_ITEMS = 10_000  # items of a range or list a filter may take or give
MOST_BITS = 256  # of an integer
VOICE = "\0voice"  # where the notice's voice stands among the facts: a name that no template can write

Filter = Callable[..., Any]


# ---- bounds around every filter


def _measure(value: Any, name: str) -> None:
    """Refuse what is too large to work on. Raises FilterArgumentError."""
    kind = type(value)
    if kind is str or kind is Markup:
        if len(value) > MOST_TEXT:
            raise FilterArgumentError(f"{name}: text over {MOST_TEXT:,} characters", token=None)
    elif kind is int:
        if value.bit_length() > MOST_BITS:
            raise FilterArgumentError(f"{name}: number over {MOST_BITS} bits", token=None)
    elif kind in (list, tuple, range) and len(value) > MOST_ITEMS:
        raise FilterArgumentError(f"{name}: more than {MOST_ITEMS:,} items", token=None)


def bounded(name: str, work: Filter) -> Filter:
    """The filter, measured before and after; what Python says of overflow, memory or values becomes a Liquid error."""

    @wraps(work)
    def measured(left: Any, *args: Any, **named: Any) -> Any:
        _measure(left, name)
        for value in args:
            _measure(value, name)
        try:
            result = work(left, *args, **named)
        except (OverflowError, ValueError, MemoryError, RecursionError, ArithmeticError, KeyError) as error:
            raise FilterArgumentError(f"{name}: {error or type(error).__name__}", token=None) from error
        _measure(result, name)
        return result

    return measured


def growing(name: str, work: Filter) -> Filter:
    """A filter that may multiply its input (replace, join …): its result is reckoned before it is built."""

    @wraps(work)
    def sized(left: Any, *args: Any, **named: Any) -> Any:
        texts = [str(value) for value in args[:2]]
        if name == "join":
            count, each = len(left) if isinstance(left, list | tuple | range) else 1, len(texts[0]) if texts else 1
        else:
            text, seek = str(left), texts[0] if texts else ""
            count, each = (text.count(seek) if seek else len(text) + 1), len(texts[1]) if len(texts) > 1 else 0
        if count * each > MOST_TEXT:
            raise FilterArgumentError(f"{name}: result over {MOST_TEXT:,} characters", token=None)
        return work(left, *args, **named)

    return sized


# ---- the shop's own filters


_NO_VOICE = Voice("en", "UTC", "USD", 0)


def _spoken(work: Callable[..., Any]) -> Filter:
    """A filter that knows the notice's voice; an absent value stays absent."""

    def spoken(left: Any, *args: Any, context: RenderContext, **named: Any) -> Any:
        if left is None or isinstance(left, Undefined):
            return ""
        voice = context.globals.get(VOICE)
        return work(voice if type(voice) is Voice else _NO_VOICE, left, *args, **named)

    spoken.with_context = True  # type: ignore[attr-defined]  # the library's mark
    return spoken


def _amount(value: Any) -> int:
    """An amount in the smallest unit, also from the text of a webhook. Raises ValueError."""
    return value if type(value) is int else int(float(str(value)))


def _money(voice: Voice, left: Any, currency: str | None = None) -> str:
    return wording.money(_amount(left), voice.locale, currency or voice.currency)


def _money_with_currency(voice: Voice, left: Any, currency: str | None = None) -> str:
    return wording.money_with_currency(_amount(left), voice.locale, currency or voice.currency)


def _money_trimmed(voice: Voice, left: Any, currency: str | None = None) -> str:
    return wording.money(_amount(left), voice.locale, currency or voice.currency, trim=True)


def _money_bare(voice: Voice, left: Any, currency: str | None = None) -> str:
    return wording.figure(_amount(left), voice.locale, currency or voice.currency)


_NAMED = {"date": "day", "default": "day", "day": "day", "deadline": "deadline", "day_time": "day_time", "letter": "letter"}
_FORMAT = re.compile(r"(?:[^%]|%[-_^#]?[A-Za-z%]){0,80}")  # no widths: %99999999d would be a bomb


def _date(voice: Voice, left: Any, pattern: str | None = None, *, format: str | None = None) -> str:
    """A moment in words: `date: format: "day"` by name (Shopify's `date`, `default` too), or strftime in the shop's zone."""
    name = format or pattern or "day"
    if left == "":
        return ""
    if name in _NAMED:
        return wording.day(_moment(left), _NAMED[name], voice)
    if not _FORMAT.fullmatch(name):
        raise ValueError(f"{name[:40]!r} is no date format")
    return wording.local(_moment(left), voice.zone).strftime(name)


def _moment(value: Any) -> int:
    """Epoch seconds, or ISO text with an offset, or `now`. Raises ValueError."""
    if type(value) is int:
        return value
    text = str(value).strip()
    if re.fullmatch(r"-?\d{1,18}", text):
        return int(text)
    if text in ("now", "today"):
        return int(datetime.now().astimezone().timestamp())
    return int(datetime.fromisoformat(text).timestamp())


def _person(voice: Voice, left: Any) -> str:
    return wording.person(left, voice.locale) if isinstance(left, Mapping) else wording.person({"name": left}, voice.locale)


def _salutation(voice: Voice, left: Any) -> str:
    return wording.salutation(left if isinstance(left, Mapping) else {"name": left}, voice)


def _address(voice: Voice, left: Any) -> str:
    return wording.address(left, voice) if isinstance(left, Mapping) else str(left)


def _plural(voice: Voice, left: Any, *forms: str) -> str:
    return wording.plural(_amount(left), voice.locale, *[str(form) for form in forms])


SPOKEN: Mapping[str, Filter] = {
    "money": _spoken(_money),
    "money_with_currency": _spoken(_money_with_currency),
    "money_without_trailing_zeros": _spoken(_money_trimmed),
    "money_without_currency": _spoken(_money_bare),
    "date": _spoken(_date),
    "person": _spoken(_person),
    "format_address": _spoken(_address),
    "plural": _spoken(_plural),
}


def greet(left: Any, *, context: RenderContext) -> str:
    """Unlike the others it speaks for a missing buyer too: お客様."""
    voice = context.globals.get(VOICE, _NO_VOICE)
    return _salutation(voice, {} if left is None or isinstance(left, Undefined) else left)  # type: ignore[arg-type]


greet.with_context = True  # type: ignore[attr-defined]
