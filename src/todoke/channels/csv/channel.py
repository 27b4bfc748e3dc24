"""Order files as a channel: nothing comes by itself and nothing is told back. A person brings the file, and it is trusted."""

from typing import Any

import msgspec

from todoke.channels.channel import Channel, Ignored, Known, Pushed, Reading, Setup, Unclear
from todoke.channels.csv.book import decoder
from todoke.channels.csv.order import read
from todoke.rules.effects import Effect

ORDERS = "orders"


class Csv(Channel):
    name = "csv"
    title = "CSV"
    topics = ()

    def topic_of(self, body: Any) -> str:
        return ORDERS

    def read(self, topic: str, body: bytes, setup: Setup) -> tuple[Reading, ...] | Ignored:
        try:
            found = decoder.decode(body)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise Unclear("body", f"is no order of a file ({error}).", "Take the file in: todoke import FILE.csv --channel csv.") from error
        return (read(found, setup),)

    def push(self, effect: Effect, order: Known, setup: Setup) -> Pushed:
        """Where a file came from, nobody listens."""
        return Pushed()
