"""A disk that is full, a database that is away: said in words, once, and with what helps (TRU-6)."""

import logging
from pathlib import Path

import pytest
from django.db import OperationalError

from todoke.cli.main import database_words
from todoke.desk import backup, queues
from todoke.desk.queues import Worker

FULL = OperationalError("database or disk is full")


def test_a_worker_says_why_it_stands_still_and_says_it_once(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    """TRU-6, TRU-8: work that waits is visible."""
    monkeypatch.setattr(queues.time, "sleep", lambda _: None)
    monkeypatch.setattr(queues, "close_old_connections", lambda: None)
    worker = Worker(lambda: 0)
    with caplog.at_level(logging.WARNING):
        for _ in range(5):
            worker.wait_for_the_database(FULL)

    assert [record.message for record in caplog.records] == ["the database is not ready, and all work waits: database or disk is full"]


def test_a_full_disk_is_called_a_full_disk() -> None:
    """TRU-7: a look at the settings would not help."""
    assert "Make room" in database_words(str(FULL)) and "DATABASE_URL" not in database_words(str(FULL))


def test_a_backup_without_room_leaves_the_old_one_and_no_rest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """CMD-15: refused in words, nothing half written stays."""
    (tmp_path / "desk.tar").write_bytes(b"the old one")
    for name in ("copy_sqlite", "dump_postgres"):
        monkeypatch.setattr(backup, name, lambda _: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    with pytest.raises(backup.NotDone, match=r"No space left on device\. Make room"):
        backup.save(tmp_path / "desk.tar", force=True)

    assert [(one.name, one.read_bytes()) for one in tmp_path.iterdir()] == [("desk.tar", b"the old one")]
