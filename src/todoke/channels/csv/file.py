"""A table file of any size, whatever program wrote it: its encoding, its delimiter, its head, and then one record after another with its line.

What cannot be cut into cells (a quotation mark that never closes) is one bad line, and the rest goes on."""

import codecs
import csv
import io
from collections.abc import Callable, Iterable, Iterator
from typing import BinaryIO, NamedTuple

from todoke.channels.csv.heads import Meaning

ENCODINGS = ("utf-8", "cp932", "euc_jp")  # tried in this order; Shift_JIS is Microsoft's: ①, ㈱, 髙
ENCODING_NAMES = {"utf-8": "UTF-8", "utf-8-sig": "UTF-8", "cp932": "Shift_JIS", "euc_jp": "EUC-JP", "utf-16": "UTF-16", "utf-16-le": "UTF-16",
                  "utf-16-be": "UTF-16"}  # fmt: skip
DELIMITERS = ",\t;"
MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
BLOCK = 1 << 20
LONGEST = 1 << 18  # characters in a record
MOST_LINES = 200  # and lines: a note may have several
HEAD_WITHIN = 20  # so many lines may stand before the head
LOST = "\ufffd"  # stands where bytes were no characters of the encoding

csv.field_size_limit(LONGEST * 2)


class Unreadable(Exception):
    """The file is no table of that kind; the text says why, and how to mend it."""


class Record(NamedTuple):
    """One row of the table. `trouble`: it could not be cut into cells as it should; those that are there may still tell whose it is."""

    line: int
    cells: list[str]
    trouble: str = ""


class Sheet(NamedTuple):
    """A table that is ready to be read. `columns` are unique: the second of a name bears (2)."""

    file: BinaryIO
    encoding: str
    delimiter: str
    columns: tuple[str, ...]
    head: Record
    meaning: Meaning

    def records(self) -> Iterator[Record]:
        """All rows below the head; empty ones and repeated heads are left out."""
        head, most = self.head.cells, len(self.columns)
        for record in cut(lines(self.file, self.encoding), self.delimiter, most):
            if record.line <= self.head.line or record.cells == head or not (record.trouble or any(record.cells)):
                continue
            yield record if len(record.cells) <= most else self.fitted(record)

    def fitted(self, record: Record) -> Record:
        """Not more cells than columns. Fewer are all right: spreadsheets leave out empty ones at the end."""
        most = len(self.columns)
        if any(cell.strip() for cell in record.cells[most:]):
            why = f"has {len(record.cells)} cells, and the head has {most}. Put quotation marks around texts that hold a comma or a line break."
            return record._replace(trouble=why)
        return record._replace(cells=record.cells[:most])


Understand = Callable[[tuple[str, ...]], Meaning]


def opened(file: BinaryIO, understand: Understand, needed: tuple[str, ...]) -> Sheet:
    """The head is the first line that names all that is needed. Raises Unreadable."""
    best: Sheet | None = None
    for encoding in encodings_of(file):
        for found in heads(file, encoding, understand):
            if all(name in found.meaning.fields for name in needed):
                return found
            best = found if best is None or known(found) > known(best) else best
    if best is None:
        raise Unreadable("is empty.")
    lacking = [name for name in needed if name not in best.meaning.fields]
    seen = ", ".join(name for name in best.columns if name)[:500]
    raise Unreadable(f"has no column that tells {' or '.join(lacking)}. It has: {seen}. Name it: --map 'COLUMN={lacking[0]}'.")


def known(sheet: Sheet) -> tuple[int, int]:
    return sum(bool(field) for field in sheet.meaning.fields), len(sheet.columns)


def heads(file: BinaryIO, encoding: str, understand: Understand) -> Iterator[Sheet]:
    """What could be the head, read with each delimiter."""
    for delimiter in DELIMITERS:
        for record in cut(first_lines(file, encoding), delimiter):
            columns = tuple(named(record.cells))
            if not record.trouble and any(columns):
                yield Sheet(file, encoding, delimiter, columns, record, understand(columns))


def named(cells: list[str]) -> list[str]:
    """Heads without blanks around them; one that stands there twice is numbered."""
    seen: dict[str, int] = {}
    result = []
    for cell in cells:
        name = cell.strip().strip("\ufeff\u3000").replace("\0", "")
        seen[name] = seen.get(name, 0) + 1
        result.append(f"{name} ({seen[name]})" if name and seen[name] > 1 else name)
    return result


# ── characters ──────────────────────────────────────────────────────────────────────────────────────
def encodings_of(file: BinaryIO) -> list[str]:
    """By the mark at its beginning, by NULs, else every one that can read the whole file; if none can, Shift_JIS with gaps."""
    file.seek(0)
    start = file.read(4096)
    if marked := next((name for mark, name in MARKS if start.startswith(mark)), ""):
        return [marked]
    if start[1::2].count(0) * 3 > len(start[1::2]):
        return ["utf-16-le"]
    if start[::2].count(0) * 3 > len(start[::2]):
        return ["utf-16-be"]
    return [name for name in ENCODINGS if decodes(file, name)] or ["cp932"]


def decodes(file: BinaryIO, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    file.seek(0)
    try:
        while block := file.read(BLOCK):
            decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def lines(file: BinaryIO, encoding: str) -> Iterator[str]:
    """From the beginning. The file stays open."""
    file.seek(0)
    text = io.TextIOWrapper(file, encoding, errors="replace", newline="")
    try:
        yield from bounded(text)
    finally:
        text.detach()


def bounded(text: io.TextIOBase) -> Iterator[str]:
    """Lines, of which none is longer than a record may be: a file without line breaks is no table."""
    while line := text.readline(LONGEST):
        yield line


def first_lines(file: BinaryIO, encoding: str) -> Iterator[str]:
    source = lines(file, encoding)
    try:
        for _, line in zip(range(HEAD_WITHIN), source, strict=False):
            yield line
    finally:
        source.close()  # type: ignore[attr-defined]


# ── cells ───────────────────────────────────────────────────────────────────────────────────────────
class Runaway(Exception):
    """A quotation mark was opened and not closed."""


class Source:
    """Lines that the reader takes, kept until its record is whole, so that it can be begun anew behind a bad one."""

    def __init__(self, found: Iterable[str]) -> None:
        self.found, self.number = iter(found), 0
        self.again: list[str] = []
        self.taken: list[str] = []
        self.size = 0
        self.ended = False

    def __iter__(self) -> "Source":
        return self

    def __next__(self) -> str:
        if len(self.taken) >= MOST_LINES or self.size > LONGEST:
            raise Runaway
        line = self.again.pop() if self.again else next(self.found, "")
        if not line:
            self.ended = bool(self.taken)  # in the middle of a record
            raise StopIteration
        self.taken.append(line)
        self.size += len(line)
        return line

    def whole(self) -> int:
        """The record is whole: the number of its first line."""
        first = self.number + 1
        self.number += len(self.taken)
        self.taken, self.size, self.ended = [], 0, False
        return first

    def skip_one(self) -> None:
        """Only the first line was bad: the others are read again."""
        self.again += reversed(self.taken[1:])
        self.taken = self.taken[:1]
        self.whole()


UNCLOSED = "a quotation mark is opened and not closed. Close it, or write it twice."


def cut(found: Iterable[str], delimiter: str, width: int = 0) -> Iterator[Record]:
    """Records with the number of their first line. `width`: how many cells a row has, where that is known."""
    source = Source(found)
    reader = csv.reader(source, delimiter=delimiter)
    while True:
        try:
            cells = next(reader)
            whole = not (source.ended or (len(source.taken) > 1 and swallows(source.taken, delimiter, width)))
        except StopIteration:
            return
        except (Runaway, csv.Error):
            whole = False
        if whole:
            yield Record(source.whole(), cells)
        else:
            yield Record(source.number + 1, alone(source.taken[0], delimiter), UNCLOSED)
            source.skip_one()
            reader = csv.reader(source, delimiter=delimiter)


def alone(line: str, delimiter: str) -> list[str]:
    """The cells of a bad line, as far as they can be told."""
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return []


def swallows(taken: list[str], delimiter: str, width: int) -> bool:
    """Does a text of several lines hold what is a row by itself? Then it was closed by another row's mark."""
    return width > 2 and any(line.count(delimiter) == width - 1 and not line.count('"') % 2 for line in taken[1:])
