"""A process of its own that moves goods from one order to another, a piece at a time: `python -m tests.desk.mover GIVER TAKER TIMES [killed]`.

`killed`: it dies in the middle of its last act, when the orders are written and the commit has not come."""

import os
import sys
import time
from pathlib import Path
from typing import Any

import django

django.setup()

from todoke.desk import advance  # noqa: E402  not before Django is set up
from todoke.desk.moving import Wanted, move  # noqa: E402
from todoke.orders.models import Order  # noqa: E402
from todoke.rules.figures import unsent  # noqa: E402
from todoke.rules.order import decoder  # noqa: E402

WRITTEN = advance.put_back


def dies(*given: Any) -> None:
    WRITTEN(*given)
    os._exit(9)


def both_ready(giver: str, taker: str) -> None:
    """Two begin in the same moment, however long each took to start."""
    Path(f"{giver}.ready").touch()
    while not Path(f"{taker}.ready").exists():
        time.sleep(0.005)


def main(giver: str, taker: str, times: int, killed: bool) -> None:
    both_ready(giver, taker)
    for n in range(times):
        if killed and n == times - 1:
            advance.put_back = dies
        one, other = Order.objects.get(number=giver), Order.objects.get(number=taker)
        line = unsent(decoder.decode(one.state))[0][0]
        done = move(one, other, Wanted(((line, 1),)), by="staff:1", now=one.heard_at + 60 + n, key=f"{n:04}{giver}{taker}".ljust(16, "0"))
        assert done.other, done.refused


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), "killed" in sys.argv)
