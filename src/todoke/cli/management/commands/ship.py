"""todoke ship: the numbers of many parcels at once (CMD-23)."""

from collections import Counter
from typing import Any, cast

from django.core.management.base import CommandParser

from todoke.channels.csv.file import Unreadable
from todoke.channels.csv.parcels import Reader, Wanted, parcel_sheet, wanted
from todoke.cli.command import Command as Base
from todoke.cli.order_files import file_of, remembered, shown
from todoke.desk.shipping import Answer, ship
from todoke.due.clock import now
from todoke.shops.choices import show
from todoke.shops.models import Shop

RESULTS = ("taken", "duplicate", "ignored", "quarantined")


class Command(Base):
    help = (
        "Report that parcels have left, many at once: a file with order number, carrier and tracking number, or what a label program writes (B2, e-Hiden, "
        "Yu-Pri R). Buyers are told once; orders that may not leave are named with the reason. The same file again changes nothing."
    )
    example = "todoke ship 発行済データ.csv\n  todoke ship parcels.csv --carrier yamato --json"

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE", help="CSV or TSV; - is standard input")
        parser.add_argument("--carrier", default="", metavar="NAME", help="of rows that name none")
        parser.add_argument(
            "--map", action="append", default=[], metavar="COLUMN=FIELD", help="what a column means: number, carrier, tracking, sku, quantity …"
        )
        parser.add_argument("--shop", default="", metavar="NAME", help="only orders of this shop")

    def do(self, **options: Any) -> None:
        shops = list(Shop.objects.filter(**({"name": options["shop"]} if options["shop"] else {})).order_by("id"))
        if not shops:
            self.wrong(f"there is no shop {options['shop']!r}." if options["shop"] else "there is no shop yet. Make one: todoke connect CHANNEL NAME")
        try:
            corrected = columns_of(options["map"])
        except ValueError as error:
            self.wrong(str(error))
        reader = Reader(show(shops[0])["zone"], now(), options["carrier"])
        rows = [row for path in options["files"] for row in self.rows_of(path, corrected, reader)]
        answers = ship(rows, [shop.pk for shop in shops], by="staff:command line", now=reader.now)
        for answer in answers:
            self.tell(answer)
        counts = Counter(answer.result for answer in answers)
        summary = {"deliveries": len(answers), **{result: counts[result] for result in RESULTS}}
        self.line({"summary": summary}) if self.json else self.say("  ".join(f"{count} {what}" for what, count in summary.items()))
        self.status = self.status or (1 if counts["quarantined"] else 0)

    def rows_of(self, path: str, corrected: dict[str, str], reader: Reader) -> list[Wanted]:
        place = "standard input" if path == "-" else path
        try:
            with file_of(path) as file:
                sheet = parcel_sheet(file, corrected)
                if not self.json:
                    self.complain(shown(place, sheet))
                return [row._replace(place=f"{place}:{row.place}") for row in wanted(sheet, reader)]
        except OSError as error:
            self.complain(f"{path}: cannot be read ({error.strerror}). The other files are taken.")
        except Unreadable as error:
            self.complain(f"{path}: {error}")
        self.status = 1
        return []

    def tell(self, answer: Answer) -> None:
        row = answer.row
        number = (answer.order.number or answer.order.ref) if answer.order else None
        if self.json:
            self.line(
                {
                    "delivery": answer.delivery or row.place,
                    "result": answer.result,
                    "order": number,
                    "reason": answer.reason or None,
                    "place": row.place,
                    "number": row.number or None,
                    "numbers": list(row.numbers),
                }
            )
        elif answer.result != "taken":
            self.say(f"{row.place}: {row.number or 'no number'}: {answer.reason}")


def columns_of(said: list[str]) -> dict[str, str]:
    """Of this file only. Raises ValueError."""
    return cast(dict[str, str], remembered({}, said, "").get("columns", {}))
