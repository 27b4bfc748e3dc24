"""Two subjects of one text against each other: which notice bears which, and where nobody tries (NTC-10)."""

from hashlib import sha256

from todoke.notices.catalogue import SECOND, About, Text
from todoke.notices.lint.rules import book

TROUBLE = frozenset(("stockout", "dispute"))  # categories; a shop's own kinds are in no group of the voice guide


def may_compare(kind: str, about: About | None) -> bool:
    """Never where something went wrong: nobody's trouble is an experiment, and of two apologies one is the right one (rule L-TRIAL)."""
    return kind not in book().groups["trouble"] and (about is None or about.category not in TROUBLE)


def arm_of(key: str) -> str:
    """a or b, half and half, by the notice's own key: each retry gives the same subject."""
    return "b" if sha256(f"arm/{key}".encode()).digest()[0] & 1 else "a"


def arm_for(text: Text, about: About, key: str) -> str:
    """a, b, or empty where there is nothing to compare."""
    return arm_of(key) if SECOND in text.parts and may_compare(text.kind, about) else ""
