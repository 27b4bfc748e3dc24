"""One event in, one decision out: learn, the four tables, the standing duties, then what is told. Pure: no clock, no database."""

from collections.abc import Callable
from typing import NamedTuple

from todoke.rules.duties import DEADLINES, running
from todoke.rules.effects import CancelTheRest, Effect, OpenCase, Reserve
from todoke.rules.events import Answer, Event, Fact, Lapse, Lapsed, LinesCancelled, StockReserved
from todoke.rules.figures import price, unsent, value_of
from todoke.rules.guards import nothing_left
from todoke.rules.journeys import Step, tell
from todoke.rules.learn import LEARN, learn
from todoke.rules.order import CLOSED, COMPLETED, Order
from todoke.rules.order_life import REGIONS
from todoke.rules.policy import Policy
from todoke.rules.settle import settle_bookings, settle_deadlines, settle_refund, settle_rest, settle_shipments, settle_stock
from todoke.rules.table import SAME, Becomes, Refused, Row, key
from todoke.rules.units import Units

Ledger = Callable[[Order, Units], list[Answer]]
STALE = "nothing waits for this any more"


class Decision(NamedTuple):
    order: Order
    effects: tuple[Effect, ...] = ()
    refused: str = ""
    rows: tuple[tuple[str, int], ...] = ()  # (table, row number) of every row taken: why it is so
    answers: tuple[Answer, ...] = ()  # what the rest of the house said at once: entries of their own

    @property
    def changed(self) -> bool:
        return bool(self.rows) and not self.refused


class Desk(NamedTuple):
    """What the decision needs besides order and event. `now`: when the delivery was received. `policy` None: reckons no moments, tells nothing."""

    policy: Policy | None = None
    now: int = 0
    live: bool = True


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
        row = table.find(getattr(order, name), name_of, event, wiser)
        if row is None and name_of in table.concerns:
            return Decision(order, refused=f"{name_of} has no row in {name} {getattr(order, name)}")
        if row is None:
            continue
        if isinstance(row.becomes, Refused):
            return Decision(order, row.effects, row.becomes.reason, ((name, row.number),))
        before, wiser = wiser, enter(wiser, name, row, event)
        if row.effects and (news or wiser is not before):
            effects += row.effects
        rows.append((name, row.number))
    if isinstance(event, Lapsed):
        effects += DEADLINES[event.kind].lapse
    return Decision(wiser, tuple(effects), "", tuple(rows))


def is_stale(order: Order, event: Lapse) -> bool:
    """Nothing waits for it, or it was moved to a later moment meanwhile."""
    kind = getattr(event, "kind", "")
    return kind not in running(order) or any(due.kind == kind and due.at > event.at for due in order.due)


def enter(order: Order, region: str, row: Row, event: Event) -> Order:
    becomes: Becomes = row.becomes
    if becomes == SAME or isinstance(becomes, Refused):
        return order
    target = becomes(order) if callable(becomes) else becomes
    if region == "progress" and target != order.progress and not isinstance(event, Fact):
        order = remember_decision(order, target, event)
    return order.but(**{region: target}) if getattr(order, region) != target else order


def remember_decision(order: Order, target: str, event: Event) -> Order:
    """What a deadline or a person ended stands until something newer shows otherwise."""
    if target == CLOSED and not nothing_left(order):
        return order.with_(closed_by=(getattr(event, "kind", key(event)), event.at, getattr(event, "reason", "")))
    if target == COMPLETED:
        return order.with_(completed_at=max(event.at, order.uncompleted_at + 1))
    return order


def advance(order: Order, event: Event, desk: Desk = Desk(), ledger: Ledger = all_there) -> Decision:
    """Decide, let the rest of the house answer until nobody has anything to add, then do the standing duties, then tell.

    A live delivery or a person takes up what was history until now (LIF-18)."""
    before = order
    if desk.live and not order.live:
        order = order.but(live=True)
    first = decide(order, event)
    if first.refused or not first.rows:
        return first if order is before or first.refused else take_up(first, before, event, desk, ledger)
    return finish(before, first, event, desk, ledger)


def take_up(first: Decision, before: Order, event: Event, desk: Desk, ledger: Ledger) -> Decision:
    """Nothing new in the event itself, but it makes history live: the duties begin."""
    return finish(before, first._replace(rows=(("live", 0),)), event, desk, ledger)


def finish(before: Order, first: Decision, event: Event, desk: Desk, ledger: Ledger) -> Decision:
    now, effects, rows = first.order, list(first.effects), list(first.rows)
    answers: list[Answer | LinesCancelled] = []
    if CancelTheRest() in effects:
        then = decide(now, rest := the_rest(now, event))
        now, effects, rows = then.order, [*effects, *then.effects], [*rows, *then.rows]
        answers.append(rest)
    now, stock = settle_stock(now)
    for wanted in stock:
        for answer in ledger(now, wanted.units) if isinstance(wanted, Reserve) else ():
            then = decide(now, answer)
            now, effects, rows = then.order, [*effects, *then.effects], [*rows, *then.rows]
            answers.append(answer)
    opened = {effect.kind for effect in effects if isinstance(effect, OpenCase)}
    if opened:
        now = now.but(cases=now.cases | opened)
    recall = [effect for effect in settle_bookings(before, now) if effect not in effects]
    now, shipments = settle_shipments(now)
    refund = settle_refund(before, now)
    told: tuple[Effect, ...] = ()
    if desk.policy is not None:
        now, told = tell(now, [Step(one, before, desk.now) for one in (event, *answers)], desk.policy)
    now, deadlines = settle_deadlines(before, now, event, desk.policy)  # after what was told: a reminder moves the end
    every = (*effects, *recall, *stock, *shipments, *refund, *deadlines, *settle_rest(before, now), *told)
    return Decision(now, every, "", tuple(rows), tuple(a for a in answers))  # type: ignore[arg-type]


def the_rest(order: Order, event: Event) -> LinesCancelled:
    """Everything that has not left, with what its lines cost; shipping stays with the part that has left."""
    units = unsent(order)
    return LinesCancelled(id=f"rest {event.at}", units=units, amount=min(value_of(order, units), price(order)), at=max(event.at, order.lines_at + 1),
                          reason=getattr(event, "reason", getattr(event, "kind", "")), by="desk")
