"""The desk in one file, and back again."""

import json
import tarfile
import threading
from pathlib import Path

import pytest
from bench.postgres import Postgres
from tests.cli.desk import BODIES, PLACED, Desk, with_orders


def folder(path: Path) -> Path:
    path.mkdir()
    return path


def test_a_backup_comes_back_whole_in_an_empty_place(tmp_path: Path) -> None:
    """CMD-15, TRU-6: orders, journal, and the key that opens the connections' secrets."""
    desk, other = with_orders(Desk(folder(tmp_path / "a"))), Desk(folder(tmp_path / "b"))
    file = str(tmp_path / "desk.tar")
    assert desk("backup", file, "--json").row["key"] is True
    assert other("restore", file).status == 0
    assert other("verify", "--json").row == desk("verify", "--json").row
    assert other("orders", "--json").rows == desk("orders", "--json").rows
    assert "its secrets can be opened" in other("doctor").out


def test_it_is_taken_while_a_worker_writes(tmp_path: Path) -> None:
    """CMD-15, TRU-6: one moment of a busy desk; nobody waits, and verify is clean."""
    desk, other = with_orders(Desk(folder(tmp_path / "a"))), Desk(folder(tmp_path / "b"))
    many(desk.folder / "many.jsonl", 600)
    writer = threading.Thread(target=desk, args=("import", "many.jsonl", "--channel", "shopify", "--topic", "orders/create", "--notify"))
    writer.start()
    while (said := desk("orders", "--limit", "1000", "--json")).out.count("\n") < 3 and writer.is_alive():
        assert said.status == 0
    assert desk("backup", str(tmp_path / "desk.tar")).status == 0
    writer.join()
    assert other("restore", str(tmp_path / "desk.tar")).status == 0
    told = other("verify", "--json").row
    assert told["broken"] == [] and 3 <= told["orders"] <= 602


def many(file: Path, count: int) -> None:
    body = json.loads((BODIES / "order_paid_by_card.json").read_text("utf-8"))
    names = ({"id": n, "admin_graphql_api_id": f"gid://shopify/Order/{n}", "name": f"#{n}"} for n in range(5000, 5000 + count))
    file.write_text("".join(json.dumps(body | name) + "\n" for name in names), encoding="utf-8")


def test_neither_is_written_over_without_being_told_to(tmp_path: Path) -> None:
    """CMD-15: not a backup, not a desk; a wrong use is 2 and changes nothing."""
    desk = with_orders(Desk(tmp_path))
    assert desk("backup", "desk.tar").status == 0
    assert desk("backup", "desk.tar").status == 2
    before = desk("orders", "--json").out
    refused = desk("restore", "desk.tar")
    assert refused.status == 2 and "--force" in refused.err
    assert desk("orders", "--json").out == before
    assert desk("restore", "desk.tar", "--force").status == 0
    assert desk("verify").status == 0


def test_only_its_owner_can_read_it(tmp_path: Path) -> None:
    """TRU-7: it holds the key and people's names."""
    desk = with_orders(Desk(tmp_path), "order_by_bank_transfer")
    desk("backup", "desk.tar")
    assert (tmp_path / "desk.tar").stat().st_mode & 0o777 == 0o600
    with tarfile.open(tmp_path / "desk.tar") as tar:
        assert {one.mode for one in tar} == {0o600}


@pytest.mark.parametrize("what", ["text", "cut", "absent"])
def test_what_is_no_backup_is_refused_in_words(tmp_path: Path, what: str) -> None:
    """CMD-15, TRU-3: never a traceback, and the place stays empty."""
    desk = with_orders(Desk(folder(tmp_path / "a")), "order_by_bank_transfer")
    file = tmp_path / "desk.tar"
    desk("backup", str(file))
    if what == "text":
        file.write_text("not a tar", encoding="utf-8")
    elif what == "cut":
        file.write_bytes(file.read_bytes()[:60_000])
    else:
        file.unlink()
    other = Desk(folder(tmp_path / "b"))
    said = other("restore", str(file))
    assert said.status == 2 and "Traceback" not in said.err
    assert not other.database.exists()


def test_a_key_from_the_environment_is_not_packed_and_that_is_said(tmp_path: Path) -> None:
    """CMD-15: where the key is not in the file, its operator is told to keep it."""
    desk = Desk(folder(tmp_path / "a"), TODOKE_SECRET_KEY="k" * 50)
    desk("connect", "shopify", "minato")
    said = desk("backup", str(tmp_path / "desk.tar"), "--json")
    assert said.row["key"] is False and "TODOKE_SECRET_KEY" in said.err
    assert "cannot be opened" in Desk(folder(tmp_path / "b"), TODOKE_SECRET_KEY="x" * 50)("restore", str(tmp_path / "desk.tar")).out


def test_a_desk_that_works_is_not_replaced(tmp_path: Path) -> None:
    """CMD-15: stop its web and workers first."""
    desk = with_orders(Desk(tmp_path), "order_by_bank_transfer")
    desk("backup", "desk.tar")
    worker = desk.opened("work")
    try:
        while worker.poll() is None and not (tmp_path / "data" / "todoke.sqlite3-wal").exists():
            pass
        refused = desk("restore", "desk.tar", "--force")
    finally:
        worker.terminate()
        worker.communicate(timeout=20)
    assert refused.status == 2 and "Stop its web and workers first" in refused.err


@pytest.mark.postgres
def test_a_desk_on_postgresql_is_saved_erased_in_and_restored(tmp_path: Path, postgres: Postgres) -> None:
    """CMD-15, CMD-22: the same commands; a database that was not migrated says so, and one that is filled is not written over."""
    desk, other = (Desk(folder(tmp_path / name), DATABASE_URL=postgres.create(f"saved_{name}")) for name in ("a", "b"))
    assert "todoke migrate" in desk("orders").err
    assert desk("migrate").status == 0
    desk("connect", "shopify", "minato", "--test", "--mails", "todoke")
    desk("import", str(BODIES / "order_by_bank_transfer.json"), "--channel", "shopify", "--notify", now=PLACED)
    file = str(tmp_path / "desk.tar")
    assert (desk("backup", file).status, desk("restore", file).status, other("restore", file).status) == (0, 2, 0)
    assert desk("erase", "hanako@example.com", "--json").row["orders"] == 1
    assert desk("erase", "hanako@example.com").status == 1
    assert other("erase", "hanako@example.com", "--json").row["orders"] == 1  # it stood in the backup
    assert desk("verify").status == other("verify").status == 0
