"""How a call to AliExpress is signed: all parameters but `sign` itself, sorted, names and values one behind the other.

Sources: TOP documents, "Signature algorithm" (md5, hmac: what the old gateway takes); AliExpress open platform, "Signature" (sha256: the new one).
Both read 2026-11."""

import hashlib
import hmac
from collections.abc import Callable, Mapping


def base(params: Mapping[str, str]) -> str:
    """What is signed."""
    return "".join(f"{name}{params[name]}" for name in sorted(params) if name != "sign" and params[name] != "")


def by_md5(secret: str, text: str) -> str:
    """The secret before and behind."""
    return hashlib.md5(f"{secret}{text}{secret}".encode(), usedforsecurity=False).hexdigest().upper()


def by_hmac(kind: str) -> Callable[[str, str], str]:
    def sign(secret: str, text: str) -> str:
        return hmac.new(secret.encode(), text.encode(), kind).hexdigest().upper()

    return sign


METHODS: dict[str, Callable[[str, str], str]] = {
    "md5": by_md5,
    "hmac": by_hmac("md5"),
    "hmac-sha256": by_hmac("sha256"),
    "sha256": by_hmac("sha256"),
}


def signature(params: Mapping[str, str], secret: str) -> str:
    """In capital hexadecimal, by the way that `sign_method` names."""
    return METHODS[params["sign_method"]](secret, base(params))


def is_signed(params: Mapping[str, str], secret: str) -> bool:
    """Does `sign` fit? As the gateway, or a stand-in of it, asks."""
    known = params.get("sign_method", "") in METHODS
    return known and hmac.compare_digest(params.get("sign", "").encode(), signature(params, secret).encode())
