"""What the library's parsed templates are made of, with our meter at every step and shorter ways for the usual steps (NTC-6).

`hasten` puts these pieces in the place of the library's. What they give is the same; only `blank` is taken as Shopify takes it."""

from collections.abc import Iterator, Mapping
from typing import Any, TextIO

from liquid import Markup, RenderContext, Undefined
from liquid import escape as escaped
from liquid.ast import BlockNode, ConditionalBlockNode, Node
from liquid.builtin.content import ContentNode
from liquid.builtin.expressions.filtered import Filter, FilteredExpression
from liquid.builtin.expressions.logical import (
    BooleanExpression,
    ContainsExpression,
    EqExpression,
    LogicalAndExpression,
    LogicalOrExpression,
    NeExpression,
    _eq,
    is_truthy,
)
from liquid.builtin.expressions.path import Path
from liquid.builtin.expressions.primitive import Blank
from liquid.builtin.output import OutputNode
from liquid.builtin.tags.case_tag import MultiExpressionBlockNode, _AnyExpression
from liquid.builtin.tags.cycle_tag import CycleNode
from liquid.builtin.tags.echo_tag import EchoNode
from liquid.exceptions import FilterArgumentError, LiquidTypeError, LocalNamespaceLimitError, OutputStreamLimitError, UnknownFilterError
from liquid.expression import Expression
from liquid.template import BoundTemplate
from liquid.token import Token
from liquid.undefined import UNDEFINED
from liquid.utils import ReadOnlyChainMap

from todoke.notices.as_ruby import written
from todoke.notices.bounds import HOLDS, MOST_KEY, MOST_NAMES, MOST_OUTPUT, MOST_TEXT, SHARE, Meter, TooMuch, measure, size, weight, within
from todoke.notices.mistakes import meant

MOST_IN_A_CYCLE = 1_000  # characters of what `cycle` goes through: the library keeps it all as a name


# ---- the context


class Context(RenderContext):
    """The library's context with the meter, and a short way for the usual path: names all the way down through dicts."""

    def __init__(self, template: BoundTemplate, **named: Any) -> None:
        super().__init__(template, **named)
        self.scope = ReadOnlyChainMap(self.locals, self.globals, self.counters)  # without the library's clock
        above = self.parent_context
        self.meter: Meter = above.meter if isinstance(above, Context) else Meter()
        self.sizes: dict[str, int] = {}
        self.held = 0

    def assign(self, key: str, val: Any) -> None:
        self.locals[key] = val
        now = size(val)
        self.held += now - self.sizes.get(key, 0)
        self.sizes[key] = now
        self.meter.spend(1 + now // SHARE)
        if self.get_size_of_locals() > MOST_NAMES:
            raise LocalNamespaceLimitError(f"more than {MOST_NAMES:,} characters assigned and captured", token=None)

    def get_size_of_locals(self) -> int:
        return self.held + self.local_namespace_size_carry

    def get(self, path: list[object], *, token: Token | None, default: object = UNDEFINED) -> object:
        root = path[0]
        if type(root) is not str:  # of a path like [key], where key is no text
            return super().get(path, token=token, default=default)
        found: Any = None
        for names in self.scope._maps:
            if root in names:
                found = names[root]
                break
        for name in path[1:]:
            if type(found) is not dict or name in ("size", "first", "last"):
                return super().get(path, token=token, default=default)
            if name not in found:
                found = None
                break
            found = found[name]
        if found is None and default is UNDEFINED:
            return self.env.undefined(root, hint=None, token=token)
        return super().get(path, token=token, default=default) if found is None else found


class Template(BoundTemplate):
    """A parsed template. `roots`: the first names of all its paths; `foreign`: some are Shopify's, so that these are put beside the facts."""

    foreign = False
    roots: frozenset[str] = frozenset()

    def render_with_context(self, context: RenderContext, buffer: TextIO, *args: Any, **named: Any) -> None:
        context.meter.spend(_PARTIAL)  # type: ignore[attr-defined]  # a Context
        super().render_with_context(context, buffer, *args, **named)


_PARTIAL = 20  # steps of beginning a template: a context of its own


# ---- the pieces


class _Plain(Path):
    """A path of names only: nothing in it is to be evaluated first."""

    __slots__ = ()

    def evaluate(self, context: RenderContext) -> object:
        return context.get(self.path, token=self.token)  # type: ignore[arg-type]  # a list of names


class _Reckoned(Path):
    """A path with something in brackets that is evaluated first. It leads to no name that a template cannot write."""

    __slots__ = ()

    def evaluate(self, context: RenderContext) -> object:
        context.meter.spend(2)  # type: ignore[attr-defined]  # a Context
        path = [part.evaluate(context) if isinstance(part, Path) else part for part in self.path]
        if (isinstance(path[0], str) and path[0].startswith("\0")) or any(isinstance(part, str) and len(part) > MOST_KEY for part in path):
            return context.env.undefined("", token=self.token)
        return context.get(path, token=self.token)


class _Filter(Filter):
    """A filter's call, with the context first (see bounds.bounded)."""

    __slots__ = ()

    def evaluate(self, left: object, context: RenderContext) -> object:
        work = context.env.filters.get(self.name)
        if work is None:
            raise UnknownFilterError(f"there is no filter {self.name!r}{meant(self.name, context.env.filters)}", token=self.token)
        given: list[object] = []
        named: dict[str, object] = {}
        for argument in self.args:
            name, value = argument.evaluate(context)
            if name:
                named[name] = value
            else:
                given.append(value)
        try:
            return work(context, left, *given, **named)
        except TypeError as error:
            raise LiquidTypeError(f"{self.name}: {error}", token=self.token) from error
        except (LiquidTypeError, FilterArgumentError) as error:
            error.token = self.token
            raise


class _Toll(Node):
    """The first piece of every block: it pays for all of them."""

    __slots__ = ("steps",)

    def __init__(self, token: Token, steps: int) -> None:
        super().__init__(token)
        self.steps = steps

    def render(self, context: RenderContext, buffer: TextIO) -> int:
        context.meter.spend(self.steps)  # type: ignore[attr-defined]  # a Context
        return 0

    render_to_output = render


class _Block(BlockNode):
    """A block whose pieces are rendered without the library's two steps for each; the output is measured here."""

    __slots__ = ()

    def render(self, context: RenderContext, buffer: TextIO) -> int:
        if self.blank:
            return super().render(context, buffer)
        for node in self.nodes:
            node.render(context, buffer)
        if buffer.tell() > MOST_OUTPUT:
            raise OutputStreamLimitError(f"more than {MOST_OUTPUT:,} characters of output", token=self.token)
        return 1


class _Words(ContentNode):
    """What stands between the tags."""

    __slots__ = ()

    def render(self, context: RenderContext, buffer: TextIO) -> int:
        return buffer.write(self.text)


def _said(node: OutputNode, context: RenderContext, buffer: TextIO) -> int:
    value = node.expression.evaluate(context)
    if type(value) is str:
        text: str = escaped(value) if context.autoescape else value
    elif type(value) is Markup:
        text = value
    else:
        measure(value, "output")
        if type(value) in HOLDS:
            context.meter.spend(within(value, "output") // _WITHIN)  # type: ignore[attr-defined]  # a Context
        text = written(value, autoescape=context.autoescape)
    if len(text) > SHARE:
        context.meter.spend(len(text) // SHARE)  # type: ignore[attr-defined]
    return buffer.write(text)


class _Output(OutputNode):
    __slots__ = ()

    def render(self, context: RenderContext, buffer: TextIO) -> int:
        return _said(self, context, buffer)


class _Echo(EchoNode):
    def render(self, context: RenderContext, buffer: TextIO) -> int:
        return _said(self, context, buffer)


class _Cycle(CycleNode):
    __slots__ = ()

    def render_to_output(self, context: RenderContext, buffer: TextIO) -> int:
        parts = [self.group, *self.args] if self.group else self.args
        if sum(size(part.evaluate(context)) for part in parts) > MOST_IN_A_CYCLE:
            raise TooMuch(f"cycle: over {MOST_IN_A_CYCLE:,} characters", token=self.token)
        return super().render_to_output(context, buffer)


class _Condition(BooleanExpression):
    """What stands in an `if`; the usual answers are known without the library's questions."""

    __slots__ = ()

    def evaluate(self, context: RenderContext) -> bool:
        return _is_true(self.expression.evaluate(context))


class _And(LogicalAndExpression):
    __slots__ = ()

    def evaluate(self, context: RenderContext) -> object:
        return _is_true(self.left.evaluate(context)) and _is_true(self.right.evaluate(context))


class _Or(LogicalOrExpression):
    __slots__ = ()

    def evaluate(self, context: RenderContext) -> object:
        return _is_true(self.left.evaluate(context)) or _is_true(self.right.evaluate(context))


def _is_true(value: Any) -> bool:
    kind = type(value)
    if kind is bool:
        return bool(value)
    return value is not None and kind is not Undefined and (kind in _PLAIN or is_truthy(value))


_PLAIN = frozenset((str, int, dict, list, float, Markup))


# ---- comparing: `blank` is nil, false, nothing, or blanks only, as in Shopify's Liquid


def _same(left: Expression, right: Expression, context: RenderContext) -> bool:
    if type(right) is Blank:
        return _is_blank(left.evaluate(context))
    if type(left) is Blank:
        return _is_blank(right.evaluate(context))
    return _equal(left.evaluate(context), right.evaluate(context), context)


def _equal(one: Any, other: Any, context: RenderContext) -> bool:
    kind = type(one)
    if kind in _FLAT and type(other) in _FLAT:
        if kind not in _FIGURES and len(one) > SHARE:
            context.meter.spend(len(one) // SHARE)  # type: ignore[attr-defined]  # a Context
        return bool(one == other)
    if kind in HOLDS and type(other) in HOLDS:
        context.meter.spend(_weighed(one) // _WITHIN)  # type: ignore[attr-defined]
    return _eq(one, other)


_FIGURES = frozenset((int, float))
_FLAT = _FIGURES | {str, Markup}
_WITHIN = 16  # characters held in a list or a group of names that cost one step when these are compared


def _weighed(value: Any) -> int:
    found = weight(value)
    if found > MOST_TEXT:
        raise TooMuch(f"a comparison of over {MOST_TEXT:,} characters")
    return found


def _is_blank(value: Any) -> bool:
    return value is False or _eq(value, None) or value == _BLANK


_BLANK = Blank(Token("", "", -1, ""))


class _Equal(EqExpression):
    __slots__ = ()

    def evaluate(self, context: RenderContext) -> object:
        return _same(self.left, self.right, context)


class _Unequal(NeExpression):
    __slots__ = ()

    def evaluate(self, context: RenderContext) -> object:
        return not _same(self.left, self.right, context)


class _AnyOf(_AnyExpression):
    __slots__ = ()

    def evaluate(self, context: RenderContext) -> list[bool]:
        left = self.left.evaluate(context)
        return [_is_blank(left) if type(right) is Blank else _equal(left, right.evaluate(context), context) for right in self.expressions]


class _Contains(ContainsExpression):
    __slots__ = ()

    def evaluate(self, context: RenderContext) -> object:
        held = self.left.evaluate(context)
        context.meter.spend(2 * size(held) // SHARE)  # type: ignore[attr-defined]
        if type(held) in HOLDS and type(self.right.evaluate(context)) in HOLDS:
            context.meter.spend(_weighed(held) // _WITHIN)  # type: ignore[attr-defined]
        return super().evaluate(context)


# ---- putting them in


_HASTY: Mapping[type, type] = {
    BlockNode: _Block, ContentNode: _Words, OutputNode: _Output, EchoNode: _Echo, CycleNode: _Cycle,
    BooleanExpression: _Condition, LogicalAndExpression: _And, LogicalOrExpression: _Or,
    EqExpression: _Equal, NeExpression: _Unequal, ContainsExpression: _Contains, _AnyExpression: _AnyOf,
}  # fmt: skip


def hasten(template: BoundTemplate) -> set[tuple[str, ...]]:
    """Put the pieces in. Gives the beginnings (one or two names) of all paths: which names the template uses."""
    context, used = RenderContext(template), set[tuple[str, ...]]()
    for node in template.nodes:
        _hasten(node, context, used)
    if template.nodes:
        template.nodes.insert(0, _Toll(template.nodes[0].token, _steps(template.nodes, context)))
    return used


def _hasten(node: Node | Expression, context: RenderContext, used: set[tuple[str, ...]]) -> None:
    kind = _HASTY.get(type(node))
    if isinstance(node, Path):
        used.add(tuple(str(name) for name in node.path[:2]))
        kind = _Plain if all(type(name) is str for name in node.path) else _Reckoned
    for part in _parts(node, context):
        _hasten(part, context, used)
    if isinstance(node, FilteredExpression):
        for one in node.filters or ():
            one.__class__ = _Filter
    if isinstance(node, OutputNode) and isinstance(node.expression, FilteredExpression) and not node.expression.filters:
        node.expression = node.expression.left
    if isinstance(node, BlockNode):
        node.nodes.insert(0, _Toll(node.token, _steps(node.nodes, context)))
    if kind is not None:
        node.__class__ = kind


def _parts(node: Node | Expression, context: RenderContext) -> Iterator[Any]:
    if isinstance(node, Expression):
        yield from node.children()
    else:
        yield from node.children(context, include_partials=False)
        yield from node.expressions()


def _steps(nodes: list[Node], context: RenderContext) -> int:
    """What carrying out a block costs, without the blocks in it: one, one for each node, and one for two terms of expressions."""
    return 1 + sum(1 + _weight(node, context) // 2 for node in nodes)


def _weight(node: Node, context: RenderContext) -> int:
    own = 1 + sum(_terms(expression) for expression in node.expressions()) + 8 * isinstance(node, CycleNode)
    branches = (ConditionalBlockNode, MultiExpressionBlockNode)
    return own + sum(_weight(part, context) for part in node.children(context, include_partials=False) if isinstance(part, branches))


def _terms(expression: Expression) -> int:
    own = len(expression.path) // 4 if isinstance(expression, Path) else len(getattr(expression, "filters", None) or ())
    own += isinstance(expression, LogicalAndExpression | LogicalOrExpression)
    return 1 + own + sum(_terms(part) for part in expression.children())
