"""The few lines that read any of the tables.

A table is a list of rows, read from top to bottom; the first that fits is taken:

    when it is         and this happens   only if     it becomes         and we
    (AWAITING_PAYMENT, PaymentReceived,   covered,    AWAITING_SHIPMENT, [])

  when it is        a state, or a tuple of states
  and this happens  an event class, a tuple of them, or a lapse("kind")
  only if           a named question about the order (its docstring is the sentence people read), or None
  it becomes        a state, SAME, rung (as far as the facts carry), Refused("the reason") or Later("the reason")
  and we            the effects"""

import inspect
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple, TypeVar

import msgspec

from todoke.rules.effects import Effect
from todoke.rules.events import Event, Lapsed
from todoke.rules.order import Order

SAME = "same"
ANYTHING = "anything"


class Refused(msgspec.Struct, frozen=True):
    reason: str


class Later(Refused, frozen=True):
    """Refused for now: the desk puts it to the table again when the order itself has been heard."""


Cell = str | type[Event] | tuple[str | type[Event], ...]
Guard = Callable[..., bool]
Becomes = str | Refused | Callable[[Order], str]
Written = tuple[str | tuple[str, ...], Cell, Guard | None, Becomes, Sequence[Effect]]


class Row(NamedTuple):
    only_if: Callable[[Order, Any], bool] | None
    becomes: Becomes
    effects: tuple[Effect, ...]
    number: int


C = TypeVar("C")


def many(cell: C | tuple[C, ...]) -> tuple[C, ...]:
    return cell if isinstance(cell, tuple) else (cell,)


def lapse(kind: str) -> str:
    """The key of a deadline's lapse, as a table writes it."""
    return f"Lapsed({kind})"


def key(event: Event) -> str:
    """One name for an event; a lapse is named with its kind."""
    return lapse(event.kind) if isinstance(event, Lapsed) else type(event).__name__


def question(guard: Guard | None) -> Callable[[Order, Any], bool] | None:
    """A guard that may look at the event as well; most look at the order alone."""
    if guard is None or len(inspect.signature(guard).parameters) == 2:
        return guard
    return lambda order, event: guard(order)


class Table:
    """One region's rows, found by state and event. `concerns` are the events that it has a row for."""

    def __init__(self, name: str, states: tuple[str, ...], rows: Iterable[Written]) -> None:
        self.name, self.states, self.rows = name, states, list(rows)
        self.index: dict[tuple[str, str], list[Row]] = {}
        self.concerns: set[str] = set()
        for number, (when, happens, only_if, becomes, effects) in enumerate(self.rows):
            row = Row(question(only_if), becomes, tuple(effects), number)
            for event in many(happens):
                name_of = event if isinstance(event, str) else event.__name__
                self.concerns.add(name_of)
                for state in many(when):
                    self.index.setdefault((state, name_of), []).append(row)

    def find(self, state: str, name: str, event: Event, order: Order) -> Row | None:
        """The row that fits; None if there is none. A row for anything stands behind those for this event."""
        for wanted in (name, ANYTHING):
            for row in self.index.get((state, wanted), ()):
                if row.only_if is None or row.only_if(order, event):
                    return row
        return None
