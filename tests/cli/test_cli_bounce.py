"""todoke bounce: a line for each file of mails that came back."""

import io
import json
import sqlite3
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from tests.cli.desk import PLACED, Desk, with_orders
from tests.notices.returned import BUYER, SENT, failed, letter, report

UNKNOWN = report(failed("550 5.1.1 <one@buyers.example>... User unknown", "5.1.1"))


def said(monkeypatch: pytest.MonkeyPatch, *words: str, stdin: bytes = b"") -> tuple[int, str]:
    """Exit status and standard output."""
    out = io.StringIO()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), "utf-8"))
    monkeypatch.setattr(sys, "stdout", out)
    try:
        call_command("bounce", *words)
    except SystemExit as end:
        return int(str(end.code)), out.getvalue()
    return 0, out.getvalue()


def rows(out: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.splitlines()]


def files(folder: Path, **mails: bytes) -> list[str]:
    for name, raw in mails.items():
        (folder / f"{name}.eml").write_bytes(raw)
    return [str(folder / f"{name}.eml") for name in mails]


def test_each_file_has_its_line_with_its_name_as_it_was_given(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """CMD-10, agreement 12"""
    names = files(tmp_path, gone=UNKNOWN, hello=letter("Hello", "Hello", "x@y.example"))
    status, out = said(monkeypatch, "--json", *names)
    assert status == 0 and rows(out) == [
        {"file": names[0], "recipients": [{"address": BUYER, "reason": "userunknown", "hard": True, "delayed": False}], "is_bounce": True},
        {"file": names[1], "recipients": [], "is_bounce": False},
    ]


def test_a_file_that_cannot_be_read_is_named_and_the_others_are_read(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """CMD-10: exit status 1."""
    status, out = said(monkeypatch, "--json", str(tmp_path / "none.eml"), str(tmp_path), *files(tmp_path, gone=UNKNOWN))
    assert (status, len(rows(out))) == (1, 1)
    errors = capsys.readouterr().err
    assert "none.eml: cannot be read (No such file or directory)" in errors and "Is a directory" in errors


def test_standard_input_is_a_file_called_minus(monkeypatch: pytest.MonkeyPatch) -> None:
    """CMD-10"""
    status, out = said(monkeypatch, "--json", "-", stdin=UNKNOWN)
    assert (status, rows(out)[0]["file"], rows(out)[0]["recipients"][0]["address"]) == (0, "-", BUYER)


def test_any_bytes_get_a_line(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """CMD-10: never a traceback."""
    status, out = said(monkeypatch, "--json", *files(tmp_path, empty=b"", zeros=bytes(5_000), noise=bytes(range(256)) * 40))
    assert status == 0 and [row["is_bounce"] for row in rows(out)] == [False, False, False]


def test_people_read_who_why_and_whether_for_good(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """CMD-10"""
    full = report(failed("552 5.2.2 full", "5.2.2"))
    away = letter("I am away.", "Automatic reply: hello", "One <one@buyers.example>").replace(b"Return-Path: <>\n", b"")
    _, out = said(monkeypatch, *files(tmp_path, gone=UNKNOWN, full=full, away=away, hello=b"Subject: hello\n\nhello"))
    assert [line.partition(".eml   ")[2] for line in out.splitlines()] == [
        f"{BUYER}   userunknown, for good",
        f"{BUYER}   mailboxfull",
        f"{BUYER}   vacation   (no bounce)",
        "no bounce",
    ]


def test_without_a_file_it_is_wrong_usage() -> None:
    """CMD: exit status 2."""
    with pytest.raises(CommandError, match="FILE") as wrong:
        call_command("bounce")
    assert wrong.value.returncode in (1, 2)


def test_it_needs_no_desk_and_leaves_nothing_behind(tmp_path: Path) -> None:
    """Agreement 12"""
    place = tmp_path / "place"
    place.mkdir()
    done = Desk(place)("bounce", *files(tmp_path, gone=UNKNOWN), "--json")
    assert (done.status, done.row["is_bounce"], list(place.iterdir())) == (0, True, [])


def test_a_mail_out_of_a_pipe_is_taken_in_by_the_desk(tmp_path: Path) -> None:
    """NTC-14: found by its Message-ID, marked, and the address is written to no more."""
    desk = with_orders(Desk(tmp_path))
    with sqlite3.connect(desk.database) as rows_of:
        mail, recipient = rows_of.execute("SELECT message_id, recipient FROM notices_notice WHERE state = 'sent' LIMIT 1").fetchone()
    raw = UNKNOWN.decode().replace(SENT, mail).replace(BUYER, recipient)
    done = desk("bounce", "-", "--suppress", "--json", now=PLACED, stdin=raw)
    assert done.status == 0 and [(one["state"], one["reason"], one["suppressed"]) for one in done.row["notices"]] == [("bounced", "userunknown", True)]
    order = desk("order", done.row["notices"][0]["order"], "--json").row
    assert ("bounced", "userunknown") in {(one["state"], one["reason"]) for one in order["notices"]}


def test_a_bounce_of_somebody_elses_mail_is_said_to_be_none_of_ours(tmp_path: Path) -> None:
    """NTC-14: and the pipe is not told that anything failed, or the mail would come back once more."""
    done = with_orders(Desk(tmp_path))("bounce", "-", "--suppress", now=PLACED, stdin=UNKNOWN.decode())
    assert (done.status, done.out) == (0, "-   a bounce, but of no mail of this desk\n")
