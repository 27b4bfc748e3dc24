"""What is told, when, on what condition: rows that a shop may change, and the few lines that read them.

A row says: on this event, wait, ask again, then write this notice. Rows never change an order. They are tried from top to bottom after the
tables and duties have spoken; a row sees what the rows above have queued for the same event. A wait counts from when the desk received the
delivery (a lapse: from its due moment, LIF-19) and never starts again while it runs."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from todoke.rules.channel_rules import TOLD_BY_CHANNEL
from todoke.rules.conditions import Asked, Look, first_untrue, parse_condition
from todoke.rules.deadlines import Hours, parse_length
from todoke.rules.effects import Effect, Tell, Withdraw
from todoke.rules.events import Event, Lapsed, TellAgain
from todoke.rules.journey_rows import DEFAULT, Journey
from todoke.rules.order import Order, Told
from todoke.rules.table import key

if TYPE_CHECKING:
    from todoke.rules.policy import Policy

__all__ = ["DEFAULT", "Journey", "Journeys", "Step", "tell"]


class Step(NamedTuple):
    """Something that happened to the order, as the rows see it."""

    event: Event
    before: Order
    now: int  # the desk's clock when the delivery was received


class Compiled(NamedTuple):
    row: Journey
    only_if: tuple[Asked, ...]
    still: tuple[Asked, ...]
    at_once: tuple[Asked, ...]


class Journeys:
    """A shop's rows, found by the event that begins them. Built once for each policy version."""

    def __init__(self, rows: Iterable[Journey]) -> None:
        self.by_id: dict[str, Compiled] = {}
        self.begins: dict[str, list[Compiled]] = {}
        for row in rows:
            compiled = Compiled(row, *(tuple(map(parse_condition, texts)) for texts in (row.only_if, row.still, row.at_once_if)))
            self.by_id[row.id] = compiled
            for event in row.when:
                self.begins.setdefault(event, []).append(compiled)

    def concerned(self, names: tuple[str, ...]) -> list[Compiled]:
        return [row for name in names for row in self.begins.get(name, ())]


def tell(o: Order, steps: Iterable[Step], policy: "Policy") -> tuple[Order, tuple[Effect, ...]]:
    """The notices that these steps begin, bring forward or take back. The order remembers what it was told."""
    effects: list[Effect] = []
    for step in steps:
        names = happened(o, step)
        o, taken_back = stop(o, step, names, policy)
        effects += taken_back
        for compiled in policy.rows.concerned(names):
            if not compiled.row.off and not first_untrue(compiled.only_if, look := Look(o, step.event, step.now, o.told, step.before)):
                o, written = begin(o, step, compiled, look, policy)
                effects += written
    return o, tuple(effects)


def happened(o: Order, step: Step) -> tuple[str, ...]:
    """The names under which rows may wait for it."""
    names = [key(step.event)]
    for region in ("progress", "funds", "hold", "dispute"):
        if (now := getattr(o, region)) != getattr(step.before, region):
            names.append(f"{region} → {now}")
    return tuple(names)


def stop(o: Order, step: Step, names: tuple[str, ...], policy: "Policy") -> tuple[Order, list[Effect]]:
    """Notices that still wait and are ended by this event."""
    if not o.told:
        return o, []
    gone = [t for t in o.told if t.due > step.now and (compiled := policy.rows.by_id.get(t.row)) and ends(compiled.row, t, step.event, names)]
    return forget(o, gone), [Withdraw(t.kind, t.occasion, f"stopped: {names[0]}") for t in gone]


def ends(row: Journey, t: Told, event: Event, names: tuple[str, ...]) -> bool:
    """A stop that names a parcel, payment or refund ends only what speaks of it."""
    subject = getattr(event, row.once.split(",")[0].strip(), None) if row.once not in ("order",) else None
    same = not isinstance(subject, str) or not subject or subject in t.occasion.split(" ")
    return same and not set(row.stop).isdisjoint(names)


def forget(o: Order, gone: list[Told]) -> Order:
    return o.but(told=tuple(t for t in o.told if t not in gone)) if gone else o


def begin(o: Order, step: Step, compiled: Compiled, look: Look, policy: "Policy") -> tuple[Order, list[Effect]]:
    row = compiled.row
    at_once = compiled.at_once and not first_untrue(compiled.at_once, look)
    new = Told(*said(row, step.event), row.id, variant(row, step.event), step.now if at_once else due(row, step, policy.hours))
    return write(o, new, row, step, policy)


def write(o: Order, new: Told, row: Journey, step: Step, policy: "Policy") -> tuple[Order, list[Effect]]:
    """Into the order's memory and the outbox; what waits of the same row is joined with it, what it makes needless is taken back."""
    waiting = [t for t in o.told if t.due > step.now]
    joined = [t for t in waiting if row.digest and t.row == row.id and t.occasion != new.occasion]
    folded = [t for t in waiting if t.row in row.folds]
    if joined:
        new = msgspec.structs.replace(new, due=min(t.due for t in joined),
                                      occasion=" ".join(sorted({name for t in [*joined, new] for name in t.occasion.split(" ")})))
    same = [t for t in o.told if (t.kind, t.occasion) == (new.kind, new.occasion)]
    if any(t.due <= step.now or t.due <= new.due for t in same):
        return o, []  # told, or told as soon already: unique for ever by kind and occasion
    o = forget(o, [*joined, *folded, *same])
    o = o.but(told=tuple(sorted([*o.told, new], key=lambda t: (t.kind, t.occasion))))
    back: list[Effect] = [Withdraw(t.kind, t.occasion, f"combined: {new.kind}") for t in [*joined, *folded]]
    return o, [*back, Tell(new.kind, new.variant, new.occasion, new.row, new.due, why_not(o, new.kind, policy))]


def why_not(o: Order, kind: str, policy: "Policy") -> str:
    """The documented no, if there is one: the notice is written down all the same, with it (NTC-15, NTC-20)."""
    if kind in policy.off:
        return "switched_off"
    if not o.live:
        return "backfilled"
    if o.terms is not None and o.terms.mails == "channel" and kind in TOLD_BY_CHANNEL:
        return "channel_sends"
    return ""


def said(row: Journey, event: Event) -> tuple[str, str]:
    """(kind, occasion): the occasion is what the row says it is once per."""
    if isinstance(event, TellAgain):
        return event.kind, f"again {event.id}"
    subject, _, word = (part.strip() for part in row.once.partition(","))
    if subject == "order":
        return row.tell, (str(event.at) if word == "time" else getattr(event, "ref", "") if word == "ref" else word) or "order"
    if subject == "cancellation":
        return row.tell, getattr(event, "id", "") or "closed"
    name = getattr(event, subject, "") or key(event)
    return row.tell, f"{name} {word}".strip()


def variant(row: Journey, event: Event) -> str:
    return event.variant if isinstance(event, TellAgain) else row.variant


def due(row: Journey, step: Step, hours: Hours) -> int:
    """Not before this moment; one that is past already: now, or at the next opening where it may be held."""
    start = step.event.at if isinstance(step.event, Lapsed) else step.now
    if row.wait == "none":
        return step.now
    if row.wait == "opening":
        return hours.opening(max(start, step.now))
    return max(step.now, hours.later(start, parse_length(row.wait)))
