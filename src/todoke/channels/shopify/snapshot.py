"""A whole order, as any orders/* webhook or our own reading brings it → every fact that it proves. Pure; never a difference to
what we have."""

from typing import Literal, NamedTuple

import msgspec

from todoke.channels.channel import Ignored, Reading, Setup, Unclear
from todoke.channels.fields import codes, rows, table, text
from todoke.channels.shopify import objects
from todoke.channels.shopify.fields import (
    Row,
    address,
    bag,
    contact,
    currency_of,
    identity,
    line_of,
    locale_of,
    paid,
    pieces,
    price,
    when,
    word,
)  # fmt: skip
from todoke.channels.shopify.objects import Found, together
from todoke.channels.ways import LATER, way_of
from todoke.rules import events as ev

TEST = Ignored("a test order; this connection takes none")

REASONS = {
    "customer": "buyer",
    "inventory": "stockout",
    "declined": "unpaid",
    "fraud": "suspicion",
    "staff": "shop",
    "other": "other",
}
SECURED = ("paid", "authorized", "partially_refunded", "refunded")
LET_GO = ("voided", "expired")
STATUSES = (*SECURED, *LET_GO, "pending", "partially_paid", "unpaid", "")
SHIPPED = ("partial", "fulfilled", "restocked", "pending", "unfulfilled", "")  # no fact, a check: the fulfilments tell
KNOWN = {"financial_status": STATUSES, "fulfillment_status": SHIPPED}
UNTRACKED = ("定形外", "普通郵便", "追跡なし", "untracked", "no tracking", "letter mail")
GIFT = ("gift", "is_gift", "ギフト", "熨斗", "のし")
NO = ("", "no", "false", "0", "なし", "不要", "希望しない")


Refunds = list[tuple[Row, tuple[objects.Share, ...]]]


class Now(NamedTuple):
    """The lines as they stand: units that were or will be sent, and what they cost with shipping and tax, less discounts, not
    less what came back."""

    lines: tuple[ev.Line, ...]
    total: int
    secured: int  # money that must have been there if the order is paid: the total, and what was cut and paid back
    came_back: bool


def read(order: Row, setup: Setup) -> tuple[Reading, ...] | Ignored:
    """The order's table of channels, row by row. Raises Unclear where a field that everything hangs on is missing."""
    if order.get("test") is True and not setup.test:
        return TEST
    if not isinstance(order.get("line_items"), list | dict):
        raise Unclear("line_items", "is missing.", "Look at the raw body: Shopify always sends it. An order without lines would be over at once.")
    currency = currency_of(order, setup.currency)
    refunds = all_shares(order, currency)
    bought = tuple(line(row, currency) for row in goods(order))
    now = as_it_stands(order, bought, refunds, currency)
    found = together(
        agreed(order, bought, now, setup),
        money(order, now, setup),  # before its end: else an order that arrives cancelled looks as if it were paid too late
        ended(order),
        gone_back(order, refunds, currency),
        parcels(order),
        advertising(order),
        objects.holds(order, updated(order)),
    )
    delivery = table(order.get("shipping_address"))
    return (
        Reading(
            ref=identity(order, "order"), events=found.events, number=text(order, "name"), contact=contact(order),
            address=address(delivery) if delivery else None, people_at=updated(order), unknown=found.unknown,
        ),
    )  # fmt: skip


def updated(order: Row) -> int:
    return when(order, "updated_at", "processed_at", "created_at")


def advertising(order: Row) -> Found:
    """Whether the buyer takes advertising: the customer's own word with its moment; else what was ticked at the checkout, when it was placed."""
    said = table(table(order.get("customer")).get("email_marketing_consent"))
    if at := when(said, "consent_updated_at"):
        return Found((ev.AdvertisingConsent(at=at, allowed=text(said, "state").lower() == "subscribed", by="buyer"),))
    ticked = order.get("buyer_accepts_marketing") is True
    return Found((ev.AdvertisingConsent(at=when(order, "processed_at", "created_at"), by="buyer"),) if ticked else ())


# ── the agreement ───────────────────────────────────────────────────────────────────────────────────
def agreed(order: Row, bought: tuple[ev.Line, ...], now: Now, setup: Setup) -> Found:
    """As bought, and as it is now. A cancelled order's lines are 0, and 0 to pay would read as paid: then only as bought."""
    currency = currency_of(order, setup.currency)
    placed = ev.OrderPlaced(
        at=when(order, "processed_at", "created_at"), terms=terms(order, setup), pays=pays(order),
        total=price(order, "total_price", currency), lines=bought, bill=bill(order, currency), manner=manner(order, setup),
    )  # fmt: skip
    if when(order, "cancelled_at"):
        return Found((placed,))
    bill_now = ev.Bill(tax_included=placed.bill.tax_included) if now.came_back else bill(order, currency, "current_")
    known = has(order, "current_total_price") or has(order, "total_price")
    changed = ev.LinesChanged(at=updated(order), total=now.total if known else None, lines=now.lines, bill=bill_now)
    return Found((placed, changed, *dates(order)))


def goods(order: Row) -> list[Row]:
    """Lines that are things: a tip stands among them, and never leaves."""
    return [row for row in rows(order.get("line_items")) if not row.get("tip")]


def line(row: Row, currency: str) -> ev.Line:
    """As bought."""
    bought, one = pieces(row, "quantity", "line_items"), price(row, "price", currency)
    return ev.Line(
        id=identity(row, "line_items"), item=text(row, "sku") or identity_of_variant(row), units=bought,
        amount=bought * (one or 0) - discount(row, currency), title=text(row, "title", "name"),
        variant=text(row, "variant_title"), price=one, digital=objects.digital(row),
    )  # fmt: skip


def so_many(line: ev.Line, units: int) -> ev.Line:
    """As many as now; the amount after discounts goes with the pieces."""
    if units == line.units:
        return line
    return msgspec.structs.replace(line, units=units, amount=line.amount * units // line.units if line.units else 0)


def identity_of_variant(row: Row) -> str:
    variant = table(row.get("variant"))
    return identity(variant, "variant") if variant else text(row, "variant_id")


def discount(row: Row, currency: str) -> int:
    """Allocations hold every discount of the line; older versions have only its own."""
    given = rows(row.get("discount_allocations"))
    return sum(paid(each, "amount", currency) for each in given) if given else paid(row, "total_discount", currency)


def bill(order: Row, currency: str, now: str = "") -> ev.Bill:
    """Subtotal, discount, shipping, tax: as bought, or with `current_` as it is now. Shopify's subtotal is what remains after the discounts on
    lines; a bill that adds up begins before them."""
    shipping = f"{now}shipping_price" if now else "total_shipping_price"
    after, off = price(order, f"{now}subtotal_price", currency), price(order, f"{now}total_discounts", currency)
    on_lines = min(off or 0, sum(discount(row, currency) for row in goods(order)))
    return ev.Bill(
        subtotal=None if after is None else after + on_lines, discount=off,
        shipping=price(order, shipping, currency), tax=price(order, f"{now}total_tax", currency),
        tax_included=order.get("taxes_included") is not False,
    )  # fmt: skip


def terms(order: Row, setup: Setup) -> ev.Terms:
    """Shopify leaves closing and completing to the shop. It has no field for tracking: only a name says that a way of shipping
    has none."""
    way = shipping(order).lower()
    mails: Literal["channel", "todoke"] = "channel" if setup.mails == "channel" else "todoke"
    return ev.Terms("shop", "shop", tracked=not any(word in way for word in UNTRACKED), mails=mails)


def shipping(order: Row) -> str:
    lines = [row for row in rows(order.get("shipping_lines")) if row.get("is_removed") is not True]
    return text(lines[0], "title") if lines else ""


def gateway(order: Row) -> str:
    """The way that pays the most of it: a gift card pays a part, and stands first."""
    named = order.get("payment_gateway_names")
    names = [name for name in named if isinstance(name, str)] if isinstance(named, list) else []
    others = [name for name in names if way_of(name) != "gift_card"]
    return (others or names or [text(order, "gateway")])[-1]


def way(order: Row) -> str:
    return "invoice" if table(order.get("payment_terms")) else way_of(gateway(order))


def pays(order: Row) -> Literal["first", "later"]:
    return "later" if way(order) in LATER else "first"


def manner(order: Row, setup: Setup) -> ev.Manner:
    brand, last4 = card(order)
    return ev.Manner(
        number=text(order, "name"), currency=currency_of(order, setup.currency), locale=locale_of(order), way=way(order),
        brand=brand, last4=last4,
        shipping=shipping(order), gateway=gateway(order), business=bool(table(order.get("company"))), gift=is_gift(order),
        pick_up=is_pick_up(order), coupons=codes(order.get("discount_codes")),
    )  # fmt: skip


def card(order: Row) -> tuple[str, str]:
    """Brand and last four digits, where a transaction tells them."""
    for row in rows(order.get("transactions")):
        details = table(row.get("payment_details"))
        number = text(details, "credit_card_number", "number")
        if number:
            return text(details, "credit_card_company", "company"), number[-4:]
    return "", ""


def is_gift(order: Row) -> bool:
    notes = {text(row, "name", "key").lower(): text(row, "value").lower() for row in rows(order.get("note_attributes"))}
    return any(notes.get(name, "") not in NO for name in GIFT)


def is_pick_up(order: Row) -> bool:
    return any(
        word(row, "delivery_category") in ("pick_up", "pickup", "local_pickup") for row in rows(order.get("shipping_lines"))
    )


def dates(order: Row) -> tuple[ev.Event, ...]:
    """The day on which an invoice is due."""
    due = [when(row, "due_at") for row in rows(table(order.get("payment_terms")).get("payment_schedules"))]
    last = max(due, default=0)
    return (ev.DatesPromised(at=updated(order), pay_by=last),) if last else ()


# ── what it is now ──────────────────────────────────────────────────────────────────────────────────
def sent_units(order: Row) -> dict[str, int]:
    """Pieces of each line that have left, by the fulfilments."""
    found: dict[str, int] = {}
    for row in rows(order.get("fulfillments")):
        for name, count in objects.held(row) if word(row, "status") == "success" else ():
            found[name] = found.get(name, 0) + count
    return found


def current(row: Row) -> int:
    """Pieces of the line now; versions without the field tell only what was bought."""
    return pieces(row, "current_quantity" if row.get("current_quantity") is not None else "quantity", "line_items")


def gone(order: Row) -> dict[str, int]:
    """Pieces that had left, were taken off since, and did not come back as returns: they stay with the buyer."""
    sent = sent_units(order)
    found = {identity(row): max(0, sent.get(identity(row), 0) - current(row)) for row in goods(order)}
    for refund in rows(order.get("refunds")):
        for row in rows(refund.get("refund_line_items")):
            if word(row, "restock_type") == "return":
                name = line_of(row, "refunds.refund_line_items")
                found[name] = max(0, found.get(name, 0) - pieces(row, "quantity", "refund_line_items"))
    return found


def all_shares(order: Row, currency: str) -> Refunds:
    """Every refund with its lines."""
    found = rows(order.get("refunds"))
    left = gone(order) if found else {}
    return [(refund, objects.shares(refund, currency, left)) for refund in found]


def as_it_stands(order: Row, bought: tuple[ev.Line, ...], refunds: Refunds, currency: str) -> Now:
    """Units = current_quantity + what had left before it was refunded; total = current_total_price + the money of those."""
    stayed = [(share, stays(share)) for _, found in refunds for share in found]
    extra: dict[str, int] = {}
    for share, count in stayed:
        extra[share.line] = extra.get(share.line, 0) + count
    lines = (so_many(line, current(row) + extra.get(line.id, 0)) for line, row in zip(bought, goods(order), strict=True))
    total = paid(order, "current_total_price" if has(order, "current_total_price") else "total_price", currency)
    total += sum(worth(share, count) for share, count in stayed) + shipping_back(order, currency)
    backed = (share for refund, found in refunds if objects.any_back(refund) for share in found)
    cut = sum(share.amount - worth(share, stays(share)) for share in backed)
    return Now(tuple(row for row in lines if row.units), total, total + cut, any(extra.values()))


def stays(share: objects.Share) -> int:
    """Pieces that count as bought though they were refunded: they had left."""
    return share.units if share.kind == "return" else share.kept


def has(order: Row, name: str) -> bool:
    return order.get(name) is not None or bag(order, name)[0] is not None


def worth(share: objects.Share, count: int) -> int:
    return share.amount * count // share.units if share.units else 0


def shipping_back(order: Row, currency: str) -> int:
    """Shipping that was paid back is an allowance with a fact of its own; the price must not sink with it as well."""
    if not has(order, "current_shipping_price"):
        return 0
    sunk = paid(order, "total_shipping_price", currency) - paid(order, "current_shipping_price", currency)
    given = [row for refund in rows(order.get("refunds")) for row in rows(refund.get("refund_shipping_lines"))]
    return max(0, min(sunk, sum(paid(row, "subtotal_amount", currency) for row in given)))


# ── the rest ────────────────────────────────────────────────────────────────────────────────────────
def ended(order: Row) -> Found:
    at, reason = when(order, "cancelled_at"), word(order, "cancel_reason")
    if not at:
        return Found()
    strange = (f"cancel_reason: {reason}",) if reason and reason not in REASONS else ()
    return Found(
        (ev.OrderCancelled(at=at, reason=REASONS.get(reason, "other"), by="buyer" if reason == "customer" else "shop"),), strange
    )


def gone_back(order: Row, refunds: Refunds, currency: str) -> Found:
    """Each refund with its lines, its money, and what the lines do not explain."""
    reason = REASONS.get(word(order, "cancel_reason"), "") if when(order, "cancelled_at") else ""
    found: list[Found] = []
    for refund, lines in refunds:
        whole = paid(order, "total_price", currency)
        found += [objects.refund(refund, currency, lines, reason), rest(refund, lines, currency, whole)]
    return together(*found)


def rest(refund: Row, lines: tuple[objects.Share, ...], currency: str, whole: int) -> Found:
    """Money that no line of the refund explains: shipping, duty, goodwill. The whole price is none of these: staff are asked
    why it went back.
    Nor is a refund of ours, whose reason we know: it would lower the price once more, and be owed again for ever."""
    over = objects.sum_back(refund, currency) - sum(share.amount for share in lines)
    if over <= 0 or over == whole or text(refund, "note").startswith(objects.OURS):
        return Found()
    return Found(
        (
            ev.AllowanceReported(
                at=when(refund, "processed_at", "created_at"), id=f"alw:{identity(refund, 'refunds')}", amount=over
            ),
        )
    )


def parcels(order: Row) -> Found:
    return together(*(objects.fulfilment(row) for row in rows(order.get("fulfillments"))))


def money(order: Row, now: Now, setup: Setup) -> Found:
    """One source of money for each connection: its transactions where it can read them, else what the order says of itself.
    Never both."""
    status, currency = word(order, "financial_status"), currency_of(order, setup.currency)
    strange = Found(unknown=tuple(f"{name}: {said}" for name, known in KNOWN.items() if (said := word(order, name)) not in known))
    if not setup.api_url:
        return together(strange, Found(told(order, now, status, currency)))
    moves = rows(order.get("transactions"))
    return together(
        strange, *(objects.transaction(row, currency) for row in moves), run_out(order, moves if status == "expired" else [])
    )


def run_out(order: Row, moves: list[Row]) -> Found:
    """Authorisations of an order whose authorisation ran out before it was captured: no transaction says so, only the order
    does."""
    captured = {objects.root_of(row) for row in moves if word(row, "kind") == "capture" and word(row, "status") == "success"}
    open_ones = [row for row in moves if word(row, "kind") in objects.AUTHORISATIONS and objects.root_of(row) not in captured]
    at = updated(order)
    released = (
        ev.PaymentReleased(at=when(row, "authorization_expires_at") or at, payment=f"pay:{objects.root_of(row)}")
        for row in open_ones
    )
    return Found(tuple(released))


def told(order: Row, now: Now, status: str, currency: str) -> tuple[ev.Event, ...]:
    """What the order itself says of its money: one payment under one name; the greatest amount counts."""
    at, amount = updated(order), 0
    if status in LET_GO:
        return (ev.PaymentReleased(at=at, payment="pay:order"),)
    if status in SECURED:
        amount = now.secured
    elif status == "partially_paid":
        amount = now.total - paid(order, "total_outstanding", currency)
    return (ev.PaymentReceived(at=at, payment="pay:order", amount=amount, way=way(order)),) if amount > 0 else ()
