"""The rules about facts: what a kind must state is stated on every path, and every language states what another one does (NTC-11)."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from todoke.notices.catalogue import About, Catalogue, Fact, Manner
from todoke.notices.lint.draft import Draft
from todoke.notices.lint.findings import Hit, hit
from todoke.notices.lint.judging import Letter
from todoke.notices.lint.names import Names, Shown
from todoke.notices.lint.readings import told
from todoke.notices.lint.rules import book
from todoke.notices.lint.worlds import ALIASES, World
from todoke.notices.render import Rendered, holds, missing_facts, values


class Known(Catalogue):
    """A catalogue that knows one kind's about.toml, wherever it comes from."""

    def __init__(self, about: About) -> None:
        super().__init__(Path())
        self.known = about

    def about(self, kind: str) -> About:
        return self.known


# What a marketplace does not let a text state (CHN-7)
NOT_THERE = {
    "amazon": ("support.", "alternatives.", "stockout.cancelled_at"),
    "rakuten": ("support.email", "alternatives.url"),
    "yahoo": ("support.email", "alternatives.url"),
}


def of_channel(about: About, channel: str) -> About:
    """What must be stated there: on a marketplace no link and no way around it."""
    if channel == "own":
        return about
    kept = (fact for fact in about.fact if fact.manner != "link" and not fact.name.startswith(NOT_THERE[channel]))
    return msgspec.structs.replace(about, fact=tuple(kept))


def missing(draft: Draft, about: About, letters: list[Letter]) -> Iterator[Hit]:
    """Every fact that some order has, the kind must state, and the letter does not."""
    known, named = Known(about), dict[str, World]()
    for letter in letters:
        for name in not_said(known, draft, letter) if letter.page is None or letter.page.is_bounded else ():
            named.setdefault(name, letter.world)
    manners: dict[str, str] = {fact.name: fact.manner for fact in about.fact}
    for name, world in named.items():
        yield Hit(book().rules["V-FCT-1"], place_of(name, draft), f"{name}; {world}", _mend(name, manners.get(name, "")))


_FILTERS = {
    "money": " | money",
    "day": ' | date: format: "day"',
    "day_time": ' | date: format: "day_time"',
    "deadline": ' | date: format: "deadline"',
    "address": " | format_address",
    "name": " | person",
}
_WRITE = {"en": "Write {}, inside no condition but one on itself.", "ja": "{}を、どの注文でも出る場所に書いてください。"}
_SAY = {"en": "Say {}.", "ja": "{}を書いてください。"}


def _mend(name: str, manner: str) -> dict[str, str]:
    if not manner:
        return {"en": _SAY["en"].format(name), "ja": _SAY["ja"].format(book().said.get(name, name))}
    return {language: said.format(f"{{{{ {name}{_FILTERS.get(manner, '')} }}}}") for language, said in _WRITE.items()}


def not_said(known: Catalogue, draft: Draft, letter: Letter) -> list[str]:
    text, page = letter.reading.text.text, letter.reading.page.text
    shown = "html" if draft.is_html else "text"
    rendered = Rendered(letter.reading.subject.text, "", text, page, draft.locale)
    names = missing_facts(draft.kind, letter.world.facts, rendered, of=known)
    return [name.removesuffix(f" ({shown})") for name in names if name.endswith(f" ({shown})")]


def place_of(name: str, draft: Draft) -> int:
    """Where the fact is named, in a branch perhaps; else where the body begins."""
    others = [theirs for theirs, ours in ALIASES.items() if ours == name]
    for wanted in (name, ".".join(name.split(".")[-2:]), *others, f".{name.split('.')[-1]}"):
        found = re.search(rf"(?<![\w.]){re.escape(wanted)}\b" if not wanted.startswith(".") else re.escape(wanted) + r"\b", draft.body)
        if found and " " not in name:
            return draft.line_at(found.start())
    return draft.line_of("body")


# ── languages beside each other ─────────────────────────────────────────────────────────────────────
LEAST = 3  # characters of a value that is looked for in another language; shorter ones stand there by chance
FREE = frozenset((
    "shop.name", "shop.short_name", "shop.url", "shop.signature", "shop.email", "support.email", "support.phone", "support.hours", "staff.name",
    "shop.bank_account.type", "shop.bank_account.swift", "shop.bank_account.branch", "customer", "order.purchase_number",
))  # fmt: skip


class Language(NamedTuple):
    """A text with its names and letters. Texts of one kind are read on the same orders, in the same sequence."""

    draft: Draft
    names: Names
    letters: list[Letter]


def unlike(mine: Language, other: Language, about: About) -> Iterator[Hit]:
    """What the other language states of the same orders, and this one does not: one finding for all of it."""
    facts = [fact for shown in other.names.shown if (fact := as_fact(shown)) is not None]
    known = Known(About("standard", 0, True, (), fact=tuple(dict.fromkeys(facts))))
    named: dict[str, World] = {}
    for here, there in zip(mine.letters, other.letters):
        if here.world.shape != "many_lines":
            lost = set(not_said(known, mine.draft, here)) - set(not_said(known, other.draft, there)) - free(about, here.world, mine.draft.locale)
            for fact in known.known.fact:
                if fact.name in lost and all(_is_told(fact, one.world, of.locale) for one, of in ((here, mine.draft), (there, other.draft))):
                    named.setdefault(fact.name, here.world)
    if named:
        first = next(iter(named))
        yield hit("V-FCT-8", place_of(first, mine.draft), f"{', '.join(named)}: {other.draft.locale}; {named[first]}")


def free(about: About, world: World, locale: str) -> set[str]:
    """Facts that a language may state and another one not: the shop's own lines, and what the kind asks for under conditions that do not hold."""
    facts = told(world.facts, locale)
    asked = {fact.name for fact in about.fact if all(holds(condition, facts) for condition in fact.when)}
    return {*FREE, *book().rules["V-FCT-8"].excepted, *(fact.name for fact in about.fact if fact.name not in asked)}


def as_fact(shown: Shown) -> Fact | None:
    """The shown value as a fact that must be stated; None for what is no fact of its own."""
    path = ALIASES.get(shown.path, shown.path)
    if not path or path.startswith("notice."):
        return None
    return Fact(path, _manner(shown))


def _manner(shown: Shown) -> Manner:
    for one in shown.filters:
        if one.startswith("money"):
            return "money"
        if one.startswith("date"):
            return _FORMS.get(shown.form, "day")
        if one.startswith("format_address"):
            return "address"
    return "paragraph" if shown.path.endswith("text") else "text"


_FORMS: Mapping[str, Manner] = {"deadline": "deadline", "day_time": "day_time"}


def _is_told(fact: Fact, world: World, locale: str) -> bool:
    """Has the order a value there that is long enough to be looked for?"""
    found: list[Any] = list(values(fact.name, told(world.facts, locale)))
    if fact.manner in ("money", "day", "deadline", "day_time"):
        return bool(found) and all(type(value) is int for value in found)
    if fact.manner == "address":
        return bool(found)
    return bool(found) and all(isinstance(value, str) and len(value) >= LEAST for value in found)
