"""Two workers move goods between the same two orders at once, in opposite directions; one is killed in the middle of an act. On both databases."""

import json
from typing import Any

from bench.bodies import order_body
from bench.house import House
from tests.stories.teller import rows

NOW = "2026-11-24T10:00:00+09:00"
PIECES = 20
PAID = {"way": "card", "id": "p", "paid": True, "amount": "2000"}


def order(number: str) -> dict[str, Any]:
    """So many pieces that nobody runs out of them."""
    line = {"id": "1", "sku": "CUP", "title": "湯呑", "quantity": PIECES, "price": "100", "amount": str(PIECES * 100)}
    said = order_body(number, lines=[line], total="2000", bill={}, payment=PAID)
    return order_body(number, at=1_795_000_000, mail="hana@example.com") | {"order": said["order"]}


def moved(house: House) -> list[tuple[Any, ...]]:
    return rows(house, "SELECT o.number, COUNT(*) FROM orders_entry e JOIN orders_order o ON o.id = e.order_id WHERE e.event = 'GoodsMoved' "
                       "GROUP BY o.number ORDER BY o.number")


def test_nobody_waits_for_ever_and_both_orders_hear_of_each_move(house: House) -> None:
    """LIF-5, TRU-1: whichever order is named first, both are locked in one sequence; a kill in between leaves neither side moved."""
    house.todoke("import", "-", "--channel", "plain", "--notify", now=NOW, given="\n".join(json.dumps(order(number)) for number in ("A-1", "B-1")))
    movers = [house.start("-m", "tests.desk.mover", *words, log=f"{words[0]}.log") for words in (("A-1", "B-1", "12"), ("B-1", "A-1", "12", "killed"))]

    assert [mover.wait(60) for mover in movers] == [0, 9]
    assert moved(house) == [("A-1", 23), ("B-1", 23)]
    assert rows(house, "SELECT SUM(total) FROM orders_order") == [(4000,)] and house.todoke("verify").line["broken"] == []
