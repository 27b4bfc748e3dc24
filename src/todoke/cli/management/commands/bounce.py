"""todoke bounce: mails that came back, read (CMD-10). Pure: it needs no desk and writes nothing; with --suppress the desk takes them in (NTC-14)."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import IO, Any

from django.core.management.base import CommandParser

from todoke.cli.command import Command as Base
from todoke.desk.bounced import Back, take_in
from todoke.due.clock import now
from todoke.notices.bounces.mbox import mails
from todoke.notices.bounces.read import Bounce, joined, read

SUPPRESS = "take them in: their notices are marked as bounced, staff hear of it, addresses that do not work are written to no more"


class Command(Base):
    help = "Read mails that came back: whose address it was, why, and whether for good. Notes of absence and thanks of machines are no bounces."
    example = "todoke bounce returned.eml --json\n  todoke bounce Maildir/new/*\n  todoke bounce - --suppress      # as the mail server's pipe"

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE", help="a mail, or an mbox with many; - is standard input")
        parser.add_argument("--suppress", action="store_true", help=SUPPRESS)

    def do(self, **options: Any) -> None:
        for name in options["files"]:
            try:
                with opened(name) as file:
                    found = [read(raw) for raw in mails(file)]
            except OSError as error:
                self.status = 1
                self.complain(f"{name}: cannot be read ({error.strerror or error}). The others are read.")
                continue
            backs = [back for one in found for back in take_in(one, now=now())] if options["suppress"] else None
            self.tell(name, joined(found), backs)

    def tell(self, name: str, found: Bounce, backs: Sequence[Back] | None) -> None:
        if self.json:
            self.line(row(name, found) | ({} if backs is None else {"notices": [of_notice(back) for back in backs]}))
            return
        for text in in_words(found) if backs is None else taken_in(found, backs):
            self.say(f"{name}   {text}")


def row(name: str, found: Bounce) -> dict[str, Any]:
    people = [{"address": one.address, "reason": one.reason, "hard": one.hard, "delayed": one.delayed} for one in found.recipients]
    return {"file": name.encode("utf-8", "replace").decode(), "recipients": people, "is_bounce": found.is_bounce}


def of_notice(back: Back) -> dict[str, Any]:
    return {"order": back.notice.order.number, "kind": back.notice.kind, "state": back.state, "reason": back.reason, "suppressed": back.suppressed}


def in_words(found: Bounce) -> Iterator[str]:
    """A line for each recipient."""
    for one in found.recipients:
        yield f"{one.address}   {one.reason}{', for good' if one.hard else ''}" + ("" if found.is_bounce else "   (no bounce)")
    if not found.recipients:
        yield "a bounce that names nobody" if found.is_bounce else "no bounce"


def taken_in(found: Bounce, backs: Sequence[Back]) -> Iterator[str]:
    """A line for each notice."""
    for back in backs:
        yield f"{back.notice.order}   {back.notice.kind}   {back.state} ({back.reason})" + ("   this address is written to no more" if back.suppressed else "")
    if not backs:
        yield "a bounce, but of no mail of this desk" if found.is_bounce else "no bounce"


@contextmanager
def opened(name: str) -> Iterator[IO[bytes]]:
    if name == "-":
        yield sys.stdin.buffer
        return
    with open(name, "rb") as file:
        yield file
