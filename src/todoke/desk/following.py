"""Parcels that somebody is asked about until they are done (TRK-4): each is a row with the moment when next. News that comes by itself moves it.

It is a part of polling: one connection at a time, under its lease. Who cannot be reached delays only its own parcels, and none is forgotten: a row
is moved only when its answer is stored."""

from collections.abc import Iterator, Sequence

from django.db import transaction
from django.db.models import Q

from todoke.cases.alerts import COLUMNS as ALERTS
from todoke.cases.alerts import LONGEST as LONGEST_ALERT
from todoke.cases.models import Alert
from todoke.channels.channel import News, Parcel
from todoke.channels.registry import CHANNELS
from todoke.desk.awaited import QUIET, follow
from todoke.desk.intake import store
from todoke.desk.parcel_names import Numbered, parcel_name
from todoke.desk.parcels import called
from todoke.desk.pushing import read as delivery
from todoke.desk.understand import keys_of
from todoke.due.clock import real_ms
from todoke.due.rows import claim, give_back
from todoke.due.tables import insert
from todoke.orders.models import Alias, Followed, Order
from todoke.orders.shelf import Held, key_of
from todoke.rules import order as rules
from todoke.rules.parcel_life import DELIVERED, LOST, RETURNED, goes_back, state_of
from todoke.shops.models import Connection

LONGEST = 90 * 86_400  # seconds after which nobody is asked any more: carriers forget a number by then
DONE = (DELIVERED, RETURNED, LOST)
ON_THE_WAY = (rules.AWAITING_SHIPMENT, rules.PARTLY_SHIPPED, rules.AWAITING_DELIVERY)
COMES_BACK = '"sent_back":['  # in an order that knows a parcel which its buyer gave back
AT_ONCE = 500


def follow_all(connection: Connection, now: int) -> None:
    """A connection that is new: what is on its way already, and what comes back of orders that are over."""
    coming_back = Q(changed_at__gte=now - LONGEST, state__contains=COMES_BACK)
    orders = Order.objects.filter(Q(progress__in=ON_THE_WAY) | coming_back, shop=connection.shop_id, live=True)
    for order in orders.iterator(chunk_size=AT_ONCE):
        value = rules.decoder.decode(order.state)
        held = Held(order.pk, key_of(order), value)
        follow([Numbered(held, number, parcel.tracking[1]) for parcel in moving(value) if state_of(parcel) not in DONE for number in parcel.tracking[2]], now)


def moving(value: rules.Order) -> tuple[rules.Parcel, ...]:
    """Parcels whose news count: of an order that is over only those that come back."""
    return (value.parcels if value.progress in ON_THE_WAY else ()) + value.sent_back


def ask_about_parcels(connection: Connection, now: int) -> Iterator[int]:
    """How many are asked about so far, after each answer. Raises Refusal."""
    channel, setup, count = CHANNELS[connection.channel], keys_of(connection), 0
    while rows := due(connection, now, channel.follows):
        waiting = {row.number: row for row in with_news_to_come(rows, now)}
        try:
            parcels = [Parcel(row.number, row.carrier, row.theirs) for row in waiting.values()]
            for news in channel.news(parcels, setup) if parcels else ():
                keep(connection, waiting.pop(news.number), news, now)
                count += 1
                yield count
        finally:  # also where it was cut off: they are due as before
            give_back(list(waiting.values()))


def due(connection: Connection, now: int, most: int) -> list[Followed]:
    with transaction.atomic():
        return claim(Followed, now, real_ms(), most, "AND connection_id = %s", [connection.pk])


def with_news_to_come(rows: Sequence[Followed], now: int) -> list[Followed]:
    """A parcel that is done in every order that has it is asked about no longer; nor is one that nobody has heard of for long."""
    open_ones: set[str] = set()
    known = Alias.objects.filter(shop__in={row.shop_id for row in rows}, theirs__in=[row.name for row in rows])
    for name, ours, state in known.values_list("theirs", "ours", "order__state"):
        value = rules.decoder.decode(state)
        parcel = called(value, ours)
        if parcel and (value.progress != rules.COMPLETED or goes_back(parcel)) and state_of(parcel) not in DONE and has_number(parcel, name):
            open_ones.add(name)
    left = [row for row in rows if row.name in open_ones and row.since >= now - LONGEST]
    Followed.objects.filter(pk__in=[row.pk for row in rows if row not in left]).update(state="done")
    return left


def has_number(parcel: rules.Parcel, name: str) -> bool:
    """Still: one that staff have mended is another's."""
    return name in map(parcel_name, parcel.tracking[2])


@transaction.atomic
def keep(connection: Connection, row: Followed, news: News, now: int) -> None:
    """Stored like any delivery, and the row moved, in one commit. A number that is not followed there stands where staff look."""
    store(delivery(connection, topic, body)._replace(received_at=now) for topic, body in news.found)
    ours = Followed.objects.filter(pk=row.pk, attempts=row.attempts)
    if news.refused:
        ours.update(state="refused", last_error=news.refused)
        alert(row, f"the parcel {row.number} is not followed: {news.refused}", now)
    else:
        ours.update(due_at=now + QUIET, leased_until=0, attempts=0, theirs=news.theirs or row.theirs, last_error="")


def alert(row: Followed, what: str, now: int) -> None:
    orders = Alias.objects.filter(shop=row.shop_id, theirs=row.name).values_list("order_id", flat=True)
    insert(Alert, ALERTS, [(row.shop_id, order, what[:LONGEST_ALERT], now, 0) for order in orders],
           "ON CONFLICT (shop_id, order_id, what) DO NOTHING")

