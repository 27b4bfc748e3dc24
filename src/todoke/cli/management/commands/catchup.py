"""todoke catchup: what a channel has against what the desk has (CHN-9)."""

from typing import Any

from django.core.management.base import CommandParser

from todoke.channels.channel import Refusal
from todoke.channels.registry import CHANNELS
from todoke.cli.command import Command as Base
from todoke.cli.door import take_in_waiting
from todoke.desk.catchup import compare
from todoke.desk.models import Received
from todoke.desk.polling import read_back
from todoke.due.clock import now, parse_moment
from todoke.shops.models import Connection


class Command(Base):
    help = "Read back what changed at a channel since the last reading, take it in, and compare: 0 missing of N."
    example = "todoke catchup\n  todoke catchup --connection minato --since 2026-11-01T00:00:00+09:00"

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--connection", default="", metavar="NAME", help="only this one; CHANNEL/NAME where two match")
        parser.add_argument("--since", default="", metavar="MOMENT", help="an ISO moment; left out: since the last reading")

    def do(self, **options: Any) -> None:
        try:
            since = parse_moment(options["since"], "--since") if options["since"] else None
        except ValueError as error:
            self.wrong(str(error))
        for connection in self.connections(options["connection"]):
            try:
                self.read(connection, since)
            except Refusal as no:
                self.complain(f"{connection}: {no.reason}")
                self.status = 1

    def connections(self, name: str) -> list[Connection]:
        channel, _, name = name.rpartition("/")
        wanted = {key: value for key, value in (("channel", channel), ("name", name)) if value}
        found = list(Connection.objects.select_related("shop").filter(**wanted).order_by("channel", "name"))
        readable = [connection for connection in found if connection.api_url]
        if not readable:
            self.wrong("there is no such connection" if not found else "no connection has an API to read: `todoke connect … --api-url URL` names one")
        return readable

    def read(self, connection: Connection, since: int | None) -> None:
        """Up to one moment, for both: what is sold meanwhile is not missing. A refusal is raised."""
        at, overlap = now(), CHANNELS[connection.channel].overlap
        begin = max(0, (connection.read_until if since is None else since) - overlap)
        stored = max(read_back(connection, at, begin), default=0)
        waiting = Received.objects.filter(shop=connection.shop_id, connection=connection, delivery__startswith="read:", state="waiting")
        take_in_waiting(list(waiting.values_list("pk", flat=True)))
        found = compare(connection, begin, at)
        row = {"connection": str(connection), "read": stored, "there": found.there, "missing": list(found.missing)}
        words = [f"{connection}: {len(found.missing)} missing of {found.there}", *(f"  {ref}" for ref in found.missing)]
        self.line(row) if self.json else self.say("\n".join(words))
        self.status = 1 if found.missing else self.status
