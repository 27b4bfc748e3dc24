"""todoke backup: the desk in one file (CMD-15)."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from todoke.cli.command import Command as Base
from todoke.desk.backup import NotDone, save


class Command(Base):
    help = "The whole desk in one file, while it works: database and key. Keep it as you would keep the key to the shop."
    example = "todoke backup /backups/desk-2026-11-24.tar"

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE")
        parser.add_argument("--force", action="store_true", help="replace a file of that name")

    def do(self, **options: Any) -> None:
        try:
            saved = save(Path(options["file"]), options["force"])
        except NotDone as error:
            self.wrong(str(error))
        if not saved.key:
            self.complain("TODOKE_SECRET_KEY comes from the environment and is not in the file: keep it elsewhere; without it the secrets stay closed.")
        self.line(saved._asdict()) if self.json else self.say(f"{saved.file}: {saved.bytes:,} bytes, {saved.database}")
