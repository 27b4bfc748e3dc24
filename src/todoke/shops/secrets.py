"""Secrets of connections: encrypted at rest, never shown again, never logged (CHN-5)."""

import base64
import hashlib
import secrets
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings

from todoke.shops.models import Connection


def cipher() -> Fernet:
    digest = hashlib.sha256(b"todoke.secrets\0" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(digest))


def seal(secret: str) -> bytes:
    return cipher().encrypt(secret.encode()) if secret else b""


@lru_cache(maxsize=1000)
def open_sealed(sealed: bytes) -> str:
    """Raises ValueError where the data folder's key is another than when it was sealed."""
    if not sealed:
        return ""
    try:
        return cipher().decrypt(sealed).decode()
    except InvalidToken:
        raise ValueError(
            "a connection's secret cannot be opened: TODOKE_SECRET_KEY is another than when it was stored. Restore the key, or --rotate.") from None


def new_secret() -> str:
    return secrets.token_urlsafe(32)


def valid_secrets(connection: Connection, now: int) -> tuple[str, ...]:
    """Newest first; while one is being replaced, the old one is good for another day."""
    old = open_sealed(bytes(connection.old_secret)) if connection.old_until > now else ""
    return tuple(secret for secret in (open_sealed(bytes(connection.secret)), old) if secret)
