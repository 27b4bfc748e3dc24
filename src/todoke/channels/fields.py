"""Reading single fields of what a channel sent: money, moments, text. Each refusal names the place, so that quarantine can show
it."""

import re
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any

from babel.numbers import get_currency_precision

from todoke.channels.channel import Unclear

MOST = 15  # digits of an amount
MOST_PIECES = 10**6  # of a line
MOST_CODES, LONGEST_CODE = 5, 60  # coupons of an order, and characters of one
BLANKS = re.compile(r"\s")
NUMBER = re.compile(r"(-?)([0-9]{1,15})(?:\.([0-9]{0,10}))?")
NOTHING: Mapping[str, Any] = {}
CURRENCY = re.compile(r"[A-Z]{3}")


@cache
def digits(currency: str) -> int:
    """Decimals of a currency as CLDR lists them: JPY 0, USD 2, KWD 3; 2 for one that it does not know."""
    return get_currency_precision(currency)


@cache
def unit(currency: str) -> int:
    """How many of the smallest unit make one: 1 yen, 100 cents."""
    return int(10 ** digits(currency))


def minor(value: Any, currency: str, place: str) -> int:
    """Decimal text or an integer in major units → the currency's smallest unit. "1000.00" is 1000 yen; "10.5" yen is Unclear,
    never rounded."""
    if isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) <= MOST:  # most amounts are
        return int(value) * unit(currency)
    text = BLANKS.sub("", str(value)) if isinstance(value, str | int) and not isinstance(value, bool) else ""
    found = NUMBER.fullmatch(text)
    if not found:
        raise Unclear(place, f"{value!r} is no amount of money.", 'Write it as decimal text, such as "12800" or "200.00".')
    sign, whole, part = found.groups("")
    part, places = part.rstrip("0"), digits(currency)
    if len(part) > places:
        reason = f"{text} has more decimals than {currency} has ({places})."
        raise Unclear(place, reason, "Send the amount as it was charged.")
    return int(sign + whole + part.ljust(places, "0"))


def major(amount: int, currency: str) -> str:
    """The smallest unit → decimal text with the currency's digits: 12800 JPY → "12800", 20000 USD → "200.00"."""
    places = digits(currency)
    return f"{Decimal(amount).scaleb(-places):.{places}f}"


def currency_code(value: Any, place: str) -> str:
    """An ISO 4217 code. Raises Unclear."""
    if not isinstance(value, str) or not CURRENCY.fullmatch(value):
        raise Unclear(place, f"{value!r} is no currency.", "Name it by its ISO code, such as JPY.")
    return value


def moment(value: Any, place: str) -> int:
    """ISO 8601 with a zone → seconds UTC. Raises Unclear: a time without a zone could be any of 26 moments."""
    try:
        when = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        raise Unclear(
            place, f"{value!r} is no moment.", "Write it as ISO 8601 with a zone, such as 2026-11-24T10:00:00+09:00."
        ) from None
    if when.tzinfo is None:
        raise Unclear(place, f"{value!r} names no zone.", "Add one, such as +09:00 or Z.")
    if not 1970 <= when.year < 3000:  # deadlines are reckoned from it, and calendars end
        raise Unclear(place, f"{value!r} is no moment that a shop sees.", "Send one between 1970 and 2999, or leave it out.")
    return int(when.timestamp())


def text(row: Mapping[str, Any], *names: str) -> str:
    """The first of these fields that says anything, without blanks around it."""
    for name in names:
        value = row.get(name)
        if value is None:
            continue
        if isinstance(value, str):
            if said := value.strip():
                return said
        elif isinstance(value, int) and not isinstance(value, bool):
            return str(value)
    return ""


def table(value: Any) -> Mapping[str, Any]:
    """The object itself, or an empty one where there is none (a guest buyer, a digital order's address)."""
    return value if isinstance(value, dict) else NOTHING


def rows(value: Any) -> list[Mapping[str, Any]]:
    """A list of objects, also as a GraphQL connection ({"nodes": [...]}) writes it; anything else in it is left out."""
    found = value.get("nodes") if isinstance(value, dict) else value
    return [row for row in found if isinstance(row, dict)] if isinstance(found, list) else []


def codes(value: Any) -> tuple[str, ...]:
    """Coupon codes, from a list of texts or of objects with a `code`; what is neither is left out: no order waits for its coupon to be read."""
    if not value or not isinstance(value, list):
        return ()
    said = (text(row if isinstance(row, dict) else {"code": row}, "code")[:LONGEST_CODE] for row in value)
    return tuple(dict.fromkeys(filter(None, said)))[:MOST_CODES]
