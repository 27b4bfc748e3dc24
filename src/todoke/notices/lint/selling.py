"""The rules about advertising: where nobody agreed to it, and where it cannot be ended (NTC-11)."""

import re
from collections.abc import Iterator
from typing import Any

from todoke.notices.lint.draft import Draft
from todoke.notices.lint.findings import Hit, hit
from todoke.notices.lint.judging import Letter, asking
from todoke.notices.lint.questions import forbid
from todoke.notices.lint.rules import book


def sold(draft: Draft, letter: Letter) -> int:
    """The line on which a letter begins to sell: advertising words, or a coupon that is offered; 0: nowhere."""
    said = letter.text
    found = next(forbid(book().rules["L-CONSENT"], said.text, asking(draft, letter)), None)
    if found is not None:
        return said.line(found.start)
    code = _given(letter, "coupon").get("code")
    at = said.text.find(str(code)) if code else -1
    return said.line(at) if at >= 0 else 0


def _given(letter: Letter, group: str) -> Any:
    return letter.world.facts.get(group) or {}


def unasked(draft: Draft, letters: list[Letter]) -> Iterator[Hit]:
    """Advertising that reaches who has not agreed, outside of a notice about a transaction."""
    if draft.kind in book().groups["transactional"]:
        return
    for letter in letters:
        if not letter.world.facts.get("unsubscribe_url") and (line := sold(draft, letter)):
            yield hit("L-CONSENT", line, str(letter.world))


def endless(draft: Draft, letters: list[Letter]) -> Iterator[Hit]:
    """Advertising without a way to end it: the link is not written, wherever it stands."""
    if re.search(r"\bunsubscribe(_url|_link)?\b", draft.body):
        return
    for letter in letters:
        if line := sold(draft, letter):
            yield hit("L-OPTOUT", line, str(letter.world))
