"""Whose turn it is to write: a lock on a file beside the database, over all threads and processes that use it."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class Turn:
    """SQLite lets a writer that finds the database locked sleep for up to 100 ms before it looks again, whoever came first. A lock of the
    system wakes the next one at once. It ends with the process, however that ends; a connection has one of its own."""

    def __init__(self, database: Path) -> None:
        self.place = database.with_name(database.name + "-turn")
        self.file = -1
        self.held = False

    def take(self) -> None:
        """Waits for as long as it takes. Raises OSError where the file cannot be made."""
        if self.file < 0:
            self.file = os.open(self.place, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        fcntl.flock(self.file, fcntl.LOCK_EX)
        self.held = True

    def give_up(self) -> None:
        if self.held:
            self.held = False
            fcntl.flock(self.file, fcntl.LOCK_UN)

    def close(self) -> None:
        self.give_up()
        if self.file >= 0:
            os.close(self.file)
            self.file = -1

    @contextmanager
    def for_one_statement(self) -> Iterator[None]:
        self.take()
        try:
            yield
        finally:
            self.give_up()
