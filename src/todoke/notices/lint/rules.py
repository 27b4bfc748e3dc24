"""The rules as data: what each asks, why, where it comes from, how to mend it, and what it must and must not catch.

`phrases.toml` is the voice guide for machines (71 rules, V-…), `further.toml` holds the rules that need the page, the facts or the law (L-…),
`innocents.toml` a text for each rule that it must let pass. A new rule is a new row; only a new kind of question is new code."""

import re
import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import msgspec

HERE = Path(__file__).parent
CHANNELS = ("own", "amazon", "rakuten", "yahoo")
LANGUAGES = ("en", "ja")  # of messages, for the shop's staff

# Where the rules of each group come from. Rows of further.toml name their own.
SOURCES = {
    "SUB": "NTC-10; voice guide 1.3; 16 CFR 316.3(a)(2) for advertising",
    "PRE": "NTC-10; voice guide 1.3",
    "OPN": "voice guide 1.4, 1.5",
    "FCT": "NTC-1, NTC-5, NTC-11; voice guide 1.1, 1.6",
    "BAD": "NTC-11; voice guide 2.1, 2.2, 2.4",
    "TRU": "NTC-5; voice guide 2.3",
    "TON": "NTC-1; voice guide 1.2",
    "STP": "NTC-11; voice guide 1.1",
    "MON": "NTC-1, NTC-2; voice guide 3",
    "ADV": "NTC-11; 16 CFR 316.3(a)(2); 景品表示法 告示47号 (paid reviews)",
    "AMZ": "CHN-7; Amazon, Communication Guidelines",
    "MAL": "CHN-7; Rakuten, rules for shops' mails; Yahoo! Shopping is held as strictly",
    "LAY": "voice guide 1.7",
}
Level = Literal["stop", "warn"]


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"excepted": "except"}):
    """One rule. `where` is the part it looks at, `test` the question asked of it, with `words`, `pattern`, `then`, `arg`, `filter` as its
    terms; kinds, locales and channels narrow it (`@group`, `*`; no channels: all). bad: what it must catch."""

    id: str
    where: str
    test: str
    level: Level
    message: dict[str, str]
    mend: dict[str, str]
    locales: tuple[str, ...] = ("*",)
    kinds: tuple[str, ...] = ("*",)
    channels: tuple[str, ...] = ()
    words: str = ""
    pattern: str = ""
    then: str = ""
    filter: str = ""
    arg: int | dict[str, int] = 0
    case: bool = False
    below_grade: int = 9
    excepted: tuple[str, ...] = ()
    source: str = ""
    bad: dict[str, str] = {}
    bad_kind: str = ""
    bad_channel: str = ""
    bad_times: int = 1

    @property
    def severity(self) -> str:
        return "error" if self.level == "stop" else "warning"

    @property
    def origin(self) -> str:
        """Where the rule comes from."""
        return self.source or SOURCES[self.id.split("-")[1]]

    def limit(self, locale: str) -> int:
        return self.arg.get(locale, 0) if isinstance(self.arg, dict) else self.arg


class Book(msgspec.Struct, frozen=True):
    """Everything the lint knows: the rules by id, the groups of kinds, how much apology a grade carries, the lists of words, sayings in Japanese."""

    rules: dict[str, Rule]
    groups: dict[str, frozenset[str]]
    grades: dict[str, int]
    budget: dict[int, tuple[int, int]]
    words: dict[str, dict[str, tuple[str, ...]]]
    said: dict[str, str]  # what a kind must say in words → the same in Japanese

    def kinds_of(self, rule: Rule) -> frozenset[str] | None:
        """The kinds that the rule is about; None: every kind."""
        if "*" in rule.kinds:
            return None
        return frozenset(kind for name in rule.kinds for kind in (self.groups[name[1:]] if name.startswith("@") else (name,)))

    def holds(self, rule: Rule, kind: str, locale: str, channel: str) -> bool:
        """Is the rule asked of such a text?"""
        kinds = self.kinds_of(rule)
        wanted = (kinds is None or kind in kinds) and ("*" in rule.locales or locale in rule.locales)
        return wanted and (not rule.channels or channel in rule.channels) and self.grades.get(kind, 1) < rule.below_grade

    def apologies(self, kind: str) -> tuple[int, int] | None:
        """The fewest and the most apologies that a text of the kind holds; None for a kind without a grade."""
        return self.budget[self.grades[kind]] if kind in self.grades else None


@lru_cache(maxsize=1)
def book() -> Book:
    """Read once. Raises what the files' readers raise: they are the project's own."""
    told, further = _toml("phrases"), _toml("further")
    rules = [msgspec.convert(row, Rule) for row in (*told["rule"], *further["rule"])]
    words = {**told["words"], **further["words"]}
    more = further["more"]
    return Book(
        {rule.id: rule for rule in rules},
        {name: frozenset(kinds) for name, kinds in told["group"].items()},
        told["grade"],
        {int(grade): (least, most) for grade, (least, most) in told["budget"].items()},
        {name: {locale: (*patterns, *more.get(name, {}).get(locale, ())) for locale, patterns in lists.items()} for name, lists in words.items()},
        further["said"],
    )


def innocents() -> dict[str, dict[str, str]]:
    """Rule → locale → a text that it must let pass."""
    found: dict[str, dict[str, str]] = _toml("innocents")
    return found


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads((HERE / f"{name}.toml").read_text(encoding="utf-8"))


# ── expressions ─────────────────────────────────────────────────────────────────────────────────────
@lru_cache(maxsize=512)
def expressions(words: str, pattern: str, locale: str, *, case: bool = False) -> tuple[re.Pattern[str], ...]:
    """A rule's terms, compiled: a list of words of the locale, or one pattern. Those without a back-reference are joined into one."""
    sources = book().words[words].get(locale, ()) if words else (pattern,)
    flags = re.MULTILINE if case else re.IGNORECASE | re.MULTILINE
    alone = [source for source in sources if re.search(r"\\[1-9]", source)]
    joined = "|".join(f"(?:{source})" for source in sources if source not in alone)
    return tuple(re.compile(source, flags) for source in (*alone, *([joined] if joined else [])))


def expressions_of(rule: Rule, locale: str) -> tuple[re.Pattern[str], ...]:
    return expressions(rule.words, rule.pattern, locale, case=rule.case)
