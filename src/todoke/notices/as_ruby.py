"""What the library does as Python does, done as Ruby does: how a value is written, what is a number, what comes last (NTC-6).

Merchants know Shopify's Liquid, https://github.com/Shopify/liquid (lib/liquid/utils.rb, standardfilters.rb). Nothing of Python's may reach a
buyer: no None, no True, no list in its brackets where Ruby writes it out."""

import re
from collections.abc import Callable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from functools import wraps
from typing import Any

from liquid import Environment, Markup, Undefined
from liquid import escape as escaped
from liquid.builtin.filters import array, math, string
from liquid.filter import flatten, sequence_filter
from liquid.limits import to_int

from todoke.notices.bounds import MOST_BITS, Filter

# ---- how a value is written


def written(value: Any, *, autoescape: bool) -> str:
    """In an output: a list is what its items are, one after the other."""
    if type(value) is list or type(value) is tuple:
        parts = [written(one, autoescape=autoescape) for one in value]
        return Markup("").join(parts) if autoescape else "".join(parts)
    text = as_text(value)
    return escaped(text) if autoescape else text


def as_text(value: Any) -> str:
    """Where a filter wants a text: nothing is an empty one, a list stands in its brackets. Never raises on what JSON can hold."""
    if isinstance(value, str):
        return value
    if value is None or isinstance(value, Undefined):
        return ""
    return _inspected(value) if isinstance(value, list | tuple | dict) else _one(value)


def _one(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value.start}..{value.stop - 1}" if isinstance(value, range) else str(value)


def _inspected(value: Any) -> str:
    """As Ruby shows what is within a list or a group of names."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_inspected(name)}=>{_inspected(one)}" for name, one in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_inspected(one) for one in value) + "]"
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
    return "nil" if value is None or isinstance(value, Undefined) else _one(value)


def _of_text(work: Filter) -> Filter:
    """A filter that takes texts only."""

    @wraps(work)
    def told(left: Any, *args: Any, **named: Any) -> Any:
        return work(as_text(left), *[as_text(one) for one in args], **named)

    return told


# ---- what is a number


_DECIMAL = re.compile(r"\s*-?[0-9]{1,80}\.[0-9]{1,80}\s*")
_WHOLE = re.compile(r"\s*([+-]?[0-9]{1,81})")


def number(value: Any) -> Any:
    """A text's number: a decimal if it is one, else the whole number it begins with, else 0. What is neither text nor number is 0.
    Raises ValueError."""
    if isinstance(value, str):
        if _DECIMAL.fullmatch(value):
            return float(value)
        begun = _WHOLE.match(value)
        if begun and len(begun[1]) > 80:
            raise ValueError(f"a number over {MOST_BITS} bits")
        return int(begun[1]) if begun else 0
    return value if type(value) in (int, float) else 0


def _of_numbers(work: Filter) -> Filter:
    @wraps(work)
    def told(left: Any, *args: Any, **named: Any) -> Any:
        return work(number(left), *[number(one) for one in args], **named)

    return told


MOST_DIGITS = 40  # behind the point, or before it


def _round(left: Any, digits: Any = 0) -> int | float:
    """Halves away from zero: 2.5 is 3. To less than one digit it is a whole number. Raises ArithmeticError."""
    places = max(-MOST_DIGITS, min(MOST_DIGITS, int(number(digits))))
    value = number(left)
    if type(value) is int and places >= 0:
        return value
    rounded = Decimal(str(value)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return float(rounded) if places > 0 else int(rounded)


# ---- parts of a text


_BLANKS = re.compile(r"[\0\t\n\v\f\r ]+")  # Ruby's: a blank as wide as a kanji parts nothing


def _whole(value: Any) -> int:
    """Raises ValueError."""
    try:
        return to_int("" if isinstance(value, Undefined) else value)
    except (TypeError, ValueError) as error:
        raise ValueError(f"a whole number stands here, not {as_text(value)[:20]!r}") from error


def _truncate(left: Any, most: Any = 50, end: Any = "...") -> str:
    """`most` characters with the end; a text of that length stays whole. Raises ValueError."""
    text, longest, sign = as_text(left), _whole(most), as_text(end)
    return text if len(text) <= longest else text[: max(0, longest - len(sign))] + sign


def _truncate_words(left: Any, most: Any = 15, end: Any = "...") -> str:
    """Raises ValueError."""
    text, longest = as_text(left), max(1, _whole(most))
    words = _words(text)
    if len(words) <= longest:
        return text
    return (Markup(" ") if isinstance(text, Markup) else " ").join(words[:longest]) + as_text(end)


def _words(text: str) -> list[str]:
    return [type(text)(part) for part in _BLANKS.split(text) if part]


def _split(left: Any, at: Any) -> list[str]:
    """What is empty at the end is left out."""
    text, sign = as_text(left), as_text(at)
    parts = _words(text) if sign == " " else text.split(sign) if sign else list(text)
    while parts and parts[-1] == "":
        parts.pop()
    return parts


def _replace_last(left: Any, sought: Any, by: Any) -> str:
    text, sign = as_text(left), as_text(sought)
    before, found, after = text.rpartition(sign) if sign else (text, " ", "")
    return before + as_text(by) + after if found else text


def _remove_last(left: Any, sought: Any) -> str:
    return _replace_last(left, sought, "")


def _slice(left: Any, start: Any, length: Any = 1) -> Any:
    """Nothing where it would begin before the beginning, or be shorter than nothing. Raises FilterArgumentError."""
    whole = left if isinstance(left, list | tuple | range) else as_text(left)
    part = string.slice_(whole, start, length)
    too_early = to_int(start) < -len(whole) or (not isinstance(length, Undefined) and to_int(length) < 0)
    return part[:0] if too_early else part


def _join(left: Any, between: Any = " ", *, environment: Environment) -> Any:
    items = flatten(left) if isinstance(left, list | tuple) else left if isinstance(left, range) else [left]
    return array.join([as_text(one) for one in items], as_text(between), environment=environment)


_join.with_environment = True  # type: ignore[attr-defined]  # for the library


def _nothing_last(work: Filter) -> Filter:
    """A filter that puts items in order: those that are nothing, or have nothing under the name, come last."""

    @sequence_filter
    def told(items: Any, key: Any = None) -> Any:
        named = bool(key) and not isinstance(key, Undefined)
        held = [one.get(str(key)) if named and isinstance(one, Mapping) else one for one in items]
        full = [one for one, value in zip(items, held) if value is not None]
        return [*work(full, key), *(one for one, value in zip(items, held) if value is None)] if len(full) < len(held) else work(items, key)

    return told


def _writing_out(filters: Mapping[str, Filter]) -> Mapping[str, Filter]:
    """Marked for bounds.py: what they are given is written out as a text."""
    for work in filters.values():
        work.writes_out = True  # type: ignore[attr-defined]
    return filters


_TEXTS: Mapping[str, Callable[..., Any]] = {
    "append": string.append, "prepend": string.prepend, "capitalize": string.capitalize, "downcase": string.downcase, "upcase": string.upcase,
    "escape": string.escape, "escape_once": string.escape_once, "lstrip": string.lstrip, "rstrip": string.rstrip, "strip": string.strip,
    "newline_to_br": string.newline_to_br, "strip_newlines": string.strip_newlines, "remove": string.remove, "remove_first": string.remove_first,
    "replace": string.replace, "replace_first": string.replace_first, "url_encode": string.url_encode, "url_decode": string.url_decode,
}  # fmt: skip
_SUMS: Mapping[str, Callable[..., Any]] = {
    "plus": math.plus, "minus": math.minus, "times": math.times, "divided_by": math.divided_by, "modulo": math.modulo,
    "abs": math.abs_, "ceil": math.ceil, "floor": math.floor, "at_least": math.at_least, "at_most": math.at_most,
}  # fmt: skip
RUBY: Mapping[str, Filter] = {
    **{name: _of_numbers(work) for name, work in _SUMS.items()}, "round": _round, "slice": _slice,
    "sort": _nothing_last(array.sort), "sort_natural": _nothing_last(array.sort_natural),
    **_writing_out({**{name: _of_text(work) for name, work in _TEXTS.items()}, "truncate": _truncate, "truncatewords": _truncate_words, "split": _split,
                    "join": _join, "replace_last": _replace_last, "remove_last": _remove_last}),
}  # fmt: skip
