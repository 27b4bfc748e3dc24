"""From the inbox to decided: journal, notices, deadlines, stock, all committed. Orders of two events a second, best of three runs."""

import sys

from bench.figures import Figure, say
from bench.house import flushes_a_second
from bench.inside import Spent, open_desk, part, side_by_side

RUNS = 3


def trial(size: int, database: str) -> None:
    floors: dict[str, float] = {}
    for workers in (1, 2) if database else (1,):
        runs: list[Spent] = []
        for run in range(RUNS):
            with open_desk(database, f"decide{run}") as house:
                part(house, "fill", str(size))
                runs.append(side_by_side(house, workers, "drain"))
                if (found := part(house, "counts")) != found | {"orders": size, "left": 0}:
                    raise RuntimeError(f"not all of {size} were decided: {found}")
                flushes = flushes_a_second(house.folder)
                if not floors:
                    floors = part(house, "floor")
        name = "decide_pg" if database else "decide"
        db = "postgresql" if database else "sqlite"
        best, cpu = size / min(one.seconds for one in runs), size / min(one.cpu for one in runs)
        say(Figure(name, "orders decided", best, "orders/s", floors["executemany"], db, workers, flushes))
        say(Figure(name, "orders a CPU second of the workers", cpu, "orders/CPU s", None, db, workers))
        if workers == 2:
            say(Figure(name, "orders decided, against COPY", best, "orders/s", floors["copy"], db, workers, flushes))


if __name__ == "__main__":
    trial(int(sys.argv[1]), sys.argv[2])
