"""What the lint says of one place in one file."""

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from todoke.notices.lint.rules import Rule, book


class Finding(NamedTuple):
    """line counts from the file's first line, front matter included; severity: error (keeps a text from going live) or warning."""

    rule: str
    path: str
    line: int
    severity: str
    message: str
    mend: str


class Hit(NamedTuple):
    """A rule that is broken at a line. about: what was found there, in the text's own words; mend: a nearer one than the rule's own,
    for each language; severity: another than the rule's own."""

    rule: Rule
    line: int
    about: str = ""
    mend: Mapping[str, str] = {}
    severity: str = ""


def hit(rule: str, line: int, about: str = "", *, severity: str = "") -> Hit:
    return Hit(book().rules[rule], line, about, {}, severity)


def finding(path: Path | str, found: Hit, language: str) -> Finding:
    message, rule = found.rule.message[language], found.rule
    about = f" ({found.about})" if language == "en" else f"（{in_japanese(found.about)}）"
    said = message if not found.about else message.rstrip(".。") + about + ("." if language == "en" else "。")
    return Finding(rule.id, str(path), found.line, found.severity or rule.severity, said, found.mend.get(language) or rule.mend[language])


def in_japanese(about: str) -> str:
    """What must be said in words has a name in each language; names of facts have one."""
    name, sign, rest = about.partition("; ")
    return f"{book().said.get(name, name)}{sign}{rest}"
