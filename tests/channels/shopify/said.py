"""Words for the tests of Shopify: a body by its name, what it says, the headers of a delivery."""

import base64
import hashlib
import hmac
import json
from pathlib import Path
from typing import Any

from todoke.channels.channel import Ignored, Reading, Setup
from todoke.channels.registry import CHANNELS
from todoke.rules.events import Event

BODIES = Path(__file__).parent / "bodies"
FIXTURES = Path(__file__).parents[4] / "shared" / "fixtures"
SHOPIFY = CHANNELS["shopify"]
WEBHOOKS_ONLY, READS = Setup(), Setup(api_url="http://127.0.0.1:1", token="t")
SECRET = "hush"


def body(name: str, **changes: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((BODIES / f"{name}.json").read_text(encoding="utf-8"))
    return found | changes


def heard(topic: str, said: Any, setup: Setup = WEBHOOKS_ONLY) -> tuple[Reading, ...] | Ignored:
    raw = json.dumps(body(said) if isinstance(said, str) else said, ensure_ascii=False).encode()
    return SHOPIFY.read(topic, raw, setup)


def reading(topic: str, said: Any, setup: Setup = WEBHOOKS_ONLY) -> Reading:
    found = heard(topic, said, setup)
    assert not isinstance(found, Ignored), found.reason
    return found[0]


def facts(topic: str, said: Any, setup: Setup = WEBHOOKS_ONLY) -> dict[str, Any]:
    """Facts by the name of their class; the last of several."""
    return {type(event).__name__: event for event in reading(topic, said, setup).events}


def all_facts(topic: str, said: Any, setup: Setup = WEBHOOKS_ONLY) -> list[Event]:
    return list(reading(topic, said, setup).events)


def signed(raw: bytes, secret: str = SECRET, prefix: str = "x-shopify-", **headers: str) -> dict[str, str]:
    digest = base64.b64encode(hmac.new(secret.encode(), raw, hashlib.sha256).digest()).decode()
    said = {"hmac-sha256": digest, "topic": "orders/create", "webhook-id": "w-1"} | {
        name.replace("_", "-"): value for name, value in headers.items()
    }
    return {prefix + name: value for name, value in said.items() if value}
