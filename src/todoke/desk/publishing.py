"""From what somebody wrote to what buyers get: the lint reads it, a version is kept, and only a clean one goes live (NTC-8, NTC-11)."""

from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from todoke.desk.texts import texts_of
from todoke.notices.catalogue import About, Catalogue, CatalogueError, catalogue, is_page
from todoke.notices.lint.findings import Finding
from todoke.notices.lint.lint import Wanted, of_kind
from todoke.notices.lint.places import Kind, Place
from todoke.shops import texts as rows
from todoke.shops.choices import Mend, show
from todoke.shops.models import NoticeText
from todoke.shops.texts import Judged, Key


class NotClean(Exception):
    """The lint found errors: it cannot go live. `findings`: all of them, warnings included."""

    def __init__(self, findings: list[Finding]) -> None:
        self.findings = findings
        super().__init__(f"{count(findings).errors} errors")


# ── is it fit to be sent? ───────────────────────────────────────────────────────────────────────────
def findings(key: Key, source: str, language: str) -> list[Finding]:
    """Of the lint, line by line, beside the kind's other languages as they would be sent. language: of the messages, ja or en."""
    of = texts_of(key.shop)
    others = tuple(Place(path_of(key.kind, locale), key.kind, locale, words) for locale, words in beside(key, of).items())
    return list(read(of.about(key.kind), Place(path_of(key.kind, key.locale), key.kind, key.locale, source), others, language))


@lru_cache(maxsize=32)
def read(about: About, place: Place, others: tuple[Place, ...], language: str) -> tuple[Finding, ...]:
    """It takes up to a second, and the same words are asked about when they are shown, saved and published."""
    return tuple(of_kind(Kind(place.kind, about, [place], list(others), []), Wanted("", language)))


def path_of(kind: str, locale: str) -> Path:
    """What a finding calls the text; it lies in no folder, so no folder's name says for whom it is."""
    return Path("/texts", kind, f"{locale}.liquid")


def beside(key: Key, of: Catalogue) -> dict[str, str]:
    """The other languages: what is live; of a kind of the shop's own also what is still a draft."""
    found: dict[str, str] = {}
    for locale in show(key.shop)["languages"].split(","):
        draft = rows.newest(key._replace(locale=locale)) if locale not in of.locales(key.kind) else None
        try:
            found[locale] = draft.source if draft else of.text(key.kind, locale).source
        except (CatalogueError, KeyError):
            continue
    return {locale: source for locale, source in found.items() if locale != key.locale}


class Count(NamedTuple):
    errors: int
    warnings: int


def count(found: list[Finding]) -> Count:
    errors = sum(one.severity == "error" for one in found)
    return Count(errors, len(found) - errors)


# ── from a draft to what buyers get ─────────────────────────────────────────────────────────────────
def save(key: Key, source: str, language: str, *, by: str, now: int) -> NoticeText:
    """A draft: nobody is sent it yet. Raises Mend."""
    return rows.save(key, Judged(source, *count(findings(key, source, language))), by=by, now=now)


def publish(text: NoticeText, language: str, *, by: str, now: int) -> list[Finding]:
    """Live from the next mail on, if the lint finds no error in it now; an older version goes the same way. Returns the warnings. Raises NotClean,
    and Mend for a page that has no text beside it."""
    key = Key(text.shop, text.kind, text.locale)
    found = findings(key, text.source, language)
    if count(found).errors:
        raise NotClean(found)
    if is_page(text.source) and text.locale not in catalogue().locales(text.kind):
        raise Mend("a page of HTML alone is no notice.", "Write a text with subject: and preheader: for this language.")
    rows.go_live(text, by=by, now=now)
    return found
