"""The rules about words, asked of everything that a draft may say: of each order's letter, and of what no order shows."""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from todoke.notices.lint.draft import Draft
from todoke.notices.lint.findings import Hit
from todoke.notices.lint.marks import Said
from todoke.notices.lint.names import Names
from todoke.notices.lint.pages import Page
from todoke.notices.lint.questions import MISSING, QUESTIONS, Asking, Question, Span, forbid
from todoke.notices.lint.readings import Reading
from todoke.notices.lint.rules import Rule
from todoke.notices.lint.worlds import World

# Rules about signs: what the facts bring is the buyer's or the goods' own
WRITTEN_ONLY = frozenset(("V-LAY-5", "V-LAY-6", "V-LAY-7", "V-TON-9"))
# Of a page the words are judged; lines and lengths are the mail program's there
OF_PAGES = frozenset(("forbid", "require", "budget", "before", "within", "card_number", "share", "max_count", "typed"))


# A first line that only greets; what is asked of the rest of a letter is not asked of it
GREETING = re.compile(r"様$|御中$|^お客様$|^(hello|hi|dear)\b[^.]*$|您好|^尊敬的|^亲爱的|^здравствуйте|^уважаем|^добрый день", re.IGNORECASE)
# An order of 200 lines says nothing of how long a sentence is
OF_LENGTH = ("max_sentence", "max_paragraph")


class Letter(NamedTuple):
    """A reading and, for a merchant's own page, its words."""

    reading: Reading
    page: Page | None = None

    @property
    def world(self) -> World:
        return self.reading.world

    @property
    def text(self) -> Said:
        return self.page.text if self.page else self.reading.text


def asking(draft: Draft, letter: Letter) -> Asking:
    facts = letter.world.facts
    shop, number = facts.get("shop") or {}, str((facts.get("order") or {}).get("number") or "")
    return Asking(draft.kind, draft.locale, letter.reading.subject.text, str(shop.get("short_name") or shop.get("name") or ""), number)


def part(rule: Rule, letter: Letter) -> tuple[Said, int]:
    """(the part that the rule looks at, the offset at which it begins)."""
    if rule.where in ("subject", "preheader"):
        return getattr(letter.reading, rule.where), 0
    first, line_end, _ = letter.text.text.partition("\n")
    if rule.where == "rest" and not letter.page and GREETING.search(first):
        return letter.text, len(first) + len(line_end)
    return letter.text, 0


def fits(rule: Rule, draft: Draft, letter: Letter) -> bool:
    """Is the rule asked of this letter? Some are asked only where a name or a telephone is missing."""
    if letter.page:
        return rule.test in OF_PAGES and rule.where in ("text", "rest", "phoneless") and not rule.id.startswith("V-LAY") and _has_case(rule, letter)
    return (rule.where not in ("subject", "preheader") or rule.where in draft.head or rule.test == "not_empty") and _has_case(rule, letter)


def _has_case(rule: Rule, letter: Letter) -> bool:
    facts = letter.world.facts
    if letter.world.shape == "many_lines" and (rule.test in OF_LENGTH or rule.id == "V-LAY-7"):
        return False
    if rule.words == "default":
        return bool(facts.get("choice"))  # who is asked nothing need not be told what silence means
    if rule.where == "phoneless":
        return not (facts.get("support") or {}).get("phone")
    return rule.where != "nameless" or letter.world.shape == "no_name" or not facts.get("customer")


def judge(rules: list[Rule], draft: Draft, letters: list[Letter]) -> Iterator[Hit]:
    """Each rule in each letter; a thing that is missing is told once, with an order that shows it."""
    for rule in rules:
        asked = [letter for letter in letters if fits(rule, draft, letter)]
        absent: list[World] = []
        for letter in asked:
            for found in ask(rule, draft, letter):
                if isinstance(found, Hit):
                    yield found
                else:
                    absent.append(found)
        if absent:
            yield Hit(rule, draft.line_of(rule.where), "" if len(absent) == len(asked) else str(absent[0]))


def ask(rule: Rule, draft: Draft, letter: Letter) -> Iterator[Hit | World]:
    said, begins = part(rule, letter)
    text = said.text[begins:]
    if rule.where == "nameless":
        text = text.partition("\n")[0]
    for start, end, words in ASKED[rule.test](rule, text, asking(draft, letter)):
        if start == MISSING:
            yield letter.world
        elif rule.test == "hole" and not _has_value(draft, said.line(begins + end - 1)):
            continue
        elif (rule.id not in WRITTEN_ONLY and rule.test != "typed") or said.is_written(begins + start, begins + end):
            yield Hit(rule, said.line(begins + start, draft.line_of(rule.where)), words)


def _has_value(draft: Draft, line: int) -> bool:
    lines = draft.source.split("\n")
    return line <= len(lines) and "{{" in lines[line - 1]


MOST_UNREAD = 4000  # characters of one such piece


# ── what no order shows ─────────────────────────────────────────────────────────────────────────────
def judge_unread(rules: list[Rule], draft: Draft, pieces: list[tuple[str, int]]) -> Iterator[Hit]:
    """Words that stand in branches no made-up order takes, on buttons, in quotes: forbidden there too."""
    heads = set(draft.head_lines.values())
    for written, line in ((words[:MOST_UNREAD], line) for words, line in pieces):
        of_head, words = line in heads, re.sub(r"<[^>]*>|^[^<]*>|<[^>]*$", " ", written) if draft.is_html else written
        for rule in rules:
            wanted = ("subject", "preheader") if of_head else ("text", "rest")
            if rule.test in ("forbid", "typed", "card_number") and rule.where in wanted and not (draft.is_html and rule.id.startswith("V-LAY")):
                for found in ASKED[rule.test](rule, words, Asking(draft.kind, draft.locale)):
                    yield Hit(rule, line, found.found)


def pieces_of(names: Names, unread: Iterator[tuple[str, int]]) -> list[tuple[str, int]]:
    return [*unread, *((phrase.words, phrase.line) for phrase in names.phrases)]


# ── questions that need more than the text ──────────────────────────────────────────────────────────
_LABEL = re.compile(r"^[^\n：:]{1,30}[：:][ 　]*$(?!\n[ 　]*\S)", re.MULTILINE)


def _hole(rule: Rule, text: str, asked: Asking) -> Iterator[Span]:
    for found in re.finditer(rule.pattern, text, re.MULTILINE):
        yield Span(found.start(), found.end(), _line_around(text, found.start()))
    for found in _LABEL.finditer(text):
        if not GREETING.search(found[0].rstrip("：: ")):
            yield Span(found.start(), found.end(), found[0].strip())


def _line_around(text: str, at: int) -> str:
    return text[text.rfind("\n", 0, at) + 1 :].partition("\n")[0].strip()[:40]


ASKED: Mapping[str, Question] = {**QUESTIONS, "typed": forbid, "hole": _hole}
