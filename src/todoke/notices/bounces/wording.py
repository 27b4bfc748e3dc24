"""One wording of mail servers, and how texts are made alike before they are compared."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from todoke.notices.bounces.addresses import ADDRESS

# SMTP codes, at the beginning of an answer and again on each of its lines; RFC 3463's, also as qmail puts them: (#5.1.1)
CODES = re.compile(r"(?<![\w.])#?[245]\d\d(?:[- ]?#?[245]\.\d{1,3}\.\d{1,3}|-(?=\S)|(?=[ :]))|\(?#?(?<![\w.])[245]\.\d{1,3}\.\d{1,3}(?![\w.])\)?")
# What says nothing by itself: a reason follows, or one stands before it
EMPTY = re.compile(r"(?i)remote host said:|this message has been in the queue too long|recipient address rejected:(?! access denied)")
LONGEST = 6_000  # characters of one answer


class Wording(NamedTuple):
    """`source`: whose words these are, or where they are explained."""

    reason: str
    source: str
    shapes: tuple[str, ...]


def said(reason: str, source: str, *shapes: str) -> Wording:
    return Wording(reason, source, shapes)


class Wordings:
    """Rows in the sequence in which they are asked."""

    def __init__(self, *groups: Iterable[Wording]) -> None:
        self.rows = [(re.compile("|".join(row.shapes)), row.reason) for group in groups for row in group]

    def find(self, text: str) -> str:
        """The reason of the first row that fits; nothing where none does."""
        return next((reason for shape, reason in self.rows if shape.search(text)), "")


def alike(text: str) -> str:
    """Small letters, `@` for an address, no codes, one blank."""
    text = EMPTY.sub(" ", CODES.sub(" ", ADDRESS.sub("@", text[:LONGEST])))
    return re.sub(r"[\s>]+", " ", text.replace("’", "'").replace("--", " ")).strip().casefold()
