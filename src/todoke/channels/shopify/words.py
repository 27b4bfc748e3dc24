"""Every topic of Shopify's webhooks → our events, an Ignored with its reason, or Unclear. One table; nothing else decides.

Source: shopify.dev/docs/api/webhooks, versions 2023-07 to 2026-07 (89 topics), read 2026-11. Where a body tells no time, `at`
is 0: the
delivery's own time (X-Shopify-Triggered-At, else its arrival) stands in for it."""

from collections.abc import Callable, Mapping
from typing import Any

from todoke.channels.channel import Ignored, Reading, Setup, Unclear
from todoke.channels.fields import rows, table, text
from todoke.channels.shopify import objects, snapshot
from todoke.channels.shopify.fields import Row, currency_of, identity, order_of, when, word
from todoke.channels.shopify.objects import Found
from todoke.rules import events as ev
from todoke.rules.units import units

Answer = tuple[Reading, ...] | Ignored
Reader = Callable[[Row, Setup], Answer]

READ = "orders/read"  # no topic of Shopify's: the answer to our own question, in the webhook's words (questions.py)


def about(order: str, found: Found, reason: str) -> Answer:
    """Facts of one order; where there are none, the documented no."""
    said = Reading(ref=order, events=found.events, unknown=found.unknown, wordings=found.wordings)
    return (said,) if found.events or found.unknown else Ignored(reason)


# ── money, parcels, disputes: objects that name their order ─────────────────────────────────────────
def paid(body: Row, setup: Setup) -> Answer:
    """A transaction. Where only webhooks are heard, payments stand in the order itself; the same money would count twice."""
    if body.get("test") is True and not setup.test:
        return snapshot.TEST
    back = word(body, "kind") in ("refund", "change")
    if not setup.api_url and not back:
        return Ignored("this connection takes its payments from the order itself, so that no money counts twice")
    return about(order_of(body), objects.transaction(body, setup.currency), "a try or a promise to pay, which moves no money")


def refunded(body: Row, setup: Setup) -> Answer:
    currency = currency_within(body) or setup.currency
    found = objects.refund(body, currency, objects.shares(body, currency))
    return about(order_of(body), found, "a refund without lines and money; the order as it stands follows")


def currency_within(refund: Row) -> str:
    """A refund names no currency of its own: its lines do, or its transactions."""
    lines = [table(table(row.get("subtotal_set")).get("shop_money")) for row in rows(refund.get("refund_line_items"))]
    return next(
        (found for row in [*lines, *rows(refund.get("transactions"))] if (found := text(row, "currency_code", "currency"))), ""
    )


def parcel(body: Row, setup: Setup) -> Answer:
    return about(order_of(body), objects.fulfilment(body), "a fulfilment that says nothing")


def scanned(body: Row, setup: Setup) -> Answer:
    return about(order_of(body), objects.scan(body, setup.taught), "a scan that says nothing")


def unscanned(body: Row, setup: Setup) -> Answer:
    """Scans are history; only a delivery that was taken back needs a person."""
    if word(body, "status") not in ("delivered", "picked_up"):
        return Ignored("a scan was deleted; scans are history, and other scans say where the parcel is")
    return about(order_of(body), Found((ev.CaseOpened(case="inquiry", reason="a delivery scan was deleted in Shopify"),)), "")


def disputed(body: Row, setup: Setup) -> Answer:
    return about(order_of(body), objects.dispute(body, currency_of(body, setup.currency)), "")


# ── the order as a whole ────────────────────────────────────────────────────────────────────────────
def deleted(body: Row, setup: Setup) -> Answer:
    """Not a cancellation: tidying away an old order would owe its price back. A person looks."""
    return about(identity(body, "order"), Found((ev.CaseOpened(case="inquiry", reason="the order was deleted in Shopify"),)), "")


def suspected(body: Row, setup: Setup) -> Answer:
    """A high risk is a case, not a freeze: Shopify stops an order with holds."""
    if word(body, "risk_level") != "high":
        return Ignored("no high risk")
    order = text(body, "admin_graphql_api_order_id", "order_id").rsplit("/", 1)[-1]
    if not order:
        raise Unclear(
            "order_id", "is missing, and the risk is high.", "Look in Shopify which order it is, and open a case by hand."
        )
    return about(
        order,
        Found((ev.CaseOpened(at=when(body, "created_at"), case="payment_suspicion", reason="Shopify sees a high risk"),)),
        "",
    )


def return_asked(body: Row, setup: Setup) -> Answer:
    lines = rows(body.get("return_line_items"))
    named = [(line, row) for row in lines if (line := returned_line(row))]
    count = units((line, row["quantity"]) for line, row in named if isinstance(row.get("quantity"), int))
    reason = next((said for row in lines if (said := word(row, "return_reason"))), "")
    return about(order_of(body), Found((ev.ReturnAsked(reason=RETURN_REASONS.get(reason, reason), units=count),)), "")


RETURN_REASONS = {"defective": "damaged", "wrong_item": "wrong", "not_as_described": "wrong"}  # the rest keep Shopify's word


def returned_line(row: Row) -> str:
    line = table(table(row.get("fulfillment_line_item")).get("line_item"))
    return identity(line, "return_line_items") if line else ""


# ── fulfilment orders: they name no order ───────────────────────────────────────────────────────────
def nameless(what: str) -> Reader:
    """A connection that can read finds this with the order itself, at the next reading (every 15 minutes). One that hears
    webhooks only cannot
    know which order it is: what stops goods must not be lost in silence, so it waits where people look."""

    def read(body: Row, setup: Setup) -> Answer:
        if setup.api_url:
            return Ignored(f"names no order: {what} is read with the order itself")
        part = text(table(body.get("fulfillment_order")), "id") or "fulfillment_order.id"
        raise Unclear(
            "order_id",
            f"is not told: {what} concerns {part}.",
            "Look it up in Shopify and tell the order by hand, or connect with --api-url.",
        )

    return read


HELD, FREED, MOVED_DATE, REFUSED = (
    nameless("a hold"),
    nameless("the end of a hold"),
    nameless("a new date"),
    nameless("a partner's answer"),
)

WORK_LIST = Ignored("Shopify's own work list: what leaves comes as a fulfilment")
NO_ORDER = Ignored("no order yet: a completed one comes as orders/create")
STOCK = Ignored("not the order's door: stock and catalogue")
BUYERS = Ignored("not the order's door: each order carries its buyer")
PRIVACY = Ignored("not the order's door: the privacy desk forgets people on request")
ACCOUNT = Ignored("not the order's door: the connection itself changed")
RETURNS = Ignored("for the return's case, not for the order: goods and money come as refund lines")


def each(kind: str, names: str, answer: Reader | Ignored) -> dict[str, Reader | Ignored]:
    return {f"{kind}/{name}": answer for name in names.split()}


TOPICS: dict[str, Reader | Ignored] = {
    **each("orders", "create updated paid cancelled fulfilled partially_fulfilled link_requested", snapshot.read),
    READ: snapshot.read,
    "orders/edited": Ignored("ids and differences only; orders/updated follows and brings the order as it stands"),
    "orders/delete": deleted,
    "orders/risk_assessment_changed": suspected,
    "orders/shopify_protect_eligibility_changed": Ignored("the shop's insurance with Shopify, a note"),
    "order_transactions/create": paid,
    "tender_transactions/create": Ignored("the same money under a second id"),
    "refunds/create": refunded,
    **each("fulfillments", "create update", parcel),
    "fulfillment_events/create": scanned,
    "fulfillment_events/delete": unscanned,
    **each("disputes", "create update", disputed),
    "fulfillment_holds/added": HELD,
    "fulfillment_orders/placed_on_hold": HELD,
    "fulfillment_holds/released": FREED,
    "fulfillment_orders/hold_released": FREED,
    **each("fulfillment_orders", "rescheduled scheduled_fulfillment_order_ready", MOVED_DATE),
    **each(
        "fulfillment_orders",
        "cancellation_request_accepted fulfillment_request_rejected fulfillment_service_failed_to_complete",
        REFUSED,
    ),
    **each(
        "fulfillment_orders",
        "cancelled moved split merged order_routing_complete progress_reported manually_reported_progress_stopped",
        WORK_LIST,
    ),
    **each(
        "fulfillment_orders",
        "cancellation_request_submitted cancellation_request_rejected fulfillment_request_submitted",
        WORK_LIST,
    ),
    **each(
        "fulfillment_orders",
        "fulfillment_request_accepted line_items_prepared_for_pickup line_items_prepared_for_local_delivery",
        WORK_LIST,
    ),
    "returns/request": return_asked,
    **each("returns", "approve decline cancel close reopen update process", RETURNS),
    "reverse_deliveries/attach_deliverable": Ignored("names no order: write the number down on the order's page, or let the buyer do so on theirs"),
    "reverse_fulfillment_orders/dispose": RETURNS,
    **each("draft_orders", "create update delete", NO_ORDER),
    **each("checkouts", "create update delete", NO_ORDER),
    **each("shipping_addresses", "create update", Ignored("the order carries its address")),
    **each("inventory_levels", "update connect disconnect", STOCK),
    **each("inventory_items", "create update delete", STOCK),
    **each("products", "create update delete", STOCK),
    **each("variants", "in_stock out_of_stock", STOCK),
    **each("locations", "create update activate deactivate delete", STOCK),
    **each("customers", "create update delete enable disable merge purchasing_summary", BUYERS),
    **each("customers", "data_request redact", PRIVACY),
    "shop/redact": PRIVACY,
    "shop/update": ACCOUNT,
    **each("app", "uninstalled scopes_update", ACCOUNT),
}


def normal(topic: str) -> str:
    """`ORDERS_CREATE`, as GraphQL names it, is `orders/create`; the longest known kind wins (`FULFILLMENT_ORDERS_…`)."""
    name = topic.strip().lower()
    return name if "/" in name else SCREAMED.get(name, name)


SCREAMED = {name.replace("/", "_"): name for name in TOPICS}


def read(topic: str, body: Any, setup: Setup) -> Answer:
    """Their words → ours. Raises Unclear."""
    found = TOPICS.get(normal(topic))
    if found is None:
        raise Unclear(
            "topic",
            f"{topic!r} is no topic that Todoke knows.",
            "Take it off the webhook subscriptions, or tell us what it is for.",
        )
    if isinstance(found, Ignored):
        return found
    if not isinstance(body, Mapping):
        raise Unclear("body", "is not an object.", "Look at the raw body.")
    return found(body, setup)


# ── recorded bodies without a topic ─────────────────────────────────────────────────────────────────
SHAPES = (  # fields that a body of this topic has, and no earlier one in this list
    ("orders/edited", ("order_edit",)),
    ("draft_orders/update", ("invoice_url", "line_items")),
    ("checkouts/update", ("abandoned_checkout_url",)),
    ("orders/updated", ("line_items", "financial_status")),
    ("fulfillments/update", ("order_id", "tracking_numbers")),
    ("refunds/create", ("order_id", "refund_line_items")),
    ("order_transactions/create", ("order_id", "kind", "gateway")),
    ("fulfillment_events/create", ("fulfillment_id", "status")),
    ("disputes/update", ("order_id", "evidence_due_by")),
)


def topic_of(body: Any) -> str:
    """By its shape. Raises Unclear."""
    fields = table(body)
    for topic, needed in SHAPES:
        if all(name in fields for name in needed):
            return topic
    raise Unclear("body", "has no topic, and its shape does not tell which.", "Name it: --topic orders/create.")
