"""Made-up words for what Shopify's notifications speak of and the sample's facts do not have (CMD-8 --template).

Only for looking at a template: exchanges, gift cards, a shop to fetch the goods from. They are made of the sample's own lines and
people, in the sample's own language; a real order has none of them."""

from collections.abc import Mapping
from typing import Any, cast

from todoke.notices import wording
from todoke.notices.samples import sample
from todoke.notices.shopify_facts import address, customer, fulfilled, item, moment, refunded
from todoke.notices.shopify_names import Exchanged, GiftCard, Location, Return, ShopifyNames
from todoke.notices.shopify_things import Item
from todoke.notices.wording import Voice

DAY = 86_400

Told = Mapping[str, Any]


def made_up(facts: Told, locale: str) -> dict[str, Any]:
    """What to put under `shopify` among a sample's facts."""
    voice = wording.voice_of(facts, locale)
    order, url = facts["order"], str(facts["shop"].get("url") or "").rstrip("/")
    items = [item(line, facts) for line in order["lines"]]
    names: ShopifyNames = {
        **_exchange(facts, items), "return": _return(facts, items, url, locale), "gift_card": _gift_card(facts, voice, url),
        "location": _location(facts, voice),
        "invoice_url": f"{url}/invoices/1001", "reserve_inventory_until": moment(facts["notice"]["at"] + 3 * DAY, voice),
        "return_label": {"public_file_url": f"{url}/labels/1001.pdf"}, "unsubscribe_url": f"{url}/unsubscribe", "service_name": str(facts["shop"]["name"]),
        "refund_amount": order["total"], "refund_line_items": [refunded(one) for one in _all(facts)],
    }  # fmt: skip
    if not facts.get("parcel"):
        names["fulfillment"] = {"fulfillment_line_items": _all(facts), "item_count": sum(one["quantity"] for one in items)}
    if facts.get("refund"):
        names.pop("refund_amount"), names.pop("refund_line_items")
    account = {name: f"{url}/account/{name.removesuffix('_url')}" for name in _ACCOUNT}
    return {**names, "customer": {**customer(facts), **account}}


_ACCOUNT = ("account_activation_url", "reset_password_url", "subscribe_url", "unsubscribe_url")


def _all(facts: Told) -> Any:
    return fulfilled(facts["order"]["lines"], facts)


def _exchange(facts: Told, items: list[Item]) -> ShopifyNames:
    """All lines brought back, and the same taken home again."""
    order = facts["order"]
    tax = order.get("tax") or 0
    side: Exchanged = {
        "name": order["number"], "order_number": order["number"].lstrip("#"), "line_items": items, "discounts": [], "discounts_savings": 0,
        "subtotal_price": order["subtotal"], "shipping_price": 0, "tax_price": tax, "total_price": order["subtotal"],
    }  # fmt: skip
    return {
        "return_line_items": items, "return_subtotal": order["subtotal"], "return_tax_total": tax, "return_total": order["subtotal"],
        "added_line_items": items, "added_subtotal": order["subtotal"], "added_tax_total": tax, "added_total": order["subtotal"],
        "exchange_total": 0, "exchange_balance": 0, "exchange_type": "even", "parent_order": side, "child_order": side,
    }  # fmt: skip


def _return(facts: Told, items: list[Item], url: str, locale: str) -> Return:
    parcel: Told = facts.get("parcel") or sample("plain", locale, "shipping_confirmation")["parcel"]
    label = {"public_file_url": f"{url}/labels/1001.pdf"}
    return cast(Return, {
        "name": f"{facts['order']['number']}-R1", "line_items": items, "decline": {"reason": "return_period_ended"},
        "deliveries": [{"type": "shopify_label", "carrier_name": parcel.get("carrier_name") or "", "return_label": label,
                        "tracking_number": parcel.get("number") or "", "tracking_url": parcel.get("url") or ""}],
    })  # fmt: skip


def _gift_card(facts: Told, voice: Voice, url: str) -> GiftCard:
    worth = facts["order"]["lines"][0]["unit_price"]
    return {
        "balance": worth, "initial_value": worth, "code": "MNTO 2026 1001 4242", "last_four_characters": "4242", "currency": voice.currency,
        "url": f"{url}/gift_cards/1001", "pass_url": f"{url}/gift_cards/1001.pkpass", "enabled": True, "customer": customer(facts),
        "expires_on": moment(facts["notice"]["at"] + 365 * DAY, voice),
    }  # fmt: skip


def _location(facts: Told, voice: Voice) -> Location:
    """The shop itself, where the buyer lives: the sample knows no other address."""
    place = facts.get("shipping_address") or facts.get("billing_address") or {}
    found = {name: value for name, value in address(place, voice).items() if name not in ("name", "first_name", "last_name", "company", "street")}
    return cast(Location, {**found, "name": str(facts["shop"]["name"])})
