"""todoke lint: are these notices fit to be sent? (CMD-9). Pure: it needs no desk and writes nothing."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from todoke.cli.command import Command as Base
from todoke.notices.catalogue import SHIPPED
from todoke.notices.lint.lint import Wanted, lint
from todoke.notices.lint.places import NothingThere
from todoke.notices.lint.rules import CHANNELS, LANGUAGES


class Command(Base):
    help = (
        "Check notice templates: facts, subject, tone, law, page. A path is a file, a kind's folder, or a folder of kinds; without one the "
        "shipped texts are checked. Exit 1 on errors; warnings alone pass. The rules stand in docs/lint.md."
    )
    example = "todoke lint my-notices/\n  todoke lint my-notices/shipping_confirmation/ja.liquid --json"

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="file, kind's folder, or folder of kinds")
        parser.add_argument("--channel", default="", choices=("", *CHANNELS), metavar="CHANNEL", help=f"whose buyers the texts are for: {', '.join(CHANNELS)}")
        parser.add_argument("--language", default="en", choices=LANGUAGES, help="of the messages")

    def do(self, **options: Any) -> None:
        counts = {"error": 0, "warning": 0}
        try:
            for found in lint(options["paths"] or [SHIPPED], Wanted(options["channel"], options["language"])):
                counts[found.severity] += 1
                self.line(found._asdict()) if self.json else self.say(
                    f"{found.path}:{found.line}: {found.severity} {found.rule}: {found.message} Mend: {found.mend}"
                )
        except NothingThere as error:
            self.wrong(str(error))
        except BrokenPipeError:  # whoever reads has seen enough: main.py ends it without a word
            raise
        except OSError as error:
            self.wrong(f"{error.filename}: cannot be read ({error.strerror})")
        self.status = 1 if counts["error"] else 0
        self.complain(f"{counts['error']} errors, {counts['warning']} warnings")
