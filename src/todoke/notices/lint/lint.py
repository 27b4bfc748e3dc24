"""One file after the other through all rules: what `todoke lint` does, and the console before a text goes live (NTC-11, CMD-9).

Pure: nothing is written, and whatever a file holds, there are findings and no error."""

from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import NamedTuple, cast

from todoke.notices.catalogue import SECOND, About
from todoke.notices.lint.draft import Draft, kept, read, under_second_subject
from todoke.notices.lint.findings import Finding, Hit, finding, hit
from todoke.notices.lint.judging import Letter, judge, judge_unread, pieces_of
from todoke.notices.lint.marks import Said
from todoke.notices.lint.names import Names, names_in
from todoke.notices.lint.page_rules import judged
from todoke.notices.lint.pages import Page, taken_apart
from todoke.notices.lint.places import Kind, Place, kinds_in
from todoke.notices.lint.readings import Reader
from todoke.notices.lint.rules import CHANNELS, Rule, book
from todoke.notices.lint.selling import endless, unasked
from todoke.notices.lint.sizes import figures, sizes
from todoke.notices.lint.stating import Language, missing, of_channel, unlike
from todoke.notices.lint.worlds import World, changed, nameless, natural
from todoke.notices.lint.written import QUESTIONS as WRITTEN
from todoke.notices.two_subjects import may_compare
from todoke.rules.channel_rules import FORBIDDEN


class Wanted(NamedTuple):
    """For which channel's buyers (empty: as the kind says), and in which language the messages are."""

    channel: str = ""
    language: str = "en"


def lint(paths: list[Path], wanted: Wanted = Wanted()) -> Iterator[Finding]:
    """Every finding, file by file, in the order of their lines. Raises places.NothingThere, OSError."""
    for path in paths:
        for kind in kinds_in(path):
            yield from of_kind(kind, wanted)


def of_kind(kind: Kind, wanted: Wanted) -> Iterator[Finding]:
    yield from (finding(place, found, wanted.language) for place, found in kind.troubles)
    studies = {place.path: Study(place, kind.about) for place in (*kind.places, *kind.others)}
    for place in kind.places:
        study, hits = studies[place.path], list[Hit]()
        for channel in [wanted.channel] if wanted.channel else channels_of(kind, place):
            hits += study.hits(channel)
            hits += study.second.hits(channel) if study.second else ()
            if channel == "own":
                hits += beside(study, [other for other in studies.values() if other is not study])
        yield from (finding(place.path, found, wanted.language) for found in once(hits))


def channels_of(kind: Kind, place: Place) -> list[str]:
    """Whose buyers get it: `where` of about.toml may name marketplaces; so may the folder in which the kind's folder lies."""
    above = place.path.resolve().parent.parent.name
    if above in CHANNELS:
        return [above]
    where = kind.about.where if kind.about else ()
    markets = [channel for channel in CHANNELS if channel in where]
    return markets if markets and set(where) <= set(markets) else ["own", *markets]


def beside(study: "Study", others: list["Study"]) -> Iterator[Hit]:
    """The other languages of the same kind."""
    for other in others:
        if study.known and study.draft.locale != other.draft.locale and not (study.draft.is_html or other.draft.is_html):
            yield from unlike(study.language, other.language, study.about)


class Study:
    """One file with everything that is read of it, each once."""

    def __init__(self, place: Place, about: About | None, draft: Draft | None = None) -> None:
        self.of = place, about
        self.known = about is not None
        self.about = about or About("standard", 0, True, ())
        self.draft: Draft = draft or (
            read(place.path, place.kind, place.locale) if place.source is None else kept(place.path, place.kind, place.locale, place.source)
        )
        self.reader = Reader(self.draft)
        self.pages: dict[str, Page] = {}

    @cached_property
    def second(self) -> "Study | None":
        """Under the second subject, of which everything is asked that is asked of the first."""
        draft = under_second_subject(self.draft)
        return Study(*self.of, draft) if draft else None

    @cached_property
    def names(self) -> Names:
        return names_in(self.draft.template())

    @cached_property
    def worlds(self) -> tuple[World, ...]:
        return natural(self.draft.kind, self.draft.locale, self.about.variants)

    @cached_property
    def letters(self) -> list[Letter]:
        """What the samples' buyers would get."""
        return self._read(self.worlds)

    @cached_property
    def further(self) -> list[Letter]:
        """What others would, on the paths that the text's own conditions open."""
        return self._read((*changed(self.worlds, self.names.asked), *(nameless(world) for world in self.worlds[:1])))

    @property
    def language(self) -> Language:
        return Language(self.draft, self.names, self.letters)

    def _read(self, worlds: tuple[World, ...]) -> list[Letter]:
        return [Letter(reading, self._page(reading.page) if self.draft.is_html else None) for reading in self.reader.read(worlds)]

    def _page(self, said: Said) -> Page:
        """Many orders make the same page; it is taken apart once."""
        if said.text not in self.pages:
            self.pages[said.text] = taken_apart(said)
        return self.pages[said.text]

    def hits(self, channel: str) -> Iterator[Hit]:
        draft, every = self.draft, [*self.letters, *self.further]
        rules = [rule for rule in book().rules.values() if book().holds(rule, draft.kind, draft.locale, channel)]
        yield from draft.troubles
        if self.reader.template is None:
            return
        yield from self.reader.errors
        yield from of_source(rules, draft, self.names)
        spoken = [rule for rule in rules if rule.where in ("subject", "preheader", "text", "rest", "nameless", "phoneless")]
        yield from judge([rule for rule in spoken if rule.test not in _APART], draft, every)
        yield from judge_unread(spoken, draft, pieces_of(self.names, self.reader.unread()))
        if self.known:
            yield from missing(draft, of_channel(self.about, channel), every)
        yield from unasked(draft, self.letters)
        yield from endless(draft, self.letters)
        if SECOND in draft.head and not may_compare(draft.kind, self.of[1]):
            yield hit("L-TRIAL", draft.head_lines[SECOND])
        if (channel, draft.kind) in FORBIDDEN:
            yield hit("L-CHANNEL", 1, FORBIDDEN[channel, draft.kind])
        yield from self.of_page()

    def of_page(self) -> Iterator[Hit]:
        """Of a merchant's page every shape that it takes is looked at, but for the one of 200 lines."""
        yield from sizes(self.draft, self.letters)
        looks = {letter.page.html: letter for letter in (*self.letters, *self.further) if letter.page and letter.world.shape != "many_lines"}
        for letter in list(looks.values())[:MOST_LOOKS]:
            yield from judged(cast(Page, letter.page))
            yield from figures(self.draft, letter)


MOST_LOOKS = 12
_APART = ("consent", "optout", "channel")


def of_source(rules: list[Rule], draft: Draft, names: Names) -> Iterator[Hit]:
    """What is asked of a text as it is written. Of a page no salutation is asked: it begins as its maker likes."""
    for rule in rules:
        of_text = rule.where == "subject_source" or rule.id in ("V-OPN-1", "V-TON-9")
        if rule.where in ("source", "plain", "subject_source") and rule.test in WRITTEN and not (draft.is_html and of_text):
            yield from WRITTEN[rule.test](rule, draft, names)


def once(hits: list[Hit]) -> list[Hit]:
    """In the order of the lines; a rule speaks once of a line, but names every fact."""
    kept: dict[tuple[int, str, str], Hit] = {}
    for found in sorted(hits, key=lambda one: (one.line, one.rule.id)):
        about = found.about.partition(";")[0] if found.rule.id in NAMING else ""
        kept.setdefault((found.line, found.rule.id, about), found)
    return list(kept.values())


NAMING = frozenset(("V-FCT-1", "V-FCT-2", "V-FCT-3", "V-FCT-4", "V-FCT-8", "L-CLIENT"))
