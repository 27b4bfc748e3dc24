"""The benchmarks speak as other programs expect it; what they measure is never a test."""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_a_benchmark_gives_a_line_per_figure() -> None:
    """CMD-19, agreement 13: the agreed names, exit 0, and nothing else on standard output."""
    said = subprocess.run([sys.executable, "-m", "bench", "rules", "--json"], cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)

    rows = [json.loads(line) for line in said.stdout.splitlines()]

    assert said.returncode == 0 and rows
    assert all(set(row) >= {"bench", "figure", "value", "unit", "floor", "ratio", "db", "workers"} for row in rows)


def test_an_unknown_benchmark_names_those_that_there_are() -> None:
    """CMD-19: wrong usage is exit 2, with the mend."""
    said = subprocess.run([sys.executable, "-m", "bench", "speed"], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)

    assert said.returncode == 2 and "decide" in said.stderr
