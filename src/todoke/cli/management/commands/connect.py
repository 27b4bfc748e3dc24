"""todoke connect: a shop on a channel, its inbound address and its secret (CMD-17)."""

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser

from todoke.channels.registry import CHANNELS
from todoke.cli.command import Command as Base
from todoke.desk.polling import ask_now
from todoke.due.clock import now, parse_moment
from todoke.shops.connect import Offer, Taken, connect, renew, rotate, until
from todoke.shops.models import Connection

ADDRESS = re.compile(r"https?://[^\s/\[\]]+", re.IGNORECASE)


class Command(Base):
    help = "Connect a shop to a channel: where to send webhooks, with which secret (made and shown once unless given)."
    example = "todoke connect shopify minato --mails todoke"

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("channel", choices=sorted(CHANNELS))
        parser.add_argument("name", help="of the connection: letters, digits, - and _")
        parser.add_argument("--shop", default="", help="the shop's name; made if there is none of it")
        parser.add_argument("--secret", default="", help="the channel's own signing secret, where it gives you one")
        parser.add_argument("--rotate", action="store_true", help="a new secret; the old one is good for another 24 h")
        parser.add_argument("--mails", choices=("channel", "todoke"), help="who mails the buyer what both could send")
        parser.add_argument("--test", action="store_true", help="take the channel's test orders in as well")
        parser.add_argument("--api-url", default="", help="where the channel's API answers; left out: webhooks only")
        parser.add_argument("--expires", default="", metavar="DAY", help="when the access ends, such as 2027-02-28: staff are told 14, 7 and 1 days ahead")
        parser.add_argument("--token", default="", help="the API's access token; with --rotate alone it is replaced, and the secret stays")

    def do(self, **options: Any) -> None:
        channel, name = options["channel"], options["name"]
        if not name.replace("-", "").replace("_", "").isalnum() or not name.isascii() or len(name) > 60:
            self.wrong(f"{name!r} is no name for a connection. Use letters, digits, - and _, 60 at most.")
        if options["api_url"] and not ADDRESS.match(options["api_url"]):
            self.wrong(f"{options['api_url']!r} is no address. Write it with https:// in front.")
        expires_at = self.day(options["expires"]) if options["expires"] else 0
        if options["rotate"]:
            connection, secret = self.rotated(channel, name, options["secret"], options["token"])
        else:
            connection, secret = self.made(options)
        if expires_at:
            until(connection, expires_at)
        path = f"/in/{channel}/{name}"
        row = {"connection": name, "channel": channel, "shop": connection.shop.name, "inbound_url": settings.PUBLIC_URL + path, "secret": secret}
        if self.json:
            self.line(row)
        else:
            self.say("\n".join([f"{channel}/{name} of {row['shop']}", *self.how_heard(connection, row["inbound_url"]),
                                *([f"  secret       {secret}   (shown this once)"] if secret else ["  token        replaced; it is read again now"]),
                                *[f"  topic        {topic}" for topic in CHANNELS[channel].topics]]))

    def day(self, text: str) -> int:
        """The end of that day, in UTC; a moment with a zone is taken as it is."""
        try:
            return int(datetime.combine(date.fromisoformat(text) + timedelta(days=1), time(), UTC).timestamp())
        except ValueError:
            pass
        try:
            return parse_moment(text, "--expires")
        except ValueError as error:
            self.wrong(str(error))

    def how_heard(self, connection: Connection, inbound_url: str) -> list[str]:
        """Where to send webhooks; a channel that sends none is asked, if somebody says where."""
        channel = CHANNELS[connection.channel]
        if channel.topics:
            return [f"  webhooks to  {inbound_url}"]
        asked = f"every {channel.every // 60} minutes" if connection.api_url else "never: it has no --api-url; recordings can be imported"
        return [f"  is asked     {asked}"]

    def made(self, options: dict[str, Any]) -> tuple[Connection, str]:
        mails = options["mails"] or ("channel" if CHANNELS[options["channel"]].mails_itself else "todoke")
        offer = Offer(options["channel"], options["name"], options["shop"], options["secret"], mails, options["test"], options["api_url"].rstrip("/"),
                      options["token"])
        try:
            return connect(offer, now=now())
        except Taken as error:
            self.wrong(f"{error}. Choose another name, or --rotate its secret.")

    def rotated(self, channel: str, name: str, secret: str, token: str) -> tuple[Connection, str]:
        connection = Connection.objects.select_related("shop").filter(channel=channel, name=name).first()
        if connection is None:
            self.wrong(f"there is no connection {channel}/{name} whose secret could be replaced")
        if token:
            renew(connection, token)
            ask_now(connection)
        if token and not secret:
            return connection, ""
        return connection, rotate(connection, secret=secret, now=now())
