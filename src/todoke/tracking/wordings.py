"""What a scan's wording means: one of our events, nothing for an order (a note), or nobody knows.

A wording is looked up as it stands, then without the date, the office and the arrows around it: first among the rows of its source, then among
all others. Only then come the patterns, the narrow ones before the wide. What none of them knows is unknown: never the nearest."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import NamedTuple

from todoke.rules import events as ev

LABELLED, MOVED, OUT, FAILED, HELD = ev.ParcelLabelled, ev.ParcelMoved, ev.ParcelOutForDelivery, ev.ParcelAttemptFailed, ev.ParcelHeld
TROUBLED, REFUSED, DELIVERED, LOST = ev.ParcelTroubled, ev.ParcelRefused, ev.ParcelDelivered, ev.ParcelLost
RETURNING, RETURNED, SILENT = ev.ParcelReturning, ev.ParcelReturned, ev.ParcelSilent
CANCELLED = ev.ParcelCalledBack  # if it never left; else it is troubled (scans.py)
NOTE = None  # known, and says nothing about where the parcel is

Meaning = type[ev.ParcelFact] | None
Rows = Mapping[str, Meaning]
Taught = Mapping[tuple[str, str], Meaning]  # (source or "", folded wording) → what a shop's people say that it means
Patterns = tuple[tuple[re.Pattern[str], Meaning], ...]

# what a person can say that a wording means, by the names of parcel_life.STATES; a note says nothing about where it is
TEACHABLE: dict[str, Meaning] = {
    "labelled": LABELLED, "moving": MOVED, "out_for_delivery": OUT, "attempt_failed": FAILED, "held": HELD, "delivered": DELIVERED,
    "troubled": TROUBLED, "refused": REFUSED, "returning": RETURNING, "returned": RETURNED, "lost": LOST, "note": NOTE,
}  # fmt: skip

LONGEST = 500  # characters of a wording, of a place: what stands behind is not looked at
NOT_A_LETTER = re.compile(r"[\W_]+")
EASTERN = re.compile(r"[\u2e80-\u9fff\uac00-\ud7ff\uf900-\ufaff]")
# what stands around a wording: a date, a time, an arrow, the office that made the scan
DATE = r"(?:(?:\d{4}\s*[年/.\-]\s*)?\d{1,2}\s*[月/]\s*\d{1,2}\s*日?|\d{4}-\d\d-\d\d)"
TIME = r"\d{1,2}:\d{2}(?::\d{2})?"
WHEN = rf"(?:{DATE}(?:[\sT]*{TIME})?|{TIME})"
LEADING = re.compile(rf"^[\s↓→⇒↑・]*(?P<when>{WHEN})?[\s↓→⇒:：,]*")
BRACKETS = re.compile(r"[(（\[【][^()（）\[\]【】]*[)）\]】]")
ONLY_WHEN = re.compile(rf"\s*{WHEN}\s*")
TRAILING = re.compile(rf"\s+(?P<when>{WHEN})\s*$")
OFFICE = re.compile(r"(?:\s+|\s*[(\[])[^\s()\[\]]*(?:支店|センター|営業所|郵便局|交換局|局|店|ベース|ターミナル|デポ|事業所|都|府|県)[)\]]?$")


class Table(NamedTuple):
    """What one source says: rows by their folded wording, and patterns for what varies inside. `private`: its words mean other things elsewhere."""

    rows: Rows
    patterns: Patterns = ()
    private: bool = False


def fold(text: str) -> str:
    """Widths and cases joined, without blanks, brackets and points: `持戻（ご不在）`, `In_Transit` and `in transit` are found as one writes them."""
    return NOT_A_LETTER.sub("", unicodedata.normalize("NFKC", text).casefold())


def words(text: str) -> str:
    """The same with its words apart."""
    return NOT_A_LETTER.sub(" ", unicodedata.normalize("NFKC", text).casefold()).strip()


def rows(said: Mapping[Meaning, str]) -> dict[str, Meaning]:
    """A table as it is written (meaning: wordings with a bar between) → a table as it is asked."""
    return {fold(wording): meaning for meaning, wordings in said.items() for wording in wordings.split("|")}


def patterns(*said: tuple[str, Meaning]) -> Patterns:
    return tuple((re.compile(text), meaning) for text, meaning in said)


def first(found: Patterns, text: str) -> tuple[bool, Meaning]:
    for pattern, meaning in found:
        if pattern.search(text):
            return True, meaning
    return False, NOTE


class Stripped(NamedTuple):
    """A wording without what stands around it, and the date that stood there."""

    text: str
    when: str = ""


@lru_cache(maxsize=4096)
def strip(status: str, place: str = "") -> Stripped:
    """`2009年07月12日 11:27 配達は終了致しました。` → the wording, and its date."""
    text = unicodedata.normalize("NFKC", status).strip()
    leading = LEADING.match(text)
    when = (leading["when"] or "") if leading else ""
    text = text[leading.end() :] if leading and leading.end() < len(text) else text
    if trailing := TRAILING.search(text):
        text, when = text[: trailing.start()], when or trailing["when"]
    if place and EASTERN.search(place):
        text = text.replace(unicodedata.normalize("NFKC", place).strip(), "").strip() or text
    return Stripped(OFFICE.sub("", text) or text, when)


class Vocabulary:
    """All tables together. `eastern` and `western` are asked for what no row knows, by the letters that it is written in."""

    def __init__(self, tables: Mapping[str, Table], eastern: Iterable[Patterns], western: Iterable[Patterns]) -> None:
        self.tables, self.eastern, self.western = tables, tuple(eastern), tuple(western)
        self.general: dict[str, Meaning] = {}
        for table in tables.values():
            if not table.private:
                self.general = {**table.rows, **self.general}  # of two sources with one word the first table's holds for a stranger

    def find(self, source: str, status: str, place: str = "") -> tuple[bool, Meaning]:
        """(known, what it means)."""
        own, status, place = self.tables.get(source), status[:LONGEST], place[:LONGEST]
        bare = strip(status, place).text
        for text in (status, bare) if bare != status else (status,):
            folded = fold(text)
            if own and folded in own.rows:
                return True, own.rows[folded]
            if folded in self.general:
                return True, self.general[folded]
        if ONLY_WHEN.fullmatch(bare):
            return True, NOTE
        found = self.by_pattern(own, bare)
        inside = BRACKETS.sub("", bare)  # 引受（書留）: what the brackets add may be of no account
        return found if found[0] or inside in ("", bare) else self.find(source, inside)

    def own(self, source: str, status: str) -> tuple[bool, Meaning]:
        """Only what stands in the source's own rows."""
        found = self.tables[source].rows
        return fold(status) in found, found.get(fold(status))

    def by_pattern(self, own: Table | None, text: str) -> tuple[bool, Meaning]:
        folded, spaced = fold(text), words(text)
        if own:
            known, meaning = first(own.patterns, folded)
            if known:
                return True, meaning
        for found in self.eastern if EASTERN.search(text) else self.western:
            known, meaning = first(found, folded if found in self.eastern else spaced)
            if known:
                return True, meaning
        return False, NOTE
