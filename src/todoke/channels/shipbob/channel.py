"""ShipBob as a channel: a fulfilment partner. It sells nothing; it tells which parcel left for which order of the shop, under which number (TRK-3).

Source: developer.shipbob.com, "Webhooks" (2025-07 to 2026-07): Standard Webhooks with the topic in a header of its own, read 2026-11. Subscriptions
of its API's versions 1.0 and 2.0 are not signed, and therefore not taken."""

from collections.abc import Mapping
from typing import Any

from todoke.channels.channel import Channel, Ignored, Known, Proof, Pushed, Reading, Setup, parse
from todoke.channels.shipbob import returns, words
from todoke.channels.standard_webhooks import proven
from todoke.rules.effects import Effect


class ShipBob(Channel):
    name = "shipbob"
    title = "ShipBob"
    topics = (*words.TOPICS, *returns.TOPICS)

    def prove(self, headers: Mapping[str, str], body: bytes, secrets: tuple[str, ...], now: int) -> Proof:
        """As Standard Webhooks describes; the topic stands in a header of its own."""
        return Proof(proven(headers, body, secrets, now), headers.get("x-webhook-topic", ""))

    def topic_of(self, body: Any) -> str:
        return words.topic_of(body)

    def read(self, topic: str, body: bytes, setup: Setup) -> tuple[Reading, ...] | Ignored:
        return words.read(topic, parse(body), setup)

    def push(self, effect: Effect, order: Known, setup: Setup) -> Pushed:
        """Orders reach it by the shop's own way for now."""
        return Pushed()
