"""Shopify as a channel: proves its webhooks, reads their words, asks and tells it by the GraphQL Admin API."""

import base64
import hashlib
import hmac
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import msgspec

from todoke.channels.channel import Channel, Ignored, Known, Proof, Pushed, Reading, Refusal, Setup, Unclear, Unproven, parse
from todoke.channels.fields import moment, rows, table
from todoke.channels.shopify import questions, words
from todoke.channels.shopify.api import ask_patiently
from todoke.channels.shopify.fields import identity
from todoke.channels.shopify.push import push
from todoke.channels.signatures import is_signed
from todoke.rules.channel_rules import TOLD_BY_CHANNEL
from todoke.rules.effects import Effect

OVERLAP = 600  # seconds


class Shopify(Channel):
    name = "shopify"
    title = "Shopify"
    mails_itself = TOLD_BY_CHANNEL
    topics = (
        "orders/create", "orders/updated", "orders/paid", "orders/cancelled", "orders/fulfilled", "orders/partially_fulfilled",
        "orders/edited",
        "orders/delete", "orders/risk_assessment_changed", "order_transactions/create", "refunds/create", "fulfillments/create",
        "fulfillments/update", "fulfillment_events/create", "fulfillment_events/delete", "fulfillment_holds/added",
        "fulfillment_holds/released",
        "fulfillment_orders/rescheduled", "disputes/create", "disputes/update", "returns/request",
    )  # fmt: skip

    def prove(self, headers: Mapping[str, str], body: bytes, secrets: tuple[str, ...], now: int) -> Proof:
        """HMAC-SHA256 of the raw body. Shopify signs no time, so there is no window: the delivery's id alone tells a repeat."""
        if not is_signed(header(headers, "hmac-sha256").encode(), lambda secret: signature(secret, body), secrets):
            raise Unproven("the signature does not fit the body and the secret")
        topic = words.normal(header(headers, "topic"))
        return Proof(delivery_of(headers, topic, body), topic, triggered_at(headers))

    def topic_of(self, body: Any) -> str:
        return words.topic_of(body)

    def read(self, topic: str, body: bytes, setup: Setup) -> tuple[Reading, ...] | Ignored:
        return words.read(topic, parse(body), setup)

    def fetch(self, ref: str, setup: Setup) -> tuple[tuple[str, bytes], ...]:
        """The whole order with its transactions, in the webhook's words."""
        found = table(ask_patiently(setup, questions.WHOLE, id=f"gid://shopify/Order/{ref}").get("order"))
        if not found:
            raise Refusal(f"Shopify has no order {ref}, or it is older than 60 days and read_all_orders is missing", again=False)
        if table(table(found.get("line_items")).get("pageInfo")).get("hasNextPage"):
            raise Refusal("the order has more than 100 lines: one answer does not hold it", again=False)
        return ((words.READ, msgspec.json.encode(found)),)

    def changed(self, since: int, until: int, setup: Setup) -> tuple[tuple[str, str, bytes], ...]:
        """Orders updated in that time, with ten minutes of overlap: facts have names, so hearing one twice does no harm."""
        window = f"updated_at:>='{iso(since - OVERLAP)}' AND updated_at:<='{iso(until)}'"
        return tuple((ref, topic, body) for ref in changed_refs(window, setup) for topic, body in self.fetch(ref, setup))

    def push(self, effect: Effect, order: Known, setup: Setup) -> Pushed:
        return push(effect, order, setup)


def changed_refs(window: str, setup: Setup) -> list[str]:
    """Ids page by page; orders that change while we read come twice, and count once."""
    refs: dict[str, None] = {}
    after = None
    while True:
        page = table(ask_patiently(setup, questions.CHANGED, query=window, after=after).get("orders"))
        refs |= {identity(row, "orders"): None for row in rows(page)}
        info = table(page.get("pageInfo"))
        after = info.get("endCursor")
        if not info.get("hasNextPage") or not after:
            return list(refs)


def iso(at: int) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def header(headers: Mapping[str, str], name: str) -> str:
    """Of either family: X-Shopify-Topic, or Shopify-Topic as newer API versions send it."""
    return headers.get(f"x-shopify-{name}") or headers.get(f"shopify-{name}") or ""


def triggered_at(headers: Mapping[str, str]) -> int:
    """When it happened, says the envelope: the only time that orders/delete, holds and returns have. Nanoseconds are cut."""
    try:
        return moment(re.sub(r"(\.\d{6})\d+", r"\1", header(headers, "triggered-at")), "triggered-at")
    except Unclear:
        return 0


def signature(secret: str, body: bytes) -> bytes:
    return base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest())


def delivery_of(headers: Mapping[str, str], topic: str, body: bytes) -> str:
    """The delivery's own id; the event's id is shared by all topics it sets off; without either, the body is its own name."""
    event = header(headers, "event-id")
    return header(headers, "webhook-id") or (
        f"{event}:{topic}" if event else hashlib.sha256(topic.encode() + b"\n" + body).hexdigest()
    )
