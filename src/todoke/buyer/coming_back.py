"""What the buyer gives back, as they see it: awaited until when, in which parcel, where that is; and the number that they write themselves (TRK-6)."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from todoke.buyer.speech import Speech
from todoke.desk.parcels import went_out
from todoke.notices.facts import lines_of
from todoke.rules.duties import reasons
from todoke.rules.events import ReturnSent
from todoke.rules.figures import delivered, valid
from todoke.rules.order import NEVER, Order, Parcel, Part
from todoke.rules.parcel_life import DELIVERED, LABELLED, state_of
from todoke.tracking.carriers import CARRIERS, name_of
from todoke.tracking.links import link_of
from todoke.tracking.pasted import find_numbers
from todoke.tracking.recognise import sure_carrier, tidy

MOST_PARCELS = 6  # of one order that a buyer may name: more is a slip, or somebody playing
SHORTEST, LONGEST = 6, 40  # characters of a number that no table knows
OFFERED = ("yamato", "japan_post", "sagawa", "fedex", "ups", "dhl_express", "usps")  # to choose from; all others by their number
STEPS = {  # kinds of scan → the sentence of the trail
    "labelled": "step_labelled", "moving": "home_moving", "out_for_delivery": "home_out", "attempt_failed": "home_absent", "held": "home_held",
    "troubled": "step_troubled", "refused": "home_refused", "lost": "step_lost",
}  # fmt: skip


class Step(NamedTuple):
    when: str
    what: str


class Sent(NamedTuple):
    """A parcel of the buyer's own."""

    carrier: str
    number: str
    url: str
    steps: tuple[Step, ...]


class Back(NamedTuple):
    """Goods on their way back to the shop, and the parcels that they are in."""

    goods: str
    state: str
    parcels: tuple[Sent, ...] = ()


class Form(NamedTuple):
    """What the page asks for: which return (name, goods; none where there is no choice) and which carriers (code, name)."""

    returns: list[tuple[str, str]]
    carriers: list[tuple[str, str]]


class Unfit(Exception):
    """What was written is no number of a return parcel. `word`: the sentence of told.* that says so."""

    def __init__(self, word: str) -> None:
        self.word = word
        super().__init__(word)


# ── where it is ─────────────────────────────────────────────────────────────────────────────────────
def coming_back(o: Order, s: Speech) -> list[Back]:
    """Each return that was agreed, with its parcels; then parcels of which nobody said what is in them."""
    agreed, parcels = valid(o, o.returns_agreed), valid(o, o.sent_back)
    rows = [Back(goods(o, part, s), state(o, part, mine(o, part, parcels), s), sent(mine(o, part, parcels), s)) for part in agreed]
    rest = [p for p in parcels if not any(p in mine(o, part, parcels) for part in agreed)]
    return rows + [Back(s.say("parcel.back_parcel"), on_way([p], s) or s.say("parcel.back_awaited"), sent([p], s)) for p in rest]


def mine(o: Order, part: Part, parcels: Iterable[Parcel]) -> list[Parcel]:
    """Of a return alone also those of which nobody said so."""
    alone = len(valid(o, o.returns_agreed)) == 1
    return [p for p in parcels if p.back_for == part.id or (alone and not p.back_for)]


def goods(o: Order, part: Part, s: Speech) -> str:
    return " / ".join(f"{line['title']} {s.say('page.pieces', n=line['units'])}" for line in lines_of(o, part.units))


def state(o: Order, part: Part, parcels: list[Parcel], s: Speech) -> str:
    """Looked at by the shop, or where its parcel is, or awaited until when."""
    looked_at = next((one.at for one in valid(o, o.given_back + o.exchanged) if one.id == part.id), None)
    if looked_at is not None:
        return s.say("parcel.back_here", day=s.day(looked_at))
    until = next((one.at for one in o.due if one.kind == "return_due" and "return_due" in reasons(o)), None)
    by = s.say("parcel.back_by", day=s.day(until)) if until and not parcels else s.say("parcel.back_awaited")
    return on_way(parcels, s) or by


def on_way(parcels: list[Parcel], s: Speech) -> str:
    """Of several the one that is not there yet; empty where nothing was scanned."""
    if parcels and all(state_of(p) == DELIVERED for p in parcels):
        return s.say("parcel.back_here", day=s.day(max(p.delivered_at for p in parcels)))
    found = next((state_of(p) for p in parcels if state_of(p) not in (DELIVERED, LABELLED)), "")
    return s.say({"lost": "parcel.lost", "returning": "parcel.home_turned", "returned": "parcel.home_turned"}.get(found, "parcel.home_on_way")) if found else ""


def sent(parcels: Iterable[Parcel], s: Speech) -> tuple[Sent, ...]:
    return tuple(one(p, s) for p in parcels)


def one(p: Parcel, s: Speech) -> Sent:
    _, carrier, numbers, url = p.tracking
    return Sent(name_of(carrier, s.locale), ", ".join(numbers), url if url.startswith("https://") else link_of(carrier, numbers, s.locale), steps(p, s))


def steps(p: Parcel, s: Speech) -> tuple[Step, ...]:
    """Of each kind of scan the newest, as it went."""
    turned = p.returning_at != NEVER
    ends = ((p.returning_at, "home_turned"), (p.delivered_at, "home_there" if p.delivered_at < p.returning_at or not turned else "home_with_you"))
    found = [(at, STEPS[word]) for word, at in p.seen] + [(at, name) for at, name in ends if at != NEVER]
    return tuple(Step(s.moment(at), s.say(f"parcel.{name}")) for at, name in sorted(found))


# ── the buyer writes its number ─────────────────────────────────────────────────────────────────────
def awaited(o: Order) -> tuple[Part, ...]:
    """Returns that were agreed, and that nobody has looked at yet."""
    here = {part.id for part in o.given_back + o.exchanged}
    return tuple(part for part in valid(o, o.returns_agreed) if part.id not in here)


def is_open(o: Order) -> bool:
    """A return is agreed and awaited; or talked about, by a buyer who has the goods: some channels never tell us that the shop agreed."""
    return bool(awaited(o)) or ("return" in o.cases and bool(delivered(o)))


def form(o: Order, s: Speech) -> Form | None:
    """None: no return is open. To choose from, first what has no parcel yet."""
    open_ones = sorted(awaited(o), key=lambda part: bool(mine(o, part, o.sent_back)))
    if not is_open(o) or not o.live:
        return None
    choice = [(part.id, goods(o, part, s)) for part in open_ones] if len(open_ones) > 1 else []
    return Form(choice, [(code, name_of(code, s.locale)) for code in OFFERED])


def told(written: Mapping[str, str], o: Order, name: str, at: int) -> ReturnSent:
    """The buyer's word, at the moment at which it is read. Raises Unfit."""
    open_ones = awaited(o)
    if not is_open(o) or len(o.sent_back) >= MOST_PARCELS:
        raise Unfit("refused" if is_open(o) else "no_return_open")
    carrier = written.get("carrier", "") if written.get("carrier") in CARRIERS else ""
    numbers = numbers_in(written.get("number", ""), carrier)
    if went_out(o, numbers):
        raise Unfit("number_went_out")
    chosen = next((part.id for part in open_ones if part.id == written.get("return")), open_ones[0].id if len(open_ones) == 1 else "")
    return ReturnSent(parcel=name, id=chosen, carrier=carrier or sure_carrier(numbers), numbers=numbers, at=at)


def numbers_in(text: str, carrier: str) -> tuple[str, ...]:
    """The number, however it was pasted. One that no table knows is taken as it is; one that cannot be the named carrier's is not. Raises Unfit."""
    found = [one for one in find_numbers(text[:400], carrier) if not carrier or carrier in {candidate.carrier for candidate in one.candidates}]
    if len(found) == 1:
        return (found[0].number,)
    bare = tidy(text[:400])
    if carrier or found or not (SHORTEST <= len(bare) <= LONGEST and bare.isascii() and bare.isalnum() and any(c.isdigit() for c in bare)):
        raise Unfit("number_unfit")
    return (bare,)
