"""One order as its buyer sees it: one sentence, the line from the past to what is planned, and what they can do. Pure: value in, words out."""

from typing import NamedTuple

from todoke.buyer.parcels import arrival, is_late
from todoke.buyer.speech import Speech
from todoke.notices.facts import account, payment_facts
from todoke.rules.counts_from import last_delivered, last_sent
from todoke.rules.duties import reasons
from todoke.rules.figures import (
    arrived,
    ever_sent,
    goes_on_in,
    moved_amount,
    moved_away,
    open_units,
    owed,
    paid,
    price,
    refunded,
    valid,
    value_of,
)
from todoke.rules.guards import channel_completes, clock_completes, pays_later, shop_rules
from todoke.rules.order import (
    AWAITING_DELIVERY,
    AWAITING_PAYMENT,
    AWAITING_SHIPMENT,
    CANCEL_REQUESTED,
    CLOSED,
    COMPLETED,
    DELIVERED,
    FROZEN,
    NEVER,
    PARTLY_SHIPPED,
    RECEIVED,
    UNHEARD,
    VERIFYING_PAYMENT,
    Order,
)

NOT_ALL_SENT = (AWAITING_PAYMENT, VERIFYING_PAYMENT, AWAITING_SHIPMENT, PARTLY_SHIPPED)
ALL_SENT = (AWAITING_DELIVERY, DELIVERED)
SHOWN = ("payment_due", "cancel_answer", "choice_due", "return_due", "protection", "dispute_window")  # deadlines that concern the buyer


class Stop(NamedTuple):
    """A stop of the line. `drawn`: empty (it is so), now, plan."""

    name: str
    when: str
    drawn: str = ""


class When(NamedTuple):
    at: int
    day: str
    text: str


class Can(NamedTuple):
    """Something the buyer can do: opened in place, decided by its own button. `off`: why not, or from when."""

    what: str
    icon: str
    title: str
    why: str = ""
    go: str = ""
    off: str = ""
    lists: bool = False  # what it touches is listed


class Line(NamedTuple):
    title: str
    variant: str
    pieces: str
    state: str
    amount: str


def said(date: tuple[int, int]) -> int | None:
    return date[1] if date[0] >= 0 else None


def due(o: Order, kind: str) -> int | None:
    """When that deadline lapses, if it runs."""
    return next((one.at for one in o.due if one.kind == kind and kind in reasons(o)), None)


# ── the sentence ────────────────────────────────────────────────────────────────────────────────────
def sentence(o: Order, s: Speech) -> tuple[str, str]:
    """What a careful colleague would answer to "where is it?", and the line under it."""
    if other := goes_on_in(o):
        return s.say("title.moved", n=other), money_back(o, s) if owed(o) or refunded(o) else s.say("lead.mail_follows")
    if o.progress == CLOSED:
        return s.say("title.closed_unpaid" if o.closed_by and o.closed_by[0] == "payment_due" and not paid(o) else "title.closed"), money_back(o, s)
    if o.hold == FROZEN or o.progress == UNHEARD:
        return s.say("title.checking"), s.say("lead.mail_follows")
    if o.hold == CANCEL_REQUESTED:
        answer = due(o, "cancel_answer")
        return s.say("title.cancel_asked"), s.say("lead.answer_by", day=s.moment(answer)) if answer else s.say("lead.mail_follows")
    return (before_it_left if o.progress in NOT_ALL_SENT else after_it_left)(o, s)


def money_back(o: Order, s: Speech) -> str:
    if owed(o):
        return s.say("lead.goes_back", amount=s.money(owed(o)))
    return s.say("lead.went_back", amount=s.money(refunded(o))) if refunded(o) else s.say("lead.nothing_paid") if not paid(o) else ""


def before_it_left(o: Order, s: Speech) -> tuple[str, str]:
    if o.progress == VERIFYING_PAYMENT:
        return s.say("title.paying"), s.say("lead.mail_follows")
    if o.progress == AWAITING_PAYMENT:
        return to_pay(o, s)
    if o.progress == PARTLY_SHIPPED:
        return s.say("title.partly"), s.say("lead.rest_follows")
    leaves = said(o.dates.ship_by)
    return s.say("title.leaves_by", day=s.day(leaves)) if leaves and leaves > s.now else s.say("title.packing"), s.say("lead.sent_mail")


def to_pay(o: Order, s: Speech) -> tuple[str, str]:
    """Nobody is asked for money before there is something for it."""
    if o.total is None or o.short:
        return s.say("title.checking"), s.say("lead.mail_follows")
    missing, until = s.money(max(0, price(o) - paid(o))), said(o.dates.pay_by) or due(o, "payment_due")
    return s.say("title.pay_by", day=s.moment(until), amount=missing) if until and until > s.now else s.say("title.pay", amount=missing), ""


def after_it_left(o: Order, s: Speech) -> tuple[str, str]:
    marks = frozenset[str]().union(*(p.marks for p in valid(o, o.parcels) if not arrived(p)))
    if "lost" in marks:
        return s.say("title.lost"), s.say("lead.call")
    if "returning" in marks or "returned" in marks:
        return s.say("title.coming_back"), s.say("lead.call")
    if o.progress == AWAITING_DELIVERY:
        return on_its_way(o, s)
    came = last_delivered(o)
    title = s.say("title.completed") if o.progress == COMPLETED else s.say("title.delivered", day=s.day(came)) if came else s.say("title.arrived")
    return title, s.say("lead.problem")


def on_its_way(o: Order, s: Speech) -> tuple[str, str]:
    """Due as somebody promised, expected by the shop's own parcels, or simply under way; late where somebody looks for it."""
    comes = said(o.dates.deliver_by)
    if comes and comes > s.now:
        return s.say("title.arrives", near=s.near(comes)), ""
    if is_late(o):
        return s.say("title.late"), s.say("lead.call")
    expected = arrival(o, s)
    return s.say("title.expected", days=expected) if expected else s.say("title.on_way"), ""


# ── the line ────────────────────────────────────────────────────────────────────────────────────────
def way(o: Order, s: Speech) -> list[Stop]:
    """Facts, the ember, plans: `now` stands exactly once."""
    start = [Stop(s.say("stop.order"), s.day(o.placed_at))] if o.placed_at != NEVER else []
    if goes_on_in(o):
        return [*start, now(s, "moved")]
    if o.progress == CLOSED:
        end = o.closed_by[1] if o.closed_by else o.cancelled_at
        return [*start, Stop(s.say("stop.cancelled"), s.day(end) if end > 0 else s.say("stop.now"), "now")]
    if o.progress in (AWAITING_PAYMENT, VERIFYING_PAYMENT, UNHEARD):
        return [*start, now(s, "payment"), plan(s, "sent", said(o.dates.ship_by)), plan(s, "delivery", said(o.dates.deliver_by))]
    start += came_in(o, s)
    if o.progress == AWAITING_SHIPMENT:
        return [*start, now(s, "packing"), plan(s, "sent", said(o.dates.ship_by)), plan(s, "delivery", said(o.dates.deliver_by))]
    if o.progress == PARTLY_SHIPPED:
        return [*start, now(s, "part_sent"), plan(s, "delivery", said(o.dates.deliver_by))]
    left, came = last_sent(o), last_delivered(o)
    start += [Stop(s.say("stop.sent"), s.day(left) if left else "")]
    if o.progress == AWAITING_DELIVERY:
        return [*start, now(s, "on_way"), plan(s, "delivery", said(o.dates.deliver_by))]
    return [*start, Stop(s.say("stop.delivery"), s.day(came) if came else "", "now")]


def came_in(o: Order, s: Speech) -> list[Stop]:
    """The payment, where goods wait for it."""
    at = [p.at for p in valid(o, o.payments) if p.stage == RECEIVED and p.at != NEVER]
    return [Stop(s.say("stop.payment"), s.day(max(at)))] if at and not pays_later(o) else []


def now(s: Speech, name: str) -> Stop:
    return Stop(s.say(f"stop.{name}"), s.say("stop.now"), "now")


def plan(s: Speech, name: str, at: int | None) -> Stop:
    return Stop(s.say(f"stop.{name}"), s.day(at) if at and at > s.now else "", "plan")


def whens(o: Order, s: Speech) -> list[When]:
    """What is planned, the next one first."""
    moments = [(kind, due(o, kind)) for kind in SHOWN]
    moments += [("ship_by", said(o.dates.ship_by) if o.progress in (AWAITING_SHIPMENT, PARTLY_SHIPPED) else None),
                ("deliver_by", said(o.dates.deliver_by) if o.progress in (*NOT_ALL_SENT, AWAITING_DELIVERY) else None)]
    exact = ("payment_due", "cancel_answer", "choice_due")
    found = [When(at, s.moment(at) if kind in exact else s.day(at), s.say(f"when.{kind}")) for kind, at in moments if at and at > s.now]
    return sorted(found)


# ── goods, money ───────────────────────────────────────────────────────────────────────────
def goods(o: Order, s: Speech) -> list[Line]:
    bought, gone, away = dict(open_units(o)), dict(ever_sent(o)), dict(moved_away(o))
    found = []
    for line in o.lines:
        still, left, here = bought.get(line.id, 0), gone.get(line.id, 0), line.units - away.get(line.id, 0)
        state = "page.line_cancelled" if not still or o.progress == CLOSED else "page.line_left" if left >= still else "page.line_part" if left else ""
        state, here = ("page.line_moved", line.units) if here <= 0 else (state, here)
        found.append(Line(line.title or line.item, line.variant, s.say("page.pieces", n=here), s.say(state, n=left) if state else "",
                          s.money(value_of(o, ((line.id, here),)) if here != line.units else line.amount)))
    return found


def bill(o: Order, s: Speech) -> list[tuple[str, str, bool]]:
    """How the total comes about: name, amount, is it a result. What the channel does not tell is not spoken of."""
    b, total, moved = o.bill, o.total + moved_amount(o) if o.total is not None else None, moved_amount(o)
    subtotal = b.subtotal + moved if b.subtotal is not None else None
    rows = [("subtotal", subtotal if subtotal != total else None, False), ("discount", -b.discount if b.discount else None, False),
            ("shipping", b.shipping, False), ("fee", b.fee or None, False), ("total", total, True),
            ("tax_in" if b.tax_included else "tax", (b.tax or None) if not o.moved else None, False)]
    if total is not None and o.progress != CLOSED and price(o) != total:
        rows.append(("price_now", price(o), True))
    rows.append(("paid", paid(o) - refunded(o) or None, False))
    return [(s.say(f"page.{name}"), s.money(amount), result) for name, amount, result in rows if amount is not None]


def payment(o: Order, s: Speech, bank_account: str) -> list[tuple[str, str]]:
    """How to pay what is still to be paid; nothing where nobody is asked to."""
    if o.progress != AWAITING_PAYMENT or o.hold != "none" or o.total is None or o.short:
        return []
    facts, until = payment_facts(o, s.locale), said(o.dates.pay_by) or due(o, "payment_due")
    rows = [("amount", s.money(facts["to_pay"] or 0))]
    if facts["way"] == "bank_transfer":
        rows.append(("account", " ".join((account(bank_account) or {}).values()) or s.say("page.account_follows")))
        rows.append(("transfer_note", facts["reference"]))
    else:
        rows.append(("reference", facts["reference"]))
    rows.append(("due", s.moment(until) if until else ""))
    return [(s.say(f"page.{name}"), text) for name, text in rows if text]


# ── what they can do ────────────────────────────────────────────────────────────────────────────────
def cans(o: Order, s: Speech) -> list[Can]:
    """Only what the rules would grant now; what comes later or not any more says so. About history nothing is offered."""
    return [can for can in (cancel(o, s), received(o, s), missing(o, s)) if can] if o.live and o.terms else []


def cancel(o: Order, s: Speech) -> Can | None:
    if o.hold == CANCEL_REQUESTED:
        return Can("withdraw", "undo", s.say("can.withdraw"), s.say("can.withdraw_why"), s.say("can.withdraw_go"))
    if o.progress in NOT_ALL_SENT:
        at_once = o.progress in (AWAITING_PAYMENT, VERIFYING_PAYMENT) and shop_rules(o)
        return Can("cancel", "cross", s.say("can.cancel"), s.say("can.cancel_at_once" if at_once else "can.cancel_asks"), s.say("can.cancel_go"), lists=True)
    return Can("cancel", "cross", s.say("can.cancel"), off=s.say("can.cancel_off")) if o.progress == AWAITING_DELIVERY else None


def received(o: Order, s: Speech) -> Can | None:
    if o.progress not in ALL_SENT or channel_completes(o) or clock_completes(o):
        return None
    return Can("received", "check", s.say("can.received"), s.say("can.received_why"), s.say("can.received_go"))


def missing(o: Order, s: Speech) -> Can | None:
    """Once it should have come."""
    if o.progress not in (*ALL_SENT, PARTLY_SHIPPED):
        return None
    from_when = due(o, "expected_delivery") if o.progress != DELIVERED else None
    if from_when and from_when > s.now:
        return Can("missing", "door", s.say("can.missing"), off=s.say("can.missing_off", day=s.day(from_when)))
    return Can("missing", "door", s.say("can.missing"), s.say("can.missing_why"), s.say("can.missing_go"))
