"""How large the page is, and whether it states figures that the text does not."""

import re
from collections.abc import Iterator

from liquid.exceptions import LiquidError

from todoke.notices.catalogue import CUT, CatalogueError, catalogue
from todoke.notices.lint.draft import Draft
from todoke.notices.lint.findings import Hit, hit
from todoke.notices.lint.judging import Letter
from todoke.notices.lint.pages import MOST_DEEP, MOST_TAGS
from todoke.notices.lint.readings import told
from todoke.notices.lint.rules import book
from todoke.notices.liquid import run
from todoke.notices.page import Brand, Head, compose, page, pictures_of
from todoke.notices.render import one_line, render


def sizes(draft: Draft, letters: list[Letter]) -> Iterator[Hit]:
    """Pages over the limit. An order of 200 lines is rare: alone it is a warning."""
    most = book().rules["L-SIZE"].limit("")
    for letter in letters:
        if letter.world.shape not in ("plain", "many_lines"):
            continue
        if letter.page is not None and not letter.page.is_bounded:
            yield hit("L-SIZE", 1, f"over {MOST_TAGS:,} tags, {MOST_DEEP} within each other, or tags that do not end")
        html = letter.reading.page.text if draft.is_html else whole_page(draft, letter)
        if (size := len(html.encode("utf-8", "replace"))) > most:
            yield hit("L-SIZE", 1, f"{size // 1000:,} kB; {letter.world}", severity="warning" if letter.world.shape == "many_lines" else "")


def whole_page(draft: Draft, letter: Letter) -> str:
    """The page that is made of a text."""
    template = draft.template()
    try:
        pieces = dict(zip(draft.parts, run(template, told(letter.world.facts, draft.locale)).split(CUT), strict=False)) if template else {}
    except LiquidError:
        return ""
    subject, preheader = one_line(pieces.get("subject", "")), one_line(pieces.get("preheader", ""))
    _, parts = compose(pieces.get("body", ""), draft.locale, pictures_of(letter.world.facts))
    shop = str((letter.world.facts.get("shop") or {}).get("name") or "")
    return page(Head(draft.locale, shop, subject, preheader), parts, Brand())


_FIGURE = re.compile(r"[¥￥$€£]\s?\d[\d,.]{0,30}\d|(?<!\d)\d[\d,.]{0,30}\s?(?:円|元|日元|[%％]|₽|руб|USD|EUR|JPY)")


def figures(draft: Draft, letter: Letter) -> Iterator[Hit]:
    """Amounts and shares that the page writes out and the shipped text beside it does not have."""
    text = _shipped_text(draft, letter)
    if letter.page is None or text is None:
        return
    for found in _FIGURE.finditer(letter.page.text.text):
        said = letter.page.text
        if said.is_written(found.start(), found.end() - 1) and _bare(found[0]) not in _bare(text):
            yield hit("L-PARTS", said.line(found.start()), found[0])


def _bare(text: str) -> str:
    return re.sub(r"[\s,]", "", text)


def _shipped_text(draft: Draft, letter: Letter) -> str | None:
    """What stands beside the page: the shipped text of the kind. None where there is none."""
    try:
        return render(draft.kind, draft.locale, letter.world.facts, of=catalogue()).text
    except (KeyError, CatalogueError, LiquidError):
        return None
