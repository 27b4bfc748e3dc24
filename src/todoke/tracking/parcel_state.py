"""Where a parcel is by its scans, and what its buyer would have been told: the shipped rules, walked along one order with one parcel.

The scans are heard in the sequence of time, each at its own moment, by an order that is paid and waits for this parcel only. What is told
follows from the tables and the journeys' rows, and is asked again when it is due, as the outbox does it. There is no second copy of a rule
here; only stock, money and deadlines are left out, which no parcel's notice looks at (a test holds this against the whole desk)."""

from collections.abc import Iterable
from typing import NamedTuple

from todoke.rules import events as ev
from todoke.rules.decide import Desk, advance, decide, with_cases
from todoke.rules.effects import Tell
from todoke.rules.figures import arrived
from todoke.rules.guarding import Claimed, Send, Wait, guard
from todoke.rules.journeys import Step, from_outbox, tell
from todoke.rules.order import Order, Told
from todoke.rules.parcel_life import state_of
from todoke.rules.policy import Policy
from todoke.tracking.scans import SENT, Fact

PARCEL = "par:1"
PIECES = (("1", 1),)
PLACED = ev.OrderPlaced(lines=(ev.Line("1"),), total=0, manner=ev.Manner(number="1"), at=1)
SHIPPED = Policy()
LATER = 1 << 40


class Outcome(NamedTuple):
    """`delivered_at`: seconds UTC; None: it was not, or nobody said when. `notices`: kinds, in the sequence in which they leave."""

    state: str
    delivered_at: int | None
    notices: tuple[str, ...]


def waiting_order(policy: Policy) -> Order:
    """Placed, paid and confirmed: what its parcel brings is all that is still to be told."""
    order = advance(Order(), PLACED, Desk(policy, PLACED.at)).order
    return from_outbox(order, tuple((told.kind, told.occasion, True) for told in order.told))


AT_FIRST = waiting_order(SHIPPED)


class Walk:
    """One parcel's way, and the outbox beside it."""

    def __init__(self, number: str) -> None:
        self.order, self.number = AT_FIRST, number
        self.events: dict[tuple[str, str], tuple[ev.Event, int]] = {}  # what waits: its event, and not before when
        self.sent: list[str] = []

    def hear(self, fact: Fact) -> None:
        self.send(fact.at)
        event, before = event_of(fact, self.number), self.order
        decision = decide(before, event)
        if not decision.changed:
            return
        self.order = with_cases(decision.order, list(decision.effects))
        self.order, effects = tell(self.order, [Step(event, before, fact.at)], SHIPPED)
        for effect in effects:
            if isinstance(effect, Tell) and not effect.suppressed:
                self.events[effect.kind, effect.occasion] = (event, effect.due)

    def send(self, until: int) -> None:
        """Whatever is due before that moment is asked once more, and goes or does not."""
        while due := [(when, told) for told in self.order.told if not told.handed and (when := self.due(told)) < until]:
            now, told = min(due, key=lambda one: one[0])
            event, _ = self.events[told.kind, told.occasion]
            answer = guard(Claimed(told.kind, told.row, event, now), self.order, SHIPPED)
            if isinstance(answer, Wait) and answer.until > now:
                self.events[told.kind, told.occasion] = (event, answer.until)
                continue
            self.sent += [told.kind] if isinstance(answer, Send) else []
            self.order = from_outbox(self.order, ((told.kind, told.occasion, isinstance(answer, Send)),))

    def due(self, told: Told) -> int:
        return max(told.due, self.events[told.kind, told.occasion][1])


def event_of(fact: Fact, number: str) -> ev.Event:
    if fact.cls is SENT:
        return ev.ParcelSent(parcel=PARCEL, units=PIECES, numbers=(number or "1",), at=fact.at)
    return fact.cls(parcel=PARCEL, at=fact.at)


def walk(facts: Iterable[Fact], number: str = "") -> Outcome:
    """`facts` in the sequence of time (scans.read)."""
    along, told_at = Walk(number), dict[int, int | None]()
    for fact in facts:
        along.hear(fact)
        told_at[fact.at] = fact.told_at if fact.cls is ev.ParcelDelivered else told_at.get(fact.at)
    along.send(LATER)
    parcel = along.order.parcels[0] if along.order.parcels else None
    if parcel is None:
        return Outcome("labelled", None, tuple(along.sent))
    return Outcome(state_of(parcel), told_at.get(parcel.delivered_at) if arrived(parcel) else None, tuple(along.sent))
