"""What is told, when, on what condition: rows that a shop may change, and the few lines that read them.

A row says: on this event, wait, ask again, then write this notice. Rows never change an order. They are tried from top to bottom after the
tables and duties have spoken; a row sees what the rows above have queued for the same event. A wait counts from when the desk received the
delivery (a lapse: from its due moment, LIF-19) and never starts again while it runs."""

from collections.abc import Iterable, Sequence
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from todoke.rules.channel_rules import TOLD_BY_CHANNEL
from todoke.rules.conditions import Asked, Look, first_untrue, is_accepted, parse_condition
from todoke.rules.deadlines import Hours, parse_length
from todoke.rules.effects import Effect, Tell, Withdraw
from todoke.rules.events import Event, Lapsed, ParcelFact, ReturnSent, TellAgain
from todoke.rules.guards import goes_to_shop
from todoke.rules.journey_rows import DEFAULT, Journey
from todoke.rules.locales import pinned_locale
from todoke.rules.occasions import Asking, said, then
from todoke.rules.order import Order, Told
from todoke.rules.table import key

if TYPE_CHECKING:
    from todoke.rules.policy import Policy

__all__ = ["DEFAULT", "Journey", "Journeys", "Step", "tell"]


class Step(msgspec.Struct, frozen=True):
    """Something that happened to the order, as the rows see it."""

    event: Event
    before: Order
    now: int  # the desk's clock when the delivery was received
    channel: str = ""  # where the order was placed
    is_last: bool = True  # what was told after it in the same delivery, the entry of the last carries


class Compiled(NamedTuple):
    row: Journey
    only_if: tuple[Asked, ...]
    still: tuple[Asked, ...]
    at_once: tuple[Asked, ...]
    stop: frozenset[str]
    subject: str  # what it is once per: order, parcel, payment …
    word: str  # and the word behind it


class Journeys:
    """A shop's rows, found by the event that begins them. Built once for each policy version."""

    def __init__(self, rows: Iterable[Journey]) -> None:
        self.by_id: dict[str, Compiled] = {}
        self.begins: dict[str, list[Compiled]] = {}
        for row in rows:
            only_if, still, at_once = (tuple(map(parse_condition, texts)) for texts in (row.only_if, row.still, row.at_once_if))
            compiled = Compiled(row, only_if, still, at_once, frozenset(row.stop), *(part.strip() for part in row.once.partition(",")[::2]))
            self.by_id[row.id] = compiled
            for event in row.when if not row.off else ():
                self.begins.setdefault(event, []).append(compiled)


def tell(o: Order, steps: Sequence[Step], policy: "Policy", moved_by: int = 0) -> tuple[Order, tuple[Effect, ...]]:
    """The notices that these steps begin, bring forward or take back. The order remembers what it was told. `moved_by`: the step that moved the
    regions: the last event, not what the house answered to it."""
    effects: list[Effect] = []
    begins, moved = policy.rows.begins, moves(o, steps)
    for number, step in enumerate(steps):
        names = (key(step.event), *moved) if number == moved_by else (key(step.event),)
        if o.told:
            o, taken_back = stop(o, step, names, policy)
            effects += taken_back
        look = Look(o, step.event, step.now, o.told, step.before, hours=policy.hours, advertises=policy.advertises)
        if o.sent_back and goes_back(o, step.event):
            names = names[1:]
        for compiled in begins.get(names[0], ()) if len(names) == 1 else [row for name in names for row in begins.get(name, ())]:
            if meant_for(compiled.row, o, step.channel, policy) and not first_untrue(compiled.only_if, look):
                o, written = begin(o, step, compiled, look, policy)
                look = msgspec.structs.replace(look, o=o, told=o.told)  # a row sees what the rows above have queued
                effects += written
    return o, tuple(effects)


def goes_back(o: Order, event: Event) -> bool:
    """Rows about parcels are about those that go to the buyer, not about what is scanned of the buyer's own."""
    return isinstance(event, ParcelFact) and not isinstance(event, ReturnSent) and goes_to_shop(o, event)


def from_outbox(o: Order, fates: tuple[tuple[str, str, bool], ...]) -> Order:
    """What became of notices meanwhile: (kind, occasion, handed over). One that was not true any more when its time came is forgotten: a new
    event may begin it anew."""
    known = {(kind, occasion): handed for kind, occasion, handed in fates}
    told = tuple(msgspec.structs.replace(t, handed=True) if known.get((t.kind, t.occasion)) else t
                 for t in o.told if known.get((t.kind, t.occasion), True))
    return o.but(told=told)


regions = attrgetter("progress", "funds", "hold", "dispute")


def moves(o: Order, steps: Sequence[Step]) -> tuple[str, ...]:
    """`progress → closed` and so on: rows may wait for these like for an event."""
    if not steps or (now := regions(o)) == (was := regions(steps[0].before)):
        return ()
    return tuple([f"{name} → {b}" for name, a, b in zip(("progress", "funds", "hold", "dispute"), was, now) if a != b])


def stop(o: Order, step: Step, names: tuple[str, ...], policy: "Policy") -> tuple[Order, list[Effect]]:
    """Notices that still wait and are ended by this event."""
    gone = [t for t in o.told if not t.handed and (compiled := policy.rows.by_id.get(t.row)) and ends(compiled, t, step.event, names)]
    return forget(o, gone), [Withdraw(t.kind, t.occasion, f"stopped: {names[0]}") for t in gone]


def ends(compiled: Compiled, t: Told, event: Event, names: tuple[str, ...]) -> bool:
    """A stop that names a parcel or refund ends only what speaks of it; any payment makes what was said of another needless."""
    if compiled.stop.isdisjoint(names):
        return False
    subject = getattr(event, compiled.subject, None) if compiled.subject != "payment" else None
    return not isinstance(subject, str) or not subject or subject in t.occasion.split(" ")


def forget(o: Order, gone: list[Told]) -> Order:
    return o.but(told=tuple([t for t in o.told if t not in gone])) if gone else o


def meant_for(row: Journey, o: Order, channel: str, policy: "Policy") -> bool:
    """A row may be for some languages or channels only; `own` is the shop's own site."""
    if row.locales and pinned_locale(o.manner.locale, policy.locales) not in row.locales:
        return False
    return not row.channels or not channel or {"plain": "own", "csv": "own"}.get(channel, channel) in row.channels


def begin(o: Order, step: Step, compiled: Compiled, look: Look, policy: "Policy") -> tuple[Order, list[Effect]]:
    row = compiled.row
    at_once = compiled.at_once and not first_untrue(compiled.at_once, look)
    when = step.now if at_once else due(row, step, policy.hours)
    before = then(step.event, Asking(step.before, when, policy.hours))
    named = said(row, compiled.subject, compiled.word, step.event, policy.hours)
    return write(o, Told(*named, row.id, variant(row, step.event, o), when, then=before), row, step, policy)


def write(o: Order, new: Told, row: Journey, step: Step, policy: "Policy") -> tuple[Order, list[Effect]]:
    """Into the order's memory and the outbox; what waits of the same row is joined with it, what it makes needless is taken back."""
    back: list[Effect] = []
    if o.told:
        waiting = [t for t in o.told if not t.handed]
        joined = [t for t in waiting if t.row == row.id and t.occasion != new.occasion] if row.digest else []
        new, folded = join(new, joined), [t for t in waiting if t.row in row.folds]
        new = remember(new, [*joined, *folded])
        same = [t for t in o.told if (t.kind, t.occasion) == (new.kind, new.occasion)]
        if any(t.handed or (t.due <= new.due and t.variant == new.variant) for t in same):
            return o, []  # told, or told as soon already: unique for ever by kind and occasion
        o = forget(o, [*joined, *folded, *same])
        back = [Withdraw(t.kind, t.occasion, f"combined: {new.kind}") for t in [*joined, *folded]]
    why = why_not(o, new.kind, policy)
    new = msgspec.structs.replace(new, handed=True) if why else new  # what the channel tells counts as told
    o = o.but(told=tuple(sorted([*o.told, new], key=told_order)))
    return o, [*back, Tell(new.kind, new.variant, new.occasion, new.row, new.due, why, None if step.is_last else step.event)]


told_order = attrgetter("kind", "occasion")


def join(new: Told, joined: list[Told]) -> Told:
    """One notice for all that waits of the same row: as soon as the first of them, about all of them."""
    if not joined:
        return new
    names = sorted({name for t in [*joined, new] for name in t.occasion.split(" ")})
    return msgspec.structs.replace(new, due=min(t.due for t in joined), occasion=" ".join(names))


def remember(new: Told, instead: list[Told]) -> Told:
    """What the buyer knew before the first of them is what they know now: none of these was told."""
    if new.then is None:
        return new
    first = min((t for t in instead if t.then and t.then.parcel == new.then.parcel), key=attrgetter("due"), default=new)
    return msgspec.structs.replace(new, then=first.then)


def why_not(o: Order, kind: str, policy: "Policy") -> str:
    """The documented no, if there is one: the notice is written down all the same, with it (NTC-15, NTC-20)."""
    if kind in policy.off:
        return "switched_off"
    if not o.live:
        return "backfilled"
    if kind in o.declined[1]:
        return "declined"
    return "channel_sends" if channel_tells(o, kind) else ""


def channel_tells(o: Order, kind: str) -> bool:
    """The channel mails its buyers that itself."""
    return o.terms is not None and o.terms.mails == "channel" and kind in TOLD_BY_CHANNEL


def variant(row: Journey, event: Event, o: Order) -> str:
    """As the row says; but nobody is told "accepted" of an order that is not: then it is received (特商法 13条)."""
    said = event.variant if isinstance(event, TellAgain) else row.variant
    return "received" if said == "accepted" and not is_accepted(o) else said


def due(row: Journey, step: Step, hours: Hours) -> int:
    """Not before this moment; one that is past already: now, or at the next opening where it may be held."""
    start = step.event.at if isinstance(step.event, Lapsed) else step.now
    if row.wait == "none":
        return step.now
    if row.wait == "opening":
        return hours.opening(max(start, step.now))
    length, _, moment = row.wait.partition(" before ")
    if moment:  # counted back from a moment that the event names
        return max(step.now, hours.sooner(getattr(step.event, moment, None) or step.now, parse_length(length)))
    return max(step.now, hours.later(start, parse_length(row.wait)))
