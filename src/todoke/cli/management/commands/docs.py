"""todoke docs: the pages that are drawn from the tables."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser

from todoke.cli.command import Command as Base
from todoke.notices.lint import drawn
from todoke.rules.draw import first_of_version, lives, schema

ROOT = settings.HERE.parents[1] / "docs"


class Command(Base):
    help = "Draw docs/lives.md, docs/lint.md and docs/schema/ anew from the tables."
    example = "todoke docs\n  todoke docs --check"

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--to", default=str(ROOT), metavar="FOLDER")
        parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if a page is older than the tables")

    def do(self, **options: Any) -> None:
        folder = Path(options["to"])
        for name, text in pages(folder).items():
            page = folder / name
            if page.is_file() and page.read_text("utf-8") == text:
                state = "is up to date"
            elif options["check"]:
                state, self.status = "is older than the tables: make docs", 1
            else:
                page.parent.mkdir(parents=True, exist_ok=True)
                page.write_text(text, encoding="utf-8")
                state = "drawn"
            self.line({"page": str(page), "state": state}) if self.json else self.say(f"{page}: {state}")


def pages(folder: Path) -> dict[str, str]:
    """File → its text. The first shapes of a version are written once, and then left alone."""
    first, text = first_of_version()
    fresh = {} if (folder / "schema" / first).is_file() else {f"schema/{first}": text}
    return {"lives.md": lives(), "lint.md": drawn.page(), **{f"schema/{name}": text for name, text in schema().items()}, **fresh}
