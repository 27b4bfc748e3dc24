"""DKIM (RFC 6376): our mails signed by the shop's own key, where no provider signs them. relaxed/relaxed, of our own bytes only.

RSA, which every receiver checks (few know Ed25519). Read back by a verifier of another make in the tests; signed by `cryptography`, as a signature in
pure Python costs ten times the mail."""

import hashlib
import re
from base64 import b64encode
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

# RFC 6376 5.4.1, and what threads a mail; From twice, so that nobody adds another one
SIGNED = ("from", "from", "to", "reply-to", "subject", "date", "message-id", "in-reply-to", "references", "auto-submitted", "content-language",
          "mime-version", "content-type", "list-unsubscribe", "list-unsubscribe-post")  # the last two: RFC 8058 3.1
BLANKS, FOLDED = re.compile(rb"[ \t]+"), re.compile(rb"\r\n(?=[ \t])")


class Signer(NamedTuple):
    key: RSAPrivateKey
    selector: str

    def sign(self, data: bytes, domain: str, at: int) -> bytes:
        """The mail with its DKIM-Signature before it. `data`: as message.build makes it, lines ended by CRLF."""
        head, _, body = data.partition(b"\r\n\r\n")
        fields = dict(relaxed(line) for line in FOLDED.sub(b"", head).split(b"\r\n"))
        names = [name for name in SIGNED if name.encode() in fields]
        digest = b64encode(hashlib.sha256(relaxed_body(body)).digest()).decode()
        parts = (f"v=1; a=rsa-sha256; c=relaxed/relaxed; d={domain}; s={self.selector}; t={at};", f"h={':'.join(names)};", f"bh={digest};", "b=")
        own = "\r\n ".join(parts)
        # from the bottom upwards: the second From is one that is not there, and counts as nothing
        said = b"".join(name + b":" + value + b"\r\n" for name, value in ((one.encode(), fields[one.encode()]) for one in dict.fromkeys(names)))
        said += b"dkim-signature:" + relaxed(FOLDED.sub(b"", f"x:{own}".encode()))[1]
        proof = b64encode(self.key.sign(said, PKCS1v15(), SHA256())).decode()
        return f"DKIM-Signature: {own}{folded(proof)}\r\n".encode("ascii") + data

    @property
    def public(self) -> str:
        """As `p=` in DNS says it."""
        return b64encode(self.key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).decode()


def relaxed(line: bytes) -> tuple[bytes, bytes]:
    """RFC 6376 3.4.2, of an unfolded line."""
    name, _, value = line.partition(b":")
    return name.strip().lower(), BLANKS.sub(b" ", value).strip()


def relaxed_body(body: bytes) -> bytes:
    """RFC 6376 3.4.4."""
    lines = [BLANKS.sub(b" ", line).rstrip(b" ") for line in body.split(b"\r\n")]
    while lines and not lines[-1]:
        lines.pop()
    return b"".join(line + b"\r\n" for line in lines)


def folded(proof: str) -> str:
    return "".join(f"\r\n {proof[at : at + 72]}" for at in range(0, len(proof), 72))


def signed(data: bytes, domain: str, at: int) -> bytes:
    """Where a key is set and mails go by SMTP; providers sign what goes by their APIs themselves."""
    if not settings.DKIM_KEY or not settings.MAIL_URL.startswith(("smtp://", "smtps://")):
        return data
    return signer(settings.DKIM_KEY, settings.DKIM_SELECTOR).sign(data, domain, at)


@lru_cache(maxsize=4)
def signer(path: str, selector: str) -> Signer:
    """Raises ImproperlyConfigured."""
    if not re.fullmatch(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,60}[A-Za-z0-9])?", selector):
        raise ImproperlyConfigured("TODOKE_DKIM_KEY is set, so TODOKE_DKIM_SELECTOR must say under which name its public half stands in DNS.")
    try:
        key = load_pem_private_key(Path(path).read_bytes(), None)
    except (OSError, ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise ImproperlyConfigured(f"TODOKE_DKIM_KEY: {path} cannot be read ({error}). Make one: openssl genrsa -out {path} 2048") from None
    if not isinstance(key, RSAPrivateKey) or key.key_size < 1024:
        raise ImproperlyConfigured(f"TODOKE_DKIM_KEY: {path} is no RSA key of 1024 bits or more. Make one: openssl genrsa -out {path} 2048")
    return Signer(key, selector)
