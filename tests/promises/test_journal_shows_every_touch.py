"""Whoever alters, moves or removes an entry of the journal is found: every column, one by one, on both databases."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from bench.bodies import order_body
from bench.postgres import Postgres
from tests.house import House
from tests.stories.teller import Story, rows, seconds, tokyo, told

NOW = "2026-11-24 10:00"
# an entry's columns as the database has them, and what a burglar writes there; a test below sees to it that none is forgotten
TOUCHED: dict[str, Any] = {
    "event": "'OrderClosed'", "at": "at + 1", "heard_at": "heard_at + 1", "live": "NOT live", "source": "'somebody'", "received": "received + 1",
    "version": "version + 1", "policy": "policy + 1", "body": "body || ' '", "answers": "answers || ' '", "outbox": "outbox || '[]'",
    "effects": "'[]'", "rows": "rows || ' '", "refused": "'no'", "prev": "'0'", "hash": "'0'", "settled": "NOT settled",
}  # fmt: skip
MOVED = ("seq", "order_id", "shop_id")


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def desk(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Two orders of several entries each, verified clean. Every test leaves it as it was."""
    server: Postgres | None = request.getfixturevalue("postgres") if request.param == "postgresql" else None
    with House(tmp_path_factory.mktemp("journal"), server.create("journal", "migrated") if server else "") as house:
        house.connect(now=tokyo(NOW))
        sent = [told("parcel_sent", NOW, number, parcel="b", units={"1": 1}, carrier="yamato", numbers=[f"4000-0000-{n:04}"])
                for n, number in enumerate(("J-1", "J-2"))]
        Story(house).hear(NOW, *(order_body(number, at=seconds(NOW)) for number in ("J-1", "J-2")), *sent)
        assert house.todoke("verify").line["broken"] == []
        yield house
    if server:
        server.drop("journal")


@pytest.fixture
def touch(desk: House) -> Iterator[Callable[[str], None]]:
    """Runs a burglar's statement; afterwards the journal is put back as it was."""
    entries = rows(desk, "SELECT * FROM orders_entry")
    orders = rows(desk, "SELECT id, state, seq, last_hash, progress FROM orders_order")

    def run(statement: str) -> None:
        rows(desk, statement)

    yield run
    rows(desk, "DELETE FROM orders_entry")
    for entry in entries:
        rows(desk, f"INSERT INTO orders_entry VALUES ({', '.join(['%s'] * len(entry))})", *entry)
    for order in orders:
        rows(desk, "UPDATE orders_order SET state = %s, seq = %s, last_hash = %s, progress = %s WHERE id = %s", *order[1:], order[0])


def broken(desk: House) -> list[dict[str, Any]]:
    said = desk.todoke("verify")
    assert said.status == (1 if said.line["broken"] else 0)
    return list(said.line["broken"])


def columns(desk: House) -> set[str]:
    if desk.db == "sqlite":
        return {name for (name,) in rows(desk, "SELECT name FROM pragma_table_info('orders_entry')")}
    return {name for (name,) in rows(desk, "SELECT column_name FROM information_schema.columns WHERE table_name = 'orders_entry'")}


THE_FIRST_ORDER = "order_id = (SELECT id FROM orders_order WHERE number = 'J-1')"


def test_no_column_is_forgotten_here(desk: House) -> None:
    """LIF-8: the hash covers every column, so every column is touched below."""
    assert columns(desk) == TOUCHED.keys() | set(MOVED)


@pytest.mark.parametrize("column", TOUCHED)
def test_an_altered_column_is_found_and_named(desk: House, touch: Callable[[str], None], column: str) -> None:
    """LIF-8, CMD-5, agreement 11: exit 1, order and entry named; the other order is clean."""
    touch(f'UPDATE orders_entry SET "{column}" = {TOUCHED[column]} WHERE seq = 1 AND {THE_FIRST_ORDER}')
    found = broken(desk)

    assert {one["order"] for one in found} == {"J-1"}
    assert 1 in {one["seq"] for one in found}, found


def test_an_entry_moved_to_another_place_is_found(desk: House, touch: Callable[[str], None]) -> None:
    """LIF-8: its number is part of what is hashed."""
    touch(f"UPDATE orders_entry SET seq = 77 WHERE seq = 2 AND {THE_FIRST_ORDER}")
    found = broken(desk)

    assert {one["order"] for one in found} == {"J-1"} and {2, 77} <= {one["seq"] for one in found}


def test_an_entry_moved_to_another_order_is_found(desk: House, touch: Callable[[str], None]) -> None:
    """LIF-8: both orders are named, the one that lost it and the one that has too much."""
    touch(f"UPDATE orders_entry SET order_id = (SELECT id FROM orders_order WHERE number = 'J-2'), seq = 50 WHERE seq = 2 AND {THE_FIRST_ORDER}")

    assert {one["order"] for one in broken(desk)} == {"J-1", "J-2"}


def test_an_entry_given_to_another_shop_is_found(desk: House, touch: Callable[[str], None]) -> None:
    """LIF-8: the shop is part of what is hashed."""
    columns = "id, name, settings, policy_version, hold_mails, brake, texts, created_at"
    rows(desk, f"INSERT INTO shops_shop ({columns}) VALUES (99, 'another', '{{}}', 1, %s, '', '', 0)", False)
    try:
        touch(f"UPDATE orders_entry SET shop_id = 99 WHERE seq = 1 AND {THE_FIRST_ORDER}")
        found = broken(desk)
    finally:
        rows(desk, "UPDATE orders_entry SET shop_id = (SELECT MIN(id) FROM shops_shop) WHERE shop_id = 99")
        rows(desk, "DELETE FROM shops_shop WHERE id = 99")

    assert {one["order"] for one in found} == {"J-1"}


@pytest.mark.parametrize("seq", [1, 2])
def test_a_removed_entry_is_found_with_its_number(desk: House, touch: Callable[[str], None], seq: int) -> None:
    """LIF-8, agreement 11: the first, one in the middle."""
    touch(f"DELETE FROM orders_entry WHERE seq = {seq} AND {THE_FIRST_ORDER}")

    assert {"order": "J-1", "seq": seq, "problem": "this entry is missing"} in broken(desk)


def test_the_last_entry_removed_is_found_from_the_orders_own_count(desk: House, touch: Callable[[str], None]) -> None:
    """Agreement 11: nothing follows that could miss it."""
    ((last,),) = rows(desk, f"SELECT MAX(seq) FROM orders_entry WHERE {THE_FIRST_ORDER}")
    touch(f"DELETE FROM orders_entry WHERE seq = {last} AND {THE_FIRST_ORDER}")

    assert [(one["order"], one["seq"]) for one in broken(desk)] == [("J-1", last)]


def test_an_entry_that_cannot_be_read_is_listed_and_the_rest_goes_on(desk: House, touch: Callable[[str], None]) -> None:
    """Agreement 11: torn JSON in one order, an altered word in the other; both are listed."""
    touch(f"UPDATE orders_entry SET body = '{{\"event\": \"OrderPl' WHERE seq = 1 AND {THE_FIRST_ORDER}")
    touch(f"UPDATE orders_entry SET source = 'x' WHERE seq = 1 AND NOT {THE_FIRST_ORDER}")
    found = broken(desk)

    assert {one["order"] for one in found} == {"J-1", "J-2"}
    assert any("cannot be read" in one["problem"] for one in found)


@pytest.mark.parametrize("wrong", ["body = CAST(x'FFFE' AS TEXT)", "source = CAST(x'FFFE' AS TEXT)", "seq = 'abc'"])
def test_bytes_that_are_no_text_are_listed_and_the_rest_goes_on(desk: House, touch: Callable[[str], None], wrong: str) -> None:
    """Agreement 11: SQLite keeps whatever is written into its file."""
    if desk.db != "sqlite":
        pytest.skip("PostgreSQL refuses to keep such bytes")
    touch(f"UPDATE orders_entry SET {wrong} WHERE seq = 2 AND {THE_FIRST_ORDER}")
    touch(f"UPDATE orders_entry SET source = 'x' WHERE seq = 1 AND NOT {THE_FIRST_ORDER}")

    assert {one["order"] for one in broken(desk)} == {"J-1", "J-2"}


def test_an_order_that_counts_too_few_entries_is_found(desk: House, touch: Callable[[str], None]) -> None:
    """Agreement 11: its next entry would stand in the place of one that is there."""
    touch("UPDATE orders_order SET seq = seq - 1 WHERE number = 'J-1'")

    assert {one["order"] for one in broken(desk)} == {"J-1"}


def test_an_altered_state_is_found_and_rebuilt_from_the_journal(desk: House, touch: Callable[[str], None]) -> None:
    """LIF-8: `todoke rebuild` restores exactly what the journal leads to, columns and all."""
    ((before, progress),) = rows(desk, "SELECT state, progress FROM orders_order WHERE number = 'J-1'")
    touch("UPDATE orders_order SET state = (SELECT state FROM orders_order WHERE number = 'J-2'), progress = 'closed' WHERE number = 'J-1'")
    found, rebuilt = broken(desk), desk.todoke("rebuild", "J-1")

    assert {one["order"] for one in found} == {"J-1"}
    assert (rebuilt.status, rebuilt.line["restored"]) == (0, 1)
    assert rows(desk, "SELECT state, progress FROM orders_order WHERE number = 'J-1'") == [(before, progress)] and broken(desk) == []


def test_a_column_alone_is_rebuilt_too(desk: House, touch: Callable[[str], None]) -> None:
    """LIF-8: what lists and searches read."""
    touch("UPDATE orders_order SET progress = 'closed' WHERE number = 'J-1'")
    rebuilt = desk.todoke("rebuild")

    assert (rebuilt.status, rebuilt.line["restored"], rebuilt.line["orders"]) == (0, 1, 2) and broken(desk) == []


def test_a_broken_journal_rebuilds_nothing(desk: House, touch: Callable[[str], None]) -> None:
    """LIF-8: rather the state that stands than one from a forged journal; exit 1 names the entry."""
    touch(f"UPDATE orders_entry SET body = body || ' ' WHERE seq = 1 AND {THE_FIRST_ORDER}")
    touch("UPDATE orders_order SET progress = 'closed' WHERE number = 'J-1'")
    rebuilt = desk.todoke("rebuild", "J-1")

    assert rebuilt.status == 1 and rebuilt.line["restored"] == 0
    assert (rebuilt.line["broken"][0]["order"], rebuilt.line["broken"][0]["seq"]) == ("J-1", 1)
    assert rows(desk, "SELECT progress FROM orders_order WHERE number = 'J-1'") == [("closed",)]


@pytest.mark.parametrize("act", ["DELETE FROM orders_deadline", "UPDATE orders_deadline SET due_at = due_at + 86400",
                                 "UPDATE orders_deadline SET state = 'stopped'"])  # fmt: skip
def test_a_deadline_that_the_clock_does_not_wait_for_is_found_and_restored(desk: House, act: str) -> None:
    """LIF-9, LIF-8: removed, moved or stopped by anybody but the rules."""
    kinds = "SELECT kind, due_at FROM orders_deadline WHERE state = 'waiting' AND " + THE_FIRST_ORDER
    before = rows(desk, kinds)
    rows(desk, f"{act} WHERE state = 'waiting' AND {THE_FIRST_ORDER}")
    found, rebuilt = broken(desk), desk.todoke("rebuild", "J-1")

    assert len(found) == len(before) > 0 and all(kind in str(found) for kind, _ in before)
    assert rebuilt.line["restored"] == 1 and broken(desk) == [] and sorted(rows(desk, kinds)) == sorted(before)


def test_a_deadline_that_the_journal_knows_nothing_of_is_found_and_stopped(desk: House) -> None:
    """LIF-8: an order is not closed by a row that somebody wrote."""
    rows(desk, "INSERT INTO orders_deadline (shop_id, order_id, kind, due_at, state, leased_until, attempts, last_error) "
               "SELECT shop_id, id, 'refund', 4000000000, 'waiting', 0, 0, '' FROM orders_order WHERE number = 'J-1'")  # fmt: skip

    assert [one["problem"].split()[6] for one in broken(desk)] == ["refund"]
    assert desk.todoke("rebuild", "J-1").line["restored"] == 1 and broken(desk) == []


def test_a_notice_that_is_gone_from_the_outbox_is_named(desk: House) -> None:
    """NTC-12: nobody would send it, and nobody would know."""
    kept = rows(desk, f"SELECT * FROM notices_notice WHERE kind = 'order_confirmation' AND {THE_FIRST_ORDER}")
    rows(desk, f"DELETE FROM notices_notice WHERE kind = 'order_confirmation' AND {THE_FIRST_ORDER}")
    found = broken(desk)
    for notice in kept:
        rows(desk, f"INSERT INTO notices_notice VALUES ({', '.join(['%s'] * len(notice))})", *notice)

    assert [(one["order"], one["problem"].split()[2]) for one in found] == [("J-1", "order_confirmation")] and broken(desk) == []
