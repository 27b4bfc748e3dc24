"""From the inbox to decided: journal, notices, deadlines, stock, all committed. Orders of two events a second, best of three runs."""

import sys

from bench.figures import Figure, say
from bench.house import flushes_a_second
from bench.inside import open_desk, part, side_by_side

RUNS = 3


def trial(size: int, database: str) -> None:
    floors: dict[str, float] = {}
    for workers in (1, 2) if database else (1,):
        rates: list[float] = []
        for run in range(RUNS):
            with open_desk(database, f"decide{run}") as house:
                part(house, "fill", str(size))
                rates.append(size / side_by_side(house, workers, "drain"))
                if (found := part(house, "counts")) != found | {"orders": size, "left": 0}:
                    raise RuntimeError(f"not all of {size} were decided: {found}")
                flushes = flushes_a_second(house.folder)
                if not floors:
                    floors = part(house, "floor")
        name = "decide_pg" if database else "decide"
        db = "postgresql" if database else "sqlite"
        say(Figure(name, "orders decided", max(rates), "orders/s", floors["executemany"], db, workers, flushes))
        if workers == 2:
            say(Figure(name, "orders decided, against COPY", max(rates), "orders/s", floors["copy"], db, workers, flushes))


if __name__ == "__main__":
    trial(int(sys.argv[1]), sys.argv[2])
