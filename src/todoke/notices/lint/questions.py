"""The questions that a rule may ask of a rendered text. Each gives the places where the answer is wrong; MISSING where something is not there at all.

A row of the rules names its question (`test`) and its terms; here is what the question means. Lengths of Japanese and Chinese are characters, of
English and Russian words; widths are full-width characters (voice guide 1.3, 1.7)."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from todoke.notices.lint.rules import Rule, book, expressions, expressions_of

WIDE = ("ja", "zh-Hans")


class Span(NamedTuple):
    """A wrong place: from, to, and what is found there, in words for people."""

    start: int
    end: int
    found: str = ""


MISSING = -1
LONG = 300  # characters of a subject that cannot be bare any more


class Asking(NamedTuple):
    """Of which text it is asked. subject: beside a preheader; number: of the order, as the facts have it."""

    kind: str
    locale: str
    subject: str = ""
    shop: str = ""
    number: str = ""


Question = Callable[[Rule, str, Asking], Iterator[Span]]


# ── words ───────────────────────────────────────────────────────────────────────────────────────────
def forbid(rule: Rule, text: str, asking: Asking) -> Iterator[Span]:
    at = 0
    for paragraph in text.split("\n\n"):
        for start, end in _found(rule.words, rule.pattern, asking.locale, rule.case, paragraph):
            yield Span(at + start, at + end, paragraph[start:end].strip()[:40])
        at += len(paragraph) + 2


@lru_cache(maxsize=65_536)
def _found(words: str, pattern: str, locale: str, case: bool, paragraph: str) -> tuple[tuple[int, int], ...]:
    """Kept, as the same paragraphs stand in many a text."""
    text = _FIGURES.sub(lambda run: " " * len(run[0]), paragraph) if len(paragraph) > _LONG else paragraph
    return tuple(found.span() for one in expressions(words, pattern, locale, case=case) for found in one.finditer(text))


_LONG, _FIGURES = 4_000, re.compile(r"\d{40,}")  # no number that a rule looks for is so long, and it is looked through from each of its figures


def require(rule: Rule, text: str, asking: Asking) -> Iterator[Span]:
    if not any(one.search(text) for one in expressions_of(rule, asking.locale)):
        yield Span(MISSING, MISSING)


def forbid_whole(rule: Rule, text: str, asking: Asking) -> Iterator[Span]:
    """The whole of a subject, once the shop, brackets and the order's number are taken off. A long one is another rule's."""
    if len(text) > LONG:
        return
    for bare in _bare(text, asking):
        if any(one.fullmatch(bare) for one in expressions_of(rule, asking.locale)):
            yield Span(0, len(text), bare)
            return


def _bare(subject: str, asking: Asking) -> Iterator[str]:
    rest = re.sub(r"【[^】]*】|[（(][^（()）]*\d[^（()）]*[）)]|#\S+|№\s*\S+", " ", subject)
    for known in (asking.number, asking.number.lstrip("#"), asking.shop):
        rest = rest.replace(known, " ") if known else rest
    yield re.sub(r"^[\W_]+|[\W_]+$", "", rest)
    yield re.sub(r"^[\W_]+|[\W_]+$", "", re.sub(r"^[^:：]{1,40}[:：]", "", rest))


def most(rule: Rule, text: str, asking: Asking) -> Iterator[Span]:
    """At most `arg` times."""
    found = [span for one in expressions_of(rule, asking.locale) for span in one.finditer(text)]
    if len(found) > rule.limit(asking.locale):
        yield Span(*found[rule.limit(asking.locale)].span(), f"{len(found)} ×")


def budget(rule: Rule, text: str, asking: Asking) -> Iterator[Span]:
    """As many apologies as the kind's grade asks for."""
    bounds = book().apologies(asking.kind)
    if bounds is None:
        return
    found = sorted(span.span() for one in expressions_of(rule, asking.locale) for span in one.finditer(text))
    if len(found) < bounds[0]:
        yield Span(MISSING, MISSING)
    if len(found) > bounds[1]:
        start, end = found[bounds[1]]
        yield Span(start, end, f"{len(found)} × {text[start:end]}")


def before(rule: Rule, text: str, asking: Asking) -> Iterator[Span]:
    """`words` stand before `then`."""
    first, then = _first(rule.words, text, asking), _first(rule.then, text, asking)
    if then is not None and (first is None or first[0] > then[0]):
        yield Span(*then, text[slice(*then)])


def within(rule: Rule, text: str, asking: Asking) -> Iterator[Span]:
    """`words` stand within the first `arg` characters or words."""
    first = _first(rule.words, text, asking)
    if first is None:
        yield Span(MISSING, MISSING)
    elif length(text[: first[0]], asking.locale) > rule.limit(asking.locale):
        yield Span(*first, text[slice(*first)])


def _first(words: str, text: str, asking: Asking) -> tuple[int, int] | None:
    found = (span.span() for one in expressions(words, "", asking.locale) if (span := one.search(text)))
    return min(found, default=None)


# ── lengths ─────────────────────────────────────────────────────────────────────────────────────────
def width(text: str) -> float:
    """Full-width characters: W and F count 1, all others a half."""
    return sum(1 if unicodedata.east_asian_width(letter) in "WF" else 0.5 for letter in text)


def length(text: str, locale: str) -> int:
    """Characters without blanks, or words."""
    return len("".join(text.split())) if locale in WIDE else len(re.findall(r"[\w'’./@#-]*\w[\w'’./@#-]*", text))


def max_width(rule: Rule, text: str, asking: Asking) -> Iterator[Span]:
    if (wide := width(text)) > rule.limit(asking.locale):
        yield Span(0, len(text), f"{wide:g}")


def max_length(rule: Rule, text: str, asking: Asking) -> Iterator[Span]:
    if len(text) > rule.limit(asking.locale):
        yield Span(rule.limit(asking.locale), len(text), f"{len(text):,}")


def not_empty(rule: Rule, text: str, asking: Asking) -> Iterator[Span]:
    if not text.strip():
        yield Span(MISSING, MISSING)


_SENTENCE = {True: re.compile(r"[^。！？!?\n]+[。！？!?]?"), False: re.compile(r"[^\n]+?(?:[.!?…]+(?=[\s»”\"')]|$)|(?=\n)|$)", re.MULTILINE)}
_ADDRESS = re.compile(r"https?://")


def sentences(text: str, locale: str) -> Iterator[tuple[int, str]]:
    """(offset, sentence); a line's end is a sentence's end."""
    for found in _SENTENCE[locale in WIDE].finditer(text):
        yield found.start(), found[0]


def max_sentence(rule: Rule, text: str, asking: Asking) -> Iterator[Span]:
    for start, sentence in sentences(text, asking.locale):
        if (long := length(sentence, asking.locale)) > rule.limit(asking.locale) and not _ADDRESS.search(sentence):
            yield Span(start, start + len(sentence), f"{long}: {sentence.strip()[:24]}…")


def max_paragraph(rule: Rule, text: str, asking: Asking) -> Iterator[Span]:
    """A paragraph is one line: whoever writes does not break lines by hand."""
    at = 0
    for line in text.split("\n"):
        if (long := length(line, asking.locale)) > rule.limit(asking.locale):
            yield Span(at, at + len(line), str(long))
        at += len(line) + 1


# ── single questions ────────────────────────────────────────────────────────────────────────────────
def differs(rule: Rule, text: str, asking: Asking) -> Iterator[Span]:
    """The preheader is not the subject again, nor a piece of it."""
    mine, other = (re.sub(r"[\W_]+", "", one).casefold() for one in (text, asking.subject))
    if mine and (mine in other or (other and other in mine)):
        yield Span(0, len(text))


_DIGITS = str.maketrans("０１２３４５６７８９", "0123456789")
_CARD = re.compile(r"(?<![\d-])(?:\d{4}([ -])\d{4}\1\d{4}\1\d{1,7}|\d{4}([ -])\d{6}\2\d{5}|\d{13,19})(?![\d-])")


def card_number(rule: Rule, text: str, asking: Asking) -> Iterator[Span]:
    """13 to 19 digits, in fours or unbroken, whose check digit holds (Luhn, ISO/IEC 7812)."""
    for found in _CARD.finditer(text.translate(_DIGITS)):
        digits = [int(digit) for digit in found[0] if digit.isdigit()]
        doubled = [digit if at % 2 == 0 else sum(divmod(digit * 2, 10)) for at, digit in enumerate(reversed(digits))]
        if 13 <= len(digits) <= 19 and sum(doubled) % 10 == 0 and len(set(digits)) > 1:
            yield Span(found.start(), found.end(), f"…{found[0][-4:]}")


_ALONE = re.compile(r"[ \t　]*https?://[!-~]+[ \t　]*")


def url_alone(rule: Rule, text: str, asking: Asking) -> Iterator[Span]:
    at = 0
    for line in text.split("\n"):
        if (found := _ADDRESS.search(line)) and not _ALONE.fullmatch(line):
            yield Span(at + found.start(), at + len(line), line.strip()[:40])
        at += len(line) + 1


# What shows that the talk is of the transaction
_DEAL = {
    "ja": r"ご注文|お支払|お振込|ご入金|発送|お届け|お荷物|返金",
    "en": r"\b(orders?|paid|payments?|parcels?|deliver\w*|shipp\w*|refund\w*)\b",
    "zh-Hans": r"订单|付款|发货|包裹|快递|退款",
    "ru": r"заказ|оплат|посылк|достав|возврат",
}


def share(rule: Rule, text: str, asking: Asking) -> Iterator[Span]:
    """Sentences with advertising take at most `arg` per cent, and none stands before the first word of the transaction."""
    said = [(start, sentence, bool(next(forbid(rule, sentence, asking), None))) for start, sentence in sentences(text, asking.locale)]
    sold = [(start, sentence) for start, sentence, sells in said if sells]
    if not sold:
        return
    per_cent = 100 * sum(len(sentence.strip()) for _, sentence in sold) / max(1, len("".join(text.split("\n"))))
    deal = re.compile(rf"{_DEAL.get(asking.locale, _DEAL['en'])}|\d{{3,}}", re.IGNORECASE)
    begins = next((start for start, sentence, sells in said if not sells and deal.search(sentence)), len(text))
    start, sentence = sold[0]
    if per_cent > rule.limit(asking.locale):
        yield Span(start, start + len(sentence), f"{per_cent:.0f} %")
    elif start < begins:
        yield Span(start, start + len(sentence), sentence.strip()[:40])


QUESTIONS: Mapping[str, Question] = {
    "forbid": forbid, "forbid_whole": forbid_whole, "require": require, "max_count": most, "budget": budget, "before": before, "within": within,
    "max_width": max_width, "max_length": max_length, "not_empty": not_empty, "max_sentence": max_sentence, "max_paragraph": max_paragraph,
    "differs": differs, "card_number": card_number, "url_alone": url_alone, "share": share,
}  # fmt: skip
