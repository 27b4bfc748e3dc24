"""todoke journeys: what is told when; a shop's own rows as a file, checked whole before any takes effect (LIF-13)."""

from pathlib import Path
from typing import Any

import msgspec
from django.core.management.base import CommandParser

from todoke.cli.command import Command as Base
from todoke.cli.the_shop import the_shop
from todoke.desk.texts import texts_of
from todoke.due.clock import now
from todoke.rules.journey_file import read_journeys, report
from todoke.rules.journey_rows import DEFAULT
from todoke.shops.choices import change_journeys, policy_of


class Command(Base):
    help = "The journeys of a shop: list them, check a file of its own, or put it in force (for orders placed from then on)."
    example = "todoke journeys check journeys.toml"

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", nargs="?", default="show", choices=("show", "check", "set", "reset"))
        parser.add_argument("file", nargs="?", default="", metavar="FILE")
        parser.add_argument("--shop", default="")

    def do(self, **options: Any) -> None:
        shop = the_shop(self, options["shop"])
        if options["what"] == "show":
            self.rows((msgspec.structs.asdict(row) for row in policy_of(shop).journeys), ("id", "tell", "variant", "wait", "once", "why"))
        elif options["what"] == "reset":
            change_journeys(shop, DEFAULT, by="command line", now=now())
            self.say("the shipped journeys are in force")
        else:
            self.read(options["file"], shop, take=options["what"] == "set")

    def read(self, path: str, shop: Any, *, take: bool) -> None:
        try:
            text = Path(path).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            self.wrong(f"{path or 'FILE'} cannot be read ({error})")
        of = texts_of(shop)
        kinds = {kind: frozenset(of.locales(kind)) for kind in of.kinds()}
        rows, findings = read_journeys(text, path, kinds, policy_of(shop).locales)
        if self.json:
            for finding in findings:
                self.line(finding._asdict())
        elif findings:
            self.complain(report(findings, path))
        if findings:
            self.status = 1
        elif take:
            change_journeys(shop, rows, by="command line", now=now())
            self.say(f"{len(rows)} rows are in force for orders placed from now on. Open ones keep theirs; move them with: todoke policy --move")
        else:
            self.say(f"{path}: nothing to mend")
