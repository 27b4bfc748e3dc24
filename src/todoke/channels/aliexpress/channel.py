"""AliExpress as a channel: it is asked every few minutes, reads back what it says, is told of parcels, answers and more time."""

from collections.abc import Iterator
from typing import Any

from todoke.channels.aliexpress import push, reading, words
from todoke.channels.channel import Channel, Ignored, Known, Pushed, Reading, Setup, Step, parse
from todoke.rules.channel_rules import TOLD_BY_CHANNEL
from todoke.rules.effects import Effect


class AliExpress(Channel):
    name = "aliexpress"
    title = "AliExpress"
    mails_itself = TOLD_BY_CHANNEL
    every = 5 * 60  # it sends no webhooks: what is not asked for is not heard
    looks_back = 30 * 86_400

    def topic_of(self, body: Any) -> str:
        return words.topic_of(body)

    def naming(self, topic: str, body: Any, number: str) -> str:
        return words.naming(topic, body, number)

    def read(self, topic: str, body: bytes, setup: Setup) -> tuple[Reading, ...] | Ignored:
        return words.read(topic, parse(body), setup)

    def fetch(self, ref: str, setup: Setup) -> tuple[tuple[str, bytes], ...]:
        """The order's info and its recipient."""
        return reading.fetch(ref, setup)

    def steps(self, since: int, until: int, setup: Setup) -> Iterator[Step]:
        return reading.steps(since, until, setup)

    def listed(self, since: int, until: int, setup: Setup) -> frozenset[str]:
        return reading.listed(since, until, setup)

    def changed(self, since: int, until: int, setup: Setup) -> tuple[tuple[str, str, bytes], ...]:
        return tuple(one for step in self.steps(since, until, setup) for one in step.found)

    def push(self, effect: Effect, known: Known, setup: Setup) -> Pushed:
        return push.push(effect, known, setup)
