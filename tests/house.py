"""A desk for the stories: the benchmarks' own, whose single commands come from the process that stands by."""

import json
from pathlib import Path

from bench.house import House as Slow
from bench.house import Said
from tests.spare import todoke


class House(Slow):
    """Workers and web servers are processes of their own, as they are there."""

    def todoke(self, *words: str, now: str = "", given: str = "") -> Said:
        said = todoke([*words, "--json"], Path.cwd(), self.env | ({"TODOKE_NOW": now} if now else {}), given)
        return Said(said.status, [json.loads(line) for line in said.out.splitlines() if line.startswith("{")], said.err)
