"""A person is forgotten on request: nowhere a word of them, and the chain stays whole."""

import json
import shutil
import sqlite3
import tempfile
from functools import cache
from pathlib import Path

import pytest
from tests.cli.desk import BODIES, Desk, with_orders

WORDS = ("hanako@example.com", "花子", "佐藤", "神宮前0-1-2", "青葉荘203", "150-0001", "090-0000-0001", "割れ物注意")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """An order of Hanako's with a mail as sent, one of somebody else's, and a delivery about her that nobody could read."""
    shutil.copytree(Path(made().name) / "data", tmp_path / "data")
    return Desk(tmp_path)


@cache
def made() -> "tempfile.TemporaryDirectory[str]":
    place = tempfile.TemporaryDirectory(prefix="todoke-tests-", ignore_cleanup_errors=True)
    desk = with_orders(Desk(Path(place.name)), "order_by_bank_transfer")
    body = json.loads((BODIES / "order_of_a_guest_abroad.json").read_text("utf-8")) | {"contact_email": "harriet@example.com"}
    stray = json.dumps({"id": 1, "topic_nobody_knows": True, "email": "Hanako@example.com"})
    for name, text, topic in (("abroad", json.dumps(body), "orders/create"), ("stray", stray, "customers/odd")):
        (desk.folder / f"{name}.json").write_text(text, encoding="utf-8")
        desk("import", f"{name}.json", "--channel", "shopify", "--topic", topic, "--notify", now="2026-11-24T10:06:00+09:00")
    desk("work", "--until-idle", now="2026-11-24T12:01:00+09:00")
    return place


def test_no_byte_of_the_person_stays_in_the_files(desk: Desk) -> None:
    """CMD-22, TRU-5: not in a table, not in a freed page, not in the log; others are not touched."""
    before = desk.bytes_of_all_files()
    assert all(word.encode() in before or json.dumps(word).strip('"').encode() in before for word in WORDS)
    said = desk("erase", "hanako@example.com", "--json")
    after = desk.bytes_of_all_files().lower()
    assert said.status == 0 and said.row["orders"] == 1 and said.row["rows"] > 5
    assert [word for word in WORDS if word.encode() in after or json.dumps(word).strip('"').lower().encode() in after] == []
    assert b"harriet@example.com" in after


def test_verify_stays_clean_and_what_stays_is_told_with_its_reason(desk: Desk) -> None:
    """CMD-22: digests and chain stay."""
    kept = desk("erase", "#1001", "--json").row["kept"]
    assert all(one["what"] and one["reason"] for one in kept)
    assert desk("verify", "--json").row["broken"] == []
    with sqlite3.connect(desk.database) as database:
        assert database.execute("SELECT count(*) FROM desk_received WHERE body = x'' AND digest = ''").fetchone() == (0,)
        assert database.execute("SELECT count(*) FROM notices_notice WHERE state = 'sent' AND digest = ''").fetchone() == (0,)


def test_late_news_of_a_forgotten_order_keeps_nothing_of_the_person(desk: Desk) -> None:
    """CMD-22, TRU-5: the fact counts, the words are not kept again."""
    desk("erase", "1001")
    late = json.loads((BODIES / "order_by_bank_transfer.json").read_text("utf-8"))
    late |= {"financial_status": "paid", "total_outstanding": "0", "updated_at": "2026-11-24T13:00:00+09:00"}
    (desk.folder / "late.json").write_text(json.dumps(late, ensure_ascii=False), encoding="utf-8")
    said = desk("import", "late.json", "--channel", "shopify", "--topic", "orders/paid", "--notify", "--json", now="2026-11-24T13:00:05+09:00")
    assert said.rows[0]["result"] == "taken"
    desk("work", "--until-idle", now="2026-11-24T18:00:00+09:00")
    assert desk("order", "1001", "--json").row["funds"] == "paid"
    assert all(word.encode() not in desk.bytes_of_all_files() for word in WORDS[:6] if word != "hanako@example.com")
    with sqlite3.connect(desk.database) as database:
        assert database.execute("SELECT count(*) FROM orders_personal p JOIN orders_order o ON o.id = p.order_id WHERE o.number = '#1001'").fetchone() == (0,)
    assert desk("verify", "--json").row["broken"] == []


def test_the_same_delivery_again_is_still_known(desk: Desk) -> None:
    """CMD-22: its digest stays, so that nothing comes back by a repeated webhook or file."""
    desk("erase", "hanako@example.com")
    again = desk("import", str(BODIES / "order_by_bank_transfer.json"), "--channel", "shopify", "--notify", "--json")
    assert again.rows[0]["result"] == "duplicate"


def test_nobody_of_that_name_is_said_plainly(desk: Desk) -> None:
    """CMD-22: exit 1."""
    said = desk("erase", "nobody@example.com")
    assert said.status == 1 and "nothing is known of nobody@example.com" in said.err


def test_no_table_holds_words_about_people_but_those_that_are_meant_to(desk: Desk) -> None:
    """TRU-5: names and addresses are kept apart from the journal: before anybody is forgotten, they stand in these tables and nowhere else."""
    meant = {"orders_personal", "orders_word", "desk_received", "notices_notice", "notices_caughtmail"}
    with sqlite3.connect(desk.database) as database:
        tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        found = {table for table in tables for row in database.execute(f'SELECT * FROM "{table}"') for word in WORDS if word in "\n".join(map(as_text, row))}
    assert found - meant == set()


def as_text(cell: object) -> str:
    return cell.decode("utf-8", "replace") if isinstance(cell, bytes) else str(cell)
