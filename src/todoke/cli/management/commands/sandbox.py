"""todoke sandbox: a stand-in marketplace on this machine (CMD-14)."""

import os
import signal
from collections.abc import Callable
from pathlib import Path
from threading import Event
from typing import Any

import msgspec
from django.core.management.base import CommandParser

from todoke.channels.aliexpress import sandbox as aliexpress
from todoke.channels.easypost import sandbox as easypost
from todoke.channels.seventeentrack import sandbox as seventeentrack
from todoke.channels.shopify import sandbox as shopify
from todoke.channels.stand_in import StandIn
from todoke.cli.command import Command as Base

SANDBOXES: dict[str, Callable[..., StandIn]] = {
    "17track": seventeentrack.serve, "aliexpress": aliexpress.serve, "easypost": easypost.serve, "shopify": shopify.serve,
}  # fmt: skip


class Command(Base):
    help = ("A stand-in marketplace, or one of those who watch parcels: it sells, or moves what was registered, by itself, sends signed webhooks where "
            "its original does (some twice, some late), answers its API, throttles it, and fails now and then on purpose.")
    example = ("todoke sandbox shopify --deliver-to http://127.0.0.1:8000/in/shopify/minato --secret THE_SECRET\n"
               "  todoke sandbox aliexpress --port 8400")

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("channel", choices=sorted(SANDBOXES))
        parser.add_argument("--port", type=int, default=0, help="0: a free one")
        parser.add_argument("--deliver-to", default="", metavar="URL", help="the connection's inbound address; left out: it sends no webhooks")
        parser.add_argument("--secret", default=os.environ.get("TODOKE_SANDBOX_SECRET", ""), help="the connection's secret", metavar="S")
        parser.add_argument("--pace", type=float, default=1.0, help="2: twice as fast; 0: nothing happens by itself")
        parser.add_argument("--seed", type=int, default=1, help="the same seed sells the same orders")
        parser.add_argument("--first", type=int, default=1001, metavar="NUMBER", help="number of the first order")
        parser.add_argument("--books", default="", metavar="FILE", help="shopify: what was sold is kept there, and known again at the next start")
        parser.add_argument("--token", default="", help="the API asks for this access token")

    def do(self, **options: Any) -> None:
        stop = Event()
        for one in (signal.SIGTERM, signal.SIGINT):
            signal.signal(one, lambda *_: stop.set())
        try:
            sandbox = SANDBOXES[options["channel"]](port=options["port"], deliver_to=options["deliver_to"], secret=options["secret"],
                                                    seed=options["seed"], pace=options["pace"], api_token=options["token"])
        except ValueError as error:
            self.wrong(f"{error}.")
        except (OSError, OverflowError) as error:
            self.wrong(f"port {options['port']} cannot be opened ({error}). Choose another: --port P, or leave it out.")
        if options["books"]:
            sandbox.remember(Path(options["books"]))
        sandbox.begin_at(options["first"])
        sandbox.start()
        print(msgspec.json.encode({"url": sandbox.url}).decode(), flush=True)
        if not self.json:
            self.complain(f"a stand-in for {options['channel']}. Connect it: todoke connect {options['channel']} NAME --test --api-url '{sandbox.url}'")
        stop.wait()
        sandbox.stop()
