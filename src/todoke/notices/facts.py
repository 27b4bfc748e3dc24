"""The facts of one real order, as the texts know them (samples.Facts): nothing that the journal does not prove, nothing made up."""

from typing import Any, NamedTuple

from todoke.rules.conditions import is_accepted
from todoke.rules.events import Event, LinesCancelled, RefundPaid
from todoke.rules.figures import ever_sent, has_left, on_its_way, open_units, owed, paid, price, refunded, valid
from todoke.rules.guards import is_cancelled, pays_later
from todoke.rules.order import CLOSED, NEVER, PAID_BACK, RECEIVED, Order, Parcel
from todoke.rules.people import Address, Contact
from todoke.rules.units import Units, less, plus

WAYS = {"cod": "cash_on_delivery", "konbini": "convenience_store"}
METHODS = {  # as they are called towards buyers; other ways by the channel's own word
    "bank_transfer": {"ja": "銀行振込", "en": "Bank transfer"}, "konbini": {"ja": "コンビニ払い", "en": "Convenience store"},
    "cod": {"ja": "代金引換", "en": "Cash on delivery"}, "invoice": {"ja": "請求書払い", "en": "Invoice"}, "card": {"ja": "クレジットカード", "en": "Card"},
}
CARRIERS = {
    "yamato": {"ja": "ヤマト運輸", "en": "Yamato Transport"}, "sagawa": {"ja": "佐川急便", "en": "Sagawa Express"},
    "japan_post": {"ja": "日本郵便", "en": "Japan Post"}, "seino": {"ja": "西濃運輸", "en": "Seino"}, "fukuyama": {"ja": "福山通運", "en": "Fukuyama"},
    "ups": {"en": "UPS"}, "fedex": {"en": "FedEx"}, "dhl": {"en": "DHL"}, "usps": {"en": "USPS"},
}


class Letterhead(NamedTuple):
    """What a notice says about the shop."""

    name: str
    zone: str = "Asia/Tokyo"
    support: str = "shop@localhost"
    returns_text: str = ""
    bank_account: str = ""


class Occasion(NamedTuple):
    """Which notice it is, about which event, written when (seconds UTC)."""

    kind: str
    variant: str
    occasion: str
    event: Event
    now: int
    status_url: str = ""


def facts_of(o: Order, shop: Letterhead, notice: Occasion, locale: str, contact: Contact | None, address: Address | None) -> dict[str, Any]:
    """Absent is what the order does not have: the texts leave it out (NTC-23)."""
    facts: dict[str, Any] = {
        "shop": {"name": shop.name, "short_name": shop.name[:10] if len(shop.name) > 10 else shop.name, "zone": shop.zone,
                 "currency": o.manner.currency, "country": "JP", "bank_account": account(shop.bank_account)},
        "support": {"email": shop.support},
        "returns": {"text": shop.returns_text},
        "order": order_facts(o),
        "payment": payment_facts(o, locale),
        "shipping": {"method": o.manner.shipping, "expected_at": said(o.dates.ship_by)},
        "delivery": {"earliest_at": said(o.dates.deliver_by)},
        "customer": person(contact),
        "status_url": notice.status_url,
        "notice": {"kind": notice.kind, "variant": notice.variant, "occasion": notice.occasion, "at": notice.now},
        "still_to_come": lines_of(o, less(open_units(o), ever_sent(o))),
    }
    if address is not None:
        facts["shipping_address"] = place(address)
    if contact is not None and contact.billing != Address() and contact.billing != address:
        facts["billing_address"] = place(contact.billing)
    facts |= parcels_facts(o, notice, locale)
    if notice.kind in ("cancel_confirmed", "payment_expired", "refund_issued"):
        facts |= ended(o, notice.event)
    found: dict[str, Any] = clean(facts)
    return found


def clean(facts: Any) -> Any:
    """Without what is absent: None, empty texts, empty lists."""
    if isinstance(facts, dict):
        return {key: clean(value) for key, value in facts.items() if value is not None and value != "" and value != [] and value != {}}
    return [clean(one) for one in facts] if isinstance(facts, list) else facts


def said(date: tuple[int, int]) -> int | None:
    return date[1] if date[0] >= 0 else None


def account(text: str) -> dict[str, str] | None:
    """The account for transfers in the shop's own words: bank, branch, kind, number, holder, a line or a blank between; else as one piece."""
    if not text.strip():
        return None
    parts = [part.strip() for part in text.strip().splitlines() if part.strip()]
    parts = parts if len(parts) > 1 else text.split(maxsplit=4)
    if len(parts) == 5:
        return dict(zip(("bank_name", "branch", "type", "number", "holder"), parts))
    return {"text": " ".join(parts if len(text.strip().splitlines()) > 1 else [text.strip()])}


# ── order and money ─────────────────────────────────────────────────────────────────────────────────
def order_facts(o: Order) -> dict[str, Any]:
    bill, lines = o.bill, lines_of(o, open_units(o) or o.units)
    return {
        "number": o.manner.number, "placed_at": o.placed_at if o.placed_at != NEVER else None, "accepted": is_accepted(o),
        "currency": o.manner.currency, "lines": lines, "total": o.total,
        "subtotal": bill.subtotal if bill.subtotal is not None else sum(line["total"] for line in lines),
        "shipping": bill.shipping, "fee": bill.fee or None, "tax": bill.tax or None, "tax_included": bill.tax_included,
        "discount": bill.discount or None, "discounts": [{"amount": bill.discount}] if bill.discount else [],
        "business": o.manner.business, "gift": o.manner.gift, "digital": bool(o.lines) and all(line.digital for line in o.lines),
    }


def lines_of(o: Order, some: Units) -> list[dict[str, Any]]:
    """The lines of these pieces, in the order's own order."""
    wanted = dict(some)
    return [
        {"id": line.id, "title": line.title or line.item or line.id, "variant": line.variant, "sku": line.item, "units": wanted[line.id],
         "unit_price": line.price if line.price is not None else line.amount // max(1, line.units),
         "total": line.amount * wanted[line.id] // max(1, line.units) if wanted[line.id] != line.units else line.amount,
         "image": line.image if line.image.startswith("https://") else "", "url": line.url, "digital": line.digital}
        for line in o.lines if wanted.get(line.id, 0) > 0
    ]


def payment_facts(o: Order, locale: str) -> dict[str, Any]:
    way = o.pays[2] or o.manner.way
    asked = max((p.asked for p in valid(o, o.payments)), default=(-1, 0, "", 0))
    due = said(o.dates.pay_by) or next((due.at for due in o.due if due.kind == "payment_due"), None)
    came = [p for p in valid(o, o.payments) if p.stage == RECEIVED]
    last = max(came, key=lambda p: p.at, default=None)
    reference = asked[2] or (o.manner.number.lstrip("#") if way == "bank_transfer" else "")
    return {
        "way": WAYS.get(way, way or "other"), "method": METHODS.get(way, {}).get(locale) or o.manner.gateway, "brand": o.manner.brand, "last4": o.manner.last4,
        "paid": paid(o) - refunded(o) or None, "to_pay": 0 if o.progress == CLOSED else max(0, price(o) - paid(o)) if o.total is not None else None,
        "wait": bool(o.short), "received": last.amount if last else None, "received_at": last.at if last and last.at != NEVER else None,
        "due_at": None if pays_later(o) else due, "reference": reference,
    }


# ── people ──────────────────────────────────────────────────────────────────────────────────────────
def person(contact: Contact | None) -> dict[str, Any]:
    if contact is None:
        return {}
    return {"name": contact.name, "first_name": contact.given_name, "last_name": contact.family_name, "company": contact.company, "mail": contact.mail}


def place(address: Address) -> dict[str, Any]:
    return {"name": address.name, "company": address.company, "country": address.country, "postal_code": address.postal_code, "region": address.region,
            "city": address.city, "line1": address.line1, "line2": address.line2, "phone": address.phone}


# ── parcels ─────────────────────────────────────────────────────────────────────────────────────────
def parcels_facts(o: Order, notice: Occasion, locale: str) -> dict[str, Any]:
    """The parcels this notice speaks of: those its occasion names, else all that have left."""
    named = set(notice.occasion.split(" "))
    left = [p for p in valid(o, o.parcels) if has_left(p)]
    mine = [p for p in left if p.id in named] or left
    if not mine:
        return {}
    told = [parcel_facts(o, p, locale) for p in mine]
    return {"parcels": told, "parcel": told[0] if len(told) == 1 else told[0] | {"lines": lines_of(o, plus(*(p.units for p in mine)))}}


def parcel_facts(o: Order, p: Parcel, locale: str) -> dict[str, Any]:
    _, carrier, numbers, url = p.tracking
    return {
        "carrier": carrier, "carrier_name": carrier_name(carrier, locale), "number": ", ".join(numbers), "url": url if url.startswith("http") else "",
        "lines": lines_of(o, p.units), "sent_at": p.sent_at if p.sent_at != NEVER else None,
        "delivered_at": p.delivered_at if p.delivered_at != NEVER else None, "place": p.place, "earliest_at": said(o.dates.deliver_by),
    }


def carrier_name(carrier: str, locale: str) -> str:
    known = CARRIERS.get(carrier.casefold(), {})
    return known.get(locale) or known.get("en") or carrier


# ── what ended, and the money that goes back ────────────────────────────────────────────────────────
def ended(o: Order, event: Event) -> dict[str, Any]:
    part = o.progress != CLOSED
    some = event.units if isinstance(event, LinesCancelled) and part else less(o.units, ())
    cancel = {"by": ended_by(o, event), "part": part, "at": ended_at(o, event), "lines": lines_of(o, some)}
    return {"cancel": cancel, "refund": refund(o, event)}


def ended_by(o: Order, event: Event) -> str:
    by = str(getattr(event, "by", "")) or (o.cancelled_by if is_cancelled(o) else "")
    why = o.cancelled_for if is_cancelled(o) else str(getattr(event, "reason", ""))
    if by == "buyer" or why in ("customer", "buyer"):
        return "buyer"
    return "buyer" if o.closed_by and o.closed_by[0] in ("CancelAsked", "cancel_answer") else "channel" if by == "channel" else "shop"


def ended_at(o: Order, event: Event) -> int | None:
    if isinstance(event, LinesCancelled):
        return event.at
    return o.cancelled_at if is_cancelled(o) else o.closed_by[1] if o.closed_by else None


def refund(o: Order, event: Event) -> dict[str, Any] | None:
    """What goes back, in the state it is in now."""
    way = WAYS.get(o.pays[2] or o.manner.way, o.pays[2] or o.manner.way or "other")
    done = [r for r in valid(o, o.refunds) if r.stage == PAID_BACK]
    if isinstance(event, RefundPaid):
        done = [r for r in done if r.id == event.refund] or done
    if done:
        return {"way": paid_way(way), "state": "done", "amount": sum(r.amount for r in done), "issued_at": max(r.at for r in done)}
    if amount := max(owed(o), on_its_way(o)):
        return {"way": paid_way(way), "state": "if_cancelled", "amount": amount}
    return {"way": "cash_on_delivery_unpaid", "state": "done"} if way == "cash_on_delivery" else None


def paid_way(way: str) -> str:
    return {"card": "card_captured", "cash_on_delivery": "cash_on_delivery_paid", "wallet": "other"}.get(way, way)


