"""Every configuration that an order can reach, by brute force over the shipped tables, on small orders (alphabet.py).

Trouble is rationed: a configuration is explored as far as so many troubles lead; ordinary events cost nothing."""

from array import array
from collections import deque
from collections.abc import Callable, Iterable

import msgspec
from tests.rules.life.alphabet import REMEMBERED, TERMS, Depends, Move, alphabet, instance

from todoke.rules.decide import Decision, Desk, Ledger, advance, all_there
from todoke.rules.events import Event
from todoke.rules.figures import has_left
from todoke.rules.order import ASKED, NEVER, PAID_BACK, STUCK, Dates, Order, Refund
from todoke.rules.table import key

IMPOSSIBLE, REFUSED, BEYOND_RATION = -1, -2, -3  # instead of a successor's number
BLIND = Desk()  # no policy: no moments are reckoned, nothing is told
TRACKED = frozenset(("address_problem", "return", "non_delivery", "damaged_or_wrong", "stockout"))
Watch = Callable[[Order, str, Event, Decision], None]
replace = msgspec.structs.replace


def plain(o: Order) -> Order:
    """Forget what no guard asks for: cases that hold nothing back, lapses that neither decide nor speak once, how a parcel that arrived had left,
    which of our refunds it was that is paid, and the books. (Sound: a test compares the futures of merged configurations.)"""
    parcels = tuple(replace(p, booked_at=NEVER, marks=p.marks - {"booked", "called_back"}) if has_left(p) else p for p in o.parcels)
    done = sum(r.amount for r in o.refunds if r.stage == PAID_BACK and r.id[0] == "R")
    kept = tuple(r for r in o.refunds if r.id[0] != "R" or r.stage in (ASKED, STUCK))
    refunds = tuple(sorted((*kept, Refund("R paid", PAID_BACK, done, True)), key=lambda r: r.id)) if done else kept
    return replace(o, cases=o.cases & TRACKED, lapsed=o.lapsed & REMEMBERED, parcels=parcels, refunds=refunds, dates=Dates(), again=frozenset(),
                   due=(), told=(), grants=(), stood_still=(), missed_at=-1)


class World:
    """The graph of one slice: `orders`, and for each the number of each move's successor in `next`."""

    def __init__(self, terms: str, pays: str, troubles: int, moves: Callable[[str], bool], start: Iterable[str] = (), *, two_lines: bool = False,
                 ledger: Ledger = all_there, watch: Watch | None = None) -> None:
        self.every: dict[str, Move] = alphabet(TERMS[terms], pays, two_lines)
        self.moves = {name: move for name, move in self.every.items() if moves(name)}
        self.names, self.troubles, self.ledger, self.watch = list(self.moves), troubles, ledger, watch
        self.orders: list[Order] = []
        self.cost: list[int] = []
        self.number: dict[Order, int] = {}
        self.next: list[array[int] | None] = []
        self.rows_used: set[tuple[str, int]] = set()
        self.edges: dict[tuple[str, str, str], int] = {}
        self.queue: deque[int] = deque([self.add(self.begun(start), 0)])
        self.explore()

    def begun(self, start: Iterable[str]) -> Order:
        order = Order()
        for name in start:
            event = self.every[name][0]
            assert isinstance(event, Event)
            order = self.after(order, event)
        return order

    def after(self, order: Order, event: Event) -> Order:
        return plain(advance(order, event, BLIND, self.ledger).order)

    def add(self, o: Order, cost: int) -> int:
        n = self.number.get(o)
        if n is None:
            n = self.number[o] = len(self.orders)
            self.orders.append(o)
            self.cost.append(cost)
            self.next.append(None)
        return n

    def explore(self) -> None:
        while self.queue:
            n = self.queue.popleft()
            if self.next[n] is None:
                self.next[n] = array("i", [self.step(n, name, *self.moves[name]) for name in self.names])
                self.orders[n].__dict__.clear()  # its figures can be worked out again; there are many orders

    def step(self, n: int, name: str, move: Event | Depends, trouble: bool) -> int:
        """The number of the configuration to which this move leads."""
        o, cost = self.orders[n], self.cost[n]
        event = instance(move, o)
        if event is None:
            return IMPOSSIBLE
        if trouble and cost >= self.troubles:
            return BEYOND_RATION
        decision = advance(o, event, BLIND, self.ledger)
        self.rows_used.update(decision.rows)
        if self.watch:
            self.watch(o, name, event, decision)
        if decision.refused:
            return REFUSED
        return self.reach(n, plain(decision.order), event, cost, trouble)

    def reach(self, n: int, fresh: Order, event: Event, cost: int, trouble: bool) -> int:
        o = self.orders[n]
        if fresh.progress != o.progress:
            self.edges.setdefault((o.progress, key(event), fresh.progress), n)
        paid_for = cost + (trouble and fresh != o)
        m = self.add(fresh, paid_for)
        if paid_for < self.cost[m]:  # reached with less trouble: look again from there
            self.cost[m], self.next[m] = paid_for, None
        if self.next[m] is None:
            (self.queue.append if trouble else self.queue.appendleft)(m)
        return m
