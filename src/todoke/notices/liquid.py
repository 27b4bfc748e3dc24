"""The template language of notices: python-liquid with every known hole closed, and the filters of a shop's words (NTC-6).

A hostile template can reach nothing but the facts (plain dicts), and ends soon: loops, output, memory of names, nesting, and
what each filter takes and gives are bounded. Whatever goes wrong inside is a LiquidError with the template's name and line."""

import html
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import lru_cache, wraps
from typing import Any, TextIO

from liquid import Environment, Markup, Mode, RenderContext, Undefined
from liquid.ast import BlockNode, Node
from liquid.builtin.tags.for_tag import ForNode, ForTag
from liquid.builtin.tags.tablerow_tag import TablerowNode, TablerowTag
from liquid.exceptions import FilterArgumentError, LiquidError, LiquidSyntaxError, LoopIterationLimitError
from liquid.expression import Expression
from liquid.output import LimitedStringIO
from liquid.parser import get_parser
from liquid.stream import TokenStream
from liquid.tag import Tag
from liquid.template import BoundTemplate
from liquid.token import TOKEN_EOF, TOKEN_STRING, TOKEN_TAG, TOKEN_WORD, Token

from todoke.notices import wording
from todoke.notices.wording import Voice

MOST_TEXT = 200_000  # characters a filter may take or give
MOST_ITEMS = 10_000  # items of a range or list a filter may take or give
MOST_BITS = 256  # of an integer
VOICE = "\0voice"  # where the notice's voice stands among the facts: a name that no template can write
SHOW, END = "\x02", "\x03"  # around a part that the HTML shows in its own way: SHOW kind | label SHOW text END

Filter = Callable[..., Any]


class _Liquid(Environment):
    """The library's own limits, set."""

    loop_iteration_limit = 20_000
    local_namespace_limit = 400_000
    output_stream_limit = 400_000
    block_nesting_limit = 20
    context_depth_limit = 20
    ternary_expressions = True
    logical_not_operator = True
    logical_parentheses = True


# ---- bounds around every filter


def _measure(value: Any, name: str) -> None:
    """Refuse what is too large to work on. Raises FilterArgumentError."""
    kind = type(value)
    if kind is str or kind is Markup:
        if len(value) > MOST_TEXT:
            raise FilterArgumentError(f"{name}: text over {MOST_TEXT:,} characters", token=None)
    elif kind is int:
        if value.bit_length() > MOST_BITS:
            raise FilterArgumentError(f"{name}: number over {MOST_BITS} bits", token=None)
    elif kind in (list, tuple, range) and len(value) > MOST_ITEMS:
        raise FilterArgumentError(f"{name}: more than {MOST_ITEMS:,} items", token=None)


def _bounded(name: str, work: Filter) -> Filter:
    """The filter, measured before and after; what Python says of overflow, memory or values becomes a Liquid error."""

    @wraps(work)
    def measured(left: Any, *args: Any, **named: Any) -> Any:
        _measure(left, name)
        for value in args:
            _measure(value, name)
        try:
            result = work(left, *args, **named)
        except (OverflowError, ValueError, MemoryError, RecursionError, ArithmeticError, KeyError) as error:
            raise FilterArgumentError(f"{name}: {error or type(error).__name__}", token=None) from error
        _measure(result, name)
        return result

    return measured


def _growing(name: str, work: Filter) -> Filter:
    """A filter that may multiply its input (replace, join …): its result is reckoned before it is built."""

    @wraps(work)
    def sized(left: Any, *args: Any, **named: Any) -> Any:
        texts = [str(value) for value in args[:2]]
        if name == "join":
            count, each = len(left) if isinstance(left, list | tuple | range) else 1, len(texts[0]) if texts else 1
        else:
            text, seek = str(left), texts[0] if texts else ""
            count, each = (text.count(seek) if seek else len(text) + 1), len(texts[1]) if len(texts) > 1 else 0
        if count * each > MOST_TEXT:
            raise FilterArgumentError(f"{name}: result over {MOST_TEXT:,} characters", token=None)
        return work(left, *args, **named)

    return sized


# ---- the shop's own filters


def _voice(context: RenderContext) -> Voice:
    voice = context.globals.get(VOICE)
    return voice if isinstance(voice, Voice) else Voice("en", "UTC", "USD", 0)


def _spoken(work: Callable[..., Any]) -> Filter:
    """A filter that knows the notice's voice; an absent value stays absent."""

    def spoken(left: Any, *args: Any, context: RenderContext, **named: Any) -> Any:
        if left is None or isinstance(left, Undefined):
            return ""
        return work(_voice(context), left, *args, **named)

    spoken.with_context = True  # type: ignore[attr-defined]  # the library's mark
    return spoken


def _amount(value: Any) -> int:
    """An amount in the smallest unit, also from the text of a webhook. Raises ValueError."""
    return value if type(value) is int else int(float(str(value)))


def _money(voice: Voice, left: Any, currency: str | None = None) -> str:
    return wording.money(_amount(left), voice.locale, currency or voice.currency)


def _money_with_currency(voice: Voice, left: Any, currency: str | None = None) -> str:
    return wording.money_with_currency(_amount(left), voice.locale, currency or voice.currency)


def _money_trimmed(voice: Voice, left: Any, currency: str | None = None) -> str:
    return wording.money(_amount(left), voice.locale, currency or voice.currency, trim=True)


def _money_bare(voice: Voice, left: Any, currency: str | None = None) -> str:
    return wording.figure(_amount(left), voice.locale, currency or voice.currency)


_NAMED = {"date": "day", "default": "day", "day": "day", "deadline": "deadline", "day_time": "day_time", "letter": "letter"}
_FORMAT = re.compile(r"(?:[^%]|%[-_^#]?[A-Za-z%]){0,80}")  # no widths: %99999999d would be a bomb


def _date(voice: Voice, left: Any, pattern: str | None = None, *, format: str | None = None) -> str:
    """A moment in words: `date: format: "day"` by name (Shopify's `date`, `default` too), or strftime in the shop's zone."""
    name = format or pattern or "day"
    if left == "":
        return ""
    if name in _NAMED:
        return wording.day(_moment(left), _NAMED[name], voice)
    if not _FORMAT.fullmatch(name):
        raise ValueError(f"{name[:40]!r} is no date format")
    return wording.local(_moment(left), voice.zone).strftime(name)


def _moment(value: Any) -> int:
    """Epoch seconds, or ISO text with an offset, or `now`. Raises ValueError."""
    if type(value) is int:
        return value
    text = str(value).strip()
    if re.fullmatch(r"-?\d{1,18}", text):
        return int(text)
    if text in ("now", "today"):
        return int(datetime.now().astimezone().timestamp())
    return int(datetime.fromisoformat(text).timestamp())


def _person(voice: Voice, left: Any) -> str:
    return wording.person(left, voice.locale) if isinstance(left, Mapping) else wording.person({"name": left}, voice.locale)


def _salutation(voice: Voice, left: Any) -> str:
    return wording.salutation(left if isinstance(left, Mapping) else {"name": left}, voice)


def _address(voice: Voice, left: Any) -> str:
    return wording.address(left, voice) if isinstance(left, Mapping) else str(left)


def _plural(voice: Voice, left: Any, *forms: str) -> str:
    return wording.plural(_amount(left), voice.locale, *[str(form) for form in forms])


SPOKEN: Mapping[str, Filter] = {
    "money": _spoken(_money),
    "money_with_currency": _spoken(_money_with_currency),
    "money_without_trailing_zeros": _spoken(_money_trimmed),
    "money_without_currency": _spoken(_money_bare),
    "date": _spoken(_date),
    "person": _spoken(_person),
    "format_address": _spoken(_address),
    "plural": _spoken(_plural),
}


def _greet(left: Any, *, context: RenderContext) -> str:
    """Unlike the others it speaks for a missing buyer too: お客様."""
    return _salutation(_voice(context), {} if left is None or isinstance(left, Undefined) else left)


_greet.with_context = True  # type: ignore[attr-defined]


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
    env.filters.update(SPOKEN, salutation=_greet)
    for name in ("replace", "replace_first", "replace_last", "join"):
        if name in env.filters:
            env.filters[name] = _growing(name, env.filters[name])
    for name, work in list(env.filters.items()):
        env.filters[name] = _bounded(name, work)
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
    return language(autoescape=autoescape).from_string(tidy, name=name)


def run(template: BoundTemplate, facts: Mapping[str, Any]) -> str:
    """Render within the bounds. facts: plain dicts and lists, and the Voice under VOICE. Raises LiquidError only."""
    buffer = LimitedStringIO(limit=_Liquid.output_stream_limit)
    try:
        template.render_with_context(RenderContext(template, globals=facts), buffer)
    except (OverflowError, ValueError, MemoryError, RecursionError, ArithmeticError, AttributeError) as error:
        raise LiquidError(f"{template.name}: {type(error).__name__}: {error}", token=None) from error
    return buffer.getvalue()


def spoken(facts: Mapping[str, Any], locale: str) -> dict[str, Any]:
    """The facts with the voice in which they are told."""
    return {**facts, VOICE: wording.voice_of(facts, locale)}


def escape(text: str) -> str:
    """For HTML text and attributes in quotes."""
    return html.escape(text, quote=True)
