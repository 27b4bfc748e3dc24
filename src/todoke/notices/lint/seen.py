"""How a page is seen: colours, sizes and buttons, as styles and their inheritance make them (WCAG 2.2)."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import NamedTuple

from todoke.notices.lint.pages import LINE, VOID, Page

Colour = tuple[int, int, int]
WHITE, BLACK = (255, 255, 255), (0, 0, 0)
LARGE, LARGE_BOLD = 24.0, 18.66  # pixels from which type counts as large (WCAG 1.4.3)
NEEDED, NEEDED_LARGE = 4.5, 3.0
USUAL = {"h1": 32.0, "h2": 24.0, "h3": 18.72, "h5": 13.28, "h6": 10.72, "small": 13.33}
LINK = "#0000ee"  # where nothing else is said
UNSEEN = 0.01  # pixels of a type of size 0: MJML sets it on every cell, and what is larger within is seen all the same


class Look(NamedTuple):
    """How one element is seen. ground: None where a picture lies behind. height: of the element itself, in pixels, if it is a button."""

    tag: str = ""
    line: int = 1
    size: float = 16.0
    colour: Colour = BLACK
    ground: Colour | None = WHITE
    bold: bool = False
    hidden: bool = False
    leading: float = 0.0  # of a line, in pixels; 0: 1.2 × the size
    padding: float = 0.0  # above and below, and of the cell around
    pressed: bool = False  # a link that looks like a button
    chosen: bool = False  # its colour was set on it

    @property
    def contrast(self) -> float:
        lights = sorted((luminance(self.colour), luminance(self.ground or WHITE)))
        return (lights[1] + 0.05) / (lights[0] + 0.05)

    @property
    def needed(self) -> float:
        return NEEDED_LARGE if self.size >= LARGE or (self.bold and self.size >= LARGE_BOLD) else NEEDED

    fixed: float = 0.0  # a height that is written

    @property
    def height(self) -> float:
        return max(self.leading or self.size * 1.2, self.size, self.fixed) + self.padding


def seen(page: Page) -> Iterator[tuple[Look, str]]:
    """Every piece of words with the look it has; for a button's tag also an empty piece."""
    eye = _Eye()
    try:
        eye.feed(page.spread())
        eye.close()
    except (AssertionError, ValueError, RecursionError):
        pass  # what was seen so far is judged
    yield from eye.pieces


class _Eye(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.looks = [Look()]
        self.pieces: list[tuple[Look, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        look = of_tag(tag, given, self.looks[-1])
        if tag not in VOID:
            self.looks.append(look)

    def handle_endtag(self, tag: str) -> None:
        for at in range(len(self.looks) - 1, 0, -1):
            if self.looks[at].tag == tag:
                del self.looks[at:]
                return

    def handle_data(self, data: str) -> None:
        look = self.looks[-1]
        if data.strip() and not look.hidden and look.size > UNSEEN and look.tag not in ("style", "script", "title", "head"):
            self.pieces.append((look, data.strip()))


def of_tag(tag: str, given: dict[str, str], above: Look) -> Look:
    """The look of an element under another one."""
    style = declarations(given.get("style", ""))
    nothing = style.get("font-size", "") in ("0", "0px")
    size = UNSEEN if nothing else pixels(style.get("font-size", ""), above.size) or USUAL.get(tag, above.size)
    colour = colour_of(style.get("color") or given.get("color") or (LINK if tag == "a" else ""))
    looks_pressed = tag == "a" and is_button(style)
    cell = above.padding if tag == "a" and above.tag in ("td", "th") and above.ground != WHITE else 0.0
    leading = style.get("line-height", "")
    return Look(
        tag,
        int(given[LINE]) if given.get(LINE, "").isdigit() else above.line,
        size,
        colour or above.colour,
        _ground(style, given, above),
        tag in ("b", "strong", "h1", "h2", "h3", "th") or style.get("font-weight", "") in ("bold", "bolder", "600", "700", "800", "900") or above.bold,
        above.hidden or is_hidden(style, given),
        (float(leading) * size if re.fullmatch(r"\d*\.?\d+", leading) else pixels(leading, size)) if leading else above.leading * size / above.size,
        _padding(style, size) + cell + (above.padding if above.pressed else 0.0),
        looks_pressed or above.pressed,
        colour is not None,
        pixels(style.get("height", ""), size) or pixels(style.get("min-height", ""), size) or (above.fixed if above.pressed else 0.0),
    )


def is_button(style: dict[str, str]) -> bool:
    """A link with a ground, a frame, or room around it above and below."""
    ground = style.get("background-color") or style.get("background", "")
    framed = "solid" in style.get("border", "") or _padding(style, 16) > 0 or ("height" in style and "block" in style.get("display", ""))
    return framed or any(colour_of(word) for word in ground.split())


def _ground(style: dict[str, str], given: dict[str, str], above: Look) -> Colour | None:
    for name in ("background-image", "background"):
        if "url(" in style.get(name, "") or "gradient(" in style.get(name, ""):
            return None
    written = style.get("background-color") or style.get("background", "") or given.get("bgcolor", "")
    if given.get("background"):
        return None
    return next((found for word in re.findall(r"rgba?\([^)]*\)|[^\s,]+", written) if (found := colour_of(word))), above.ground)


def _padding(style: dict[str, str], size: float) -> float:
    parts = style.get("padding", "").split() or ["0"]
    above, below = parts[0], parts[2] if len(parts) > 2 else parts[0]
    above, below = style.get("padding-top", above), style.get("padding-bottom", below)
    return (pixels(above, size) or 0.0) + (pixels(below, size) or 0.0)


def is_hidden(style: dict[str, str], given: dict[str, str]) -> bool:
    """Not meant for eyes: previews, and what only some programs show."""
    gone = style.get("display") == "none" or style.get("visibility") == "hidden" or style.get("mso-hide") == "all" or "hidden" in given
    return gone or style.get("max-height", "1") in ("0", "0px") or style.get("opacity", "1") in ("0", "0.0")


# ── values ──────────────────────────────────────────────────────────────────────────────────────────
def declarations(style: str) -> dict[str, str]:
    """property → value, the last one counts; `!important` is taken off."""
    found: dict[str, str] = {}
    for one in style.split(";"):
        name, colon, value = one.partition(":")
        if colon:
            found[name.strip().lower()] = re.sub(r"\s*!important\s*$", "", value.strip().lower())
    return found


_UNITS = {"px": 1.0, "pt": 4 / 3, "pc": 16.0, "in": 96.0, "cm": 37.8, "mm": 3.78, "rem": 16.0, "": 1.0}
_WORDS = {"xx-small": 9.0, "x-small": 10.0, "small": 13.0, "medium": 16.0, "large": 18.0, "x-large": 24.0, "xx-large": 32.0}


def pixels(value: str, size: float) -> float:
    """A length in pixels; 0 for none. size: of the type, which em and % refer to."""
    found = re.fullmatch(r"(\d*\.?\d+)\s*(px|pt|pc|in|cm|mm|rem|em|%|)", value)
    if not found:
        return {**_WORDS, "smaller": size / 1.2, "larger": size * 1.2}.get(value, 0.0)
    number = float(found[1][:12])
    return number * (size if found[2] == "em" else size / 100 if found[2] == "%" else _UNITS[found[2]])


NAMED = {
    "black": "000000", "silver": "c0c0c0", "gray": "808080", "grey": "808080", "white": "ffffff", "maroon": "800000", "red": "ff0000", "purple": "800080",
    "fuchsia": "ff00ff", "magenta": "ff00ff", "green": "008000", "lime": "00ff00", "olive": "808000", "yellow": "ffff00", "navy": "000080", "blue": "0000ff",
    "teal": "008080", "aqua": "00ffff", "cyan": "00ffff", "orange": "ffa500", "pink": "ffc0cb", "gold": "ffd700", "brown": "a52a2a", "tomato": "ff6347",
    "crimson": "dc143c", "darkred": "8b0000", "darkblue": "00008b", "darkgreen": "006400", "lightgray": "d3d3d3", "lightgrey": "d3d3d3", "darkgray": "a9a9a9",
    "darkgrey": "a9a9a9", "dimgray": "696969", "dimgrey": "696969", "gainsboro": "dcdcdc", "whitesmoke": "f5f5f5", "ivory": "fffff0", "beige": "f5f5dc",
    "lightblue": "add8e6", "skyblue": "87ceeb", "steelblue": "4682b4", "royalblue": "4169e1", "lightyellow": "ffffe0", "lightgreen": "90ee90",
    "khaki": "f0e68c",
}  # fmt: skip


def colour_of(value: str) -> Colour | None:
    """#rgb, #rrggbb, rgb(), rgba() without much transparency, and the usual names."""
    text = NAMED.get(value.strip().lower(), value.strip().lower().removeprefix("#"))
    if re.fullmatch(r"[0-9a-f]{3}|[0-9a-f]{6}", text) and (value.strip().startswith("#") or value.strip().lower() in NAMED):
        whole = text if len(text) == 6 else "".join(letter * 2 for letter in text)
        return int(whole[:2], 16), int(whole[2:4], 16), int(whole[4:], 16)
    found = re.fullmatch(r"rgba?\(\s*(\d{1,3})[\s,]+(\d{1,3})[\s,]+(\d{1,3})(?:[\s,/]+([\d.]+)%?)?\s*\)", text)
    if not found or (found[4] and float(found[4][:6]) < 0.95):
        return None
    return min(255, int(found[1])), min(255, int(found[2])), min(255, int(found[3]))


def luminance(colour: Colour) -> float:
    """Relative luminance (WCAG 2.2)."""
    red, green, blue = (part / 12.92 / 255 if part / 255 <= 0.04045 else ((part / 255 + 0.055) / 1.055) ** 2.4 for part in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
