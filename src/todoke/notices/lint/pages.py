"""A merchant's page taken apart: its words with the lines they come from, and what every tag says of itself."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from html import unescape
from html.parser import HTMLParser
from typing import NamedTuple

import css_inline

from todoke.notices.lint.marks import Said, Spot

LINE = "data-line-of-file"  # an attribute that the lint puts into every tag, so that a line outlives the spreading of styles
VOID = frozenset(("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"))
_UNREAD = frozenset(("style", "script", "title", "template"))
_BLOCKS = frozenset(
    ("p", "div", "td", "th", "tr", "table", "br", "li", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "center", "section", "article", "hr", "body")
)


class Tag(NamedTuple):
    """end: the offset at which its name ends."""

    name: str
    attributes: dict[str, str]
    line: int
    end: int


MOST_UNENDED = 5_000_000  # characters looked through for the ends of tags that have none: each looks as far as the page goes
MOST_DEEP, MOST_TAGS = 400, 20_000  # of a page whose looks are judged: what spreads the styles has no limit of its own


class Page(NamedTuple):
    """text: the words as they are read, block by block; tags in their order; styles: the text of every style sheet, with its line; depth: of
    tags within tags."""

    html: str
    text: Said
    tags: list[Tag]
    styles: list[tuple[str, int]]
    depth: int = 0

    @property
    def is_bounded(self) -> bool:
        return self.depth <= MOST_DEEP and self.html.count("<") <= MOST_TAGS

    def spread(self) -> str:
        """The page with the styles of its sheets put into the tags, each of which names its line."""
        try:
            return css_inline.inline(_numbered(self), keep_style_tags=False, load_remote_stylesheets=False)
        except (ValueError, css_inline.InlineError):
            return _numbered(self)


class _Reader(HTMLParser):
    """Every tag and word with its offset."""

    def __init__(self, page: Said) -> None:
        super().__init__(convert_charrefs=False)
        self.page = page
        self.starts = [0, *(found.end() for found in re.finditer("\n", page.text))]
        self.tags: list[Tag] = []
        self.styles: list[tuple[str, int]] = []
        self.pieces: list[tuple[str, Spot]] = []
        self.within: list[str] = []
        self.open = self.depth = self.sought = 0

    def here(self) -> int:
        line, column = self.getpos()
        return self.starts[min(line, len(self.starts)) - 1] + column

    def parse_starttag(self, i: int) -> int:
        return self.ended(i, super().parse_starttag(i))

    def parse_endtag(self, i: int) -> int:
        return self.ended(i, super().parse_endtag(i))

    def parse_comment(self, i: int, report: bool = True) -> int:
        return self.ended(i, super().parse_comment(i, report))

    def parse_pi(self, i: int) -> int:
        return self.ended(i, super().parse_pi(i))

    def parse_html_declaration(self, i: int) -> int:
        return self.ended(i, super().parse_html_declaration(i))

    def ended(self, begin: int, end: int) -> int:
        """Raises ValueError when too much was looked through in vain."""
        if end < 0:
            self.sought += len(self.rawdata) - begin
            if self.sought > MOST_UNENDED:
                self.depth = MOST_DEEP + 1
                raise ValueError("tags that do not end")
        return end

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        at = self.here()
        self.tags.append(Tag(tag, {name: value or "" for name, value in reversed(attrs)}, self.page.line(at), at + 1 + len(tag)))
        if tag in _UNREAD:
            self.within.append(tag)
        self.open += tag not in VOID
        self.depth = max(self.depth, self.open)
        self.part(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag in _UNREAD:
            self.within.pop()

    def handle_endtag(self, tag: str) -> None:
        if tag in self.within:
            self.within.remove(tag)
        self.open = max(0, self.open - 1)
        self.part(tag)

    def part(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.pieces.append(("\n" if tag == "br" else "\n\n", Spot(self.page.line(self.here()))))

    def handle_data(self, data: str) -> None:
        at = self.here()
        if self.within:
            if self.within[-1] == "style":
                self.styles.append((data, self.page.line(at)))
            return
        for start, end, spot in _runs(self.page, at, at + len(data)):
            self.pieces.append((re.sub(r"\s+", " ", self.page.text[start:end]), spot))

    def handle_entityref(self, name: str) -> None:
        self.handle_reference(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self.handle_reference(f"&#{name};")

    def handle_reference(self, reference: str) -> None:
        if not self.within:
            said = unescape(reference).replace("\u00a0", " ")
            self.pieces.append((said, Spot(self.page.line(self.here()), said.strip())))


def _runs(page: Said, start: int, end: int) -> Iterator[tuple[int, int, Spot]]:
    """The pieces of the template between two offsets."""
    at = start
    for end_of in page.ends[bisect_right(page.ends, start) :]:
        yield at, min(end_of, end), page.spot(at) or Spot(1)
        at = end_of
        if at >= end:
            return
    if at < end:
        yield at, end, page.spot(at) or Spot(1)


def taken_apart(page: Said) -> Page:
    """Read a page. Never raises: what is no HTML is words."""
    reader = _Reader(page)
    try:
        reader.feed(page.text)
        reader.close()
    except (AssertionError, ValueError, RecursionError):
        pass  # what was read so far is judged
    return Page(page.text, _joined(reader.pieces), reader.tags, reader.styles, reader.depth)


def _joined(pieces: list[tuple[str, Spot]]) -> Said:
    """One text: blanks once, blocks parted by one blank line."""
    text: list[str] = []
    ends: list[int] = []
    spots: list[Spot] = []
    length, last = 0, "\n\n"
    for words, spot in pieces:
        new = words
        if not words.strip("\n"):
            new = words[: max(0, len(words) - (len(last) - len(last.rstrip("\n"))))]
        elif last.endswith((" ", "\n")):
            new = words.lstrip(" ")
        if new:
            text.append(new)
            length += len(new)
            ends.append(length)
            spots.append(spot)
            last = (last + new)[-2:]
    return Said("".join(text), tuple(ends), tuple(spots))


def _numbered(page: Page) -> str:
    """Every tag with the line it comes from."""
    out, at = [], 0
    for tag in page.tags:
        out += [page.html[at : tag.end], f' {LINE}="{tag.line}"']
        at = tag.end
    return "".join([*out, page.html[at:]])
