"""One order of a file → its facts: placed, as it stands, paid, sent, cancelled, given back. Said without a date, it is true as of the reading.

Roles of columns and the facts that they prove: the table for plain and CSV in docs/connecting-csv.md."""

import re
from typing import Literal, NamedTuple

from todoke.channels.channel import Reading, Setup, Unclear
from todoke.channels.csv import cells, people, words
from todoke.channels.csv.book import Body, Book
from todoke.channels.csv.goods import Goods, goods
from todoke.channels.csv.heads import SUMMED
from todoke.channels.csv.parcels import numbers_in
from todoke.channels.csv.states import Said, said
from todoke.channels.fields import codes
from todoke.channels.ways import AT_ONCE, LATER, way_of
from todoke.rules import events as ev
from todoke.rules.people import Address
from todoke.rules.units import Units, units
from todoke.tracking.carriers import carrier_of
from todoke.tracking.recognise import recognise

HOLD = "hold:csv"
NUMBER_LONGEST = 80
BETWEEN_CODES = re.compile(r"[,、，;；\n]")
SUMS = ("subtotal", "shipping", "fee", "discount", "tax")


class Deal(NamedTuple):
    """What was agreed, asked once."""

    number: str
    lines: tuple[ev.Line, ...]
    bill: ev.Bill
    total: int | None
    way: str


def read(body: Body, setup: Setup) -> Reading:
    """Raises Unclear with the row, the column, and how to mend it."""
    if body.trouble:
        raise Unclear(f"row {body.at}", body.trouble)
    book = Book(body, setup)
    number, found, state = number_of(book), goods(book), said(book)
    deal, billing = deal_of(book, found, number), people.address(book, "")
    to = people.delivery(book, billing)
    events = (*agreed(book, found, state, deal, to), *money(book, found, state, deal), *parcels(book, found, state, number), *ended(book, found, state, number))
    return Reading(number, events, number, people.contact(book, billing), to, book.at("updated_at"), tuple(book.unknown), snapshot=True)


def number_of(book: Book) -> str:
    cell = book.first("number")
    if not cell:
        raise Unclear(f"row 1, {book.columns.get('number', 'order number')}", "is missing.", "Every row names its order.")
    if len(cell) > NUMBER_LONGEST:
        raise Unclear(book.place("number"), f"has {len(cell)} characters.", "Is this column really the order's number?")
    return cells.whole_number(cell, book.place("number"))


# ── what was agreed ─────────────────────────────────────────────────────────────────────────────────
def deal_of(book: Book, found: Goods, number: str) -> Deal:
    if not found.lines:
        raise Unclear(book.place("title"), "no row says what was bought.", "Each row names goods and pieces.")
    lines, bill = tuple(found.lines), bill_of(book, found)
    return Deal(number, lines, bill, total_of(book, found, bill, lines), way_of_paying(book))


def agreed(book: Book, found: Goods, state: Said, deal: Deal, to: Address | None) -> tuple[ev.Event, ...]:
    """As bought, and as it stands: rows that are cancelled are not bought any more."""
    pays: Literal["first", "later"] = "later" if deal.way in LATER else "first"
    placed = book.when("placed_at", book.first("placed_hour"))
    first = ev.OrderPlaced(
        at=placed.by(book.setup.read_at) if placed else 0,
        terms=terms(book),
        pays=pays,
        total=deal.total,
        lines=deal.lines,
        bill=deal.bill,
        manner=manner(book, deal, to),
    )
    if state.cancelled:
        return (first,)
    now = book.at("updated_at")
    kept = tuple(line for line, row in zip(deal.lines, found.rows, strict=True) if row not in state.cut) if state.cut else deal.lines
    total = deal.total if deal.total is None or kept is deal.lines or book.says("total") else deal.total - cost(deal.lines) + cost(kept)
    return (first, ev.LinesChanged(at=now, total=total, lines=kept, bill=deal.bill), ev.PaymentMethodChanged(at=now, pays=pays, way=deal.way))


def cost(lines: tuple[ev.Line, ...]) -> int:
    return sum(line.amount for line in lines)


def bill_of(book: Book, found: Goods) -> ev.Bill:
    """Each sum by its column; rows of their own (送料, 割引) stand in where no column says it."""
    told = {name: book.money_of_rows(name) for name in SUMS}
    for name, amount in found.extra.items():
        told[name] = (told[name] or 0) + abs(amount) if told[name] is None or name in SUMMED else told[name]
    discount = told["discount"]  # some write it below nothing, as it is taken off
    return ev.Bill(told["subtotal"], None if discount is None else abs(discount), told["shipping"], told["fee"], told["tax"])


def total_of(book: Book, found: Goods, bill: ev.Bill, lines: tuple[ev.Line, ...]) -> int | None:
    """As the file says. Else the sum of what it says; where no row has a price, nobody knows it yet."""
    stated = book.money("total")
    if stated is not None:
        if stated < 0:
            raise Unclear(book.place("total"), "is below nothing.", "Write what the buyer pays in all.")
        return stated
    if not found.priced:
        return None
    return max(0, cost(lines) + (bill.shipping or 0) + (bill.fee or 0) - (bill.discount or 0))


def terms(book: Book) -> ev.Terms:
    way = book.first("shipping_method").lower()
    mails: Literal["channel", "todoke"] = "channel" if book.setup.mails == "channel" else "todoke"
    return ev.Terms("shop", "shop", tracked=not any(word in way for word in words.UNTRACKED), mails=mails)


def way_of_paying(book: Book) -> str:
    """By its name, or by what stands before a bracket: 代金引換（佐川急便）."""
    cell = book.first("way")
    found = way_of(cell) or way_of(cells.narrow(cell).partition("(")[0])
    if cell and not found:
        book.not_known("way", cell)
    return found


def manner(book: Book, deal: Deal, to: Address | None) -> ev.Manner:
    return ev.Manner(
        number=deal.number,
        currency=book.currency,
        locale=people.locale(book, to),
        way=deal.way,
        shipping=book.first("shipping_method"),
        gateway=book.first("way"),
        gift=words.flag(book.first("gift")) is True,
        coupons=coupons(book),
    )


def coupons(book: Book) -> tuple[str, ...]:
    """Codes from every row: some tools repeat the order's, others write each beside its line; several in one cell stand between commas."""
    if "coupon" not in book.said:
        return ()
    return codes([code for row in book.rows for code in BETWEEN_CODES.split(row.get("coupon", ""))])


# ── money ───────────────────────────────────────────────────────────────────────────────────────────
def money(book: Book, found: Goods, state: Said, deal: Deal) -> tuple[ev.Event, ...]:
    """One payment an order, and what of it went back."""
    came, back = book.money("paid"), (book.money_of_rows("refunded") or 0) + found.money_back
    amount = came if came else deal.total or 0
    events: list[ev.Event] = []
    if amount and (state.paid or back > 0 or (came or 0) > 0 or counts_as_paid(book, state, deal.way)):
        events.append(ev.PaymentReceived(at=book.at("paid_at"), payment=f"pay:{deal.number}", amount=amount, way=deal.way))
    if back := back or amount * state.refunded:
        events.append(ev.RefundPaid(refund=f"ref:{deal.number}", amount=back))
    return tuple(events)


def counts_as_paid(book: Book, state: Said, way: str) -> bool:
    """A day of payment; or a way that is secured with the order, where no word is said about payment."""
    if book.first("paid_at"):
        return True
    return way in AT_ONCE and not (state.unpaid or state.cancelled) and not book.says("payment_state", "paid", "yahoo_payment")


# ── goods ───────────────────────────────────────────────────────────────────────────────────────────
def parcels(book: Book, found: Goods, state: Said, number: str) -> tuple[ev.Event, ...]:
    """A parcel for each number that stands on rows that have left; without a number, one for all of them."""
    boxes: dict[tuple[str, ...], list[int]] = {}
    for at, row in enumerate(found.rows):
        if row in state.sent:
            boxes.setdefault(tracking(book, row), []).append(at)
    events: list[ev.Event] = []
    for numbers, lines in boxes.items():
        name = f"par:{number}:{numbers[0] if numbers else 1}"
        at, inside = sent_at(book, found.rows[lines[0]]), held(found, lines)
        events.append(ev.ParcelSent(at=at, parcel=name, units=inside, carrier=carrier(book, found.rows[lines[0]], numbers), numbers=numbers))
        if state.delivered.issuperset(found.rows[line] for line in lines):
            events.append(ev.ParcelDelivered(at=book.at("delivered_at"), parcel=name))
    return tuple(events)


def held(found: Goods, lines: list[int]) -> Units:
    return units((found.lines[at].id, found.lines[at].units) for at in lines)


def tracking(book: Book, row: int) -> tuple[str, ...]:
    """Those of this row; where only the first row tells any, they are of all."""
    cell = book.rows[row].get("tracking") or ("" if any("tracking" in other for other in book.rows[1:]) else book.first("tracking"))
    return numbers_in(cell, book.rows[row].get("carrier", ""), book.place("tracking", row)) if cell else ()


def carrier(book: Book, row: int, numbers: tuple[str, ...]) -> str:
    """By its column; else by the name of the way of shipping, else the one whose number it can only be."""
    if cell := book.rows[row].get("carrier") or book.first("carrier"):
        return carrier_of(cell) or cell[:60]
    named = carrier_of(book.first("shipping_method"))
    sure = recognise(numbers[0], named).sure if numbers else None
    return named or (sure.carrier if sure else "")


def sent_at(book: Book, row: int) -> int:
    cell = book.rows[row].get("shipped_at") or book.first("shipped_at")
    return cells.when(cell, book.setup.zone, book.place("shipped_at", row)).by(book.setup.read_at) if cell else 0


# ── cancelled, given back, held ─────────────────────────────────────────────────────────────────────
def ended(book: Book, found: Goods, state: Said, number: str) -> tuple[ev.Event, ...]:
    events: list[ev.Event] = []
    if state.cancelled:
        events.append(ev.OrderCancelled(at=book.at("cancelled_at"), reason=state.cancelled))
    now, cut_at = book.at("updated_at"), book.at("cancelled_at")
    events += [
        ev.LinesCancelled(at=min(now, cut_at) if now else cut_at, id=f"cut:{number}:{line.id}", units=units({line.id: line.units}), amount=line.amount)
        for line, row in zip(found.lines, found.rows, strict=True)
        if row in state.cut and not state.cancelled
    ]
    events += [ev.ReturnReceived(id=f"ret:{number}:{one.line}", units=units({one.line: one.pieces}), amount=one.amount) for one in found.returns]
    if state.held:
        events.append(ev.HoldPlaced(hold=HOLD, reason=state.held))
    elif book.says("state", "yahoo_state"):
        events.append(ev.HoldReleased(hold=HOLD))
    return tuple(events)
