"""The own shop as a channel: webhooks signed as Standard Webhooks describes, in our own words. It keeps no books, so nothing is
pushed."""

from collections.abc import Mapping
from typing import Any

from todoke.channels.channel import Channel, Ignored, Known, Proof, Pushed, Reading, Setup, Unclear, parse
from todoke.channels.plain import scans, words
from todoke.channels.standard_webhooks import proven
from todoke.rules.effects import Effect


class Plain(Channel):
    name = "plain"
    title = "Own shop"
    topics = (*words.TYPES, scans.TYPE)

    def prove(self, headers: Mapping[str, str], body: bytes, secrets: tuple[str, ...], now: int) -> Proof:
        """As Standard Webhooks describes; a repeat has the same id and is the same delivery."""
        return Proof(proven(headers, body, secrets, now), topic_if_any(body))

    def topic_of(self, body: Any) -> str:
        return words.topic_of(body)

    def read(self, topic: str, body: bytes, setup: Setup) -> tuple[Reading, ...] | Ignored:
        return words.read(topic, parse(body), setup)

    def push(self, effect: Effect, order: Known, setup: Setup) -> Pushed:
        """A plain shop hears of everything by the events that are sent on to it; there are no books to keep."""
        return Pushed()


def topic_if_any(body: bytes) -> str:
    """A proven delivery is kept however bad its body is."""
    try:
        return words.topic_of(parse(body))
    except Unclear:
        return ""
