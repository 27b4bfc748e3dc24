"""The lines of an order from its rows: what was bought, what was cut, what came back, and rows that are money only."""

from dataclasses import dataclass, field
from typing import NamedTuple

from todoke.channels.channel import Unclear
from todoke.channels.csv import cells, words
from todoke.channels.csv.book import Book, Row
from todoke.rules.events import Line


class Return(NamedTuple):
    """A row below nothing: pieces that came back."""

    line: str
    pieces: int
    amount: int


@dataclass(slots=True)
class Goods:
    """`rows`: which row of the file a line is. `extra`: what rows of money say that no column says."""

    lines: list[Line] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    returns: list[Return] = field(default_factory=list)
    extra: dict[str, int] = field(default_factory=dict)
    money_back: int = 0
    priced: bool = False

    def count(self, kind: str, amount: int) -> None:
        self.extra[kind] = self.extra.get(kind, 0) + amount


def goods(book: Book) -> Goods:
    """Raises Unclear: an order with one bad row is not taken in half."""
    found = Goods()
    back: list[tuple[int, Row, int, int]] = []
    for at, row in enumerate(book.rows):
        if not (row.get("title") or row.get("sku") or row.get("line") or row.get("quantity")):
            continue
        pieces, amount, price = counted(book, row, at)
        kind = kind_of(book, row, at, pieces, amount)
        if kind == "return":
            back.append((at, row, -pieces, abs(amount or 0)))
        elif kind == "refund":
            found.money_back += -(amount or 0)
        elif kind != "goods":
            found.count(kind, amount or 0)
        elif pieces:
            found.rows.append(at)
            found.lines.append(line(book, row, found, pieces, amount, price))
            found.priced = found.priced or amount is not None
    found.returns = [came_back(book, found, *one) for one in back]
    return found


def counted(book: Book, row: Row, at: int) -> tuple[int, int | None, int | None]:
    """(pieces, what the line costs, what a piece costs). A file without a column of pieces has one piece a row."""
    if "quantity" not in row and book.has("quantity"):
        raise Unclear(book.place("quantity", at), "is missing.", "Write how many pieces, such as 2.")
    pieces = cells.pieces(row["quantity"], book.place("quantity", at)) if "quantity" in row else 1
    price = cells.amount(row["price"], book.currency, book.place("price", at)) if "price" in row else None
    amount = cells.amount(row["amount"], book.currency, book.place("amount", at)) if "amount" in row else None
    return pieces, price * pieces if amount is None and price is not None else amount, price


def kind_of(book: Book, row: Row, at: int, pieces: int, amount: int | None) -> str:
    """goods, return, refund, or money of its own: shipping, fee, discount, tax."""
    if said := row.get("kind"):
        if not (kind := words.row_kind(said)):
            raise Unclear(book.place("kind", at), f"{said[:40]!r} is no kind of row that is known.", "Known are 商品, 送料, 手数料, 割引 and 税.")
        if kind != "goods":
            return kind
    if pieces < 0:
        return "return"
    if (amount or 0) >= 0:
        return "goods"
    title = f"{row.get('title', '')} {row.get('sku', '')}"
    if words.MONEY_BACK.search(title):
        return "refund"
    if words.LESS.search(title):
        return "discount"
    raise Unclear(book.place("amount" if "amount" in row else "price", at), "is below nothing.", "Goods that came back have pieces below nothing, such as -1.")


def line(book: Book, row: Row, found: Goods, pieces: int, amount: int | None, price: int | None) -> Line:
    title, sku = row.get("title", ""), row.get("sku", "")
    return Line(
        id=name_of(row, found),
        item=sku,
        units=pieces,
        amount=amount or 0,
        price=price,
        title=title or sku,
        variant=row.get("variant", ""),
        digital=words.flag(row["needs_parcel"]) is False if "needs_parcel" in row else False,
    )


def name_of(row: Row, found: Goods) -> str:
    """The tool's own name of the line; else the goods' own, numbered where an order holds them twice: the same in the next file."""
    name = (row.get("line") or row.get("sku") or row.get("title") or "line")[:80]
    twice = sum(other.id == name or other.id.startswith(f"{name}:") for other in found.lines)
    return f"{name}:{twice + 1}" if twice else name


def came_back(book: Book, found: Goods, at: int, row: Row, pieces: int, amount: int) -> Return:
    """A return names a line that was bought in this order."""
    same = [one for one in found.lines if (row.get("sku") and one.item == row["sku"]) or (not row.get("sku") and one.title == row.get("title"))]
    if not same:
        raise Unclear(book.place("quantity", at), "gives back what this order does not hold.", "Put it to the order in which it was bought.")
    return Return(same[0].id, min(pieces, same[0].units), amount)
