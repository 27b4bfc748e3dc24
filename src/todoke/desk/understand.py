"""What a delivery means: the channel's words become our events. What cannot be understood waits in quarantine, with the reason (CHN-2)."""

import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import msgspec

from todoke.channels.channel import Ignored, Reading, Setup, Unclear
from todoke.channels.registry import CHANNELS
from todoke.desk.advance import Act, Unsaid
from todoke.desk.intake import digest
from todoke.desk.models import Received
from todoke.orders.shelf import Key
from todoke.rules import events as ev
from todoke.rules.people import Address, Contact
from todoke.shops.find import taught
from todoke.shops.models import Connection
from todoke.shops.secrets import open_sealed

OURS = "desk/events"  # the topic of what people and our own workers report, in our own words
NO_BODY = "the body was pruned or erased"
LONGEST = 100  # characters of an order's id and number, of a parcel's name and number
# control signs, and those that turn the direction of writing: a number that looks like another one
UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


class Word(msgspec.Struct, omit_defaults=True):
    """What a person or one of our workers reports about one order."""

    ref: str
    events: tuple[Any, ...] = ()
    number: str = ""
    contact: Contact | None = None
    address: Address | None = None
    at: int = 0


class Meaning(NamedTuple):
    """What became of a delivery: acts to be advanced, or a state and its reason."""

    acts: tuple[Act, ...] = ()
    state: str = "taken"
    reason: str = ""


def setup_of(connection: Connection, currency: str = "JPY") -> Setup:
    """What reading a body needs to know of a connection."""
    return Setup(connection.name, zone=str(connection.shop.settings.get("zone", "Asia/Tokyo")), mails=connection.mails, test=connection.takes_tests,
                 currency=str(connection.settings.get("currency", currency)), api_url=connection.api_url,
                 shop_mail=str(connection.shop.settings.get("support", "")), settings=connection.settings)


def keys_of(connection: Connection, currency: str = "JPY") -> Setup:
    """The same with its keys opened: for asking and telling the channel only."""
    return setup_of(connection, currency)._replace(token=open_sealed(bytes(connection.token)), secret=open_sealed(bytes(connection.secret)))


def understand(row: Received, connection: Connection) -> Meaning:
    """Pure but for the clock of the row. A fault of ours counts as not understood: the delivery can be run again after a fix."""
    if not row.body:
        return Meaning(state="quarantined", reason=nothing(row))
    try:
        found = own(bytes(row.body)) if row.topic == OURS else sound(read(row, connection, setup_for(row, connection)))
    except Unclear as error:
        return Meaning(state="quarantined", reason=str(error))
    except Exception as error:  # noqa: BLE001  whatever a body does to a connector, it must not stop the others
        return Meaning(state="quarantined", reason=f"{row.topic}: could not be read ({type(error).__name__}: {error}). Run it again after a fix.")
    if isinstance(found, Ignored):
        return Meaning(state="ignored", reason=found.reason)
    unknown = [word for reading in found for word in reading.unknown]
    acts = tuple(act(row, connection, reading) for reading in found)
    acts = tuple(one if reading.unsaid is None else one._replace(unsaid=Unsaid(reading.unsaid, reader(row, connection, at)))
                 for at, (one, reading) in enumerate(zip(acts, found, strict=True)))
    if unknown:
        return Meaning(acts, "quarantined", "taken, but for words nobody knows yet: " + "; ".join(unknown))
    return Meaning(acts) if acts else Meaning(state="ignored", reason="says nothing about an order")


def setup_for(row: Received, connection: Connection) -> Setup:
    """With when it was heard."""
    return setup_of(connection)._replace(heard_at=row.received_at if row.live else 0, read_at=row.received_at)


def read(row: Received, connection: Connection, setup: Setup) -> tuple[Reading, ...] | Ignored:
    """What no table knows may have been taught by the shop's people: asked only then. Raises Unclear."""
    channel = CHANNELS[connection.channel]
    found = channel.read(row.topic, bytes(row.body), setup)
    if isinstance(found, Ignored) or not any(reading.wordings for reading in found) or not (words := taught(connection.shop_id)):
        return found
    return channel.read(row.topic, bytes(row.body), setup._replace(taught=words))


def nothing(row: Received) -> str:
    """Why there is no body: the digest of what came stays when it is pruned."""
    if row.digest in ("", digest(row.topic, b"")):  # an imported one is understood before it is written down
        return "body: holds nothing. Look at what the sender sends."
    return f"body: {NO_BODY}. It cannot be run again."


def sound(found: tuple[Reading, ...] | Ignored) -> tuple[Reading, ...] | Ignored:
    """Names of orders and parcels that can be kept, and orders' told apart by eye. Raises Unclear."""
    for place, name in [] if isinstance(found, Ignored) else [pair for one in found for pair in names_in(one)]:
        if len(name) > LONGEST:
            raise Unclear(place, f"is {len(name)} characters long.", f"Use {LONGEST} at most.")
        if place.startswith("order") and UNSEEN.search(name):
            raise Unclear(place, f"{name!r} holds signs that nobody sees.", "Send it in letters and digits.")
    return found


def names_in(one: Reading) -> Iterator[tuple[str, str]]:
    yield from (("order id", one.ref), ("order number", one.number))
    for event in (*one.events, *one.called):
        if isinstance(event, ev.ParcelFact):
            yield "parcel", event.parcel
            yield from (("tracking number", number) for number in getattr(event, "numbers", ()))


def own(body: bytes) -> tuple[Reading, ...]:
    word = msgspec.json.decode(body, type=Word)
    events = tuple(msgspec.convert(event, ev.AnyEvent) for event in word.events)
    return (Reading(word.ref, events, word.number, word.contact, word.address, word.at),)


def reader(row: Received, connection: Connection, at: int) -> Callable[[str], tuple[ev.Event, ...]]:
    """How the facts of the delivery's reading number `at` read in another currency. Raises Unclear."""
    def read_in(currency: str) -> tuple[ev.Event, ...]:
        found = read(row, connection, setup_for(row, connection)._replace(currency=currency, is_orders=True))
        return () if isinstance(found, Ignored) else timed(found[at].events, row)

    return read_in


def timed(events: tuple[ev.Event, ...], row: Received) -> tuple[ev.Event, ...]:
    """What tells no time of its own happened when we heard of it."""
    return tuple(event if event.at else msgspec.structs.replace(event, at=row.received_at) for event in events)


def act(row: Received, connection: Connection, reading: Reading) -> Act:
    """What had to wait for its order is heard when that came."""
    key = Key(connection.shop_id, connection.pk, reading.ref)
    return Act(key, timed(reading.events, row), row.source, max(row.received_at, row.due_at), row.live, row.pk, reading.number, reading.contact,
               reading.address, reading.people_at or row.received_at, reading.snapshot, reading.whose, reading.called)
