"""What a mail offers beyond its news, written down as it leaves: that it names the shop's coupon, and which of its links leads to the review page.

Only so can be told later, of which mails a coupon was used or the review page opened (NTC-17): the shop's settings may be others by then."""

from typing import NamedTuple

from todoke.notices.facts import Coupon
from todoke.notices.measuring import ANCHOR, COUPON, REVIEW, aim_in
from todoke.notices.measuring_record import write
from todoke.notices.render import Rendered


class Offer(NamedTuple):
    """One thing that a mail offers. what: COUPON or REVIEW. number: for how many days; which of the mail's links."""

    notice: int
    what: str
    number: int


def offers_in(notice: int, mail: Rendered, coupon: Coupon, review_url: str) -> list[Offer]:
    """mail: as it leaves. A text of the shop's own may leave either out, and a review link that leads there straight is not measured."""
    found = [Offer(notice, COUPON, coupon.days)] if coupon.code and coupon.code in mail.text else []
    aims = (aim_in(link[2]) for link in ANCHOR.finditer(mail.html)) if review_url else ()
    return found + [Offer(notice, REVIEW, aim.link) for aim in aims if aim and aim.target == review_url]


def remember(offers: list[Offer], now: int) -> None:
    """With the mails, in the transaction that says that they have left: nothing of a buyer who was forgotten meanwhile."""
    for one in offers:
        write(one.what, one.notice, one.number, now, 0)
