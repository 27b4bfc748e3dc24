"""A shop's own journeys from a TOML file (LIF-13): read whole, checked whole, and only then taken; every error names its line and its mend.

    format = 1
    [[journey]]                # changes a shipped row: only the keys that differ
    id = "P6"
    wait = "2 h"
    [[journey]]                # a row of the shop's own, whole; its id begins with shop-
    id = "shop-care-card"
    when = ["ParcelDelivered"]
    tell = "care_card"
    once = "order"

A row may stand in one line as well: journey = [ { id = "P6", wait = "2 h" }, … ]"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import msgspec

from todoke.rules.journey_checks import Shop, checked
from todoke.rules.journey_rows import DEFAULT, Journey

# key in the file → (field of Journey, what it must be)
KEYS: dict[str, tuple[str, str]] = {
    "id": ("id", "text"), "when": ("when", "list"), "if": ("only_if", "list"), "wait": ("wait", "text"), "still": ("still", "list"),
    "tell": ("tell", "text"), "variant": ("variant", "text"), "stop": ("stop", "list"), "once": ("once", "text"), "hours": ("hours", "yes or no"),
    "digest": ("digest", "yes or no"), "at_once_if": ("at_once_if", "list"), "folds": ("folds", "list"), "off": ("off", "yes or no"),
    "locales": ("locales", "list"), "channels": ("channels", "list"), "fresh_days": ("fresh_days", "number"), "note": ("note", "text"),
}
NEEDED = ("id", "when", "tell", "once")
LOCKED_MAY = frozenset(("id", "wait", "hours", "note", "variant", "digest", "at_once_if", "fresh_days"))


class Finding(NamedTuple):
    """One thing that must be mended before the file takes effect. `line` counts from 1."""

    rule: str
    path: str
    line: int
    severity: str
    id: str
    message: str
    mend: str

    def __str__(self) -> str:
        whose = f" in {self.id}" if self.id else ""
        return f"{self.path}:{self.line}: {self.severity} {self.rule}{whose}: {self.message}. Mend: {self.mend}."


class Entry(NamedTuple):
    """A row as the file has it, with the lines on which it stands."""

    words: dict[str, Any]
    first: int
    lines: tuple[str, ...]

    @property
    def id(self) -> str:
        return str(self.words.get("id", ""))

    def line_of(self, key: str) -> int:
        """The line of a key; of one that is missing, the row's own."""
        wanted = re.compile(rf"(^|[{{,\[])\s*\"?{re.escape(key)}\"?\s*=")
        return self.first + next((n for n, line in enumerate(self.lines) if wanted.search(line)), 0)


def read_journeys(text: str, path: str, kinds: Mapping[str, frozenset[str]], locales: tuple[str, ...],
                  shipped: tuple[Journey, ...] = DEFAULT) -> tuple[tuple[Journey, ...], tuple[Finding, ...]]:
    """(the shop's rows, nothing), or (the shipped rows, what must be mended). `kinds`: each notice and the locales that it has a template in;
    `locales`: those the shop sells in."""
    try:
        words = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return shipped, (not_toml(path, error),)
    entries = tuple(found(words, text))
    findings = [*wrong_top(words, path), *(f for entry in entries for f in wrong_keys(entry, path, shipped)), *twice(entries, path)]
    if not findings:
        rows = {row.id: row for row in shipped}
        mine = [(entry, made(entry, rows.get(entry.id))) for entry in entries]
        rows.update((row.id, row) for _, row in mine)
        shop = Shop(kinds, locales, tuple(rows.values()))
        findings = [Finding(rule, path, entry.line_of(key), "error", row.id, message, mend)
                    for entry, row in mine for rule, key, message, mend in checked(row, shop)]
        if not findings:
            return tuple(rows.values()), ()
    return shipped, tuple(sorted(findings, key=lambda finding: finding.line))


def report(findings: tuple[Finding, ...], path: str) -> str:
    """What a person gets."""
    if not findings:
        return f"{path}: valid."
    errors = "1 error" if len(findings) == 1 else f"{len(findings)} errors"
    return "\n".join([*map(str, findings), f"{path}: {errors}; nothing was changed."])


# ── where a row stands ──────────────────────────────────────────────────────────────────────────────
def found(words: Mapping[str, Any], text: str) -> Iterator[Entry]:
    rows, lines = words.get("journey", []), text.splitlines()
    places = [*headed(lines)] or [*in_braces(text)]
    for number, row in enumerate(rows if isinstance(rows, list) else []):
        first, last = places[number] if number < len(places) else (1, 1)
        yield Entry(row if isinstance(row, dict) else {}, first, tuple(lines[first - 1:last]))


def headed(lines: list[str]) -> Iterator[tuple[int, int]]:
    """(first, last line) of each [[journey]]."""
    heads = [n for n, line in enumerate(lines, 1) if re.match(r"\s*\[\[\s*journey\s*\]\]", line)]
    ends = [n - 1 for n in heads[1:]] + [len(lines)]
    return zip(heads, ends)


def in_braces(text: str) -> Iterator[tuple[int, int]]:
    """(first, last line) of each { row } of a list; braces within strings and remarks do not count."""
    bare = re.sub(r'"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'|#[^\n]*', lambda part: " " * len(part[0]), text)
    depth, first = 0, 1
    for at, sign in ((m.start(), m[0]) for m in re.finditer(r"[{}]", bare)):
        depth += 1 if sign == "{" else -1
        if sign == "{" and depth == 1:
            first = bare.count("\n", 0, at) + 1
        if sign == "}" and depth == 0:
            yield first, bare.count("\n", 0, at) + 1


# ── is it a row at all ──────────────────────────────────────────────────────────────────────────────
def not_toml(path: str, error: tomllib.TOMLDecodeError) -> Finding:
    at = re.search(r"at line (\d+)", str(error))
    reason = re.sub(r"\s*\(at [^)]*\)", "", str(error)).rstrip(".")
    message = f"this is not TOML: {reason[:1].lower()}{reason[1:]}"
    return Finding("J-TOML", path, int(at[1]) if at else 1, "error", "", message, "write it as docs/journeys.md shows")


def wrong_top(words: Mapping[str, Any], path: str) -> Iterator[Finding]:
    if words.get("format") != 1:
        yield Finding("J-KEY", path, 1, "error", "", "the file does not say which form it has", "write format = 1 at the top")
    for key in words.keys() - {"format", "journey"}:
        yield Finding("J-KEY", path, 1, "error", "", f'there is no key "{key}" at the top of the file', "take it out; rows stand under [[journey]]")


def wrong_keys(entry: Entry, path: str, shipped: tuple[Journey, ...]) -> Iterator[Finding]:
    old = next((row for row in shipped if row.id == entry.id), None)

    def wrong(key: str, message: str, mend: str, rule: str = "J-KEY") -> Finding:
        return Finding(rule, path, entry.line_of(key), "error", entry.id, message, mend)

    if old is None and not entry.id.startswith("shop-"):
        yield wrong("id", f'there is no shipped row "{entry.id}"' if entry.id else "the row has no id",
                    f"write one of {', '.join(row.id for row in shipped)}, or an id of your own that begins with shop-")
    for key, value in entry.words.items():
        if key not in KEYS:
            yield wrong(key, f'there is no key "{key}"', f"take it out; the keys are {', '.join(KEYS)}")
        elif not fits(value, KEYS[key][1]):
            yield wrong(key, f'"{key}" must be {article(KEYS[key][1])}', example(key, KEYS[key][1]))
        elif old and old.locked and key not in LOCKED_MAY:
            yield wrong(key, f'{old.id} is locked ({old.why}): "{key}" may not be changed', f'take "{key}" out; wait and wording may be changed', "J-LOCKED")
    for key in NEEDED if old is None else ():
        if key not in entry.words and key != "id":
            yield wrong(key, f'the key "{key}" is missing', f"write {example(key, KEYS[key][1]).removeprefix('write ')}")


def fits(value: Any, what: str) -> bool:
    if what == "list":
        return isinstance(value, list) and all(isinstance(one, str) for one in value)
    return isinstance(value, bool) if what == "yes or no" else type(value) is (int if what == "number" else str)


def article(what: str) -> str:
    return {"list": "a list of texts", "text": "a text", "number": "a whole number", "yes or no": "true or false"}[what]


def example(key: str, what: str) -> str:
    return "write " + {"list": f'{key} = ["…"]', "text": f'{key} = "…"', "number": f"{key} = 3", "yes or no": f"{key} = true"}[what]


def twice(entries: tuple[Entry, ...], path: str) -> Iterator[Finding]:
    seen: dict[str, int] = {}
    for entry in entries:
        if entry.id and entry.id in seen:
            yield Finding("J-TWICE", path, entry.line_of("id"), "error", entry.id, f"the id stands in line {seen[entry.id]} already",
                          "join the two, or give one another id")
        seen.setdefault(entry.id, entry.line_of("id"))


def made(entry: Entry, old: Journey | None) -> Journey:
    fresh: dict[str, Any] = {KEYS[key][0]: tuple(value) if isinstance(value, list) else value for key, value in entry.words.items()}
    return msgspec.structs.replace(old, **fresh) if old else Journey(**fresh)
