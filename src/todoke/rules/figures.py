"""Arithmetic over the facts of one order: money as one sum, pieces line by line. Each figure is worked out once per value."""

from collections.abc import Iterable
from typing import TypeVar

from todoke.rules.events import Line
from todoke.rules.order import ASKED, CLOSED, COMPLETED, PAID_BACK, RECEIVED, STUCK, UNHEARD, Order, Parcel, Part, Payment, Row, figure, kept
from todoke.rules.units import NOTHING, Units, covers, less, most, plus, positive, units

R = TypeVar("R", bound=Row)
LEFT = frozenset(("sent", "delivered", "returning", "returned", "lost"))
ENDS = frozenset(("delivered", "returned", "lost"))


def valid(o: Order, rows: tuple[R, ...]) -> tuple[R, ...]:
    """Without what staff have struck out."""
    return tuple(row for row in rows if row.id not in o.struck) if o.struck else rows


def since_lines(o: Order, parts: tuple[Part, ...]) -> tuple[Part, ...]:
    """Parts that the newest lines do not contain already."""
    return tuple(part for part in valid(o, parts) if part.at > o.lines_at) if parts else ()


@figure
def moves(o: Order) -> tuple[Part, ...]:
    """Moves that count. A channel that tells its lines anew knows nothing of a move: only when it tells fewer of those that left than were ever bought,
    the move stands in its own figures."""
    return tuple(part for part in valid(o, o.moved) if part.at > o.lines_at or part.lines or (part.bought and covers(ever_bought(o), part.bought)))


@figure
def ever_bought(o: Order) -> Units:
    """Pieces line by line, with those that were cancelled or have come from another order."""
    cut = (part for part in valid(o, o.cancelled) if part.at <= o.lines_at)
    return plus(o.units, pieces(cut), *(part.units for part in valid(o, o.moved) if part.lines))


@figure
def moved_amount(o: Order) -> int:
    """What the goods cost that came from other orders, less those that went there."""
    return sum(part.amount for part in moves(o)) if o.moved else 0


@figure
def moved_away(o: Order) -> Units:
    """Pieces that went to other orders."""
    return units((line, -n) for part in moves(o) for line, n in part.units if n < 0) if o.moved else NOTHING


def goes_on_in(o: Order) -> str:
    """The number of the order that the last goods went to; empty where it did not end by that."""
    if o.progress != CLOSED or o.closed_by is not None or o.cancelled_at >= 0 or not moved_away(o):
        return ""
    return max((part for part in moves(o) if any(n < 0 for _, n in part.units)), key=lambda part: part.at).by


def came(o: Order) -> tuple[Line, ...]:
    """Lines that came from other orders."""
    return tuple(line for part in o.moved for line in part.lines) if o.moved else ()


def own_lines(o: Order) -> tuple[Line, ...]:
    """The lines that the order's own channel tells."""
    if not o.moved:
        return o.lines
    names = {line.id for line in came(o)}
    return tuple(line for line in o.lines if line.id not in names)


def pieces(parts: Iterable[Part | Parcel]) -> Units:
    return plus(*(part.units for part in parts))


# ── money ────────────────────────────────────────────────────────────────────────────────────────────
def amount_of(payment: Payment) -> int:
    return payment.amended[1] if payment.amended[0] >= 0 else payment.amount


@figure
def paid(o: Order) -> int:
    money = sum(amount_of(p) for p in valid(o, o.payments) if p.stage == RECEIVED) if o.payments else 0
    return money + sum(part.money for part in valid(o, o.moved)) if o.moved else money


@figure
def refunded(o: Order) -> int:
    return sum(r.amount for r in valid(o, o.refunds) if r.stage == PAID_BACK) if o.refunds else 0


@figure
def on_its_way(o: Order) -> int:
    """Handed over and not yet known to be paid, or stuck: it may still be paid."""
    return sum(r.amount for r in valid(o, o.refunds) if r.stage in (ASKED, STUCK)) if o.refunds else 0


@figure
def let_off(o: Order) -> int:
    return sum(part.amount for part in valid(o, o.allowances)) if o.allowances else 0


@figure
def granted(o: Order) -> int:
    """What the buyer need not pay after all: let off, given back, awarded in a dispute."""
    if not o.allowances and not o.given_back and not o.disputes:
        return 0
    return let_off(o) + sum(part.amount for part in valid(o, o.given_back)) + sum(d.award for d in o.disputes)


@figure
def agreed(o: Order) -> int:
    """What the lines cost as they stand, without what they were cut by or moved."""
    if not o.cancelled and not o.moved:
        return o.total or 0
    cut = sum(part.amount for part in since_lines(o, o.cancelled))
    return (o.total or 0) - cut + moved_amount(o)


@figure
def raw_price(o: Order) -> int:
    return agreed(o) - granted(o)


@figure
def price(o: Order) -> int:
    """What the buyer pays in the end if the order goes on."""
    return max(0, raw_price(o))


@figure
def not_gone_back(o: Order) -> int:
    """What came and has not gone back."""
    return max(0, paid(o) - refunded(o))


@figure
def overpaid(o: Order) -> int:
    """What came beyond the price; nothing while the price is unknown."""
    return max(0, paid(o) - refunded(o) - price(o)) if o.terms is not None and o.total is not None else 0


def owed(o: Order) -> int:
    """What goes back to the buyer, as far as it has not gone back yet: all of it where the order is closed. Never more than came."""
    return not_gone_back(o) if o.progress == CLOSED else overpaid(o)


def paid_too_late(o: Order) -> int:
    """Money that came after the moment at which it was closed."""
    end = o.closed_by[1] if o.closed_by else 0
    return sum(amount_of(p) for p in valid(o, o.payments) if p.stage == RECEIVED and p.at > end)


def value_of(o: Order, some: Units) -> int:
    """What these pieces cost by their lines; shipping stays with the order."""
    lines = {line.id: line for line in o.lines}
    return sum(lines[line].amount * n // lines[line].units for line, n in some if line in lines and lines[line].units)


# ── pieces ───────────────────────────────────────────────────────────────────────────────────────────
@figure
def open_units(o: Order) -> Units:
    """What is bought, as it stands."""
    if not o.cancelled and not o.moved:
        return o.units
    cut = pieces(since_lines(o, o.cancelled))
    return positive(less(plus(o.units, pieces(moves(o))), cut))


@figure
def originals(o: Order) -> tuple[Parcel, ...]:
    return tuple(p for p in valid(o, o.parcels) if not p.instead_of) if o.parcels else ()


def has_left(p: Parcel) -> bool:
    return not p.marks.isdisjoint(LEFT)


def arrived(p: Parcel) -> bool:
    """The buyer has it: a delivered scan after it turned round is the shop's own door."""
    return p.delivered_at < p.returning_at


def under_way(p: Parcel) -> bool:
    return has_left(p) and p.marks.isdisjoint(ENDS)


def is_back(p: Parcel) -> bool:
    return not arrived(p) and not p.marks.isdisjoint(("returned", "delivered"))


@figure
def ever_sent(o: Order) -> Units:
    return most(o.reported, pieces(p for p in originals(o) if has_left(p))) if o.parcels else o.reported


def some_left(o: Order) -> bool:
    """Something is out, or was, that could come back."""
    return bool(ever_sent(o))


@figure
def came_back(o: Order) -> Units:
    return pieces(p for p in originals(o) if is_back(p)) if o.parcels else NOTHING


@figure
def sent(o: Order) -> Units:
    return less(ever_sent(o), came_back(o)) if o.parcels else o.reported


@figure
def delivered(o: Order) -> Units:
    if not o.parcels:
        return NOTHING
    replaced = {p.instead_of for p in valid(o, o.parcels) if p.instead_of and arrived(p)}
    return pieces(p for p in originals(o) if arrived(p) or (p.id in replaced and has_left(p)))


@figure
def unsent(o: Order) -> Units:
    return less(open_units(o), sent(o)) if o.parcels or o.reported else open_units(o)


@figure
def booked(o: Order) -> Units:
    """Pieces that the warehouse was asked to send, and that have neither left nor been called back."""
    return pieces(p for p in originals(o) if p.marks == {"booked"}) if o.parcels else NOTHING


@figure
def replacements_to_send(o: Order) -> Units:
    return pieces(p for p in valid(o, o.parcels) if p.instead_of and not has_left(p) and "called_back" not in p.marks) if o.parcels else NOTHING


def followed(o: Order) -> bool:
    """Is something on the way to the buyer whose way can be seen?"""
    return any(under_way(p) and bool(p.tracking[2] or (o.terms and o.terms.tracked)) for p in valid(o, o.parcels))


@kept
def claim(o: Order) -> Units:
    """Pieces the ledger should hold for this order."""
    if not o.live:
        return NOTHING
    own = unsent(o) if o.terms and o.progress not in (UNHEARD, COMPLETED, CLOSED) else NOTHING
    return plus(own, replacements_to_send(o)) if o.parcels and o.progress != CLOSED else own


@figure
def shipped(o: Order) -> Units:
    """Pieces the ledger should have written as shipped."""
    return plus(ever_sent(o), pieces(p for p in valid(o, o.parcels) if p.instead_of and has_left(p))) if o.parcels else ever_sent(o)


@figure
def at_shop_again(o: Order) -> Units:
    """Pieces the ledger should have written as put back."""
    if not o.parcels and not o.given_back and not o.exchanged:
        return NOTHING
    return plus(pieces(valid(o, o.given_back)), pieces(valid(o, o.exchanged)), pieces(p for p in valid(o, o.parcels) if is_back(p)))


def unanswered(o: Order) -> Units:
    """Claimed pieces about which the ledger has not said yet whether it holds them."""
    said = plus(o.held, o.promised, o.short)
    return less(claim(o), said) if said else claim(o)


def is_there(o: Order) -> Units:
    """Pieces to send that are neither missing nor only promised."""
    return less(unsent(o), plus(o.short, o.promised)) if o.short or o.promised else unsent(o)


def digital(o: Order) -> Units:
    """Pieces that need no parcel."""
    return units((line.id, line.units) for line in o.lines if line.digital)


