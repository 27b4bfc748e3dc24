"""What a channel can do. The base refuses everything: a connector overrides only what its channel really offers.

Three steps, as for every webhook: prove (is it from there?), read (their words become our events, nothing else), push (ours become theirs)."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec

from todoke.due.words import readable
from todoke.rules.effects import Effect
from todoke.rules.events import Event, TrackingChanged
from todoke.rules.people import Address, Contact
from todoke.tracking.wordings import Taught


class Setup(NamedTuple):
    """What a connection has agreed on, as far as reading and pushing need it."""

    name: str = ""
    zone: str = "Asia/Tokyo"
    currency: str = "JPY"
    is_orders: bool = False  # the currency is the order's own, not only what is taken where none is named
    mails: str = "todoke"  # who mails the buyer what both could: channel or todoke
    test: bool = False  # test orders of the channel are taken in as well
    api_url: str = ""  # empty: webhooks only, nothing can be read or pushed
    token: str = ""
    shop_mail: str = ""
    secret: str = ""  # that the connection shares with the channel: signs what is asked, where the channel wants that
    heard_at: int = 0  # when a live body was heard, seconds UTC: for words such as "3 days left"; 0: not told, as of a recording
    read_at: int = 0  # when this body came in, live or not, seconds UTC: no day that is told can be later
    settings: Mapping[str, Any] = {}  # what was agreed for this connection alone, such as what a column of its files means
    taught: Taught = {}  # wordings of carriers that the shop's people have taught: (whose, folded wording) → what it means


class Proof(NamedTuple):
    """A delivery that is proven to come from the channel."""

    delivery: str  # the channel's own id of this delivery: the same id again is the same delivery
    topic: str
    at: int = 0  # when the channel says that it happened, seconds UTC; 0: not told. Stands in for a fact whose own `at` is 0,
    # and the moment of arrival for both


class Unproven(Exception):
    """Not from that channel, or too old: answered 401, and nothing is written down. The text says why."""


class Unclear(Exception):
    """Proven, but not understood: it waits in quarantine. Says where, why, and how it can be mended."""

    def __init__(self, place: str, reason: str, mend: str = "") -> None:
        self.place, self.reason, self.mend = place, reason, mend
        super().__init__(f"{place}: {reason}" + (f" {mend}" if mend else ""))


class Ignored(NamedTuple):
    """A documented no: known, and on purpose not for the order's door."""

    reason: str


class Whose(NamedTuple):
    """How its order is found among all of the shop's, where a delivery names none of its own connection: a carrier's news by the parcel's number, a
    fulfilment partner's by what the shop calls the order. Two orders with one parcel both hear of it; an order that nobody knows yet is waited for."""

    number: str = ""  # the carrier's number of the parcel, as it was written
    carrier: str = ""  # whose the reporter takes it for; empty: it does not say
    orders: tuple[str, ...] = ()  # the order's number or the channel's own id of it, the surest first
    beside: str = ""  # the number of another parcel of the same order: where none of these names is known
    goods: tuple[tuple[str, int], ...] = ()  # what is in the parcel, by the goods' number or name; empty: all that has not left


class Reading(NamedTuple):
    """What a delivery says about one order: facts, in no particular order, and the people apart from them."""

    ref: str  # the channel's own id of the order, for ever the same; empty: `whose` tells how to find it
    events: tuple[Event, ...]
    number: str = ""  # what the buyer sees; empty where the delivery does not tell
    contact: Contact | None = None
    address: Address | None = None
    people_at: int = 0  # when these words about people were true
    unknown: tuple[str, ...] = ()  # words nobody knows yet, as `path: word`: the rest is taken, these go to quarantine
    wordings: tuple[tuple[str, str], ...] = ()  # those of them that are a carrier's, as (carrier, wording): staff can teach what they mean
    snapshot: bool = False  # it tells how things stand, and not since when: what is known already is no news (rules/news.py)
    whose: Whose | None = None
    called: tuple[TrackingChanged, ...] = ()  # numbers that news of a parcel bears: other names of it, and its number where none is known
    unsaid: str | None = None  # it tells money and no currency: read in this one, unless the order has another (desk/currencies.py); "": in none


class Step(NamedTuple):
    """A part of what changed: (order's ref, topic, body) of each answer. `until`: with it everything before that moment is told; 0: not yet."""

    found: tuple[tuple[str, str, bytes], ...]
    until: int = 0


class Parcel(NamedTuple):
    """A parcel that a channel is asked about. `theirs`: what it is called there; empty: it is not registered there yet."""

    number: str
    carrier: str = ""
    theirs: str = ""


class News(NamedTuple):
    """What a channel answers about one parcel: (topic, body), to be stored like a delivery; or why it will not follow it (`refused`)."""

    number: str  # as it was asked for
    found: tuple[tuple[str, bytes], ...] = ()
    theirs: str = ""
    refused: str = ""


class Refusal(Exception):
    """The channel said no to a push or a reading. `again`: worth trying later; else a person must look."""

    def __init__(self, reason: str, *, again: bool, after: float = 0) -> None:
        self.reason, self.again, self.after = readable(reason), again, after
        super().__init__(self.reason)


class Pushed(NamedTuple):
    """What the channel answered to a push: its own ids, and facts that follow at once (a refund paid, a parcel's second name)."""

    answer: str = ""
    events: tuple[Event, ...] = ()
    alias: tuple[tuple[str, str], ...] = ()  # (the channel's name of a parcel, ours)


class Channel:
    """One way to sell. `topics` are those to tick in the channel's own settings."""

    name = ""
    title = ""
    topics: tuple[str, ...] = ()
    mails_itself: frozenset[str] = frozenset()  # kinds of notices the channel sends unless it is told not to
    every = 15 * 60  # seconds from one reading to the next, where it has an API
    overlap = 10 * 60  # seconds before the last reading that are read again: facts have names, hearing one twice does no harm
    looks_back = 0  # seconds before the connection was made that are read as history, once
    follows = 0  # one that tells of parcels, not of orders, and is asked about so many numbers at once; 0: one that sells

    def prove(self, headers: Mapping[str, str], body: bytes, secrets: tuple[str, ...], now: int) -> Proof:
        """Is it from there? `headers` in lower case; `secrets` newest first, two while one is being replaced. Raises Unproven."""
        raise Unproven(f"{self.title or self.name} sends no webhooks")

    def topic_of(self, body: Any) -> str:
        """The topic of a recorded body, by its shape. Raises Unclear."""
        raise Unclear("body", "has no topic, and its shape does not tell which.", "Name it: --topic TOPIC.")

    def naming(self, topic: str, body: Any, number: str) -> str:
        """The topic of a recorded body, with the order that a person names: it is needed where the body names none. Raises Unclear."""
        raise Unclear("order", f"the bodies of {self.title or self.name} name their orders themselves.", "Leave --order out.")

    def read(self, topic: str, body: bytes, setup: Setup) -> tuple[Reading, ...] | Ignored:
        """Their words → our events. Pure. Raises Unclear."""
        raise Unclear("topic", f"{self.name} cannot read {topic!r}.")

    def fetch(self, ref: str, setup: Setup) -> tuple[tuple[str, bytes], ...]:
        """Read the order anew: (topic, body) of each answer, to be stored like a delivery. Raises Refusal."""
        raise Refusal(f"{self.title} cannot be read", again=False)

    def changed(self, since: int, until: int, setup: Setup) -> tuple[tuple[str, str, bytes], ...]:
        """Everything that changed in that time: (ref, topic, body). Raises Refusal."""
        raise Refusal(f"{self.title} cannot be read", again=False)

    def steps(self, since: int, until: int, setup: Setup) -> Iterator[Step]:
        """The same in parts that are stored as they come, so that a reading goes on where it was cut off. Raises Refusal."""
        yield Step(self.changed(since, until, setup), until)

    def listed(self, since: int, until: int, setup: Setup) -> frozenset[str]:
        """Refs of all orders that changed in that time: to compare. Raises Refusal."""
        return frozenset(ref for ref, _, _ in self.changed(since, until, setup))

    def news(self, parcels: Sequence[Parcel], setup: Setup) -> Iterator[News]:
        """Registers what is not registered yet, and asks about all; an answer as it comes. Raises Refusal."""
        raise Refusal(f"{self.title} follows no parcels", again=False)

    def push(self, effect: Effect, order: "Known", setup: Setup) -> Pushed:
        """Tell the channel. Safe to repeat: the channel is asked first whether it knows already. Raises Refusal."""
        raise Refusal(f"{self.title} takes no {type(effect).__name__}", again=False)


class Known(NamedTuple):
    """What a push may need to know of the order."""

    ref: str
    number: str
    order: Any  # rules.order.Order
    key: str  # the same for every try of this push: an idempotency key
    names: frozenset[str] = frozenset()  # what the channel calls the parcel that it is about


def parse(body: bytes) -> Any:
    """JSON with exact integers and exact decimals: ids beyond 2^53 and amounts never pass through a float. Raises Unclear."""
    try:
        return decoder.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Unclear("body", f"is not JSON that can be read ({error}).", "Look at the raw body; send it again as UTF-8 JSON.") from error


decoder = msgspec.json.Decoder(float_hook=str)
