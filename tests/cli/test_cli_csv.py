"""`todoke import FILE.csv --channel csv`: columns shown and remembered, bad rows named, the same again nothing, a change a change, a kill no harm."""

import sqlite3
import subprocess
import time
from pathlib import Path

import pytest
from tests.cli.desk import Desk

HEAD = "注文番号,注文日時,氏名,メールアドレス,郵便番号,住所,商品コード,商品名,単価,数量,送料,合計金額,支払方法,入金状況,発送状況"
ROW = "{number},2026/11/24 10:00,佐藤 花,hana@example.com,150-0001,東京都渋谷区神宮前0-1,{sku},{title},{price},{pieces},800,{total},銀行振込,{paid},{sent}"
NOW, LATER = "2026-11-25T10:00:00+09:00", "2026-11-26T10:00:00+09:00"


def row(number: str = "1001", sku: str = "CUP", **cells: object) -> str:
    usual = {"title": "粉引の湯呑", "price": 2900, "pieces": 2, "total": '"9,600円"', "paid": "未入金", "sent": "未発送"}
    return ROW.format(number=number, sku=sku, **(usual | cells))


def both(number: str = "1001", **cells: object) -> list[str]:
    return [row(number, **cells), row(number, "BOWL", **({"title": "灰釉の茶碗", "price": 3000, "pieces": 1} | cells))]


def written(desk: Desk, *rows: str, name: str = "受注.csv", encoding: str = "cp932") -> str:
    (desk.folder / name).write_text("\r\n".join([HEAD, *rows]) + "\r\n", encoding)
    return name


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


@pytest.mark.parametrize("encoding", ["cp932", "utf-8-sig", "utf-16"])
def test_a_file_of_a_japanese_tool_becomes_orders(desk: Desk, encoding: str) -> None:
    """CMD-1: Shift_JIS, UTF-8, UTF-16; two rows are one order."""
    said = desk("import", written(desk, *both(), *both("1002", paid="入金済"), encoding=encoding), "--channel", "csv", "--json", now=NOW)

    assert said.status == 0
    assert [(one["result"], one["order"], one["place"]) for one in said.rows[:-1]] == [("taken", "1001", "受注.csv:2-3"), ("taken", "1002", "受注.csv:4-5")]
    assert said.rows[-1] == {"summary": {"deliveries": 2, "taken": 2, "duplicate": 0, "ignored": 0, "quarantined": 0}}
    story = desk("order", "1002", "--json").row
    assert (story["total"], story["progress"], story["funds"], story["placed_at"]) == ("9600", "awaiting_shipment", "paid", "2026-11-24T01:00:00Z")
    assert [(line["item"], line["units"], line["amount"]) for line in story["lines"]] == [("CUP", 2, "5800"), ("BOWL", 1, "3000")]
    assert [entry["event"] for entry in story["entries"]] == ["OrderPlaced", "PaymentReceived"]


def test_the_same_file_again_changes_nothing_and_a_changed_row_is_a_change(desk: Desk) -> None:
    """CMD-1, LIF-5: and the order that did not change is not touched."""
    first = written(desk, *both(), *both("1002"))
    desk("import", first, "--channel", "csv", now=NOW)
    again = desk("import", first, "--channel", "csv", "--json", now=LATER)
    changed = desk("import", written(desk, *both("1002"), *both(paid="入金済"), name="b.csv"), "--channel", "csv", "--json", now=LATER)

    assert again.status == 0 and again.rows[-1]["summary"]["duplicate"] == 2
    assert [one["result"] for one in changed.rows[:-1]] == ["duplicate", "taken"]
    assert [entry["event"] for entry in desk("order", "1001", "--json").row["entries"]] == ["OrderPlaced", "PaymentReceived"]


def test_bad_rows_are_named_and_the_good_ones_are_taken(desk: Desk) -> None:
    """CMD-1: line, reason, mend; an order with one bad row is not taken in half; exit 1."""
    rows = [*both(), row("1002"), row("1002", "BOWL", pieces="x"), row(""), *both("1003")]
    said = desk("import", written(desk, *rows), "--channel", "csv", "--json", now=NOW)

    assert said.status == 1 and [one["result"] for one in said.rows[:-1]] == ["taken", "quarantined", "quarantined", "taken"]
    assert said.rows[1]["reason"] == "line 5, 数量: 'x' is no number of pieces. Write a whole number, such as 2."
    assert said.rows[2]["reason"].startswith("line 6, 注文番号: is missing.") and said.rows[2]["place"] == "受注.csv:6"
    assert {one["number"] for one in desk("orders", "--json").rows} == {"1001", "1003"}
    assert len(desk("quarantine", "--json").rows) == 2


def test_people_read_the_bad_lines_and_how_the_columns_were_taken(desk: Desk) -> None:
    """CMD-1: the mapping is shown on standard error."""
    said = desk("import", written(desk, row(price="百円")), "--channel", "csv", now=NOW)

    assert "受注.csv:2: line 2, 単価: '百円' is no amount of money." in said.out and "1 quarantined" in said.out
    assert "Shift_JIS, commas" in said.err and "  注文番号 → number" in said.err and "--map" in said.err


def test_a_correction_is_said_once_and_remembered(desk: Desk) -> None:
    """CMD-1: --map COLUMN=FIELD is kept with the connection."""
    (desk.folder / "a.csv").write_text("注文番号,名称,当店番号,ピース,単価\n1,皿,C-7,3,100\n", "utf-8")
    (desk.folder / "b.csv").write_text("注文番号,名称,当店番号,ピース,単価\n2,鉢,C-8,2,100\n", "utf-8")
    refused = desk("import", "a.csv", "--channel", "csv", now=NOW)
    desk("import", "a.csv", "--channel", "csv", "--map", "名称=title", "--map", "当店番号=sku", "--map", "ピース=quantity", now=NOW)
    desk("import", "b.csv", "--channel", "csv", now=NOW)

    assert refused.status == 1 and "has no column that names the goods" in refused.err
    assert [(one["item"], one["units"]) for number in ("1", "2") for one in desk("order", number, "--json").row["lines"]] == [("C-7", 3), ("C-8", 2)]


@pytest.mark.parametrize(("words", "why"), [
    (("--map", "皿"), "write COLUMN=FIELD"), (("--map", "皿=dish"), "there is no field 'dish'. There are "), (("--currency", "yen!"), "ISO code"),
])  # fmt: skip
def test_a_correction_that_cannot_be_is_wrong_usage(desk: Desk, words: tuple[str, ...], why: str) -> None:
    """Exit 2, before anything is taken."""
    said = desk("import", written(desk, *both()), "--channel", "csv", *words)
    assert said.status == 2 and why in said.err and desk("orders", "--json").rows == []


def test_what_the_mapping_had_wrong_is_mended_by_the_same_file_again(desk: Desk) -> None:
    """CMD-1: other columns are another delivery, and a change."""
    (desk.folder / "a.csv").write_text("注文番号,商品名,数量,単価,まとめ\n1,皿,3,100,500\n", "utf-8")
    desk("import", "a.csv", "--channel", "csv", now=NOW)
    desk("import", "a.csv", "--channel", "csv", "--map", "まとめ=total", now=LATER)
    assert desk("order", "1", "--json").row["total"] == "500"


def test_what_waits_in_quarantine_is_read_again_with_the_correction(desk: Desk) -> None:
    """CHN-2: the rows are kept as they came."""
    (desk.folder / "a.csv").write_text("注文番号,商品名,数量,単価\n1,皿,3,A等級\n", "utf-8")
    (desk.folder / "b.csv").write_text("注文番号,商品名,数量,価格\n2,鉢,1,100\n", "utf-8")
    bad = desk("import", "a.csv", "--channel", "csv", now=NOW)
    desk("import", "b.csv", "--channel", "csv", "--map", "単価=variant", now=NOW)
    again = desk("quarantine", "--run-again", "--json", now=LATER)

    assert (bad.status, again.status, again.row["state"]) == (1, 0, "taken")
    assert desk("order", "1", "--json").row["lines"][0]["variant"] == "A等級"


def test_a_file_of_parcels_is_sent_to_its_own_command(desk: Desk) -> None:
    """CMD-23: the mend is named."""
    (desk.folder / "p.csv").write_text("注文番号,運送会社,送り状番号\n1001,ヤマト運輸,1234-5678-9012\n", "utf-8")
    said = desk("import", "p.csv", "--channel", "csv")
    assert said.status == 1 and "todoke ship FILE.csv" in said.err


def test_standard_input_and_a_missing_file_are_no_trouble(desk: Desk) -> None:
    """CMD-1: `-`; the other files are taken."""
    text = "\n".join([HEAD, *both()])
    said = desk("import", "nothing.csv", "-", "--channel", "csv", "--json", stdin=text, now=NOW)
    assert said.status == 1 and "nothing.csv: cannot be read" in said.err and said.rows[0]["place"] == "standard input:2-3"


def test_history_writes_to_nobody_and_live_orders_are_confirmed(desk: Desk) -> None:
    """LIF-18, NTC-1: --notify."""
    desk("import", written(desk, *both(paid="入金済")), "--channel", "csv", now=NOW)
    desk("import", written(desk, *both("1002", paid="入金済"), name="b.csv"), "--channel", "csv", "--notify", now=NOW)
    desk("work", "--until-idle", now=NOW)

    notices = [[(one["kind"], one["state"]) for one in desk("order", number, "--json").row["notices"]] for number in ("1001", "1002")]
    assert notices == [[("order_confirmation", "suppressed")], [("order_confirmation", "sent")]]


def test_the_journal_of_imported_orders_is_whole(desk: Desk) -> None:
    """CMD-5: verify reckons it all again."""
    rows = [*both(), *both("1002", paid="入金済", sent="発送済"), *both("1003", sent="キャンセル")]
    desk("import", written(desk, *rows), "--channel", "csv", now=NOW)
    said = desk("verify", "--json")
    assert said.status == 0 and said.row["orders"] == 3 and said.row["broken"] == []


@pytest.mark.crash
def test_a_run_that_is_killed_and_begun_again_takes_each_order_once(desk: Desk) -> None:
    """CMD-1: stopped with SIGKILL in the middle; then nothing is missing, nothing is twice, nothing waits for a worker."""
    file = written(desk, *(line for n in range(4000) for line in both(f"K{n:04d}")))
    desk("orders")
    for pause in (0.4, 0.7):
        with desk.opened("import", file, "--channel", "csv", "--json") as process:
            assert process.stdout is not None
            process.stdout.readline()
            time.sleep(pause)
            process.kill()
    said = desk("import", file, "--channel", "csv", "--json")
    counts = said.rows[-1]["summary"]

    assert said.status == 0 and counts["taken"] + counts["duplicate"] == 4000 and counts["duplicate"] > 0
    with sqlite3.connect(desk.database) as database:
        assert database.execute("SELECT count(*), count(DISTINCT number) FROM orders_order").fetchone() == (4000, 4000)
        assert database.execute("SELECT count(*) FROM orders_entry").fetchone() == (4000,)
        assert database.execute("SELECT count(*) FROM desk_received WHERE state <> 'taken'").fetchone() == (0,)


def test_a_pipe_that_closes_is_no_traceback(desk: Desk) -> None:
    """`todoke import … | head -1`."""
    file = written(desk, *(line for n in range(50) for line in both(f"K{n:04d}")))
    words = " ".join([*desk.words, "import", file, "--channel", "csv", "--json"])
    done = subprocess.run(f"{words} | head -n 1", shell=True, cwd=desk.folder, env=desk.env, capture_output=True, text=True, timeout=60, check=False)
    assert '"taken"' in done.stdout and "Traceback" not in done.stderr
