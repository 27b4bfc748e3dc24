"""An order that bears the shop's own coupon code, and the mail that named it to the same buyer: the mail led to something (NTC-17).

Asked once, when an order is placed with a code. Nothing is asked of orders without one, and nothing of history."""

import unicodedata
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from todoke.notices.facts import DAY, Coupon, coupon_of
from todoke.notices.measuring import CONVERTED, COUPON
from todoke.notices.measuring_record import write
from todoke.notices.message import mailable
from todoke.notices.models import Measured, Notice
from todoke.orders.models import Word
from todoke.shops.choices import show
from todoke.shops.models import Shop

MOST_ORDERS = 50  # of one buyer: the newest


class Bought(NamedTuple):
    """An order that has just been placed with codes. mail: the buyer's; word: the same as the index of words has it. placed_at: seconds UTC."""

    shop: int
    order: int
    placed_at: int
    mail: str
    word: bytes
    codes: tuple[str, ...]


class Named(NamedTuple):
    """A mail to this buyer that named a coupon: when it left (seconds UTC), and for how many days."""

    notice: int
    sent_at: int
    days: int
    text: str


def count_used(orders: Sequence[Bought]) -> None:
    """In the transaction in which they are placed. Of several mails the newest counts: one order is one use."""
    chosen = {shop.pk: show(shop) for shop in Shop.objects.filter(pk__in={one.shop for one in orders})}
    for one in orders:
        coupon, zone = coupon_of(chosen[one.shop]["coupon"]), chosen[one.shop]["zone"]
        if one.mail and is_among(coupon, one.codes) and (mail := newest(one, coupon, zone)):
            write(CONVERTED, mail.notice, 0, one.placed_at, 1)


def is_among(coupon: Coupon, codes: Iterable[str]) -> bool:
    """Widths and cases do not matter: carts take a code in either."""
    return bool(coupon.code) and alike(coupon.code) in map(alike, codes)


def alike(code: str) -> str:
    return unicodedata.normalize("NFKC", code).casefold()


def newest(order: Bought, coupon: Coupon, zone: str) -> Named | None:
    """The last mail before the order that named this code, if the order came by its last day."""
    fits = [one for one in naming(order) if coupon.code in one.text and one.sent_at < order.placed_at <= last_moment(one, zone)]
    return max(fits, key=lambda one: (one.sent_at, one.notice), default=None)


def last_moment(mail: Named, zone: str) -> int:
    """The last second of the day that the mail names, on the shop's clock: as notices/facts.py reckons it."""
    day = datetime.fromtimestamp(mail.sent_at + mail.days * DAY, ZoneInfo(zone))
    return int(day.replace(hour=23, minute=59, second=59, microsecond=0).timestamp())


def naming(order: Bought) -> list[Named]:
    """Mails to the same address about the buyer's other orders: by the index of words, which a worker fills in its spare moments."""
    others = Word.objects.filter(shop=order.shop, word=order.word).exclude(order=order.order).order_by("-order").values_list("order_id", flat=True)
    sent = Notice.objects.filter(shop=order.shop, order__in=list(others[:MOST_ORDERS]), sent_at__gt=0).values_list("pk", "recipient")
    same = [pk for pk, recipient in sent if recipient.casefold() == mailable(order.mail).casefold()]
    rows = Measured.objects.filter(shop=order.shop, notice__in=same, what=COUPON) if same else Measured.objects.none()
    return [Named(*row) for row in rows.values_list("notice", "first_at", "link", "notice__text")]
