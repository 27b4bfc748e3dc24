"""Finding orders by the number a person knows, and telling their story as machines read it: the command line and the API say the same words."""

from typing import Any

from django.db.models import Q

from todoke.due.clock import iso, real_ms
from todoke.notices.models import Notice
from todoke.orders.models import Deadline, Order
from todoke.rules import order as rules
from todoke.rules.figures import has_left
from todoke.rules.money import as_text
from todoke.rules.parcel_life import where

DEADLINE_STATES = {"waiting": "running"}


class Several(Exception):
    """Two orders bear that number: both are named."""


def numbered(number: str) -> Order | None:
    """By what the buyer sees, with or without `#`, or `CONNECTION/NUMBER`. Raises Several."""
    connection, _, rest = number.rpartition("/")
    bare = rest.lstrip("#")
    if not bare:
        return None
    found = list(Order.objects.select_related("connection", "shop").filter(Q(number__in=(rest, bare, f"#{bare}")) | Q(number="", ref=rest))
                 .filter(**({"connection__name": connection} if connection else {})).order_by("id")[:5])
    if not found and connection:  # a number may hold a slash itself
        found = list(Order.objects.select_related("connection", "shop").filter(number__in=(number, f"#{number}"))[:5])
    if len(found) > 1:
        raise Several("several orders bear that number: " + ", ".join(f"{o.connection.name}/{o.number}" for o in found) + ". Name one of these.")
    return found[0] if found else None


def row_of(order: Order) -> dict[str, Any]:
    """One line of the list."""
    return {
        "number": order.number or order.ref, "channel": order.connection.channel, "connection": order.connection.name, "shop": order.shop.name,
        "placed_at": iso(order.placed_at) if order.placed_at else None, "progress": order.progress, "funds": order.funds, "hold": order.hold,
        "dispute": order.dispute, "currency": order.currency, "total": money(order.total, order.currency),
    }


def money(amount: int | None, currency: str) -> str | None:
    return None if amount is None else as_text(amount, currency or "JPY")


def story_of(order: Order) -> dict[str, Any]:
    """One order whole."""
    value, currency = rules.decoder.decode(order.state), order.currency
    entries = order.entries.order_by("seq").values_list("seq", "event", "at", "refused", "hash", "source")
    return row_of(order) | {
        "ref": order.ref, "locale": order.locale, "live": order.live,
        "lines": [{"id": line.id, "item": line.item, "title": line.title, "variant": line.variant, "units": line.units,
                   "amount": money(line.amount, currency)} for line in value.lines],
        "parcels": [parcel(p) for p in value.parcels],
        "sent_back": [parcel(p) | {"return": p.back_for or None} for p in value.sent_back],
        "deadlines": [{"kind": d.kind, "due_at": iso(d.due_at), "state": DEADLINE_STATES.get(d.state, d.state)}
                      for d in Deadline.objects.filter(shop=order.shop_id, order=order).order_by("due_at", "id")],
        "notices": [notice_row(n) for n in Notice.objects.filter(shop=order.shop_id, order=order).order_by("queued_at", "id")],
        "cases": [{"kind": c.kind, "opened_at": iso(c.opened_at), "closed_at": iso(c.closed_at) if c.closed_at else None}
                  for c in order.case_rows.order_by("id")],
        "entries": [{"seq": seq, "event": event, "at": iso(at), "refused": refused or None, "hash": hash, "source": source}
                    for seq, event, at, refused, hash, source in entries],
    }


def parcel(p: rules.Parcel) -> dict[str, Any]:
    return {"id": p.id, "units": dict(p.units), "carrier": p.tracking[1], "numbers": list(p.tracking[2]), "left": has_left(p),
            "state": parcel_state(p), "where": where(p), "sent_at": moment(p.sent_at), "delivered_at": moment(p.delivered_at)}


def parcel_state(p: rules.Parcel) -> str:
    """The furthest thing that is known of it."""
    return next((mark for mark in ("returned", "lost", "returning", "delivered", "sent", "called_back", "booked") if mark in p.marks), "labelled")


def moment(at: int) -> str | None:
    return None if at == rules.NEVER else iso(at)


def notice_row(n: Notice) -> dict[str, Any]:
    state = "sending" if n.state == "waiting" and n.attempts and n.leased_until > real_ms() and not n.last_error and not n.reason else n.state
    return {"kind": n.kind, "variant": n.variant, "occasion": n.occasion, "locale": n.locale, "state": state, "reason": n.reason or None,
            "sent_at": iso(n.sent_at) if n.sent_at else None, "due_at": iso(n.due_at), "row": n.row, "recipient": n.recipient or None,
            "subject": n.subject or None}

