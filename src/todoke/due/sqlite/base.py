"""The database backend: a transaction, or a statement that writes by itself, waits for its turn (turn.py)."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from django.db.backends.sqlite3 import base

from todoke.due.sqlite.turn import Turn

READS = ("SELECT", "PRAGMA", "EXPLAIN")


class Cursor(base.SQLiteCursorWrapper):
    turn: Turn

    def execute(self, query: str, params: Any = None) -> Any:
        return self.in_turn(query, lambda: super(Cursor, self).execute(query, params))

    def executemany(self, query: str, param_list: Iterable[Any]) -> Any:
        return self.in_turn(query, lambda: super(Cursor, self).executemany(query, param_list))

    def in_turn(self, query: str, run: Callable[[], Any]) -> Any:
        if self.turn.held or query.lstrip().upper().startswith(READS):
            return run()
        with self.turn.for_one_statement():
            return run()


class DatabaseWrapper(base.DatabaseWrapper):
    turn: Turn | None = None

    def get_new_connection(self, conn_params: Any) -> Any:
        if not self.is_in_memory_db():
            self.turn = self.turn or Turn(Path(str(self.settings_dict["NAME"])))
        return super().get_new_connection(conn_params)

    def create_cursor(self, name: Any = None) -> Any:
        if self.turn is None:
            return super().create_cursor(name)
        cursor = self.connection.cursor(factory=Cursor)
        cursor.turn = self.turn
        return cursor

    def _start_transaction_under_autocommit(self) -> None:
        if self.turn:
            self.turn.take()
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]  # the stubs leave it out
        except BaseException:
            self.end_turn()
            raise

    def _commit(self) -> Any:
        """A commit that fails is rolled back next: the turn lasts until then."""
        done = super()._commit()  # type: ignore[misc]  # the stubs leave it out
        self.end_turn()
        return done

    def _rollback(self) -> Any:
        try:
            return super()._rollback()  # type: ignore[misc]  # the stubs leave it out
        finally:
            self.end_turn()

    def _close(self) -> Any:
        try:
            return super()._close()  # type: ignore[misc]  # the stubs leave it out
        finally:
            if self.turn:
                self.turn.close()

    def end_turn(self) -> None:
        if self.turn:
            self.turn.give_up()
