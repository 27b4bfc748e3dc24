"""Parts of trials that run inside the desk: filling the inbox, emptying it, sending notices, and the raw floor of the same rows."""

import json
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import django

from bench.bodies import order_body, raw
from bench.inside import GO, wait_until

django.setup()

from django.conf import settings  # noqa: E402  not before Django is set up
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.db import connection, models, transaction  # noqa: E402

from todoke.cases.models import Alert, Case, RefundTask  # noqa: E402
from todoke.desk.brake import Brake  # noqa: E402
from todoke.desk.deliver import deliver  # noqa: E402
from todoke.desk.intake import Delivery, store  # noqa: E402
from todoke.desk.models import Push, Received  # noqa: E402
from todoke.desk.queues import QUEUES, Worker  # noqa: E402
from todoke.desk.search import index_people  # noqa: E402
from todoke.due.clock import now, real_ms  # noqa: E402
from todoke.due.rows import claim, finish, give_back, still_ours, take  # noqa: E402
from todoke.notices.models import Notice  # noqa: E402
from todoke.notices.transports.chosen import transport  # noqa: E402
from todoke.orders.models import Alias, Deadline, Entry, Order, Personal, Word  # noqa: E402
from todoke.shops.models import Connection, Member  # noqa: E402
from todoke.stock.models import Movement  # noqa: E402

BATCH, DEADLINES = QUEUES[0].batch, QUEUES[1]
WRITTEN: tuple[type[models.Model], ...] = (Order, Entry, Deadline, Personal, Alias, Notice, Movement, Case, Alert, RefundTask, Push)
Rows = dict[str, list[tuple[Any, ...]]]


def fill(count: str, way: str = "card") -> dict[str, Any]:
    """So many orders in the inbox: paid, two events each; or waiting for a transfer."""
    link, at, paid = Connection.objects.get(), now(), way == "card"
    for first in range(1, int(count) + 1, 1000):
        with transaction.atomic():
            store(Delivery(link.shop_id, link.pk, f"msg_{n}", "order_placed", raw(order_body(f"B{n}", at=at, way=way, paid=paid)), at, str(link))
                  for n in range(first, min(first + 1000, int(count) + 1)))
    return {}


def set_off(at: str) -> float:
    """Ready, and off when everybody is."""
    Path(f"ready{at}").touch()
    wait_until(Path(GO))
    return time.time()


def drain(at: str) -> dict[str, Any]:
    """The inbox, until it is empty."""
    Worker(now).quiet()
    claim(Received, 0, 0, 1)  # the connection is open
    began, cpu = set_off(at), time.process_time()
    while rows := one_claim():
        QUEUES[0].work(rows)
    return {"began": began, "ended": time.time(), "cpu": time.process_time() - cpu}


def drain_all() -> dict[str, Any]:
    """The inbox, by one worker, untimed."""
    Worker(now).quiet()
    while rows := one_claim():
        QUEUES[0].work(rows)
    return {}


def one_claim() -> list[Received]:
    return take(Received, now(), real_ms(), BATCH)


def send(at: str) -> dict[str, Any]:
    """The notices, until none is left that is due."""
    brake = Brake()
    Worker(now).quiet()
    began, cpu = set_off(at), time.process_time()
    while deliver(now(), transport(), brake):
        pass
    return {"began": began, "ended": time.time(), "cpu": time.process_time() - cpu}


def counts() -> dict[str, Any]:
    return {"orders": Order.objects.count(), "entries": Entry.objects.count(), "sent": Notice.objects.filter(state="sent").count(),
            "left": Received.objects.filter(state="waiting").count()}


# ── deadlines ───────────────────────────────────────────────────────────────────────────────────────
def crowd(each: str) -> dict[str, Any]:
    """So many open deadlines more for each order, due in years."""
    numbers = "generate_series(1, %s) AS many(n)" if connection.vendor == "postgresql" else (
        "(WITH RECURSIVE many(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM many WHERE n < %s) SELECT n FROM many) AS many")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"""INSERT INTO orders_deadline (shop_id, order_id, kind, due_at, state, leased_until, attempts, last_error)
                           SELECT shop_id, id, 'crowd' || n, 4000000000 + id, 'waiting', 0, 0, '' FROM orders_order CROSS JOIN {numbers}""", [int(each)])
        cursor.execute("ANALYZE")
    return {}


def claims() -> dict[str, Any]:
    """What it costs to ask for due deadlines where none is, and to claim a batch that is: the middle of fifty, in milliseconds."""
    due, took = reminded_at(), list[float]()
    for turn in range(50):
        began = time.perf_counter()
        with transaction.atomic():
            rows = claim(Deadline, due if turn % 2 else due - 1, real_ms(), DEADLINES.batch)
        took.append(time.perf_counter() - began)
        give_back(rows)
    return {"open": Deadline.objects.filter(state="waiting").count(), "ms": sorted(took)[len(took) // 2] * 1000}


def reminded_at() -> int:
    return int(Deadline.objects.filter(kind="payment_reminder").aggregate(last=models.Max("due_at"))["last"])


def lapse_all(size: str) -> dict[str, Any]:
    """Everything that is due at once, by one worker; and the floor: the same rows claimed and finished, nothing decided."""
    due, left = reminded_at(), int(size)
    floor_seconds = finished_only(due, left)
    began = time.time()
    while rows := due_now(due):
        DEADLINES.work(rows)
    seconds = time.time() - began
    if (reminders := Notice.objects.filter(kind="payment_reminder").count()) != left:
        raise RuntimeError(f"{reminders} reminders were asked for by {left} deadlines")
    return {"seconds": seconds, "floor": floor_seconds}


def due_now(due: int) -> list[Deadline]:
    return take(Deadline, due, real_ms(), DEADLINES.batch)


def finished_only(due: int, size: int) -> float:
    began, left = time.time(), size
    while left > 0 and (rows := due_now(due)):
        with transaction.atomic():
            finish(still_ours(rows), "fired")
        left -= len(rows)
    seconds = time.time() - began
    Deadline.objects.filter(kind="payment_reminder").update(state="waiting", leased_until=0)
    return seconds


# ── pages ───────────────────────────────────────────────────────────────────────────────────────────
COPIED: tuple[type[models.Model], ...] = (Order, Entry, Deadline, Personal, Notice, Received, Word)
RENAMED = ("ref", "number", "delivery", "prev", "hash", "last_hash", "message_id")  # texts that are each order's own, of 64 characters at the most


def multiply(times: str) -> dict[str, Any]:
    """Every order, with all its rows, so many times: the database is as full as in a shop of that size. (A copy's chain of hashes is not whole.)"""
    step = Order.objects.aggregate(last=models.Max("pk"))["last"]
    index_all()
    for first in range(1, int(times), 50):
        with transaction.atomic(), connection.cursor() as cursor:
            for kind in COPIED:
                cursor.execute(copied(kind, step), {"first": first, "last": min(first + 50, int(times)) - 1})
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return {}


def index_all() -> None:
    while index_people():
        pass


def copied(kind: type[models.Model], step: int) -> str:
    """One statement: the first `step` orders' rows of this table, for each of these numbers."""
    fields = [field for field in kind._meta.concrete_fields if not (field.primary_key and kind is not Order)]
    text = "convert_to(convert_from(word, 'UTF8') || 'x' || n, 'UTF8')" if connection.vendor == "postgresql" else "CAST(word || 'x' || n AS BLOB)"
    said = {"id": f"id + n * {step}", "order_id": f"order_id + n * {step}", "order": f"\"order\" + n * {step}", "word": text}
    values = [said.get(str(field.column), f"substr({field.column}, 1, 50) || 'x' || n" if field.name in RENAMED else f'"{field.column}"') for field in fields]
    numbers = "generate_series(%(first)s::bigint, %(last)s::bigint) AS many(n)" if connection.vendor == "postgresql" else (
        "(WITH RECURSIVE many(n) AS (SELECT %(first)s UNION ALL SELECT n + 1 FROM many WHERE n < %(last)s) SELECT n FROM many) AS many")
    mine = f'"{kind._meta.get_field("order").column}" <= {step}' if kind is not Order else f"id <= {step}"  # type: ignore[union-attr]
    columns = ", ".join(f'"{field.column}"' for field in fields)
    return f"INSERT INTO {kind._meta.db_table} ({columns}) SELECT {', '.join(values)} FROM {kind._meta.db_table} CROSS JOIN {numbers} WHERE {mine}"


def signed_in() -> dict[str, Any]:
    """A session of an owner, as the browser's cookie names it."""
    shop, user = Connection.objects.get().shop, get_user_model().objects.create_user("bench", password="only for a trial")
    Member.objects.create(shop=shop, user=user, role="owner")
    session = SessionStore()
    session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(user.pk), settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    newest = Order.objects.order_by("-pk")[0]
    return {"session": session.session_key, "order": newest.pk, "orders": Order.objects.count()}


# ── floors ──────────────────────────────────────────────────────────────────────────────────────────
def floor() -> dict[str, Any]:
    """The same rows into the same tables with nothing between: orders a second."""
    rows = {kind._meta.db_table: fetched(f"SELECT * FROM {kind._meta.db_table}") for kind in WRITTEN}
    rows, orders = {table: found for table, found in rows.items() if found}, Order.objects.count()
    if connection.vendor == "sqlite":
        return {"executemany": orders / best(lambda: sqlite_floor(rows, orders))}
    return {"executemany": orders / best(lambda: postgres_floor(rows, orders, executemany)), "copy": orders / best(lambda: postgres_floor(rows, orders, copy))}


def fetched(sql: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return [tuple(row) for row in cursor.fetchall()]


def best(run: Callable[[], float], times: int = 3) -> float:
    return min(run() for _ in range(times))


def slices(rows: Rows, orders: int) -> Iterator[Rows]:
    """As many batches as the desk makes, each with its share of every table."""
    many = max(1, -(-orders // BATCH))
    for at in range(many):
        yield {table: found[len(found) * at // many : len(found) * (at + 1) // many] for table, found in rows.items()}


def sqlite_floor(rows: Rows, orders: int) -> float:
    place = Path(settings.DATA) / "floor.sqlite3"
    for old in place.parent.glob("floor.sqlite3*"):
        old.unlink()
    raw_one = sqlite3.connect(place, isolation_level=None)
    raw_one.executescript(settings.DATABASES["default"]["OPTIONS"]["init_command"])  # type: ignore[index]
    names = ", ".join(repr(table) for table in rows)
    for (sql,) in fetched(f"SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND tbl_name IN ({names}) ORDER BY type DESC"):
        raw_one.execute(sql)
    began = time.time()
    for batch in slices(rows, orders):
        raw_one.execute("BEGIN IMMEDIATE")
        for table, found in batch.items():
            if found:
                raw_one.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(found[0]))})", found)
        raw_one.execute("COMMIT")
    return time.time() - began


Way = Callable[[Any, str, list[tuple[Any, ...]]], None]


def postgres_floor(rows: Rows, orders: int, way: Way) -> float:
    with connection.cursor() as cursor:
        for table in rows:
            cursor.execute(f"DROP TABLE IF EXISTS floor_{table}")
            cursor.execute(f"CREATE TABLE floor_{table} (LIKE {table} INCLUDING ALL)")
    began = time.time()
    for batch in slices(rows, orders):
        with transaction.atomic(), connection.cursor() as cursor:
            for table, found in batch.items():
                if found:
                    way(cursor, f"floor_{table}", found)
    return time.time() - began


def executemany(cursor: Any, table: str, rows: list[tuple[Any, ...]]) -> None:
    cursor.executemany(f"INSERT INTO {table} VALUES ({', '.join(['%s'] * len(rows[0]))})", rows)


def copy(cursor: Any, table: str, rows: list[tuple[Any, ...]]) -> None:
    with cursor.copy(f"COPY {table} FROM STDIN") as out:
        for row in rows:
            out.write_row(row)


PARTS: dict[str, Callable[..., dict[str, Any]]] = {
    "fill": fill, "drain": drain, "drain_all": drain_all, "send": send, "counts": counts, "floor": floor, "crowd": crowd, "claims": claims,
    "lapse_all": lapse_all, "multiply": multiply, "signed_in": signed_in}

if __name__ == "__main__":
    print(json.dumps(PARTS[sys.argv[1]](*sys.argv[2:])))
