"""The tables as a page to read (docs/lives.md) and the shapes as JSON Schema (docs/schema/): drawn from the code, never by hand."""

import inspect
import json
import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import msgspec

from todoke.rules import effects as ef
from todoke.rules import events as ev
from todoke.rules import order as om
from todoke.rules.conditions import CONDITIONS
from todoke.rules.duties import ROWS, Deadline
from todoke.rules.effects import Effect
from todoke.rules.journey_rows import DEFAULT, Journey
from todoke.rules.order_life import ANY, ENDED, EVERY_ANSWER, EVERY_FACT, EVERY_WISH, HEARD, NOT_ALL_SENT, REGIONS, RUNNING
from todoke.rules.rungs import rung
from todoke.rules.table import ANYTHING, SAME, Later, Refused, Table, Written, many

HEAD = """# The lives of an order

Drawn from the tables by `make docs`; a test fails while this page is older than they are. Change the tables, not this page.

An order is in four states at once. Each region has a table, read from top to bottom: the first row that fits is taken. `progress` moves first,
the others see where it has come to. Facts are never refused; a wish may be, always with the sentence that stands here.

"""
REGION_WORDS = {
    "progress": "Where the order stands between buyer and shop.",
    "hold": "What keeps it from going on: a request to cancel, a suspicion.",
    "dispute": "Whether buyer and shop argue before somebody else.",
    "funds": "Where the money is. It is arithmetic: after every event, the first line that is true.",
}
GROUPS = {ANY: "any", HEARD: "any but unheard", RUNNING: "every open state", ENDED: "completed, closed", NOT_ALL_SENT: "every state before all has left"}
FAMILIES = {EVERY_FACT: "any other fact", EVERY_WISH: "any other wish", EVERY_ANSWER: "any other answer"}
AS_FACTS_CARRY = "as far as the facts carry"


def lives() -> str:
    """docs/lives.md."""
    regions = [part for table in REGIONS.values() for part in (f"## {table.name}\n\n{REGION_WORDS[table.name]}\n", diagram(table), rows_of(table))]
    return HEAD + "\n".join([*regions, deadlines(), journeys(), conditions(), effects(), what_happens()])


def table_of(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in line) + " |" for line in lines) + "\n"


# ── the four tables ─────────────────────────────────────────────────────────────────────────────────
def rows_of(table: Table) -> str:
    return table_of(("no.", "when it is", "and this happens", "only if", "it becomes", "and we"),
                    ((str(number), *cells(table, row)) for number, row in enumerate(table.rows)))


def cells(table: Table, row: Written) -> tuple[str, ...]:
    when, happens, only_if, becomes, effects = row
    return states(table, many(when)), happening(happens), sentence(only_if), target(becomes), ", ".join(map(effect, effects))


def states(table: Table, when: tuple[str, ...]) -> str:
    if when == table.states:
        return "any"
    return GROUPS.get(when) or ", ".join(when)


def happening(cell: Any) -> str:
    if cell == ANYTHING:
        return "anything"
    return FAMILIES.get(cell) or ", ".join(name if isinstance(name, str) else name.__name__ for name in many(cell))


def sentence(guard: Callable[..., Any] | None) -> str:
    """A question's docstring; where it has none, its name says it."""
    return (inspect.getdoc(guard) or guard.__name__.replace("_", " ")) if guard else ""


def target(becomes: Any) -> str:
    if isinstance(becomes, Later):
        return f"later: “{becomes.reason}”"
    if isinstance(becomes, Refused):
        return f"refused: “{becomes.reason}”"
    return "stays" if becomes == SAME else AS_FACTS_CARRY if becomes is rung else str(becomes)


def effect(one: Effect) -> str:
    words = ", ".join(str(getattr(one, field)) for field in one.__struct_fields__)
    return f"{type(one).__name__}({words})" if words else type(one).__name__


def diagram(table: Table) -> str:
    """Every arrow that the table can take. Where the facts say how far it goes, the arrow leads over a fork."""
    arrows: dict[tuple[str, str], list[str]] = {}
    for when, happens, _, becomes, _ in table.rows:
        to = "facts" if becomes is rung else becomes if isinstance(becomes, str) else SAME
        for state in many(when):
            if to not in (SAME, state):
                arrows.setdefault((state, to), []).extend(happening(happens).split(", "))
    lines = [f"    {a} --> {b} : {', '.join(dict.fromkeys(words))}" for (a, b), words in sorted(arrows.items())]
    fork = [f"    facts --> {state}" for state in table.states] if any(b == "facts" for _, b in arrows) else []
    start = [*(["    state facts <<choice>>"] if fork else []), f"    [*] --> {table.states[0]}"]
    return "\n".join(["```mermaid", "stateDiagram-v2", *start, *lines, *fork, "```", ""])


# ── deadlines, journeys, words ──────────────────────────────────────────────────────────────────────
def deadlines() -> str:
    heads = ("deadline", "runs while", "counts from", "length", "when it lapses", "more time by", "calls again after", "remarks")
    return ("## Deadlines\n\nThey run while their reason holds, and stop with it. A shop may set each length.\n\n"
            + table_of(heads, map(deadline, ROWS)))


def deadline(row: Deadline) -> tuple[str, ...]:
    remarks = [text for holds, text in ((row.decides, "decides"), (row.once, "speaks once"), (row.shown, "the buyer sees it")) if holds]
    reckoned = row.length if row.reckon.__name__ == "forward" else f"{row.length}; {reckoning(row)}"
    return (row.kind, sentence(row.runs_while), row.counts_from.__name__.replace("_", " "), reckoned, ", ".join(map(effect, row.lapse)), row.extend,
            row.again, ", ".join(remarks))


def reckoning(row: Deadline) -> str:
    return (inspect.getdoc(row.reckon) or row.reckon.__name__.replace("_", " ")).rstrip(".")


def journeys() -> str:
    heads = ("row", "when", "only if", "wait", "still", "tells", "stopped by", "once per", "why")
    return ("## What is told\n\nA shop may change these rows (docs/journeys.md).\n\n" + table_of(heads, map(journey, DEFAULT)))


def journey(row: Journey) -> tuple[str, ...]:
    told = f"{row.tell} ({row.variant})" if row.variant else row.tell
    wait = f"{row.wait}, in opening hours" if row.hours and row.wait != "opening" else row.wait
    return (row.id, ", ".join(row.when), ", ".join(row.only_if), wait, ", ".join(row.still), told, ", ".join(row.stop), row.once, row.why)


def conditions() -> str:
    return ("## Conditions\n\nA journey's row may ask these, alone or after “not”.\n\n"
            + table_of(("condition", "true when"), ((name, condition_words(name)) for name in sorted(CONDITIONS))))


def condition_words(name: str) -> str:
    return inspect.getdoc(CONDITIONS[name]) or name.replace("_", " ")


def effects() -> str:
    return ("## What is asked for\n\n" + table_of(("effect", "what it asks"), ((name, described(found)) for name, found in ef.EFFECTS.items())))


def what_happens() -> str:
    return ("## Everything that can happen\n\n" + table_of(("event", "family", "what it says", "fields"), map(happens_row, ev.EVENTS.values())))


def happens_row(found: type[ev.Event]) -> tuple[str, ...]:
    family = next(name for name in ("Fact", "Wish", "Lapse", "Answer") if issubclass(found, getattr(ev, name)))
    return found.__name__, family.lower(), described(found), ", ".join(field for field in found.__struct_fields__ if field != "at")


def described(found: type[Any]) -> str:
    return re.sub(r"\s+", " ", inspect.getdoc(found) or "")


# ── shapes ──────────────────────────────────────────────────────────────────────────────────────────
def schema() -> dict[str, str]:
    """file name in docs/schema/ → its text. `version` is that of the shapes; raise it when versions.breaks says so."""
    return {"events.json": written(ev.VERSION, tuple(ev.EVENTS.values())), "order.json": written(om.VERSION, (om.Order,))}


def first_of_version() -> tuple[str, str]:
    """The shapes as they were when this version began: (file name, text). Written once for each version, and then left alone."""
    return f"events-{ev.VERSION}.json", schema()["events.json"]


def written(version: int, types: tuple[type[Any], ...]) -> str:
    _, shapes = msgspec.json.schema_components(types)
    words = {"$schema": "https://json-schema.org/draft/2020-12/schema", "version": version, "shapes": shapes}
    return json.dumps(words, indent=1, sort_keys=True, ensure_ascii=False).replace("#/$defs/", "#/shapes/") + "\n"
