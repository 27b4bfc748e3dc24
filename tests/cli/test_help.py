"""Every --help: short, with an example, and nothing of Django in it."""

import re
from pathlib import Path
from unittest.mock import Mock

import pytest
from django.core.management import get_commands, load_command_class

from todoke.cli import main
from todoke.due.clock import parse_moment

OURS = sorted(name for name, app in get_commands().items() if app == "todoke.cli")


@pytest.mark.parametrize("name", OURS)
def test_a_help_shows_an_example_and_only_what_is_the_command_s_own(name: str) -> None:
    """CMD: what a shopkeeper cannot use is not offered."""
    said = load_command_class("todoke.cli", name).create_parser("todoke", name).format_help()

    assert "\nexample:\n  " in said and "--json" in said
    assert not any(word in said for word in ("--settings", "--pythonpath", "--traceback", "--no-color", "(default: None)", "(default: )", "(default: False)"))


def test_a_command_that_is_stopped_says_so_in_a_line(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """CMD-1: Ctrl+C in the middle of a long file is no accident, and shows no traceback."""

    def stopped(argv: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(main, "start", stopped)
    with pytest.raises(SystemExit) as ended:
        main.main()

    assert ended.value.code == 130 and capsys.readouterr().err.startswith("todoke: stopped.")


def test_wrong_usage_is_told_by_todoke_in_one_line(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """CMD-15: place and reason, and no word of the framework."""
    (tmp_path / "letter.tar").write_text("this is no backup")
    with pytest.raises(SystemExit) as ended:
        load_command_class("todoke.cli", "restore").run_from_argv(["todoke", "restore", str(tmp_path / "letter.tar")])

    said = capsys.readouterr().err
    assert ended.value.code == 2 and said.startswith("todoke: ") and "is no backup" in said and said.count("\n") == 1


def test_a_reader_who_has_seen_enough_is_no_mistake(monkeypatch: pytest.MonkeyPatch) -> None:
    """CMD-8: `todoke render --all | head` says nothing about files."""
    command = load_command_class("todoke.cli", "render")
    monkeypatch.setattr(command, "tell", Mock(side_effect=BrokenPipeError))

    with pytest.raises(BrokenPipeError):
        command.run_from_argv(["todoke", "render", "delivered", "--sample"])


@pytest.mark.parametrize("text", ["2026-12-25", "2026-12-25T10:00", "20261225"])
def test_a_moment_without_a_zone_gets_a_mend_that_can_be_typed(text: str) -> None:
    """Agreement 6: what it says to write is a moment."""
    with pytest.raises(ValueError, match="has no zone") as wrong:
        parse_moment(text)

    for mended in re.findall(r"\S+(?:Z|\+09:00)", str(wrong.value)):
        assert parse_moment(mended.rstrip("."))
