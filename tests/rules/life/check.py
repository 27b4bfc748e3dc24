"""Prove the tables on every configuration that explore.py can reach.   python -m tests.rules.life.check [whole]"""

import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from multiprocessing import Pool
from typing import Any

import msgspec
from tests.rules.life.alphabet import instance
from tests.rules.life.claims import of_configuration, of_step
from tests.rules.life.explore import BEYOND_RATION, IMPOSSIBLE, World, plain
from tests.rules.life.slices import CLOCK, SLICES, WORKER, Job, jobs

from todoke.rules.decide import Desk, advance
from todoke.rules.duties import at_rest
from todoke.rules.events import Fact
from todoke.rules.order import Order
from todoke.rules.order_life import REGIONS
from todoke.rules.units import NOTHING, plus

STAFF = ("decide cancel", "refuse cancel", "released", "let go", "close address", "close stockout", "close damaged", "close return",
         "close missing", "allow all", "sent 1", "sent 2", "sent all", "sent x", "called back 1", "cancelled")
OTHERS_ANSWER = ("placed", "priced", "completed", "cancelled", "dispute ends", "dispute 2 ends")
INTERNAL = (*CLOCK, *STAFF, *OTHERS_ANSWER, *(move for move in WORKER if move != "refund fails"))


class Report:
    """What was found in one slice; it travels from a process to another."""

    def __init__(self, title: str) -> None:
        self.title = title
        self.failures: Counter[tuple[str, str]] = Counter()
        self.examples: dict[tuple[str, str], tuple[Order, ...]] = {}
        self.counts: Counter[str] = Counter()
        self.rows: set[tuple[str, int]] = set()
        self.edges: set[tuple[str, str, str]] = set()

    def fail(self, what: str, detail: str, *orders: Order) -> None:
        self.failures[what, detail] += 1
        self.examples.setdefault((what, detail), orders)

    def lines(self) -> Iterator[str]:
        """Every kind of failure with its first example."""
        for (what, detail), times in self.failures.most_common(8):
            yield f"{what}: {detail} ({times} times)"
            yield from (f"    {short(o)}" for o in self.examples[what, detail])


def short(o: Order) -> str:
    """Only what differs from an order of which nothing is known."""
    empty, hidden = Order(), ("terms", "units", "total", "lines", "lines_at", "taken", "manner", "placed_at")
    fields = ((name, getattr(o, name)) for name in o.__struct_fields__ if name not in hidden)
    return ", ".join(f"{name}={value}" for name, value in fields if value != getattr(empty, name))


def core(o: Order) -> Order:
    """What must not depend on the order of arrival. What we have told already does."""
    return msgspec.structs.replace(o, cases=frozenset(), lapsed=frozenset(), announced=frozenset())


def asked_again(o: Order) -> Order:
    """The same, whatever the ledger said of the pieces: one path may have asked it once more (a parcel that left after all proves that the piece
    was there; struck or come back, the piece is asked for anew), and what it says then is not the order's to know."""
    return msgspec.structs.replace(core(o), held=plus(o.held, o.short, o.promised), short=NOTHING, promised=NOTHING)


def check_orders_of_arrival(world: World, report: Report) -> None:
    """At every configuration: any two facts in either order lead to the same core, and the same fact twice is the same as once.
    Every intermediate configuration is in the graph, so all permutations and duplications follow."""
    facts = [i for i, name in enumerate(world.names) if isinstance(world.moves[name][0], Fact)]
    clocks = [i for i, name in enumerate(world.names) if name in ("lapse payment_due", "lapse ship_by")]
    cores: dict[Order, int] = {}
    nxt: list[Any] = world.next
    numbers = [cores.setdefault(core(o), len(cores)) for o in world.orders]

    def overdue(x: int, y: int) -> bool:
        """One of the two has been taken up again, its deadline is past and fires at once, and there they meet."""
        return any(nxt[x][i] >= 0 and numbers[nxt[x][i]] == numbers[y] for i in clocks)

    for n, row in enumerate(nxt):
        known = [(i, row[i]) for i in facts if row[i] >= 0]
        for x, (i, a) in enumerate(known):
            if nxt[a][i] >= 0 and nxt[a][i] != a:
                report.fail("a fact counts twice", world.names[i], world.orders[n])
            for j, b in known[x + 1:]:
                ab, ba = nxt[a][j], nxt[b][i]
                if ab < 0 or ba < 0:
                    continue
                report.counts["pairs of facts compared"] += 1
                if numbers[ab] == numbers[ba] or overdue(ab, ba) or overdue(ba, ab):
                    continue
                if asked_again(world.orders[ab]) == asked_again(world.orders[ba]):
                    report.counts["pairs of which the ledger was asked at two moments"] += 1
                else:
                    report.fail("the order of arrival matters", f"{world.names[i]} / {world.names[j]}", world.orders[n], world.orders[ab], world.orders[ba])


def check_ways_out(world: World, report: Report) -> None:
    """From every configuration the clock, the staff and our own workers alone can bring the order to rest (the channel, where it rules, when asked)."""
    inner = [i for i, name in enumerate(world.names) if name in INTERNAL]
    back: defaultdict[int, list[int]] = defaultdict(list)
    for n, row in enumerate(world.next):
        for i in inner:
            if row is not None and row[i] >= 0 and row[i] != n:
                back[row[i]].append(n)
    good = {n for n, o in enumerate(world.orders) if at_rest(o)}
    report.counts["at rest"], queue = len(good), list(good)
    while queue:
        fresh = [m for m in back[queue.pop()] if m not in good]
        good.update(fresh)
        queue += fresh
    search = WayOut(world, {world.orders[n] for n in good})
    for n, o in enumerate(world.orders):
        if n not in good and not search.finds(o):
            report.fail("no way out", f"{o.progress}/{o.funds}/{o.hold}/{o.dispute}", o)


class WayOut:
    """The same search without a ration of trouble, for configurations at the edge of what was explored."""

    def __init__(self, world: World, good: set[Order], limit: int = 3000) -> None:
        self.moves = [world.every[name][0] for name in reversed(INTERNAL)]  # our own workers first
        self.ledger, self.good, self.limit = world.ledger, good, limit
        self.lost: set[Order] = set()

    def finds(self, order: Order) -> bool:
        path, seen = [(order, self.steps(order))], {order}
        while path and len(seen) < self.limit:
            at, steps = path[-1]
            if at in self.good or at_rest(at):
                self.good.update(passed for passed, _ in path)
                return True
            after = next((o for o in steps if o not in seen and o not in self.lost), None)
            if after is None:
                path.pop()
            else:
                seen.add(after)
                path.append((after, self.steps(after)))
        if not path:
            self.lost |= seen  # everything that can be reached was seen: none of it leads to rest
        return False

    def steps(self, order: Order) -> Iterator[Order]:
        events = (instance(move, order) for move in self.moves)
        return (plain(advance(order, event, Desk(), self.ledger).order) for event in events if event is not None)


def prove(job: Job) -> Report:
    """Walk one slice to its end and check every claim."""
    began, report, part = time.perf_counter(), Report(str(job)), SLICES[job.title]
    start = [name for name in part.start if job.pays == "first" or name != "paid early"]
    world = World(job.terms, job.pays, job.troubles, part.has, start, two_lines=part.two_lines, ledger=part.ledger,
                  watch=lambda o, name, event, decision: of_step(o, name, event, decision, report.fail))
    for o in world.orders:
        of_configuration(o, report.fail)
    check_orders_of_arrival(world, report)
    check_ways_out(world, report)
    report.counts["configurations"] = len(world.orders)
    report.counts["steps"] = sum(1 for row in world.next if row for m in row if m not in (IMPOSSIBLE, BEYOND_RATION))
    report.counts["seconds"] = round(time.perf_counter() - began)
    report.rows, report.edges = world.rows_used, set(world.edges)
    return report


def never_used(used: set[tuple[str, int]]) -> list[str]:
    """Rows of the tables that no configuration ever takes."""
    return [f"{name} {number}: {[getattr(cell, '__name__', cell) for cell in row[:4]]}"
            for name, table in REGIONS.items() for number, row in enumerate(table.rows) if (name, number) not in used]


def main(whole: bool) -> int:
    reports = []
    with Pool(2) as pool:
        for report in pool.imap_unordered(prove, list(jobs(whole))[::-1]):
            reports.append(report)
            print(f"{report.title:70} {dict(report.counts)}", *(f"    {line}" for line in report.lines()), sep="\n", flush=True)
    print(*(f"row never used: {row}" for row in never_used(set().union(*(r.rows for r in reports)))), sep="\n")
    return int(any(report.failures for report in reports))


if __name__ == "__main__":
    sys.exit(main("whole" in sys.argv))
