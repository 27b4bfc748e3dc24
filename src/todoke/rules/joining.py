"""How facts join: one row per name, the newest word, the earliest moment. What came twice, or the other way round, is known alike."""

from collections.abc import Callable
from typing import Any, TypeVar

import msgspec

from todoke.rules.order import Order, Row

R = TypeVar("R", bound=Row)
V = TypeVar("V", bound=tuple[Any, ...])
Learn = Callable[[Order, Any], Order]
replace = msgspec.structs.replace


def put(rows: tuple[R, ...], row: R) -> tuple[R, ...]:
    """Keep one row per name, sorted, so that equal knowledge is an equal value."""
    if not rows:
        return (row,)
    return tuple(sorted([*(r for r in rows if r.id != row.id), row], key=lambda r: r.id))


def once(rows: tuple[R, ...], row: R) -> tuple[R, ...]:
    return rows if any(r.id == row.id for r in rows) else put(rows, row)


def known(rows: tuple[R, ...], row: R) -> R:
    """What is known under that name already; else the row itself."""
    return next((r for r in rows if r.id == row.id), row)


def newest(old: V, new: V) -> V:
    return new if new > old else old


def earliest(known_at: int, new_at: int) -> int:
    return min(known_at, new_at)
