"""The own shop's words are ours in snake_case, one to one: `parcel_sent` is ParcelSent, its fields are the class's fields.

A body is {"type", "at", "order": {"number", …}, …fields}, or {"order", "events": [{"event", "at", …fields}]} for several at
once, or
{"type": "order", …} for the order as it stands. Money is decimal text in major units, times are ISO 8601 with a zone, pieces
are {"line": n}."""

import re
from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any, NamedTuple, TypeVar

import msgspec

from todoke.channels.channel import Ignored, Reading, Setup, Unclear
from todoke.channels.fields import MOST_PIECES, currency_code, digits, minor, moment, rows, table, text
from todoke.channels.plain import scans, whole
from todoke.rules import events as ev
from todoke.rules.units import units
from todoke.tracking.recognise import sure_carrier

E = TypeVar("E", bound=ev.Event)
STAFF_ONLY = (ev.GoodsMoved, ev.RefundGivenUp, ev.OrderReopened, ev.FactStruck, ev.CaseClosed, ev.TellAgain, ev.PolicyMoved,
              ev.NoticeDelivered, ev.NoticeBounced, ev.NoticeRerouted, ev.ParcelForecast, ev.MailsChosen)


def snake(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


TYPES: dict[str, type[ev.Event]] = {
    snake(found.__name__): found for found in ev.of_family(ev.Fact, ev.Wish) if found not in STAFF_ONLY
}
SNAPSHOT = "order"  # the order as it stands: placed, and changed at `at`
DEFINES = (SNAPSHOT, "order_placed")  # the currency that they name, or else the connection's, is the order's

MONEY = ("amount", "award")
MOMENTS = ("expires", "answer_by", "pay_by", "ship_by", "deliver_by", "protect_until", "until")
PIECES = ("units", "fit")
# field → the kind's prefix: bare names would meet across kinds, and be struck out together
PREFIXES = {
    "payment": "pay",
    "refund": "ref",
    "parcel": "par",
    "instead_of": "par",
    "dispute": "dis",
    "hold": "hold",
    "inquiry": "inq",
}
IDS: dict[type[ev.Event], str] = {
    ev.LinesCancelled: "cut", ev.AllowanceGranted: "alw", ev.AllowanceReported: "alw", ev.ReturnAgreed: "ret",
    ev.ReturnDeclined: "ret",
    ev.ReturnReceived: "ret", ev.ReturnSent: "ret",
}  # fmt: skip
REQUIRED: dict[type[ev.Event], tuple[str, ...]] = {
    ev.PaymentReceived: ("amount",), ev.PaymentAmended: ("amount",), ev.PaymentRequested: ("amount",),
    ev.RefundPaid: ("refund", "amount"),
    ev.RefundFailed: ("refund",), ev.LinesCancelled: ("id", "units"), ev.AllowanceGranted: ("id", "amount"),
    ev.AllowanceReported: ("id", "amount"),
    ev.ReturnReceived: ("id", "units"), ev.ShipmentReported: ("units",), ev.HoldPlaced: ("hold",), ev.HoldReleased: ("hold",),
    ev.DisputeFinished: ("award",), ev.ReplacementPromised: ("parcel", "units"), ev.ShipmentBooked: ("parcel", "units"),
    ev.CaseOpened: ("case",),
    ev.ParcelSent: ("parcel", "units"), ev.ChoiceMade: ("choice", "option"), ev.DeadlineExtended: ("kind", "until"),
}  # fmt: skip
NAMED = ("payment", "parcel", "refund", "dispute")
ONE_OF_ITS_KIND = ("payment", "dispute")  # a shop with one payment for each order need not name it


def topic_of(body: Any) -> str:
    """The type that the body names. Raises Unclear."""
    found = text(table(body), "type") or ("events" if "events" in table(body) else "")
    if not found:
        raise Unclear("type", "is missing.", f"Name what happened, such as {', '.join(list(TYPES)[:3])}.")
    return found


def read(topic: str, body: Any, setup: Setup) -> tuple[Reading, ...] | Ignored:
    """One delivery → its facts. Raises Unclear, naming what is missing."""
    if not isinstance(body, Mapping):
        raise Unclear("body", "is not an object.", 'Send {"type", "at", "order": {"number"}}.')
    order = order_in(body)
    if "events" in body:
        return several(body["events"], order, setup)
    return (one(text(body, "type") or topic, body, order, setup),)


def order_in(body: Mapping[str, Any]) -> Mapping[str, Any]:
    """The order that it is about: its number at least."""
    named = body.get("order")
    order = {"number": named} if isinstance(named, str | int) else table(named)
    if not text(order, "number"):
        raise Unclear("order.number", "is missing.", 'Say which order: {"order": {"number": "1001"}}.')
    return order


def several(rows: Any, order: Mapping[str, Any], setup: Setup) -> tuple[Reading, ...]:
    """One reading: people from the newest word, facts from all."""
    if not isinstance(rows, list) or not rows:
        raise Unclear("events", "is not a list of events.", 'Send {"events": [{"event", "at"}]}.')
    found = [one(text(table(row), "event", "type"), table(row), order, setup, f"events[{at}].") for at, row in enumerate(rows)]
    newest = max(found, key=lambda reading: reading.people_at)
    events, called, unknown, wordings = (tuple(chain.from_iterable(getattr(one, name) for one in found)) for name in scans.Heard._fields)
    unsaid = min((one.unsaid for one in found if one.unsaid is not None), default=None)
    return (newest._replace(events=events, called=called, unknown=unknown, wordings=wordings, unsaid=unsaid),)


class Said(NamedTuple):
    """One event of a delivery, in the shop's words. `place` is where it stands, to name what is missing."""

    kind: str
    at: int
    body: Mapping[str, Any]
    order: Mapping[str, Any]
    place: str


def one(kind: str, body: Mapping[str, Any], order: Mapping[str, Any], setup: Setup, place: str = "") -> Reading:
    if not text(body, "at"):
        raise Unclear(f"{place}at", "is missing.", "Say when it happened, as ISO 8601 with a zone.")
    at = moment(body["at"], f"{place}at")
    said = Said(kind, at, body, order, place)
    found, unsaid = (scanned(said, setup), None) if kind == scans.TYPE else priced(said, setup)
    return Reading(
        ref=text(order, "number"), number=text(order, "number"), events=found.events, called=found.called, unknown=found.unknown,
        wordings=found.wordings,
        contact=whole.contact(order), address=whole.delivery(order), people_at=at, unsaid=unsaid,
    )  # fmt: skip


def priced(said: Said, setup: Setup) -> tuple[scans.Heard, str | None]:
    """Its facts; and where it tells money without a currency, in which it was read: "" where it is written with more decimals than that one has, and
    waits for the order's own. Raises Unclear."""
    if said.order.get("currency") or setup.is_orders or said.kind in DEFINES:
        return scans.Heard(facts(said, setup), by_number(said)), None if said.order.get("currency") else setup.currency
    if any(decimals(amount) > digits(setup.currency) for amount in amounts_in(said)):
        return scans.Heard((), by_number(said)), ""
    found = facts(said, setup)
    return scans.Heard(found, by_number(said)), setup.currency if any(tells_money(event) for event in found) else None


def amounts_in(said: Said) -> Iterator[Any]:
    """As they are written."""
    body, cls = said.body, TYPES.get(said.kind, ev.Event)
    yield from (fields_of(cls, body, said.order).get(name) for name in MONEY if name in cls.__struct_fields__)
    if cls is ev.LinesChanged:
        yield from (row.get(name) for row in (said.order, *rows(said.order.get("lines"))) for name in ("total", "amount", "price"))


def decimals(amount: Any) -> int:
    return len(amount.strip().partition(".")[2]) if isinstance(amount, str) else 0


def tells_money(event: ev.Event) -> bool:
    return isinstance(event, ev.LinesChanged) or any(getattr(event, name, 0) for name in MONEY)


def scanned(said: Said, setup: Setup) -> scans.Heard:
    """Which parcel it is about, by the same fields as when it leaves; then the carrier's words."""
    body = fields_of(ev.ReturnSent if said.body.get("return") else ev.ParcelSent, said.body, said.order)
    complete(ev.ParcelMoved, body, said.place)
    return scans.heard(parcel_in(body, said), body.get("scans"), setup.taught, said.place)


def parcel_in(body: Mapping[str, Any], said: Said) -> ev.ParcelSent | ev.ReturnSent:
    """The shop's, or with `return` the buyer's own: of this return, or of some."""
    if back := said.body.get("return"):
        return filled(ev.ReturnSent, {**body, "id": None if back is True else back}, said, "JPY")
    return filled(ev.ParcelSent, {**body, "units": body.get("units") or whole.all_pieces(said.order) or None}, said, "JPY")


def facts(said: Said, setup: Setup) -> tuple[ev.Event, ...]:
    cls = TYPES.get(said.kind)
    if said.kind == SNAPSHOT:
        return whole.as_it_stands(said.order, said.at, setup)
    if cls is None:
        known = f"Known are: {', '.join(TYPES)}."
        raise Unclear(f"{said.place}type", f"{said.kind!r} is no event that a shop can report.", known)
    if cls is ev.OrderPlaced:
        return whole.placed(said.order, said.at, setup)
    if cls is ev.LinesChanged:
        return (whole.changed(said.order, said.at, setup),)
    if cls in (ev.ContactChanged, ev.AddressChanged):
        return people(cls, said.order)
    return (event(cls, said, currency(said.order, setup)),)


def by_number(said: Said) -> tuple[ev.TrackingChanged, ...]:
    """News of a parcel may bear its number beside a name, or instead of one: whoever sent it may have called it otherwise."""
    cls = TYPES.get(said.kind, ev.Event)
    if not issubclass(cls, ev.ParcelFact) or "numbers" in cls.__struct_fields__:
        return ()
    found = event(ev.TrackingChanged, said, "JPY")
    return (found,) if isinstance(found, ev.TrackingChanged) and found.numbers else ()


def fields_of(cls: type[ev.Event], body: Mapping[str, Any], order: Mapping[str, Any]) -> dict[str, Any]:
    """The event's own fields: beside `type`, else in `data`, else in the order, whose own id and number are not the event's."""
    own = {name: said for name, said in order.items() if name not in ("id", "number")}
    found = flat(cls, own) | flat(cls, table(body.get("data"))) | flat(cls, body)
    numbers = [found["numbers"]] if isinstance(found.get("numbers"), str) else found.get("numbers")
    if not found.get("parcel") and isinstance(numbers, list) and numbers:
        found["parcel"] = numbers[0]  # a parcel without a name bears its number
    if cls is ev.ReturnSent and not found.get("carrier") and isinstance(numbers, list):
        found["carrier"] = sure_carrier(map(str, numbers))  # the buyer chose it, not the shop
    if cls is ev.ExtensionAsked:
        found.setdefault("kind", "protection")  # what buyers ask to have extended
    return found


def flat(cls: type[ev.Event], said: Mapping[str, Any]) -> dict[str, Any]:
    """A payment, parcel, refund or dispute may be an object with an id: {"parcel": {"id", "carrier", "tracking_number"}}."""
    found = dict(said)
    for name in NAMED:
        inner = table(found.pop(name)) if isinstance(found.get(name), Mapping) else {}
        if name in cls.__struct_fields__:
            found = dict(inner) | ({name: inner["id"]} if inner.get("id") else {}) | found
    number = found.get("tracking_number")
    return found | ({"numbers": [number]} if number and "numbers" not in found else {})


def people(cls: type[ev.Event], order: Mapping[str, Any]) -> tuple[ev.Event, ...]:
    """The words themselves are the news; the desk gives them their reference."""
    field = "customer" if cls is ev.ContactChanged else "shipping_address"
    if not table(order.get(field)):
        raise Unclear(f"order.{field}", "is missing.", "Send it whole, as it stands now.")
    return ()


def currency(order: Mapping[str, Any], setup: Setup) -> str:
    return currency_code(order.get("currency") or setup.currency, "order.currency")


# ── the fields of any event ─────────────────────────────────────────────────────────────────────────
def event(cls: type[ev.Event], said: Said, money: str) -> ev.Event:
    """Its own fields by name. Fields that nobody knows pass."""
    body = fields_of(cls, said.body, said.order)
    if cls is ev.ParcelSent and body.get("units") is None:
        body["units"] = whole.all_pieces(said.order)
    complete(cls, body, said.place)
    return filled(cls, body, said, money)


def filled(cls: type[E], body: Mapping[str, Any], said: Said, money: str) -> E:
    own = [field.name for field in msgspec.structs.fields(cls) if field.name != "at"]
    names = [name for name in own if body.get(name) is not None or name in ONE_OF_ITS_KIND]
    fields = {name: value(cls, name, body.get(name), money, f"{said.place}{name}") for name in names}
    return converted(cls, {"event": cls.__name__, "at": said.at, **fields}, said.place)


def complete(cls: type[ev.Event], body: Mapping[str, Any], place: str) -> None:
    """Raises Unclear with all that is missing at once."""
    needed = dict.fromkeys(REQUIRED.get(cls, ()) + parcel_name(cls))
    missing = [f"{place}{name}" for name in needed if body.get(name) in (None, "", {}, [])]
    if missing:
        raise Unclear(", ".join(missing), "is missing." if len(missing) == 1 else "are missing.", "Send the event again with it.")


def parcel_name(cls: type[ev.Event]) -> tuple[str, ...]:
    return ("parcel",) if issubclass(cls, ev.ParcelFact) else ()


def value(cls: type[ev.Event], name: str, raw: Any, money: str, place: str) -> Any:
    """One field in our own measure."""
    if name in MONEY:
        return above(minor(raw, money, place), place)
    if name in MOMENTS:
        return moment(raw, place)
    if name in PIECES:
        return pieces(raw, place)
    if name in PREFIXES or (name == "id" and cls in IDS):
        prefix = PREFIXES.get(name) or IDS[cls]
        return f"{prefix}:{'order' if raw is None else raw}"
    return [raw] if name == "numbers" and isinstance(raw, str) else raw


def above(amount: int, place: str) -> int:
    """Raises Unclear: money that goes the other way is another event."""
    if amount < 0:
        raise Unclear(place, "is below nothing.", "Money that goes back is refund_paid.")
    return amount


def pieces(raw: Any, place: str) -> list[list[Any]]:
    """{"line": n} → our pairs. Raises Unclear."""
    found = table(raw)
    if not found or not all(isinstance(count, int) and not isinstance(count, bool) and 0 < count <= MOST_PIECES for count in found.values()):
        raise Unclear(place, f"{raw!r} does not count pieces.", 'Write them by line: {"1": 2}.')
    return [list(pair) for pair in units(found)]


def converted(cls: type[E], said: dict[str, Any], place: str) -> E:
    try:
        return msgspec.convert(said, cls)
    except msgspec.ValidationError as error:
        reason, _, path = str(error).partition(" - at `$.")
        raise Unclear(place + path.rstrip("`"), f"{reason}.", "See the schema of the events.") from None
