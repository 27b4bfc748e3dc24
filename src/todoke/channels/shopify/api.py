"""The GraphQL Admin API: one question, one answer, and every no sorted: is it worth trying again, and when?"""

from collections.abc import Mapping
from typing import Any

import httpx

from todoke.channels.asking import SOON, checked, patiently, post
from todoke.channels.channel import Refusal, Setup, Unclear, parse
from todoke.channels.fields import rows, table, text
from todoke.channels.shopify.questions import VERSION


def ask(setup: Setup, question: str, **variables: Any) -> Mapping[str, Any]:
    """The `data` of the answer. Raises Refusal."""
    if not setup.api_url:
        raise Refusal("this connection hears webhooks only", again=False)
    said = {"query": question, "variables": variables}
    return data_of(post("Shopify", endpoint(setup.api_url), json=said, headers=headers(setup)))


def ask_patiently(setup: Setup, question: str, **variables: Any) -> Mapping[str, Any]:
    """As ask, for lists of many questions."""
    return patiently(lambda: ask(setup, question, **variables))


def endpoint(url: str) -> str:
    return url if url.endswith(".json") else f"{url.rstrip('/')}/admin/api/{VERSION}/graphql.json"


def headers(setup: Setup) -> dict[str, str]:
    return {"X-Shopify-Access-Token": setup.token, "Accept": "application/json"}


def data_of(answer: httpx.Response) -> Mapping[str, Any]:
    """Shopify answers 200 to most mistakes and says so inside."""
    try:
        found = table(parse(checked("Shopify", answer).content))
    except Unclear as error:
        raise Refusal(f"Shopify's answer {error.reason}", again=True) from None
    complain(found)
    return table(found.get("data"))


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
