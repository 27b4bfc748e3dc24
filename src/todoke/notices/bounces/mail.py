"""A mail taken apart, whatever its bytes are: its head, what was written to us, and the mail that came back with it. Nothing here raises.

The standard library's parser reads reports as mails of their own and loses the lines that are none; half of all bounces have such lines."""

import binascii
import codecs
import html
import quopri
import re
from collections.abc import Iterator
from email.errors import HeaderParseError
from email.header import decode_header
from typing import NamedTuple

LONGEST = 256 * 1024  # characters of one part that are looked at; what is wrong stands at the beginning
LONGEST_FIELD = 4_000
LONGEST_BOUNDARY = 200  # RFC 2046 allows 70
DEEPEST = 8
MOST_PARTS = 200
RETURNED = ("message/rfc822", "message/rfc2822", "message/global", "text/rfc822-headers", "text/rfc822", "message/rfc822-headers", "message/global-headers")
COMPLAINTS = ("message/feedback-report",)
REPORTS = ("message/delivery-status", "message/global-delivery-status")
FIELD = re.compile(r"([!-9;-~]{1,76})[ \t]*:(.*)", re.DOTALL)
PARAMETER = re.compile(r"""[;\s]([\w*-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;]+))""")
NO_LETTERS = ("unicode_escape", "raw_unicode_escape", "punycode", "idna", "undefined")  # Python's own, no mail is written in them
GUESSES = ("utf-8", "cp932", "euc_jp", "latin-1")


class Head:
    """The fields of a head, decoded; the first of a name counts."""

    def __init__(self, text: str) -> None:
        self.fields: list[tuple[str, str]] = []
        for line in unfolded(text):
            if found := FIELD.match(line):
                self.fields.append((found[1].casefold(), found[2].strip()))

    def get(self, name: str) -> str:
        return next((decoded(value) for known, value in self.fields if known == name), "")

    def all(self, name: str) -> list[str]:
        return [decoded(value) for known, value in self.fields if known == name]

    @property
    def kind(self) -> str:
        """`text/plain`, also where nothing is said."""
        said = self.get("content-type").replace(";", " ").casefold().split()
        return said[0] if said else "text/plain"

    def parameter(self, name: str) -> str:
        found: dict[str, str] = {key.casefold().rstrip("*"): quoted or bare for key, quoted, bare in PARAMETER.findall(self.get("content-type"))}
        return found.get(name, "")


class Part(NamedTuple):
    """A leaf of a mail, decoded."""

    kind: str
    text: str


class Mail(NamedTuple):
    """`said`: what was written to us. `reports`: the fields meant for machines. `returned`: the mail that came back, or its head."""

    head: Head
    said: str
    reports: str = ""
    complaint: str = ""
    returned: str = ""

    @property
    def back(self) -> Head:
        return Head(self.returned.lstrip().partition("\n\n")[0])


def parse(raw: bytes) -> Mail:
    raw = raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n").lstrip(b"\n")
    head, body = cut(raw)
    return gathered(head, list(parts(head, body, 0))[:MOST_PARTS])


def gathered(head: Head, found: list[Part]) -> Mail:
    """What was written stands before the mail that came back; where nothing does, after it."""
    reports, complaint = text_in(found, REPORTS), text_in(found, COMPLAINTS)
    returned = next((part.text for part in found if part.kind in RETURNED), "")
    until = next((at for at, part in enumerate(found) if part.kind in RETURNED + REPORTS), len(found))
    said = written(found[:until]) or written(found[until:])
    if not returned:
        said, returned = came_back(said)
    return Mail(head, said, reports, complaint, returned)


def text_in(found: list[Part], kinds: tuple[str, ...]) -> str:
    return "\n\n".join(part.text for part in found if part.kind in kinds)


def written(found: list[Part]) -> str:
    """Plain text; where there is none, the page's."""
    texts = [part for part in found if part.kind.startswith("text/") and part.kind not in RETURNED and part.text.strip()]
    plain = "\n".join(part.text for part in texts if part.kind != "text/html")
    return plain or "\n".join(without_tags(part.text) for part in texts)


# ── taking apart ────────────────────────────────────────────────────────────────────────────────────
def cut(raw: bytes) -> tuple[Head, bytes]:
    """Head and body; a first line that an mbox left behind is no field, and is passed over."""
    if raw.startswith((b"From ", b">From ")):
        raw = raw.partition(b"\n")[2]
    head, _, body = raw.partition(b"\n\n") if not raw.startswith(b"\n") else (b"", b"", raw[1:])
    return Head(guessed(head[:LONGEST])), body


def parts(head: Head, body: bytes, depth: int) -> Iterator[Part]:
    boundary = head.parameter("boundary")
    if head.kind.startswith("multipart/") and 0 < len(boundary) <= LONGEST_BOUNDARY and depth < DEEPEST:
        pieces = re.split(rb"(?m)^--" + re.escape(boundary.encode("utf-8", "replace")) + rb"(?:--)?[ \t]*(?:\n|\Z)", body)
        for piece in pieces[1:] if len(pieces) > 1 else pieces:
            if piece.strip():
                inner, rest = cut(piece) if len(pieces) > 1 else (Head(""), piece)
                yield from parts(inner, rest, depth + 1)
    else:
        yield Part("text/plain" if head.kind.startswith("multipart/") else head.kind, text_of(head, body))


def text_of(head: Head, body: bytes) -> str:
    coding = head.get("content-transfer-encoding").strip().casefold()
    if coding == "base64":
        body = from_base64(body)
    elif coding == "quoted-printable":
        body = quopri.decodestring(body)
    body = body[: LONGEST * 4].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return guessed(body, head.parameter("charset"))[:LONGEST].replace("\x00", "")


def from_base64(body: bytes) -> bytes:
    """As much as can be read."""
    code = re.sub(rb"[^A-Za-z0-9+/]", b"", body[: LONGEST * 6])
    code = code[: len(code) - (len(code) % 4 == 1)]
    return binascii.a2b_base64(code + b"=" * (-len(code) % 4))


def guessed(data: bytes, charset: str = "") -> str:
    """As it says it is written; where that is wrong or nothing is said, as shops' mails in Japan are."""
    if b"\x1b$" in data or b"\x1b(" in data:
        charset = charset if "2022" in charset else "iso2022_jp_ext"
    for name in ("gb18030" if charset.casefold().startswith("gb") else charset, *GUESSES):
        try:
            if codecs.lookup(name).name not in NO_LETTERS:
                return data.decode(name)
        except (LookupError, ValueError):
            continue
    return data.decode("iso2022_jp_ext" if b"\x1b$" in data else "latin-1", "replace")


def decoded(value: str) -> str:
    """RFC 2047 words as text; what is longer than any head stays as it is."""
    if "=?" not in value or len(value) > LONGEST_FIELD:
        return value
    try:
        return "".join(piece if isinstance(piece, str) else guessed(piece, name or "") for piece, name in decode_header(value))
    except (HeaderParseError, ValueError):
        return value


def unfolded(text: str) -> Iterator[str]:
    """A field a line."""
    line = ""
    for next_line in text.split("\n"):
        if next_line[:1] in (" ", "\t") and line:
            line += " " + next_line.strip()
        else:
            yield line
            line = next_line
    yield line


def without_tags(page: str) -> str:
    page = re.sub(r"(?is)<(style|script|head)\b.*?(</\1\s*>|\Z)|<!--.*?-->", " ", page)
    page = re.sub(r"(?i)<(br|/p|/div|/tr|/li|/h\d|/td)\b[^>]{0,500}>", "\n", page)
    return html.unescape(re.sub(r"<(?![^<>\s@]{1,64}@)[^<>]{0,2000}>", "", page))


# ── where the mail that came back begins ────────────────────────────────────────────────────────────
BEGINS = re.compile(
    r"(?im)^[ >]{0,4}(?:"
    r"[-=*_]{2}[^\n]{0,100}?\b(?:original|unsent|undelivered|returned|copy of|source mail|message header|mensaje original)\b[^\n]{0,100}"
    r"|(?:the |below is a copy of the |included is a copy of the )?(?:original )?(?:message|mail)(?: headers?)?"
    r"(?: as received)?(?: is)?(?: follows?| as follows)?[ \t]*[:.]?"
    r")[ \t]*$"
)
A_HEAD = re.compile(r"(?m)^[ >]{0,4}(?:Received|Return-Path|X-Received|DKIM-Signature|X-Originating-IP)[ \t]*:", re.IGNORECASE)


def came_back(said: str) -> tuple[str, str]:
    """What was written, and the mail that came back below it in the same text."""
    starts = [found.start() for found in (BEGINS.search(said), A_HEAD.search(said)) if found and said[: found.start()].strip()]
    if not starts:
        return said, ""
    below = said[min(starts) :]
    if not (field := re.search(r"(?m)^[ >]{0,4}[A-Z][\w-]+:[ \t]*\S", below)):
        return said[: min(starts)], ""
    quoted = re.sub(r"(?m)^[ >]{1,2}(?=\S)", "", below[field.start() :]) if below[field.start()] in " >" else below[field.start() :]
    return said[: min(starts)], quoted
