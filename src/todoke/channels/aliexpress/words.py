"""Every answer of AliExpress's order methods → our events, an Ignored with its reason, or Unclear.

The shape of a body says what it is, whichever method gave it: deprecated methods still answer, and old recordings are kept for years.
A recipient's answer names no order: the topic does, after a slash (`solution.order.receiptinfo.get/5010253598549132`)."""

from typing import Any

from todoke.channels.aliexpress import snapshot
from todoke.channels.aliexpress.envelope import ANSWER, EMPTY, ERROR, ORDER, ORDERS, RECIPIENT, Opened, complaint, opened
from todoke.channels.aliexpress.fields import Row
from todoke.channels.aliexpress.seen import named_order
from todoke.channels.channel import Ignored, Reading, Setup, Unclear
from todoke.channels.fields import text

LIST, INFO, RECEIPT = "solution.order.get", "solution.order.info.get", "solution.order.receiptinfo.get"
TOPICS = {ORDERS: LIST, EMPTY: LIST, ORDER: INFO, RECIPIENT: RECEIPT}

# answers of methods that say nothing about how an order goes
OTHERS = {
    "findloanlistquery": "what is paid out to the shop; the order itself says when",
    "fulfill": "the answer to a shipment that we told",
    "shipmentfortop": "the answer to a shipment that we told",
    "extendsbuyeracceptgoodstime": "the answer to more time that we gave",
    "acceptcancel": "the answer to our own answer; the order says what became of it",
    "refusecancel": "the answer to our own answer; the order says what became of it",
    "listlogisticsservice": "the carriers that AliExpress knows",
}
PROVES_NOTHING = Ignored("the answer to something that we told; the order says what became of it")
NO_ORDERS = Ignored("a page without orders")


def topic_of(body: Any) -> str:
    """By its shape. Raises Unclear."""
    found = opened(body)
    if found.kind == ERROR:
        raise failed(found.rows[0])
    if found.kind not in TOPICS:
        raise Unclear("body", "has no topic, and its shape does not tell which.", f"Name it: --topic {LIST}.")
    return TOPICS[found.kind]


def naming(topic: str, body: Any, number: str) -> str:
    """Behind the topic, after a slash, where the body names no order itself. Raises Unclear."""
    number, found = named_order(number), opened(body)
    if found.kind not in (ORDER, RECIPIENT) or text(found.rows[0], "order_id", "id"):
        return topic or TOPICS.get(found.kind, "")
    return f"{topic or TOPICS[found.kind]}/{number}"


def read(topic: str, body: Any, setup: Setup) -> tuple[Reading, ...] | Ignored:
    """Raises Unclear."""
    method, _, named = normal(topic).partition("/")
    reason = next((why for name, why in OTHERS.items() if method.endswith(name)), "")
    return Ignored(reason) if reason else heard(opened(body), named, setup, method)


def normal(topic: str) -> str:
    """`aliexpress_solution_order_get_response`, `aliexpress.solution.order.get` and `solution.order.get` are one."""
    name = topic.strip().lower()
    name = name if "." in name else name.replace("_", ".")
    return name.removeprefix("aliexpress.").removesuffix(".response")


def heard(found: Opened, named: str, setup: Setup, method: str) -> tuple[Reading, ...] | Ignored:
    if found.kind == ERROR:
        raise failed(found.rows[0])
    if found.kind == EMPTY:
        return NO_ORDERS
    if found.kind == ANSWER:
        return PROVES_NOTHING
    if found.kind == RECIPIENT:
        return (recipient(found.rows[0], named),)
    if found.kind in (ORDER, ORDERS):
        return page(found.rows, named if found.kind == ORDER else "", setup)
    raise Unclear("body", f"holds no order ({method})." if method else "holds no order.",
                  "Look at the raw body; an order list, an order's info or a recipient is read.")


def failed(error: Row) -> Unclear:
    return Unclear("error_response", f"AliExpress answered an error ({complaint(error)}).", "Ask it again; nothing about an order was lost.")


def recipient(row: Row, named: str) -> Reading:
    """Where the parcel goes. Raises Unclear where nobody says whose it is."""
    named = named or text(row, "order_id")
    if not named:
        raise Unclear("order_id", "is not told: a recipient's answer names no order.", "Name it: todoke import FILE --channel aliexpress --order NUMBER")
    return Reading(named_order(named), (), named_order(named), address=snapshot.address(row))


def page(rows: tuple[Row, ...], named: str, setup: Setup) -> tuple[Reading, ...]:
    """Each order by itself: one that cannot be read keeps the others from nothing. Raises Unclear where none can."""
    taken: list[Reading] = []
    troubles: list[Unclear] = []
    for row in rows:
        try:
            taken.append(snapshot.read(row, named, setup))
        except Unclear as error:
            troubles.append(Unclear(f"order {text(row, 'order_id', 'id') or '?'}: {error.place}", error.reason, error.mend) if len(rows) > 1 else error)
    if not taken:
        raise troubles[0] if troubles else Unclear("body", "holds no order.")
    return (taken[0]._replace(unknown=(*taken[0].unknown, *(str(one) for one in troubles))), *taken[1:])
