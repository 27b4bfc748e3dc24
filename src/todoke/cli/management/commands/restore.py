"""todoke restore: a backup back into an empty place (CMD-15)."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from todoke.cli.command import Command as Base
from todoke.desk.backup import NotDone, restore


class Command(Base):
    help = "Put a backup back, into an empty data folder or database. Then look: todoke doctor, todoke verify."
    example = "TODOKE_DATA=/srv/todoke todoke restore /backups/desk-2026-11-24.tar"

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE")
        parser.add_argument("--force", action="store_true", help="replace the desk that is there; stop its web and workers first")

    def do(self, **options: Any) -> None:
        try:
            words = restore(Path(options["file"]), options["force"])
        except NotDone as error:
            self.wrong(f"nothing was changed: {error}")
        self.line({"restored": options["file"], "notes": words}) if self.json else self.say("\n".join([f"{options['file']} is restored", *words]))
