"""What only a person knows about a letter: typed in a form, checked field by field, never made up (NTC-3)."""

import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import NamedTuple

from todoke.notices.letters.proven import Proven
from todoke.notices.wording import known

Typed = Mapping[str, str]
KEEP, KEPT = "\ue000", "\ue001"  # between these a line is not broken; nobody can type them (`plain`)
MOST_AHEAD = timedelta(days=366)


class Wrong(NamedTuple):
    """A field that cannot be used. `why`: missing, too_long, no_day, past, too_far, no_letter (a character that no font has), alone (what it belongs
    to stands there without it), too_much (more than a page)."""

    field: str
    why: str
    value: str = ""


class Field(NamedTuple):
    """One thing to type. `most`: characters. `needed`: asked for by name where this is so."""

    name: str
    most: int
    needed: Callable[[Proven, Typed], bool]
    day: bool = False
    only_then: bool = False  # of no use where it is not needed


def always(p: Proven, t: Typed) -> bool:            return True
def never(p: Proven, t: Typed) -> bool:             return False
def no_company(p: Proven, t: Typed) -> bool:        return not any(known(p.customer.get(key), "ja") for key in ("company", "name", "last_name"))
def no_cause(p: Proven, t: Typed) -> bool:          return not p.cause
def no_day(p: Proven, t: Typed) -> bool:            return not (p.deliver_at or p.ship_at or p.arrive_at or p.cancelled)
def alternative(p: Proven, t: Typed) -> bool:       return bool(t.get("alternative"))
def has_difference(p: Proven, t: Typed) -> bool:    return bool(t.get("difference"))
def prevention(p: Proven, t: Typed) -> bool:        return bool(t.get("prevention"))
def has_measure_by(p: Proven, t: Typed) -> bool:    return bool(t.get("owner") or t.get("measure_by"))
def phone(p: Proven, t: Typed) -> bool:             return bool(t.get("phone"))


FIELDS = (
    Field("company",         60, no_company, only_then=True),  # asked for only where the order names nobody
    Field("department",      40, never),
    Field("contact_title",   30, never),
    Field("shop_name",       60, always),          # as it is registered, which is not always what buyers know
    Field("shop_address",    80, never),
    Field("signer_title",    40, never),
    Field("signer",          40, always),
    Field("desk_name",       40, phone),           # who answers questions
    Field("phone",           30, never),
    Field("cause_by",        10, no_cause, day=True, only_then=True),
    Field("day_by",          10, no_day, day=True, only_then=True),
    Field("alternative",     80, has_difference),
    Field("difference",     120, alternative),     # "no difference" is an answer
    Field("prevention",     200, has_measure_by),
    Field("owner",           40, never),
    Field("measure_by",      10, prevention, day=True),
    Field("follow_up_by",    10, never, day=True),
)  # fmt: skip


def plain(text: str) -> str:
    """One line, without what cannot be printed: controls, marks of direction, private characters."""
    return " ".join("".join(c if unicodedata.category(c) not in ("Cc", "Cf", "Co", "Cs", "Cn") else " " for c in text).split())


def read(form: Typed, proven: Proven) -> dict[str, str]:
    """What of the form is of use: where the record knows it, nothing that was typed."""
    used = {field.name for field in FIELDS if not field.only_then or field.needed(proven, {})}
    return {field.name: plain(form.get(field.name, "")) if field.name in used else "" for field in FIELDS}


def wrong(typed: Typed, proven: Proven, today: date) -> list[Wrong]:
    """Every field that stands in the way of a letter, in the form's order."""
    return [found for field in FIELDS if (found := wrong_with(field, typed, proven, today))]


def wrong_with(field: Field, typed: Typed, proven: Proven, today: date) -> Wrong | None:
    text = typed.get(field.name, "")
    if not text:
        return Wrong(field.name, "missing" if field.needed(proven, {}) else "alone") if field.needed(proven, typed) else None
    if field.day:
        return wrong_day(field.name, text, today)
    return Wrong(field.name, "too_long", str(field.most)) if len(text) > field.most else None


def wrong_day(name: str, text: str, today: date) -> Wrong | None:
    """A day that is promised: not one gone by, and within a year."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return Wrong(name, "no_day", text[:20])
    if day < today:
        return Wrong(name, "past", text)
    return Wrong(name, "too_far", text) if day > today + MOST_AHEAD else None
