"""Which of an order's parcels a report means, and what is in it. Pure."""

from collections.abc import Sequence

from todoke.rules.figures import unsent, valid
from todoke.rules.order import Order, Parcel
from todoke.rules.units import Units, units
from todoke.tracking.numbers import number_key


def numberless(value: Order) -> str:
    """The parcel that left without a number, where nothing else is left to send: this is its number."""
    bare = [p for p in valid(value, value.parcels) if "sent" in p.marks and not p.tracking[2]]
    return bare[0].id if len(bare) == 1 and not unsent(value) else ""


def booked(value: Order) -> str:
    """The parcel that the warehouse was asked to send already."""
    return next((p.id for p in value.parcels if p.marks == {"booked"}), "")


def called(value: Order, name: str) -> Parcel | None:
    """By the name it has here, whichever way it goes; what staff have struck out is none."""
    return next((p for p in valid(value, value.parcels + value.sent_back) if p.id == name), None)


def went_out(value: Order, numbers: Sequence[str]) -> bool:
    """One of these is the number of a parcel that the shop sent."""
    known = {number_key(number) for p in valid(value, value.parcels) for number in p.tracking[2]}
    return any(number_key(number) in known for number in numbers)


def inside(value: Order, goods: Sequence[tuple[str, int]]) -> Units:
    """Goods by the line's id, the goods' number or name → pieces of the order's lines. Where none of them is the order's, all that has not left: a
    partner may call them by names of its own."""
    left, counted = dict(unsent(value)), list[tuple[str, int]]()
    for name, pieces in goods:
        lines = [line.id for line in value.lines if name and name in (line.id, line.item, line.title)]
        counted += [(next((line for line in lines if left.get(line)), lines[0]), pieces)] if lines else []
    return units(counted) or unsent(value)
