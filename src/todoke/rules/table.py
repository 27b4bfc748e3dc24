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
from operator import attrgetter
from typing import Any, NamedTuple

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
Guard = Callable[..., bool]  # of the order, or of the order and the event
Target = str | Callable[[Order], str]
Becomes = Target | Refused
Written = tuple[str | tuple[str, ...], Cell, Guard | None, Becomes, Sequence[Effect]]


class Row(NamedTuple):
    only_if: Guard | None
    sees_event: bool  # does the guard look at the event as well; most look at the order alone
    becomes: Target
    effects: tuple[Effect, ...]
    number: int
    refusal: str  # the reason, where it refuses; it becomes the same then


def many(cell: Any) -> tuple[Any, ...]:
    return cell if isinstance(cell, tuple) else (cell,)


def lapse(kind: str) -> str:
    """The key of a deadline's lapse, as a table writes it."""
    return f"Lapsed({kind})"


def key(event: Event) -> str:
    """One name for an event; a lapse is named with its kind."""
    return lapse(event.kind) if isinstance(event, Lapsed) else type(event).__name__


def sees_event(guard: Guard | None) -> bool:
    return guard is not None and len(inspect.signature(guard).parameters) == 2


class Table:
    """One region's rows, found by state and event. `concerns` are the events that it has a row for.

    `looks_at`: the facts on which the rows for anything depend, where a table has such. While they stay, such a table has nothing to say: the
    state that it gave them before is still right. (The checker proves it: every configuration is at rest in every such table. A table without
    rows for anything looks at nothing, and has nothing to say about events that it does not name.)"""

    def __init__(self, name: str, states: tuple[str, ...], rows: Iterable[Written], looks_at: tuple[str, ...] = ()) -> None:
        self.name, self.states, self.rows, self.looks_at = name, states, list(rows), looks_at
        self.concerns: set[str] = set()
        lists: dict[tuple[str, str], list[Row]] = {}
        for number, (when, happens, only_if, becomes, effects) in enumerate(self.rows):
            target, refusal = (SAME, becomes.reason) if isinstance(becomes, Refused) else (becomes, "")
            row = Row(only_if, sees_event(only_if), target, tuple(effects), number, refusal)
            for event in many(happens):
                name_of = event if isinstance(event, str) else event.__name__
                self.concerns.add(name_of)
                for state in many(when):
                    lists.setdefault((state, name_of), []).append(row)
        self.index = self.indexed(lists)
        self.facts_of: Callable[[Order], Any] = attrgetter(*looks_at) if looks_at else type

    def indexed(self, lists: dict[tuple[str, str], list[Row]]) -> dict[str, dict[str, tuple[Row, ...]]]:
        """state → event → its rows. The rows for anything stand behind those for this event: finding is one look each."""
        behind = {state: lists.get((state, ANYTHING), []) for state in self.states}
        return {state: {name: (*lists.get((state, name), ()), *behind[state]) for name in sorted({*self.concerns, ANYTHING})}
                for state in self.states}

    def find(self, state: str, name: str, event: Event, order: Order) -> Row | None:
        """The row that fits; None if there is none."""
        rows = self.index[state]
        for row in rows.get(name) or rows[ANYTHING]:
            ask = row.only_if
            if ask is None or (ask(order, event) if row.sees_event else ask(order)):
                return row
        return None
