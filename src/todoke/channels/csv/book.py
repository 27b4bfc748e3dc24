"""The rows of one order as the desk keeps them: cells by their column, and what each column was taken for. Everything said of the order is asked here."""

from collections.abc import Iterable, Iterator, Mapping

import msgspec

from todoke.channels.channel import Setup, Unclear
from todoke.channels.csv import cells
from todoke.channels.csv.cells import When
from todoke.channels.csv.file import LOST
from todoke.channels.csv.heads import SUMMED, plain

Row = dict[str, str]  # field → cell; the second column of a sum bears a +


class Body(msgspec.Struct, omit_defaults=True):
    """One order of a file, stored as it came: `rows` by column, `fields` by column. `trouble`: that row could not be cut into cells."""

    rows: list[dict[str, str]]
    fields: dict[str, str] = {}
    trouble: str = ""
    at: int = 0


decoder = msgspec.json.Decoder(Body)
encode = msgspec.json.Encoder().encode


class Book:
    """`columns`: the head of each field, to say where something stands. `unknown`: words that nobody knows."""

    __slots__ = ("columns", "currency", "rows", "said", "setup", "unknown")

    def __init__(self, body: Body, setup: Setup) -> None:
        self.setup = setup
        corrected: Mapping[str, str] = setup.settings.get("columns", {})
        fields = body.fields if not corrected else {name: corrected.get(plain(name), field) for name, field in fields_of(body)}
        self.columns = {field: name for name, field in reversed(fields.items())}
        self.rows = [by_field(row, fields) for row in body.rows]
        self.said: Row = {}  # of each field what the first row says that says anything
        for row in reversed(self.rows):
            self.said.update(row)
        self.unknown: dict[str, None] = {}
        self.currency = self.currency_of()

    def currency_of(self) -> str:
        """As the file says, by a column or by the sign before an amount; else as the connection's orders are."""
        if code := self.same("currency").upper():
            if len(code) != 3 or not code.isascii() or not code.isalpha():
                raise Unclear(self.place("currency"), f"{code[:20]!r} is no currency.", "Name it by its ISO code, such as JPY.")
            return code
        signs = (cells.currency_in(cell) for name in ("total", "amount", "price") if not (cell := self.said.get(name, "0")).isdecimal())
        return next((sign for sign in signs if sign), "") or self.setup.currency

    def has(self, field: str) -> bool:
        """Does the file have such a column?"""
        return field in self.columns

    def says(self, *fields: str) -> bool:
        """Does any row of this order say something there?"""
        return not self.said.keys().isdisjoint(fields)

    def place(self, field: str, at: int = -1) -> str:
        """`row 2, 単価`: the second row of this order."""
        name = self.columns.get(field, field)
        return name if at < 0 else f"row {at + 1}, {name}"

    def not_known(self, field: str, cell: str) -> None:
        self.unknown[f"{self.place(field)}: {cell[:60]}"] = None

    # ── what is said of the order ──
    def first(self, field: str) -> str:
        """What the first row says that says anything."""
        return self.said.get(field, "")

    def same(self, field: str) -> str:
        """What all rows say that say anything. Raises Unclear where they do not agree."""
        first = self.said.get(field, "")
        other = next((row[field] for row in self.rows if row.get(field, first) != first), "") if first and len(self.rows) > 1 else ""
        if other:
            raise Unclear(
                self.place(field),
                f"the rows of one order say {first[:40]!r} and {other[:40]!r}.",
                f"Say the same in all of them; if it is about the line, the column is another: --map '{self.place(field)}=amount'.",
            )
        return first

    def when(self, field: str, hour: str = "") -> When | None:
        """A moment or a day that is said of the order."""
        cell = self.first(field)
        if not cell:
            return None
        return cells.when(f"{cell} {hour}" if hour and ":" not in cell else cell, self.setup.zone, self.place(field))

    def at(self, field: str) -> int:
        """The same as seconds UTC; 0 where it is not said: the time of reading stands in for it."""
        found = self.when(field)
        return found.by(self.setup.read_at) if found else 0

    def money(self, field: str) -> int | None:
        """An amount that is said of the order once."""
        cell = self.same(field)
        return cells.amount(cell, self.currency, self.place(field)) if cell else None

    def money_of_rows(self, field: str) -> int | None:
        """An amount that all rows repeat, or that each row says of its own: then the sum. Several columns are added up."""
        if field not in self.said:
            return None
        total, name = 0, field
        while name in self.said:
            total += self.all_or_each(name, field)
            name += "+"
        return total

    def all_or_each(self, name: str, field: str) -> int:
        first = self.said[name]
        if all(row.get(name, first) == first for row in self.rows):
            return cells.amount(first, self.currency, self.place(field))
        return sum(cells.amount(row[name], self.currency, self.place(field, at)) for at, row in enumerate(self.rows) if name in row)


def fields_of(body: Body) -> Iterator[tuple[str, str]]:
    """Every column, also one that was not read before."""
    yield from body.fields.items()
    for name in dict.fromkeys(name for row in body.rows for name in row if name not in body.fields):
        yield name, ""


def by_field(row: Mapping[str, str], fields: Mapping[str, str]) -> Row:
    """Several columns of one field stand beside each other, or count together."""
    found: Row = {}
    for name, cell in row.items():
        field = fields.get(name, "")
        if not field:
            continue
        if LOST in cell:
            raise Unclear(name, f"{cell[:60]!r} has characters that are not readable.", "Save the file anew as UTF-8, or as Shift_JIS.")
        if field not in found:
            found[field] = cell
        elif field in SUMMED:
            found[next(f"{field}{'+' * n}" for n in range(1, 100) if f"{field}{'+' * n}" not in found)] = cell
        elif cell not in found[field]:
            found[field] += f" {cell}"
    return found


def body_of(columns: tuple[str, ...], fields: tuple[str, ...], rows: Iterable[list[str]], trouble: str = "", at: int = 0) -> bytes:
    """Only cells that say something, and what the columns were taken for: the same rows are the same bytes, wherever they stand."""
    kept = [{name: said for name, cell in zip(columns, row) if name and (said := cells.tidy(cell))} for row in rows]
    return encode(Body(kept, {name: field for name, field in zip(columns, fields) if field}, trouble, at))
