"""Ours → theirs: parcels, tracking, cancellations, cut lines, refunds. Each asks first what Shopify knows already, so that it
can be repeated."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from todoke.channels.channel import Known, Pushed, Refusal, Setup
from todoke.channels.fields import major, rows, table, text
from todoke.channels.shopify import questions
from todoke.channels.shopify.api import ask, tell
from todoke.channels.shopify.fields import Row, identity, word
from todoke.channels.shopify.objects import OURS, amount_of, transaction
from todoke.rules import effects as fx
from todoke.rules.figures import open_units
from todoke.rules.order import Order, Parcel
from todoke.tracking.carriers import carrier_of, name_of

# our reasons → Shopify's OrderCancelReason
REASONS = {
    "buyer": "CUSTOMER", "double": "CUSTOMER", "stockout": "INVENTORY", "discontinued": "INVENTORY", "unpaid": "DECLINED",
    "declined": "DECLINED",
    "suspicion": "FRAUD", "fraud": "FRAUD", "shop": "STAFF", "staff": "STAFF",
}  # fmt: skip

# our carriers → the names that Shopify makes tracking links of (help.shopify.com, "Supported carriers", read 2026-11)
CARRIERS = {"yamato": "Yamato (JA)", "sagawa": "Sagawa (JA)", "japan_post": "Japan Post (JA)"}

OPEN = ("open", "in_progress")


def push(effect: fx.Effect, known: Known, setup: Setup) -> Pushed:
    """Raises Refusal, also for what Shopify has no word for."""
    teller = TELLERS.get(type(effect))
    if not teller:
        raise Refusal(f"Shopify takes no {type(effect).__name__}", again=False)
    return teller(effect, known, setup)


def gid(known: Known) -> str:
    return f"gid://shopify/Order/{known.ref}"


def there(setup: Setup, question: str, known: Known) -> Row:
    """The order as Shopify has it. Raises Refusal."""
    found = table(ask(setup, question, id=gid(known)).get("order"))
    if not found:
        raise Refusal(f"Shopify has no order {known.number or known.ref}", again=False)
    return found


def notify(setup: Setup) -> bool:
    """Shopify mails the buyer only where it was agreed that it does."""
    return setup.mails == "channel"


# ── parcels ─────────────────────────────────────────────────────────────────────────────────────────
def parcel_of(order: Order, name: str) -> Parcel:
    found = next((parcel for parcel in order.parcels if parcel.id == name), None)
    if found is None:
        raise Refusal(f"nothing is known of parcel {name}", again=False)
    return found


def send(effect: fx.PushShipment, known: Known, setup: Setup) -> Pushed:
    """fulfillmentCreate, unless a fulfilment with that number is there already. Shopify knows no parcel in the place of another."""
    parcel = parcel_of(known.order, effect.parcel)
    if parcel.instead_of:
        return nothing(effect, known, setup)
    order = there(setup, questions.PARCELS, known)
    ours = same_parcel(order, parcel, known.names)
    if ours:
        return named(ours, parcel)
    groups = share_out(parcel, order)
    if not groups:
        raise Refusal("Shopify has nothing left to send of these lines", again=False)
    said = {"lineItemsByFulfillmentOrder": groups, "notifyCustomer": notify(setup)} | tracking_info(parcel)
    payload = tell(setup, questions.SEND, "fulfillmentCreate", fulfillment=said)
    return named(identity(table(payload.get("fulfillment")), "fulfillment"), parcel)


def named(fulfilment: str, parcel: Parcel) -> Pushed:
    """The webhook that follows calls it by Shopify's name; it is ours."""
    return Pushed(answer=fulfilment, alias=((f"par:{fulfilment}", parcel.id),))


def same_parcel(order: Row, parcel: Parcel, names: frozenset[str]) -> str:
    """The fulfilment that is this parcel: by Shopify's own name, or by a number. One that was cancelled there is none."""
    for row in rows(order.get("fulfillments")):
        if word(row, "status") != "cancelled" and (is_called(row, parcel, names) or numbers_of(row) & set(parcel.tracking[2])):
            return identity(row)
    return ""


def is_called(row: Row, parcel: Parcel, names: frozenset[str]) -> bool:
    return f"par:{identity(row)}" in {parcel.id, *names}


def numbers_of(row: Row) -> set[str]:
    return {text(info, "number") for info in rows(row.get("trackingInfo"))}


def share_out(parcel: Parcel, order: Row) -> list[dict[str, Any]]:
    """The parcel's pieces over the fulfilment orders that are open; a parcel whose pieces nobody told takes what is left."""
    wanted = dict(parcel.units)
    groups = []
    for row in rows(table(order.get("fulfillmentOrders"))):
        taken = (
            [part for line in rows(table(row.get("lineItems"))) if (part := take(line, wanted, not parcel.units))]
            if word(row, "status") in OPEN
            else []
        )
        if taken:
            groups.append({"fulfillmentOrderId": text(row, "id"), "fulfillmentOrderLineItems": taken})
    return groups


def take(line: Row, wanted: dict[str, int], everything: bool) -> dict[str, Any] | None:
    """So many of this line, and so many fewer are still wanted."""
    name, left = identity(table(line.get("lineItem"))), line.get("remainingQuantity")
    count = min(wanted.get(name, 0), left) if isinstance(left, int) and not everything else left
    if not isinstance(count, int) or count <= 0:
        return None
    wanted[name] = wanted.get(name, 0) - count
    return {"id": text(line, "id"), "quantity": count}


def tracking_info(parcel: Parcel) -> dict[str, Any]:
    _, carrier, numbers, url = parcel.tracking
    if not numbers:
        return {}
    company = CARRIERS.get(carrier_of(carrier)) or name_of(carrier, "en")
    return {"trackingInfo": {"company": company, "numbers": list(numbers)} | ({"urls": [url] * len(numbers)} if url else {})}


def track(effect: fx.PushTracking, known: Known, setup: Setup) -> Pushed:
    """fulfillmentTrackingInfoUpdate on the fulfilment that is this parcel, whatever number it bore before."""
    parcel = parcel_of(known.order, effect.parcel)
    if parcel.instead_of:
        return nothing(effect, known, setup)
    order = there(setup, questions.PARCELS, known)
    for row in rows(order.get("fulfillments")):
        if (numbers := numbers_of(row)) and numbers == set(parcel.tracking[2]):
            return named(identity(row), parcel)
        if is_called(row, parcel, known.names):
            info = tracking_info(parcel).get("trackingInfo", {"numbers": []})
            tell(setup, questions.TRACK, "fulfillmentTrackingInfoUpdate", id=text(row, "id"), tracking=info, notify=notify(setup))
            return named(identity(row), parcel)
    raise Refusal("Shopify has no fulfilment that is this parcel", again=False)


# ── cancelling ──────────────────────────────────────────────────────────────────────────────────────
def cancel(effect: fx.PushCancel, known: Known, setup: Setup) -> Pushed:
    if text(there(setup, questions.PARCELS, known), "cancelledAt"):
        return Pushed(answer="cancelled already")
    reason = REASONS.get(why(known.order), "OTHER")
    payload = tell(
        setup, questions.CANCEL, "orderCancel", id=gid(known), reason=reason, notify=notify(setup), note=f"{OURS}{known.key}"
    )
    return Pushed(answer=text(table(payload.get("job")), "id"))


def why(order: Order) -> str:
    return (
        (order.closed_by[2] if order.closed_by else "")
        or order.cancelled_for
        or next((part.reason for part in order.cancelled), "")
    )


def cut(effect: fx.PushLines, known: Known, setup: Setup) -> Pushed:
    """An edit of the order down to what is still bought; an edit that would change nothing is not committed."""
    edit = table(tell(setup, questions.EDIT, "orderEditBegin", id=gid(known)).get("calculatedOrder"))
    wanted = dict(open_units(known.order))
    fewer = [
        (line, target)
        for line in rows(edit.get("lineItems"))
        if (target := wanted.get(identity(line), 0)) < line.get("quantity", 0)
    ]
    if not fewer:
        return Pushed(answer="known already")
    for line, target in fewer:
        tell(setup, questions.FEWER, "orderEditSetQuantity", id=text(edit, "id"), line=text(line, "id"), quantity=target)
    tell(setup, questions.COMMIT, "orderEditCommit", id=text(edit, "id"), notify=notify(setup), note=f"{OURS}{known.key}")
    return Pushed(answer=identity(edit))


# ── money back ──────────────────────────────────────────────────────────────────────────────────────
def refund(effect: fx.OweRefund, known: Known, setup: Setup) -> Pushed:
    """refundCreate, with our key in its note: a refund that bears it was made by an earlier try."""
    if not effect.amount:
        return Pushed()
    order, note = there(setup, questions.MONEY_BACK, known), f"{OURS}{known.key}"
    made = next((row for row in rows(order.get("refunds")) if note == text(row, "note")), None)
    if made is None:
        moves = from_payments(order, effect.amount, gid(known))
        said = {"orderId": gid(known), "note": note, "notify": notify(setup), "transactions": moves}
        made = table(
            tell(setup, questions.REFUND, "refundCreate", input=said, key=str(uuid5(NAMESPACE_URL, known.key))).get("refund")
        )
    found = (transaction(row, text(order, "currency")) for row in rows(made.get("transactions")))
    return Pushed(answer=identity(made, "refund"), events=tuple(event for each in found for event in each.events))


def from_payments(order: Row, amount: int, order_gid: str) -> list[dict[str, Any]]:
    """The amount over the payments that still hold money, oldest first. Raises Refusal."""
    currency, left, moves = text(order, "currency"), amount, []
    for row, there_still in holding(order, currency):
        part = min(left, there_still)
        if part > 0:
            moves.append(movement(row, part, currency, order_gid))
            left -= part
    if left:
        raise Refusal(f"only {major(amount - left, currency)} {currency} can be paid back through Shopify", again=False)
    return moves


def holding(order: Row, currency: str) -> list[tuple[Row, int]]:
    """Payments that were taken, with what of each is still there."""
    done = [row for row in rows(order.get("transactions")) if word(row, "status") == "success"]
    back: dict[str, int] = {}
    for row in done:
        if word(row, "kind") == "refund":
            parent = text(table(row.get("parent_transaction")), "id")
            back[parent] = back.get(parent, 0) + amount_of(row, currency)
    taken = [row for row in done if word(row, "kind") in ("sale", "capture")]
    return [(row, amount_of(row, currency) - back.get(text(row, "id"), 0)) for row in taken]


def movement(row: Row, amount: int, currency: str, order_gid: str) -> dict[str, Any]:
    return {
        "orderId": order_gid,
        "parentId": text(row, "id"),
        "kind": "REFUND",
        "gateway": text(row, "gateway"),
        "amount": major(amount, currency),
    }


def nothing(effect: fx.Effect, known: Known, setup: Setup) -> Pushed:
    """Shopify has no word for it, and nobody there waits for one: buyers ask the shop, which books its parcels and sets its dates itself."""
    return Pushed("nothing to tell")


TELLERS: Mapping[type[fx.Effect], Callable[[Any, Known, Setup], Pushed]] = {
    fx.PushShipment: send, fx.PushTracking: track, fx.PushCancel: cancel, fx.PushLines: cut, fx.OweRefund: refund,
    fx.AnswerCancel: nothing, fx.BookParcel: nothing, fx.PushExtension: nothing,
}  # fmt: skip
