"""todoke lint from outside: lines for machines, words for people, an exit status that means something (CMD-9)."""

from pathlib import Path
from unittest.mock import Mock

import pytest
from django.core.management import load_command_class
from tests.cli.desk import Desk

LETTER = """---
subject: 【{{ shop.short_name | default: shop.name }}】お届けの予定（{{ order.nunber }}）
preheader: お荷物の番号は、発送の日にお知らせします。
---
{{ customer | salutation }}

{{ shop.name }}です。大変ご好評につき、お届けまで少しお時間をいただきます。ご不明な点は、このメールにご返信ください。
{{ support.email }}
"""


def written(folder: Path) -> Path:
    path = folder / "mine" / "delivery_date_notice" / "ja.liquid"
    path.parent.mkdir(parents=True)
    path.write_text(LETTER, "utf-8")
    return path


def test_the_shipped_catalogue_is_clean(tmp_path: Path) -> None:
    """CMD-9: in whichever languages it ships; pure, on an empty desk."""
    said = Desk(tmp_path)("lint", "--json")
    assert (said.status, said.out) == (0, "")
    assert said.err == "0 errors, 0 warnings\n" and list(tmp_path.iterdir()) == []


def test_a_finding_is_a_line_with_rule_place_why_and_mend(tmp_path: Path) -> None:
    """CMD-9: exit 1; the same for the file, its kind's folder, and the folder of kinds."""
    path = written(tmp_path)
    said = Desk(tmp_path)("lint", str(path), "--json")
    assert said.status == 1 and all(row.keys() == {"rule", "path", "line", "severity", "message", "mend"} for row in said.rows)
    rows = {(row["rule"], row["line"]): row for row in said.rows}
    assert rows["V-TRU-2", 7]["severity"] == "error" and rows["V-TRU-2", 7]["path"] == str(path)
    assert "order.number" in rows["V-FCT-2", 2]["mend"]
    for folder in (path.parent, path.parent.parent):
        assert {(row["rule"], row["line"]) for row in Desk(tmp_path)("lint", str(folder), "--json").rows} == {*rows}


def test_people_read_file_line_and_rule(tmp_path: Path) -> None:
    """CMD: and in Japanese if they wish."""
    said = Desk(tmp_path)("lint", str(written(tmp_path)), "--language", "ja")
    assert "ja.liquid:7: error V-TRU-2: 「人気のため」という言い訳です（好評）。" in said.out
    assert "errors" in said.err and said.status == 1


def test_a_path_that_is_not_there_is_wrong_usage(tmp_path: Path) -> None:
    """CMD: exit 2, and nothing on standard output."""
    for words in (("nowhere",), (".",), ("--channel", "ebay")):
        said = Desk(tmp_path)("lint", *words, "--json")
        assert (said.status, said.out) == (2, "") and said.err


def test_the_help_shows_an_example(tmp_path: Path) -> None:
    """CMD"""
    said = Desk(tmp_path)("lint", "--help")
    assert said.status == 0 and "todoke lint my-notices/" in said.out


def test_a_reader_who_has_seen_enough_is_no_mistake(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """CMD-9: `todoke lint mine | head` says nothing about files."""
    command = load_command_class("todoke.cli", "lint")
    monkeypatch.setattr(command, "say", Mock(side_effect=BrokenPipeError))

    with pytest.raises(BrokenPipeError):
        command.run_from_argv(["todoke", "lint", str(written(tmp_path))])
