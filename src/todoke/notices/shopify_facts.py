"""Shopify's names filled from our facts, so that a merchant's template speaks of a real order (NTC-6).

Nothing is made up: what the facts do not have stays away. Money stays a whole number in the smallest unit."""

import re
from collections.abc import Mapping
from typing import Any, cast

from todoke.notices import wording
from todoke.notices.guide_names import beside_guide
from todoke.notices.shopify_names import Fulfillment, Order, RefundedLine, ShopifyNames
from todoke.notices.shopify_things import Address, Application, Customer, Fulfilled, Item, PaymentDetails, PaymentTerms, Transaction
from todoke.notices.wording import Voice

ACCENT = "#165e83"  # where a shop has chosen no colour
LOGO_WIDTH = 140  # pixels
TAX = {"ja": "消費税", "en": "Tax", "zh-Hans": "税费", "ru": "Налог"}  # the order's only tax: the facts know one sum and no rate

Told = Mapping[str, Any]


def beside(facts: Told, voice: Voice) -> dict[str, Any]:
    """The facts, with Shopify's names beside them and within the groups that both have. What stands under `shopify` among the
    facts (the channel's own words) comes before what is made of ours."""
    order, names = order_words(facts, voice), other_words(facts, voice)
    given = facts.get("shopify") or {}
    bare = {**order, **names, **given}
    told: dict[str, Any] = {**bare, **facts}
    told["order"] = {**order, **(given.get("order") or {}), **(facts.get("order") or {})}
    told["shop"] = {**shop(facts), **(given.get("shop") or {}), **(facts.get("shop") or {})}
    for name in ("customer", "shipping_address", "billing_address"):
        if facts.get(name) or bare.get(name):
            told[name] = {**(facts.get(name) or {}), **cast(Any, bare.get(name) or {})}
    return beside_guide(told, voice.locale)


def group(facts: Told, name: str) -> Told:
    return facts.get(name) or {}


# ---- the words of an order


def order_words(facts: Told, voice: Voice) -> Order:
    order, payment = group(facts, "order"), group(facts, "payment")
    items = [item(line, facts) for line in order.get("lines") or ()]
    number = str(order.get("number") or "")
    placed = moment(order.get("placed_at"), voice)
    words: Order = {
        **_prices(facts), "name": number, "order_name": number, "order_number": re.sub(r"\D", "", number), "number": re.sub(r"\D", "", number),
        "line_items": items, "subtotal_line_items": items, "item_count": sum(one["quantity"] for one in items),
        "requires_shipping": not order.get("digital"), "delivery_method": "none" if order.get("digital") else "shipping",
        "currency": voice.currency, "gateway": str(payment.get("method") or ""), "transactions": transactions(facts),
        "financial_status": financial_status(facts), "fulfillment_status": fulfillment_status(facts), "cancelled": "cancel" in facts,
        "customer": customer(facts), "email": str(customer(facts).get("email") or ""),
        "unfulfilled_line_items": unfulfilled(items, facts),
    }  # fmt: skip
    if words["tax_lines"]:
        words["tax_lines"][0]["title"] = TAX[voice.locale]
    if placed:
        words |= {"created_at": placed, "date": placed}
    words |= _about(facts, voice)
    return cast(Order, {name: value for name, value in words.items() if value not in ("", None)})


def _about(facts: Told, voice: Voice) -> Order:
    """What only some orders have."""
    words: Order = {}
    status, payment, cancel = str(facts.get("status_url") or ""), group(facts, "payment"), group(facts, "cancel")
    if status:
        words |= {"order_status_url": status, "customer_order_url": status}
    if payment.get("to_pay"):
        words["checkout_payment_collection_url"] = str(payment.get("url") or status)
    for name, ours in (("shipping_address", "shipping_address"), ("billing_address", "billing_address")):
        if facts.get(ours):
            words[name] = address(facts[ours], voice)  # type: ignore[literal-required]  # either is a name of Order
    if method := group(facts, "shipping").get("method"):
        words["shipping_method"] = {"title": str(method), "price": group(facts, "order").get("shipping") or 0}
        words["shipping_methods"] = [words["shipping_method"]]
    if day := group(facts, "delivery").get("earliest_at"):
        words["consolidated_estimated_delivery_time"] = wording.day(day, "day", voice)
    if cancel:
        words |= {"cancel_reason": "customer" if cancel.get("by") == "buyer" else "other", "cancelled_at": moment(cancel.get("at"), voice)}
    if purchase := group(facts, "order").get("purchase_number"):
        words["po_number"] = str(purchase)
    if terms := payment_terms(facts, voice):
        words["payment_terms"] = terms
    return words


def _prices(facts: Told) -> Order:
    order, payment = group(facts, "order"), group(facts, "payment")
    off, tax = order.get("discount") or 0, order.get("tax") or 0
    applied = discounts(facts)
    words: Order = {
        "subtotal_price": subtotal(order), "line_items_subtotal_price": order.get("subtotal") or 0,
        "shipping_price": order.get("shipping") or 0, "tax_price": tax, "tax_lines": [{"price": tax}] if tax else [],
        "taxes_included": bool(order.get("tax_included")), "total_price": order.get("total") or 0, "total_discounts": off,
        "discounts_amount": off, "discounts_savings": -off, "discounts": applied, "discount_applications": applied,
        "cart_level_discount_applications": applied, "total_outstanding": payment.get("to_pay") or 0, "amount_due_now": payment.get("to_pay") or 0,
        "net_payment": payment.get("paid") or 0,
    }  # fmt: skip
    return words


def subtotal(order: Told) -> int:
    """What remains after the order's discounts, as Shopify means it. Some channels give it so, others before them: whichever adds up."""
    given, off = order.get("subtotal") or 0, order.get("discount") or 0
    taxed = 0 if order.get("tax_included") else order.get("tax") or 0
    after = given + (order.get("shipping") or 0) + (order.get("fee") or 0) + taxed
    return given if after == order.get("total") else given - off


def is_of_lines(order: Told) -> bool:
    """Whether the discounts are in the amounts of the lines already: then they are the lines', not the order's."""
    off = order.get("discount") or 0
    return bool(off) and off == sum(_less(line) for line in order.get("lines") or ())


def _less(line: Told) -> int:
    """What a line costs less than its pieces."""
    return max(0, int(line.get("unit_price") or 0) * int(line.get("units") or 0) - int(line.get("total") or 0))


def discounts(facts: Told) -> list[Application]:
    """One for each; what the facts call them is both their title and their code."""
    found: list[Application] = []
    of = "entitled" if is_of_lines(group(facts, "order")) else "all"
    for one in group(facts, "order").get("discounts") or ():
        application: Application = {"target_selection": of, "target_type": "line_item", "total_allocated_amount": one.get("amount") or 0}
        if one.get("title"):
            application |= {"title": str(one["title"]), "code": str(one["title"])}
        found.append(application)
    return found


# ---- lines


def item(line: Told, facts: Told) -> Item:
    """A line as Shopify tells it. Without a variant it is the `Default Title`, which their templates leave out."""
    title, variant, quantity = str(line.get("title") or ""), str(line.get("variant") or ""), int(line.get("units") or 0)
    unit, total = line.get("unit_price") or 0, line.get("total") or 0
    found: Item = {
        "id": str(line.get("id") or ""), "title": title, "name": f"{title} - {variant}" if variant else title, "quantity": quantity,
        "price": unit, "original_price": unit, "final_price": total // quantity if quantity else unit, "line_price": total,
        "original_line_price": max(unit * quantity, total), "final_line_price": total, "sku": str(line.get("sku") or ""),
        "product": {"title": title, "url": str(line.get("url") or "")}, "variant": {"title": variant or "Default Title", "sku": str(line.get("sku") or "")},
        "variant_title": variant or "Default Title", "requires_shipping": not line.get("digital"), "url": str(line.get("url") or ""),
        "refunded_quantity": _refunded(line, facts), "discount_allocations": [], "gift_card": False,
    }  # fmt: skip
    if _less(line) and is_of_lines(group(facts, "order")):
        found["discount_allocations"] = [{"amount": _less(line), "discount_application": one} for one in discounts(facts)[:1]]
    if line.get("image"):
        found["image"] = str(line["image"])
    return found


def _refunded(line: Told, facts: Told) -> int:
    gone = group(facts, "refund").get("lines") or (group(facts, "cancel").get("lines") if facts.get("refund") else ()) or ()
    return sum(int(one.get("units") or 0) for one in gone if one.get("id") == line.get("id"))


def fulfilled(lines: Any, facts: Told) -> list[Fulfilled]:
    """The lines of a parcel, each beside the whole line of the order."""
    whole = {line.get("id"): line for line in group(facts, "order").get("lines") or ()}
    return [{"quantity": int(line.get("units") or 0), "line_item": item(whole.get(line.get("id"), line), facts)} for line in lines]


def unfulfilled(items: list[Item], facts: Told) -> list[Item]:
    """What is still to leave: all, before anything has left; then what is still to come, by how many of each."""
    if not facts.get("parcel"):
        return items
    left = {line.get("id"): int(line.get("units") or 0) for line in facts.get("still_to_come") or ()}
    return [cast(Item, {**one, "quantity": left[one["id"]]}) for one in items if left.get(one["id"])]


# ---- money


def transactions(facts: Told) -> list[Transaction]:
    """What was paid, what is still to be paid, what went back. Where there are terms, these tell what is to be paid: Shopify's templates
    add all transactions up as paid then."""
    payment, refund = group(facts, "payment"), group(facts, "refund")
    paid, back = payment.get("paid"), refund.get("amount") if refund.get("state") == "done" else None
    open_ = None if payment.get("due_at") else payment.get("to_pay")
    rows = (("sale", "success", paid), ("sale", "pending", open_), ("refund", "success", back))
    return [_transaction(payment, kind, status, amount) for kind, status, amount in rows if amount]


def _transaction(payment: Told, kind: str, status: str, amount: int) -> Transaction:
    method = str(payment.get("method") or "")
    details: PaymentDetails = {}
    if payment.get("last4"):
        details = {"credit_card_company": str(payment.get("brand") or method), "credit_card_last_four_digits": str(payment["last4"])}
    return {"kind": kind, "status": status, "amount": amount, "gateway": method, "gateway_display_name": method, "payment_details": details}


def payment_terms(facts: Told, voice: Voice) -> PaymentTerms:
    """What is still to be paid, and until when, where both are known."""
    payment = group(facts, "payment")
    if not payment.get("to_pay") or not payment.get("due_at"):
        return {}
    return {"type": "fixed", "next_payment": {"amount_due": payment["to_pay"], "amount": payment["to_pay"], "due_at": moment(payment["due_at"], voice)}}


def financial_status(facts: Told) -> str:
    payment, refund = group(facts, "payment"), group(facts, "refund")
    if refund.get("way") in ("card_authorised", "cash_on_delivery_unpaid") or ("cancel" in facts and not payment.get("paid") and not refund):
        return "voided"
    if refund.get("amount"):
        return "refunded" if refund["amount"] >= (group(facts, "order").get("total") or 0) else "partially_refunded"
    if payment.get("to_pay"):
        return "partially_paid" if payment.get("paid") else "pending"
    return "paid" if payment.get("paid") else "pending"


# ---- people and places


def customer(facts: Told) -> Customer:
    """A buyer who gave one name is called by it."""
    person = group(facts, "customer")
    name = str(person.get("name") or " ".join(str(person[key]) for key in ("first_name", "last_name") if person.get(key)))
    found: Customer = {"name": name, "email": str(person.get("mail") or person.get("email") or "")}
    if person.get("first_name") or person.get("last_name"):
        found |= {"first_name": str(person.get("first_name") or ""), "last_name": str(person.get("last_name") or "")}
    elif name:
        found["first_name"] = name
    return found


def address(place: Told, voice: Voice) -> Address:
    """The country by its name; the code stands in country_code, as our own filter for addresses reads it."""
    lines = [str(place[key]) for key in ("line1", "line2") if place.get(key)]
    code, region = str(place.get("country") or ""), str(place.get("region") or "")
    name = str(place.get("name") or " ".join(str(place[key]) for key in ("first_name", "last_name") if place.get(key)))
    found: Address = {
        "name": name, "first_name": str(place.get("first_name") or ""), "last_name": str(place.get("last_name") or ""),
        "company": str(place.get("company") or ""), "address1": str(place.get("line1") or ""), "address2": str(place.get("line2") or ""),
        "street": ", ".join(lines), "city": str(place.get("city") or ""), "province": region,
        "province_code": region if re.fullmatch("[A-Z]{2,3}", region) else "",
        "zip": str(place.get("postal_code") or ""), "phone": str(place.get("phone") or ""),
        "country": wording.country_name(code, voice.locale) if code else "", "country_code": code,
    }  # fmt: skip
    return cast(Address, {key: value for key, value in found.items() if value})


def shop(facts: Told) -> dict[str, Any]:
    ours = group(facts, "shop")
    url = str(ours.get("url") or "")
    host = re.sub(r"^https?://|/.*$", "", url)
    found = {"email": group(facts, "support").get("email"), "phone": group(facts, "support").get("phone"), "domain": host, "permanent_domain": host,
             "secure_url": url, "email_logo_url": ours.get("logo"), "email_accent_color": ours.get("accent") or ACCENT}  # fmt: skip
    return {"email_logo_width": LOGO_WIDTH, **{key: value for key, value in found.items() if value}}


# ---- what one notification or another says


def other_words(facts: Told, voice: Voice) -> ShopifyNames:
    shop_, refund, payment = group(facts, "shop"), group(facts, "refund"), group(facts, "payment")
    url = str(shop_.get("url") or "")
    amount = refund.get("amount") or payment.get("received") or payment.get("paid") or payment.get("to_pay") or 0
    words: ShopifyNames = {"shop_name": str(shop_.get("name") or ""), "amount": amount, "refund_line_items": refund_lines(facts)}
    if refund.get("amount"):
        words["refund_amount"] = refund["amount"]
    if url:
        words |= {"shop_link": url, "account_link": f"{url.rstrip('/')}/account"}
    if facts.get("status_url"):
        words |= {"url": str(facts["status_url"]), "invoice_url": str(payment.get("url") or facts["status_url"])}
    if facts.get("parcel"):
        words["fulfillment"] = fulfillment(facts, voice)
    return words


def refund_lines(facts: Told) -> list[RefundedLine]:
    """The lines that the money goes back for: those the refund names, those cancelled, or all if all the money goes back."""
    refund = group(facts, "refund")
    lines = refund.get("lines") or group(facts, "cancel").get("lines") or ()
    if not lines and refund and financial_status(facts) == "refunded":
        lines = group(facts, "order").get("lines") or ()
    return [refunded(row) for row in fulfilled(lines, facts)] if refund else []


def refunded(row: Fulfilled) -> RefundedLine:
    """subtotal: what so many of the line cost."""
    return {"quantity": row["quantity"], "line_item": row["line_item"], "subtotal": row["line_item"]["final_price"] * row["quantity"]}


def fulfillment(facts: Told, voice: Voice) -> Fulfillment:
    """The parcel that the notice speaks of; a parcel of several boxes has their numbers with commas between."""
    parcel = facts["parcel"]
    lines = fulfilled(parcel.get("lines") or group(facts, "order").get("lines") or (), facts)
    numbers = [number.strip() for number in str(parcel.get("number") or "").split(",") if number.strip()]
    urls = [str(parcel["url"])] if parcel.get("url") else []
    carrier = str(parcel.get("carrier_name") or parcel.get("carrier") or "")
    found: Fulfillment = {
        "fulfillment_line_items": lines, "item_count": sum(line["quantity"] for line in lines), "requires_shipping": True,
        "tracking_company": carrier, "tracking_numbers": numbers, "tracking_urls": urls, "tracking_number": "".join(numbers[:1]),
        "tracking_url": "".join(urls), "created_at": moment(parcel.get("sent_at"), voice),
        "estimated_delivery_at": moment(parcel.get("earliest_at"), voice), "delivered_at": moment(parcel.get("delivered_at"), voice),
    }  # fmt: skip
    return cast(Fulfillment, {key: value for key, value in found.items() if value != ""})


def fulfillment_status(facts: Told) -> str:
    if not facts.get("parcel"):
        return "unfulfilled"
    return "partial" if facts.get("still_to_come") else "fulfilled"


def moment(at: Any, voice: Voice) -> str:
    """As Shopify writes moments: on the shop's clock, with its offset; nothing where there is none."""
    return wording.local(at, voice.zone).strftime("%Y-%m-%d %H:%M:%S %z") if type(at) is int else ""
