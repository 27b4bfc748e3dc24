"""One page of paper: the composed letter, set by typst with the fonts that come along. The same letter gives the same bytes.

User words reach typst as JSON only, so none of them is ever markup or code. Nothing is read from the system: no fonts, no files, no clock."""

import json
import re
from functools import cache
from pathlib import Path

import pylopdf_fonts_jp
import pylopdf_fonts_zh_cn
import typst

from todoke.notices.letters.compose import Letter
from todoke.notices.letters.typed import Wrong

HERE = Path(__file__).parent
UNPRINTABLE = re.compile(r'the text `"(.+?)"` could not be displayed')
SIZES = ("11pt", "10.5pt")  # voice 6.2: 10.5 to 11 pt
MORE_THAN_A_PAGE = "more than one page"


@cache
def fonts() -> typst.Fonts:
    """Mincho and Song, both with Latin and Cyrillic; what one lacks (𠮷, 贵) the other has."""
    folders = [str(Path(str(one.serif_path())).parent) for one in (pylopdf_fonts_jp, pylopdf_fonts_zh_cn)]
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)


def pdf(letter: Letter, dated: int) -> bytes | Wrong:
    """PDF/A-2b, A4, one page, or what stands in the way: a character that no font has, or more words than a page takes. `dated`: seconds UTC of the
    day it bears."""
    for size in SIZES:
        try:
            return set_in(letter, size, dated)
        except typst.TypstError as error:
            if lacking := UNPRINTABLE.search(str(error)):
                return Wrong("", "no_letter", lacking[1])
            if MORE_THAN_A_PAGE not in str(error):
                raise
    return Wrong("", "too_much")


def set_in(letter: Letter, size: str, dated: int) -> bytes:
    """Raises TypstError."""
    made = typst.compile(
        str(HERE / f"letter-{letter['locale']}.typ"), root=str(HERE), format="pdf", font_paths=fonts(), ignore_system_fonts=True,
        sys_inputs={"letter": json.dumps(letter, ensure_ascii=False), "size": size}, pdf_standards=["a-2b"], timestamp=dated,
    )  # fmt: skip
    assert isinstance(made, bytes)
    return made
