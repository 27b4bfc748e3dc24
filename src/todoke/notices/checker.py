"""What is wrong with a template before it goes live: unknown names, unknown filters, what cannot be parsed (NTC-6, NTC-11).

Every variable is followed through loops, assigns and captures. When rendering, an unknown name is simply empty; so it is here that
a misspelt one is found, with its line and what was meant."""

import difflib
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from liquid import RenderContext
from liquid.ast import Node
from liquid.builtin.expressions.filtered import Filter, FilteredExpression
from liquid.builtin.expressions.loop import LoopExpression
from liquid.builtin.expressions.path import Path
from liquid.builtin.expressions.primitive import RangeLiteral, StringLiteral
from liquid.builtin.tags.assign_tag import AssignNode
from liquid.builtin.tags.capture_tag import CaptureNode
from liquid.builtin.tags.decrement_tag import DecrementNode
from liquid.builtin.tags.for_tag import ForNode
from liquid.builtin.tags.increment_tag import IncrementNode
from liquid.builtin.tags.tablerow_tag import TablerowNode
from liquid.exceptions import LiquidError
from liquid.expression import Expression
from liquid.token import Token

from todoke.notices.liquid import parse, place
from todoke.notices.shapes import ANY, MERCHANT, ONE, Shape, both, list_of
from todoke.notices.tags import Few

LONGEST = 80  # characters of a name for which a near one is looked for


class Finding(NamedTuple):
    """Line and column (from 1) of the file, front matter included. rule: unknown_variable, unknown_filter or syntax; name: what
    was written; meant: the nearest name there is, or nothing."""

    line: int
    column: int
    rule: str
    name: str
    message: str
    meant: str = ""

    def __str__(self) -> str:
        return f"line {self.line}: {self.message}{f'; did you mean {self.meant}?' if self.meant else ''}"


def check(source: str, schema: Shape = MERCHANT, *, name: str = "template") -> list[Finding]:
    """Everything unknown in a notice's text or a merchant's page, in the order of the file. schema: shapes.FACTS for the desk's
    own texts, shapes.MERCHANT for a merchant's. Never raises."""
    source = source.replace("\r\n", "\n").removeprefix("\ufeff")
    try:
        template = parse(source, name, autoescape=not source.startswith("---\n"))
    except LiquidError as error:
        return [Finding(place(error), 1, "syntax", "", f"{error.message}".strip())]
    walk = _Walk(schema, RenderContext(template), set(template.env.filters))
    for _ in range(2):  # a name may be assigned from one that is assigned further down, in a loop
        walk.nodes(template.nodes)
    walk.found.clear()
    walk.nodes(template.nodes)
    return sorted(set(walk.found))


_ROUND = ("length", "index", "index0", "rindex", "rindex0", "first", "last")
_LOOP = Shape({**dict.fromkeys(("name", *_ROUND), ONE), "parentloop": ANY})
_CELLS = Shape(dict.fromkeys((*_ROUND, "col", "col0", "col_first", "col_last", "row"), ONE))


class _Walk:
    """The walk through a template: what is in scope, and what was found."""

    def __init__(self, schema: Shape, context: RenderContext, filters: set[str]) -> None:
        self.schema, self.context, self.filters = schema, context, filters
        self.assigned: dict[str, Shape] = {}
        self.loops: list[Mapping[str, Shape]] = []
        self.looped: set[str] = set()  # every name of a loop anywhere
        self.found: list[Finding] = []

    # ---- nodes

    def nodes(self, nodes: list[Node]) -> None:
        for node in nodes:
            self.node(node)

    def node(self, node: Node) -> None:
        if isinstance(node, ForNode | TablerowNode):
            self.loop(node)
        elif isinstance(node, AssignNode):
            self.assign(node.name, self.shape(node.expression))
        else:
            for expression in node.expressions():
                self.shape(expression)
            self.nodes(list(node.children(self.context, include_partials=False)))
            if isinstance(node, CaptureNode | IncrementNode | DecrementNode):
                self.assign(node.name, ONE)

    def loop(self, node: ForNode | TablerowNode) -> None:
        over = node.expression
        item = self.shape(over).item or ANY
        named = {"forloop": _LOOP} if isinstance(node, ForNode) else {"tablerowloop": _CELLS}
        self.loops.append({str(over.identifier): item, **named})
        self.looped |= self.loops[-1].keys()
        self.node(node.block)
        self.loops.pop()
        if isinstance(node, ForNode) and node.default:
            self.node(node.default)

    def assign(self, name: str, shape: Shape) -> None:
        self.assigned[str(name)] = both(self.assigned.get(str(name)), shape) or ANY

    # ---- expressions

    def shape(self, expression: Expression) -> Shape:
        """What the expression gives; what is unknown in it is found on the way."""
        if isinstance(expression, Path):
            return self.path(expression)
        if isinstance(expression, FilteredExpression):
            return self.filtered(expression)
        for part in expression.children():
            found = self.shape(part)
            if isinstance(expression, LoopExpression | Few):
                self.rest(expression)
                return found
        return list_of(ONE) if isinstance(expression, RangeLiteral) else ONE

    def rest(self, expression: LoopExpression | Few) -> None:
        """Limit, offset and columns of a loop."""
        for part in expression.children()[1:]:
            self.shape(part)

    def filtered(self, expression: FilteredExpression) -> Shape:
        found = self.shape(expression.left)
        for one in expression.filters or ():
            given = [self.shape(argument.value) for argument in one.args]
            if one.name not in self.filters:
                self.report(one.token, "unknown_filter", one.name, f"there is no filter {one.name}", _nearest(one.name, self.filters))
            self.named(one, found)
            found = _through(one, found, given)
        return found

    def named(self, one: Filter, left: Shape) -> None:
        """The name that a filter looks for in each item of a list."""
        name = one.args[0].value if one.name in _NAMED and one.args else None
        names = left.item.names if left.item and isinstance(name, StringLiteral) else None
        if names is not None and isinstance(name, StringLiteral) and not (left.item or ANY).of(name.value):
            self.report(one.token, "unknown_variable", name.value, f"{one.name}: nothing in the list has a {name.value}", _nearest(name.value, names))

    # ---- paths

    def path(self, path: Path) -> Shape:
        for part in path.path:
            if isinstance(part, Path):
                self.path(part)
        found = self.root(path.path[0]) if isinstance(path.path[0], str) else ANY
        for at, part in enumerate(path.path):
            found = _step(found, part) if at and found else found
            if found is None:
                self.unknown(path, at)
                return ANY
        return found or ANY

    def root(self, name: str) -> Shape | None:
        for names in reversed(self.loops):
            if name in names:
                return names[name]
        return both(self.assigned.get(name), (self.schema.names or {}).get(name))

    def unknown(self, path: Path, at: int) -> None:
        """at: which part of the path nothing ever stands under."""
        name = str(path.path[0])
        if at == 0 and name in self.looped:
            self.report(path.token, "unknown_variable", str(path), f"{path} is known only within the loop that names {name}", "")
        else:
            self.report(path.token, "unknown_variable", str(path), f"{path} is not known", self.meant(path, at))

    def report(self, token: Token, rule: str, name: str, message: str, meant: str) -> None:
        before = token.source[: max(0, token.start_index)]
        line, column = before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1
        self.found.append(Finding(line, column, rule, name, message, meant))

    # ---- what was meant

    def meant(self, path: Path, at: int) -> str:
        """The nearest name beside the unknown one, and what stands after it as far as that is known there; else the path that is
        written most alike of all."""
        names = [str(part) for part in path.path]
        above = self.above(path, at)
        near = _nearest(names[at], above, 0.6 if at == 0 else 0.3)
        if not near and at and not above:
            return _written(path.path[:at])  # nothing stands under it
        if not near:
            return _nearest_path(str(path), self.schema, tuple(self.local()))
        kept, shape = [*path.path[:at], near], above[near]
        for name in names[at + 1 :]:
            known = name if shape.of(name) else _nearest(name, shape.names or {})
            if not known:
                break
            kept, shape = [*kept, known], shape.of(known) or ANY
        return _written(kept)

    def above(self, path: Path, at: int) -> Mapping[str, Shape]:
        """The names among which the part of the path should be."""
        if at == 0:
            return {**(self.schema.names or {}), **self.local()}
        found = self.root(str(path.path[0]))
        for part in path.path[1:at]:
            found = _step(found, part) if found else None
        return (found.names if found else None) or {}

    def local(self) -> dict[str, Shape]:
        return {**self.assigned, **{name: shape for names in self.loops for name, shape in names.items()}}


def _written(parts: Sequence[object]) -> str:
    """A path as a template writes it: names after dots, all else in brackets."""
    return "".join(f".{part}" if isinstance(part, str) else f"[{part}]" for part in parts).removeprefix(".")


def _step(shape: Shape, part: object) -> Shape | None:
    if isinstance(part, str):
        return shape.of(part)
    return shape.item or ANY


_NAMED = frozenset(("map", "where", "reject", "find", "find_index", "has", "sort", "sort_natural", "sum", "uniq", "compact"))


def _through(one: Filter, left: Shape, given: list[Shape]) -> Shape:
    """What a filter makes of a shape."""
    if one.name in ("where", "reject", "sort", "sort_natural", "reverse", "uniq", "compact", "slice"):
        return left
    if one.name in ("concat", "default") and given:
        return both(left, given[0]) or ANY
    if one.name in ("first", "last", "find"):
        return left.item or ANY
    if one.name == "map" and one.args and isinstance(one.args[0].value, StringLiteral):
        return list_of((left.item or ANY).of(one.args[0].value.value) or ANY)
    return list_of(ONE) if one.name == "split" else ONE


def _nearest(name: str, known: Iterable[str], alike: float = 0.6) -> str:
    near = difflib.get_close_matches(name, list(known), 1, alike) if len(name) <= LONGEST else []
    return near[0] if near else ""


@lru_cache(maxsize=256)
def _nearest_path(said: str, schema: Shape, local: tuple[str, ...]) -> str:
    near = difflib.get_close_matches(said, [*local, *_all_paths(schema)], 1, 0.35) if len(said) <= LONGEST else []
    return near[0] if near else ""


@lru_cache(maxsize=4)
def _all_paths(schema: Shape) -> tuple[str, ...]:
    return tuple(path for path in schema.paths(depth=2) if "[0]" not in path)
