"""Mail addresses as they stand in a text."""

import re

LOCAL = r"""(?:"[^"\n]{1,64}"|[^\s<>()\[\]:;,"@\\|]{1,256})"""
HOST = r"(?:[^\s<>()\[\]:;,\"@\\|'*?!/=]{1,255}|\[[\d.a-fA-F:IPv]{3,50}\])"
ADDRESS = re.compile(rf"({LOCAL}@{HOST})")
NOBODY = re.compile(r"(?i)(?:mailer-?daemon|postmaster|mail\.delivery\.system|double-bounce)@")  # who writes bounces gets none


def address_in(text: str) -> str:
    """The first address in a text, without what encloses it."""
    return next(iter(addresses_in(text)), "")


def addresses_in(text: str) -> list[str]:
    found = [clean(one) for one in ADDRESS.findall(text[:20_000])]
    return list(dict.fromkeys(one for one in found if one))


def clean(address: str) -> str:
    """Without quotes, dots and blanks that belong to the sentence around it."""
    address = address.encode("utf-8", "replace").decode().strip().strip("'`*")
    for opening in ("smtp:", "SMTP=", "mailto:", "rfc822;", "->"):
        address = address.removeprefix(opening)
    local, _, host = address.rpartition("@")
    host = host.rstrip(".-'`*_&%$+~^{}")
    return f"{local}@{host}" if local and host else ""
