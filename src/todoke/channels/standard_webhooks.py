"""The signature that Standard Webhooks describes (standardwebhooks.com, read 2026-11), for whoever sends us such webhooks and for those that we send."""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping

from todoke.channels.channel import Unproven
from todoke.channels.signatures import any_alike

TOLERANCE = 300  # seconds between the signed time and ours ("Timestamp verification")


def proven(headers: Mapping[str, str], body: bytes, secrets: tuple[str, ...], now: int) -> str:
    """The delivery's name, the same in every try of it. HMAC-SHA256 of `id.timestamp.body`. Raises Unproven."""
    name, signed_at = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not name:
        raise Unproven("webhook-id is missing")
    if not signed_at.isascii() or not signed_at.isdigit() or abs(int(signed_at) - now) > TOLERANCE:
        raise Unproven("webhook-timestamp is missing, or more than five minutes from now")
    if not fits(headers.get("webhook-signature", ""), f"{name}.{signed_at}.".encode() + body, secrets):
        raise Unproven("the signature does not fit the id, the time, the body and the secret")
    return name


def fits(given: str, content: bytes, secrets: tuple[str, ...]) -> bool:
    """Any signature of the list with any key of any secret: two stand side by side while one is being replaced."""
    theirs = [sign.removeprefix("v1,").encode() for sign in given.split() if sign.startswith("v1,")]
    return any_alike(theirs, [signature(key, content) for secret in secrets if secret for key in keys(secret)])


def signature(key: bytes, content: bytes) -> bytes:
    return base64.b64encode(hmac.new(key, content, hashlib.sha256).digest())


def keys(secret: str) -> list[bytes]:
    """What the secret stands for: base64 after `whsec_`. Without it base64 as well, or, as many shops do it, the text itself."""
    try:
        decoded = [base64.b64decode(secret.removeprefix("whsec_"), validate=True)]
    except (binascii.Error, ValueError):
        return [secret.encode()]
    return decoded if secret.startswith("whsec_") else [*decoded, secret.encode()]
