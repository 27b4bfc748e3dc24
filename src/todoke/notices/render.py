"""A notice as it would be sent: subject, preheader, text and HTML from one kind's words and the facts (NTC-1, NTC-22)."""

import re
from collections.abc import Iterator, Mapping
from html import unescape
from typing import Any

import msgspec

from todoke.notices import wording
from todoke.notices.catalogue import CUT, SECOND, Catalogue, Fact, catalogue
from todoke.notices.filters import VOICE, without
from todoke.notices.liquid import run, spoken
from todoke.notices.page import CONTROL, Brand, Head, compose, page, pictures_of
from todoke.notices.sentences import with_sentences

__all__ = ["Brand", "Rendered", "missing_facts", "render"]


class Rendered(msgspec.Struct, frozen=True):
    """What leaves the house."""

    subject: str
    preheader: str
    text: str
    html: str
    locale: str = "ja"
    other_subject: str = ""  # of a text with two: the one that it does not bear


def render(kind: str, locale: str, facts: Mapping[str, Any], *, brand: Brand | None = None, of: Catalogue | None = None, arm: str = "") -> Rendered:
    """Render one notice. facts: as fact_names.Facts; `of` is a shop's own catalogue, the shipped one if absent; arm: b for a text's second subject.
    Raises KeyError (no such kind or locale), CatalogueError (a file cannot be used), LiquidError (a render out of bounds)."""
    of = of or catalogue()
    told = with_sentences(spoken(facts, locale))
    words = of.text(kind, locale)
    pieces = dict(zip(words.parts, run(words.template, told).split(CUT), strict=False))
    subject, other, preheader = (one_line(pieces.get(part, "")) for part in ("subject", SECOND, "preheader"))
    subject, other = (other, subject) if arm == "b" and other else (subject, other)
    text, parts = compose(pieces["body"], locale, pictures_of(facts))
    own = of.own_html(kind, locale)
    if own:
        return Rendered(subject, preheader, text, run(own.template, dressed(told, brand or Brand(), subject)), locale, other)
    shop = str((facts.get("shop") or {}).get("name") or "")
    html = page(Head(locale, shop, subject, preheader), parts, brand or Brand())
    return Rendered(subject, preheader, text, html, locale, other)


def dressed(told: Mapping[str, Any], brand: Brand, subject: str) -> dict[str, Any]:
    """For a merchant's own page: the brand under `shop`, and what the mail is called, as Shopify's templates ask for them."""
    shop = {**(told.get("shop") or {}), "accent": brand.accent, "logo": brand.logo or None}
    return {**told, "shop": shop, "shopify": {"email_title": subject, **(told.get("shopify") or {})}}


def one_line(text: str) -> str:
    """For headers: no line breaks, no control characters, no doubled blanks."""
    return " ".join(CONTROL.sub(" ", text).split())


# ---- what must be stated, and is not (NTC-23)


def missing_facts(kind: str, facts: Mapping[str, Any], rendered: Rendered, *, of: Catalogue | None = None) -> list[str]:
    """The names of the facts that the order has, that the kind must state, and that the text or the HTML does not say."""
    about = (of or catalogue()).about(kind)
    told = with_sentences(spoken(facts, rendered.locale))
    both = {"text": _plain(rendered.text), "html": _plain(_untagged(rendered.html))}
    missing = [
        f"{fact.name} ({part})"
        for fact in about.fact
        if all(holds(condition, told) for condition in fact.when)
        for part, said in both.items()
        if not all(any(_plain(words) in said for words in alternatives) for alternatives in _words(fact, told))
    ]
    for saying in about.saying:
        pattern = saying.pattern(rendered.locale)
        if pattern and all(holds(condition, told) for condition in saying.when):
            missing += [f"{saying.name} ({part})" for part, said in both.items() if not re.search(pattern, said, re.IGNORECASE)]
    return list(dict.fromkeys(missing))


def holds(condition: str, facts: Mapping[str, Any]) -> bool:
    """A condition of about.toml: `a.path`, `a.path = value`, either with `not ` before it."""
    wanted = not condition.startswith("not ")
    path, sign, value = condition.removeprefix("not ").partition(" = ")
    found = list(values(path.strip(), facts))
    return wanted == (any(str(one) == value.strip() for one in found) if sign else any(found))


def values(path: str, facts: Any) -> Iterator[Any]:
    """Every value at a path among the facts; lists on the way are walked, absent ones give nothing."""
    head, _, rest = path.partition(".")
    found = facts.get(head) if isinstance(facts, Mapping) else None
    for one in found if isinstance(found, list | tuple) else [found]:
        if one is not None and one != "":
            yield from values(rest, one) if rest else [one]


def _words(fact: Fact, facts: Mapping[str, Any]) -> Iterator[list[str]]:
    """For each value of the fact the words that would say it; one of them is enough, all must hold of a list within."""
    voice: wording.Voice = facts[VOICE]
    for value in values(fact.name, facts):
        match fact.manner:
            case "money":
                yield [wording.money(value, voice.locale, voice.currency)]
            case "day" | "day_time" | "deadline":
                yield [wording.day(value, fact.manner, voice)]
            case "units":
                yield [form.format(value) for form in wording.words(voice.locale)["format"]["units"]]
            case "address":
                yield from ([line] for line in wording.address(value, voice).split("\n"))
            case "name":
                yield [wording.known(value, voice.locale), *_as_written(facts, voice)]
            case "paragraph":
                yield from ([line.rstrip(":：")] for line in str(value).split("\n"))  # on a page the words before an address are a link, without the colon
            case _:
                yield [str(value)]


def _as_written(facts: Mapping[str, Any], voice: wording.Voice) -> list[str]:
    """The buyer's name as the language puts it together: 王小明 is 王 小明."""
    name = wording.person(facts.get("customer") or {}, voice.locale)
    return [name] if name else []


# What a page holds and nobody reads; the preheader too
_HIDDEN = {"<style": "</style>", "<head": "</head>", "<script": "</script>", "<!--": "-->", '<div style="display:none': "</div>"}
_HREF = re.compile(r'(?:href|alt)="([^"]*)"')


def _untagged(html: str) -> str:
    """The words of a page, and where its links lead."""
    seen = without(html, _HIDDEN, " ")
    words = re.sub(r"<[^<>]+>", "", re.sub(r"<(br|/td|/tr|/p|/div|/h\d)\b[^<>]*>", "\n", seen))
    return unescape("\n".join([words, *_HREF.findall(seen)]))


def _plain(text: str) -> str:
    """For comparing: every run of blanks is one blank."""
    return " ".join(text.replace("\u00a0", " ").split())
