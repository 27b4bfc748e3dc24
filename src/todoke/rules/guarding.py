"""The guards when a notice is claimed for sending: whatever made it right is asked again, in the transaction that claims it (NTC-18).

All are asked, in this order; the first that says no names the reason. The numbers are those of the journeys' own list (docs/journeys.md)."""

from typing import NamedTuple

from todoke.rules.conditions import Look, first_untrue
from todoke.rules.events import Event, Lapsed
from todoke.rules.guards import is_frozen
from todoke.rules.journeys import Compiled, Step, channel_tells, due
from todoke.rules.order import Order
from todoke.rules.policy import Policy

DAY = 86_400
ADVERTISING = "may_advertise"
SPEAKS_OF_GOODS_TO_COME = frozenset((
    "order_confirmation", "payment_instructions", "payment_reminder", "payment_method_changed", "shipping_confirmation", "delivery_date_notice",
    "shipping_delay", "backorder_confirmed",
))


class Send(NamedTuple):
    """It may go. `row`: as this row's notice, where what the other adds is not allowed any more."""

    row: str = ""


class Not(NamedTuple):
    """It will not go; `reason` is kept."""

    reason: str


class Wait(NamedTuple):
    """Not yet; `until`: seconds UTC, 0 where nobody knows."""

    reason: str
    until: int = 0


class Claimed(NamedTuple):
    """The notice as it was claimed, and what the desk knows about its way."""

    kind: str
    row: str
    event: Event
    now: int
    has_address: bool = True
    has_text: bool = True
    payments_heard: bool = True
    by_hand: bool = False
    opted_out: bool = False  # nobody at this address wants advertising from the shop


def guard(notice: Claimed, o: Order, policy: Policy) -> Send | Not | Wait:
    compiled = policy.rows.by_id.get(notice.row)
    if notice.kind in policy.off or compiled is None or compiled.row.off:
        return Not("switched_off")  # 1
    if not o.live:
        return Not("backfilled")  # 2
    if notice.kind in o.declined[1] and not notice.by_hand:
        return Not("declined")  # 9
    if is_stale(notice, o, compiled, policy):
        return Not("stale")
    if o.terms is None:
        return Wait("unheard")  # to whom, and in which language, the order itself will tell
    if channel_tells(o, notice.kind) and not notice.by_hand:
        return Not("channel_sends")  # 3: not known yet when it was told of an order that nobody had heard of
    advertises = policy.advertises and not notice.opted_out
    look = Look(o, notice.event, notice.now, o.told, None, notice.payments_heard, policy.hours, advertises)
    if untrue := first_untrue(compiled.still, look):
        return without_advertising(notice, o, policy) if untrue == ADVERTISING else Not(f"not_true_any_more: {untrue}")  # 5
    if is_frozen(o) and notice.kind in SPEAKS_OF_GOODS_TO_COME:
        return Wait("frozen")  # 6
    if not notice.has_address:
        return Not("no_address")  # 10
    if not notice.has_text:
        return Wait("locale_missing")  # 11
    if compiled.row.hours and not policy.hours.is_open(notice.now):
        return Wait("waits_for_hours", policy.hours.opening(notice.now))  # 13
    return Send()


def without_advertising(notice: Claimed, o: Order, policy: Policy) -> Send | Not | Wait:
    """9: the same news without what may not be said, where a row has it; else nothing."""
    plain = next((one.row.id for one in policy.rows.by_id.values() if one.row.tell == notice.kind and f"not {ADVERTISING}" in one.row.only_if), "")
    answer = guard(notice._replace(row=plain), o, policy) if plain else Not("no_consent")
    return Send(plain) if isinstance(answer, Send) else answer


def is_stale(notice: Claimed, o: Order, compiled: Compiled, policy: Policy) -> bool:
    """Older news than the row tells, beyond the wait that the row itself asks for. A lapse is never stale: a desk that was down sends its
    reminders late rather than never (docs/decisions/stale-notices.md)."""
    if isinstance(notice.event, Lapsed) or notice.by_hand:
        return False
    ought = due(compiled.row, Step(notice.event, o, notice.event.at), policy.hours)
    return notice.now - ought > compiled.row.fresh_days * DAY
