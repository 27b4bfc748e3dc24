"""ShipBob's bodies, of our own making, in its shapes."""

import json
from typing import Any

from todoke.channels.standard_webhooks import keys, signature

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


def shipment(**changes: Any) -> dict[str, Any]:
    found = {
        "id": 88001, "order_id": 55001, "reference_id": "1001", "status": "Completed", "created_date": "2026-09-21T14:00:00Z",
        "last_update_at": "2026-09-22T01:00:00Z", "actual_fulfillment_date": "2026-09-22T00:40:00Z",
        "tracking": {"carrier": "Yamato", "carrier_service": "TA-Q-BIN", "tracking_number": "4444-1375-8703", "tracking_url": "https://example.com/t/4444"},
        "products": [{"id": 7, "sku": "CUP", "name": "湯呑", "inventory_items": [{"id": 9, "quantity": 2}]}],
        "status_details": [],
    }  # fmt: skip
    return found | changes


def body(**changes: Any) -> bytes:
    return json.dumps(shipment(**changes), ensure_ascii=False).encode()


def signed(said: bytes, at: int, topic: str = "order.shipped", name: str = "msg_1") -> dict[str, str]:
    content = f"{name}.{at}.".encode() + said
    sign = signature(keys(SECRET)[0], content).decode()
    return {"webhook-id": name, "webhook-timestamp": str(at), "webhook-signature": f"v1,{sign}", "x-webhook-topic": topic}
