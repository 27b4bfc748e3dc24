"""The deadlines that run as long as something is so. What else holds so long (goods, parcels called back or pushed, the refund that is owed) stands
in settle.py, which also writes the difference down.

The tables say WHEN something happens; these lines say WHILE. Nobody starts or stops a deadline by hand and none is forgotten:
after every event the desk compares what should be with what is.

A deadline counts from its own fact's time, not from when we heard of it, plus the time the order was frozen; if that moment is past, it
fires at once. When its reason ends it stops; when its reason comes back it counts anew, unless it speaks once. A new date for it moves it.
A lapse tells nobody anything: where buyers are told, journeys have a row for it."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, NamedTuple

from todoke.rules.counts_from import (
    arrived_or_sent,
    asked_to_cancel,
    carrier_was_asked,
    froze,
    handed_over,
    last_delivered,
    last_sent,
    placed,
    reason_began,
    return_was_agreed,
    secured,
    was_cancelled,
    was_completed,
    was_disputed,
    was_offered,
)
from todoke.rules.deadlines import Length
from todoke.rules.effects import AlertStaff, AskChannel, Effect, OpenCase
from todoke.rules.events import DeadlineExtended, ExtensionAsked
from todoke.rules.figures import came_back, followed, on_its_way, open_units, owed, paid, refunded, replacements_to_send, sent, under_way, valid
from todoke.rules.guards import (
    channel_completes,
    channel_rules,
    claim_is_open,
    covered,
    lacks_money,
    pays_later,
    priced,
    shop_rules,
    some_sent,
    was_short,
)
from todoke.rules.order import (
    AWAITING_DELIVERY,
    AWAITING_PAYMENT,
    AWAITING_SHIPMENT,
    CANCEL_REQUESTED,
    CLOSED,
    COMPLETED,
    DELIVERED,
    FROZEN,
    HOLD_STATES,
    OPEN,
    PARTLY_SHIPPED,
    PROGRESS_STATES,
    UNHEARD,
    VERIFYING_PAYMENT,
    Grant,
    Order,
    kept,
)
from todoke.rules.parcel_life import awaits_a_scan, silent_from
from todoke.rules.units import less

if TYPE_CHECKING:
    from todoke.rules.policy import Policy

# ── while: named questions, as in the tables ────────────────────────────────────────────────────────
# fmt: off
def unheard(o: Order) -> bool:            return o.terms is None
def unpriced(o: Order) -> bool:           return o.terms is not None and not priced(o) and o.progress not in (COMPLETED, CLOSED)
def to_pay(o: Order) -> bool:             return o.progress == AWAITING_PAYMENT and o.hold != FROZEN and o.total is not None and not o.short
def to_remind(o: Order) -> bool:          return to_pay(o) and shop_rules(o)        # elsewhere the channel reminds its buyers itself
def in_check(o: Order) -> bool:           return o.progress == VERIFYING_PAYMENT
def to_ship(o: Order) -> bool:            return o.progress in (AWAITING_SHIPMENT, PARTLY_SHIPPED) and o.hold != FROZEN
def promised_day(o: Order) -> bool:       return to_ship(o) and o.dates.ship_by[0] >= 0
def to_answer_cancel(o: Order) -> bool:   return o.hold == CANCEL_REQUESTED
def frozen(o: Order) -> bool:             return o.hold == FROZEN and o.progress != CLOSED
def missing(o: Order) -> bool:            return bool(o.short)
def to_arrive(o: Order) -> bool:          return bool(o.parcels) and o.terms is not None and o.progress not in (COMPLETED, CLOSED) and followed(o)
def protected(o: Order) -> bool:          return o.progress in (AWAITING_DELIVERY, DELIVERED) and not claim_is_open(o) and o.hold != FROZEN
def just_arrived(o: Order) -> bool:       return o.progress in (DELIVERED, COMPLETED) and not claim_is_open(o) and not o.disputes and not refunded(o)
def just_completed(o: Order) -> bool:     return o.progress == COMPLETED and o.dispute != OPEN
def disputed(o: Order) -> bool:           return o.dispute == OPEN
def to_refund(o: Order) -> bool:          return owed(o) > (on_its_way(o) if o.refunds else 0)
def refund_unanswered(o: Order) -> bool:  return bool(o.refunds) and on_its_way(o) > 0
def replacing(o: Order) -> bool:          return o.progress != CLOSED and bool(replacements_to_send(o))
def choosing(o: Order) -> bool:           return o.choice is not None and not o.choice.option and o.choice.case in o.cases and o.progress != CLOSED
def carrier_searches(o: Order) -> bool:   return "non_delivery" in o.cases and any(not inquiry.answered for inquiry in o.inquiries)
# fmt: on


def return_awaited(o: Order) -> bool:
    """a return is agreed and the goods are not here"""
    here = {part.id for part in o.given_back + o.exchanged}
    return not o.cases.isdisjoint(("return", "damaged_or_wrong")) and any(part.id not in here for part in o.returns_agreed)


def refused_unpaid(o: Order) -> bool:
    """everything came back unpaid from the door"""
    return o.progress == AWAITING_SHIPMENT and pays_later(o) and not paid(o) and bool(came_back(o)) and not sent(o)


def astray(o: Order) -> bool:
    """more is out than was bought: it left after the cancellation, or twice"""
    if o.terms is None or not sent(o):
        return False
    return bool(less(sent(o), () if o.progress == CLOSED and not o.given_back else open_units(o)))


def left_unpaid(o: Order) -> bool:
    """it left before the money that should have come first"""
    return some_sent(o) and not pays_later(o) and not covered(o) and o.progress not in (CLOSED, UNHEARD)


def to_collect(o: Order) -> bool:
    """it arrived, and the money for it did not"""
    return o.progress in (DELIVERED, COMPLETED) and not covered(o)


def unexplained(o: Order) -> bool:
    """money went back and nobody said why"""
    return refunded(o) > 0 and lacks_money(o) and covered(o) and o.progress not in (CLOSED, COMPLETED)


def channel_silent(o: Order) -> bool:
    """the channel let its own deadline pass"""
    if not o.lapsed:
        return False
    return (channel_rules(o) and not o.lapsed.isdisjoint(("payment_due", "cancel_answer"))) or (channel_completes(o) and "protection" in o.lapsed)


def at_rest(o: Order) -> bool:
    """it is over, nothing is owed or open, and nobody waits for anything: late facts find it, nothing else does"""
    over = o.progress == CLOSED or (o.progress == COMPLETED and "dispute_window" in o.lapsed and o.hold != FROZEN)
    return (over and o.terms is not None and o.dispute != OPEN and not o.cases and not owed(o) and not on_its_way(o)
            and not replacing(o) and not to_collect(o) and not (astray(o) and "astray" not in o.lapsed)
            and not (was_short(o) and "aftercare" not in o.lapsed))


def to_be_scanned(o: Order) -> bool:
    """a parcel moves towards the buyer, and which silence is usual on its way is known"""
    return o.terms is not None and o.progress not in (COMPLETED, CLOSED) and any(awaits_a_scan(p) for p in valid(o, o.parcels))


# ── reckoned: the row's length after the basis, unless said otherwise ────────────────────────────────
class Reckoning:
    """The moments of one order's deadlines under one policy: each is worked out once, as some follow from others."""

    def __init__(self, o: Order, policy: "Policy", channel: str = "") -> None:
        self.o, self.policy, self.hours, self.channel = o, policy, policy.hours, channel
        self.made: dict[tuple[str, int], int] = {}

    def due(self, kind: str, since: int) -> int:
        """When this deadline is due if its reason began then; a moment that was granted later counts."""
        made = self.made.get((kind, since))
        if made is None:
            row, grant = DEADLINES[kind], grant_of(kind, self.o, since) if self.o.grants else None
            made = self.made[kind, since] = (grant.until + stood_still(row, self.o, grant.at) if grant
                                             else row.reckon(row, self, basis_of(kind, self.o, since)))
        return made

    def after(self, moment: int, kind: str) -> int:
        """The policy's length of that kind after a moment."""
        return self.hours.later(moment, self.length(kind))

    def length(self, kind: str) -> Length:
        return self.policy.length(kind, LENGTHS[kind], self.channel, self.o.pays[2])


def stood_still(row: "Deadline", o: Order, basis: int) -> int:
    """For how many seconds this deadline stood still since then: only those do that do not run while an order is frozen."""
    if not o.stood_still or FROZEN in row.holds:
        return 0
    return sum(max(0, until - max(since, basis)) for since, until in o.stood_still)


def grant_of(kind: str, o: Order, since: int) -> "Grant | None":
    """More time that was given, as long as neither its basis nor its promised date is a newer one."""
    grant, row = next((g for g in o.grants if g.kind == kind), None), DEADLINES[kind]
    if grant is None or grant.basis != basis_of(kind, o, since) or said_at(row, o) > grant.at:
        return None
    return grant


def said_at(row: "Deadline", o: Order) -> int:
    """When the date was said that it follows; -1: nobody did."""
    said: int = getattr(o.dates, row.date)[0] if row.date else -1
    return said


Reckon = Callable[["Deadline", Reckoning, int], int]


def forward(row: "Deadline", r: Reckoning, basis: int) -> int:
    return r.after(basis + stood_still(row, r.o, basis), row.kind)


def or_as_promised(row: "Deadline", r: Reckoning, basis: int) -> int:
    """The date that was stated, where one was."""
    said, date = getattr(r.o.dates, row.date)
    return date if said >= 0 else forward(row, r, basis)


def pay_by(row: "Deadline", r: Reckoning, basis: int) -> int:
    """A business day after the stated expiry, for late reports; else by the row's length, but never earlier than 2 business days after the first reminder."""
    if r.o.dates.pay_by[0] >= 0:
        return r.after(r.o.dates.pay_by[1], "payment_late_report")
    told = next((told.due for told in r.o.told if told.row == "P6"), 0)
    first = told or r.hours.opening(r.due("payment_reminder", basis))
    return max(forward(row, r, basis), r.after(first, "payment_after_reminder"))


def before(kind: str) -> Reckon:
    """The row's length before another deadline is due."""

    def reckon(row: "Deadline", r: Reckoning, basis: int) -> int:
        return r.hours.sooner(r.due(kind, basis), r.length(row.kind))

    return reckon


def stated(row: "Deadline", r: Reckoning, basis: int) -> int:
    """The very moment that was promised."""
    return r.o.dates.ship_by[1]


def delivery(row: "Deadline", r: Reckoning, basis: int) -> int:
    """A day after the promised one; where nobody promised one, a day after the last that the shop's own lanes let expect; where too few parcels are
    known for that, the row's length after it left."""
    if r.o.dates.deliver_by[0] >= 0:
        return r.after(r.o.dates.deliver_by[1], "expected_delivery_grace")
    expected = [p.forecast.last for p in valid(r.o, r.o.parcels) if p.forecast.rests_on and under_way(p)]
    return r.after(max(expected), "expected_delivery_grace") if expected else forward(row, r, basis)


def silence(row: "Deadline", r: Reckoning, basis: int) -> int:
    """The first of them to be silent for longer than its lane's parcels are, and the row's length more."""
    return r.after(min((silent_from(p) for p in valid(r.o, r.o.parcels) if awaits_a_scan(p)), default=basis), row.kind)


def guarded(row: "Deadline", r: Reckoning, basis: int) -> int:
    """Its end as promised, else so long after it arrived; what cannot be followed, 30 days after it left; where the channel rules, 60."""
    if r.o.dates.protect_until[0] >= 0:
        return r.o.dates.protect_until[1]
    if channel_rules(r.o):
        left = last_sent(r.o) or basis
        return r.after(left + stood_still(row, r.o, left), "protection_channel")
    if last_delivered(r.o) is None:
        return r.after(basis + stood_still(row, r.o, basis), "protection_untracked")
    return forward(row, r, basis)


def to_choose(row: "Deadline", r: Reckoning, basis: int) -> int:
    return r.o.choice.due if r.o.choice and r.o.choice.due else forward(row, r, basis)


def half_of_it(row: "Deadline", r: Reckoning, basis: int) -> int:
    return basis + (r.due("choice_due", basis) - basis) // 2


def to_dispute(row: "Deadline", r: Reckoning, basis: int) -> int:
    said = [d.answer_by for d in r.o.disputes if d.stage == OPEN and d.answer_by]
    return min(said) if said else forward(row, r, basis)


def same_day(row: "Deadline", r: Reckoning, basis: int) -> int:
    return r.hours.closing(basis)


TO_SHIP, ENDED = (AWAITING_SHIPMENT, PARTLY_SHIPPED), (COMPLETED, CLOSED)
GOES_ON = tuple(state for state in HOLD_STATES if state != FROZEN)
OPEN_ORDER = tuple(state for state in PROGRESS_STATES if state not in ENDED)


class Deadline(NamedTuple):
    kind: str
    runs_while: Callable[[Order], bool]
    counts_from: Callable[[Order], int | None]
    length: str
    reckon: Reckon = forward
    lapse: tuple[Effect, ...] = ()  # what it does besides the row of the order's table, if there is one
    extend: str = "–"  # who may give more time
    again: str = ""  # it calls again this often, until its reason ends
    decides: bool = False  # its lapse moves the order (there is a row for it), or lets it rest
    once: bool = False  # it speaks once: never again for this order, though its reason comes back. Nobody is asked twice
    each: bool = False  # several parcels are waited for one by one: its lapse ends the reason for those that it speaks of
    shown: bool = False  # the buyer sees it too
    may_run: tuple[str, ...] = PROGRESS_STATES  # elsewhere its reason cannot hold, and is not asked for (the checker proves it)
    holds: tuple[str, ...] = HOLD_STATES  # the same, of the region hold; what does not run while frozen stands still meanwhile
    date: str = ""  # the promised date (order.dates) that it follows
    needs: tuple[str, ...] = ()  # the same, of facts: without any of these its reason cannot hold


# fmt: off
ROWS = (
    # kind, runs while, counts from, default length, how it is reckoned, its lapse does, who extends, calls again
    Deadline("unheard", unheard, reason_began, "10 min", lapse=(AskChannel(),), again="1 h", may_run=(UNHEARD, *ENDED)),
    Deadline("unpriced", unpriced, placed, "24 h", lapse=(AskChannel(), AlertStaff("its total is still unknown")), again="24 h", may_run=OPEN_ORDER),
    Deadline("payment_reminder", to_remind, placed, "3 business days", once=True, may_run=(AWAITING_PAYMENT,), holds=GOES_ON),
    Deadline("payment_last_call", to_remind, placed, "1 business days", before("payment_due"), once=True, may_run=(AWAITING_PAYMENT,), holds=GOES_ON),
    Deadline("payment_due", to_pay, placed, "7 business days", pay_by, extend="shop", decides=True, shown=True, may_run=(AWAITING_PAYMENT,), holds=GOES_ON, date="pay_by"),
    Deadline("payment_check", in_check, reason_began, "24 h", lapse=(AlertStaff("payment still being checked"), OpenCase("payment_suspicion")), again="24 h", may_run=(VERIFYING_PAYMENT,)),
    Deadline("promise", promised_day, reason_began, "0 min", stated, (OpenCase("delay"),), extend="shop, with a new date that the buyer is told", may_run=TO_SHIP, holds=GOES_ON, date="ship_by"),
    Deadline("ship_by_warning", to_ship, secured, "1 business days", before("ship_by"), (AlertStaff("must leave tomorrow"),), may_run=TO_SHIP, holds=GOES_ON),
    Deadline("ship_by", to_ship, secured, "30 days", or_as_promised, extend="shop as policy allows; buyer's choice to wait", again="1 business days", decides=True, may_run=TO_SHIP, holds=GOES_ON, date="ship_by"),
    Deadline("cancel_answer", to_answer_cancel, asked_to_cancel, "1 business days", decides=True, holds=(CANCEL_REQUESTED,)),
    Deadline("freeze_review", frozen, froze, "1 business days", lapse=(AlertStaff("still frozen: release or close"),), again="1 business days", holds=(FROZEN,)),
    Deadline("stock_answer", missing, placed, "20 h", again="1 business days", needs=("short",)),      # the buyer must have heard within 24 h, closed days too
    Deadline("choice_half", choosing, was_offered, "0 min", half_of_it, needs=("choice",)),
    Deadline("choice_due", choosing, was_offered, "3 business days", to_choose, extend="shop", decides=True, shown=True, needs=("choice",)),
    Deadline("expected_delivery", to_arrive, last_sent, "7 days", delivery, (AlertStaff("it should have arrived: ask the carrier"), OpenCase("non_delivery")), extend="carrier's new date", decides=True, needs=("parcels",), date="deliver_by"),
    Deadline("parcel_silent", to_be_scanned, reason_began, "0 min", silence, (AlertStaff("a parcel is silent for longer than usual: ask the carrier"), OpenCase("non_delivery")), each=True, may_run=OPEN_ORDER, needs=("parcels",)),
    Deadline("carrier_answer", carrier_searches, carrier_was_asked, "3 business days", lapse=(AlertStaff("the carrier has not answered"),), again="1 business days", needs=("inquiries",)),
    Deadline("return_due", return_awaited, return_was_agreed, "14 days", lapse=(AlertStaff("the goods have not come back"),), extend="shop", again="7 days", shown=True, needs=("returns_agreed",)),
    Deadline("refused", refused_unpaid, reason_began, "2 business days", extend="shop", decides=True, may_run=(AWAITING_SHIPMENT,), needs=("parcels",)),
    Deadline("protection", protected, arrived_or_sent, "14 days", guarded, extend="buyer asks, shop grants; channel", decides=True, shown=True, may_run=(AWAITING_DELIVERY, DELIVERED), holds=GOES_ON, date="protect_until"),
    Deadline("follow_up", just_arrived, last_delivered, "7 days", once=True, may_run=(DELIVERED, COMPLETED)),
    Deadline("dispute_window", just_completed, was_completed, "15 days", extend="shop", decides=True, shown=True, may_run=(COMPLETED,)),
    Deadline("dispute_answer", disputed, was_disputed, "72 h", to_dispute, (AlertStaff("dispute unanswered: silence loses it"),), again="24 h", needs=("disputes",)),
    Deadline("refund", to_refund, reason_began, "0 min", same_day, (AlertStaff("refund not handed over"),), again="1 business days", needs=("payments", "moved")),
    Deadline("refund_answer", refund_unanswered, handed_over, "3 business days", lapse=(AlertStaff("refund unconfirmed"), AskChannel()), again="1 business days", needs=("refunds",)),
    Deadline("replacement", replacing, reason_began, "2 business days", lapse=(AlertStaff("replacement has not left"),), again="1 business days", needs=("parcels",)),
    Deadline("collect", to_collect, last_delivered, "14 days", lapse=(OpenCase("unpaid_order"),), again="7 days", may_run=(DELIVERED, COMPLETED)),
    Deadline("left_unpaid", left_unpaid, last_sent, "24 h", lapse=(OpenCase("unpaid_order"),), again="3 business days", needs=("parcels", "reported")),
    Deadline("unexplained", unexplained, reason_began, "1 h", lapse=(AlertStaff("a refund without a reason: cancel, return or allowance?"),), again="1 business days", needs=("refunds",)),
    Deadline("astray", astray, reason_began, "1 h", lapse=(OpenCase("return"),), decides=True, needs=("parcels", "reported")),
    Deadline("channel_silent", channel_silent, reason_began, "24 h", lapse=(AskChannel(), AlertStaff("the channel has not acted")), again="24 h", needs=("lapsed",)),
    Deadline("aftercare", was_short, was_cancelled, "7 days", decides=True, needs=("cancelled", "closed_by", "cancelled_for")),
)
# fmt: on
DEADLINES = {row.kind: row for row in ROWS}
# What a shop may set a length for: each deadline, its calling again, and the few that other moments are reckoned with.
LENGTHS = {**{row.kind: row.length for row in ROWS}, **{f"{row.kind}_again": row.again for row in ROWS if row.again},
           "payment_late_report": "1 business days", "payment_after_reminder": "2 business days", "expected_delivery_grace": "1 days",
           "protection_channel": "60 days", "protection_untracked": "30 days"}
NUMBER_OF = {row.kind: number for number, row in enumerate(ROWS)}
SPEAKS_ONCE = frozenset(row.kind for row in ROWS if row.once)
ONE_BY_ONE = frozenset(row.kind for row in ROWS if row.each)
CALLS_AGAIN = frozenset(row.kind for row in ROWS if row.again)


Asked = tuple[tuple[Callable[[Order], bool], tuple[str, ...]], ...]  # a reason, and the kinds that run while it holds


def by_reason(rows: Iterable["Deadline"]) -> Asked:
    found: dict[Callable[[Order], bool], tuple[str, ...]] = {}
    for row in rows:
        found[row.runs_while] = (*found.get(row.runs_while, ()), row.kind)
    return tuple(found.items())


def may_run(progress: str, hold: str) -> tuple[Asked, tuple[tuple[str, Asked], ...]]:
    """For orders in these two states: the deadlines whose reason is always asked for, and those that need a certain fact."""
    rows = [row for row in ROWS if progress in row.may_run and hold in row.holds]
    needed = dict.fromkeys(need for row in rows for need in row.needs)
    return by_reason(row for row in rows if not row.needs), tuple((need, by_reason(row for row in rows if need in row.needs)) for need in needed)


MAY_RUN = {(progress, hold): may_run(progress, hold) for progress in PROGRESS_STATES for hold in HOLD_STATES}


@kept
def reasons(o: Order) -> frozenset[str]:
    """Every deadline whose reason holds now. History that was filled in back waits for nothing (LIF-18).

    Only reasons that can hold are asked for: most orders wait for a handful of things."""
    if not o.live:
        return frozenset()
    always, needed = MAY_RUN[o.progress, o.hold]
    found: list[str] = []
    for holds, kinds in always:
        if holds(o):
            found += kinds
    for need, asked in needed:
        if getattr(o, need):
            for holds, kinds in asked:
                if holds(o):
                    found += kinds
    return frozenset(found)


def running(o: Order) -> frozenset[str]:
    return reasons(o) - o.lapsed if o.lapsed else reasons(o)


def does_not_run(o: Order, event: DeadlineExtended | ExtensionAsked) -> bool:
    """no such deadline is running"""
    return event.kind not in running(o)


def basis_of(kind: str, o: Order, since: int) -> int:
    """The moment from which this deadline counts."""
    found = DEADLINES[kind].counts_from(o)
    return since if found is None else found
