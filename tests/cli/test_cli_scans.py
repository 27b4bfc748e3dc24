"""todoke scans: a history a line in, where the parcel is a line out."""

import io
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

SCANS = [{"at": "12/30 18:00", "status": "発送", "place": "銀座支店"}, {"at": "01/02 10:25", "status": "配達完了", "place": "鎌ケ谷道野辺センター"}]
PARCEL = {"id": "a", "carrier": "yamato", "number": "4001-0000-0003", "read_at": "2027-01-05T09:00:00+09:00", "scans": SCANS}


def said(text: str, monkeypatch: pytest.MonkeyPatch, *words: str) -> tuple[int, list[dict[str, Any]]]:
    """Exit status, and standard output as JSON."""
    out = io.StringIO()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode("utf-8", "surrogateescape")), "utf-8"))
    monkeypatch.setattr(sys, "stdout", out)
    try:
        call_command("scans", *(words or ("--jsonl",)))
    except SystemExit as end:
        return int(str(end.code)), [json.loads(line) for line in out.getvalue().splitlines()]
    return 0, [json.loads(line) for line in out.getvalue().splitlines()]


def line(**changes: Any) -> str:
    return json.dumps(PARCEL | changes, ensure_ascii=False) + "\n"


def test_a_history_is_answered_with_state_events_moment_and_notices(monkeypatch: pytest.MonkeyPatch) -> None:
    """CMD-20"""
    status, rows = said(line(), monkeypatch)
    assert (status, rows[0]["id"], rows[0]["state"], rows[0]["delivered_at"]) == (0, "a", "delivered", "2027-01-02T01:25:00Z")
    assert [one["event"] for one in rows[0]["events"]] == ["ParcelSent", "ParcelMoved", "ParcelDelivered"]
    assert (rows[0]["unknown"], rows[0]["notices"]) == ([], ["shipping_confirmation", "delivered"])


def test_in_order_backwards_twice_and_without_its_time_of_reading_it_is_the_same_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """CMD-20, agreement 12"""
    _, rows = said(line() + line(scans=SCANS[::-1]) + line(scans=SCANS * 2), monkeypatch)
    assert rows[0] == rows[1] == rows[2]
    _, bare = said(line(read_at=None) + line(read_at=None, scans=SCANS[::-1]), monkeypatch)
    assert bare[0] == bare[1]
    assert (bare[0]["state"], bare[0]["delivered_at"]) == ("delivered", None)


def test_a_line_that_cannot_be_taken_says_why_and_the_rest_is_read(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """CMD-20: no JSON, fields missing or of another kind; exit 1."""
    bad = [
        "{no json",
        "[1]",
        '{"id":"b"}',
        '{"scans":[]}',
        '{"id":"c","scans":[{"at":"11/24"}]}',
        '{"id":"d","scans":[{"status":7}]}',
        "\udcff\udcfe",
        '{"id":"e"',
    ]
    status, rows = said("\n".join(bad) + "\n\n" + line(), monkeypatch)
    assert (status, [row["id"] for row in rows]) == (1, [None, None, "b", None, "c", "d", None, None, "a"])
    assert all(row["error"].startswith(f"line {at}: ") for at, row in enumerate(rows[:-1], 1))
    assert "scans[0]" in rows[4]["error"] and "status" in rows[4]["error"]
    assert len(capsys.readouterr().err.splitlines()) == 8


def test_what_may_be_missing_may_be_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    """CMD-20: carrier, number, time and place, or nothing scanned yet."""
    status, rows = said('{"id":1,"scans":[{"status":"Delivered","at":null,"place":null}]}\n{"id":2,"carrier":null,"number":null,"scans":[]}', monkeypatch)
    assert (status, [(row["id"], row["state"]) for row in rows]) == (0, [(1, "delivered"), (2, "labelled")])


def test_a_wording_nobody_knows_is_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    """CMD-20: and the parcel's state stays."""
    _, rows = said(line(scans=[SCANS[0], {"at": "01/01 10:00", "status": "ふしぎな知らせ", "place": ""}]), monkeypatch)
    assert (rows[0]["state"], rows[0]["unknown"]) == ("moving", ["ふしぎな知らせ"])


def test_people_get_a_line_to_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """CMD-20: a file in the place of standard input."""
    file = tmp_path / "histories.jsonl"
    file.write_text(line(), encoding="utf-8")
    call_command("scans", str(file))
    assert capsys.readouterr().out == "a   delivered   2027-01-02T01:25:00Z   shipping_confirmation, delivered\n"


def test_a_file_that_is_not_there_is_wrong_usage() -> None:
    """CMD: exit 2."""
    with pytest.raises(CommandError) as error:
        call_command("scans", "nowhere.jsonl")
    assert error.value.returncode == 2


def test_it_needs_no_desk_and_writes_nothing(tmp_path: Path) -> None:
    """Agreement 12; CMD-20: thousands of lines a second, in bounded memory."""
    env = os.environ | {"TODOKE_DATA": str(tmp_path / "data")}
    many = line() * 5000
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "bench.todoke", "scans", "--jsonl"],
        env=env,
        input=many,
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parents[2],
    )
    assert (done.returncode, len(done.stdout.splitlines())) == (0, 5000)
    assert time.monotonic() - began < 30
    assert not (tmp_path / "data").exists()
