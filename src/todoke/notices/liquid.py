"""The template language of notices: python-liquid with every known hole closed, and the filters of a shop's words (NTC-6).

A hostile template can reach nothing but the facts (plain dicts), and ends soon: source, loops, steps, output, names, nesting,
and what each filter takes and gives are bounded (notices/bounds.py). Whatever goes wrong inside is a LiquidError with a place."""

import html
import re
from collections.abc import Callable, Iterator, Mapping
from copy import copy
from functools import lru_cache
from io import StringIO
from typing import Any, cast

from liquid import Environment, Mode, Undefined
from liquid.exceptions import LiquidError, LiquidSyntaxError, TemplateNotFoundError
from liquid.loader import BaseLoader, TemplateSource
from liquid.template import BoundTemplate
from liquid.token import TOKEN_CONTENT, Token

from todoke.notices import wording
from todoke.notices.as_ruby import RUBY
from todoke.notices.bounds import MOST_NESTING, MOST_ROUNDS, MOST_TAGS, TooMuch, bounded
from todoke.notices.filters import OURS as OUR_FILTERS
from todoke.notices.filters import VOICE
from todoke.notices.lexer import tokens
from todoke.notices.mistakes import explained
from todoke.notices.nodes import Context, Template, hasten
from todoke.notices.shapes import is_foreign
from todoke.notices.shopify_facts import beside
from todoke.notices.shopify_filters import SHOPIFY
from todoke.notices.tags import END as END
from todoke.notices.tags import OURS as OUR_TAGS
from todoke.notices.tags import SHOW as SHOW

# ---- the environment


class _Liquid(Environment):
    """Shopify's grammar, the library's own limits set, and our lexer."""

    loop_iteration_limit = MOST_ROUNDS
    block_nesting_limit = MOST_NESTING
    context_depth_limit = MOST_NESTING
    template_class = Template

    def tokenizer(self) -> Callable[[str], Iterator[Token]]:
        return tokens


class _Given(BaseLoader):
    """The partials that came with a template: each parsed once."""

    def __init__(self, sources: Mapping[str, str]) -> None:
        super().__init__()
        self.sources = sources
        self.parsed: dict[str, BoundTemplate] = {}
        self.tags = 0

    def get_source(self, env: Environment, template_name: str, **named: object) -> TemplateSource:
        if template_name not in self.sources:
            raise TemplateNotFoundError(f"there is no partial {template_name!r}")
        return TemplateSource(self.sources[template_name], template_name, None)

    def load(self, env: Environment, name: str, **named: Any) -> BoundTemplate:
        if name not in self.parsed:
            source = self.get_source(env, name).text
            self.tags += source.count("{{") + source.count("{%")
            if self.tags > MOST_TAGS:
                raise TooMuch(f"more than {MOST_TAGS:,} tags and outputs in all partials")
            self.parsed[name] = _read(env, source, name)[0]
        return self.parsed[name]


@lru_cache(maxsize=4)
def language(*, autoescape: bool, partials: bool = False) -> Environment:
    """The environment: lenient with absent names when rendering, strict with unknown tags when parsing, and with unknown
    filters when they are used. partials: `include` and `render` are there."""
    env = _Liquid(autoescape=autoescape, tolerance=Mode.STRICT, strict_filters=True, undefined=Undefined, loader=_Given({}))
    env.filters.pop("safe", None)  # a template must not switch the escaping off
    env.filters.update({**RUBY, **OUR_FILTERS, **SHOPIFY})
    for name, work in list(env.filters.items()):
        env.filters[name] = bounded(name, work)
    for made in OUR_TAGS:
        env.add_tag(made)
    if not partials:
        for tag in ("include", "render"):
            env.tags.pop(tag, None)  # no templates from elsewhere
    return env


# ---- parsing


_ALONE = re.compile(r"(?m)^[ \t]*(\{%-?(?:(?!%\}).)*?)(-?%\})[ \t]*\n")


def parse(source: str, name: str, *, autoescape: bool = False) -> Template:
    """Parse a notice's text, or with autoescape a merchant's own page, once. In a text a line that holds one tag and nothing
    else leaves no line behind; line numbers stay the file's. Raises LiquidError with name and line."""
    tidy = source if autoescape else _ALONE.sub(lambda m: f"{m[1]}\n{m[2]}" if "{{" not in m[1] else m[0], source)
    template, used = _read(language(autoescape=autoescape), tidy, name)
    template.foreign, template.roots = is_foreign(used), frozenset(path[0] for path in used)
    return template


def parse_alone(source: str, partials: Mapping[str, str], *, autoescape: bool) -> Template:
    """Parse a template that is no notice, with the partials it may include; every blank stays. Raises LiquidError."""
    env = language(autoescape=autoescape, partials=True)
    if partials:
        env = copy(env)
        env.loader = _Given(partials)
    return _read(env, source, "template")[0]


def _read(env: Environment, source: str, name: str) -> tuple[Template, set[tuple[str, ...]]]:
    """The parsed template, and the beginnings of all paths in it."""
    _refuse_odd(source)
    try:
        template = env.from_string(source, name=name)
        return cast(Template, template), hasten(template)
    except (LiquidError, RecursionError) as error:
        cause = error.__cause__ or error  # the library hides errors that it does not expect
        if isinstance(cause, LiquidError):
            raise explained(cause, source, env.tags) from None
        raise LiquidError("too deep: parts within parts within parts", token=None) from error


_ODD = re.compile("[\x00\ud800-\udfff]")


def _refuse_odd(source: str) -> None:
    if odd := _ODD.search(source):
        raise LiquidSyntaxError(f"a character that no text has (U+{ord(odd[0]):04X})", token=Token(TOKEN_CONTENT, "", odd.start(), source))


# ---- rendering


_BROKEN = (OverflowError, ValueError, MemoryError, RecursionError, ArithmeticError, LookupError, TypeError, AttributeError)


def run(template: BoundTemplate, facts: Mapping[str, Any]) -> str:
    """Render within the bounds. facts: plain dicts and lists, and the Voice under VOICE. Raises LiquidError only."""
    buffer = StringIO()  # bounded by the pieces that write into it
    if isinstance(template, Template) and template.foreign and VOICE in facts:
        facts = beside(facts, facts[VOICE])
    try:
        template.render_with_context(Context(template, globals=facts), buffer)
    except LiquidError as error:
        error.template_name = error.template_name or template.name
        raise explained(error, "", template.env.tags) from None
    except _BROKEN as error:
        raise LiquidError(f"{template.name}: {type(error).__name__}: {error}", token=None) from error
    return buffer.getvalue()


def place(error: LiquidError) -> int:
    """The line of the source that an error speaks of, 1 if it names none."""
    token = error.token
    return token.source.count("\n", 0, token.start_index) + 1 if token and token.start_index > 0 else 1


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
