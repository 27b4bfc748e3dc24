"""What may be wrong with a journey, as sentences with a mend: unknown words, waits that are none, rows that nothing ever sends.

Each check yields (rule, key of the row, message, mend). The file's reader (journey_file.py) adds the line."""

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from todoke.rules.channel_rules import FORBIDDEN
from todoke.rules.conditions import CONDITIONS, parse_condition
from todoke.rules.deadlines import FORMS, parse_length
from todoke.rules.duties import DEADLINES
from todoke.rules.events import EVENTS
from todoke.rules.journey_rows import Journey
from todoke.rules.order_life import REGIONS

Wrong = tuple[str, str, str, str]
# what a shopkeeper may call it → the event
MEANT = {"pay": "PaymentReceived", "paid": "PaymentReceived", "ship": "ParcelSent", "sent": "ParcelSent", "arriv": "ParcelDelivered",
         "deliver": "ParcelDelivered", "cancel": "OrderCancelled", "refund": "RefundPaid", "return": "ReturnReceived", "order": "OrderPlaced"}
# a deadline lapses only while this holds, and an order of which it holds is never one of these
WHILE = {"payment_reminder": "to_pay", "payment_last_call": "to_pay", "payment_due": "to_pay", "payment_check": "in_check", "ship_by": "to_ship",
         "ship_by_warning": "to_ship", "promise": "to_ship", "stock_answer": "missing", "dispute_answer": "disputed"}
NEVER_TRUE = {"to_pay": ("accepted", "is_closed", "in_check", "to_ship", "missing", "covered", "fine"), "in_check": ("is_closed", "to_pay", "to_ship"),
              "to_ship": ("is_closed", "to_pay", "in_check", "fine"), "missing": ("accepted", "to_pay"), "disputed": ("fine",)}
WAITS = ("none", "opening")
COMES_FIRST = "OrderPlaced"  # nothing that waits can be stopped by it


class Shop(NamedTuple):
    """What a row may speak of: notices with the locales they are written in, the locales the shop sells in, and all rows as they would be."""

    kinds: Mapping[str, frozenset[str]]
    locales: tuple[str, ...]
    rows: tuple[Journey, ...]


def checked(row: Journey, shop: Shop) -> list[Wrong]:
    """Everything that is wrong with this row; a row that is switched off is only looked at for its words."""
    found = [*events(row), *stops(row), *waits(row), *asked(row, shop), *notice(row, shop), *channels(row), *occasions(row), *told_twice(row, shop)]
    return found or list(never(row))


# ── words ───────────────────────────────────────────────────────────────────────────────────────────
def is_event(name: str) -> bool:
    """An event, a deadline's lapse, or a region that comes to a state."""
    lapse = re.fullmatch(r"Lapsed\((\w+)\)", name)
    if lapse:
        return lapse[1] in DEADLINES
    region, arrow, state = name.partition(" → ")
    return region in REGIONS and state in REGIONS[region].states if arrow else name in EVENTS and name != "Lapsed"


def events(row: Journey) -> Iterator[Wrong]:
    if not row.when:
        yield "J-EVENT", "when", "the row names no event", "write when = [\"ParcelSent\"] or another"
    for name in row.when:
        if not is_event(name):
            yield "J-EVENT", "when", f'there is no event "{name}"', f"write {suggested(name)}; the full list stands in docs/lives.md"


def suggested(name: str) -> str:
    """What was probably meant, at most two."""
    lapse = re.fullmatch(r"Lapsed\((\w*)\)", name)
    if lapse:
        return " or ".join(f"Lapsed({kind})" for kind in nearest(lapse[1], DEADLINES))
    meant = [event for word, event in MEANT.items() if word in name.lower()][:1]
    return " or ".join(list(dict.fromkeys([*meant, *nearest(name, EVENTS)]))[:2])


def nearest(name: str, among: Iterable[str]) -> list[str]:
    return difflib.get_close_matches(name, list(among), 1, 0.0)


def stops(row: Journey) -> Iterator[Wrong]:
    for name in row.stop:
        if not is_event(name):
            yield "J-STOP", "stop", f'there is no event "{name}"', f"write {suggested(name)}; the full list stands in docs/lives.md"
        elif name == COMES_FIRST:
            yield "J-STOP", "stop", f"{name} comes before everything and stops nothing", f'take "{name}" out'


def waits(row: Journey) -> Iterator[Wrong]:
    length, _, moment = row.wait.partition(" before ")
    if row.wait in WAITS:
        return
    if moment and not all(moment in getattr(EVENTS.get(name), "__struct_fields__", ()) for name in row.when):
        yield "J-WAIT", "wait", f'{", ".join(row.when)} names no "{moment}" to count back from', 'write "1 days before until", or a wait that counts on'
        return
    try:
        parse_length(length)
    except ValueError:
        number, workdays = re.match(r"\s*(\d+)", row.wait), re.search(r"work|business|week", row.wait)
        first = f'"{number[1]} business days"' if number and workdays else f'"{number[1]} days"' if number else '"none"'
        yield "J-WAIT", "wait", f'"{row.wait}" is not a wait', f"write {first}; the others are {FORMS}, 1 days before until"


def asked(row: Journey, shop: Shop) -> Iterator[Wrong]:
    for key, texts in (("if", row.only_if), ("still", row.still), ("at_once_if", row.at_once_if)):
        for text in texts:
            yield from condition(key, text, shop)


def condition(key: str, text: str, shop: Shop) -> Iterator[Wrong]:
    try:
        one = parse_condition(text)
    except KeyError as error:
        near = nearest(str(error.args[0]), CONDITIONS)[0]
        yield "J-COND", key, f'there is no condition "{error.args[0]}"', f'write "{near}", or another of docs/lives.md'
        return
    name, rows = text.removeprefix("not ").partition("(")[0], {row.id for row in shop.rows}
    word = one.word.partition(",")[0]
    if name in ("told", "untold") and word not in shop.kinds and word not in rows:
        yield "J-COND", key, f'"{text}" names neither a notice nor a row', f'write "{name}({nearest(word, [*shop.kinds, *rows])[0]})"'
    if name == "fresh" and not re.fullmatch(r"\d+ (min|h|days)", one.word):
        yield "J-COND", key, f'"{text}" names no time', 'write "fresh(48 h)"'


# ── the notice ──────────────────────────────────────────────────────────────────────────────────────
def notice(row: Journey, shop: Shop) -> Iterator[Wrong]:
    if row.id == "again":  # tells whatever a person asks for
        return
    if row.tell not in shop.kinds:
        yield "J-KIND", "tell", f'there is no notice "{row.tell}"', f"write {nearest(row.tell, shop.kinds)[0]}, or add its templates first"
        return
    there, wanted = shop.kinds[row.tell], row.locales or shop.locales
    for missing in (locale for locale in wanted if locale not in there) if not row.off else ():
        kept, sells = ", ".join(f'"{locale}"' for locale in wanted if locale in there), ", ".join(shop.locales)
        mend = f"write the {missing} template, or add locales = [{kept}] to the row" if kept else f"write the {missing} template"
        message = f'the notice "{row.tell}" has no template in {missing}, and the shop sells in {sells}'
        yield "J-LOCALE", "locales" if row.locales else "tell", message, mend


def channels(row: Journey) -> Iterator[Wrong]:
    for channel in row.channels:
        why = FORBIDDEN.get((channel, row.tell))
        if why:
            yield "J-CHANNEL", "channels", why, f'take "{channel}" out'


def occasions(row: Journey) -> Iterator[Wrong]:
    """An occasion that its events do not name would be told again and again, or once for ever."""
    subject = row.once.split(",")[0].strip()
    if subject in ("order", "cancellation"):
        return
    if not any(subject in EVENTS[name].__struct_fields__ for name in row.when if name in EVENTS):
        names = ", ".join(row.when)
        yield "J-ONCE", "once", f'{names} names no {subject or "occasion"}', 'write once = "order", or a field that the event has (docs/lives.md)'


def told_twice(row: Journey, shop: Shop) -> Iterator[Wrong]:
    same = next((other for other in shop.rows if other.id != row.id and not other.off and other.tell == row.tell and other.once == row.once
                 and other.variant == row.variant and set(other.when) == set(row.when) and other.only_if == row.only_if), None)
    if same and not row.off:
        yield "J-TWICE", "when", f"{same.id} tells the same on the same event", f"change {same.id} instead, or take this row out"


# ── is it ever sent ─────────────────────────────────────────────────────────────────────────────────
def never(row: Journey) -> Iterator[Wrong]:
    for key, texts in (("if", row.only_if), ("still", row.still)):
        both = next((text for text in texts if f"not {text}" in texts), "")
        if both:
            yield "J-NEVER", key, f'never sent: it asks for "{both}" and for "not {both}"', "take one of the two out"
        clashes = [(name, state, text) for name in row.when for text in texts if (state := clash(name, text))]
        if row.when and len({name for name, _, _ in clashes}) == len(row.when):
            name, state, text = clashes[0]
            yield "J-NEVER", key, f"never sent: {name} comes only while {state}, and an order {state} is never {text}", f'take "{text}" out'


def clash(name: str, text: str) -> str:
    """The state in which this event comes, if the condition cannot hold then, as far as we know; else nothing."""
    state = WHILE.get(name.removeprefix("Lapsed(").removesuffix(")"), "")
    return state if text in NEVER_TRUE.get(state, ()) else ""
