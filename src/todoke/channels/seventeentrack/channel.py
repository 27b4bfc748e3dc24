"""17TRACK as a channel: it sells nothing, it tells of parcels. Each number that it reports is news for whichever order of the shop has it.

Sources, read 2026-11: api.17track.net/doc (tracking API v2.2 to v2.4: register, gettrackinfo, webhook), help.17track.net (error codes). The connection's
secret and its token are the same: the access key of the account."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from todoke.channels.channel import Channel, Ignored, Known, News, Parcel, Proof, Pushed, Reading, Setup, Unclear, Unproven, parse
from todoke.channels.fields import table, text
from todoke.channels.seventeentrack import words
from todoke.channels.seventeentrack.api import MOST, ask
from todoke.channels.signatures import is_signed
from todoke.rules.effects import Effect


class SeventeenTrack(Channel):
    name = "17track"
    title = "17TRACK"
    topics = words.EVENTS
    every = 60  # nothing is asked unless a parcel is due
    follows = MOST

    def prove(self, headers: Mapping[str, str], body: bytes, secrets: tuple[str, ...], now: int) -> Proof:
        """`sign` is the SHA-256, as hex, of the body, a slash and the access key. A push bears no id and no time: the same body is the same delivery."""
        if not is_signed(headers.get("sign", "").lower().encode(), lambda secret: signature(secret, body).encode(), secrets):
            raise Unproven("the header sign is missing, or does not fit the body and the access key")
        try:
            topic = text(table(parse(body)), "event")
        except Unclear:
            topic = ""
        return Proof(hashlib.sha256(body).hexdigest(), topic)

    def topic_of(self, body: Any) -> str:
        return words.topic_of(body)

    def read(self, topic: str, body: bytes, setup: Setup) -> tuple[Reading, ...] | Ignored:
        return words.read(topic, parse(body), setup)

    def news(self, parcels: Sequence[Parcel], setup: Setup) -> Iterator[News]:
        yield from ask(parcels, setup)

    def push(self, effect: Effect, order: Known, setup: Setup) -> Pushed:
        """It keeps no orders."""
        return Pushed()


def signature(key: str, body: bytes) -> str:
    """What the header says of a body."""
    return hashlib.sha256(body + b"/" + key.encode()).hexdigest()
