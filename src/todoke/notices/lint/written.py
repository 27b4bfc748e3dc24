"""The questions that are asked of a file as it is written, before any order is put in."""

import re
from collections.abc import Callable, Iterator, Mapping

from todoke.notices.checker import check
from todoke.notices.lint.draft import Draft
from todoke.notices.lint.findings import Hit
from todoke.notices.lint.names import Names, Shown
from todoke.notices.lint.rules import Rule

Question = Callable[[Rule, Draft, Names], Iterator[Hit]]

# Facts that are amounts, by our own names; the rule's pattern knows Shopify's
AMOUNTS = frozenset((
    "order.total", "order.subtotal", "order.discount", "order.shipping", "order.fee", "order.tax", "order.lines.total", "order.lines.unit_price",
    "payment.paid", "payment.to_pay", "payment.received", "dispute.amount", "dispute.award", "rest.extra_shipping", "refund.amount",
))  # fmt: skip


def part_of(rule: Rule, draft: Draft) -> tuple[str, int]:
    """(the written part that the rule looks at, its first line)."""
    if rule.where == "subject_source":
        return draft.head.get("subject", ""), draft.line_of("subject")
    if rule.where == "plain":
        return _without_liquid(draft.body), draft.body_line
    return draft.body, draft.body_line


def _without_liquid(source: str) -> str:
    """The words alone; lines keep their numbers."""
    return re.sub(r"\{%.*?%\}|\{\{.*?\}\}", lambda tag: "\n" * tag[0].count("\n"), source, flags=re.DOTALL)


def contains(rule: Rule, draft: Draft, names: Names) -> Iterator[Hit]:
    text, line = part_of(rule, draft)
    if not re.search(rule.pattern, text):
        yield Hit(rule, line if rule.where == "subject_source" else draft.line_of("body"))


def forbid(rule: Rule, draft: Draft, names: Names) -> Iterator[Hit]:
    text, line = part_of(rule, draft)
    flags = re.MULTILINE if rule.case else re.MULTILINE | re.IGNORECASE
    for found in re.finditer(rule.pattern, text, flags):
        yield Hit(rule, line + text.count("\n", 0, found.start()), found[0].strip()[:40])


def filtered(rule: Rule, draft: Draft, names: Names) -> Iterator[Hit]:
    """A value of such a name goes through the filter."""
    for shown in names.shown:
        wanted = re.search(rule.pattern, shown.name) or (rule.filter == "money" and shown.path in AMOUNTS)
        if wanted and not _goes_through(shown, rule.filter):
            yield Hit(rule, shown.line, shown.name)


def _goes_through(shown: Shown, wanted: str) -> bool:
    named = wanted.endswith(":")
    return any(one == wanted if named else one.partition(":")[0].startswith(wanted) for one in shown.filters)


_MEANT = {"en": "Write {}.", "ja": "{}としてください。"}
_NOT_KNOWN = {"en": "The names there are stand in docs/notices.md.", "ja": "使える名前はdocs/notices.mdにあります。"}


def known_names(rule: Rule, draft: Draft, names: Names) -> Iterator[Hit]:
    """Every variable and every filter is known, through loops and assignments; the mend names the nearest known one."""
    for found in check(draft.source, name=draft.path.name):
        if found.rule != "syntax":
            name = f"| {found.name}" if found.rule == "unknown_filter" else found.name
            mend = {language: said.format(found.meant) for language, said in _MEANT.items()} if found.meant else _NOT_KNOWN
            yield Hit(rule, found.line, name, mend)


QUESTIONS: Mapping[str, Question] = {"contains": contains, "forbid": forbid, "filtered": filtered, "known_names": known_names}
