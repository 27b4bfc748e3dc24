"""One line to set a scene: a shop on its own site, an order in it, a worker that has run."""

import json
from typing import Any

from todoke.desk.queues import Worker
from todoke.desk.recording import Recording, take
from todoke.orders.models import Order
from todoke.shops.connect import Offer, connect
from todoke.shops.models import Connection

NOW = 1_790_000_000  # Monday 21 September 2026, 22:13 in Tokyo


def a_shop(name: str = "minato", channel: str = "plain", **offer: Any) -> Connection:
    return connect(Offer(channel, name, name, **offer), now=NOW)[0]


def placed(number: str = "1001", *, way: str = "card", paid: bool = True, mail: str = "hana@example.com") -> bytes:
    lines = [{"id": "a", "sku": "CUP", "title": "粉引の湯呑", "quantity": 2, "price": "2500", "amount": "5000"}]
    order = {"number": number, "currency": "JPY", "total": "5000", "locale": "ja", "payment": {"way": way, "paid": paid}, "lines": lines,
             "customer": {"name": "佐藤 花", "mail": mail}, "shipping_address": {"name": "佐藤 花", "country": "JP", "city": "渋谷区"}}
    return json.dumps({"type": "order_placed", "at": "2026-09-21T22:13:00+09:00", "order": order}, ensure_ascii=False).encode()


def told(event: str, number: str = "1001", **fields: Any) -> bytes:
    return json.dumps({"type": event, "at": "2026-09-21T22:14:00+09:00", "order": {"number": number}, **fields}).encode()


def comes_in(connection: Connection, *bodies: bytes, live: bool = True, now: int = NOW) -> list[str]:
    """What became of each."""
    return [one.result for one in take(connection, [Recording("", body) for body in bodies], live=live, now=now, by=str(connection))]


def the_worker_runs(at: int = NOW) -> Worker:
    worker = Worker(lambda: at)
    worker.until_idle()
    return worker


def the_order(number: str = "1001") -> Order:
    return Order.objects.get(number=number)
