"""How much a template may ask for, and the meter that counts it: every bound of the template language in one place (NTC-6).

The figures are far above what a mail needs (an order of 200 lines takes 6,000 steps in our texts, 18,000 on Shopify's own page) and
low enough that whoever means harm gets an error within some hundredths of a second."""

from collections.abc import Callable, Mapping
from decimal import DecimalException
from inspect import signature
from time import thread_time
from typing import Any

from liquid import Markup
from liquid.exceptions import FilterArgumentError, ResourceLimitError
from liquid.token import Token

# A source
MOST_SOURCE = 256_000  # characters of one template
MOST_TAGS = 1_000  # tags and outputs of one template, and of all its partials; the largest of Shopify's own has 200
MOST_MARKUP = 24_000  # characters within them; there 5,300
MOST_BRACKETS = 200  # of a sort in one tag, and of `and` and `or`: the library looks ahead from each

# A rendering
MOST_STEPS = 50_000  # tags, outputs and their parts carried out, partials included; what a filter reads and gives counts too
MOST_SECONDS = 0.5  # of the processor, whatever the steps were
MOST_OUTPUT = 2_000_000  # characters of a whole rendering
MOST_ROUNDS = 20_000  # of loops within loops, multiplied
MOST_NAMES = 400_000  # bytes assigned and captured at a time
MOST_NESTING = 20  # blocks within blocks, partials within partials

# A value
MOST_TEXT = 200_000  # characters a filter may take or give
MOST_ITEMS = 10_000  # items of a range or list
MOST_BITS = 256  # of an integer
MOST_KEY = 500  # characters of a name in brackets: nothing has a longer one

SHARE = 200  # characters written or compared that cost one step
FILTERED = 50  # characters that cost one step in a filter
_CHECK = 2_000  # steps between two looks at the clock


class TooMuch(ResourceLimitError):
    """A bound was passed; the message names it."""

    def __init__(self, what: str, *, token: Token | None = None) -> None:
        super().__init__(what, token=token)


class Meter:
    """What one rendering has left."""

    __slots__ = ("began", "left", "look")

    def __init__(self) -> None:
        self.left, self.look = MOST_STEPS, MOST_STEPS - _CHECK
        self.began = thread_time()

    def spend(self, steps: int) -> None:
        """Raises TooMuch when nothing is left."""
        self.left -= steps
        if self.left < self.look:
            self.look = self.left - _CHECK
            if self.left < 0:
                raise TooMuch(f"more than {MOST_STEPS:,} steps")
            if thread_time() - self.began > MOST_SECONDS:
                raise TooMuch(f"more than {MOST_SECONDS} seconds")


def size(value: Any) -> int:
    """How large a value is, in characters: texts by their length, lists by what they hold, all else is one."""
    kind = type(value)
    if kind is str or kind is Markup:
        return len(value)
    if kind is list or kind is tuple:
        return len(value) * 8 + sum([len(one) for one in value if isinstance(one, str)])
    return len(value) * 8 if kind is range else 1


HOLDS = frozenset((dict, list, tuple))


def weight(value: Any) -> int:
    """What a list or a group of names holds, all the way down, in characters. Nothing is looked at beyond MOST_TEXT."""
    found, waiting = 0, [value]
    while waiting and found <= MOST_TEXT:
        one = waiting.pop()
        found += 8 * len(one)
        if found > MOST_TEXT:
            break
        for part in one.values() if type(one) is dict else one:
            if type(part) in HOLDS:
                waiting.append(part)
            elif isinstance(part, str):
                found += len(part)
    return found


def measure(value: Any, name: str) -> int:
    """The value's size. Raises FilterArgumentError if it is too large to be worked on; name says by whom."""
    kind = type(value)
    if kind is int:
        if value.bit_length() > MOST_BITS:
            raise FilterArgumentError(f"{name}: a number over {MOST_BITS} bits", token=None)
        return 1
    if (kind is list or kind is tuple or kind is range) and len(value) > MOST_ITEMS:
        raise FilterArgumentError(f"{name}: more than {MOST_ITEMS:,} items", token=None)
    found = size(value)
    if found > MOST_TEXT:
        raise FilterArgumentError(f"{name}: over {MOST_TEXT:,} characters", token=None)
    return found


# ---- around every filter


Filter = Callable[..., Any]
BROKEN = (OverflowError, ValueError, MemoryError, RecursionError, ArithmeticError, LookupError, AttributeError)


def _replaced(left: Any, seek: Any = "", by: Any = "", *rest: Any) -> int:
    """How long the result of `replace` can be."""
    text, sought = str(left), str(seek)
    return len(text) + (text.count(sought) if sought else len(text) + 1) * len(str(by))


def _joined(left: Any, between: Any = " ", *rest: Any) -> int:
    return len(left) * len(str(between)) + size(left) if isinstance(left, list | tuple | range) else 1


GROWS: Mapping[str, Filter] = {"replace": _replaced, "replace_first": _replaced, "replace_last": _replaced, "join": _joined}
SLOW: Mapping[str, int] = {  # how many times dearer than most, by the character: measured
    "escapejs": 8, "strip_html": 8, "url_encode": 6, "url_decode": 4, "join": 20, "uniq": 10, "sum": 4, "compact": 2, "escape_once": 4, "newline_to_br": 3,
    "strip_newlines": 3, "sort": 3, "sort_natural": 3, "map": 3, "where": 3, "reject": 3, "date": 3, "find": 4, "find_index": 4, "has": 4,
    "json": 8, "split": 40,
}  # fmt: skip
ITEMS = frozenset(  # filters of lists: they look at the items, not into them
    ("first", "last", "size", "default", "reverse", "concat", "compact", "map", "where", "reject", "find", "find_index", "has", "sort", "sort_natural", "uniq",
     "slice", "sum"),
)  # fmt: skip
WRITTEN = 6  # how many times dearer a list or a group of names is than a text where it is written out: measured
FLAT: Mapping[str, int] = {  # steps of a call
    "date": 10, "format_address": 15, "money": 4, "money_with_currency": 4, "salutation": 8, "person": 6,
    "times": 4, "divided_by": 4, "plus": 3, "minus": 3, "modulo": 3, "round": 3, "img_url": 6, "image_url": 4,
}  # fmt: skip


MOST_PLACES = 20  # values of a filter that takes any number of them


def _places(work: Filter) -> tuple[int, int]:
    """How many values a filter takes after its first: at least, at most."""
    given = [one for one in signature(work).parameters.values() if one.kind in (one.POSITIONAL_ONLY, one.POSITIONAL_OR_KEYWORD)][1:]
    any_number = any(one.kind is one.VAR_POSITIONAL for one in signature(work).parameters.values())
    return sum(one.default is one.empty for one in given), MOST_PLACES if any_number else len(given)


def _takes(least: int, most: int) -> str:
    """For a sentence: no value, 1 value, 1 to 2 values."""
    if most == 0:
        return "no value"
    return f"{most} value{'s' * (most > 1)}" if least == most else f"{least} to {most} value{'s' * (most > 1)}"


def _kind(value: Any) -> str:
    """What it is, for a sentence."""
    kinds = ((bool, "true or false"), (int | float, "a number"), (str, "a text"), (list | tuple, "a list"), (range, "a range"), (dict, "a group of names"))
    return next((words for kind, words in kinds if isinstance(value, kind)), "nothing")


def within(value: Any, name: str) -> int:
    """What is written out of a list or a group of names when a text is wanted. Raises FilterArgumentError as `measure` does."""
    found = weight(value)
    if found > MOST_TEXT:
        raise FilterArgumentError(f"{name}: over {MOST_TEXT:,} characters", token=None)
    return found


def _answer(name: str, work: Filter, left: Any, args: tuple[Any, ...], named: dict[str, Any]) -> Any:
    """The filter's own; whatever goes wrong is said under its name, in a template's words and not in Python's."""
    try:
        return work(left, *args, **named)
    except BROKEN as error:
        said = "a number beyond all reckoning" if isinstance(error, DecimalException) else str(error) or type(error).__name__
        raise FilterArgumentError(f"{name}: {said}", token=None) from error
    except FilterArgumentError as error:
        if isinstance(error.message, TypeError):  # Python's words
            raise FilterArgumentError(f"{name}: does not go with {_kind(left)}", token=None) from error
        if not str(error.message).startswith(name):
            raise FilterArgumentError(f"{name}: {error.message}", token=None) from error
        raise


def bounded(name: str, work: Filter) -> Filter:
    """The filter, taking the context first: measured before and after, paid for; what Python says of overflow, memory or values
    becomes a Liquid error."""
    grown, rate, flat = GROWS.get(name), SLOW.get(name, 1), FLAT.get(name, 2)
    wants_context, wants_environment = hasattr(work, "with_context"), hasattr(work, "with_environment")
    (least, most), looks, written = _places(work), name in ITEMS, WRITTEN if hasattr(work, "writes_out") else 1

    def measured(context: Any, left: Any, *args: Any, **named: Any) -> Any:
        if not least <= len(args) <= most:
            raise FilterArgumentError(f"{name}: takes {_takes(least, most)} after it, not {len(args)}", token=None)
        cost = measure(left, name)
        if not looks and type(left) in HOLDS:
            cost += written * within(left, name)
        for value in args or ():
            cost += measure(value, name) if looks or type(value) not in HOLDS else written * within(value, name)
        for value in named.values() if named else ():
            cost += measure(value, name)
        context.meter.spend(flat + cost * rate // FILTERED)
        if grown is not None and grown(left, *args) > MOST_TEXT:
            raise FilterArgumentError(f"{name}: a result over {MOST_TEXT:,} characters", token=None)
        if wants_context:
            named["context"] = context
        if wants_environment:
            named["environment"] = context.env
        result = _answer(name, work, left, args, named)
        if type(result) not in (str, Markup) or len(result) > MOST_TEXT:
            measure(result, name)
        if type(result) is list:
            context.meter.spend(len(result) // 10)
        return result

    return measured
