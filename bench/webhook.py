"""Signed deliveries over HTTP, proven and safe on disk before they are answered; two server processes, best of two runs by rate."""

import json
import sys
from typing import Any

from bench.figures import Figure, say
from bench.house import House, flushes_a_second, free_port
from bench.inside import open_desk, part

CONNECTIONS, RUNS = 32, 2


def trial(size: int, database: str) -> None:
    db = "postgresql" if database else "sqlite"
    with open_desk(database, "webhook") as house:
        floor = measured(house, "bench.nothing", size, 1)
        runs = [measured(house, "todoke.wsgi", size, 1 + size * run) for run in range(RUNS)]
        stored = part(house, "counts")["left"]
        if stored != size * RUNS or any(run["statuses"] != {"200": size} for run in runs):
            raise RuntimeError(f"{stored} stored of {size * RUNS}: {[run['statuses'] for run in runs]}")
        best, flushes = max(runs, key=lambda run: run["rate"]), flushes_a_second(house.folder)
    say(Figure("webhook", "accepted", best["rate"], "requests/s", floor["rate"], db, 2, flushes))
    say(Figure("webhook", "p50", best["p50"] * 1000, "ms", floor["p50"] * 1000, db, 2, flushes))
    say(Figure("webhook", "p99", best["p99"] * 1000, "ms", floor["p99"] * 1000, db, 2, flushes))


def measured(house: House, application: str, size: int, first: int) -> Any:
    port = free_port()
    web = house.web(port, 2, application)
    try:
        return part(house, json.dumps({"port": port, "requests": size, "connections": CONNECTIONS, "first": first}), module="bench.load")
    finally:
        house.end(web)


if __name__ == "__main__":
    trial(int(sys.argv[1]), sys.argv[2])
