"""todoke import: recorded deliveries, stored and decided before their line is printed (CMD-1)."""

import gc
import sys
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.core.management.base import CommandParser

from todoke.channels.channel import Unclear
from todoke.channels.csv.channel import Csv
from todoke.channels.csv.file import Unreadable
from todoke.channels.csv.orders import in_file, order_sheet
from todoke.channels.registry import CHANNELS
from todoke.cli.command import Command as Base
from todoke.cli.command import encode
from todoke.cli.order_files import deliveries, file_of, orders_shown, remembered
from todoke.cli.recorded import Recorded, read
from todoke.desk.recording import Recording, Taken, take, take_woken
from todoke.due.clock import now
from todoke.shops.connect import Offer, connect
from todoke.shops.models import Connection

AT_ONCE, BYTES_AT_ONCE = 500, 16 * 1024 * 1024


class Command(Base):
    help = ("Take in recorded deliveries: JSON or JSON lines, bodies as sent or in an envelope {topic, body}; or order files of carts and marketplaces "
            "(CSV, TSV). Without --notify they are history: no mail, ever. The same file again changes nothing.")
    example = ("todoke import orders.jsonl --channel shopify --topic orders/create\n"
               "  todoke import 受注.csv --channel csv --map '当店の品番=sku' --notify")

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE", help="- is standard input")
        parser.add_argument("--channel", required=True, choices=sorted(CHANNELS))
        parser.add_argument("--connection", default="", metavar="NAME")
        parser.add_argument("--topic", default="", help="where neither envelope nor shape tells")
        parser.add_argument("--notify", action="store_true", help="take it in as live: buyers are told")
        parser.add_argument("--order", default="", metavar="NUMBER", help="the order of a body that names none")
        parser.add_argument("--map", action="append", default=[], metavar="COLUMN=FIELD", help="of order files: what a column means; remembered")
        parser.add_argument("--currency", default="", metavar="CODE", help="of order files that name none; remembered")

    def do(self, **options: Any) -> None:
        connection = self.connection(options["channel"], options["connection"])
        self.order_fits(options["channel"], options["order"])
        self.correct(connection, options["map"], options["currency"])
        gc.freeze()  # what was loaded at the start lives to the end: the collector need not look at it again and again
        gc.set_threshold(50_000, 20, 100)
        counts: Counter[str] = Counter()
        found = self.order_files(connection, options["files"]) if options["channel"] == Csv.name else self.recorded(options["files"], options["topic"])
        while batch := bounded(found):
            good = [one for one in batch if not one.trouble]
            recordings = [Recording(one.topic, one.body, order=options["order"]) for one in good]
            taken = take(connection, recordings, live=options["notify"], now=now(), by=str(connection))
            results = iter(taken)
            self.tell(batch, [Taken(one.place, "quarantined", "", one.trouble) if one.trouble else next(results) for one in batch], counts)
            self.progress(counts)
        woken = take_woken(connection)
        summary = {"deliveries": sum(counts.values()), **{key: counts[key] for key in ("taken", "duplicate", "ignored", "quarantined")}}
        self.line({"summary": summary}) if self.json else self.say("  ".join(f"{count} {what}" for what, count in summary.items()))
        self.status = self.status or (1 if counts["quarantined"] > woken else 0)

    def order_fits(self, channel: str, order: str) -> None:
        """Before anything is stored: does --order make sense here?"""
        try:
            if order:
                CHANNELS[channel].naming("", {}, order)
        except Unclear as error:
            self.wrong(f"--order: {error.reason} {error.mend}")

    def connection(self, channel: str, name: str) -> Connection:
        """The one named; the channel's only one; none: `import` is made; several: the user must say."""
        found = list(Connection.objects.select_related("shop").filter(channel=channel, **({"name": name} if name else {}))[:2])
        if len(found) == 2:
            self.wrong(f"there are several connections to {channel}. Say which: --connection NAME")
        if not found and name:
            self.wrong(f"there is no connection {channel}/{name}. Make it: todoke connect {channel} {name}")
        mails = "channel" if CHANNELS[channel].mails_itself else "todoke"
        return found[0] if found else connect(Offer(channel, "import", mails=mails), now=now())[0]

    def recorded(self, files: list[str], topic: str) -> Iterator[Recorded]:
        for path in files:
            try:
                for one in read(path):
                    yield one._replace(topic=one.topic or topic)
            except OSError as error:
                self.complain(f"{path}: cannot be read ({error.strerror}). The other files are taken.")
                self.status = 1

    def order_files(self, connection: Connection, files: list[str]) -> Iterator[Recorded]:
        for path in files:
            try:
                with file_of(path) as file:
                    place = "standard input" if path == "-" else path
                    sheet = order_sheet(file, connection.settings.get("columns", {}))
                    if not self.json:
                        self.complain(orders_shown(place, sheet))
                    yield from deliveries(place, sheet)
            except OSError as error:
                self.complain(f"{path}: cannot be read ({error.strerror}). The other files are taken.")
                self.status = 1
            except Unreadable as error:
                self.complain(f"{path}: {error}")
                self.status = 1

    def correct(self, connection: Connection, said: list[str], currency: str) -> None:
        """What a person says once about the files of a connection stays with it."""
        if (said or currency) and connection.channel != Csv.name:
            self.wrong("--map and --currency are for order files: --channel csv")
        try:
            settings = remembered(connection.settings, said, currency)
        except ValueError as error:
            self.wrong(str(error))
        if settings != connection.settings:
            connection.settings = settings
            connection.save(update_fields=["settings"])

    def tell(self, batch: list[Recorded], taken: list[Taken], counts: Counter[str]) -> None:
        """A line a delivery for machines, all of a batch at once; for people what was not taken."""
        counts.update(one.result for one in taken)
        if self.json:
            rows = ({"delivery": done.delivery, "result": done.result, "order": done.order or None, "reason": in_file(done.reason, one.lines) or None,
                     "place": one.place, "topic": one.topic or None} for one, done in zip(batch, taken, strict=True))
            sys.stdout.write("".join(encode(row).decode() + "\n" for row in rows))
            sys.stdout.flush()
            return
        for one, done in zip(batch, taken, strict=True):
            if done.result == "quarantined":
                self.say(f"{one.place}: {in_file(done.reason, one.lines)}")

    def progress(self, counts: Counter[str]) -> None:
        if sys.stderr.isatty():
            print(f"\r{sum(counts.values())} deliveries", end="", file=sys.stderr, flush=True)


def bounded(found: Iterator[Recorded]) -> list[Recorded]:
    """The next batch: so many at most, and never more than a few megabytes in memory."""
    batch: list[Recorded] = []
    size = 0
    for one in islice(found, AT_ONCE):
        batch.append(one)
        size += len(one.body)
        if size > BYTES_AT_ONCE:
            break
    return batch
