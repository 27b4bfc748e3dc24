"""Made-up facts of every shape in the locale's own language (CMD-8); people and goods stand in `kinds/samples-<locale>.toml`."""

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, cast

from todoke.notices.fact_names import Facts, Line, Order, Payment, Person, Place, Shop
from todoke.notices.sample_cases import PREPARE as CASES
from todoke.notices.sample_changes import PREPARE as CHANGES
from todoke.notices.sample_kinds import PREPARE as USUAL
from todoke.notices.sample_kinds import as_it_is, at
from todoke.notices.wording import KINDS

SHAPES = ("plain", "partial", "digital", "b2b", "gift", "no_name", "many_lines", "usd", "kwd", "cod")


# ---- samples

PREPARE = USUAL | CHANGES | CASES
_NOT_PREPAID = ("b2b", "cod")
_NEVER = {
    "payment_instructions": _NOT_PREPAID,
    "payment_received": _NOT_PREPAID,
    "payment_reminder": _NOT_PREPAID,
    "payment_expired": _NOT_PREPAID,
    "shipping_confirmation": ("digital",),
    "delivery_date_notice": ("digital",),
    "out_for_delivery": ("digital",),
    "delivery_attempt_failed": ("digital",),
    "tracking_updated": ("digital",),
    "shipping_delay": ("digital",),
    **dict.fromkeys(
        (
            "stockout_checking",
            "stockout_choice",
            "stockout_cancelled",
            "stockout_aftercare",
            "backorder_confirmed",
            "restock_notice",
            "stock_inquiry_reply",
            "address_problem",
            "return_received",
            "non_delivery_received",
            "non_delivery_findings",
            "non_delivery_resolved",
        ),
        ("digital",),
    ),
    "dispute_opened": _NOT_PREPAID,
    "dispute_finished": _NOT_PREPAID,
}


def occurs(kind: str, shape: str) -> bool:
    """Whether an order of the shape can get the kind (a digital order is never shipped)."""
    return shape not in _NEVER.get(kind, ())


def sample(shape: str, locale: str, kind: str, variant: str | None = None) -> Facts:
    """Facts for a kind in the locale's own language. variant: one of about.toml's; the shape's usual one if absent.
    Raises ValueError for an unknown shape."""
    if shape not in SHAPES:
        raise ValueError(f"there is no shape {shape!r}; there are {', '.join(SHAPES)}")
    told = data(locale)
    facts = _base(shape, told)
    _people(shape, told, facts)
    PREPARE.get(kind, as_it_is)(shape, told, facts, variant)
    if "parcel" in facts:
        facts["parcels"] = [facts["parcel"]]
    facts["notice"] = {"kind": kind, "variant": variant or _usual(kind, shape), "at": at(16, 15)}
    return facts


@lru_cache(maxsize=8)
def data(locale: str) -> dict[str, Any]:
    """The sample's people, goods and words. Raises FileNotFoundError for a locale without samples."""
    return tomllib.loads((KINDS / f"samples-{locale}.toml").read_text(encoding="utf-8"))


def _usual(kind: str, shape: str) -> str:
    usual = {
        "order_confirmation": "accepted",
        "payment_instructions": "first",
        "payment_received": "accepted",
        "payment_reminder": "first",
        "shipping_confirmation": "partial" if shape == "partial" else "whole",
        "delivered": "digital" if shape == "digital" else "parcel",
        "cancel_confirmed": "shop" if shape == "partial" else "buyer",
        "delivery_date_notice": "date",
        "delivery_attempt_failed": "attempt",
        "shipping_delay": "before",
        "follow_up": "care",
        "stock_inquiry_reply": "in_stock",
        "address_problem": "ask",
        "return_received": "refund",
        "non_delivery_findings": "delivered",
        "non_delivery_resolved": "arrived",
    }
    return usual.get(kind, "")


def _lines(shape: str, told: Mapping[str, Any]) -> list[Line]:
    if shape == "digital":
        return [_line(1, {"title": told["words"]["digital"], "price": 1800, "units": 1, "digital": True})]
    if shape == "many_lines":
        return [_line(n, {"title": told["words"]["item"].format(n), "price": 480, "units": 1 + n % 3}) for n in range(1, 201)]
    return [_line(n, good) for n, good in enumerate(told["goods"], 1)]


def _line(n: int, good: Mapping[str, Any]) -> Line:
    line: Line = {
        "id": str(n),
        "title": good["title"],
        "sku": f"MN-{n:03d}",
        "units": good["units"],
        "unit_price": good["price"],
        "total": good["price"] * good["units"],
        "image": f"https://minato.example/pictures/{n}.jpg",
        "url": f"https://minato.example/items/{n}",
        "digital": bool(good.get("digital")),
    }
    if good.get("variant"):
        line["variant"] = good["variant"]
    return line


def _bill(shape: str, told: Mapping[str, Any]) -> Order:
    lines = _lines(shape, told)
    subtotal = sum(line["total"] for line in lines)
    shipping, fee, off = None if shape == "digital" else 880, 330 if shape == "cod" else 0, 1000 if shape == "plain" else 0
    before = subtotal + (shipping or 0) + fee - off
    tax = before * 8 // 100 if shape == "usd" else before * 10 // 110
    order: Order = {
        "number": "#1001",
        "placed_at": at(16, 15, 10),
        "accepted": True,
        "currency": {"usd": "USD", "kwd": "KWD"}.get(shape, "JPY"),
        "lines": lines,
        "subtotal": subtotal,
        "shipping": shipping,
        "total": before + tax if shape == "usd" else before,
        "digital": shape == "digital",
    }
    if shape != "kwd":
        order |= {"tax": tax, "tax_included": shape != "usd"}
    if off:
        order |= {"discount": off, "discounts": [{"title": told["words"]["discount"], "amount": off}]}
    if fee:
        order["fee"] = fee
    return order


def _base(shape: str, told: Mapping[str, Any]) -> Facts:
    order = _bill(shape, told)
    zone = "America/New_York" if shape == "usd" else "Asia/Tokyo"
    shop = cast(Shop, {**told["shop"], "zone": zone, "currency": order["currency"], "country": "JP"})
    facts: Facts = {
        "shop": shop,
        "support": told["support"],
        "returns": told["returns"],
        "staff": told["staff"],
        "order": order,
        "payment": _payment(shape, told, order["total"]),
        "status_url": "https://desk.minato.example/o/k3v9qx7d",
    }
    if shape != "digital":
        facts["shipping"] = {"method": told["words"]["shipping"], "expected_at": at(17, 12)}
        facts["delivery"] = {"earliest_at": at(18, 12), "latest_at": at(19, 12)}
    return facts


def _payment(shape: str, told: Mapping[str, Any], total: int) -> Payment:
    if shape == "cod":
        return {"way": "cash_on_delivery", "method": told["words"]["cash_on_delivery"], "to_pay": total}
    if shape == "b2b":
        return {"way": "invoice", "method": told["words"]["invoice"], "to_pay": total}
    return {"way": "card", "method": told["words"]["card"], "brand": "Visa", "last4": "4242", "paid": total, "to_pay": 0}


def _people(shape: str, told: Mapping[str, Any], facts: Facts) -> None:
    customer, place = dict(told["customer"]), dict(told["address"])
    if shape == "no_name":
        customer = {"name": "ae877656 user"}
        place = {key: value for key, value in place.items() if not key.endswith("_name")}
    if shape == "b2b":
        customer = {key: value for key, value in told["business"].items() if key != "purchase_number"}
        facts["order"] |= {"business": True, "purchase_number": told["business"]["purchase_number"]}
        place |= {key: customer[key] for key in ("company", "first_name", "last_name")}
    facts["customer"], facts["billing_address"] = cast(Person, customer), cast(Place, place)
    if shape != "digital":
        facts["shipping_address"] = cast(Place, told["recipient"] if shape == "gift" else place)
    if shape == "gift":
        facts["order"]["gift"] = True
