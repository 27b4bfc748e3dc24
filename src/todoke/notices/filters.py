"""The filters that are ours: the shop's words for money, days and people, and those of the library that we read as Ruby does (NTC-6).

notices/bounds.py stands around every one of them, notices/shopify_filters.py beside them."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from inspect import signature
from typing import Any
from zoneinfo import ZoneInfo

from liquid import Markup, RenderContext, Undefined
from liquid.builtin.filters.array import sum_ as liquid_sum
from liquid.exceptions import FilterArgumentError
from liquid.filter import sequence_filter, string_filter

from todoke.notices import wording
from todoke.notices.bounds import Filter
from todoke.notices.moments import dear, moment, written
from todoke.notices.wording import Voice

VOICE = "\0voice"  # where the notice's voice stands among the facts: a name that no template can write
NO_VOICE = Voice("en", "UTC", "USD", 0)  # of a template that is no notice and names no shop
LONGEST_NAME = 500  # characters of one name or one line of an address
MOST_PARTS = 60  # names in a person or an address


def voice_for(currency: Any, zone: Any, locale: Any) -> Voice:
    """The voice of a template that is no notice: what is no currency, no zone, no language is passed over."""
    voice = NO_VOICE
    if isinstance(currency, str) and re.fullmatch("[A-Z]{3}", currency):
        voice = voice._replace(currency=currency)
    if isinstance(zone, str) and is_zone(zone):
        voice = voice._replace(zone=zone)
    return voice._replace(locale=locale) if locale in wording.LOCALES else voice


def is_zone(name: str) -> bool:
    try:
        return len(name) < 60 and ZoneInfo(name).key == name
    except (ValueError, KeyError, OSError):
        return False


def voice_of(context: RenderContext) -> Voice:
    voice = context.globals.get(VOICE)
    return voice if isinstance(voice, Voice) else NO_VOICE


def is_absent(value: Any) -> bool:
    return value is None or type(value) is Undefined


def spoken(work: Callable[..., Any]) -> Filter:
    """A filter that knows the notice's voice; an absent value stays absent."""

    def told(left: Any, *args: Any, context: RenderContext, **named: Any) -> Any:
        return "" if is_absent(left) else work(voice_of(context), left, *args, **named)

    return asking(told, work)


def asking(told: Filter, work: Filter) -> Filter:
    """Marked for the library as one that wants the context; it takes what the work takes after its first."""
    shape = signature(work)
    told.with_context = True  # type: ignore[attr-defined]
    told.__signature__ = shape.replace(parameters=list(shape.parameters.values())[1:])  # type: ignore[attr-defined]
    return told


# ---- money: in the currency's smallest unit


def amount(value: Any) -> int:
    """An amount in the smallest unit, also from the text of a webhook. Raises ValueError, ArithmeticError."""
    if type(value) is int:
        return value
    try:
        return int(Decimal(str(value).strip()).quantize(Decimal(1), ROUND_HALF_UP))
    except InvalidOperation as error:
        raise ValueError(f"{str(value)[:20]!r} is no amount") from error


def _currency(voice: Voice, wanted: Any) -> str:
    if is_absent(wanted):
        return voice.currency
    if not re.fullmatch(r"[A-Z]{3}", str(wanted)):
        raise ValueError(f"{str(wanted)[:10]!r} is no currency: write three capitals, as JPY")
    return str(wanted)


def _money(voice: Voice, left: Any, currency: Any = None) -> str:
    return "" if left == "" else wording.money(amount(left), voice.locale, _currency(voice, currency))


def _money_with_currency(voice: Voice, left: Any, currency: Any = None) -> str:
    """With the code where a sign alone could be another's; 円 and 米ドル cannot."""
    if left == "" or voice.locale in ("ja", "zh-Hans"):
        return _money(voice, left, currency)
    return wording.money_with_currency(amount(left), voice.locale, _currency(voice, currency))


def _money_trimmed(voice: Voice, left: Any, currency: Any = None) -> str:
    return "" if left == "" else wording.money(amount(left), voice.locale, _currency(voice, currency), trim=True)


def _money_bare(voice: Voice, left: Any, currency: Any = None) -> str:
    return "" if left == "" else wording.figure(amount(left), voice.locale, _currency(voice, currency))


# ---- days


_MISSING = object()


def _date(left: Any, pattern: Any = _MISSING, *, format: Any = None, context: RenderContext) -> str:
    """A moment in words: `date: format: "day"` by name (Shopify's names too), or strftime in the shop's zone. What is no moment
    stays as it is; `now` is when the notice is written."""
    voice = voice_of(context)
    form = format if pattern is _MISSING or is_absent(pattern) else pattern
    if pattern is _MISSING and format is None:
        form = _usual(voice)
    if is_absent(left) or is_absent(form) or form == "":
        return "" if is_absent(left) else str(left)
    plain = type(left) is int or re.match(r"\d{4}-\d|\d+$", str(left))
    context.meter.spend(dear(str(form)) + (0 if plain else 60))  # type: ignore[attr-defined]  # a Context
    when = moment(_now(context) if str(left).lower() in ("now", "today") else left, voice, context.env)
    text = str(left) if when is None else written(when, str(form), voice)
    return Markup(text) if isinstance(form, Markup) and when is not None else text


_date.with_context = True  # type: ignore[attr-defined]


def _usual(voice: Voice) -> str:
    """In a notice the day; elsewhere a form must be named, as Shopify asks for it. Raises FilterArgumentError."""
    if voice.year:
        return "day"
    raise FilterArgumentError('date: in which form? As in date: "%Y-%m-%d" or date: format: "date"', token=None)


def _now(context: RenderContext) -> int:
    notice = context.globals.get("notice")
    at = notice.get("at") if isinstance(notice, Mapping) else None
    return at if type(at) is int else int(datetime.now().astimezone().timestamp())


# ---- people and places


def _short(value: Any) -> Any:
    """Raises ValueError for what is too long to be a name: the words for names are remembered."""
    parts = value.values() if isinstance(value, Mapping) else [value]
    if len(parts) > MOST_PARTS:
        raise ValueError(f"over {MOST_PARTS} names: this is no person and no address")
    if any(isinstance(part, str) and len(part) > LONGEST_NAME for part in parts):
        raise ValueError(f"a name over {LONGEST_NAME} characters")
    return value if isinstance(value, Mapping) else {"name": value}


def _person(voice: Voice, left: Any) -> str:
    return wording.person(_short(left), voice.locale)


def _salutation(left: Any, *, context: RenderContext) -> str:
    """Unlike the others it speaks for a missing buyer too: お客様."""
    return wording.salutation({} if is_absent(left) else _short(left), voice_of(context))


_salutation.with_context = True  # type: ignore[attr-defined]


def _address(left: Any, *, context: RenderContext) -> str:
    """Lines; in a page of HTML parted by <br>."""
    if is_absent(left) or not isinstance(left, Mapping):
        return "" if is_absent(left) else str(left)
    lines = wording.address(_short(_place(left)), voice_of(context)).split("\n")
    return Markup("<br>\n").join(lines) if context.autoescape else "\n".join(lines)


def _place(address: Mapping[str, Any]) -> Mapping[str, Any]:
    """An address by our names, also where it came by Shopify's: there `country` is a name, or a thing with an iso_code."""
    land = address.get("country")
    code = address.get("country_code") or (land.get("iso_code") if isinstance(land, Mapping) else land)
    theirs = {ours: address[name] for ours, name in _SHOPIFYS.items() if name in address}
    return {**theirs, **address, "country": code or ""}


_SHOPIFYS = {"line1": "address1", "line2": "address2", "region": "province", "postal_code": "zip"}
_address.with_context = True  # type: ignore[attr-defined]


def _plural(voice: Voice, left: Any, *forms: Any) -> str:
    return wording.plural(amount(left), voice.locale, *[str(form) for form in forms])


# ---- those of the library that are too slow, or do not do as Ruby does


_HIDDEN = {"<script": "</script>", "<!--": "-->", "<style": "</style>"}
_TAG = {"<": ">"}


@string_filter
def _strip_html(text: str) -> str:
    """Scripts, comments and styles with all they hold, then every tag; the rest as it is. One pass each."""
    plain = without(without(text, _HIDDEN), _TAG)
    return Markup(plain) if isinstance(text, Markup) else plain


def without(text: str, pairs: Mapping[str, str], by: str = "") -> str:
    """The text without what stands between the signs of a pair, something else in its place; what is not closed stays. One pass."""
    kept, at, gone = [], 0, set[str]()
    for found in re.finditer("|".join(pairs), text):
        if found.start() < at or found[0] in gone:
            continue
        end = text.find(pairs[found[0]], found.end())
        if end >= 0:
            kept.append(text[at : found.start()])
            at = end + len(pairs[found[0]])
            continue
        gone.add(found[0])
        if len(gone) == len(pairs):
            break
    return by.join([*kept, text[at:]])


@sequence_filter
def _uniq(items: Any, key: Any = None) -> list[Any]:
    """The first of each; with a key, the first of each value there."""
    seen: set[Any] = set()
    kept = []
    for item in items:
        mark = _mark(item if is_absent(key) else item.get(key, _MISSING) if isinstance(item, Mapping) else item[key])
        if mark not in seen:
            kept.append(item)
            seen.add(mark)
    return kept


def _mark(value: Any) -> Any:
    """What stands for the value in a set."""
    try:
        hash(value)
    except TypeError:
        return repr(value)
    return value


def _sum(left: Any, key: Any = None) -> Any:
    """As the library's, but what is no number counts nothing, as in Ruby."""
    try:
        return liquid_sum(left, key)
    except InvalidOperation:
        return liquid_sum([_or_nothing(one, key) for one in left], key)


def _or_nothing(one: Any, key: Any) -> Any:
    if isinstance(one, Mapping) and not is_absent(key):
        return {key: _or_nothing(one.get(key), None)}
    return one if not isinstance(one, str) or re.fullmatch(r"-?[0-9]{1,40}(\.[0-9]{1,40})?", one) else 0


OURS: Mapping[str, Filter] = {
    "money": spoken(_money), "money_with_currency": spoken(_money_with_currency), "money_without_trailing_zeros": spoken(_money_trimmed),
    "money_without_currency": spoken(_money_bare), "date": _date, "person": spoken(_person), "salutation": _salutation,
    "format_address": _address, "plural": spoken(_plural), "strip_html": _strip_html, "uniq": _uniq, "sum": _sum,
}  # fmt: skip
