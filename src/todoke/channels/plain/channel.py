"""The own shop as a channel: webhooks signed as Standard Webhooks describes, in our own words. It keeps no books, so nothing is
pushed."""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping
from typing import Any

from todoke.channels.channel import Channel, Ignored, Known, Proof, Pushed, Reading, Setup, Unclear, Unproven, parse
from todoke.channels.plain import scans, words
from todoke.rules.effects import Effect

TOLERANCE = 300  # seconds between the signed time and ours; source: standardwebhooks.com, "Timestamp verification", read 2026-11


class Plain(Channel):
    name = "plain"
    title = "Own shop"
    topics = (*words.TYPES, scans.TYPE)

    def prove(self, headers: Mapping[str, str], body: bytes, secrets: tuple[str, ...], now: int) -> Proof:
        """HMAC-SHA256 of `id.timestamp.body`; the id is the delivery's name, and its repeat the same delivery."""
        name, signed_at = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
        if not name:
            raise Unproven("webhook-id is missing")
        if not signed_at.isascii() or not signed_at.isdigit() or abs(int(signed_at) - now) > TOLERANCE:
            raise Unproven("webhook-timestamp is missing, or more than five minutes from now")
        content = f"{name}.{signed_at}.".encode() + body
        if not fits(headers.get("webhook-signature", ""), content, secrets):
            raise Unproven("the signature does not fit the id, the time, the body and the secret")
        return Proof(name, topic_if_any(body))

    def topic_of(self, body: Any) -> str:
        return words.topic_of(body)

    def read(self, topic: str, body: bytes, setup: Setup) -> tuple[Reading, ...] | Ignored:
        return words.read(topic, parse(body), setup)

    def push(self, effect: Effect, order: Known, setup: Setup) -> Pushed:
        """A plain shop hears of everything by the events that are sent on to it; there are no books to keep."""
        return Pushed()


def fits(given: str, content: bytes, secrets: tuple[str, ...]) -> bool:
    """Any signature of the list with any key of any secret: two stand side by side while one is being replaced."""
    theirs = [sign.removeprefix("v1,") for sign in given.split() if sign.startswith("v1,")]
    ours = [signature(key, content) for secret in secrets if secret for key in keys(secret)]
    return any([hmac.compare_digest(one.encode(), other) for one in theirs for other in ours])  # noqa: C419  no word about which one it was


def signature(key: bytes, content: bytes) -> bytes:
    return base64.b64encode(hmac.new(key, content, hashlib.sha256).digest())


def keys(secret: str) -> list[bytes]:
    """What the secret stands for: base64 after `whsec_`. Without it base64 as well, or, as many shops do it, the text itself."""
    try:
        decoded = [base64.b64decode(secret.removeprefix("whsec_"), validate=True)]
    except (binascii.Error, ValueError):
        return [secret.encode()]
    return decoded if secret.startswith("whsec_") else [*decoded, secret.encode()]


def topic_if_any(body: bytes) -> str:
    """A proven delivery is kept however bad its body is."""
    try:
        return words.topic_of(parse(body))
    except Unclear:
        return ""
