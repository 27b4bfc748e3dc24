"""One file as the lint takes it: whatever it holds, it becomes a draft with as much of it as can be read, and findings for the rest.

Unlike the catalogue, which refuses a file at its first fault, this goes on: a person wants to hear of all of them at once."""

import re
from pathlib import Path
from typing import NamedTuple

from liquid.exceptions import LiquidError
from liquid.template import BoundTemplate

from todoke.notices.catalogue import CUT, SECOND
from todoke.notices.lint.findings import Hit, hit
from todoke.notices.liquid import parse
from todoke.notices.wording import LOCALES

MOST_BYTES = 1_000_000  # of a file: ten times what a mail may have
PARTS = ("subject", "preheader")
HEAD = (*PARTS, SECOND)


class Draft(NamedTuple):
    """A text or a merchant's own page. `subject`, `preheader`, `body`: as written, with the lines on which they begin."""

    path: Path
    kind: str
    locale: str
    source: str
    is_html: bool
    head: dict[str, str]
    head_lines: dict[str, int]
    body: str
    body_line: int
    whole: str  # what the template is made of: the same lines, CUT after each part
    parts: tuple[str, ...]
    troubles: tuple[Hit, ...]

    def template(self) -> BoundTemplate | None:
        """Parsed anew each time, as whoever gets it may change it. None if it cannot be parsed."""
        try:
            return parse(self.whole, self.path.name, autoescape=self.is_html)
        except (LiquidError, RecursionError, ValueError, MemoryError):
            return None

    def line_at(self, offset: int) -> int:
        """The file's line of an offset into the body."""
        return self.body_line + self.body.count("\n", 0, max(0, offset))

    def line_of(self, part: str) -> int:
        """Where a part stands: subject, preheader, or the body's first words."""
        if part in PARTS:
            return self.head_lines.get(part, 1)
        return self.line_at(len(self.body) - len(self.body.lstrip()))


def read(path: Path, kind: str, locale: str = "") -> Draft:
    """Read a file. Raises OSError; whatever the bytes are, there is a draft."""
    with path.open("rb") as file:
        raw = file.read(MOST_BYTES + 1)
    troubles = [hit("L-FILE", 1, f"over {MOST_BYTES:,} bytes")] if len(raw) > MOST_BYTES else []
    try:
        source = raw[:MOST_BYTES].decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if not troubles:
            troubles.append(hit("L-FILE", raw[: error.start].count(b"\n") + 1, "no UTF-8"))
        source = raw[:MOST_BYTES].decode("utf-8", "replace")
    return drafted(path, kind, locale or guessed(source), cleaned(source), troubles)


def kept(path: Path, kind: str, locale: str, source: str) -> Draft:
    """A text that lies in no file; path: what a finding calls it."""
    long = len(source) > MOST_BYTES
    return drafted(path, kind, locale, cleaned(source[:MOST_BYTES].removeprefix("\ufeff")), [hit("L-FILE", 1, f"over {MOST_BYTES:,} bytes")] if long else [])


def cleaned(source: str) -> str:
    """With the line ends of Unix, and without what no text has: NUL, the marks of the lint's own."""
    return re.sub("[\x00\x1f\U000f0000-\U0010ffff]", "\ufffd", source.replace("\r\n", "\n").replace("\r", "\n"))


def guessed(source: str) -> str:
    """The language by its script, where no file name tells it."""
    words = re.sub(r"\{[{%].*?[%}]\}|<[^>]*>", "", source[:20_000], flags=re.DOTALL)
    if re.search("[ぁ-んァ-ヴ]", words):
        return "ja"
    if len(re.findall("[а-яё]", words, re.IGNORECASE)) > len(re.findall("[a-z]", words, re.IGNORECASE)) // 2:
        return "ru" if re.search("[а-яё]", words, re.IGNORECASE) else "en"
    return "zh-Hans" if re.search("[\u4e00-\u9fff]", words) else "en"


def drafted(path: Path, kind: str, locale: str, source: str, troubles: list[Hit]) -> Draft:
    if not source.startswith("---\n"):
        unparsed = _parse_trouble(source, path, is_html=True)
        return Draft(path, kind, locale, source, True, {}, {}, source, 1, source, (), (*troubles, *unparsed))
    lines = source.split("\n")
    end, begins = _bounds(lines, troubles)
    head, places = _front(lines[:end], troubles)
    body = "\n".join(lines[begins:])
    held = [""] * begins  # so that lines keep their numbers
    for part, at in places.items():
        held[at - 1] = head[part] + CUT
    whole = "\n".join([*held, body])
    parts = (*sorted(head, key=lambda part: places[part]), "body")
    troubles += _parse_trouble(whole, path, is_html=False)
    return Draft(path, kind, locale, source, False, head, places, body, begins + 1, whole, parts, tuple(troubles))


def under_second_subject(draft: Draft) -> Draft | None:
    """The same text as half of its buyers get it. None where it has one subject."""
    if SECOND not in draft.head:
        return None
    name = {"subject": "subject_a", SECOND: "subject"}
    return draft._replace(
        head={name.get(part, part): words for part, words in draft.head.items()},
        head_lines={name.get(part, part): line for part, line in draft.head_lines.items()},
        parts=tuple(name.get(part, part) for part in draft.parts),
    )


def _bounds(lines: list[str], troubles: list[Hit]) -> tuple[int, int]:
    """(where the front matter ends, where the body begins), as indices of lines."""
    end = next((at for at, line in enumerate(lines[1:], 1) if line.rstrip() == "---"), None)
    if end is not None:
        return end, end + 1
    troubles.append(hit("L-FRONT", 1, "a second line of --- is missing"))
    begins = next((at for at, line in enumerate(lines[1:], 1) if line.partition(":")[0].strip() not in HEAD), len(lines))
    return begins, begins


def _front(lines: list[str], troubles: list[Hit]) -> tuple[dict[str, str], dict[str, int]]:
    """(part → as written, part → its line); what is neither, or twice, is a trouble."""
    head: dict[str, str] = {}
    places: dict[str, int] = {}
    for at, line in enumerate(lines[1:], 2):
        key, colon, value = line.partition(":")
        if not colon or key.strip() not in HEAD or key.strip() in head:
            troubles.append(hit("L-FRONT", at, line.strip()[:40] or "an empty line"))
            continue
        head[key.strip()], places[key.strip()] = value.strip(), at
    return head, places


def _parse_trouble(whole: str, path: Path, *, is_html: bool) -> list[Hit]:
    try:
        parse(whole, path.name, autoescape=is_html)
    except LiquidError as error:
        return [hit("L-LIQUID", line_of(error, whole), str(error.message or error).splitlines()[0][:200])]
    except (RecursionError, ValueError, MemoryError) as error:
        return [hit("L-LIQUID", 1, type(error).__name__)]
    return []


def line_of(error: LiquidError, whole: str) -> int:
    """The line an error of the template language speaks of; 1 where it names none."""
    index = getattr(error.token, "start_index", -1) if error.token else -1
    if index < 0:
        return 1
    source = getattr(error.token, "source", whole) or whole
    return str(source).count("\n", 0, index) + 1


# ── which kind and language a file is ───────────────────────────────────────────────────────────────
def language_of(path: Path) -> str:
    """By its name, else by the folders above it; empty: not told."""
    names = (path.name.removesuffix(".liquid").removesuffix(".mjml"), *(parent.name for parent in path.parents))
    return next((name for name in names if name in LOCALES), "")
