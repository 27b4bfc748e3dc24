"""Deliveries as the own shop sends them: an order's body, signed as Standard Webhooks describes, and the HTTP request around it."""

import base64
import hashlib
import hmac
import json
import time
from datetime import UTC, datetime
from typing import Any

KEY = b"a secret that is only for trials"
SECRET = "whsec_" + base64.b64encode(KEY).decode()


def order_body(number: str, *, at: int = 0, mail: str = "", paid: bool = True, way: str = "card", **more: Any) -> dict[str, Any]:
    """Two plates and their postage, 12,800 yen. Paid: two events, placed and paid. `at`: seconds UTC, now if left out."""
    payment = {"way": way, "gateway": "own", "id": f"p-{number}"} | ({"paid": True, "amount": "12800"} if paid else {})
    return {
        "type": "order_placed",
        "at": datetime.fromtimestamp(at or time.time(), UTC).isoformat(timespec="seconds"),
        "order": {
            "number": number, "currency": "JPY", "total": "12800", "locale": "ja", "shipping_method": "ゆうパック",
            "lines": [{"id": "1", "sku": "SARA-7", "title": "粉引の七寸皿", "variant": "白", "quantity": 2, "price": "6000", "amount": "12000"}],
            "bill": {"subtotal": "12000", "shipping": "800"},
            "payment": payment,
            "customer": {"name": "佐藤花子", "family_name": "佐藤", "given_name": "花子", "mail": mail or f"{number.lower()}@example.com"},
            "shipping_address": {"name": "佐藤花子", "country": "JP", "postal_code": "150-0001", "region": "東京都", "city": "渋谷区",
                                 "line1": "神宮前0-1-2"},
        } | more,
    }


def raw(body: Any) -> bytes:
    return json.dumps(body, ensure_ascii=False).encode()


def signed(body: bytes, name: str, at: int = 0, key: bytes = KEY) -> dict[str, str]:
    """The three headers. `at`: seconds UTC, now if left out; the door takes five minutes either way."""
    moment = at or int(time.time())
    digest = base64.b64encode(hmac.new(key, f"{name}.{moment}.".encode() + body, hashlib.sha256).digest()).decode()
    return {"webhook-id": name, "webhook-timestamp": str(moment), "webhook-signature": f"v1,{digest}"}


def request(path: str, body: bytes, headers: dict[str, str]) -> bytes:
    """One HTTP/1.1 request on a connection that is kept."""
    head = "".join(f"{key}: {value}\r\n" for key, value in headers.items())
    return f"POST {path} HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ncontent-length: {len(body)}\r\n{head}\r\n".encode() + body


def delivery(number: str, path: str = "/in/plain/main", **about: Any) -> bytes:
    """A paid order as a request, proven."""
    body = raw(order_body(number, **about))
    return request(path, body, signed(body, f"msg_{number}"))
