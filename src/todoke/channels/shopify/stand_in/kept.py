"""The stand-in shop's books in a file, so that a demonstration that is started again knows the orders that it has sold."""

import os
from pathlib import Path
from typing import Any

import msgspec

from todoke.channels.shopify.stand_in.goods import Plan
from todoke.channels.shopify.stand_in.shop import Shop


class Books(msgspec.Struct):
    """As in Shop."""

    orders: dict[int, dict[str, Any]]
    plans: dict[int, Plan]
    transactions: dict[int, list[dict[str, Any]]]
    number: int
    last_id: int


def keep(shop: Shop, place: Path) -> None:
    """Whole or not at all, whenever it is stopped."""
    with shop.lock:
        books = msgspec.json.encode(Books(shop.orders, shop.plans, shop.transactions, shop.number, shop.last_id))
    fresh = place.with_name(f"{place.name}.new")
    fresh.write_bytes(books)
    os.replace(fresh, place)


def recall(shop: Shop, place: Path) -> None:
    """A file that cannot be read is left alone until the next keeping; the shop begins anew."""
    try:
        books = msgspec.json.decode(place.read_bytes(), type=Books)
    except (OSError, msgspec.MsgspecError):
        return
    shop.orders, shop.plans, shop.transactions = books.orders, books.plans, books.transactions
    shop.number, shop.last_id = books.number, books.last_id
