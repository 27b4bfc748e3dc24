"""One event in, one decision out: learn, the four tables, the standing duties, then what is told. Pure: no clock, no database."""

from collections.abc import Callable, Sequence
from itertools import groupby
from typing import NamedTuple

import msgspec

from todoke.rules.duties import DEADLINES, NUMBER_OF, running
from todoke.rules.effects import OF_HISTORY, CancelTheRest, Effect, OpenCase, Reserve
from todoke.rules.events import Answer, Event, Fact, Lapse, Lapsed, LinesCancelled, OrderPlaced, StockReserved
from todoke.rules.figures import price, unsent, value_of
from todoke.rules.guards import nothing_left
from todoke.rules.journeys import Step, from_outbox, tell
from todoke.rules.learn import LEARN, learn
from todoke.rules.order import CLOSED, COMPLETED, Order
from todoke.rules.order_life import REGIONS
from todoke.rules.policy import Policy
from todoke.rules.settle import settle_bookings, settle_deadlines, settle_refund, settle_rest, settle_shipments, settle_stock
from todoke.rules.table import SAME, Row, key
from todoke.rules.units import Units

Ledger = Callable[[Order, Units], list[Answer]]
STALE = "nothing waits for this any more"


class Decision(msgspec.Struct, frozen=True):
    order: Order
    effects: tuple[Effect, ...] = ()
    refused: str = ""
    rows: tuple[tuple[str, int], ...] = ()  # (table, row number) of every row taken, a deadline's row too: why it is so
    answers: tuple[Event, ...] = ()  # what the rest of the house said at once: entries of their own

    @property
    def changed(self) -> bool:
        return bool(self.rows) and not self.refused


class Desk(NamedTuple):
    """What the decision needs besides order and event. `now`: when the delivery was received. `policy` None: reckons no moments, tells nothing."""

    policy: Policy | None = None
    now: int = 0
    live: bool = True
    outbox: tuple[tuple[str, str, bool], ...] = ()  # what became of notices since: (kind, occasion, handed over)
    channel: str = ""  # where the order was placed: a shop's own rows may be for some channels only


def all_there(order: Order, wanted: Units) -> list[Answer]:
    """A ledger that has everything. The real one answers with StockReserved, StockPromised, StockShort, or several of them, for all pieces."""
    return [StockReserved(units=wanted)]


def decide(order: Order, event: Event) -> Decision:
    """What the tables say. Facts that are known already change nothing."""
    if isinstance(event, Lapse) and is_stale(order, event):
        return Decision(order, refused=STALE)
    wiser = learn(order, event)
    if wiser == order and isinstance(event, Fact):
        return Decision(order)
    news = wiser != order or type(event) not in LEARN  # the same wish again is granted again, but not done again
    effects: list[Effect] = []
    rows: list[tuple[str, int]] = []
    name_of = key(event)
    for name, table in REGIONS.items():
        if name_of not in table.concerns and table.facts_of(order) == table.facts_of(wiser):
            continue  # it has no row for this very event, and nothing that it looks at has changed
        row = table.find(state := getattr(order, name), name_of, event, wiser)
        if row is None:
            return Decision(order, refused=f"{name_of} has no row in {name} {state}")
        if row.refusal:
            return Decision(order, row.effects, row.refusal, ((name, row.number),))
        before = wiser
        if row.becomes is not SAME and row.becomes != state:
            wiser = enter(wiser, name, state, row, event)
        if row.effects and (news or wiser is not before):
            effects += row.effects
        rows.append((name, row.number))
    if isinstance(event, Lapsed):
        effects += DEADLINES[event.kind].lapse
        rows.append(("deadlines", NUMBER_OF[event.kind]))
    return Decision(wiser, tuple(effects), "", tuple(rows))


def is_stale(order: Order, event: Lapse) -> bool:
    """Nothing waits for it, or it was moved to a later moment meanwhile."""
    kind = getattr(event, "kind", "")
    return kind not in running(order) or any(due.kind == kind and due.at > event.at for due in order.due)


def enter(order: Order, region: str, state: str, row: Row, event: Event) -> Order:
    """Into the state that the row names, or as far as the facts carry."""
    target = row.becomes if isinstance(row.becomes, str) else row.becomes(order)
    if target == state:
        return order
    if region == "progress" and not isinstance(event, Fact):
        order = remember_decision(order, target, event)
    return order.but(**{region: target})


def remember_decision(order: Order, target: str, event: Event) -> Order:
    """What a deadline or a person ended stands until something newer shows otherwise."""
    if target == CLOSED and not nothing_left(order):
        return order.with_(closed_by=(getattr(event, "kind", key(event)), event.at, getattr(event, "reason", "")))
    if target == COMPLETED:
        return order.with_(completed_at=max(event.at, order.uncompleted_at + 1))
    return order


def advance(order: Order, event: Event, desk: Desk = Desk(), ledger: Ledger = all_there) -> Decision:
    """Decide, let the rest of the house answer until nobody has anything to add, then do the standing duties, then tell.

    A live delivery or a person takes up what was history until now (LIF-18). What is refused changes nothing, and takes nothing up."""
    return advance_all(order, (event,), desk, ledger)[0]


def advance_all(order: Order, events: Sequence[Event], desk: Desk = Desk(), ledger: Ledger = all_there) -> list[Decision]:
    """What one delivery tells, in one go: each event is decided in its turn, the duties are settled and the buyer is told after the last that
    changed anything. So a delivery that says "placed" and "paid" never starts a reminder. Several at once must be facts (`together`)."""
    before = order = from_outbox(order, desk.outbox) if desk.outbox else order
    taken_up = desk.live and not order.live
    now = order.but(live=True) if taken_up else order
    decisions: list[Decision] = []
    for event in events:
        one = decide(now, event)
        if one.refused:
            one = msgspec.structs.replace(one, order=order, effects=one.effects if desk.live or order.live else ())
        elif one.rows:
            now = with_cases(one.order, list(one.effects))
            one = msgspec.structs.replace(one, order=now, effects=one.effects if now.live else quiet(one.effects))
        decisions.append(one)
    changed = [at for at, one in enumerate(decisions) if one.changed]
    if not changed and taken_up and not decisions[-1].refused:
        decisions[-1], changed = Decision(now, rows=TAKEN_UP), [len(decisions) - 1]
    if changed:
        last = changed[-1]
        decisions[last] = finish(before, decisions[last], [events[at] for at in changed], desk, ledger)
    return decisions


def together(events: Sequence[Event]) -> list[tuple[Event, ...]]:
    """What may be settled in one go: facts that stand side by side. A wish or a lapse looks at the books, so they are settled before it."""
    if events and isinstance(events[0], OrderPlaced) and events[0].terms.ours:
        return [tuple(events)]  # split off: it begins with what is moved into it
    return [group for facts, run in groupby(events, lambda event: isinstance(event, Fact))
            for group in ([tuple(run)] if facts else [(one,) for one in run])]


def cases_of(order: Order, event: Event) -> list[str]:
    """What this fact would have somebody look at, in an order that stands as it does: it was told before the order itself was, when no table asked."""
    row = REGIONS["progress"].find(order.progress, key(event), event, order) if isinstance(event, Fact) else None
    return [effect.kind for effect in row.effects if isinstance(effect, OpenCase)] if row else []


TAKEN_UP = (("live", 0),)  # nothing new in the event itself, but it makes history live: the duties begin


class Course:
    """One event's way through the house: the order as it stands by now, and what was asked for on the way."""

    __slots__ = ("answers", "effects", "order", "rows")

    def __init__(self, first: Decision) -> None:
        self.order, self.effects, self.rows = first.order, list(first.effects), list(first.rows)
        self.answers: list[Event] = []

    def hear(self, answer: Event) -> None:
        """The rest of the house answers through the same door."""
        then = decide(self.order, answer)
        self.order = then.order
        self.effects += then.effects
        self.rows += then.rows
        self.answers.append(answer)


def finish(before: Order, first: Decision, events: Sequence[Event], desk: Desk, ledger: Ledger) -> Decision:
    """`events`: all that changed something since the books were settled; `first`: what was decided on the last of them."""
    course, event = Course(first), events[-1]
    if CancelTheRest() in course.effects:
        course.hear(the_rest(course.order, event))
    course.order, stock = settle_stock(course.order)
    for wanted in stock:
        for answer in ledger(course.order, wanted.units) if isinstance(wanted, Reserve) else ():
            course.hear(answer)
    now, effects = with_cases(course.order, course.effects), course.effects
    recall = [effect for effect in settle_bookings(before, now) if effect not in effects]
    now, shipments = settle_shipments(now)
    refund = settle_refund(before, now)
    told: tuple[Effect, ...] = ()
    if desk.policy is not None:
        last = len(events) - 1
        steps = [Step(one, before, desk.now, desk.channel, at >= last) for at, one in enumerate((*events, *course.answers))]
        now, told = tell(now, steps, desk.policy, last)
    now, deadlines = settle_deadlines(before, now, event, desk.policy, desk.channel)  # after what was told: a reminder moves the end
    every = (*effects, *recall, *stock, *shipments, *refund, *deadlines, *settle_rest(before, now), *told)
    return Decision(now, every if now.live else quiet(every), "", tuple(course.rows), tuple(course.answers))


def with_cases(o: Order, effects: list[Effect]) -> Order:
    """The cases that rows have opened. About history none is opened."""
    opened = {effect.kind for effect in effects if isinstance(effect, OpenCase)} if effects and o.live else ()
    return o.but(cases=o.cases | opened) if opened else o


def quiet(effects: tuple[Effect, ...]) -> tuple[Effect, ...]:
    """Of history nothing is asked: no channel, no ledger, no clock, no person. What a buyer was told is written down as not sent."""
    return tuple(effect for effect in effects if isinstance(effect, OF_HISTORY))


def the_rest(order: Order, event: Event) -> LinesCancelled:
    """Everything that has not left, with what its lines cost; shipping stays with the part that has left."""
    units = unsent(order)
    return LinesCancelled(id=f"rest {event.at}", units=units, amount=min(value_of(order, units), price(order)), at=max(event.at, order.lines_at + 1),
                          reason=getattr(event, "reason", getattr(event, "kind", "")), by="desk")
