"""A row that is work waiting for its time: claimed in batches under a lease, finished or failed. The same few lines on both databases.

A claim is a lease by compare-and-set; the attempt count is its fencing token: who comes back after his lease ran out finds another count and
writes nothing. Leases and back-off run on the real clock, `due_at` on business time."""

import random
from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from django.db import connection, models, transaction

from todoke.due.words import readable

LEASE_MS = 20_000
MAX_BACK_OFF_MS = 3_600_000

W = TypeVar("W", bound="Work")


class Work(models.Model):
    """`state` is `waiting` as long as it is to be done. `leased_until`: milliseconds of the real clock; before that nobody else takes it."""

    state = models.CharField(max_length=16, default="waiting")
    due_at = models.BigIntegerField(default=0)  # seconds UTC, business time
    leased_until = models.BigIntegerField(default=0)
    attempts = models.PositiveIntegerField(default=0)
    last_error = models.TextField(default="", blank=True)

    class Meta:
        abstract = True


def waiting_index(name: str) -> models.Index:
    """What a claim reads: however many rows lie in wait, only those that are due are touched."""
    return models.Index(fields=["due_at", "id"], condition=models.Q(state="waiting"), name=name)


def claim(kind: type[W], now: int, real_ms: int, limit: int, where: str = "", params: Sequence[Any] = ()) -> list[W]:
    """The oldest due rows, at most `limit`, ours until the lease ends. PostgreSQL is given them as one array: a choice that stands behind IN is made
    anew for every row of the table when the plan joins row by row, and the limit counts for nothing."""
    table, columns = kind._meta.db_table, ", ".join(f'"{field.column}"' for field in kind._meta.concrete_fields)
    among, skip = ("= ANY(ARRAY({}))", "FOR UPDATE SKIP LOCKED") if connection.vendor == "postgresql" else ("IN ({})", "")
    due = f"SELECT id FROM {table} WHERE state = 'waiting' AND due_at <= %s AND leased_until < %s {where} ORDER BY due_at, id LIMIT %s {skip}"
    sql = f"UPDATE {table} SET leased_until = %s, attempts = attempts + 1 WHERE id {among.format(due)} RETURNING {columns}"
    with connection.cursor() as cursor:
        cursor.execute(sql, [real_ms + LEASE_MS, now, real_ms, *params, limit])
        names = [field.attname for field in kind._meta.concrete_fields]
        found = [kind.from_db(connection.alias, names, row) for row in cursor.fetchall()]
    return sorted(found, key=lambda row: (row.due_at, row.pk))


def take(kind: type[W], now: int, real_ms: int, limit: int) -> list[W]:
    """`claim` in a transaction of its own. Nobody waits until the disk has it: a lease that a power cut forgets is only taken once more."""
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL synchronous_commit TO off")
        return claim(kind, now, real_ms, limit)


def still_ours(rows: Sequence[W]) -> list[W]:
    """Inside the transaction that finishes them: locked, and without those that somebody else has taken meanwhile."""
    if not rows:
        return []
    kind = type(rows[0])
    held = dict(kind._default_manager.select_for_update().filter(pk__in=[row.pk for row in rows], state="waiting").values_list("pk", "attempts"))
    return [row for row in rows if held.get(row.pk) == row.attempts]


def finish(rows: Iterable[W], state: str) -> None:
    """They are done. Call it in the transaction that wrote what they asked for, after `still_ours`."""
    by_kind: dict[type[W], list[Any]] = {}
    for row in rows:
        by_kind.setdefault(type(row), []).append(row.pk)
    for kind, keys in by_kind.items():
        kind._default_manager.filter(pk__in=keys).update(state=state, last_error="")


def fail(row: W, error: str, real_ms: int, after_ms: int | None = None) -> None:
    """It steps aside with its error and comes back later: each time twice as late, an hour at the most, never all at once."""
    wait = after_ms if after_ms is not None else back_off_ms(row.attempts)
    kind = type(row)
    kind._default_manager.filter(pk=row.pk, attempts=row.attempts).update(leased_until=real_ms + wait, last_error=readable(error)[:2000])


def back_off_ms(attempts: int) -> int:
    return int(min(MAX_BACK_OFF_MS, 1000 * 2 ** min(attempts, 12)) * random.uniform(0.75, 1.25))


def renew(rows: Sequence[W], real_ms: int) -> None:
    """The work goes on: the lease begins anew."""
    if rows:
        kind = type(rows[0])
        for attempts in {row.attempts for row in rows}:
            kind._default_manager.filter(pk__in=[r.pk for r in rows if r.attempts == attempts], attempts=attempts).update(leased_until=real_ms + LEASE_MS)


def give_back(rows: Sequence[W]) -> None:
    """Not done after all: anybody may take them now."""
    if rows:
        type(rows[0])._default_manager.filter(pk__in=[row.pk for row in rows], state="waiting").update(leased_until=0)
