"""What an operator does: help, doctor, quarantine, catching up, pruning, pages from the tables, a stand-in to try against."""

import json
import sqlite3
import time
from pathlib import Path

import httpx
import pytest
from tests.cli.desk import BODIES, Desk, with_orders

from todoke.cli.overview import GROUPS, examples, ours, overview


@pytest.mark.parametrize(("name", "example"), list(examples()))
def test_every_command_shows_an_example(name: str, example: str) -> None:
    """Commands: every --help shows an example, and it is one of that command."""
    assert f"todoke {name}" in example


def test_the_page_of_commands_lists_each_once_in_its_group() -> None:
    """Commands: `todoke help` shows ours, with their first sentence and an example."""
    page = overview()
    assert all(page.count(f"\n  {name} ") == 1 for name in ours())
    assert [title for title in GROUPS if f"\n{title}\n" in page] == [title for title, names in GROUPS.items() if set(names) & set(ours())]
    assert "flush" not in page and "example:" in page


@pytest.mark.parametrize(("words", "status", "said"), [
    (["shp"], 2, "todoke shop"), (["order"], 2, "number"), (["connect", "ebay", "x"], 2, "shopify"), (["order", "1001"], 1, "there is no order"),
    (["--version"], 0, "")])
def test_an_exit_status_means_something(tmp_path: Path, words: list[str], status: int, said: str) -> None:
    """Commands: 0 done, 1 some input was refused, 2 wrong usage."""
    done = Desk(tmp_path)(*words)
    assert done.status == status and said in done.err and "Traceback" not in done.err


def test_a_database_that_is_not_there_is_told_in_words(tmp_path: Path) -> None:
    """TRU-7: the setting and the mend."""
    done = Desk(tmp_path, DATABASE_URL="postgres://nobody@127.0.0.1:1/none")("orders")
    assert done.status == 2 and "DATABASE_URL" in done.err and "Traceback" not in done.err


def test_a_doctor_finds_nothing_wrong_with_a_fresh_desk_and_says_what_he_did_not_look_at(tmp_path: Path) -> None:
    """CMD-15: exit 0; mail that is caught is pointed out; where no mail leaves, DNS is not asked, and that is said."""
    desk = with_orders(Desk(tmp_path))
    desk("shop", "set", "sender", "shop@minato.example")
    said = desk("doctor", "--json")
    states = {(row["check"], row["state"]) for row in said.rows}
    assert said.status == 0 and {("database", "ok"), ("migrations", "ok"), ("connection", "ok"), ("mail", "look"), ("mail domain", "not checked")} <= states


@pytest.mark.parametrize(("env", "check"), [
    ({"TODOKE_SECRET_KEY": "another key, and a long one, longer than it must be"}, "connection"), ({"TODOKE_MAIL_URL": "smtp://127.0.0.1:1"}, "mail"),
    ({"TODOKE_MAIL_URL": "pigeon://"}, "mail"), ({"TODOKE_URL": "desk"}, "public address")])
def test_what_is_wrong_has_a_mend_and_ends_with_1(tmp_path: Path, env: dict[str, str], check: str) -> None:
    """CMD-15, TRU-7: settings, mail, secrets."""
    said = with_orders(Desk(tmp_path, **env))("doctor", "--json")
    assert said.status == 1
    assert [row for row in said.rows if row["check"] == check and row["state"] == "wrong" and (row["mend"] or row["message"])]


def test_what_was_not_understood_is_listed_and_run_again(tmp_path: Path) -> None:
    """CHN-2: with place, reason and mend; what is still not understood stays, and the status says so."""
    desk = with_orders(Desk(tmp_path))
    desk("import", str(BODIES / "order_paid_by_card.json"), "--channel", "shopify", "--topic", "odd/topic")
    row = desk("quarantine", "--json").row
    assert row["topic"] == "odd/topic" and row["connection"] == "shopify/minato" and "no topic" in row["reason"]
    assert desk("quarantine", "--run-again", "--json").status == 1
    with sqlite3.connect(desk.database) as database:
        database.execute("UPDATE desk_received SET topic = 'orders/paid' WHERE state = 'quarantined'")
    assert desk("quarantine", "--run-again", "--json").status == 0
    assert desk("quarantine", "--json").rows == []


def test_old_bodies_go_and_their_deliveries_are_still_known(tmp_path: Path) -> None:
    """TRU-5: the digest stays: the same again is a duplicate."""
    desk = with_orders(Desk(tmp_path))
    assert desk("prune", "--days", "30", "--json", now="2026-12-01T00:00:00Z").row == {"pruned": 0}
    assert desk("prune", "--days", "30", "--json", now="2027-01-01T00:00:00Z").row == {"pruned": 2}
    again = desk("import", str(BODIES / "order_by_bank_transfer.json"), "--channel", "shopify", "--json")
    assert again.rows[0]["result"] == "duplicate"
    assert desk("verify").status == 0


def test_a_gap_is_read_back_until_nothing_is_missing(tmp_path: Path) -> None:
    """CMD-14, CHN-9: a stand-in's orders of which no webhook came: 0 missing of N; its first line is its address."""
    desk = Desk(tmp_path)
    shop = desk.opened("sandbox", "shopify", "--pace", "20", "--json")
    try:
        assert shop.stdout is not None
        url = json.loads(shop.stdout.readline())["url"]
        desk("connect", "shopify", "minato", "--test", "--api-url", url)
        while httpx.get(url, trust_env=False).json()["orders"] < 8:  # what changes while it is read comes with the next reading
            time.sleep(0.05)
        said = desk("catchup", "--since", "2026-01-01T00:00:00Z", "--json")
    finally:
        shop.terminate()
        shop.communicate(timeout=20)
    assert said.row["there"] >= 2
    assert said.status == (1 if said.row["missing"] else 0)  # it goes on selling while it is read
    assert len(desk("orders", "--json").rows) >= 2


def test_the_first_command_makes_and_migrates_what_it_needs(tmp_path: Path) -> None:
    """Commands: on the embedded database, by itself, whichever it is."""
    desk = Desk(tmp_path)
    desk.fresh = True
    assert desk("connect", "plain", "minato", "--json").status == 0 and desk("verify").status == 0 and desk.database.exists()


def test_a_stand_in_needs_no_database(tmp_path: Path) -> None:
    """CMD-14: and leaves nothing behind."""
    shop = Desk(tmp_path).opened("sandbox", "shopify", "--pace", "0")
    assert shop.stdout is not None and json.loads(shop.stdout.readline())["url"].startswith("http://127.0.0.1:")
    shop.terminate()
    shop.communicate(timeout=20)
    assert shop.returncode == 0 and list(tmp_path.iterdir()) == []


def test_pages_are_drawn_from_the_tables(tmp_path: Path) -> None:
    """LIF-2, LIF-8: anew where they are older, and --check only tells."""
    desk, page = Desk(tmp_path), tmp_path / "docs" / "lives.md"
    assert desk("docs", "--to", "docs", "--check").status == 1 and not page.exists()
    assert desk("docs", "--to", "docs").status == 0 and page.is_file()
    assert desk("docs", "--to", "docs", "--check").status == 0
