"""The stand-in shop's books as GraphQL shows them, and the mutations it takes."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

from todoke.channels.shopify.stand_in.shop import Json, Message, Shop, yen
from todoke.channels.stand_in import Refused

Told = Callable[[list[Message]], None]


def number(gid: Any) -> int:
    tail = str(gid).rsplit("/", 1)[-1]
    return int(tail) if tail.isdigit() else 0


def money(value: Any) -> Json:
    bag = yen(int(value))["shop_money"]
    return {"shopMoney": {"amount": f"{bag['amount']}.0", "currencyCode": bag["currency_code"]}}


def nodes(found: list[Json], more: bool = False, cursor: str | None = None) -> Json:
    return {"nodes": found, "pageInfo": {"hasNextPage": more, "endCursor": cursor}}


def place(row: Json | None) -> Json | None:
    return row and {
        "firstName": row["first_name"], "lastName": row["last_name"], "name": row["name"], "company": row["company"],
        "address1": row["address1"],
        "address2": row["address2"], "city": row["city"], "zip": row["zip"], "phone": row["phone"], "province": row["province"],
        "provinceCode": row["province_code"], "countryCodeV2": row["country_code"],
    }  # fmt: skip


def movement(row: Json) -> Json:
    details = row["payment_details"]
    return {
        "id": row["admin_graphql_api_id"], "kind": row["kind"].upper(), "status": row["status"].upper(),
        "gateway": row["gateway"], "test": False,
        "createdAt": row["created_at"], "processedAt": row["processed_at"], "manualPaymentGateway": row["manual_payment_gateway"],
        "amountSet": money(row["amount"]),
        "parentTransaction": {"id": f"gid://shopify/OrderTransaction/{row['parent_id']}"} if row["parent_id"] else None,
        "paymentDetails": details and {"company": details["credit_card_company"], "number": details["credit_card_number"]},
    }  # fmt: skip


def line(row: Json) -> Json:
    return {
        "id": row["admin_graphql_api_id"], "sku": row["sku"], "title": row["title"], "quantity": row["quantity"],
        "currentQuantity": row["current_quantity"],
        "variantTitle": row["variant_title"], "variant": {"id": f"gid://shopify/ProductVariant/{row['variant_id']}"},
        "discountAllocations": [],
        "requiresShipping": row["requires_shipping"], "isGiftCard": False, "originalUnitPriceSet": money(row["price"]),
        "customAttributes": [],
    }  # fmt: skip


def fulfilment(row: Json) -> Json:
    tracking = [
        {"company": row["tracking_company"], "number": each, "url": row["tracking_url"]} for each in row["tracking_numbers"]
    ]
    return {
        "id": row["admin_graphql_api_id"], "status": row["status"].upper(), "createdAt": row["created_at"],
        "updatedAt": row["updated_at"],
        "displayStatus": (row["shipment_status"] or "fulfilled").upper(), "trackingInfo": tracking,
        "fulfillmentLineItems": nodes([{"quantity": each["quantity"], "lineItem": line(each)} for each in row["line_items"]]),
    }  # fmt: skip


def refund(row: Json) -> Json:
    lines = [
        {
            "id": f"gid://shopify/RefundLineItem/{each['id']}", "quantity": each["quantity"],
            "restockType": each["restock_type"].upper(),
            "lineItem": line(each["line_item"]), "subtotalSet": money(each["subtotal"]), "totalTaxSet": money(0),
        }
        for each in row["refund_line_items"]
    ]  # fmt: skip
    fees = [
        {"subtotalAmountSet": money(each["subtotal_amount_set"]["shop_money"]["amount"])} for each in row["refund_shipping_lines"]
    ]
    return {
        "id": row["admin_graphql_api_id"], "createdAt": row["created_at"], "note": row["note"], "refundLineItems": nodes(lines),
        "refundShippingLines": nodes(fees), "transactions": nodes([movement(each) for each in row["transactions"]]),
    }  # fmt: skip


def to_send(shop: Shop, row: Json) -> Json:
    """The one fulfilment order of an order: what is still to be sent."""
    left = shop.open_lines(row["id"])
    status = "CANCELLED" if row["cancelled_at"] else "OPEN" if left else "CLOSED"
    lines = [open_line(each, left.get(each["id"], 0)) for each in row["line_items"]]
    return {
        "id": f"gid://shopify/FulfillmentOrder/{row['id']}",
        "status": status,
        "fulfillmentHolds": [],
        "lineItems": nodes(lines),
    }


def open_line(row: Json, left: int) -> Json:
    return {"id": f"gid://shopify/FulfillmentOrderLineItem/{row['id']}", "remainingQuantity": left, "lineItem": line(row)}


def order(shop: Shop, row: Json) -> Json:
    terms = row["payment_terms"]
    return {
        "id": row["admin_graphql_api_id"], "name": row["name"], "test": False, "email": row["email"], "phone": None,
        "note": row["note"],
        "customerLocale": row["customer_locale"], "currencyCode": "JPY", "taxesIncluded": True, "createdAt": row["created_at"],
        "processedAt": row["processed_at"], "updatedAt": row["updated_at"], "cancelledAt": row["cancelled_at"],
        "cancelReason": row["cancel_reason"] and row["cancel_reason"].upper(),
        "displayFinancialStatus": row["financial_status"].upper(),
        "paymentGatewayNames": row["payment_gateway_names"], "totalPriceSet": money(row["total_price"]),
        "currentTotalPriceSet": money(row["current_total_price"]), "subtotalPriceSet": money(row["subtotal_price"]),
        "currentSubtotalPriceSet": money(row["current_subtotal_price"]), "totalDiscountsSet": money(0),
        "currentTotalDiscountsSet": money(0), "discountCodes": [each["code"] for each in row["discount_codes"]],
        "totalShippingPriceSet": money(row["total_shipping_price_set"]["shop_money"]["amount"]),
        "currentShippingPriceSet": money(row["current_shipping_price_set"]["shop_money"]["amount"]),
        "totalTaxSet": money(row["total_tax"]),
        "currentTotalTaxSet": money(row["current_total_tax"]), "totalOutstandingSet": money(row["total_outstanding"]),
        "customer": {"firstName": row["customer"]["first_name"], "lastName": row["customer"]["last_name"]},
        "billingAddress": place(row["billing_address"]), "shippingAddress": place(row["shipping_address"]),
        "customAttributes": [{"key": each["name"], "value": each["value"]} for each in row["note_attributes"]],
        "purchasingEntity": {"company": {"id": "gid://shopify/Company/901"}} if row["company"] else {},
        "paymentTerms": terms and {
            "paymentTermsName": terms["payment_terms_name"],
            "paymentSchedules": nodes([{"dueAt": each["due_at"]} for each in terms["payment_schedules"]]),
        },
        "shippingLines": nodes([{"title": each["title"], "isRemoved": False} for each in row["shipping_lines"]]),
        "lineItems": nodes([line(each) for each in row["line_items"]]),
        "fulfillments": [fulfilment(each) for each in row["fulfillments"]],
        "refunds": [refund(each) for each in row["refunds"]],
        "transactions": [movement(each) for each in shop.transactions[row["id"]]],
        "fulfillmentOrders": nodes([to_send(shop, row)]),
    }  # fmt: skip


# ── questions ───────────────────────────────────────────────────────────────────────────────────────
def queries(shop: Shop) -> dict[str, Callable[[Json], Any]]:
    return {"order": lambda said: one(shop, said), "orders": lambda said: page(shop, said)}


def one(shop: Shop, said: Json) -> Json | None:
    with shop.lock:
        row = shop.orders.get(number(said.get("id")))
        return row and order(shop, row)


def page(shop: Shop, said: Json) -> Json:
    """Orders by the time of their last change; the cursor is how many came before."""
    size, start = int(said.get("first") or 50), int(said.get("after") or 0)
    with shop.lock:
        found = sorted(
            (row for row in shop.orders.values() if within(row, str(said.get("query") or ""))),
            key=lambda row: (row["updated_at"], row["id"]),
        )
        shown = [order(shop, row) for row in found[start : start + size]]
    return nodes(shown, start + size < len(found), str(start + size))


def within(row: Json, query: str) -> bool:
    """updated_at:>='…' and updated_at:<='…' only, to the second."""
    at = int(datetime.fromisoformat(row["updated_at"]).timestamp())
    bounds = re.findall(r"updated_at:(>=|<=)'([^']+)'", query)
    return all(at >= moment(bound) if sign == ">=" else at <= moment(bound) for sign, bound in bounds)


def moment(text: str) -> int:
    return int(datetime.fromisoformat(text).timestamp())


# ── mutations ───────────────────────────────────────────────────────────────────────────────────────
def mutations(shop: Shop, told: Told, made: dict[str, Json]) -> dict[str, Callable[[Json], Any]]:
    """`told` sends the webhooks; `made` remembers refunds by their idempotency key."""
    return {
        "fulfillmentCreate": lambda said: taken(lambda: send(shop, said["fulfillment"], told)),
        "fulfillmentTrackingInfoUpdate": lambda said: taken(lambda: track(shop, said, told)),
        "orderCancel": lambda said: taken(lambda: cancel(shop, said, told), "orderCancelUserErrors"),
        "refundCreate": lambda said: taken(lambda: pay_back(shop, said, told, made)),
        "orderEditBegin": lambda said: taken(lambda: begin(shop, said)),
        "orderEditSetQuantity": lambda said: taken(lambda: fewer(shop, said)),
        "orderEditCommit": lambda said: taken(lambda: commit(shop, said, told)),
    }


def taken(act: Callable[[], Json], errors: str = "userErrors") -> Json:
    """What it made, or why not; then the fields are null, as Shopify has them."""
    try:
        return NOTHING | act() | {errors: []}
    except Refused as error:
        return NOTHING | {errors: [{"field": None, "message": str(error)}]}


NOTHING: Json = {"fulfillment": None, "refund": None, "job": None, "calculatedOrder": None, "order": None}


def send(shop: Shop, said: Json, told: Told) -> Json:
    groups, tracking = said["lineItemsByFulfillmentOrder"], said.get("trackingInfo") or {}
    ident = number(groups[0]["fulfillmentOrderId"])
    if ident not in shop.orders:
        raise Refused("Fulfillment order does not exist")
    pieces = {number(each["id"]): each["quantity"] for group in groups for each in group.get("fulfillmentOrderLineItems", [])}
    numbers = tracking.get("numbers") or ([tracking["number"]] if tracking.get("number") else [])
    made, messages = shop.ship(ident, pieces or None, tracking.get("company") or "", numbers)
    told(messages)
    return {"fulfillment": fulfilment(shop.find_parcel(made)[1])}


def track(shop: Shop, said: Json, told: Told) -> Json:
    tracking, ident = said["trackingInfoInput"], number(said["fulfillmentId"])
    told(shop.track(ident, tracking.get("company") or "", tracking.get("numbers") or [tracking.get("number", "")]))
    return {"fulfillment": fulfilment(shop.find_parcel(ident)[1])}


def known(shop: Shop, gid: Any) -> int:
    if number(gid) not in shop.orders:
        raise Refused("Order does not exist")
    return number(gid)


def cancel(shop: Shop, said: Json, told: Told) -> Json:
    back = bool((said.get("refundMethod") or {}).get("originalPaymentMethodsRefund"))
    told(shop.cancel(known(shop, said["orderId"]), said["reason"], pay_back=back))
    return {"job": {"id": f"gid://shopify/Job/{number(said['orderId'])}"}}


def pay_back(shop: Shop, said: Json, told: Told, made: dict[str, Json]) -> Json:
    key, wanted = str(said.get("@key") or ""), said["input"]
    if not key:
        raise Refused("The @idempotent directive is required for this mutation but was not provided")
    ident = known(shop, wanted["orderId"])
    if key not in made:
        amount = sum(int(float(each["amount"])) for each in wanted.get("transactions", []))
        told(shop.refund(ident, [], amount, wanted.get("note") or ""))
        made[key] = shop.orders[ident]["refunds"][-1]
    return {"refund": refund(made[key]), "order": {"id": wanted["orderId"]}}


def begin(shop: Shop, said: Json) -> Json:
    ident = known(shop, said["id"])
    shop.edits[ident] = {}
    lines = [
        {"id": f"gid://shopify/CalculatedLineItem/{row['id']}", "quantity": row["current_quantity"]}
        for row in shop.orders[ident]["line_items"]
    ]
    return {"calculatedOrder": {"id": f"gid://shopify/CalculatedOrder/{ident}", "lineItems": nodes(lines)}}


def fewer(shop: Shop, said: Json) -> Json:
    ident = number(said["id"])
    if ident not in shop.edits:
        raise Refused("The calculated order does not exist")
    shop.edits[ident][number(said["lineItemId"])] = int(said["quantity"])
    return {"calculatedOrder": {"id": said["id"]}}


def commit(shop: Shop, said: Json, told: Told) -> Json:
    ident = number(said["id"])
    if ident not in shop.edits:
        raise Refused("The calculated order does not exist")
    told(shop.edit(ident, shop.edits.pop(ident)))
    return {"order": {"id": f"gid://shopify/Order/{ident}"}}
