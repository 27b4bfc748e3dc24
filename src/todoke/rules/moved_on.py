"""Goods that staff moved to another order, and a channel that goes on speaking of them as its own order's: who is meant, and under which line. Pure.

The channel that sold them knows nothing of the move (docs/decisions/0025). Its parcel of such goods is the other order's parcel; and when they leave
there, it must hear of it as of its own order's."""

from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

import msgspec

from todoke.rules import events as ev
from todoke.rules.figures import came, has_left, open_units, pieces, valid
from todoke.rules.joining import put
from todoke.rules.order import Order, Parcel, Part
from todoke.rules.units import Units, least, less, plus, units

replace = msgspec.structs.replace
LONGEST_NAME = 120  # characters, as parcels' names are kept


class Share(NamedTuple):
    """What of some news is the order's own; and what is of goods that were moved away, by the move."""

    own: ev.Event | None
    others: tuple[tuple[Part, ev.Event], ...] = ()


class Found(NamedTuple):
    """Pieces that were brought from another order, by the move, in the lines of the order they are in now."""

    part: Part
    units: Units


def mark(move: str, name: str) -> str:
    """Among the names of an order's parcels: in the one of that name are goods that went with that move."""
    return f"{move}>{name}"[:LONGEST_NAME]


def lines_there(move: str, gone: Units) -> dict[str, str]:
    """Each line of the order that gives → its name in the order that takes."""
    return {line: f"{move}.{n}" for n, (line, _) in enumerate(gone, 1)}


def away(o: Order) -> tuple[Part, ...]:
    """Moves that took goods out of it."""
    return tuple(part for part in valid(o, o.moved) if any(n < 0 for _, n in part.units))


def gone(part: Part) -> Units:
    return units((line, -n) for line, n in part.units if n < 0)


# ── what the channel reports ────────────────────────────────────────────────────────────────────────
def shared(o: Order, event: ev.Event, here: str, along: Collection[str]) -> Share:
    """`event` in the channel's words. `here`: the parcel's name in this order. `along`: the moves of which goods are known to be in that parcel."""
    if isinstance(event, ev.ParcelSent):
        return of_a_parcel(o, event, here, along)
    others = tuple((part, event) for part in away(o) if part.id in along)
    known = any(p.id == here for p in o.parcels + o.sent_back)
    return Share(event if known or not others else None, others)


def named(event: ev.Event) -> str:
    """The parcel that it is about."""
    return event.parcel if isinstance(event, ev.ParcelFact) else event.fact if isinstance(event, ev.FactStruck) else ""


def of_a_parcel(o: Order, event: ev.ParcelSent, here: str, along: Collection[str]) -> Share:
    """First what is known to be in it; then what the order still has to send; then what was moved away. What nobody has stays the order's own, as it was
    told."""
    in_others = pieces(p for p in valid(o, o.parcels) if has_left(p) and p.id != here)
    moves = sorted(away(o), key=lambda part: part.id not in along)
    known = [part for part in moves if part.id in along]
    rest, others = event.units, list[tuple[Part, ev.Event]]()
    own = least(less(rest, pieces_of(known)), less(open_units(o), in_others))
    rest = less(rest, own)
    for part in moves:
        if some := least(rest, gone(part)):
            others.append((part, replace(event, units=renamed(some, lines_there(part.id, gone(part))))))
            rest = less(rest, some)
    own = plus(own, rest)
    return Share(replace(event, units=own) if own else None, tuple(others)) if others else Share(event)


def pieces_of(moves: Iterable[Part]) -> Units:
    return plus(*(gone(part) for part in moves))


def renamed(some: Units, names: Mapping[str, str]) -> Units:
    return units((names[line], n) for line, n in some if line in names)


# ── what the channel must hear ──────────────────────────────────────────────────────────────────────
def own_pieces(o: Order, parcel: Parcel) -> Units:
    """Of a parcel what its own channel sold in this order."""
    brought = {line.id for line in came(o)}
    return tuple(pair for pair in parcel.units if pair[0] not in brought)


def brought_pieces(o: Order, parcel: Parcel) -> Iterable[Found]:
    """Of a parcel what came from other orders."""
    for part in o.moved:
        if some := least(parcel.units, part.units):
            yield Found(part, some)


def as_if_unmoved(giver: Order, found: Found, taker: Order, parcel: Parcel) -> Order | None:
    """The order that gave, as if that parcel were its own: what its channel takes it for. None: it knows nothing of that move."""
    part = next((part for part in giver.moved if part.id == found.part.id), None)
    if part is None:
        return None
    back = {there: line for line, there in lines_there(part.id, gone(part)).items()}
    told = frozenset(row for row in taker.announced if row[0] == parcel.id)
    return giver.with_(parcels=put(giver.parcels, replace(parcel, units=renamed(found.units, back))), announced=giver.announced | told)
