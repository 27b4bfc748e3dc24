"""The difference between what should be and what is, written down after every event: the bookkeeping side of duties.py."""

from typing import TYPE_CHECKING

from todoke.rules.duties import CALLS_AGAIN, DEADLINES, ONE_BY_ONE, SPEAKS_ONCE, Reckoning, at_rest, basis_of, grant_of, reasons, running, said_at
from todoke.rules.effects import (
    Archive,
    CallBack,
    Effect,
    OweRefund,
    PushShipment,
    PushTracking,
    PutBack,
    Release,
    Reserve,
    StartDeadline,
    StopDeadline,
    TakeOut,
)
from todoke.rules.events import DeadlineExtended, Event, Lapsed
from todoke.rules.figures import at_shop_again, claim, has_left, on_its_way, owed, shipped, unanswered, under_way, valid
from todoke.rules.guards import must_not_leave
from todoke.rules.order import CLOSED, FROZEN, UNHEARD, Due, Grant, Order
from todoke.rules.units import least, less, minus, plus, positive

if TYPE_CHECKING:
    from todoke.rules.policy import Policy


def settle_stock(o: Order) -> tuple[Order, list[Effect]]:
    """The ledger's side: take out what left, hold what is claimed, give back what is not."""
    effects: list[Effect] = []
    if (o.parcels or o.reported or o.taken) and (leaving := minus(shipped(o), o.taken)):
        effects.append(TakeOut(leaving))
        o = o.but(taken=shipped(o), held=less(o.held, positive(leaving)))
    home = o.parcels or o.given_back or o.exchanged or o.put_back
    if home and (back := minus(at_shop_again(o), o.put_back)):  # before anything is reserved: it may be what is wanted
        effects.append(PutBack(back))
        o = o.but(put_back=at_shop_again(o))
    o, released = give_back(o)
    wanted = unanswered(o)
    return o, [*effects, *released, *([Reserve(wanted)] if wanted else [])]


def give_back(o: Order) -> tuple[Order, list[Effect]]:
    """What is no longer claimed: what is missing anyway is given up first."""
    there = plus(o.held, o.promised, o.short)
    if not there or not (spare := less(there, claim(o))):
        return o, []
    less_short = least(spare, o.short)
    less_promised = least(less(spare, less_short), o.promised)
    less_held = less(spare, plus(less_short, less_promised))
    o = o.but(short=less(o.short, less_short), promised=less(o.promised, less_promised), held=less(o.held, less_held))
    return o, [Release(less_held)] if less_held else []


def settle_bookings(before: Order, o: Order) -> list[Effect]:
    """What is booked is called back as soon as it must not leave any more; what is out although it is closed, is turned round."""
    if not o.parcels:
        return []
    stray = to_call_back(o)
    return [CallBack()] if stray and stray - to_call_back(before) else []


def to_call_back(o: Order) -> frozenset[tuple[str, str]]:
    """Parcels that must stay at the warehouse, and those that must turn round."""
    stay = {(p.id, "stays") for p in valid(o, o.parcels) if p.marks == {"booked"} and must_not_leave(o)}
    turn = {(p.id, "turns") for p in valid(o, o.parcels) if o.progress == CLOSED and under_way(p) and "returning" not in p.marks}
    return frozenset(stay | turn)


def settle_shipments(o: Order) -> tuple[Order, list[Effect]]:
    """The channel hears of each parcel once, when it has left, and after that only of other numbers. A closed order it hears nothing about."""
    if not o.parcels or o.progress in (UNHEARD, CLOSED):
        return o, []
    left = frozenset((p.id, *p.tracking[1:3]) for p in valid(o, o.parcels) if has_left(p))
    news = sorted(left - o.announced)
    if not news:
        return o, []
    known, told = {parcel for parcel, *_ in o.announced}, {parcel for parcel, *_ in news}
    o = o.but(announced=frozenset(row for row in o.announced if row[0] not in told) | left)
    return o, [PushTracking(parcel) if parcel in known else PushShipment(parcel) for parcel, *_ in news]


def settle_refund(before: Order, o: Order) -> list[Effect]:
    if not o.payments and not o.moved:
        return []
    was, will = to_hand_over(before), to_hand_over(o)
    return [OweRefund(will)] if was != will else []


def to_hand_over(o: Order) -> int:
    """What is owed to the buyer and not yet handed over. Nobody works on history until it is taken up."""
    return max(0, owed(o) - (on_its_way(o) if o.refunds else 0)) if o.live else 0


def settle_rest(before: Order, o: Order) -> list[Effect]:
    return [Archive()] if at_rest(o) and not at_rest(before) else []


# ── deadlines ───────────────────────────────────────────────────────────────────────────────────────
def settle_lapses(o: Order) -> Order:
    """A lapse is remembered as long as its reason lasts; one that calls again is not, nor one that ends its own reason, one that speaks once is for good."""
    if not o.lapsed:
        return o
    return o.but(lapsed=frozenset(k for k in o.lapsed if k in SPEAKS_ONCE or (k in reasons(o) and k not in CALLS_AGAIN and k not in ONE_BY_ONE)))


def thaw(before: Order, o: Order, event: Event) -> Order:
    """Deadlines that stand still while it is frozen go on afterwards with the time they had left."""
    if before.hold != FROZEN or o.hold == FROZEN:
        return o
    return o.but(stood_still=(*o.stood_still, (before.freeze[0], max(before.freeze[0], event.at))))


def settle_deadlines(before: Order, o: Order, event: Event, policy: "Policy | None", channel: str = "") -> tuple[Order, list[Effect]]:
    """Start what should run and does not, stop what runs and should not, move what has another date now."""
    if isinstance(event, DeadlineExtended):
        o = extend(o, event)
    o = thaw(before, settle_lapses(o), event)
    will = running(o)
    if policy is None:
        was = running(before)
        return o, [*(StartDeadline(kind) for kind in sorted(will - was)), *(StopDeadline(kind) for kind in sorted(was - will))]
    reckoning = Reckoning(o, policy, channel)
    old = {row.kind: row for row in o.due}
    due = tuple([reckoned(kind, reckoning, event, old.get(kind)) for kind in sorted(will)])
    if due == o.due:
        return o, []
    started = [StartDeadline(row.kind, row.at) for row in due if row.kind not in old or old[row.kind].at != row.at]
    return o.but(due=due), [*started, *[StopDeadline(kind) for kind in old if kind not in will]]


def reckoned(kind: str, r: Reckoning, event: Event, old: Due | None) -> Due:
    """The row of a deadline that runs. One that has called counts from its call, until something newer is said."""
    if isinstance(event, Lapsed) and event.kind == kind and DEADLINES[kind].again:
        return Due(kind, event.at, r.after(event.at, f"{kind}_again"), called=True)
    if old and old.called and not said_since(kind, r.o, old.since):
        return old
    since = old.since if old else event.at
    grant = grant_of(kind, r.o, since) if r.o.grants else None
    return Due(kind, since, r.due(kind, since), grant.until if grant else 0)


def said_since(kind: str, o: Order, call: int) -> bool:
    """A newer fact, date or grant than its last call."""
    given = max((grant.at for grant in o.grants if grant.kind == kind), default=-1)
    return max(basis_of(kind, o, call), said_at(DEADLINES[kind], o), given) > call


def extend(o: Order, event: DeadlineExtended) -> Order:
    """The newest grant of its kind counts."""
    row = next((row for row in o.due if row.kind == event.kind), None)
    if row is None or event.until is None:
        return o
    new = Grant(event.kind, event.until, event.at, basis_of(event.kind, o, row.since))
    return o.but(grants=tuple(sorted([*(g for g in o.grants if g.kind != event.kind), new], key=lambda g: g.kind)))
