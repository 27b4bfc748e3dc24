"""What the columns of states say together: a file may have one for everything, or one for money, one for goods and one for cancellation."""

from typing import NamedTuple

from todoke.channels.csv import cells, words
from todoke.channels.csv.book import Book

COLUMNS = ("payment_state", "shipping_state", "state", "cancel", "yahoo_state", "yahoo_payment", "yahoo_shipping")


NO_WORD: set[str] = set()


class Said(NamedTuple):
    """`sent`, `delivered`, `cut`: rows. `cancelled`: the whole order, with the reason as the desk's tables know it. `held`: in the file's own words."""

    paid: bool
    unpaid: bool
    refunded: bool
    sent: frozenset[int]
    delivered: frozenset[int]
    cut: frozenset[int]
    cancelled: str
    held: str


def said(book: Book) -> Said:
    columns = [field for field in COLUMNS if book.says(field)]
    rows = [of_row(book, at, columns) for at in range(len(book.rows))] if columns else [NO_WORD] * len(book.rows)
    every: set[str] = set().union(*rows)
    cut = frozenset(at for at, row in enumerate(rows) if words.CANCELLED in row or "cancelled_at" in book.rows[at])
    whole = len(cut) == len(rows) or "cancelled_at" in book.rows[0]
    if words.PARTLY_SENT in every and not book.says("shipped_at"):
        book.not_known("shipping_state", f"{book.first('shipping_state')} (which pieces have left is not said)")
    return Said(
        words.PAID in every or words.REFUNDED in every,
        words.UNPAID in every,
        words.REFUNDED in every and not book.says("refunded"),
        frozenset(at for at, row in enumerate(rows) if has_left(book, at, row)),
        frozenset(at for at, row in enumerate(rows) if has_arrived(book, at, row)),
        cut,
        reason(book) if whole else "",
        held(book) if words.HELD in every else "",
    )


def of_row(book: Book, at: int, columns: list[str]) -> set[str]:
    """What is said of this row. One that says nothing is as the first row, but for a mark of cancellation: that is of each row."""
    found: set[str] = set()
    for field in columns:
        cell = book.rows[at].get(field) or (book.rows[0].get(field, "") if field != "cancel" else "")
        if cell and (word := words.state(field, cell)):
            found.add(word)
        elif cell:
            book.not_known(field, cell)
    return found


def held(book: Book) -> str:
    """In the file's own words."""
    return next((cell for field in COLUMNS if (cell := book.first(field)) and words.state(field, cell) == words.HELD and not cell.isdecimal()), "保留")


def has_left(book: Book, at: int, row: set[str]) -> bool:
    """Its state says so; or it has a day of sending that has come, and no state says otherwise."""
    if words.SENT in row or has_arrived(book, at, row):
        return True
    return has_come(book, "shipped_at", at, book.rows[at].get("shipped_at") or ("" if words.PARTLY_SENT in row else book.first("shipped_at")), row)


def has_arrived(book: Book, at: int, row: set[str]) -> bool:
    """The same of its delivery."""
    return words.DELIVERED in row or has_come(book, "delivered_at", at, book.rows[at].get("delivered_at", ""), row)


def has_come(book: Book, field: str, at: int, cell: str, row: set[str]) -> bool:
    if not cell or words.UNSENT in row or words.CANCELLED in row:
        return False
    day = cells.when(cell, book.setup.zone, book.place(field, at))
    return not book.setup.read_at or day.start <= book.setup.read_at


def reason(book: Book) -> str:
    """Why it was cancelled, as far as the word says: ours are buyer, shop, unpaid."""
    cell = " ".join(book.first(field) for field in ("cancel", "state"))
    return "buyer" if "購入者" in cell or "お客様" in cell else "shop"
