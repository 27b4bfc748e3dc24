"""What became of a shop's mails, counted: by kind, variant, language and channel; and two subjects against each other (NTC-17, NTC-10).

One statement over the newest notices, from an index that holds all that is counted: it takes as long with a million of them as with fifty thousand."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from django.core.cache import cache
from django.db import connection

from todoke.notices.measuring import CLICK, CLICKS, COMPLAINT, CONVERTED, COUPON, OPEN, OPENS, REVIEW
from todoke.notices.measuring_rates import Share, percentile, share
from todoke.notices.models import COUNTED
from todoke.rules.order import UNPAID, VERIFYING
from todoke.shops.models import Shop

MOST, DAYS = 20_000, 90  # the newest so many notices, of so many days: whichever is less
MOST_LINES = 300
ASKED = frozenset(("payment_instructions", "payment_reminder"))  # what asks for money: the order tells whether it came
UNSENT = frozenset(("suppressed", "withdrawn", "dead"))
NEEDED = ("shop_id", "queued_at", "id", *COUNTED[:-1], "order_id")  # as the index has them
BIT = {CLICK: 1, OPEN: 2, COMPLAINT: 4, COUPON: 8, CONVERTED: 16, REVIEW: 32}  # added up: what one mail offered, and what became of it
WENT_TO_REVIEW = 64  # and that a link was clicked which leads to the review page
COUNT = f"""SELECT kind, variant, locale, channel, arm, measured, state, wait, became, paid, COUNT(*), MIN(queued_at) FROM (
            SELECT n.kind, n.variant, n.locale, c.channel, n.arm, n.measured, n.state, n.queued_at,
                CASE WHEN n.sent_at = 0 THEN -1 WHEN n.sent_at <= n.queued_at OR n.sent_at <= n.due_at THEN 0
                     WHEN n.queued_at > n.due_at THEN n.sent_at - n.queued_at ELSE n.sent_at - n.due_at END AS wait,
                COALESCE((SELECT SUM(DISTINCT CASE m.what {" ".join(f"WHEN '{what}' THEN {bit}" for what, bit in BIT.items())} ELSE 0 END)
                          + {WENT_TO_REVIEW} * MAX(CASE WHEN m.what = '{REVIEW}' AND EXISTS (SELECT 1 FROM notices_measured AS k WHERE k.shop_id = m.shop_id
                                AND k.notice_id = m.notice_id AND k.what = '{CLICK}' AND k.link = m.link) THEN 1 ELSE 0 END)
                          FROM notices_measured AS m WHERE m.shop_id = n.shop_id AND m.notice_id = n.id), 0) AS became,
                CASE WHEN n.kind IN ({", ".join(f"'{one}'" for one in sorted(ASKED))}) AND o.funds NOT IN ('{UNPAID}', '{VERIFYING}') THEN 1 ELSE 0 END AS paid
            FROM (SELECT {", ".join(NEEDED)} FROM notices_notice WHERE shop_id = %s AND queued_at >= %s ORDER BY queued_at DESC, id DESC LIMIT %s) AS n
            JOIN orders_order AS o ON o.id = n.order_id JOIN shops_connection AS c ON c.id = o.connection_id) AS one
            GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10"""


class Counted(NamedTuple):
    """So many (`many`) notices that are alike in all of these. wait: seconds from when it should leave to the hand-over; -1: not handed over.
    became: of BIT and WENT_TO_REVIEW. first: when the first of them was asked for."""

    kind: str
    variant: str
    locale: str
    channel: str
    arm: str
    measured: str
    state: str
    wait: int
    became: int
    paid: int
    many: int
    first: int

    def has(self, what: str) -> bool:
        return bool(self.became & BIT[what])


class Of(NamedTuple):
    """What is counted together. locale and channel empty: the kind as a whole."""

    kind: str
    variant: str = ""
    locale: str = ""
    channel: str = ""


@dataclass
class Figures:
    """clickable, openable: mails that were handed over with something to measure them by; with_coupon, with_review: that named the shop's coupon, or
    led to its review page by a link that is measured. Only of these there is a share."""

    of: Of
    whole: bool = False  # of its kind: all there is
    queued: int = 0
    sent: int = 0
    delivered: int = 0
    bounced: int = 0
    complained: int = 0
    unsent: int = 0
    paid: int = 0
    clickable: int = 0
    clicked: int = 0
    openable: int = 0
    opened: int = 0
    with_coupon: int = 0
    ordered: int = 0
    with_review: int = 0
    reviewed: int = 0
    waits: Counter[int] = field(default_factory=Counter)

    def add(self, one: Counted) -> None:
        handed_over = one.many if one.wait >= 0 else 0
        self.queued += one.many
        self.sent += handed_over
        self.delivered += one.many if one.state == "delivered" else 0
        self.bounced += one.many if one.state == "bounced" else 0
        self.unsent += one.many if one.state in UNSENT else 0
        self.complained += one.many if one.has(COMPLAINT) else 0
        self.paid += one.paid * handed_over
        self.add_measured(one, handed_over)
        self.add_offers(one, handed_over)
        if handed_over:
            self.waits[one.wait] += one.many

    def add_measured(self, one: Counted, handed_over: int) -> None:
        if CLICKS in one.measured:
            self.clickable, self.clicked = self.clickable + handed_over, self.clicked + one.has(CLICK) * handed_over
        if OPENS in one.measured:
            self.openable, self.opened = self.openable + handed_over, self.opened + one.has(OPEN) * handed_over

    def add_offers(self, one: Counted, handed_over: int) -> None:
        if one.has(COUPON):
            self.with_coupon, self.ordered = self.with_coupon + handed_over, self.ordered + one.has(CONVERTED) * handed_over
        if one.has(REVIEW):
            self.with_review, self.reviewed = self.with_review + handed_over, self.reviewed + bool(one.became & WENT_TO_REVIEW) * handed_over

    @property
    def clicks(self) -> Share:
        return share(self.clicked, self.clickable)

    @property
    def opens(self) -> Share:
        return share(self.opened, self.openable)

    @property
    def asked_and_paid(self) -> Share | None:
        """Of what asks for money: how many of these orders have been paid since."""
        return share(self.paid, self.sent) if self.of.kind in ASKED and self.sent else None

    @property
    def coupon_used(self) -> Share | None:
        """Of mails that named the shop's coupon: to how many the same buyer ordered with it since, by its last day."""
        return share(self.ordered, self.with_coupon) if self.with_coupon else None

    @property
    def review_opened(self) -> Share | None:
        """Of mails with a measured link to the review page: of how many it was clicked. Whether anything was written there nobody tells the desk."""
        return share(self.reviewed, self.with_review) if self.with_review else None

    def waited(self, part: float) -> int | None:
        """Seconds that `part` of the mails did not exceed."""
        return percentile(self.waits, part)


class Arms(NamedTuple):
    """One text with two subjects."""

    kind: str
    locale: str
    a: Figures
    b: Figures


class Told(NamedTuple):
    """since: when the first that is counted was asked for. all: everything together; of the lines each kind stands before its parts."""

    since: int
    all: Figures
    lines: list[Figures]
    arms: list[Arms]


def told(shop: Shop, now: int) -> Told:
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [shop.pk, now - DAYS * 86_400, MOST])
        rows = [Counted(*row) for row in cursor.fetchall()]
    return Told(min((one.first for one in rows), default=now), summed(Of(""), rows), lines(rows)[:MOST_LINES], arms(rows))


def lately_told(shop: Shop, now: int) -> Told:
    """The same, counted once a minute: whoever looks again sees it at once."""
    key = f"figures:{shop.pk}:{now // 60}"
    found: Told | None = cache.get(key)
    if found is None:
        cache.set(key, found := told(shop, now), 60)
    return found


def summed(of: Of, rows: Iterable[Counted]) -> Figures:
    found = Figures(of)
    for one in rows:
        found.add(one)
    return found


def lines(rows: list[Counted]) -> list[Figures]:
    """Each kind as a whole, those with most mails first; then what it consists of, if that is more than one."""
    kinds: dict[str, Figures] = {}
    parts: dict[str, dict[Of, Figures]] = {}
    for one in rows:
        of = Of(*one[:4])
        kinds.setdefault(one.kind, Figures(Of(one.kind), whole=True)).add(one)
        parts.setdefault(one.kind, {}).setdefault(of, Figures(of)).add(one)
    found: list[Figures] = []
    for whole in sorted(kinds.values(), key=lambda one: (-one.queued, one.of)):
        some = sorted(parts[whole.of.kind].values(), key=lambda one: (-one.queued, one.of))
        found += [whole, *some] if len(some) > 1 else [replace(some[0], whole=True)]
    return found


def arms(rows: list[Counted]) -> list[Arms]:
    """The texts that were sent with two subjects."""
    texts = sorted({(one.kind, one.locale) for one in rows if one.arm})
    return [Arms(*text, *(summed(Of(*text[:1]), (one for one in rows if (one.kind, one.locale, one.arm) == (*text, arm))) for arm in "ab")) for text in texts]
