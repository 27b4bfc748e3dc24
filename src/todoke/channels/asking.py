"""Asking a channel over HTTP: one request, one answer; what failed on the way is sorted, and patience is kept where the channel says how long."""

import ssl
import time
from collections.abc import Callable
from functools import cache
from typing import Any, TypeVar
from urllib.parse import urlsplit

import httpx

from todoke.channels.channel import Refusal
from todoke.channels.outside import Inside, kept_outside

TIMEOUT = httpx.Timeout(20, connect=5)  # seconds; an answer to a large question takes a channel up to ten
LOOPBACK = ("127.0.0.1", "localhost", "::1")
PATIENCE = 30.0  # seconds for one question, all waits together
LONGEST = 86_400.0  # seconds: whoever says more is asked again all the same
SOON = 2.0  # seconds, where a channel asks for patience and does not say how much

T = TypeVar("T")


@cache
def trust() -> ssl.SSLContext:
    """Reading the authorities' certificates takes longer than most questions: once a process."""
    return httpx.create_ssl_context()


def post(title: str, url: str, **said: Any) -> httpx.Response:
    """The answer, whatever it says. `said`: json, data, headers, as httpx has them. Raises Refusal where there is no answer at all."""
    return sent(title, "POST", url, **said)


def get(title: str, url: str, **said: Any) -> httpx.Response:
    """As `post`."""
    return sent(title, "GET", url, **said)


def sent(title: str, method: str, url: str, **said: Any) -> httpx.Response:
    try:
        with kept_outside(httpx.Client(verify=trust(), timeout=TIMEOUT, trust_env=urlsplit(url).hostname not in LOOPBACK)) as client:
            return client.request(method, url, **said)
    except Inside as error:
        raise Refusal(f"{title} is not asked: {error}", again=False) from None
    except (httpx.InvalidURL, httpx.UnsupportedProtocol, ValueError) as error:
        raise Refusal(f"{url} is no address: {error}", again=False) from None
    except httpx.HTTPError as error:
        raise Refusal(f"{title} cannot be reached: {type(error).__name__}", again=True) from None


def checked(title: str, answer: httpx.Response) -> httpx.Response:
    """An answer of status 200, or 201 where something was made. Raises Refusal: 429 and 5xx are worth another try."""
    if answer.status_code == 429 or answer.status_code >= 500:
        raise Refusal(f"{title} answered {answer.status_code}", again=True, after=patience(answer.headers.get("retry-after")))
    if answer.status_code not in (200, 201):
        raise Refusal(f"{title} answered {answer.status_code}: {answer.text[:200]}", again=False)
    return answer


def without_haste(title: str, answer: httpx.Response) -> httpx.Response:
    """The same for what can wait: nobody's worker stands still for it, and who does not say for how long is left alone for longer each time."""
    try:
        return checked(title, answer)
    except Refusal as no:
        raise Refusal(no.reason, again=no.again, after=no.after if "retry-after" in answer.headers else 0) from None


def patience(said: str | None) -> float:
    """Retry-After in seconds, a day at the most; some time soon where it is missing, a date, or no time at all."""
    try:
        found = float(said or SOON)
    except ValueError:
        return SOON
    return min(found, LONGEST) if found >= 0 else SOON


def patiently(ask: Callable[[], T]) -> T:
    """For lists of many questions: waits where the channel says how long, so that a page is not begun again for a second's throttling."""
    waited = 0.0
    while True:
        try:
            return ask()
        except Refusal as no:
            if not no.again or not no.after or waited + no.after > PATIENCE:
                raise
            time.sleep(no.after)
            waited += no.after
