"""What is wrong with a template, in words for whoever wrote it: the library's own are for those who know its insides (NTC-6)."""

import difflib
import re
from collections.abc import Callable, Iterable, Mapping

from liquid.exceptions import LiquidError
from liquid.token import TOKEN_TAG, Token

from todoke.notices.lexer import tokens

BLOCKS = ("if", "unless", "for", "case", "tablerow", "capture", "comment", "doc", "raw", "ifchanged", "show")


def meant(name: str, known: Iterable[str]) -> str:
    """`; did you mean …?` with the nearest known name, if one is near."""
    near = difflib.get_close_matches(name, list(known), 1) if len(name) < 60 else []
    return f"; did you mean {near[0]}?" if near else ""


def explained(error: LiquidError, source: str, tags: Iterable[str]) -> LiquidError:
    """The same error with its words and place mended, where they are known to be hard to understand."""
    said = str(error.message)
    if found := re.fullmatch(r"expected tag (?:end)?(\w+), found .*|(comment|doc) tag wa[sd] never closed", said):
        name = found[1] or found[2]
        error.args, error.token = (f"`{name}` has no `end{name}` after it",), unclosed(source, name) or error.token
    elif found := re.fullmatch(r"unexpected tag '(\w+)'", said):
        error.args = (_misplaced(found[1], list(tags)),)
    else:
        for pattern, words in _WORDS.items():
            if found := re.fullmatch(pattern, said):
                error.args = (words(found),)
                break
    return error


def _misplaced(name: str, tags: list[str]) -> str:
    if name in ("include", "render", "section"):
        return f"`{name}` is not there: a notice stands in one file, write the other one's text here"
    known = {*tags, *(f"end{block}" for block in BLOCKS), "else", "elsif", "when"}
    if name in known:
        return f"`{name}` does not stand within a tag to which it belongs"
    return f"there is no tag {name!r}{meant(name, known)}"


_WORDS: Mapping[str, Callable[[re.Match[str]], str]] = {
    "missing expression": lambda found: "nothing stands after the tag's name",
    "expected end of expression, found '='": lambda found: "`=` compares nothing: write `==`",
    "expected a primitive expression, found end of expression": lambda found: "a value is missing at the end",
    "expected a primitive expression, found (.+)": lambda found: f"a value is missing before {found[1]}",
    "expected end of expression, found word": lambda found: "a name stands here that nothing leads to: a `|`, a comma or a sign is missing before it",
    "expected end of expression, found (.+)": lambda found: f"{found[1]} does not belong here",
    "expected word, found end of expression": lambda found: "a filter's name is missing after `|`",
    "expected word, found .+": lambda found: "a name stands here, no value",
    "can't sort sequence": lambda found: "sort: the items are of several kinds, which have no order",
    "unexpected '(break|continue)'": lambda found: f"`{found[1]}` stands outside a loop",
    "expected an integer, found (.+)": lambda found: "limit and offset of a loop are whole numbers",
}


def unclosed(source: str, name: str) -> Token | None:
    """The tag of that name that is still open at the end."""
    open_: list[Token] = []
    for token in tokens(source):
        if token.kind == TOKEN_TAG and token.value == name:
            open_.append(token)
        elif token.kind == TOKEN_TAG and token.value == f"end{name}" and open_:
            open_.pop()
    return open_[-1] if open_ else None
