"""A figure: what was measured, beside the floor of the same run."""

import json
import sys
from collections.abc import Iterable
from typing import Any, NamedTuple


class Figure(NamedTuple):
    """`floor`: the raw cost of the same rows, requests or mails on this machine; `ratio` = value ÷ floor, for rates only."""

    bench: str
    figure: str
    value: float
    unit: str
    floor: float | None = None
    db: str = "sqlite"
    workers: int = 1
    flushes: int | None = None  # of the disk, a second

    def row(self) -> dict[str, Any]:
        ratio = round(self.value / self.floor, 3) if self.floor and self.unit.endswith("/s") else None
        flushes = {} if self.flushes is None else {"flushes": self.flushes}
        return {"bench": self.bench, "figure": self.figure, "value": round(self.value, 3), "unit": self.unit,
                "floor": None if self.floor is None else round(self.floor, 3), "ratio": ratio, "db": self.db, "workers": self.workers, **flushes}


def say(figure: Figure) -> None:
    """One JSON object a line: how a trial tells the one who started it."""
    sys.stdout.write(json.dumps(figure.row()) + "\n")
    sys.stdout.flush()


COLUMNS = ("bench", "figure", "value", "unit", "floor", "ratio", "db", "workers", "flushes")


def table(rows: Iterable[dict[str, Any]]) -> str:
    """For people."""
    cells = [COLUMNS, *(tuple(shown(row.get(column)) for column in COLUMNS) for row in rows)]
    widths = [max(len(row[at]) for row in cells) for at in range(len(COLUMNS))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip() for row in cells)


def shown(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:,.0f}" if value >= 100 else f"{value:g}"
    return "" if value is None else str(value)
