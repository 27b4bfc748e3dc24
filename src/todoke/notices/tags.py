"""The tags that are ours: `show`, and those of the library that are bounded or read more strictly here (NTC-6, NTC-22)."""

import re
from collections.abc import Iterator
from typing import Any, TextIO

from liquid import RenderContext, Undefined
from liquid.ast import BlockNode, Node
from liquid.builtin.expressions import LoopExpression, StringLiteral, parse_primitive
from liquid.builtin.tags.case_tag import CaseTag
from liquid.builtin.tags.for_tag import ForNode, ForTag
from liquid.builtin.tags.liquid_tag import LiquidTag
from liquid.builtin.tags.tablerow_tag import TablerowNode, TablerowTag
from liquid.exceptions import LiquidSyntaxError, LoopIterationLimitError
from liquid.expression import Expression
from liquid.limits import to_int
from liquid.parser import get_parser
from liquid.stream import TokenStream
from liquid.tag import Tag
from liquid.token import TOKEN_COMMA, TOKEN_EOF, TOKEN_EXPRESSION, TOKEN_OR, TOKEN_STRING, TOKEN_TAG, TOKEN_WORD, Token

from todoke.notices.bounds import MOST_ITEMS

SHOW, END = "\x02", "\x03"  # around a part that the HTML shows in its own way: SHOW kind | label SHOW text END
SHOWN = ("dates", "lines", "totals", "parcel", "pay", "address", "button", "contact")


# ---- {% show lines %} … {% endshow %}


class ShowNode(Node):
    """A part that the text writes out and the HTML shows as a table, box or button: marks around its text."""

    __slots__ = ("block", "kind", "label")

    def __init__(self, token: Token, kind: str, label: str, block: BlockNode) -> None:
        super().__init__(token)
        self.kind, self.label, self.block = kind, label, block
        self.blank = False  # else an `if` around it would be taken for an empty one

    def render_to_output(self, context: RenderContext, buffer: TextIO) -> int:
        buffer.write(f"{SHOW}{self.kind}|{self.label}{SHOW}")
        self.block.render(context, buffer)
        return buffer.write(END)

    def children(self, static_context: RenderContext, *, include_partials: bool = True) -> list[Node]:
        return [self.block]


class ShowTag(Tag):
    """`{% show KIND "label" %}`: kinds are those of the layout, the label is a button's."""

    name, end = "show", "endshow"

    def parse(self, stream: TokenStream) -> ShowNode:
        token = stream.eat(TOKEN_TAG)
        inner = stream.into_inner(tag=token)
        kind = inner.eat(TOKEN_WORD).value
        if kind not in SHOWN:
            raise LiquidSyntaxError(f"nothing is shown as {kind!r}; there are {', '.join(SHOWN)}", token=token)
        label = inner.eat(TOKEN_STRING).value if inner.current.kind == TOKEN_STRING else ""
        inner.expect_eos()
        block = get_parser(self.env).parse_block(stream, frozenset((self.end, TOKEN_EOF)))
        stream.expect(TOKEN_TAG, value=self.end)
        return ShowNode(token, kind, label, block)


# ---- loops: `reversed` and `offset` of the library walk the whole range before its limit counts


class Few(Expression):
    """What a loop runs over, refused when it is long."""

    __slots__ = ("of",)

    def __init__(self, of: Expression) -> None:
        super().__init__(of.token)
        self.of = of

    def evaluate(self, context: RenderContext) -> object:
        items = self.of.evaluate(context)
        if isinstance(items, range | list | tuple | dict):
            many = items.stop - items.start if isinstance(items, range) else len(items)
            if many > MOST_ITEMS:
                raise LoopIterationLimitError(f"a loop over more than {MOST_ITEMS:,} items", token=self.token)
            context.meter.spend(1 + many // 20)  # type: ignore[attr-defined]  # a Context
        return items

    def __str__(self) -> str:
        return str(self.of)

    def children(self) -> list[Expression]:
        return [self.of]


class Within(Expression):
    """A loop's limit or offset, brought between nothing and the longest loop: Shopify takes less than nothing for nothing."""

    __slots__ = ("absent", "of")

    def __init__(self, of: Expression, absent: int) -> None:
        super().__init__(of.token)
        self.of, self.absent = of, absent

    def evaluate(self, context: RenderContext) -> object:
        value: Any = self.of.evaluate(context)
        if value is None or isinstance(value, Undefined):
            return self.absent
        try:
            return min(max(to_int(value), 0), MOST_ITEMS + 1)
        except (ValueError, TypeError):
            return value  # the loop says what is wrong

    def __str__(self) -> str:
        return str(self.of)

    def children(self) -> list[Expression]:
        return [self.of]


class Loop(LoopExpression):
    """The library takes a limit of nothing for none."""

    __slots__ = ()

    def _slice(
        self, it: Iterator[object], length: int, context: RenderContext, *, limit: int | None, offset: int | str | None,
    ) -> tuple[Iterator[object], int]:  # fmt: skip
        return (iter(()), 0) if limit == 0 else super()._slice(it, length, context, limit=limit, offset=offset)


def bound(loop: LoopExpression) -> None:
    loop.__class__ = Loop
    loop.iterable = Few(loop.iterable)
    if loop.limit is not None:
        loop.limit = Within(loop.limit, MOST_ITEMS + 1)
    if loop.offset is not None and not isinstance(loop.offset, StringLiteral):  # `continue`
        loop.offset = Within(loop.offset, 0)


class FewFor(ForTag):
    def parse(self, stream: TokenStream) -> Node:
        node = super().parse(stream)
        if isinstance(node, ForNode):
            bound(node.expression)
        return node


class FewCells(TablerowTag):
    def parse(self, stream: TokenStream) -> TablerowNode:
        node = super().parse(stream)
        bound(node.expression)
        return node


# ---- {% case %}: the library passes over what it does not understand in a `when`


class PlainCase(CaseTag):
    def _parse_when_expression(self, stream: TokenStream) -> list[Expression]:
        found: list[Expression] = [parse_primitive(self.env, stream)]
        while stream.current.kind in (TOKEN_COMMA, TOKEN_OR):
            next(stream)
            if stream.current.kind != TOKEN_EOF:
                found.append(parse_primitive(self.env, stream))
        if stream.current.kind != TOKEN_EOF:
            raise LiquidSyntaxError(f"`when` takes values with a comma or `or` between, not {stream.current.value!r}", token=stream.current)
        return found


# ---- {% liquid %}: a tag on each line; the library goes back over long lines, and stumbles over a line of blanks


_LINE = re.compile(r"[ \t]*(#|\w+)")


def _lines(source: str, token: Token) -> Iterator[Token]:
    at, depth = token.start_index, 0
    for line in re.findall(r"[^\n]*\n?", source):
        name = _LINE.match(line)
        if name is None and line.strip() and not depth:
            raise LiquidSyntaxError(f"a line of `liquid` begins with a tag's name, not with {line.strip()[:20]!r}", token=token)
        if name is not None:
            depth += (name[1] == "comment") - (name[1] == "endcomment")
            yield Token(TOKEN_TAG, name[1], at + name.start(1), token.source)
            if inner := line[name.end() :].strip():
                yield Token(TOKEN_EXPRESSION, inner, at + line.index(inner, name.end()), token.source)
        at += len(line)


class LiquidLines(LiquidTag):
    def __init__(self, env: Any) -> None:
        super().__init__(env)
        self._tokenize: Any = _lines


OURS: tuple[type[Tag], ...] = (FewFor, FewCells, PlainCase, LiquidLines, ShowTag)
