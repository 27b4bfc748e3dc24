"""The rules alone: an order of two events, placed and paid, as one delivery tells them. Best of five runs, one core."""

import json
import sys
import time
from collections.abc import Callable

from bench.bodies import order_body
from bench.figures import Figure, say
from todoke.channels.channel import Reading, Setup
from todoke.channels.plain import words
from todoke.rules.decide import Desk, advance_all
from todoke.rules.order import Order
from todoke.rules.policy import Policy

RUNS = 5


def trial(size: int) -> None:
    at = int(time.time())
    body = json.loads(json.dumps(order_body("B1", at=at)))
    reading = words.read("order_placed", body, Setup("main"))
    assert isinstance(reading, tuple) and isinstance(reading[0], Reading)
    events, desk = reading[0].events, Desk(Policy(), at, True)
    best = min(seconds(lambda: advance_all(Order(), events, desk), size) for _ in range(RUNS))
    say(Figure("rules", "order of two events", best * 1e6, "µs", None, "none"))
    best = min(seconds(lambda: words.read("order_placed", body, Setup("main")), size) for _ in range(RUNS))
    say(Figure("rules", "its delivery understood", best * 1e6, "µs", None, "none"))


def seconds(what: Callable[[], object], size: int) -> float:
    began = time.perf_counter()
    for _ in range(size):
        what()
    return (time.perf_counter() - began) / size


if __name__ == "__main__":
    trial(int(sys.argv[1]))
