"""A draft read on made-up orders: what would be sent, with the way back from every word to its line."""

from collections.abc import Iterator
from typing import NamedTuple

from liquid.exceptions import LiquidError
from liquid.template import BoundTemplate

from todoke.notices.catalogue import CUT
from todoke.notices.lint.draft import Draft, line_of
from todoke.notices.lint.findings import Hit, hit
from todoke.notices.lint.marks import Said, Spots, said, sign, trimmed
from todoke.notices.lint.worlds import Facts, World
from todoke.notices.liquid import run, spoken
from todoke.notices.page import compose
from todoke.notices.render import one_line
from todoke.notices.sentences import with_sentences

MOST_CHARACTERS = 3_000_000  # that are written for one file, all orders together
LONG = 60_000  # characters of a letter as nobody writes it; it is read on two orders and no more
MOST_ERRORS = 3


class Reading(NamedTuple):
    """What one order's buyer would get. `page`: a merchant's own HTML; else empty, as the page is made of the text."""

    world: World
    subject: Said
    preheader: Said
    text: Said
    page: Said = Said("")


class Reader:
    """Reads one draft. `errors`: what went wrong meanwhile; `unread`: pieces of the template that no order has shown so far."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.errors: list[Hit] = []
        self.template: BoundTemplate | None = draft.template()
        self.spots = sign(self.template) if self.template else Spots()
        self.seen: set[int] = set()
        self.left = MOST_CHARACTERS

    def read(self, worlds: Iterator[World] | tuple[World, ...]) -> Iterator[Reading]:
        """One reading for each order, as long as the file's share of work lasts."""
        for world in worlds:
            if self.template is None or self.left < 0 or len(self.errors) >= MOST_ERRORS:
                return
            try:
                written = run(self.template, told(world.facts, self.draft.locale))
            except LiquidError as error:
                self.errors.append(hit("L-LIQUID", line_of(error, self.draft.whole), f"{str(error.message or error).splitlines()[0][:200]}; {world}"))
                self.left -= 100_000
                continue
            self.left -= len(written) + 1000 + (MOST_CHARACTERS // 2 if len(written) > LONG and world.shape != "many_lines" else 0)
            yield self.reading(world, written)

    def reading(self, world: World, written: str) -> Reading:
        self.seen.update(ord(letter) for letter in written if letter >= "\U000f0000")
        if self.draft.is_html:
            return Reading(world, Said(""), Said(""), Said(""), said(written, self.spots))
        pieces = dict(zip(self.draft.parts, written.split(CUT), strict=False))
        head = [said(one_line(pieces.get(part, "")), self.spots) for part in ("subject", "preheader")]
        text, _ = compose(pieces.get("body", ""), self.draft.locale, {})
        return Reading(world, head[0], head[1], trimmed(said(text, self.spots)))

    def unread(self) -> Iterator[tuple[str, int]]:
        """(words, line) of what stands in the file and no order shows."""
        for at, spot in enumerate(self.spots):
            if spot.words and 0xF0000 + at not in self.seen:
                yield spot.words, spot.line


def told(facts: Facts, locale: str) -> Facts:
    return with_sentences(spoken(facts, locale))
