"""What would have been told: one order's recorded events lived once more under other choices, with the clock, the outbox and the guards played
by a few lines. Nothing is written and nothing is sent (LIF-14).

What others reported is taken as it was; what our own clock decided is not: deadlines lapse when these choices say so."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from todoke.rules.decide import Decision, Desk, Ledger, advance_all, all_there
from todoke.rules.duties import DEADLINES
from todoke.rules.effects import Tell, Withdraw
from todoke.rules.events import Event, Lapsed
from todoke.rules.guarding import Claimed, Not, Send, Wait, guard
from todoke.rules.order import Due, Order
from todoke.rules.policy import Policy
from todoke.rules.table import lapse

MOST_CALLS = 40  # of a deadline that calls again and again, where a row tells buyers something at its calls
TOLD = ("sent", "waiting")


class Heard(NamedTuple):
    """What one delivery told, as it was settled. `now`: the desk's clock then."""

    events: tuple[Event, ...]
    now: int
    live: bool = True
    ledger: Ledger = all_there


class Said(NamedTuple):
    """What became of a notice. `state`: sent, waiting (due after the last day), suppressed, withdrawn; `at`: when, or when it is due."""

    kind: str
    occasion: str
    variant: str
    row: str
    state: str
    reason: str
    at: int
    event: Event
    event_at: int

    @property
    def told(self) -> bool:
        return self.state in TOLD


class Rehearsal:
    """One order under one policy. `until`: the day at which the rehearsal ends, seconds UTC."""

    def __init__(self, policy: Policy, channel: str, until: int) -> None:
        self.policy, self.channel, self.until = policy, channel, until
        self.order = Order(policy=policy.version)
        self.box: dict[tuple[str, str], Said] = {}
        self.blocked: set[tuple[str, str]] = set()  # they wait for something to change, not for a moment
        self.calls: dict[str, int] = {}

    def run(self, story: Iterable[Heard]) -> dict[tuple[str, str], Said]:
        """Every notice, by kind and occasion."""
        for number, heard in enumerate(story):
            if not number:
                self.order = self.order.but(live=heard.live)
            self.clock_to(min(heard.now, self.until))
            if heard.now <= self.until:
                self.calls.clear()
                self.hear(heard)
        self.clock_to(self.until)
        return self.box

    def clock_to(self, moment: int) -> None:
        """Whatever is due by then, the earliest first; a deadline before a notice of the same second: it may take it back."""
        while True:
            lapse = min((due for due in self.order.due if self.calls.get(due.kind, 0) < self.most_calls(due.kind)), key=lambda due: due.at, default=None)
            notice = min((one for key, one in self.box.items() if one.state == "waiting" and key not in self.blocked), key=lambda one: one.at, default=None)
            if lapse and lapse.at <= moment and (notice is None or lapse.at <= notice.at):
                self.lapse(lapse)
            elif notice and notice.at <= moment:
                self.claim(notice)
            else:
                return

    def most_calls(self, kind: str) -> int:
        """One that only calls staff again says nothing new before somebody reports something."""
        return 1 if DEADLINES[kind].again and lapse(kind) not in self.policy.rows.begins else MOST_CALLS

    def lapse(self, due: Due) -> None:
        self.calls[due.kind] = self.calls.get(due.kind, 0) + 1
        before = self.order
        self.hear(Heard((Lapsed(kind=due.kind, at=due.at),), due.at))
        if self.order is before:
            self.calls[due.kind] = MOST_CALLS  # refused: it would be due for ever

    def hear(self, heard: Heard) -> None:
        desk = Desk(self.policy, heard.now, heard.live, self.fates(), self.channel)
        decisions = advance_all(self.order, heard.events, desk, heard.ledger)
        for event, decision in zip(heard.events, decisions, strict=True):
            self.write_down(event, decision, heard.now)
        if changed := [decision for decision in decisions if decision.changed]:
            self.order = changed[-1].order
            self.blocked.clear()

    def fates(self) -> tuple[tuple[str, str, bool], ...]:
        """What the order does not know yet of the notices that it has asked for."""
        known = ((told.kind, told.occasion, self.box.get((told.kind, told.occasion))) for told in self.order.told if not told.handed)
        return tuple((kind, occasion, said.state == "sent") for kind, occasion, said in known if said and said.state != "waiting")

    def write_down(self, event: Event, decision: Decision, now: int) -> None:
        for effect in decision.effects:
            if isinstance(effect, Tell):
                self.box[effect.kind, effect.occasion] = Said(
                    effect.kind, effect.occasion, effect.variant, effect.row, "suppressed" if effect.suppressed else "waiting", effect.suppressed,
                    max(effect.due, now), effect.about or event, (effect.about or event).at or now)
            elif isinstance(effect, Withdraw) and (said := self.box.get((effect.kind, effect.occasion))) and said.state == "waiting":
                self.box[effect.kind, effect.occasion] = said._replace(state="withdrawn", reason=effect.reason, at=now)

    def claim(self, said: Said) -> None:
        """As at sending: whatever made it right is asked again (NTC-18)."""
        key = (said.kind, said.occasion)
        match guard(Claimed(said.kind, said.row, said.event, said.at, by_hand=said.row == "again"), self.order, self.policy):
            case Send():
                self.box[key] = said._replace(state="sent")
            case Not(reason):
                self.box[key] = said._replace(state="suppressed", reason=reason)
            case Wait(reason, until) if until > said.at:
                self.box[key] = said._replace(reason=reason, at=until)
            case Wait(reason):
                self.box[key] = said._replace(reason=reason)
                self.blocked.add(key)


# ── what differs ────────────────────────────────────────────────────────────────────────────────────
class Change(NamedTuple):
    """`change`: added, dropped, delayed, earlier, changed."""

    change: str
    before: Said | None
    after: Said | None


def changes(before: dict[tuple[str, str], Said], after: dict[tuple[str, str], Said]) -> Iterable[Change]:
    """Notice by notice; those that buyers would not have seen differ are left out."""
    for key in sorted({*before, *after}):
        old, new = before.get(key), after.get(key)
        was, will = bool(old and old.told), bool(new and new.told)
        if was != will:
            yield Change("added" if will else "dropped", old, new)
        elif old and new and was and old.at != new.at:
            yield Change("delayed" if new.at > old.at else "earlier", old, new)
        elif old and new and was and (old.variant, old.row) != (new.variant, new.row):
            yield Change("changed", old, new)


def because(old: Policy, new: Policy, change: Change) -> str:
    """The first cell of the two files that differs for this notice; nothing where the order's own way led elsewhere."""
    said = change.after if change.change == "added" else change.before
    assert said is not None
    if (said.kind in old.off) != (said.kind in new.off):
        return f"mails: {said.kind}"
    was, will = (policy.rows.by_id.get(said.row) for policy in (old, new))
    if was is None or will is None:
        return f"row {said.row}"
    for field in was.row.__struct_fields__:
        if field not in ("note", "why") and getattr(was.row, field) != getattr(will.row, field):
            return f"{NAMES.get(field, field)} of {said.row}"
    return first_length(old, new, said.event) or ("calendar" if old.calendar != new.calendar else "")


NAMES = {"only_if": "if"}


def first_length(old: Policy, new: Policy, event: Event) -> str:
    """The deadline whose length differs: the one that led to it, else the first there is."""
    differ = [name for name in dict.fromkeys((*old.lengths, *new.lengths)) if old.lengths.get(name) != new.lengths.get(name)]
    own = [name for name in differ if isinstance(event, Lapsed) and name.split("@")[0].split(".")[0] == event.kind]
    return f"length of {(own or differ)[0]}" if differ else ""


def closes_the_brake(said: Sequence[Said], per_order: int, hour: int = 3600) -> bool:
    """Would the send brake have stopped this order's mails: more than so many within an hour (NTC-19)?"""
    at = sorted(one.at for one in said if one.state == "sent")
    return any(at[n + per_order] - at[n] < hour for n in range(len(at) - per_order))
