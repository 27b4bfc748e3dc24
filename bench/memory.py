"""A worker that empties a full inbox: how much memory it takes at the most. Notices are caught, not sent away."""

import os
import sys

from bench.figures import Figure, say
from bench.inside import open_desk, part

LIMIT_MB = 200


def trial(size: int, database: str) -> None:
    db = "postgresql" if database else "sqlite"
    with open_desk(database, "memory") as house:
        part(house, "fill", str(size))
        worker = house.start("-m", "bench.todoke", "work", "--until-idle", log="worker.log")
        _, status, used = os.wait4(worker.pid, 0)
        worker.returncode = os.waitstatus_to_exitcode(status)
        if worker.returncode or part(house, "counts")["orders"] != size:
            raise RuntimeError(f"the worker ended with {worker.returncode}")
    peak = used.ru_maxrss / 1024
    say(Figure("memory", f"worker, {size:,} events", peak, "MB", None, db))
    if peak > LIMIT_MB:
        raise RuntimeError(f"{peak:.0f} MB is more than {LIMIT_MB}")


if __name__ == "__main__":
    trial(int(sys.argv[1]), sys.argv[2])
