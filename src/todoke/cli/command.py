"""What every command shares: a table for people, one JSON object a line for machines, an exit status that means something.

0 done · 1 some input was refused (the rest is taken) · 2 wrong usage or configuration"""

import sys
import unicodedata
from argparse import SUPPRESS, Action, ArgumentDefaultsHelpFormatter, RawDescriptionHelpFormatter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NoReturn

import msgspec
from django.core.management.base import BaseCommand, CommandParser, OutputWrapper
from django.core.management.base import CommandError as CommandError

PREFIX = "CommandError: "
encode = msgspec.json.Encoder().encode


class Formatter(RawDescriptionHelpFormatter, ArgumentDefaultsHelpFormatter):
    """Examples keep their lines. A default is told where it says something."""

    def _get_help_string(self, action: Action) -> str | None:
        return super()._get_help_string(action) if action.default else action.help


class Errors(OutputWrapper):
    """What is wrong is said by `todoke`, not by the framework's class of errors."""

    def write(self, msg: str = "", style_func: Callable[[str], str] | None = None, ending: str | None = None) -> None:  # type: ignore[override]  # as its parent
        super().write(f"todoke: {msg.removeprefix(PREFIX)}" if msg.startswith(PREFIX) else msg, style_func, ending)


class Command(BaseCommand):
    """`example`: shown by --help. A command returns its exit status by `self.status`."""

    example = ""
    requires_system_checks: list[str] = []
    status = 0
    json = False

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        parser = super().create_parser("todoke", subcommand, epilog=f"example:\n  {self.example}" if self.example else None, **kwargs)
        parser.formatter_class = Formatter
        for action in parser._actions:
            if action.dest in BASE_OPTIONS | {"version"}:  # Django's own: they work, and are nobody's business here
                action.help = SUPPRESS
        return parser

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="one JSON object a line on standard output, and nothing else there")
        self.arguments(parser)

    def arguments(self, parser: CommandParser) -> None:
        """What this command takes besides --json."""

    def handle(self, *args: Any, **options: Any) -> None:
        self.json = bool(options.pop("json"))
        self.do(**{name: value for name, value in options.items() if name not in BASE_OPTIONS})
        sys.stdout.flush()
        if self.status:
            sys.exit(self.status)

    def do(self, **options: Any) -> None:
        raise NotImplementedError

    def run_from_argv(self, argv: list[str]) -> None:
        self.stderr = Errors(sys.stderr)
        self.stderr.style_func = self.style.ERROR
        super().run_from_argv(argv)

    # ── saying ──
    def line(self, row: Mapping[str, Any]) -> None:
        """For machines: at once, so that a reader at the other end of a pipe sees it."""
        sys.stdout.write(encode(row).decode() + "\n")
        sys.stdout.flush()

    def say(self, text: str) -> None:
        """For people, on standard output where --json does not own it."""
        print(text, file=sys.stderr if self.json else sys.stdout, flush=True)

    def complain(self, text: str) -> None:
        print(text, file=sys.stderr, flush=True)

    def wrong(self, text: str) -> NoReturn:
        """Wrong usage: exit 2."""
        raise CommandError(text, returncode=2)

    def rows(self, rows: Iterable[Mapping[str, Any]], columns: Sequence[str]) -> None:
        """A line a row for machines, a table for people."""
        if self.json:
            for row in rows:
                self.line(row)
            return
        found = [[str(row.get(column) if row.get(column) is not None else "") for column in columns] for row in rows]
        widths = [max([width(column), *(width(row[at]) for row in found)]) for at, column in enumerate(columns)]
        for cells in [list(columns), *found]:
            print("  ".join(cell + " " * (size - width(cell)) for cell, size in zip(cells, widths, strict=True)).rstrip())


BASE_OPTIONS = {"verbosity", "settings", "pythonpath", "traceback", "no_color", "force_color", "skip_checks"}


def width(text: str) -> int:
    """Columns on a terminal: a Japanese character takes two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
