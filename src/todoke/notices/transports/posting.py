"""One POST to an API, for ways other than mail: the answer, or NotTaken where there is none."""

from typing import Any
from urllib.parse import urlsplit

import httpx

from todoke.notices.transports.transport import NotTaken

TIMEOUT = httpx.Timeout(15, connect=5)  # seconds; well within a lease
OURS = (401, 402, 403, 404)  # the key or the account: no other message would be taken either


def client_for(url: str) -> httpx.Client:
    return httpx.Client(timeout=TIMEOUT, trust_env=urlsplit(url).hostname not in ("127.0.0.1", "localhost"))


def post(client: httpx.Client, name: str, url: str, **said: Any) -> httpx.Response:
    """`said`: json, data, headers, auth, as httpx has them."""
    try:
        return client.post(url, **said)
    except httpx.HTTPError as error:
        raise NotTaken(f"{name} cannot be reached ({type(error).__name__})", ours=True) from None


def refused(name: str, answer: httpx.Response, code: str = "") -> NotTaken:
    """By its status. Of its words only a code is kept: they may quote the buyer's number."""
    status = answer.status_code
    ours = status in OURS or status == 429 or status >= 500
    return NotTaken(f"{name} answered {status} {code}".strip(), permanent=not ours and status not in (408, 409, 425), ours=ours)
