"""What a template names: which facts it shows and through which filters, which it asks, and the words that stand inside its tags.

Names are followed through loops and assignments: `line.title` within `for line in order.lines` is `order.lines.title`."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from liquid import RenderContext
from liquid.ast import Node
from liquid.builtin.expressions import FilteredExpression, StringLiteral
from liquid.builtin.expressions.logical import (
    BooleanExpression,
    ContainsExpression,
    EqExpression,
    GeExpression,
    GtExpression,
    LeExpression,
    LtExpression,
    NeExpression,
)
from liquid.builtin.expressions.path import Path
from liquid.builtin.output import OutputNode
from liquid.builtin.tags.assign_tag import AssignNode
from liquid.builtin.tags.case_tag import CaseNode, MultiExpressionBlockNode
from liquid.builtin.tags.for_tag import ForNode
from liquid.builtin.tags.tablerow_tag import TablerowNode
from liquid.expression import Expression
from liquid.template import BoundTemplate

from todoke.notices.tags import Few, ShowNode

Scope = dict[str, str]  # a template's own name → the fact it stands for, empty if none
MOST_NODES = 50_000


class Shown(NamedTuple):
    """A value that is shown. path: the fact; empty if it is none. name: as written. filters: their names, with a colon and the names of
    their own settings (`date: format:`). form: of a date."""

    path: str
    name: str
    filters: tuple[str, ...]
    line: int
    form: str = ""


class Asked(NamedTuple):
    """A condition on one fact: sign is empty for `if a.path`, else ==, !=, <, >, <=, >=, contains."""

    path: str
    sign: str = ""
    value: object = None


class Phrase(NamedTuple):
    """Words inside a tag that a reader may see: a text in quotes, a button's label."""

    words: str
    line: int


class Names(NamedTuple):
    shown: list[Shown]
    asked: list[Asked]
    phrases: list[Phrase]


def names_in(template: BoundTemplate | None) -> Names:
    """Everything that the template names; at most MOST_NODES pieces are looked at."""
    found = Names([], [], [])
    if template is not None:
        left = iter(range(MOST_NODES))
        _walk(template.nodes, {}, found, RenderContext(template), left)
    return found


def _walk(nodes: list[Node], scope: Scope, found: Names, context: RenderContext, left: Iterator[int]) -> None:
    for node in nodes:
        if next(left, None) is None:
            return
        _look(node, scope, found)
        inner = {**scope, **_bound(node, scope)}
        _walk(list(node.children(context, include_partials=False)), inner, found, context, left)
        if isinstance(node, AssignNode):
            scope[str(node.name)] = "" if getattr(node.expression, "filters", None) else path_of(node.expression, scope)


def _bound(node: Node, scope: Scope) -> Scope:
    """The names that a loop gives to its inside."""
    if isinstance(node, ForNode | TablerowNode):
        return {str(node.expression.identifier): path_of(node.expression.iterable, scope)}
    return {}


def _look(node: Node, scope: Scope, found: Names) -> None:
    line = str(getattr(node.token, "source", "")).count("\n", 0, max(0, node.token.start_index)) + 1
    if isinstance(node, OutputNode):
        found.shown.append(_shown(node.expression, scope, line))
    if isinstance(node, OutputNode | AssignNode):
        found.phrases.extend(Phrase(words, line) for words in _quoted(node.expression))
    elif isinstance(node, CaseNode):
        for block in node.blocks:
            if isinstance(block, MultiExpressionBlockNode):
                asked = (Asked(path_of(node.expression, scope), "==", literal(one)) for one in block.expression.expressions)
                found.asked.extend(one for one in asked if one.path)
    else:
        for expression in (*node.expressions(), getattr(node, "expression", None)):
            if isinstance(expression, BooleanExpression):
                found.asked.extend(one for one in asked_by(expression, scope) if one.path)
    if isinstance(node, ShowNode) and node.label:
        found.phrases.append(Phrase(node.label, line))


def _shown(expression: Expression, scope: Scope, line: int) -> Shown:
    filters = getattr(expression, "filters", None) or ()
    said = tuple(f"{one.name}:" + "".join(f" {arg.name}:" for arg in one.args if hasattr(arg, "name")) if one.args else one.name for one in filters)
    form = next((str(literal(arg.value)) for one in filters for arg in one.args if getattr(arg, "name", "") == "format"), "")
    return Shown(path_of(expression, scope), str(getattr(expression, "left", expression)), said, line, form)


def path_of(expression: Expression, scope: Scope) -> str:
    """The fact behind a path, filtered or not; empty for anything else."""
    if isinstance(expression, FilteredExpression):
        return path_of(expression.left, scope)
    if isinstance(expression, Few):
        return path_of(expression.of, scope)
    if not isinstance(expression, Path):
        return ""
    head, *rest = [str(part) for part in expression.path if type(part) is str] or [""]
    root = scope.get(head, head)
    names = [name for name in rest if name not in ("size", "first", "last")]
    return ".".join([root, *names]) if root else ""


_SIGNS = (
    (EqExpression, "=="), (NeExpression, "!="), (LtExpression, "<"), (GtExpression, ">"), (LeExpression, "<="), (GeExpression, ">="),
    (ContainsExpression, "contains"),
)  # fmt: skip


def asked_by(expression: Expression, scope: Scope) -> Iterator[Asked]:
    """The single conditions that a condition is made of."""
    for kind, sign in _SIGNS:
        if isinstance(expression, kind):
            yield Asked(path_of(expression.left, scope), sign, literal(expression.right))
            return
    if isinstance(expression, Path):
        yield Asked(path_of(expression, scope))
        return
    for part in expression.children():
        yield from asked_by(part, scope)


def literal(expression: Expression) -> object:
    """A text or number in the template; None for anything else."""
    value: Any = getattr(expression, "value", None)
    return value if type(value) in (str, int, float, bool) else None


def _quoted(expression: Expression) -> Iterator[str]:
    if isinstance(expression, StringLiteral):
        yield str(expression.value)
    for part in expression.children():
        yield from _quoted(part)
