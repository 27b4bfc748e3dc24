"""What became of a mail after it was handed over: a click, an open, a complaint, each kept as its first moment and a count (NTC-17).

One statement, which asks itself whether it may: nothing about a buyer who was forgotten, nothing of what was never handed over, and nothing of the
machines that follow every link of a mail in the instant in which it arrives."""

from django.db import connection

from todoke.notices.measuring import CLICK, COMPLAINT, OPEN

SCANNERS = 2  # whole seconds after the hand-over: at least one has passed then
RECORD = """INSERT INTO notices_measured (shop_id, notice_id, what, link, first_at, count)
            SELECT notice.shop_id, notice.id, %s, %s, %s, 1 FROM notices_notice AS notice JOIN orders_order AS bought ON bought.id = notice.order_id
            WHERE notice.id = %s AND notice.sent_at > 0 AND notice.sent_at <= %s AND length(bought.salt) > 0
            ON CONFLICT (shop_id, notice_id, what, link) DO UPDATE SET count = notices_measured.count + 1"""


def clicked(notice: int, link: int, now: int) -> None:
    """link: from 1, as the mail counts them. now: seconds UTC."""
    write(CLICK, notice, link, now, SCANNERS)


def opened(notice: int, now: int) -> None:
    write(OPEN, notice, 0, now, SCANNERS)


def complained(notice: int, now: int) -> None:
    """The buyer's mail program says: this is spam. In the transaction that is open."""
    write(COMPLAINT, notice, 0, now, 0)


def write(what: str, notice: int, link: int, now: int, after: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(RECORD, [what, link, now, notice, now - after])
