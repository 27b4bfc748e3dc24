"""Made-up facts of every shape in the locale's own language (CMD-8); people and goods stand in `kinds/samples-<locale>.toml`."""

import tomllib
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, cast

from todoke.notices.fact_names import Facts, Line, Order, Payment, Person, Place, Refund, Shop
from todoke.notices.wording import KINDS

SHAPES = ("plain", "partial", "digital", "b2b", "gift", "no_name", "many_lines", "usd", "kwd", "cod")


# ---- samples

_NOT_PREPAID = ("b2b", "cod")
_NEVER = {
    "payment_instructions": _NOT_PREPAID,
    "payment_received": _NOT_PREPAID,
    "payment_reminder": _NOT_PREPAID,
    "payment_expired": _NOT_PREPAID,
    "shipping_confirmation": ("digital",),
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
    _PREPARE.get(kind, _as_it_is)(shape, told, facts, variant)
    if "parcel" in facts:
        facts["parcels"] = [facts["parcel"]]
    facts["notice"] = {"kind": kind, "variant": variant or _usual(kind, shape), "at": _at(16, 15)}
    return facts


@lru_cache(maxsize=8)
def data(locale: str) -> dict[str, Any]:
    """The sample's people, goods and words. Raises FileNotFoundError for a locale without samples."""
    return tomllib.loads((KINDS / f"samples-{locale}.toml").read_text(encoding="utf-8"))


def _at(day: int, hour: int, minute: int = 0) -> int:
    """A moment of November 2026 on Japan's clock."""
    return int(datetime(2026, 11, day, tzinfo=UTC).timestamp()) + (hour - 9) * 3600 + minute * 60


def _usual(kind: str, shape: str) -> str:
    usual = {
        "order_confirmation": "accepted",
        "payment_instructions": "first",
        "payment_received": "accepted",
        "payment_reminder": "first",
        "shipping_confirmation": "partial" if shape == "partial" else "whole",
        "delivered": "digital" if shape == "digital" else "parcel",
        "cancel_confirmed": "shop" if shape == "partial" else "buyer",
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
        "placed_at": _at(16, 15, 10),
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
        facts["shipping"] = {"method": told["words"]["shipping"], "expected_at": _at(17, 12)}
        facts["delivery"] = {"earliest_at": _at(18, 12), "latest_at": _at(19, 12)}
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


# ---- what each kind adds


def _as_it_is(shape: str, told: Mapping[str, Any], facts: Facts, variant: str | None) -> None:
    """Nothing to add."""


def _unpaid(shape: str, told: Mapping[str, Any], facts: Facts) -> None:
    """Paid in advance, and not paid yet: at a convenience store for gifts and orders without a name, else by transfer."""
    way = "convenience_store" if shape in ("gift", "no_name") else "bank_transfer"
    total = facts["order"]["total"]
    facts["payment"] = {"way": way, "method": told["words"][way], "to_pay": total, "due_at": _at(23, 18), "reference": "1001"}
    if way == "convenience_store":
        facts["payment"] |= {"reference": "12345-678901", "store": told["words"]["store"], "url": "https://pay.example/12345"}
    facts["order"]["accepted"] = False
    facts.pop("shipping", None)
    facts.pop("delivery", None)


def _confirm(shape: str, told: Mapping[str, Any], facts: Facts, variant: str | None) -> None:
    if variant == "instructed":
        _unpaid(shape, told, facts)
    if variant == "received":
        facts["order"] |= {"accepted": False, "acceptance_due_at": _at(18, 18)}


def _instruct(shape: str, told: Mapping[str, Any], facts: Facts, variant: str | None) -> None:
    _unpaid(shape, told, facts)
    if variant == "rest":
        facts["payment"] |= {"received": 1000, "paid": 1000, "to_pay": facts["order"]["total"] - 1000}
    if variant == "failed":
        total = facts["order"]["total"]
        facts["payment"] = {"way": "card", "method": told["words"]["card"], "to_pay": total, "due_at": _at(23, 18)}


def _money_came(shape: str, told: Mapping[str, Any], facts: Facts, variant: str | None) -> None:
    total, method = facts["order"]["total"], told["words"]["bank_transfer"]
    facts["payment"] = {"way": "bank_transfer", "method": method, "paid": total, "received": total, "received_at": _at(17, 10)}
    if variant == "received":
        facts["order"] |= {"accepted": False, "acceptance_due_at": _at(18, 18)}


def _remind(shape: str, told: Mapping[str, Any], facts: Facts, variant: str | None) -> None:
    _unpaid(shape, told, facts)
    facts["payment"] |= {"instructed_at": _at(16, 15, 11), "checked_at": _at(19, 9, 30)}


def _ship(shape: str, told: Mapping[str, Any], facts: Facts, variant: str | None) -> None:
    lines = facts["order"]["lines"]
    facts["parcel"] = {"lines": lines, "sent_at": _at(17, 14), "carrier": "yamato", "carrier_name": told["words"]["carrier"]}
    if variant != "number_follows":
        facts["parcel"] |= {"number": "4912-3456-7890", "url": "https://track.example/?n=491234567890"}
        facts["parcel"] |= {"earliest_at": _at(18, 12), "latest_at": _at(19, 12)}
    if shape == "partial" or variant == "partial":
        facts["parcel"]["lines"], facts["still_to_come"] = lines[:-1] or lines, lines[-1:]
        facts["rest"] = {"expected_at": _at(24, 12), "extra_shipping": 0}


def _arrive(shape: str, told: Mapping[str, Any], facts: Facts, variant: str | None) -> None:
    _ship(shape, told, facts, variant)
    facts["parcel"] |= {"delivered_at": _at(18, 10, 42), "place": told["words"]["place"]}
    if shape == "digital":
        facts["parcel"] = {"lines": facts["order"]["lines"]}
        facts["download"] = {"url": "https://desk.minato.example/d/8fh2k", "until_at": _at(30, 23, 59)}


_REFUNDED_BY = {"cod": "cash_on_delivery_paid", "b2b": "invoice", "usd": "card_authorised", "gift": "convenience_store"}


def _refund(shape: str, total: int) -> Refund:
    way = _REFUNDED_BY.get(shape, "card_captured")
    state = "ask_account" if shape in ("cod", "gift") else "done"
    refund: Refund = {"way": way, "state": state, "amount": total}
    if state == "ask_account":
        return {**refund, "form_url": "https://desk.minato.example/r/5tq1", "transfer_business_days": 3}
    return {**refund, "issued_at": _at(18, 11)}


def _cancelled(shape: str, told: Mapping[str, Any], facts: Facts, variant: str | None) -> None:
    part, lines = shape == "partial", facts["order"]["lines"]
    gone = lines[-1:] if part else lines
    facts["cancel"] = {"by": variant or ("shop" if part else "buyer"), "part": part, "at": _at(18, 11), "lines": gone}
    if facts["cancel"]["by"] == "shop":
        facts["cancel"]["reason"] = told["words"]["reason"]
    if part:
        facts["still_to_come"] = lines[:-1]
    facts["refund"] = _refund(shape, sum(line["total"] for line in gone) if part else facts["order"]["total"])
    if shape == "cod":
        facts["refund"] = {"way": "cash_on_delivery_unpaid", "state": "done", "amount": 0}


def _refunded(shape: str, told: Mapping[str, Any], facts: Facts, variant: str | None) -> None:
    facts["refund"] = _refund(shape, facts["order"]["total"])


_PREPARE = {
    "order_confirmation": _confirm,
    "payment_instructions": _instruct,
    "payment_received": _money_came,
    "payment_reminder": _remind,
    "payment_expired": _remind,
    "shipping_confirmation": _ship,
    "delivered": _arrive,
    "cancel_confirmed": _cancelled,
    "refund_issued": _refunded,
}
