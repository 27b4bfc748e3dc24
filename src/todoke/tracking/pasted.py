"""Numbers in what people paste: several in one text, a carrier's mail, the address of a tracking page."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import NamedTuple
from urllib.parse import unquote

from todoke.tracking.carriers import carriers_named, host_of
from todoke.tracking.recognise import LONGEST, Recognised, recognise, tidy

MOST = 100_000  # characters that are read: no mail of a carrier has more
PART = 8  # characters: a longer word is a number by itself, a shorter one may be a part of one
PREFIX = 4  # letters: TBA, GFUS
LABELS = 30  # characters before a number in which its label stands

ADDRESS = re.compile(r"https?://([^\s/?#<>\"'」）)]+)([^\s<>\"'」）]*)", re.IGNORECASE)
CHUNK = re.compile(r"[0-9A-Z]+(?:[-‐‑‒–—―−ー─][0-9A-Z]+)*")  # what hyphens hold together
LABEL = re.compile(
    r"追跡|問い?合わ?せ|伝票|送り状|荷物|配送番号|トラッキング|运单|單號|单号|快递|TRACK|WAYBILL|AWB|CONSIGNMENT|PARCEL|SHIPMENT|ТРЕК|НАКЛАДН|ОТПРАВЛЕН"
)
# what looks like a number of a parcel and is none: mail addresses, moments, phones, money, postal codes, numbers of orders and customers
OTHERS = re.compile(  # every repetition has an end, so that no text takes long
    r"""(?<![\w.+-])[\w.+-]{1,64}@[\w.-]{1,255}
    | (?<![\d-])\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}(?![\d-])日? | (?<!\d)\d{1,2}:\d{2}(?::\d{2})?(?!\d)
    | (?<![\d-])(?=0(?:\d-?){8,9}\d(?![\d-]))0\d{1,4}-\d{1,4}-\d{3,4} | \+\d[\d() -]{7,18}\d
    | [¥$€£₽]\s?[\d,.]{1,20} | (?<![\d,])\d[\d,]{0,14}\s?(?:円|元|YEN|JPY|USD) | (?<![\d-])〒?\s?\d{3}-\d{4}(?![\d-])
    | (?:(?:注文|受注|会員|お客様|電話)番号|电话|订单号|订单编号|\b(?:ORDER|CUSTOMER|INVOICE)\s?(?:NUMBER|NO\b|ID\b|[#№])
      |\bTEL\b|\bFAX\b|\bPHONE\b|ЗАКАЗ\w{0,6}\s?№) [\s.:#№は]{0,10}[0-9A-Z]{1,40}(?:-[0-9A-Z]{1,40}){0,6}""",
    re.VERBOSE,
)


class Find(NamedTuple):
    """`strong`: a label, a carrier's name, its page or the number itself says that it is one."""

    found: Recognised
    strong: bool


def find_numbers(text: str, hint: str = "", usual: Mapping[str, float] | None = None) -> tuple[Recognised, ...]:
    """The numbers of parcels in a text, each once: of its links, then of its words. A text that is one number, however spaced, is that number.

    `hint`, `usual`: as for `recognise`; a carrier that the text names counts as named where it fits."""
    if whole := one(text, hint, usual):
        return (whole,) if whole.candidates else ()
    finds = list(finds_in(unicodedata.normalize("NFKC", text[:MOST]), hint, usual))
    kept = [find.found for find in finds if find.strong] or [find.found for find in finds]
    return tuple({found.number: found for found in kept}.values())


def best_number(text: str, hint: str = "", usual: Mapping[str, float] | None = None) -> Recognised:
    """The one number that a line is about: the likeliest of several; without candidates where none is to be found."""
    found = find_numbers(text, hint, usual)
    return max(found, key=lambda one: one.candidates[0].confidence) if found else Recognised(tidy(text) if is_short(text) else "", ())


def one(text: str, hint: str, usual: Mapping[str, float] | None) -> Recognised | None:
    """The whole text as one number, unless each of its words is one already. What is spaced like one number, and is none, holds no other."""
    if not is_short(text):
        return None
    found, words = recognise(text, hint, usual), text.split()
    several = len(words) > 1 and all(recognise(word).candidates for word in words)
    return found if not several and (found.candidates or is_spaced(found.number, words)) else None


def is_short(text: str) -> bool:
    """Short enough to be one number, with everything that may stand between."""
    return len(text) <= 3 * LONGEST


def is_spaced(number: str, words: list[str]) -> bool:
    """Parts of one number, with blanks between them: digits in each, or single letters, and no more than one long word."""
    sizes = [len(word) for word in words if not (len(word) == 1 or any(character.isdigit() for character in word))]
    return number.isascii() and number.isalnum() and not sizes and sum(len(word) > PART for word in words) < 2


def finds_in(text: str, hint: str, usual: Mapping[str, float] | None) -> Iterator[Find]:
    """Those of its addresses first, then those of its words."""
    for host, rest in ADDRESS.findall(text):
        yield from on_page(host_of(host.lower().partition(":")[0]), unquote(rest), hint, usual)
    words = OTHERS.sub(" | ", ADDRESS.sub(" | ", text).upper())
    named: set[str] | None = None  # looked up when there is a number to be named
    for found, labelled in in_words(words):
        named = carriers_named(words) if named is None else named
        fitting = {candidate.carrier for candidate in found.candidates} & named
        again = recognise(found.number, hint or (min(fitting) if len(fitting) == 1 else ""), usual)
        yield Find(again, labelled or is_strong(found) or (bool(fitting) and again.candidates[0].checked))


def on_page(carrier: str, rest: str, hint: str, usual: Mapping[str, float] | None) -> Iterator[Find]:
    """In the address of a carrier's page only numbers that may be that carrier's; elsewhere those that speak for themselves."""
    for word in re.findall(r"[0-9A-Za-z]+(?:-[0-9A-Za-z]+)*", rest):
        found = recognise(word, hint or carrier, usual)
        its = any(candidate.carrier == carrier for candidate in found.candidates)
        if its or (not carrier and found.candidates and is_strong(found)):
            yield Find(found, True)


def is_strong(found: Recognised) -> bool:
    """A number of twelve or more with its check digit, or one that can hardly be anything else."""
    return found.sure is not None or (found.candidates[0].checked and len(found.number) >= 12)


# ── words ───────────────────────────────────────────────────────────────────────────────────────────
class Group(NamedTuple):
    """Parts with nothing but blanks between them: the letters that stand before and after them may belong to them, a single letter always does."""

    before: str
    parts: tuple[str, ...]
    after: str

    def ways(self) -> Iterator[tuple[str, str, str]]:
        for before in dict.fromkeys((self.before, "" if len(self.before) > 1 else self.before)):
            for after in dict.fromkeys((self.after, "" if len(self.after) > 1 else self.after)):
                yield before, "".join(self.parts), after

    def number(self, labelled: bool) -> Recognised | None:
        """Sure before unsure, checked before unchecked, long before short. Nothing if nobody would take it for a number."""
        found = {way: recognise("".join(way)) for way in self.ways()}
        taken = [this for (before, _, after), this in found.items() if this.candidates and self.speaks(this, before, after, labelled)]
        return max(taken, key=lambda this: (this.sure is not None, this.candidates[0].checked, len(this.number)), default=None)

    def speaks(self, found: Recognised, before: str, after: str, labelled: bool) -> bool:
        if found.candidates[0].checked:
            return True
        if before or after:
            return found.sure is not None and len(before) > 2  # TBA, GFUS; not the "in" of "in 1234567890"
        return len(self.parts) == 1 or labelled or found.sure is not None


def in_words(text: str) -> Iterator[tuple[Recognised, bool]]:
    """Each number with whether a label stands before it, or before the list that it goes on."""
    labelled, done = False, 0
    for start, end, group in groups(text):
        between = text[done:start]
        labelled = bool(LABEL.search(between[-LABELS:])) or (labelled and not any(character.isalnum() for character in between))
        done = end
        if found := group.number(labelled):
            yield found, labelled


def groups(text: str) -> Iterator[tuple[int, int, Group]]:
    """A long chunk is a group by itself; short ones with digits, one after the other, are one. With where it starts and ends."""
    chunks = list(CHUNK.finditer(text))
    at = 0
    while at < len(chunks):
        end = at + 1
        if any(character.isdigit() for character in chunks[at][0]):
            while end < len(chunks) and goes_on(text, chunks, end):
                end += 1
            before = word(chunks, at - 1, PREFIX) if at and follows(text, chunks, at) else ""
            after = word(chunks, end, 2) if end < len(chunks) and follows(text, chunks, end) else ""
            yield chunks[at].start(), chunks[end - 1].end(), Group(before, tuple(chunk[0] for chunk in chunks[at:end]), after)
        at = end


def goes_on(text: str, chunks: list[re.Match[str]], at: int) -> bool:
    """Is this chunk, like the one before it, a part of one number?"""
    here, last = chunks[at][0], chunks[at - 1][0]
    return len(last) <= PART and len(here) <= PART and any(character.isdigit() for character in here) and follows(text, chunks, at)


def follows(text: str, chunks: list[re.Match[str]], at: int) -> bool:
    """Nothing but blanks of one line between it and the one before."""
    between = text[chunks[at - 1].end() : chunks[at].start()]
    return between.isspace() and "\n" not in between


def word(chunks: list[re.Match[str]], at: int, most: int) -> str:
    """Letters that may belong to a number, if these are some."""
    return chunks[at][0] if chunks[at][0].isalpha() and len(chunks[at][0]) <= most else ""
