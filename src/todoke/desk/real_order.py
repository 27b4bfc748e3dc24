"""A notice about a real order as it stands now, to be looked at: written nowhere, sent to nobody (CMD-8, NTC-8)."""

from typing import NamedTuple

from todoke.desk.letter import Letter, opened
from todoke.notices.catalogue import Catalogue
from todoke.notices.models import Notice
from todoke.orders.models import Order
from todoke.rules import order as rules


class Asked(NamedTuple):
    """Which notice. variant empty: the one that was sent, else the kind's first."""

    kind: str
    locale: str
    variant: str = ""


def is_digital(order: Order) -> bool:
    lines = rules.decoder.decode(order.state).lines
    return bool(lines) and all(line.digital for line in lines)


def letter_of(order: Order, asked: Asked, of: Catalogue, now: int) -> Letter:
    """With all that the text needs. One that the desk has written down is told about the event it was about, else about the last one."""
    return opened([row_of(order, asked, of, now)])[0]


def row_of(order: Order, asked: Asked, of: Catalogue, now: int) -> Notice:
    """A row that is written nowhere."""
    known = Notice.objects.filter(shop=order.shop_id, order=order, kind=asked.kind).order_by("-id").first()
    last = order.entries.order_by("-seq").first()
    usual = asked.variant or (known.variant if known else next(iter(of.about(asked.kind).variants), ""))
    return Notice(shop_id=order.shop_id, order_id=order.pk, kind=asked.kind, occasion=known.occasion if known else "shown", variant=usual, row="",
                  locale=asked.locale, seq=order.seq, event=known.event if known else last.body if last else "{}", queued_at=now)
