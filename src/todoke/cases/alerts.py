"""Lines on the page of today that somebody besides the tables writes: what burns about an order, and why."""

from todoke.cases.models import Alert
from todoke.due.tables import insert

COLUMNS = ("shop", "order", "what", "at", "done_at")
LONGEST = 200  # characters of a line


def alert(shop: int, order: int, what: str, at: int) -> None:
    """The same words about the same order are one line; one that was done burns again. `at`: seconds UTC."""
    insert(Alert, COLUMNS, [(shop, order, what[:LONGEST], at, 0)], "ON CONFLICT (shop_id, order_id, what) DO UPDATE SET done_at = 0")
