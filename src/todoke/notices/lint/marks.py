"""Where in the file does a piece of the rendered text come from? Every piece of a template leaves a sign behind it when it is rendered.

A sign is one character beyond all scripts. It stands after the words of a piece, never on an otherwise empty line, so that what is made
of the text afterwards (paragraphs, headings, headers) is made of it as of any other. `Said` is the text without signs, and the way back."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from typing import Any, NamedTuple, TextIO

from liquid import RenderContext
from liquid.ast import Node
from liquid.builtin.content import ContentNode
from liquid.builtin.output import OutputNode
from liquid.builtin.tags.capture_tag import CaptureNode
from liquid.template import BoundTemplate

from todoke.notices.catalogue import CUT

FIRST, LAST = 0xF0000, 0x10FFFD
SIGN = re.compile("[\U000f0000-\U0010fffd]")
_BLANKS = re.compile(r"[ \t　]+(?=\n|\Z)")


class Spot(NamedTuple):
    """A piece of a template: the file's line, its words as written (empty for a value)."""

    line: int
    words: str = ""


class Spots(list[Spot]):
    """All pieces of a template that its renderings may show."""

    def sign(self, line: int, words: str = "") -> str:
        """A new piece's sign. When there are more than signs, the last one stands for the rest."""
        if FIRST + len(self) <= LAST:
            self.append(Spot(line, words))
        return chr(FIRST + len(self) - 1)


class Said(NamedTuple):
    """A rendered text and its pieces: `ends[i]` is the offset at which piece `spots[i]` ends."""

    text: str
    ends: tuple[int, ...] = ()
    spots: tuple[Spot, ...] = ()

    def spot(self, offset: int) -> Spot | None:
        """The piece that holds the character."""
        at = bisect_left(self.ends, offset + 1)
        return self.spots[at] if at < len(self.spots) else self.spots[-1] if self.spots else None

    def line(self, offset: int, otherwise: int = 1) -> int:
        spot = self.spot(offset)
        return spot.line if spot else otherwise

    def is_written(self, start: int, end: int) -> bool:
        """Does any of these characters stand in the file itself, rather than come out of the facts?"""
        found = (self.spot(offset) for offset in range(start, max(end, start + 1)))
        return any(spot is not None and bool(spot.words) for spot in found)


def said(signed: str, spots: Spots) -> Said:
    """Take the signs out."""
    if not spots:
        return Said(signed)
    text: list[str] = []
    ends: list[int] = []
    found: list[Spot] = []
    at = length = 0
    for sign in SIGN.finditer(signed):
        text.append(signed[at : sign.start()])
        length += sign.start() - at
        ends.append(length)
        found.append(spots[min(ord(sign[0]) - FIRST, len(spots) - 1)])
        at = sign.end()
    return Said("".join([*text, signed[at:]]), tuple(ends), tuple(found))


def trimmed(whole: Said) -> Said:
    """Without blanks at the end of a line, which a sign had kept from going."""
    gone = [(found.start(), found.end()) for found in _BLANKS.finditer(whole.text)]
    if not gone:
        return whole
    ends, before, at = [], 0, 0  # before: how many characters are gone so far
    for end in whole.ends:
        while at < len(gone) and gone[at][1] <= end:
            before += gone[at][1] - gone[at][0]
            at += 1
        ends.append(end - before - (max(0, end - gone[at][0]) if at < len(gone) else 0))
    return whole._replace(text=_BLANKS.sub("", whole.text), ends=tuple(ends))


# ── putting the signs in ────────────────────────────────────────────────────────────────────────────
def _value(kind: type[OutputNode], signs: dict[int, str]) -> type[OutputNode]:
    """A `{{ … }}` of the kind that leaves its sign behind what it shows, if it shows anything."""

    class Value(kind):  # type: ignore[valid-type, misc]  # a class made at run time
        __slots__ = ()

        def render(self, context: RenderContext, buffer: TextIO) -> int:
            shown: int = super().render(context, buffer)
            if shown:
                buffer.write(signs[self.token.start_index])
            return shown

    return Value


def sign(template: BoundTemplate) -> Spots:
    """Change a parsed template so that its pieces leave signs."""
    spots, signs, values = Spots(), dict[int, str](), dict[type, type[OutputNode]]()
    for node, source in _pieces(template.nodes, RenderContext(template)):
        if isinstance(node, ContentNode):
            node.text = _signed(node.text, source, node.token.start_index, spots)
        elif isinstance(node, OutputNode):
            kind = type(node)
            values[kind] = values.get(kind) or _value(kind, signs)
            node.__class__ = values[kind]
            signs[node.token.start_index] = spots.sign(_line(source, node.token.start_index))
    return spots


def _pieces(nodes: list[Node], context: RenderContext) -> Iterator[tuple[Any, str]]:
    for node in nodes:
        if isinstance(node, CaptureNode):
            continue  # its text may be measured and cut; what is shown of it is a value
        yield node, str(getattr(node.token, "source", ""))
        yield from _pieces(list(node.children(context, include_partials=False)), context)


def _line(source: str, offset: int) -> int:
    return source.count("\n", 0, offset) + 1


def _signed(text: str, source: str, start: int, spots: Spots) -> str:
    """A sign behind the words of every line; between words and a line's end stands no blank that counts."""
    begins = source.find(text, start)
    line = _line(source, begins if begins >= 0 else start)
    pieces = text.split("\n")
    for at, piece in enumerate(pieces):
        if piece.strip():
            last = at == len(pieces) - 1
            words = piece if last else piece.rstrip(" \t　")
            cut = CUT * words.endswith(CUT)
            pieces[at] = words.removesuffix(CUT) + spots.sign(line + at, piece.strip()) + cut
    return "\n".join(pieces)
