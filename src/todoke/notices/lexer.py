"""A template's tokens in one pass: what the library's lexer gives, without its going back (NTC-6).

The library's regular expressions read a text again and again where something is never closed, so that a small template could
keep it busy for minutes. Here every sign is looked at a fixed number of times, and what is too long is refused."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from liquid.exceptions import LiquidSyntaxError
from liquid.token import TOKEN_COMMENT, TOKEN_CONTENT, TOKEN_DOC, TOKEN_EXPRESSION, TOKEN_OUTPUT, TOKEN_TAG, Token

from todoke.notices.bounds import MOST_BRACKETS, MOST_MARKUP, MOST_SOURCE, MOST_TAGS, TooMuch

_OPEN = re.compile(r"\{[{%]")
_NAME = re.compile(r"\{%-?\s*(#|\w+)")
_BARE = re.compile(r"\s*-?%\}")
_END = {"raw": re.compile(r"\{%-?\s*endraw\s*-?%\}"), "doc": re.compile(r"\{%-?\s*enddoc\s*-?%\}")}
_LOGIC = re.compile(r"\s(?:and|or)\s")
_KIND = {"raw": TOKEN_CONTENT, "doc": TOKEN_DOC}
_TEXT = "text"


def tokens(source: str) -> Iterator[Token]:
    """The tokens of a template. Raises LiquidSyntaxError (something is not closed), TooMuch (too long, too many tags)."""
    if len(source) > MOST_SOURCE:
        raise TooMuch(f"a template over {MOST_SOURCE:,} characters")
    if source.count("{{") + source.count("{%") > MOST_TAGS:
        raise TooMuch(f"more than {MOST_TAGS:,} tags and outputs")
    return _Lexer(source).read()


class _Part(NamedTuple):
    """A tag, an output, a whole `raw` or `doc`, or the text between. `strips`: the blanks after it go."""

    kind: str
    name: str
    inner: str
    at: int  # where it begins; a tag where its name begins
    begin: int  # where the inner text begins
    end: int
    strips: bool = False

    def is_tag(self, name: str) -> bool:
        return self.kind == TOKEN_TAG and self.name == name


class _Lexer:
    def __init__(self, source: str) -> None:
        self.source = source
        self.gone: set[str] = set()  # closing signs that do not come any more
        self.markup = 0

    def read(self) -> Iterator[Token]:
        at, strips = 0, False
        while at < len(self.source):
            part = self.part(at)
            yield from self.of_text(part, strips) if part.kind == _TEXT else self.of_tag(part)
            if part.is_tag("comment"):
                begun = part.end
                part = self.end_of_comment(begun)
                if part.is_tag("endcomment"):
                    yield Token(TOKEN_COMMENT, self.source[begun : part.end], begun, self.source)
                    yield Token(TOKEN_TAG, part.name, part.at, self.source)
            at, strips = part.end, part.strips

    def end_of_comment(self, at: int) -> _Part:
        """The tag that ends the comment; comments may stand within comments. Without one: the last part there is."""
        depth, part = 1, self.part(at) if at < len(self.source) else _Part(_TEXT, "", "", at, at, at)
        while True:
            depth += part.is_tag("comment") - part.is_tag("endcomment")
            if not depth or part.end >= len(self.source):
                return part if not depth else part._replace(kind=_TEXT)
            part = self.part(part.end)

    # ---- what stands at a place

    def part(self, at: int) -> _Part:
        found = None
        if self.source.startswith("{{", at):
            found = self.closed(_Part(TOKEN_OUTPUT, "", "", at, at + 2 + self.source.startswith("-", at + 2), at), "}}")
        elif self.source.startswith("{%", at) and (name := _NAME.match(self.source, at)):
            found = self.whole(name) or self.closed(_Part(TOKEN_TAG, name[1], "", name.start(1), name.end(), at), "%}")
        return found or self.text(at)

    def closed(self, part: _Part, sign: str) -> _Part | None:
        """The part as far as the sign that closes it, its inside without the blanks around."""
        stop = -1 if sign in self.gone else self.source.find(sign, part.begin)
        if stop < 0:
            self.gone.add(sign)
            return None
        strips = stop > part.begin and self.source[stop - 1] == "-"
        inside = self.source[part.begin : stop - strips]
        begin = part.begin + (len(inside) - len(inside.lstrip()) if inside.strip() else 0)
        return self.counted(part._replace(inner=inside.strip(), begin=begin, end=stop + 2, strips=strips))

    def whole(self, name: re.Match[str]) -> _Part | None:
        """A `raw` or `doc` with all it holds, if it is one and ends."""
        bare = _BARE.match(self.source, name.end()) if name[1] in _END else None
        if bare is None or name[1] in self.gone:
            return None
        end = _END[name[1]].search(self.source, bare.end())
        if end is None:
            self.gone.add(name[1])
            return None
        return _Part(_KIND[name[1]], name[1], self.source[bare.end() : end.start()], name.start(), bare.end(), end.end(), end[0].endswith("-%}"))

    def text(self, at: int) -> _Part:
        """As far as the next sign, at least one character."""
        following = _OPEN.search(self.source, at + 1)
        end = following.start() if following else len(self.source)
        return _Part(_TEXT, "", self.source[at:end], at, at, end)

    def counted(self, part: _Part) -> _Part:
        self.markup += len(part.inner)
        if self.markup > MOST_MARKUP:
            raise TooMuch(f"more than {MOST_MARKUP:,} characters within tags and outputs", token=self.token(part.at))
        if max(part.inner.count("("), part.inner.count("[")) > MOST_BRACKETS:
            raise TooMuch(f"more than {MOST_BRACKETS} brackets in one tag", token=self.token(part.at))
        if len(part.inner) > 3 * MOST_BRACKETS and len(_LOGIC.findall(part.inner)) > MOST_BRACKETS:
            raise TooMuch(f"more than {MOST_BRACKETS} of `and` and `or` in one tag", token=self.token(part.at))
        return part

    # ---- its tokens

    def of_tag(self, part: _Part) -> Iterator[Token]:
        if part.kind == TOKEN_TAG:
            yield Token(TOKEN_TAG, part.name, part.at, self.source)
        elif part.kind == TOKEN_OUTPUT:
            yield Token(TOKEN_OUTPUT, self.source[part.at : part.end], part.at, self.source)
        else:
            yield Token(part.kind, part.inner, part.at, self.source)
            return
        if part.inner or part.kind == TOKEN_OUTPUT:
            yield Token(TOKEN_EXPRESSION, part.inner, part.begin, self.source)

    def of_text(self, part: _Part, strips: bool) -> Iterator[Token]:
        value = part.inner.lstrip() if strips else part.inner
        if self.source.startswith("-", part.end + 2):  # the sign that follows takes the blanks before it
            value = value.rstrip()
        if value.startswith("{{"):
            raise LiquidSyntaxError("`{{` has no `}}` after it", token=self.token(part.at))
        if value.startswith("{%"):
            raise LiquidSyntaxError("`{%` has no name of a tag or no `%}` after it", token=self.token(part.at))
        if value:
            yield Token(TOKEN_CONTENT, value, part.at, self.source)

    def token(self, index: int) -> Token:
        return Token(TOKEN_CONTENT, self.source[index : index + 20], index, self.source)
