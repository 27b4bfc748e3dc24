"""Whether a kind is told, and when: the rows of the shop's journeys that tell it, in words."""

import re
from typing import NamedTuple

from todoke.console import naming
from todoke.console.saying import known, say
from todoke.rules.journeys import Journey
from todoke.shops.choices import policy_of, show
from todoke.shops.models import Shop


class Row(NamedTuple):
    id: str
    events: str
    wait: str
    written: str  # the wait as a journeys file has it


def off(shop: Shop) -> set[str]:
    """The kinds that are not sent."""
    text = show(shop)["mails"]
    return {kind.strip("-") for kind in text.split(",")} if text.startswith("-") else set()


def told_when(shop: Shop, kind: str) -> list[Row]:
    """The rows that are on, in their sequence."""
    return [row_of(row) for row in policy_of(shop).journeys if row.tell == kind and not row.off and row.id != "again"]


def row_of(row: Journey) -> Row:
    return Row(row.id, say("notices.or").join(dict.fromkeys(event(name) for name in row.when)), wait(row.wait), row.wait)


def event(name: str) -> str:
    """`ParcelSent`, `Lapsed(promise)`, `progress → closed` as a shopkeeper says them."""
    if lapse := re.fullmatch(r"Lapsed\((\w+)\)", name):
        return naming.of("deadlines", lapse[1])
    region, arrow, state = name.partition(" → ")
    if arrow:
        return naming.of(region, state)
    return naming.of("happened", name)


UNITS = {"min": "min", "h": "h", "days": "days", "day": "days", "business days": "business_days", "business day": "business_days",
         "opening hours": "opening_hours", "opening hour": "opening_hours"}


def wait(text: str) -> str:
    """`15 min`, `opening`, `1 days before until` in words; what has none stands as it is."""
    if known(f"waits.{text}") and text in ("none", "opening"):
        return say(f"waits.{text}")
    number, _, unit = text.partition(" ")
    if before := re.fullmatch(r"(\d+) days? before \w+", text):
        return say("waits.before", n=before[1])
    return say(f"waits.{UNITS[unit]}", n=number) if unit in UNITS else text
