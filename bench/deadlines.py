"""Deadlines: what a claim costs among very many that are open, and how fast as many come due at once are cleared. One worker."""

import sys

from bench.figures import Figure, say
from bench.inside import open_desk, part

OPEN_FOR_EACH = 100  # open deadlines for each that comes due


def trial(size: int, database: str) -> None:
    """`size`: how many come due at once; a hundred times as many are open."""
    db = "postgresql" if database else "sqlite"
    with open_desk(database, "deadlines") as house:
        part(house, "fill", str(size), "bank_transfer")
        part(house, "drain_all")
        few = part(house, "claims")
        part(house, "crowd", str(OPEN_FOR_EACH))
        many = part(house, "claims")
        cleared = part(house, "lapse_all", str(size))
    say(Figure("deadlines", f"claim, {few['open']:,} open", few["ms"], "ms", None, db))
    say(Figure("deadlines", f"claim, {many['open']:,} open", many["ms"], "ms", few["ms"], db))
    say(Figure("deadlines", f"cleared, {size:,} due at once", size / cleared["seconds"], "deadlines/s", size / cleared["floor"], db))


if __name__ == "__main__":
    trial(int(sys.argv[1]), sys.argv[2])
