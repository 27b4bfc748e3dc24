"""The rules about a merchant's page: what is seen, pressed and shown by the usual mail programs."""

import re
import tomllib
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Literal

import msgspec

from todoke.notices.lint.findings import Hit, hit
from todoke.notices.lint.pages import Page, Tag
from todoke.notices.lint.rules import HERE, book
from todoke.notices.lint.seen import Look, declarations, seen

SYMBOLS = re.compile(r"[\W_]+")


def judged(page: Page) -> Iterator[Hit]:
    """Everything that is wrong with a page, whatever it says."""
    for tag in page.tags:
        for rule in TAG_RULES:
            yield from rule(tag)
    yield from _links_without_words(page)
    for look, words in seen(page) if page.is_bounded and not _is_dressed_elsewhere(page) else ():
        for judge in LOOK_RULES:
            yield from judge(look, words)
    yield from _sheets(page)


def _is_dressed_elsewhere(page: Page) -> bool:
    """A style sheet that is not in the page, as Shopify's templates have: whoever sends it puts it in, so how it looks is not known here."""
    return any(tag.name == "link" and "stylesheet" in tag.attributes.get("rel", "").lower() for tag in page.tags)


# ── tags ────────────────────────────────────────────────────────────────────────────────────────────
def _alt(tag: Tag) -> Iterator[Hit]:
    if tag.name == "img" and "alt" not in tag.attributes and not _is_pixel(tag):
        yield hit("L-ALT", tag.line, tag.attributes.get("src", "")[:60])


def _pixel(tag: Tag) -> Iterator[Hit]:
    if _is_pixel(tag):
        yield hit("L-PIXEL", tag.line, tag.attributes.get("src", "")[:60])


def _is_pixel(tag: Tag) -> bool:
    """A picture of one pixel or none, by its tag or its style."""
    if tag.name != "img":
        return False
    style = declarations(tag.attributes.get("style", ""))
    sizes = [tag.attributes.get(side, "").removesuffix("px") or style.get(side, "").removesuffix("px") for side in ("width", "height")]
    return all(size in ("0", "1") for size in sizes) or (style.get("display") == "none" and "http" in tag.attributes.get("src", ""))


_LINK, _ENDED = re.compile(r"<a\b[^<>]*>", re.IGNORECASE), re.compile(r"</a\s*>", re.IGNORECASE)


def _links(html: str) -> Iterator[tuple[int, str]]:
    """Where each link begins, and what it holds. One pass."""
    at = 0
    for found in _LINK.finditer(html):
        if found.start() < at:
            continue
        end = _ENDED.search(html, found.end())
        if end is None:
            return
        yield found.start(), html[found.end() : end.start()]
        at = end.end()


def _links_without_words(page: Page) -> Iterator[Hit]:
    """A link that holds pictures only must be told by one of them."""
    by_end = {tag.end: tag for tag in page.tags}
    for begin, inside in _links(page.html):
        words = re.sub(r"<[^<>]*>|&nbsp;", "", inside).strip()
        if "<img" in inside.lower() and not words and not re.search(r'\balt\s*=\s*(["\'])\s*[^"\'\s]', inside) and (tag := by_end.get(begin + 2)):
            yield hit("L-ALT", tag.line, tag.attributes.get("href", "")[:60])


# ── looks ───────────────────────────────────────────────────────────────────────────────────────────
def _type(look: Look, words: str) -> Iterator[Hit]:
    least = book().rules["L-TYPE"].limit("")
    if 1 < look.size < least and not SYMBOLS.fullmatch(words):
        yield hit("L-TYPE", look.line, f"{look.size:g} px: {words[:30]}")


def _contrast(look: Look, words: str) -> Iterator[Hit]:
    if look.ground is not None and look.size > 1 and look.contrast < look.needed and not SYMBOLS.fullmatch(words):
        yield hit("L-CONTRAST", look.line, f"{look.contrast:.1f} : 1, {look.needed:g} : 1 needed: {words[:30]}")


def _tap(look: Look, words: str) -> Iterator[Hit]:
    least = book().rules["L-TAP"].limit("")
    if look.pressed and round(look.height) < least:
        yield hit("L-TAP", look.line, f"{look.height:.0f} px: {words[:30]}")


def _colour(look: Look, words: str) -> Iterator[Hit]:
    """A coloured dot and nothing else."""
    is_grey = max(look.colour) - min(look.colour) < 40
    if look.chosen and not is_grey and re.fullmatch(r"[●○■□▲△▼▽◆◇★☆⬤•\s]+", words):
        yield hit("L-COLOUR", look.line, words[:10])


# ── mail programs ───────────────────────────────────────────────────────────────────────────────────
class Feature(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A row of clients.toml."""

    slug: str
    lacking: tuple[str, ...]
    level: Literal["stop", "warn"]
    tag: tuple[str, ...] = ()
    attribute: tuple[str, ...] = ()
    property: str = ""
    value: str = ""
    source: str = ""
    at: str = ""

    def of_tag(self, tag: Tag) -> str:
        """What the tag uses of it, else nothing."""
        if tag.name in self.tag:
            return f"<{tag.name}>"
        if named := [name for name in self.attribute if name in tag.attributes]:
            return named[0]
        address = tag.attributes.get("src", "") if tag.name == "img" else ""
        if self.source and re.search(self.source, address, re.IGNORECASE):
            return address[:40]
        return self.of_style(tag.attributes.get("style", ""))

    def of_style(self, style: str) -> str:
        if not (self.property or self.value):
            return ""
        for name, value in declarations(style).items():
            if re.fullmatch(self.property or ".+", name) and re.search(self.value, value):
                return f"{name}: {value[:30]}"
        return ""


@lru_cache(maxsize=1)
def features() -> tuple[Feature, ...]:
    return tuple(msgspec.convert(row, Feature) for row in tomllib.loads((HERE / "clients.toml").read_text("utf-8"))["feature"])


def _client(tag: Tag) -> Iterator[Hit]:
    for feature in features():
        if used := feature.of_tag(tag):
            yield _lacking(feature, used, tag.line)


def _lacking(feature: Feature, used: str, line: int) -> Hit:
    severity = "error" if feature.level == "stop" else "warning"
    return hit("L-CLIENT", line, f"{used}: {', '.join(feature.lacking)}", severity=severity)


_COMMENTS = re.compile(r"/\*.*?\*/", re.DOTALL)
_BLOCK = re.compile(r"\{([^{}]*)\}")


def _sheets(page: Page) -> Iterator[Hit]:
    """Style sheets. What stands within a question to the program (@media, @supports) is meant for those that have it."""
    for sheet, line in page.styles:
        css = _COMMENTS.sub(lambda found: "\n" * found[0].count("\n"), sheet)
        for feature in features():
            if feature.at and (found := re.search(rf"@{feature.at}\b", css)):
                yield _lacking(feature, f"@{feature.at}", line + css.count("\n", 0, found.start()))
        for found in _BLOCK.finditer(_without_questions(css)):
            for feature in features():
                if used := feature.of_style(found[1]):
                    yield _lacking(feature, used, line + css.count("\n", 0, found.start()))


def _without_questions(css: str) -> str:
    """The sheet with the blocks of at-rules blanked out; offsets stay."""
    kept = list(css)
    for found in re.finditer(r"@(?:media|supports|font-face|keyframes|-webkit-keyframes|import)[^{};]*[{;]", css):
        end, depth = found.end(), found[0].count("{")
        while depth > 0 and end < len(css):
            depth += {"{": 1, "}": -1}.get(css[end], 0)
            end += 1
        kept[found.start() : end] = [letter if letter == "\n" else " " for letter in css[found.start() : end]]
    return "".join(kept)


TAG_RULES: tuple[Callable[[Tag], Iterator[Hit]], ...] = (_alt, _pixel, _client)
LOOK_RULES: tuple[Callable[[Look, str], Iterator[Hit]], ...] = (_type, _contrast, _tap, _colour)
