"""The template language of notices: python-liquid with every known hole closed, and the filters of a shop's words (NTC-6).

A hostile template can reach nothing but the facts (plain dicts), and ends soon: loops, output, memory of names, nesting, and
what each filter takes and gives are bounded. Whatever goes wrong inside is a LiquidError with the template's name and line."""

import html
import re
from collections.abc import Callable, Mapping
from functools import lru_cache, partial
from io import StringIO
from typing import Any, TextIO

from liquid import Environment, Mode, RenderContext, Undefined
from liquid.ast import BlockNode, Node
from liquid.builtin.content import ContentNode
from liquid.builtin.expressions.path import Path
from liquid.builtin.tags.for_tag import ForNode, ForTag
from liquid.builtin.tags.tablerow_tag import TablerowNode, TablerowTag
from liquid.exceptions import (
    LiquidError,
    LiquidSyntaxError,
    LoopIterationLimitError,
    OutputStreamLimitError,
)
from liquid.expression import Expression
from liquid.parser import get_parser
from liquid.stream import TokenStream
from liquid.tag import Tag
from liquid.template import BoundTemplate
from liquid.token import TOKEN_EOF, TOKEN_STRING, TOKEN_TAG, TOKEN_WORD, Token
from liquid.undefined import UNDEFINED

from todoke.notices import wording
from todoke.notices.filters import MOST_ITEMS, SPOKEN, VOICE, bounded, greet, growing

MOST_OUTPUT = 400_000  # characters of a whole rendering
SHOW, END = "\x02", "\x03"  # around a part that the HTML shows in its own way: SHOW kind | label SHOW text END


class _Liquid(Environment):
    """The library's own limits, set."""

    loop_iteration_limit = 20_000
    local_namespace_limit = 400_000
    output_stream_limit = MOST_OUTPUT
    block_nesting_limit = 20
    context_depth_limit = 20
    ternary_expressions = True
    logical_not_operator = True
    logical_parentheses = True


# ---- loops: `reversed` and `offset` of the library walk the whole range before its limit counts


class _Few(Expression):
    """What a loop runs over, refused when it is long."""

    __slots__ = ("of",)

    def __init__(self, of: Expression) -> None:
        super().__init__(of.token)
        self.of = of

    def evaluate(self, context: RenderContext) -> object:
        items = self.of.evaluate(context)
        if type(items) is range and items.stop - items.start > MOST_ITEMS:
            raise LoopIterationLimitError(f"a loop over more than {MOST_ITEMS:,} items", token=self.token)
        return items

    def __str__(self) -> str:
        return str(self.of)

    def children(self) -> list[Expression]:
        return [self.of]


class _For(ForTag):
    def parse(self, stream: TokenStream) -> Node:
        node = super().parse(stream)
        if isinstance(node, ForNode):
            node.expression.iterable = _Few(node.expression.iterable)
        return node


class _Tablerow(TablerowTag):
    def parse(self, stream: TokenStream) -> TablerowNode:
        node = super().parse(stream)
        node.expression.iterable = _Few(node.expression.iterable)
        return node


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


SHOWN = ("dates", "lines", "totals", "parcel", "pay", "address", "button", "contact")


# ---- the environment


@lru_cache(maxsize=4)
def language(*, autoescape: bool) -> Environment:
    """The environment: lenient with absent names when rendering, strict with unknown filters and tags when parsing."""
    env = _Liquid(autoescape=autoescape, tolerance=Mode.STRICT, strict_filters=True, undefined=Undefined)
    env.filters.pop("safe", None)  # a template must not switch the escaping off
    env.filters.update(SPOKEN, salutation=greet)
    for name in ("replace", "replace_first", "replace_last", "join"):
        if name in env.filters:
            env.filters[name] = growing(name, env.filters[name])
    for name, work in list(env.filters.items()):
        env.filters[name] = bounded(name, work)
    for tag in ("include", "render"):
        env.tags.pop(tag, None)  # no templates from elsewhere
    for made in (_For, _Tablerow, ShowTag):
        env.add_tag(made)
    return env


_ALONE = re.compile(r"(?m)^[ \t]*(\{%-?(?:(?!%\}).)*?)(-?%\})[ \t]*\n")


def parse(source: str, name: str, *, autoescape: bool = False) -> BoundTemplate:
    """Parse once. A line that holds one tag and nothing else leaves no line behind; line numbers stay the file's.
    Raises LiquidError with name and line."""
    tidy = _ALONE.sub(lambda m: f"{m[1]}\n{m[2]}" if "{{" not in m[1] else m[0], source)
    template = language(autoescape=autoescape).from_string(tidy, name=name)
    for node in template.nodes:
        _hasten(node, RenderContext(template))
    return template


def run(template: BoundTemplate, facts: Mapping[str, Any]) -> str:
    """Render within the bounds. facts: plain dicts and lists, and the Voice under VOICE. Raises LiquidError only."""
    buffer = StringIO()  # bounded by _Block, and by the library within a capture
    try:
        template.render_with_context(_Context(template, globals=facts), buffer)
    except (OverflowError, ValueError, MemoryError, RecursionError, ArithmeticError, AttributeError) as error:
        raise LiquidError(f"{template.name}: {type(error).__name__}: {error}", token=None) from error
    return buffer.getvalue()


class _Context(RenderContext):
    """The library's context with a short way for the usual path: names all the way down through dicts."""

    def filter(self, name: str, token: Token | None) -> Callable[..., object]:
        work = self.env.filters.get(name)
        if work is None:
            return super().filter(name, token)
        return partial(work, context=self) if name in SPOKEN or name == "salutation" else work

    def get(self, path: list[object], *, token: Token | None, default: object = UNDEFINED) -> object:
        root = path[0]
        found: Any = None
        for names in self.scope._maps:
            if root in names:
                found = names[root]  # type: ignore[index]
                break
        for name in path[1:]:
            if type(found) is not dict or name in ("size", "first", "last"):
                return super().get(path, token=token, default=default)
            if name not in found:
                found = None
                break
            found = found[name]
        if found is None and default is UNDEFINED:
            return self.env.undefined(str(root), hint=None, token=token)
        return super().get(path, token=token, default=default) if found is None else found


class _Plain(Path):
    """A path of names only: nothing in it is to be evaluated first."""

    __slots__ = ()

    def evaluate(self, context: RenderContext) -> object:
        return context.get(self.path, token=self.token)  # type: ignore[arg-type]  # a list of names


class _Block(BlockNode):
    """A block whose pieces are rendered without the library's two steps for each; the output is measured here."""

    __slots__ = ()

    def render(self, context: RenderContext, buffer: TextIO) -> int:
        if self.blank:
            return super().render(context, buffer)
        for node in self.nodes:
            node.render(context, buffer)
        if buffer.tell() > MOST_OUTPUT:
            raise OutputStreamLimitError(f"output over {MOST_OUTPUT:,} characters", token=self.token)
        return 1


class _Words(ContentNode):
    """What stands between the tags."""

    __slots__ = ()

    def render(self, context: RenderContext, buffer: TextIO) -> int:
        return buffer.write(self.text)


_HASTY: Mapping[type, type] = {BlockNode: _Block, ContentNode: _Words}


def _hasten(node: Node | Expression, context: RenderContext) -> None:
    """Put shorter ways into a parsed template for what a render does most: plain paths, blocks, words. Nothing else changes."""
    if isinstance(node, Expression):
        if type(node) is Path and all(type(name) is str for name in node.path):
            node.__class__ = _Plain
        for part in node.children():
            _hasten(part, context)
        return
    if type(node) in _HASTY:
        node.__class__ = _HASTY[type(node)]
    inner: list[Any] = [*node.children(context, include_partials=False), *node.expressions()]
    for part in inner:
        _hasten(part, context)


def spoken(facts: Mapping[str, Any], locale: str) -> dict[str, Any]:
    """The facts with the voice in which they are told. To Liquid an empty text and a zero are true, so empty texts and the
    amounts that are nothing when they are zero are left out."""
    told = _without_empty(facts)
    for group, names in _NOTHING.items():
        for name in names:
            if name in (told.get(group) or ()) and not told[group][name]:
                told[group] = {key: value for key, value in told[group].items() if key != name}
    return {**told, VOICE: wording.voice_of(facts, locale)}


_NOTHING = {"payment": ("paid", "to_pay", "received"), "order": ("fee", "tax", "discount")}


def _without_empty(group: Mapping[str, Any]) -> dict[str, Any]:
    """The group as it is, or a copy without its empty texts, two levels down."""
    kept = {name: value for name, value in group.items() if value != ""} if "" in group.values() else dict(group)
    for name, value in kept.items():
        if type(value) is dict:
            kept[name] = _without_empty(value)
        elif type(value) is list and any(type(one) is dict and "" in one.values() for one in value):
            kept[name] = [_without_empty(one) if type(one) is dict else one for one in value]
    return kept


_UNSAFE = re.compile(r"[&<>\"']")


def escape(text: str) -> str:
    """For HTML text and attributes in quotes."""
    return html.escape(text, quote=True) if _UNSAFE.search(text) else text
