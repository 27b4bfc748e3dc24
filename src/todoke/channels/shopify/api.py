"""The GraphQL Admin API: one question, one answer, and every no sorted: is it worth trying again, and when?"""

import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import httpx

from todoke.channels.channel import Refusal, Setup, Unclear, parse
from todoke.channels.fields import rows, table, text
from todoke.channels.shopify.questions import VERSION

TIMEOUT = httpx.Timeout(20, connect=5)  # seconds; an answer to a large order takes Shopify up to ten
LOOPBACK = ("127.0.0.1", "localhost", "::1")
PATIENCE = 30.0  # seconds for one question, all waits together
SOON = 5.0  # seconds, where Shopify asks for patience and does not say how much


def ask(setup: Setup, question: str, **variables: Any) -> Mapping[str, Any]:
    """The `data` of the answer. Raises Refusal."""
    if not setup.api_url:
        raise Refusal("this connection hears webhooks only", again=False)
    try:
        with httpx.Client(timeout=TIMEOUT, trust_env=urlsplit(setup.api_url).hostname not in LOOPBACK) as client:
            answer = client.post(
                endpoint(setup.api_url), json={"query": question, "variables": variables}, headers=headers(setup)
            )
    except httpx.InvalidURL as error:
        raise Refusal(f"{setup.api_url} is no address: {error}", again=False) from None
    except httpx.HTTPError as error:
        raise Refusal(f"Shopify cannot be reached: {type(error).__name__}", again=True) from None
    return data_of(answer)


def ask_patiently(setup: Setup, question: str, **variables: Any) -> Mapping[str, Any]:
    """As ask, for lists of many questions: waits where Shopify says how long, so that a page is not begun again for a second's
    throttling."""
    waited = 0.0
    while True:
        try:
            return ask(setup, question, **variables)
        except Refusal as no:
            if not no.again or not no.after or waited + no.after > PATIENCE:
                raise
            time.sleep(no.after)
            waited += no.after


def endpoint(url: str) -> str:
    return url if url.endswith(".json") else f"{url.rstrip('/')}/admin/api/{VERSION}/graphql.json"


def headers(setup: Setup) -> dict[str, str]:
    return {"X-Shopify-Access-Token": setup.token, "Accept": "application/json"}


def data_of(answer: httpx.Response) -> Mapping[str, Any]:
    """Shopify answers 200 to most mistakes and says so inside."""
    if answer.status_code == 429 or answer.status_code >= 500:
        raise Refusal(f"Shopify answered {answer.status_code}", again=True, after=patience(answer.headers.get("retry-after")))
    if answer.status_code != 200:
        raise Refusal(f"Shopify answered {answer.status_code}: {answer.text[:200]}", again=False)
    try:
        found = table(parse(answer.content))
    except Unclear as error:
        raise Refusal(f"Shopify's answer {error.reason}", again=True) from None
    complain(found)
    return table(found.get("data"))


def patience(said: str | None) -> float:
    try:
        return float(said or SOON)
    except ValueError:
        return SOON


def complain(found: Mapping[str, Any]) -> None:
    """Errors of the whole question: throttled ones tell when the points are back."""
    errors = rows(found.get("errors")) or ([{"message": found["errors"]}] if found.get("errors") else [])
    if not errors:
        return
    code = text(table(errors[0].get("extensions")), "code")
    again = code in ("THROTTLED", "INTERNAL_SERVER_ERROR", "TIMEOUT")
    after = points_back(table(table(found.get("extensions")).get("cost"))) if code == "THROTTLED" else 0
    raise Refusal(f"Shopify: {text(errors[0], 'message')}", again=again, after=after)


def points_back(cost: Mapping[str, Any]) -> float:
    """Seconds until this question can be afforded."""
    status = table(cost.get("throttleStatus"))
    try:
        missing = float(cost["requestedQueryCost"]) - float(status["currentlyAvailable"])
        return max(missing / float(status["restoreRate"]), 0.1)
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return SOON


def tell(setup: Setup, mutation: str, name: str, **variables: Any) -> Mapping[str, Any]:
    """A mutation's payload. What Shopify does not want is for a person. Raises Refusal."""
    payload = table(ask(setup, mutation, **variables).get(name))
    errors = rows(payload.get("userErrors"))
    if errors:
        raise Refusal("Shopify: " + "; ".join(text(error, "message") for error in errors), again=False)
    return payload
