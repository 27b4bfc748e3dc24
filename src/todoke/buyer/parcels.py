"""The parcels as their buyer sees them: where each is and was, when it should come and how sure that is, which mails they want."""

from typing import NamedTuple

from todoke.buyer.speech import Speech
from todoke.notices.facts import lines_of
from todoke.rules.channel_rules import PARCEL_MAILS, TOLD_BY_CHANNEL
from todoke.rules.figures import arrived, has_left, is_back, under_way, valid
from todoke.rules.order import CLOSED, COMPLETED, DELIVERED, NEVER, Forecast, Order, Parcel
from todoke.rules.policy import Policy
from todoke.tracking.carriers import name_of
from todoke.tracking.lanes import PUBLISHED
from todoke.tracking.links import link_of

STEPS = {  # kinds of scan → the sentence of the trail
    "labelled": "step_labelled", "moving": "step_moving", "out_for_delivery": "step_out", "attempt_failed": "step_absent", "held": "step_held",
    "troubled": "step_troubled", "refused": "step_refused", "lost": "step_lost",
}  # fmt: skip
MAILS = ("out_for_delivery", "delivery_attempt_failed", "delivered", "tracking_updated")  # in the sequence in which they come
OVER = (DELIVERED, COMPLETED, CLOSED)
TOLD_ENOUGH = 5  # forecasts: a share of fewer says nothing


class Step(NamedTuple):
    when: str
    what: str


class ParcelLine(NamedTuple):
    name: str
    carrier: str
    number: str
    url: str
    state: str
    goods: str
    expected: str = ""
    steps: tuple[Step, ...] = ()


class Mail(NamedTuple):
    kind: str
    name: str
    on: bool


# ── where it is ─────────────────────────────────────────────────────────────────────────────────────
def parcels(o: Order, s: Speech) -> list[ParcelLine]:
    out = [p for p in valid(o, o.parcels) if has_left(p)]
    return [parcel(o, p, n, s) for n, p in enumerate(out, 1)]


def parcel(o: Order, p: Parcel, n: int, s: Speech) -> ParcelLine:
    _, carrier, numbers, url = p.tracking
    page = url if url.startswith("https://") else link_of(carrier, numbers, s.locale)
    return ParcelLine(s.say("parcel.name", n=n), name_of(carrier, s.locale), ", ".join(numbers), page, parcel_state(p, s), goods(o, p.units, s),
                      expected(o, p, s), steps(p, s))


def goods(o: Order, units: tuple[tuple[str, int], ...], s: Speech) -> str:
    return " / ".join(f"{line['title']} {s.say('page.pieces', n=line['units'])}" for line in lines_of(o, units))


def parcel_state(p: Parcel, s: Speech) -> str:
    if is_back(p):
        return s.say("parcel.returned")
    if p.marks & {"delivered"}:
        where = [s.say("parcel.place", place=p.place)] if p.place else []
        return " / ".join([s.say("parcel.delivered", day=s.day(p.delivered_at)) if p.delivered_at != NEVER else s.say("parcel.arrived"), *where])
    if "lost" in p.marks:
        return s.say("parcel.lost")
    if "returning" in p.marks:
        return s.say("parcel.coming_back")
    return s.say("parcel.sent", day=s.day(p.sent_at)) if p.sent_at != NEVER else s.say("parcel.on_way")


def steps(p: Parcel, s: Speech) -> tuple[Step, ...]:
    """Of each kind of scan the newest, as it went; none where the carrier says nothing on the way."""
    back = p.returning_at != NEVER
    found = [(at, STEPS[word]) for word, at in p.seen]
    found += [(at, name) for at, name in ((p.sent_at, "step_sent"), (p.returning_at, "step_back"),
                                          (p.delivered_at, "step_delivered" if arrived(p) else "step_home")) if at != NEVER]
    return tuple(Step(s.moment(at), s.say(f"parcel.{name}")) for at, name in sorted(found)) if p.seen or back else ()


def on_way(o: Order) -> list[Parcel]:
    return [p for p in valid(o, o.parcels) if under_way(p) and "returning" not in p.marks]


# ── when it comes ───────────────────────────────────────────────────────────────────────────────────
def expected(o: Order, p: Parcel, s: Speech) -> str:
    """The carrier's or the channel's own date stands above all; else what the shop's parcels let expect, on what that rests and how right it was;
    else what the carrier says of itself, as such."""
    said, known = p.forecast, o.dates.deliver_by[0] >= 0
    if known or not under_way(p) or "returning" in p.marks or said.last < s.now:
        return ""
    if said.rests_on:
        record = [s.say("parcel.record", told=said.told, right=said.right)] if said.told >= TOLD_ENOUGH else []
        return s.say("parcel.gap").join([s.say("parcel.expected", days=between(said, s)), s.say("parcel.rests_on", n=said.rests_on), *record])
    return s.say("parcel.usual", carrier=name_of(p.tracking[1], s.locale), days=between(said, s)) if said.lane == PUBLISHED else ""


def between(said: Forecast, s: Speech) -> str:
    """From a day to a day; days that are over are not named."""
    first, last = s.day(max(said.first, s.now)), s.day(said.last)
    return last if first == last else s.say("parcel.between", first=first, last=last)


def arrival(o: Order, s: Speech) -> str:
    """For the page's one sentence, where all that is on its way is expected by the shop's own parcels; empty: nobody can say."""
    said = [p.forecast for p in on_way(o)]
    if not said or o.dates.deliver_by[0] >= 0 or any(not one.rests_on or one.last < s.now for one in said):
        return ""
    whole = Forecast(first=min(one.first for one in said), last=max(one.last for one in said))
    return s.near(whole.last) if s.day(max(whole.first, s.now)) == s.day(whole.last) else between(whole, s)


def is_late(o: Order) -> bool:
    """The desk or the buyer looks for something that is still on its way."""
    return "non_delivery" in o.cases and bool(on_way(o))


# ── which mails ─────────────────────────────────────────────────────────────────────────────────────
def mails_to_choose(o: Order, policy: Policy, s: Speech) -> list[Mail]:
    """What this shop's journeys would still tell about parcels, and whether the buyer wants it (TRK-6)."""
    if not o.live or o.terms is None or o.progress in OVER:
        return []
    told = {row.tell for row in policy.journeys if not row.off} - {*policy.off} - (TOLD_BY_CHANNEL if o.terms.mails == "channel" else frozenset())
    return [Mail(kind, s.say(f"mail.{kind}"), kind not in o.declined[1]) for kind in MAILS if kind in told & PARCEL_MAILS]
