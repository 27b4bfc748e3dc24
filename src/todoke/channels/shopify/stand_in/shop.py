"""The stand-in shop's books, in the shapes of Shopify's webhooks: selling, paying, sending, cancelling, paying back. Each step
says what is told."""

from copy import deepcopy
from datetime import UTC, datetime, timedelta, timezone
from random import Random
from threading import RLock
from typing import Any, NamedTuple

from todoke.channels.shopify.stand_in.goods import COMPANY, DOOR, SLIPS, Item, Plan, draw, place
from todoke.channels.stand_in import Refused

Json = dict[str, Any]
TOKYO = timezone(timedelta(hours=9))
SHIPPING, COD_FEE = 880, 330


class Message(NamedTuple):
    """A webhook as it was when it happened: repeats and retries carry this very body."""

    topic: str
    body: Json


def yen(amount: int) -> Json:
    """Money in both currencies of a shop that sells in yen."""
    return {
        "shop_money": {"amount": str(amount), "currency_code": "JPY"},
        "presentment_money": {"amount": str(amount), "currency_code": "JPY"},
    }


def now() -> str:
    return datetime.now(TOKYO).isoformat(timespec="seconds")


class Shop:
    """Everything is kept in memory. Orders by id; the plan of each; transactions, which the order's own body does not carry."""

    def __init__(self, seed: int = 1) -> None:
        self.random, self.lock = Random(seed), RLock()
        self.orders: dict[int, Json] = {}
        self.plans: dict[int, Plan] = {}
        self.transactions: dict[int, list[Json]] = {}
        self.number, self.last_id = 1000, 5_900_000_000_000
        self.edits: dict[int, dict[int, int]] = {}

    def new_id(self, kind: str) -> tuple[int, str]:
        self.last_id += self.random.randint(3, 97)
        return self.last_id, f"gid://shopify/{kind}/{self.last_id}"

    # ── selling ──
    def sell(self, plan: Plan | None = None) -> tuple[int, list[Message]]:
        with self.lock:
            plan = plan or draw(self.random)
            order = self.order(plan)
            self.orders[order["id"]], self.plans[order["id"]], self.transactions[order["id"]] = order, plan, []
            told = [] if plan.gateway in (*SLIPS, *DOOR) or plan.business else self.pay(order["id"])
            return order["id"], [self.message("orders/create", order), *told]

    def order(self, plan: Plan) -> Json:
        self.number += 1
        (ident, gid), at = self.new_id("Order"), now()
        lines = [self.line(item, count) for item, count in plan.items]
        goods, digital = sum(row["quantity"] * int(row["price"]) for row in lines), all(item.digital for item, _ in plan.items)
        shipping = 0 if digital or goods >= 11000 else SHIPPING
        total = goods + shipping + (COD_FEE if plan.gateway in DOOR else 0)
        home = place(plan.buyer, COMPANY if plan.business else "")
        return {
            "id": ident, "admin_graphql_api_id": gid, "name": f"#{self.number}", "order_number": self.number, "test": False,
            "source_name": "web",
            "currency": "JPY", "presentment_currency": "JPY", "taxes_included": True, "created_at": at, "processed_at": at,
            "updated_at": at,
            "cancelled_at": None, "cancel_reason": None, "closed_at": None, "confirmed": True, "email": plan.buyer.mail,
            "phone": None,
            "contact_email": plan.buyer.mail, "customer_locale": plan.buyer.locale,
            "note": "贈り物です。値札を外してください。" if plan.gift else None,
            "note_attributes": [{"name": "ギフト", "value": "あり"}] if plan.gift else [], "tags": "",
            "company": {"id": 901, "location_id": 902} if plan.business else None,
            "payment_gateway_names": [plan.gateway], "payment_terms": terms() if plan.business else None,
            "financial_status": "pending",
            "fulfillment_status": None, "total_price": str(total), "total_line_items_price": str(goods),
            "subtotal_price": str(goods), "total_discounts": "0", "discount_codes": [],
            "total_tax": str(total * 10 // 110), "total_outstanding": str(total), "total_shipping_price_set": yen(total - goods),
            "customer": {"id": 70_000 + self.number, "first_name": plan.buyer.given, "last_name": plan.buyer.family},
            "billing_address": home, "shipping_address": None if digital else home, "fulfillments": [], "refunds": [],
            "line_items": lines,
            "shipping_lines": [] if digital else [{"id": ident + 1, "title": way_to(home), "price": str(shipping)}],
        } | current(total, goods, total - goods)  # fmt: skip

    def line(self, item: Item, count: int) -> Json:
        ident, gid = self.new_id("LineItem")
        return {
            "id": ident, "admin_graphql_api_id": gid, "sku": item.sku, "title": item.title, "variant_title": item.variant or None,
            "variant_id": ident + 1,
            "name": item.title, "quantity": count, "current_quantity": count, "fulfillable_quantity": count,
            "price": str(item.yen), "price_set": yen(item.yen),
            "requires_shipping": not item.digital, "gift_card": False, "total_discount": "0", "discount_allocations": [],
            "properties": [],
            "fulfillment_status": None,
        }  # fmt: skip

    # ── money ──
    def pay(self, ident: int) -> list[Message]:
        with self.lock:
            order, manual = self.orders[ident], self.plans[ident].gateway != "shopify_payments"
            row = self.move(order, "sale", int(order["total_outstanding"]), manual)
            order["financial_status"], order["total_outstanding"] = "paid", "0"
            return [self.message("order_transactions/create", row), *self.touched(order, "orders/paid")]

    def move(self, order: Json, kind: str, amount: int, manual: bool = False, parent: int | None = None) -> Json:
        ident, gid = self.new_id("OrderTransaction")
        row = {
            "id": ident, "admin_graphql_api_id": gid, "order_id": order["id"], "kind": kind, "status": "success",
            "amount": str(amount), "currency": "JPY",
            "gateway": order["payment_gateway_names"][0], "created_at": now(), "processed_at": now(), "parent_id": parent,
            "test": False,
            "manual_payment_gateway": manual,
            "payment_details": None if manual else {"credit_card_company": "Visa", "credit_card_number": "•••• •••• •••• 4242"},
        }  # fmt: skip
        self.transactions[order["id"]].append(row)
        return row

    def held(self, ident: int) -> int:
        """Money of this order that is still in the shop."""
        return sum(int(row["amount"]) * (-1 if row["kind"] == "refund" else 1) for row in self.transactions[ident])

    # ── parcels ──
    def open_lines(self, ident: int) -> dict[int, int]:
        """Pieces of each line that can still be sent."""
        sent: dict[int, int] = {}
        for parcel in self.orders[ident]["fulfillments"]:
            for row in parcel["line_items"] if parcel["status"] == "success" else ():
                sent[row["id"]] = sent.get(row["id"], 0) + row["quantity"]
        left = {row["id"]: row["current_quantity"] - sent.get(row["id"], 0) for row in self.orders[ident]["line_items"]}
        return {line: count for line, count in left.items() if count > 0}

    def ship(
        self, ident: int, pieces: dict[int, int] | None = None, company: str = "Japan Post (JA)", numbers: list[str] | None = None
    ) -> tuple[int, list[Message]]:
        with self.lock:
            order, left = self.orders[ident], self.open_lines(ident)
            pieces = left if pieces is None else pieces
            if order["cancelled_at"] or not pieces or any(left.get(line, 0) < count for line, count in pieces.items()):
                raise Refused("All line items must be fulfillable")
            digital = not any(row["requires_shipping"] for row in order["line_items"] if row["id"] in pieces)
            made_up = [] if digital else [self.parcel_number()]
            parcel = self.parcel(order, pieces, "" if digital else company, made_up if numbers is None else numbers)
            order["fulfillments"].append(parcel)
            whole = not self.open_lines(ident)
            order["fulfillment_status"] = "fulfilled" if whole else "partial"
            return parcel["id"], [
                self.message("fulfillments/create", parcel),
                *self.touched(order, "orders/fulfilled" if whole else "orders/partially_fulfilled"),
            ]  # fmt: skip

    def parcel(self, order: Json, pieces: dict[int, int], company: str, numbers: list[str]) -> Json:
        ident, gid = self.new_id("Fulfillment")
        lines = [deepcopy(row) | {"quantity": pieces[row["id"]]} for row in order["line_items"] if row["id"] in pieces]
        return {
            "id": ident, "admin_graphql_api_id": gid, "order_id": order["id"],
            "name": f"{order['name']}.{len(order['fulfillments']) + 1}", "status": "success",
            "created_at": now(), "updated_at": now(), "tracking_company": company or None,
            "tracking_number": numbers[0] if numbers else None,
            "tracking_numbers": numbers, "tracking_url": None, "tracking_urls": [], "shipment_status": None, "line_items": lines,
        }  # fmt: skip

    def parcel_number(self) -> str:
        """Twelve digits, the last one the rest of the others by seven: as Japan Post, Yamato and Sagawa number their parcels."""
        front = self.random.randint(10**10, 10**11 - 1)
        return f"{front}{front % 7}"

    def find_parcel(self, fulfilment: int) -> tuple[Json, Json]:
        for order in self.orders.values():
            for parcel in order["fulfillments"]:
                if parcel["id"] == fulfilment:
                    return order, parcel
        raise Refused("Fulfillment does not exist")

    def track(self, fulfilment: int, company: str, numbers: list[str]) -> list[Message]:
        with self.lock:
            order, parcel = self.find_parcel(fulfilment)
            parcel |= {
                "tracking_company": company,
                "tracking_number": numbers[0],
                "tracking_numbers": numbers,
                "updated_at": now(),
            }
            return [self.message("fulfillments/update", parcel), *self.touched(order)]

    def scan(self, fulfilment: int, status: str) -> list[Message]:
        with self.lock:
            order, parcel = self.find_parcel(fulfilment)
            parcel |= {"shipment_status": status, "updated_at": now()}
            ident, gid = self.new_id("FulfillmentEvent")
            event = {
                "id": ident, "admin_graphql_api_id": gid, "order_id": order["id"], "fulfillment_id": fulfilment, "status": status,
                "happened_at": now(),
                "created_at": now(), "updated_at": now(), "estimated_delivery_at": None, "message": None, "country": "JP",
            }  # fmt: skip
            return [self.message("fulfillment_events/create", event), self.message("fulfillments/update", parcel)]

    # ── less, and back ──
    def cancel(self, ident: int, reason: str, pay_back: bool = True) -> list[Message]:
        with self.lock:
            order = self.orders[ident]
            if order["cancelled_at"] or any(parcel["status"] == "success" for parcel in order["fulfillments"]):
                raise Refused("Cannot cancel an order that is cancelled or has been fulfilled")
            told: list[Message] = []
            if pay_back and self.held(ident) > 0:
                told = self.pay_back(ident, self.open_lines(ident), "cancel", shipping=True)
            order |= {"cancelled_at": now(), "cancel_reason": reason.lower()}
            if order["financial_status"] == "pending":
                order |= {"financial_status": "voided", "total_outstanding": "0"}
            return [*told, *self.touched(order, "orders/cancelled")]

    def pay_back(self, ident: int, pieces: dict[int, int], kind: str, shipping: bool = False) -> list[Message]:
        """Some lines, and their money where there is money."""
        with self.lock:
            order, lines = (
                self.orders[ident],
                [self.back(row, pieces[row["id"]], kind) for row in self.orders[ident]["line_items"] if row["id"] in pieces],
            )
            amount = sum(int(row["subtotal"]) for row in lines) + (order_shipping(order) if shipping else 0)
            return self.refund(ident, lines, min(amount, self.held(ident)), "", order_shipping(order) if shipping else 0)

    def back(self, line: Json, count: int, kind: str) -> Json:
        line["current_quantity"] -= count
        line["fulfillable_quantity"] = max(0, line["fulfillable_quantity"] - count)
        amount = count * int(line["price"])
        ident, _ = self.new_id("RefundLineItem")
        return {
            "id": ident, "quantity": count, "line_item_id": line["id"], "restock_type": kind, "subtotal": str(amount),
            "total_tax": "0",
            "subtotal_set": yen(amount), "total_tax_set": yen(0), "line_item": deepcopy(line),
        }  # fmt: skip

    def refund(self, ident: int, lines: list[Json], amount: int, note: str, shipping: int = 0) -> list[Message]:
        with self.lock:
            order = self.orders[ident]
            if amount > self.held(ident):
                raise Refused("Refund amount is greater than what was paid")
            parent = next((row["id"] for row in self.transactions[ident] if row["kind"] == "sale"), None)
            rows = [self.move(order, "refund", amount, parent=parent)] if amount else []
            made_id, gid = self.new_id("Refund")
            fees = [{"id": made_id + 1, "subtotal_amount_set": yen(shipping)}] if shipping else []
            made = {
                "id": made_id, "admin_graphql_api_id": gid, "order_id": ident, "created_at": now(), "processed_at": now(),
                "note": note or None,
                "refund_line_items": lines, "transactions": rows, "refund_shipping_lines": fees, "order_adjustments": [],
            }  # fmt: skip
            order["refunds"].append(made)
            self.lessened(order, shipping)
            return [
                self.message("refunds/create", made),
                *(self.message("order_transactions/create", row) for row in rows),
                *self.touched(order),
            ]

    def lessened(self, order: Json, shipping: int) -> None:
        """The order's current figures after lines or shipping went."""
        goods = sum(row["current_quantity"] * int(row["price"]) for row in order["line_items"])
        left = int(order["current_shipping_price_set"]["shop_money"]["amount"]) - shipping
        order |= current(goods + left, goods, left)
        if any(row["kind"] == "refund" for row in self.transactions[order["id"]]):
            order["financial_status"] = "partially_refunded" if self.held(order["id"]) else "refunded"

    def edit(self, ident: int, wanted: dict[int, int]) -> list[Message]:
        """Fewer pieces than were bought: an edit, without money."""
        with self.lock:
            order = self.orders[ident]
            for row in order["line_items"]:
                row["current_quantity"] = min(row["current_quantity"], wanted.get(row["id"], row["current_quantity"]))
            self.lessened(order, 0)
            order["total_outstanding"] = str(max(0, int(order["current_total_price"]) - self.held(ident)))
            return self.touched(order)

    # ── telling ──
    def touched(self, order: Json, topic: str = "") -> list[Message]:
        order["updated_at"] = datetime.now(TOKYO).isoformat(timespec="milliseconds")
        return [self.message(name, order) for name in (topic, "orders/updated") if name]

    def message(self, topic: str, body: Json) -> Message:
        return Message(topic, deepcopy(body))


def way_to(home: Json) -> str:
    return "ゆうパック" if home["country_code"] == "JP" else "EMS"


def order_shipping(order: Json) -> int:
    return int(order["current_shipping_price_set"]["shop_money"]["amount"])


def current(total: int, goods: int, shipping: int) -> Json:
    return {
        "current_total_price": str(total), "current_subtotal_price": str(goods), "current_total_tax": str(total * 10 // 110),
        "current_total_discounts": "0",
        "current_shipping_price_set": yen(shipping),
    }  # fmt: skip


def terms() -> Json:
    due = (datetime.now(UTC) + timedelta(days=30)).isoformat(timespec="seconds")
    return {
        "payment_terms_name": "Net 30",
        "payment_terms_type": "net",
        "due_in_days": 30,
        "payment_schedules": [{"due_at": due}],
    }
