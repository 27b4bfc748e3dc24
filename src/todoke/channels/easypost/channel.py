"""EasyPost as a channel: it sells nothing, it tells of parcels. Each tracker that it reports is news for whichever order of the shop has that number.

Sources, read 2026-11: docs.easypost.com (webhooks, events, trackers, errors, rate limits); the signature as EasyPost's own clients reckon it
(easypost-python, `validate_webhook`)."""

import hashlib
import hmac
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from todoke.channels.channel import Channel, Ignored, Known, News, Parcel, Proof, Pushed, Reading, Setup, Unclear, Unproven, parse
from todoke.channels.easypost import words
from todoke.channels.easypost.api import ask
from todoke.channels.fields import table, text
from todoke.channels.signatures import is_signed
from todoke.rules.effects import Effect

HEADER, SCHEME = "x-hmac-signature", "hmac-sha256-hex="
UNDER_ONE_SECOND = 25  # trackers that are asked about in one round of a worker


class EasyPost(Channel):
    name = "easypost"
    title = "EasyPost"
    topics = words.TRACKERS
    every = 60  # nothing is asked unless a parcel is due
    follows = UNDER_ONE_SECOND

    def prove(self, headers: Mapping[str, str], body: bytes, secrets: tuple[str, ...], now: int) -> Proof:
        """HMAC-SHA256 of the body, as hex, with the webhook's secret in Unicode's form NFKD. The event's id names the delivery: a retry bears it again.
        EasyPost signs no time, so an old delivery is known by its id alone."""
        if not is_signed(headers.get(HEADER, "").encode(), lambda secret: signature(secret, body).encode(), secrets):
            raise Unproven("X-Hmac-Signature is missing, or does not fit the body and the secret")
        try:
            event = table(parse(body))
        except Unclear:
            event = {}
        return Proof(text(event, "id") or hashlib.sha256(body).hexdigest(), text(event, "description"))

    def topic_of(self, body: Any) -> str:
        return words.topic_of(body)

    def read(self, topic: str, body: bytes, setup: Setup) -> tuple[Reading, ...] | Ignored:
        return words.read(topic, parse(body), setup)

    def news(self, parcels: Sequence[Parcel], setup: Setup) -> Iterator[News]:
        for parcel in parcels:
            yield ask(parcel, setup)

    def push(self, effect: Effect, order: Known, setup: Setup) -> Pushed:
        """It keeps no orders."""
        return Pushed()


def signature(secret: str, body: bytes) -> str:
    """What the header says of a body."""
    key = unicodedata.normalize("NFKD", secret).encode()
    return SCHEME + hmac.new(key, body, hashlib.sha256).hexdigest()
