"""Writers of one SQLite file stand in line: none is refused, none waits longer than those before it take."""

import sqlite3
import threading
import time
from pathlib import Path

import pytest
from django.db import connection, transaction

from todoke.due.sqlite.turn import Turn

pytestmark = pytest.mark.django_db(transaction=True)


def database() -> Path:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL has many writers at a time")
    return Path(str(connection.settings_dict["NAME"]))


def test_a_transaction_waits_for_the_one_before_and_is_woken_at_once() -> None:
    """TRU-2: SQLite alone would look again only now and then."""
    turn, took = Turn(database()), []

    def write() -> None:
        began = time.perf_counter()
        with transaction.atomic():
            took.append(time.perf_counter() - began)
        connection.close()

    turn.take()
    other = threading.Thread(target=write)
    other.start()
    time.sleep(0.3)
    assert not took
    turn.close()
    other.join(10)
    assert took[0] >= 0.3


def test_a_turn_ends_with_its_transaction_however_it_ends() -> None:
    """TRU-2: after a commit, an error, and a connection that is closed in the middle."""
    turn = Turn(database())
    with transaction.atomic():
        assert connection.turn.held  # type: ignore[attr-defined]
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        raise ZeroDivisionError
    turn.take()
    turn.close()
    connection.set_autocommit(False)
    connection.close()
    turn.take()
    turn.close()


def test_a_statement_that_writes_by_itself_takes_a_turn_and_one_that_reads_does_not() -> None:
    """TRU-2: readers never wait."""
    turn = Turn(database())
    turn.take()
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        assert cursor.fetchone() == (1,)
    turn.close()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE shops_shop SET name = name")
    assert not connection.turn.held  # type: ignore[attr-defined]


def test_a_program_that_does_not_stand_in_line_is_still_locked_out_by_sqlite() -> None:
    """TRU-2: the line is for speed; that nobody writes at the same time is SQLite's own promise."""
    other = sqlite3.connect(database(), timeout=0)
    with transaction.atomic(), pytest.raises(sqlite3.OperationalError, match="locked"):
        other.execute("BEGIN IMMEDIATE")
    other.close()
