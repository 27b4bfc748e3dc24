"""The facts of one real order, as the texts know them (samples.Facts): nothing that the journal does not prove, nothing made up."""

from collections.abc import Callable
from typing import Any, NamedTuple

from todoke.rules.conditions import is_accepted
from todoke.rules.events import DisputeFinished, DisputeOpened, Event, Lapsed, LinesCancelled, ParcelAttemptFailed, ParcelOutForDelivery, RefundPaid
from todoke.rules.figures import ever_sent, has_left, moved_amount, on_its_way, open_units, owed, paid, price, refunded, sent, under_way, unsent, valid
from todoke.rules.guards import is_cancelled, pays_later
from todoke.rules.order import CLOSED, NEVER, PAID_BACK, RECEIVED, Order, Parcel, Then
from todoke.rules.people import Address, Contact
from todoke.rules.units import Units, less, plus
from todoke.tracking.carriers import name_of as carrier_name
from todoke.tracking.links import link_of

DAY = 86_400
WAYS = {"cod": "cash_on_delivery", "konbini": "convenience_store"}
METHODS = {  # as they are called towards buyers; other ways by the channel's own word
    "bank_transfer": {"ja": "銀行振込", "en": "Bank transfer", "zh-Hans": "银行转账", "ru": "банковский перевод"},
    "konbini": {"ja": "コンビニ払い", "en": "Convenience store", "zh-Hans": "便利店付款", "ru": "наличными в магазине"},
    "cod": {"ja": "代金引換", "en": "Cash on delivery", "zh-Hans": "货到付款", "ru": "при получении"},
    "invoice": {"ja": "請求書払い", "en": "Invoice", "zh-Hans": "按账单付款", "ru": "по счёту"},
    "card": {"ja": "クレジットカード", "en": "Card", "zh-Hans": "银行卡", "ru": "банковская карта"},
}


class Letterhead(NamedTuple):
    """What a notice says about the shop."""

    name: str
    zone: str = "Asia/Tokyo"
    support: str = "shop@localhost"
    returns_text: str = ""
    bank_account: str = ""
    signature: str = ""
    review_url: str = ""
    coupon: str = ""


class Coupon(NamedTuple):
    """The shop's, as its setting says: code, worth, and for how many days from the mail on."""

    code: str = ""
    worth: str = ""
    days: int = 0


class Occasion(NamedTuple):
    """Which notice it is, about which event, written when (seconds UTC)."""

    kind: str
    variant: str
    occasion: str
    event: Event
    now: int
    status_url: str = ""
    unsubscribe_url: str = ""  # where the notice advertises


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
        "delivery": {"earliest_at": arrival(o)},
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
    if notice.kind in OF_KIND:
        for group, more in OF_KIND[notice.kind](o, notice, then_of(o, notice), locale).items():
            facts[group] = facts.get(group, {}) | more if isinstance(more, dict) else more
    if notice.unsubscribe_url:
        facts = {**facts, **offered(o, shop, notice), "shop": {**facts["shop"], "signature": shop.signature}}
    found: dict[str, Any] = clean(facts)
    return found


def coupon_of(setting: str) -> Coupon:
    """`THANKS500 | 500円引き | 30 days`, as shops/choices.py keeps it; without a code where the shop has none."""
    parts = setting.split(" | ")
    return Coupon(parts[0], parts[1], int(parts[2].partition(" ")[0])) if len(parts) == 3 else Coupon()


def offered(o: Order, shop: Letterhead, notice: Occasion) -> dict[str, Any]:
    """What advertises, and the way out. Whoever bought a gift has not used it: nothing is asked of them."""
    code, worth, days = coupon_of(shop.coupon)
    coupon = {"code": code, "text": worth, "expires_at": notice.now + days * DAY} if code else None
    return {"review": {"url": shop.review_url} if not o.manner.gift else None, "coupon": coupon, "unsubscribe_url": notice.unsubscribe_url}


def clean(facts: Any) -> Any:
    """Without what is absent: None, empty texts, empty lists."""
    if isinstance(facts, dict):
        return {key: clean(value) for key, value in facts.items() if value is not None and value != "" and value != [] and value != {}}
    return [clean(one) for one in facts] if isinstance(facts, list) else facts


def said(date: tuple[int, int]) -> int | None:
    return date[1] if date[0] >= 0 else None


def arrival(o: Order) -> int | None:
    """The promised day; one before the day on which it leaves is out of date."""
    day, leaves = said(o.dates.deliver_by), said(o.dates.ship_by)
    return None if day and leaves and day < leaves and not sent(o) else day


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
    bill, lines, gone = o.bill, lines_of(o, open_units(o) or o.units), moved_amount(o)
    return {
        "number": o.manner.number, "placed_at": o.placed_at if o.placed_at != NEVER else None, "accepted": is_accepted(o),
        "currency": o.manner.currency, "lines": lines, "total": o.total + gone if o.total is not None else None,
        "subtotal": bill.subtotal + gone if bill.subtotal is not None else sum(line["total"] for line in lines),
        "shipping": bill.shipping, "fee": bill.fee or None, "tax": (bill.tax or None) if not o.moved else None, "tax_included": bill.tax_included,
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
    way, changed = way_of(o), changed_way(o)
    asked = max((p.asked for p in valid(o, o.payments) if (p.way or way) == way and p.asked[0] >= o.pays[0]), default=(-1, 0, "", 0))
    due = said(o.dates.pay_by) or next((due.at for due in o.due if due.kind == "payment_due"), None)
    came = [p for p in valid(o, o.payments) if p.stage == RECEIVED]
    last = max(came, key=lambda p: p.at, default=None)
    reference = asked[2] or (o.manner.number.lstrip("#") if way == "bank_transfer" else "")
    return {
        "way": WAYS.get(way, way or "other"), "method": method(o, way, locale), "brand": "" if changed else o.manner.brand,
        "last4": "" if changed else o.manner.last4,
        "paid": paid(o) - refunded(o) or None, "to_pay": 0 if o.progress == CLOSED else max(0, price(o) - paid(o)) if o.total is not None else None,
        "wait": bool(o.short), "received": last.amount if last else None, "received_at": last.at if last and last.at != NEVER else None,
        "due_at": None if pays_later(o) else due, "reference": reference,
    }


def way_of(o: Order) -> str:
    return o.pays[2] or o.manner.way


def changed_way(o: Order) -> bool:
    """The buyer chose another way of paying since: what was said of the first one holds no more."""
    return bool(o.pays[2]) and o.pays[2] != o.manner.way


def method(o: Order, way: str, locale: str) -> str:
    """As it is called towards buyers; else the channel's own word for the way the order was placed with."""
    return METHODS.get(way, {}).get(locale) or (o.manner.gateway if way == o.manner.way else "")


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
        "carrier": carrier, "carrier_name": carrier_name(carrier, locale), "number": ", ".join(numbers),
        "url": url if url.startswith("http") else link_of(carrier, numbers, locale),
        "lines": lines_of(o, p.units), "sent_at": p.sent_at if p.sent_at != NEVER else None,
        "delivered_at": p.delivered_at if p.delivered_at != NEVER else None, "place": p.place, "earliest_at": said(o.dates.deliver_by),
    }


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


# ── what one notice needs beside the order: of its own event, and what stood when it was asked for ──
def then_of(o: Order, notice: Occasion) -> Then:
    """Of this notice; of one that a person sends again, of the newest of its kind."""
    kept = [t for t in o.told if t.then and t.kind == notice.kind]
    newest = max(kept, key=lambda t: (t.occasion == notice.occasion, t.due), default=None)
    return newest.then if newest and newest.then else Then()


def other(old: int | None, new: int | None) -> int | None:
    """A day that is not the present one any more."""
    return old if old != new else None


def method_changed(o: Order, notice: Occasion, then: Then, locale: str) -> dict[str, Any]:
    return {"payment": {"old_method": method(o, then.way, locale), "changed_at": o.pays[0] if o.pays[0] > 0 else None}}


def date_notice(o: Order, notice: Occasion, then: Then, locale: str) -> dict[str, Any]:
    return {"shipping": {"old_expected_at": other(then.ship_by, said(o.dates.ship_by))}, "held": held(notice),
            "delivery": {"old_earliest_at": other(then.deliver_by, said(o.dates.deliver_by))}}


def held(notice: Occasion) -> dict[str, Any]:
    return {"place": getattr(notice.event, "place", ""), "until_at": getattr(notice.event, "until", None)}


def on_the_van(o: Order, notice: Occasion, then: Then, locale: str) -> dict[str, Any]:
    return of_the_parcel(o, notice, locale, ParcelOutForDelivery, "out_at")


def not_handed_over(o: Order, notice: Occasion, then: Then, locale: str) -> dict[str, Any]:
    return of_the_parcel(o, notice, locale, ParcelAttemptFailed, "attempted_at") | {"held": held(notice)}


def of_the_parcel(o: Order, notice: Occasion, locale: str, event: type[Event], name: str) -> dict[str, Any]:
    """Its parcel, with the moment at which that happened to it."""
    found = parcels_facts(o, notice, locale)
    moment = {name: notice.event.at} if isinstance(notice.event, event) else {}
    return {key: [one | moment for one in value] if isinstance(value, list) else value | moment for key, value in found.items()}


def number_changed(o: Order, notice: Occasion, then: Then, locale: str) -> dict[str, Any]:
    """The numbers as they were last told, beside those of now."""
    named = set(notice.occasion.split(" "))
    told = [parcel_facts(o, p, locale) | (as_it_was(p, notice, then, locale) if p.id == then.parcel else {}) for p in valid(o, o.parcels) if p.id in named]
    return {"parcels": told, "parcel": told[0]} if told else {}


def as_it_was(p: Parcel, notice: Occasion, then: Then, locale: str) -> dict[str, Any]:
    moved = then.carrier and p.tracking[1] and then.carrier.casefold() != p.tracking[1].casefold()
    return {"old_carrier_name": carrier_name(then.carrier, locale), "old_number": ", ".join(then.numbers),
            "why": getattr(notice.event, "why", "") or ("carrier_changed" if moved else "")}


def delayed(o: Order, notice: Occasion, then: Then, locale: str) -> dict[str, Any]:
    """The old day and the new one, and the recorded cause; money as it would go back if the buyer cancelled."""
    ship, deliver, missed = said(o.dates.ship_by), said(o.dates.deliver_by), notice.variant == "missed"
    on_way = [p for p in valid(o, o.parcels) if under_way(p)]
    delay = {
        "old_ship_at": then.ship_by if missed else other(then.ship_by, ship), "new_ship_at": None if missed or not other(then.ship_by, ship) else ship,
        "old_delivery_at": other(then.deliver_by, deliver), "new_delivery_at": deliver if other(then.deliver_by, deliver) else None,
        "tell_by_at": then.tell_by, "cause": cause_on_record(o, notice.event), "area": getattr(notice.event, "area", ""),
        "weather": getattr(notice.event, "weather", ""), "carrier": carrier_name(on_way[0].tracking[1], locale) if on_way else "",
        "lines": lines_of(o, plus(*(p.units for p in on_way)) if notice.variant == "on_way" else unsent(o)),
    }
    return {"delay": delay} | ({"refund": if_cancelled(o)} if notice.variant != "on_way" and if_cancelled(o) else {})


def cause_on_record(o: Order, event: Event) -> str:
    """As it was reported. A missed day while everything lies at the shop is our own doing: nothing else was in the way."""
    all_here = bool(unsent(o)) and not less(unsent(o), o.held)
    return str(getattr(event, "cause", "")) or ("own_handling" if isinstance(event, Lapsed) and all_here else "")


def if_cancelled(o: Order) -> dict[str, Any] | None:
    way, came = WAYS.get(way_of(o), way_of(o) or "other"), paid(o) - refunded(o)
    if came > 0:
        return {"way": paid_way(way), "state": "if_cancelled", "amount": came}
    return {"way": "cash_on_delivery_unpaid", "state": "if_cancelled"} if way == "cash_on_delivery" else None


def protected_longer(o: Order, notice: Occasion, then: Then, locale: str) -> dict[str, Any]:
    now = next((due.at for due in o.due if due.kind == "protection"), getattr(notice.event, "until", None))
    return {"protection": {"until_at": now, "old_until_at": other(then.until, now), "reason": getattr(notice.event, "reason", "")}}


def dispute_open(o: Order, notice: Occasion, then: Then, locale: str) -> dict[str, Any]:
    answer = next((due.at for due in o.due if due.kind == "dispute_answer"), getattr(notice.event, "answer_by", None))
    opened = notice.event.at if isinstance(notice.event, DisputeOpened) else None
    return {"dispute": {"amount": getattr(notice.event, "amount", 0) or None, "opened_at": opened, "answer_by_at": answer}}


def dispute_over(o: Order, notice: Occasion, then: Then, locale: str) -> dict[str, Any]:
    """Who pays an award, and when, is the platform's affair; a refund of it that is on record is told in its own words."""
    event = notice.event
    award = event.award if isinstance(event, DisputeFinished) else max((d.award for d in o.disputes), default=0)
    back = next((r for r in valid(o, o.refunds) if r.stage == PAID_BACK and r.amount == award), None)
    refund = {"way": paid_way(WAYS.get(way_of(o), way_of(o) or "other")), "state": "done", "amount": award, "issued_at": back.at} if back else {}
    return {"dispute": {"award": award or None, "finished_at": event.at if isinstance(event, DisputeFinished) else None}, "refund": refund}


def came_back(o: Order, notice: Occasion, then: Then, locale: str) -> dict[str, Any]:
    """Which pieces, what is granted for them, and the money as it now stands."""
    part = next((part for part in valid(o, o.given_back + o.exchanged) if part.id == getattr(notice.event, "id", "")), None)
    if part is None:
        return {}
    returned = {"lines": lines_of(o, part.units), "at": part.at or None, "amount": part.amount or None}
    back = next((r for r in valid(o, o.refunds) if r.stage == PAID_BACK and r.amount == part.amount and r.at >= part.at), None)
    money = {"way": paid_way(WAYS.get(way_of(o), way_of(o) or "other")), "state": "done" if back else "to_come", "amount": part.amount,
             "issued_at": back.at if back else None}
    return {"returned": returned} | ({"refund": money} if part.amount and notice.variant != "exchange" else {})


OfKind = Callable[[Order, Occasion, Then, str], dict[str, Any]]
OF_KIND: dict[str, OfKind] = {
    "payment_method_changed": method_changed, "delivery_date_notice": date_notice, "out_for_delivery": on_the_van,
    "delivery_attempt_failed": not_handed_over, "tracking_updated": number_changed, "shipping_delay": delayed,
    "protection_extended": protected_longer, "dispute_opened": dispute_open, "dispute_finished": dispute_over,
    "return_received": came_back,
}
