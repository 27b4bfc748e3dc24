"""todoke export: orders as a table (CMD-24)."""

import os
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from todoke.channels.registry import CHANNELS
from todoke.cli.command import Command as Base
from todoke.cli.the_shop import the_shop
from todoke.desk.exporting import Export, Wanted
from todoke.due.clock import parse_moment
from todoke.rules.order import PROGRESS_STATES

NAMES = {"utf-8": "utf-8-sig", "utf-8-sig": "utf-8-sig", "cp932": "cp932", "shift_jis": "cp932", "sjis": "cp932"}


class Command(Base):
    help = (
        "Orders as CSV for accounting and label software: a row a line item, the order's totals in each. Buyers who were forgotten are empty cells. "
        "`todoke import --channel csv` reads it back."
    )
    example = (
        "todoke export orders --since 2026-11-01T00:00:00+09:00 -o orders.csv\n"
        "  todoke export orders --state awaiting_shipment --encoding cp932 -o 出荷待ち.csv"
    )

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=("orders",))
        parser.add_argument("-o", "--output", required=True, metavar="FILE", help="- is standard output")
        parser.add_argument("--since", help="placed at this ISO moment or later")
        parser.add_argument("--state", choices=PROGRESS_STATES, default="", help="progress")
        parser.add_argument("--channel", choices=sorted(CHANNELS), default="")
        parser.add_argument("--shop", default="", metavar="NAME", help="where there are several")
        parser.add_argument("--encoding", choices=sorted(NAMES), default="utf-8", help="UTF-8 with its mark, as spreadsheets know it; or Shift_JIS")
        parser.add_argument("--heads", choices=("ja", "en"), default="ja", help="language of the heads")

    def do(self, **options: Any) -> None:
        if self.json and options["output"] == "-":
            self.wrong("--json and -o - both want standard output. Name a file: -o orders.csv")
        try:
            since = parse_moment(options["since"], "--since") if options["since"] else 0
        except ValueError as error:
            self.wrong(str(error))
        wanted = Wanted(the_shop(self, options["shop"]), since, options["state"], options["channel"])
        export = Export(wanted, NAMES[options["encoding"]], options["heads"])
        self.write(export, options["output"])
        self.tell(export, options["output"])

    def write(self, export: Export, place: str) -> None:
        """Whole or not at all: a file that stands there already is replaced at the end."""
        if place == "-":
            for piece in export:
                sys.stdout.buffer.write(piece)
            return
        part = Path(f"{place}.part")
        try:
            with part.open("wb") as file:
                file.writelines(export)
            os.replace(part, place)
        except OSError as error:
            part.unlink(missing_ok=True)
            self.wrong(f"{place} cannot be written ({error.strerror}). Choose another place with -o.")

    def tell(self, export: Export, place: str) -> None:
        counts = {"orders": export.orders, "rows": export.rows, "lost": export.lost}
        if self.json:
            self.line(counts | {"file": place})
            return
        self.complain(f"{export.orders} orders, {export.rows} rows" + (f" in {place}" if place != "-" else ""))
        if export.lost:
            self.complain(f"{export.lost} characters are not in Shift_JIS and became 〓. For all of them: --encoding utf-8")
