"""todoke bounce: mails that came back, read (CMD-10). Pure: it needs no desk and writes nothing, but for --suppress."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any

from django.core.management.base import CommandParser

from todoke.cli.command import Command as Base
from todoke.notices.bounces.read import Bounce, read_file

HELP = "a mail, or an mbox with many; - is standard input"


class Command(Base):
    help = "Read mails that came back: whose address it was, why, and whether for good. Notes of absence and thanks of machines are no bounces."
    example = "todoke bounce returned.eml --json\n  todoke bounce Maildir/new/*"

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE", help=HELP)

    def do(self, **options: Any) -> None:
        for name in options["files"]:
            try:
                with opened(name) as file:
                    found = read_file(file)
            except OSError as error:
                self.status = 1
                self.complain(f"{name}: cannot be read ({error.strerror or error}). The others are read.")
                continue
            self.tell(name, found)

    def tell(self, name: str, found: Bounce) -> None:
        if self.json:
            rows = [{"address": one.address, "reason": one.reason, "hard": one.hard, "delayed": one.delayed} for one in found.recipients]
            self.line({"file": name.encode("utf-8", "replace").decode(), "recipients": rows, "is_bounce": found.is_bounce})
            return
        for text in in_words(found):
            self.say(f"{name}   {text}")


def in_words(found: Bounce) -> Iterator[str]:
    """A line for each recipient."""
    for one in found.recipients:
        yield f"{one.address}   {one.reason}{', for good' if one.hard else ''}" + ("" if found.is_bounce else "   (no bounce)")
    if not found.recipients:
        yield "a bounce that names nobody" if found.is_bounce else "no bounce"


@contextmanager
def opened(name: str) -> Iterator[IO[bytes]]:
    if name == "-":
        yield sys.stdin.buffer
        return
    with open(name, "rb") as file:
        yield file
