"""How far the facts carry an order: the rung on which it stands, by all that is known."""

from todoke.rules.guards import (
    all_delivered,
    all_sent,
    checking,
    closing_stands,
    covered,
    is_cancelled,
    is_completed,
    nothing_left,
    pays_later,
    some_sent,
)
from todoke.rules.order import (
    AWAITING_DELIVERY,
    AWAITING_PAYMENT,
    AWAITING_SHIPMENT,
    CLOSED,
    COMPLETED,
    DELIVERED,
    PARTLY_SHIPPED,
    UNHEARD,
    VERIFYING_PAYMENT,
    Order,
)


def rung(o: Order) -> str:
    """Where all that is known leads. The tables say the same in words; the checker proves that they never differ."""
    if is_cancelled(o) or nothing_left(o):
        return CLOSED
    if is_completed(o):
        return COMPLETED
    if closing_stands(o):
        return CLOSED
    if o.terms is None:
        return UNHEARD
    if all_delivered(o):
        return DELIVERED
    if all_sent(o):
        return AWAITING_DELIVERY
    if some_sent(o):
        return PARTLY_SHIPPED
    if covered(o) or pays_later(o):
        return AWAITING_SHIPMENT
    return VERIFYING_PAYMENT if checking(o) else AWAITING_PAYMENT


def closed_wrongly(o: Order) -> bool:
    """what closed it does not stand any more: heard late, restored, or struck out"""
    return rung(o) != CLOSED
