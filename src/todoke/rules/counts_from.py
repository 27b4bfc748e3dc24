"""From which moment a deadline counts: its own fact's time, or None where nobody knows it: then from when its reason began."""

from todoke.rules.figures import valid
from todoke.rules.order import ASKED, NEVER, OPEN, RECEIVED, STUCK, Order


def placed(o: Order) -> int | None:
    return o.placed_at if o.placed_at != NEVER else None


def secured(o: Order) -> int | None:
    """When the money was there; goods that leave before it: when it was placed."""
    return max([p.at for p in valid(o, o.payments) if p.stage == RECEIVED and p.at != NEVER], default=placed(o))


def asked_to_cancel(o: Order) -> int | None:
    return o.ask[0] if o.ask[1] else None


def froze(o: Order) -> int | None:
    return o.freeze[0] if o.freeze[1] else None


def last_sent(o: Order) -> int | None:
    """Of parcels as they say themselves; where only the channel said that it left: since when it says so."""
    said = o.reported_at if o.reported else None
    return max((p.sent_at for p in valid(o, o.parcels) if p.sent_at != NEVER), default=said)


def last_delivered(o: Order) -> int | None:
    return max((p.delivered_at for p in valid(o, o.parcels) if p.delivered_at != NEVER), default=None)


def arrived_or_sent(o: Order) -> int | None:
    return last_delivered(o) or last_sent(o)


def was_completed(o: Order) -> int | None:
    return o.completed_at if o.completed_at >= 0 else None


def was_cancelled(o: Order) -> int | None:
    at = [part.at for part in o.cancelled if part.reason == "stockout"] + ([o.closed_by[1]] if o.closed_by else [])
    return max(at, default=o.cancelled_at if o.cancelled_at >= 0 else None)


def was_offered(o: Order) -> int | None:
    return o.choice.at if o.choice else None


def was_disputed(o: Order) -> int | None:
    return max((d.at for d in o.disputes if d.stage == OPEN), default=None)


def carrier_was_asked(o: Order) -> int | None:
    return max((i.at for i in o.inquiries if not i.answered), default=None)


def return_was_agreed(o: Order) -> int | None:
    return max((part.at for part in o.returns_agreed), default=None)


def handed_over(o: Order) -> int | None:
    return max((r.at for r in o.refunds if r.stage in (ASKED, STUCK)), default=None)


def reason_began(o: Order) -> int | None:
    return None
