"""What stands beside a text that is being written: how a buyer would see it, what it must state, what the lint says, whether it may go live."""

import re
import unicodedata
from collections.abc import Iterator
from itertools import groupby
from typing import Any, NamedTuple

from todoke.console import naming
from todoke.console.doors import OWNER, DeskRequest
from todoke.console.find import names
from todoke.console.notice_open import Choice, Open, recent
from todoke.console.saying import language, say
from todoke.console.today import NAME
from todoke.desk.looking import Look, On, look, shapes_of
from todoke.desk.publishing import count, findings
from todoke.desk.texts import texts_of
from todoke.due.clock import now
from todoke.notices.lint.findings import Finding
from todoke.rules.people import Contact
from todoke.shops.models import Shop

MOST_SEEN = 30  # full-width characters of a subject that a phone shows (NTC-10)


# ── as a buyer would see it ─────────────────────────────────────────────────────────────────────────
class Subject(NamedTuple):
    """A subject with its width: so many full-width characters; `seen`: what a phone shows of one that is longer."""

    text: str
    width: str
    seen: str


def subject_of(text: str) -> Subject:
    seen, width = "", 0.0
    for letter in text:
        width += 1 if unicodedata.east_asian_width(letter) in "WF" else 0.5
        seen += letter if width <= MOST_SEEN else ""
    return Subject(text, f"{width:g}", "" if seen == text else seen)


def seen(request: DeskRequest, at: Open, on: On, dark: bool) -> dict[str, Any]:
    """The previews, the subject, the text, the facts; or the fault that stands in the way."""
    found = look(at.key, at.source, on, now())
    told = found.rendered
    ask = f"of={at.name}&on={chosen(on)}&variant={on.variant}&scheme={'dark' if dark else 'light'}&t={at.unsaved.at if at.unsaved else 0}-{len(at.source)}"
    return {
        "at": at,
        "look": found,
        "subject": subject_of(told.subject) if told else None,
        "other": subject_of(told.other_subject) if told and told.other_subject else None,
        "frame": f"{at.path}/html?{ask}",
        "size": f"{len(told.html.encode()) / 1000:.0f}" if told else "",
        **facts_of(found),
        "dark": dark,
    }


def facts_of(found: Look) -> dict[str, Any]:
    """Those that the order has come first; what is not said before all."""
    order = {"missing": 0, "said": 1, "none": 2}
    rows = sorted(found.facts, key=lambda fact: order[fact[1]])
    said = sum(state == "said" for _, state in rows)
    return {"facts": rows, "facts_said": said, "facts_all": said + sum(state == "missing" for _, state in rows)}


def chosen(on: On) -> str:
    return f"order:{on.order.pk}" if on.order else on.shape


def choices(shop: Shop, kind: str, on: On) -> dict[str, Any]:
    """What it can be looked at on."""
    orders = recent(shop, on.order)
    people = names(shop, orders)
    variants = texts_of(shop).about(kind).variants
    return {
        "shapes": [Choice(shape, say(f"sample_shapes.{shape}"), on.order is None and shape == on.shape) for shape in shapes_of(kind)],
        "orders": [Choice(f"order:{one.pk}", f"{one}　{name_in(people.get(one.pk, ''))}", one == on.order) for one in orders],
        "variants": [Choice(one, naming.heading("variants", one), one == on.variant) for one in variants],
    }


def name_in(data: str) -> str:
    who = NAME.decode(data) if data else Contact()
    return who.name or f"{who.family_name} {who.given_name}".strip()


# ── what the lint says ──────────────────────────────────────────────────────────────────────────────
class Found(NamedTuple):
    """What one rule finds at one line, with that line. `mends`: of several findings, each names what it is about."""

    finding: Finding
    quoted: str
    said: str
    mends: list[str]

    @property
    def must(self) -> bool:
        return self.finding.severity == "error"


def around(line: str, message: str) -> str:
    """The line, from a little before the words that the finding names: what is wrong with a long one stands far to the right."""
    line = line.strip()
    named = next((words[1] for words in NAMED.finditer(message) if words[1] in line), "")
    begin = max(0, line.find(named) - BEFORE) if named else 0
    return f"{'…' if begin else ''}{line[begin : begin + QUOTED]}"


BEFORE, QUOTED = 40, 200  # characters of a line that are quoted before the words named, and in all
NAMED = re.compile(r"[(（]([^;)）]+)")  # (so, so) · （order.nubmer; plain）


def grouped(found: list[Finding], lines: list[str]) -> Iterator[Found]:
    """Twenty facts that a pasted page does not state are one thing to mend, and not twenty headings."""
    for _, alike in groupby(sorted(found, key=lambda one: (one.severity, one.line, one.rule)), lambda one: (one.severity, one.line, one.rule)):
        rows = list(alike)
        quoted = around(lines[rows[0].line - 1], rows[0].message) if 0 < rows[0].line <= len(lines) else ""
        begin = common([one.message for one in rows]) if len(rows) > 1 else ""
        stem = OPENED.sub("", begin)
        if stem == begin or len({one.mend for one in rows}) < len(rows):  # they differ in more than in what they name, or not in their mends
            yield from (Found(one, quoted, one.message, []) for one in rows)
        else:
            yield Found(rows[0], quoted, stem, [one.mend for one in rows])


def common(texts: list[str]) -> str:
    """How all of them begin."""
    low, high = min(texts), max(texts)
    return low[: next((at for at, (one, other) in enumerate(zip(low, high)) if one != other), len(low))]


OPENED = re.compile(r"\s*[(（][^(（]*$")


def judged(request: DeskRequest, at: Open) -> dict[str, Any]:
    """Every finding, those that must be mended first, and whether the text may go live."""
    found = findings(at.key, at.source, language())
    total = count(found)
    return {"at": at, "read": True, "found": list(grouped(found, at.source.split("\n"))), "count": total, **gate(request, at, total.errors)}


def gate(request: DeskRequest, at: Open, errors: int) -> dict[str, Any]:
    """Why it cannot be published, in one sentence; nothing: it can."""
    live = at.live
    if request.member.role != OWNER:
        return {"shut": say("editor.cannot_owner"), "shut_late": False}
    if errors:
        return {"shut": say("editor.cannot_errors", n=errors), "shut_late": True}
    same = live is not None and at.unsaved is None and at.version == live.version
    return {"shut": say("editor.cannot_same") if same else "", "shut_late": False}
