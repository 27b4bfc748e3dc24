"""`python -m bench [NAME…] [--full] [--json]`: each trial in a process of its own, so that one leaves nothing behind for the next."""

import argparse
import json
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

from bench.figures import table
from bench.house import PYTHON, ROOT
from bench.postgres import Postgres, programs

# name → (module, does it run on PostgreSQL too?, a twentieth of the stated size, the stated size)
TRIALS: dict[str, tuple[str, str, int, int]] = {
    "decide": ("bench.decide", "sqlite", 5_000, 100_000),
    "decide_pg": ("bench.decide", "postgresql", 5_000, 100_000),
    "webhook": ("bench.webhook", "both", 5_000, 100_000),
    "notice": ("bench.notice", "both", 3_000, 60_000),
    "latency": ("bench.latency", "both", 1_000, 20_000),
    "deadlines": ("bench.deadlines", "both", 5_000, 100_000),
    "pages": ("bench.pages", "both", 50_000, 1_000_000),
    "rules": ("bench.rules", "none", 5_000, 100_000),
    "carrier": ("bench.carrier", "none", 20_000, 100_000),
    "order_file": ("bench.order_file", "sqlite", 5_000, 100_000),
    "memory": ("bench.memory", "sqlite", 5_000, 100_000),
}


def main() -> int:
    parser = argparse.ArgumentParser("python -m bench", description="The benchmarks, each beside its floor.", epilog="example: python -m bench decide --json")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(TRIALS)}; all if none is given")
    parser.add_argument("--full", action="store_true", help="the stated sizes; else a twentieth, all in under ten minutes")
    parser.add_argument("--json", action="store_true", help="a line per figure")
    chosen = parser.parse_args()
    if unknown := [name for name in chosen.names if name not in TRIALS]:
        parser.error(f"there is no benchmark {', '.join(unknown)}. There are {', '.join(TRIALS)}.")
    failed = False
    for name in chosen.names or TRIALS:
        rows: list[dict[str, Any]] = []
        for row, broken in trial(name, chosen.full):
            failed = failed or broken
            rows += [row] if row else []
            if row and chosen.json:
                print(json.dumps(row), flush=True)
        if rows and not chosen.json:
            print(table(rows) + "\n", flush=True)
    return 1 if failed else 0


def trial(name: str, full: bool) -> Iterator[tuple[dict[str, Any] | None, bool]]:
    """Its figures, and whether it broke."""
    module, databases, small, whole = TRIALS[name]
    size = whole if full else small
    if databases in ("sqlite", "both", "none"):
        yield from run(module, size, "")
    if databases in ("postgresql", "both"):
        if programs() is None:
            print(f"{name}: PostgreSQL's programs are not installed, so it is left out there", file=sys.stderr)
            return
        server = Postgres(safe=True)
        try:
            yield from run(module, size, server.url("postgres"))
        finally:
            server.stop()


def run(module: str, size: int, database: str) -> Iterator[tuple[dict[str, Any] | None, bool]]:
    done = subprocess.run([PYTHON, "-m", module, str(size), database], stdout=subprocess.PIPE, text=True, check=False, cwd=ROOT)
    for line in done.stdout.splitlines():
        if line.startswith("{"):
            yield json.loads(line), False
    if done.returncode:
        print(f"{module} broke: exit {done.returncode}", file=sys.stderr)
        yield None, True


if __name__ == "__main__":
    sys.exit(main())
