"""AliExpress as a channel: it is asked every few minutes, reads back what it says, is told of parcels, answers and more time."""

from typing import Any

from todoke.channels.aliexpress import words
from todoke.channels.channel import Channel, Ignored, Reading, Setup, parse
from todoke.rules.channel_rules import TOLD_BY_CHANNEL


class AliExpress(Channel):
    name = "aliexpress"
    title = "AliExpress"
    mails_itself = TOLD_BY_CHANNEL

    def topic_of(self, body: Any) -> str:
        return words.topic_of(body)

    def naming(self, topic: str, body: Any, number: str) -> str:
        return words.naming(topic, body, number)

    def read(self, topic: str, body: bytes, setup: Setup) -> tuple[Reading, ...] | Ignored:
        return words.read(topic, parse(body), setup)
