"""The kinds of notices as files: `kinds/<kind>/about.toml` and one `<locale>.liquid` per language (NTC-22).

A text begins with front matter between `---` lines (`subject:`, `preheader:`, perhaps `subject_b:`) and then holds the text part. A file without
front matter is a merchant's own HTML template. A shop's own folder of the same form overrides kind by kind, file by file.
Whatever is wrong is a CatalogueError that names file and line."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Literal, get_args

import msgspec
from liquid.exceptions import LiquidError
from liquid.template import BoundTemplate

from todoke.notices.liquid import parse

SHIPPED = Path(__file__).parent / "kinds"
STARTERS = Path(__file__).parent / "starters"
SECOND = "subject_b"  # a second subject, for half of the buyers (NTC-10)
CUT = "\x1f"  # between subject, preheader and body, which are rendered in one pass

LOCALES = ("ja", "en", "zh-Hans", "ru")
Category = Literal["standard", "payment", "delivery", "stockout", "inquiry", "dispute"]
CATEGORIES: tuple[Category, ...] = get_args(Category)
Manner = Literal["text", "name", "money", "day", "day_time", "deadline", "units", "address", "link", "paragraph"]


class CatalogueError(Exception):
    """A file of the catalogue that cannot be used. `path:line: what is wrong`."""

    def __init__(self, path: Path, line: int, message: str) -> None:
        super().__init__(f"{path}:{line}: {message}")
        self.path, self.line, self.message = path, line, message


class Fact(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"manner": "as"}):
    """What a notice of the kind must state, when the order has it and every condition of `when` holds.

    name is a path among the facts (lists on the way are walked); `as` says in which words it is looked for;
    a condition is `a.path`, `not a.path` or `a.path = value`, also `not a.path = value`."""

    name: str
    manner: Manner = "text"
    when: tuple[str, ...] = ()


class Saying(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"zh_hans": "zh-Hans"}):
    """Something that must be said in words: a regular expression per locale."""

    name: str
    when: tuple[str, ...] = ()
    ja: str = ""
    en: str = ""
    zh_hans: str = ""
    ru: str = ""

    def pattern(self, locale: str) -> str:
        """The expression for the locale, empty if none is written."""
        return str(getattr(self, locale.lower().replace("-", "_"), ""))


class About(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`about.toml`: what holds for the kind in every language. priority: lower leaves first; where: the transports for it. when: what asks for
    it, a row of the journeys or the work on a case."""

    category: Category
    priority: int
    repeats: bool
    where: tuple[str, ...]
    when: Literal["row", "case"] = "row"
    variants: tuple[str, ...] = ()
    fact: tuple[Fact, ...] = ()
    saying: tuple[Saying, ...] = ()
    advertises: tuple[str, ...] = ()  # variants that do: from a sender of their own, with a way out, to whom agreed to it


class Text(msgspec.Struct, frozen=True):
    """One locale's file. `template` gives subject, preheader and body, cut at CUT in the order of `parts`; for a merchant's
    own HTML (`is_html`) it gives the page."""

    kind: str
    locale: str
    path: Path
    source: str
    template: BoundTemplate
    parts: tuple[str, ...]
    is_html: bool = False


class Catalogue:
    """The kinds of one shop: its own folders first, then the shipped ones. Files are read once."""

    def __init__(self, *folders: Path) -> None:
        self.folders = folders
        self._about: dict[str, About] = {}
        self._texts: dict[tuple[str, str, bool], Text | None] = {}
        self._locales: dict[str, list[str]] = {}

    def kinds(self) -> list[str]:
        """Every kind's name, sorted."""
        return sorted({about.parent.name for folder in self.folders for about in folder.glob("*/about.toml")})

    def locales(self, kind: str) -> list[str]:
        """The languages in which the kind has a text."""
        if kind not in self._locales:
            self._locales[kind] = [locale for locale in LOCALES if self._find(kind, f"{locale}.liquid")]
        return self._locales[kind]

    def about(self, kind: str) -> About:
        """What holds for the kind. Raises CatalogueError, KeyError if there is no such kind."""
        if kind not in self._about:
            path = next(iter(self._find(kind, "about.toml")), None)
            if path is None:
                raise KeyError(f"there is no kind of notice {kind!r}")
            self._about[kind] = read_about(path)
        return self._about[kind]

    def text(self, kind: str, locale: str) -> Text:
        """The kind's words in the locale. Raises CatalogueError, KeyError if the kind has no text in it."""
        found = self._text(kind, locale, html=False)
        if found is None:
            self.about(kind)
            raise KeyError(f"the kind {kind!r} has no text in {locale!r}")
        return found

    def own_html(self, kind: str, locale: str) -> Text | None:
        """A merchant's own HTML template for the kind, if there is one."""
        return self._text(kind, locale, html=True)

    def _text(self, kind: str, locale: str, *, html: bool) -> Text | None:
        key = kind, locale, html
        if key not in self._texts:
            texts = (read_text(path) for path in self._find(kind, f"{locale}.liquid"))
            self._texts[key] = next((text for text in texts if text.is_html is html), None)
        return self._texts[key]

    def _find(self, kind: str, name: str) -> list[Path]:
        if not re.fullmatch(r"[a-z][a-z0-9_]{0,60}", kind):
            return []
        return [path for folder in self.folders if (path := folder / kind / name).is_file()]


class Kept(Catalogue):
    """The shipped catalogue behind the texts that a shop keeps: what was published of its own, and its own kinds. Each is read when it is asked
    for: one that cannot be used (any more) raises CatalogueError then, and harms no other.

    texts: (kind, locale) → source, of the same form as a file; kinds: what holds for the shop's own ones."""

    def __init__(self, texts: Mapping[tuple[str, str], str], kinds: Mapping[str, About]) -> None:
        super().__init__(SHIPPED)
        self.own, self.own_kinds = dict(texts), dict(kinds)
        self.pages = frozenset(key for key, source in self.own.items() if is_page(source))  # a page alone is no notice: it stands beside a text

    def kinds(self) -> list[str]:
        return sorted({*super().kinds(), *self.own_kinds})

    def locales(self, kind: str) -> list[str]:
        if kind not in self._locales:
            own = [locale for locale in LOCALES if (kind, locale) in self.own.keys() - self.pages]
            self._locales[kind] = [locale for locale in LOCALES if locale in own or self._find(kind, f"{locale}.liquid")]
        return self._locales[kind]

    def about(self, kind: str) -> About:
        own = self.own_kinds.get(kind)
        return own if own else super().about(kind)

    def _text(self, kind: str, locale: str, *, html: bool) -> Text | None:
        key = kind, locale
        if key not in self.own or (key in self.pages) is not html:
            return super()._text(kind, locale, html=html)
        if (kind, locale, html) not in self._texts:
            self._texts[kind, locale, html] = text_of(kind, locale, Path(kind, f"{locale}.liquid"), self.own[key])
        return self._texts[kind, locale, html]


def is_page(source: str) -> bool:
    """A merchant's own HTML: a file without front matter."""
    return not tidy(source).startswith("---\n")


def tidy(source: str) -> str:
    """With the line ends of Unix, without a byte order mark."""
    return source.replace("\r\n", "\n").removeprefix("\ufeff")


def starter(locale: str) -> str:
    """How a text of a new kind may begin; the lint says what is still to be filled in. Raises KeyError."""
    if locale not in LOCALES:
        raise KeyError(f"no notice is written in {locale!r}")
    return (STARTERS / f"{locale}.liquid").read_text(encoding="utf-8")


@lru_cache(maxsize=64)
def catalogue(folder: Path | None = None) -> Catalogue:
    """The shipped catalogue, with a shop's own folder of the same form before it. Read once per process."""
    return Catalogue(*(folder for folder in (folder, SHIPPED) if folder))


def faults(of: Catalogue) -> Iterator[CatalogueError]:
    """Everything in the catalogue that cannot be used, each with file and line."""
    for kind in of.kinds():
        for locale in (None, *of.locales(kind)):
            try:
                of.about(kind) if locale is None else of.text(kind, locale)
            except CatalogueError as error:
                yield error


# ---- reading one file


def read_about(path: Path) -> About:
    """Read and check an about.toml. Raises CatalogueError."""
    source = path.read_text(encoding="utf-8")
    try:
        about = msgspec.convert(tomllib.loads(source), About)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        raise CatalogueError(path, int(line[1]) if line else source.count("\n") + 1, str(error)) from None
    except msgspec.ValidationError as error:
        raise CatalogueError(path, _line_of(source, str(error)), str(error)) from None
    for saying in about.saying:
        for locale in LOCALES:
            _check_pattern(path, source, saying.pattern(locale))
    return about


def _check_pattern(path: Path, source: str, pattern: str) -> None:
    try:
        re.compile(pattern)
    except re.error as error:
        line = source[: source.find(pattern)].count("\n") + 1
        raise CatalogueError(path, line, f"{pattern!r} is no regular expression: {error}") from None


def _line_of(source: str, message: str) -> int:
    """The line a validation message speaks of: msgspec names the place as `$.fact[2].as`, or an unknown field by name."""
    lines = source.splitlines()
    place = re.search(r"`\$\.(\w+)(?:\[(\d+)\])?(?:\.(\w+))?", message)
    unknown = re.search(r"unknown field `([^`]+)`", message)
    start = 0
    if place and place[2] is not None:
        heads = [at for at, line in enumerate(lines) if line.strip() == f"[[{place[1]}]]"]
        start = heads[int(place[2])] if int(place[2]) < len(heads) else 0
    key = unknown[1] if unknown else (place[3] or place[1]) if place else ""
    begins = re.compile(rf"\s*(\[\[)?{re.escape(key)}\b")
    return next((at for at, line in enumerate(lines, 1) if at > start and begins.match(line)), start + 1)


def read_text(path: Path) -> Text:
    """Read and parse a locale's file. Raises CatalogueError."""
    return text_of(path.parent.name, path.name.removesuffix(".liquid"), path, path.read_text(encoding="utf-8"))


def text_of(kind: str, locale: str, path: Path, source: str) -> Text:
    """Parse a locale's source; path: what an error calls it. Raises CatalogueError."""
    source = tidy(source)
    if not source.startswith("---\n"):
        return Text(kind, locale, path, source, _parsed(path, source, autoescape=True), (), is_html=True)
    keys, whole = _front_matter(path, source)
    return Text(kind, locale, path, source, _parsed(path, whole, autoescape=False), (*keys, "body"))


def _front_matter(path: Path, source: str) -> tuple[list[str], str]:
    """(keys in their order, the file as one template with CUT after each); lines keep their numbers."""
    lines = source.split("\n")
    end = next((at for at, line in enumerate(lines[1:], 1) if line.rstrip() == "---"), None)
    if end is None:
        raise CatalogueError(path, 1, "the front matter has no end: a second line of --- is missing")
    values: dict[str, str] = {}
    for at, line in enumerate(lines[1:end], 2):
        key, colon, value = line.partition(":")
        if not colon or key.strip() not in ("subject", SECOND, "preheader"):
            raise CatalogueError(path, at, f"front matter holds `subject:` and `preheader:`, perhaps `subject_b:`, not {line.strip()[:40]!r}")
        if key.strip() in values:
            raise CatalogueError(path, at, f"{key.strip()} stands here a second time")
        values[key.strip()] = value.strip() + CUT
    for key in ("subject", "preheader", *((SECOND,) if SECOND in values else ())):
        if values.get(key, CUT) == CUT:
            raise CatalogueError(path, end + 1, f"the front matter has no {key}")
    return list(values), "\n".join(["", *values.values(), "", *lines[end + 1 :]])


def _parsed(path: Path, source: str, *, autoescape: bool) -> BoundTemplate:
    try:
        return parse(source, path.name, autoescape=autoescape)
    except LiquidError as error:
        index = getattr(error.token, "start_index", 0) if error.token else 0
        raise CatalogueError(path, source[:index].count("\n") + 1, str(error.message or error)) from None
