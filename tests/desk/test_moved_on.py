"""Goods that staff moved, and the shop that sold them: it hears when they leave, and what it reports of them is the other order's (LIF-5, CHN-1)."""

from collections.abc import Iterator
from typing import Any

import pytest
from tests.desk.scene import NOW, a_shop, comes_in, placed, the_worker_runs
from tests.desk.scene import told as says

from todoke.channels.shopify import sandbox
from todoke.channels.shopify.sandbox import Sandbox
from todoke.channels.shopify.stand_in.goods import BUYERS, GOODS, Plan
from todoke.desk.acts import act
from todoke.desk.models import Push
from todoke.desk.moving import Wanted, move
from todoke.desk.polling import read_back
from todoke.desk.replay import verify
from todoke.due.clock import now
from todoke.notices.models import Notice
from todoke.orders.models import Order
from todoke.rules.events import ParcelSent, TrackingChanged
from todoke.rules.figures import unsent
from todoke.rules.order import Order as Value
from todoke.rules.order import decoder
from todoke.rules.parcel_life import state_of
from todoke.rules.units import least
from todoke.shops.connect import Offer, connect
from todoke.shops.models import Connection

pytestmark = pytest.mark.django_db
NUMBER = "444413758703"


@pytest.fixture
def there() -> Iterator[Sandbox]:
    """A Shopify shop that has sold two orders of one buyer, two pieces each."""
    found = sandbox.serve(pace=0, api_token="shpat_test", throttle=0).start()
    for _ in range(2):
        found.sell(Plan(((GOODS[0], 2),), BUYERS[0], "shopify_payments"))
    yield found
    found.stop()


@pytest.fixture
def shop(there: Sandbox) -> Connection:
    connection, _ = connect(Offer("shopify", "demo", "demo", mails="todoke", takes_tests=True, api_url=there.url, token="shpat_test"), now=now())
    heard(connection)
    return connection


def heard(connection: Connection) -> None:
    """Everything that changed there is read, and all is done that follows."""
    max(read_back(connection, now()), default=0)
    the_worker_runs(now() + 1)
    the_worker_runs(now() + 1000)


def order(number: str) -> Order:
    return Order.objects.get(number=number)


def value(number: str) -> Value:
    return decoder.decode(order(number).state)


def moved(pieces: int, taker: str = "#1002") -> str:
    """So many pieces of the first order; to which order they went."""
    some = least(unsent(value("#1001")), tuple((line, pieces) for line, _ in unsent(value("#1001"))))
    done = move(order("#1001"), order(taker) if taker else None, Wanted(some), by="staff:1", now=now(), key=f"{pieces:016}")
    assert done.other is not None, done.refused
    return str(done.other)


def leaves(number: str) -> None:
    sent = ParcelSent(parcel="par:ours", units=unsent(value(number)), carrier="yamato", numbers=(NUMBER,), at=now())
    assert act(order(number), [sent], by="staff:mina", now=now()) == [""]
    the_worker_runs(now() + 1)


def fulfilled(there: Sandbox, at: int) -> list[tuple[list[str], int]]:
    """Of the shop's first or second order: numbers and pieces of each parcel, as it has them."""
    sold = list(there.shop.orders.values())[at]
    return [(row["tracking_numbers"], sum(line["quantity"] for line in row["line_items"])) for row in sold["fulfillments"]]


def parcels(number: str) -> list[tuple[str, int, str]]:
    """Name, pieces, where it is."""
    return [(p.id, sum(n for _, n in p.units), state_of(p)) for p in value(number).parcels]


def told(*kinds: str) -> list[tuple[str, str]]:
    return sorted(Notice.objects.filter(state="sent", kind__in=kinds).values_list("order__number", "kind"))


def nothing_is_wrong() -> bool:
    broken: list[Any] = [problem for told in verify(Order.objects.select_related("connection")) for problem in told.problems]
    return not broken and {push.state for push in Push.objects.all()} <= {"done"}


def test_a_box_with_goods_of_two_orders_is_sent_in_both_at_the_shop(there: Sandbox, shop: Connection) -> None:
    """CHN-1: one number in both; neither stands there as unfulfilled."""
    moved(2)
    leaves("#1002")
    assert (fulfilled(there, 0), fulfilled(there, 1)) == ([([NUMBER], 2)], [([NUMBER], 2)])
    assert nothing_is_wrong()


def test_the_shops_echo_of_it_is_no_news_to_either_order(there: Sandbox, shop: Connection) -> None:
    """LIF-7: one parcel, one mail; the order that gave all it had stays closed."""
    moved(2)
    leaves("#1002")
    heard(shop)
    assert (parcels("#1001"), parcels("#1002")) == ([], [("par:ours", 4, "moving")])
    assert order("#1001").progress == "closed" and told("shipping_confirmation") == [("#1002", "shipping_confirmation")] and nothing_is_wrong()


def test_what_is_split_off_is_sent_in_the_order_that_the_shop_knows(there: Sandbox, shop: Connection) -> None:
    """CHN-1: the shop has never heard of #1001-2, and hears that a piece of #1001 has left."""
    leaves(moved(1, taker=""))
    heard(shop)
    assert fulfilled(there, 0) == [([NUMBER], 1)] and parcels("#1001") == []
    assert parcels("#1001-2") == [("par:ours", 1, "moving")] and nothing_is_wrong()


def test_what_was_moved_on_from_there_is_traced_to_the_first_order(there: Sandbox, shop: Connection) -> None:
    """CHN-1: over two moves."""
    moved(1, taker="")
    done = move(order("#1001-2"), order("#1002"), Wanted(unsent(value("#1001-2"))), by="staff:1", now=now(), key="b" * 16)
    assert done.refused is None
    leaves("#1002")
    assert (fulfilled(there, 0), fulfilled(there, 1)) == ([([NUMBER], 1)], [([NUMBER], 2)]) and nothing_is_wrong()


def test_another_number_reaches_both(there: Sandbox, shop: Connection) -> None:
    """TRK-3"""
    moved(2)
    leaves("#1002")
    act(order("#1002"), [TrackingChanged(parcel="par:ours", carrier="yamato", numbers=("444413758714",), at=now() + 5)], by="staff:mina", now=now() + 5)
    the_worker_runs(now() + 10)
    assert (fulfilled(there, 0), fulfilled(there, 1)) == ([(["444413758714"], 2)], [(["444413758714"], 2)]) and nothing_is_wrong()


def test_goods_that_the_shop_reports_as_sent_have_left_the_order_that_they_are_in_now(there: Sandbox, shop: Connection) -> None:
    """LIF-5: somebody has pressed the button there. Their arrival is heard as well, and the buyer is told once, by the right order."""
    moved(2)
    ident = next(iter(there.shop.orders))
    parcel, _ = there.shop.ship(ident, None, numbers=[NUMBER])
    heard(shop)
    assert parcels("#1001") == [] and parcels("#1002") == [(f"par:{parcel}", 2, "moving")]
    assert (order("#1001").progress, order("#1002").progress) == ("closed", "partly_shipped")
    there.shop.scan(parcel, "delivered")
    heard(shop)
    assert parcels("#1001") == [] and parcels("#1002") == [(f"par:{parcel}", 2, "delivered")] and nothing_is_wrong()
    assert told("shipping_confirmation", "delivered") == [("#1002", "delivered"), ("#1002", "shipping_confirmation")]


def test_of_a_parcel_of_both_each_order_has_its_own_pieces(there: Sandbox, shop: Connection) -> None:
    """LIF-5: the shop sent two, one of which is another order's by now."""
    moved(1)
    ident = next(iter(there.shop.orders))
    parcel, _ = there.shop.ship(ident, None, numbers=[NUMBER])
    heard(shop)
    assert (parcels("#1001"), parcels("#1002")) == ([(f"par:{parcel}", 1, "moving")], [(f"par:{parcel}", 1, "moving")])
    assert (order("#1001").progress, order("#1002").progress) == ("awaiting_delivery", "partly_shipped") and nothing_is_wrong()


def test_two_parcels_heard_at_once_are_told_apart(there: Sandbox, shop: Connection) -> None:
    """LIF-7: the first is the order's own, then comes what was moved."""
    moved(1)
    ident = next(iter(there.shop.orders))
    line = next(iter(there.shop.open_lines(ident)))
    for number in (NUMBER, "444413758714"):
        there.shop.ship(ident, {line: 1}, numbers=[number])
    heard(shop)
    assert (len(parcels("#1001")), len(parcels("#1002"))) == (1, 1) and nothing_is_wrong()


def test_a_parcel_of_its_own_keeps_all_its_names_though_goods_were_moved() -> None:
    """TRK-2: a shop that names it twice, by one number, and then by the second name only."""
    plain = a_shop()
    comes_in(plain, placed("1001"), placed("1002"))
    move(order("1001"), order("1002"), Wanted((("a", 1),)), by="staff:1", now=NOW + 60, key="c" * 16)
    sent = [says("parcel_sent", "1001", parcel=name, units={"a": 1}, carrier="yamato", numbers=[NUMBER]) for name in ("A", "B")]
    comes_in(plain, *sent, says("parcel_delivered", "1001", parcel="B"))
    assert (parcels("1001"), parcels("1002")) == ([("par:A", 1, "delivered")], [])


def test_what_the_shop_takes_back_is_struck_out_where_the_goods_are(there: Sandbox, shop: Connection) -> None:
    """LIF-7: by the name that it gave; a fulfilment that it has cancelled never left."""
    moved(2)
    ident = next(iter(there.shop.orders))
    parcel, _ = there.shop.ship(ident, None, numbers=[NUMBER])
    heard(shop)
    assert order("#1002").progress == "partly_shipped"
    sold, row = there.shop.find_parcel(parcel)
    row |= {"status": "cancelled", "updated_at": sold["updated_at"]}
    there.shop.touched(sold)
    heard(shop)
    assert (order("#1001").progress, order("#1002").progress) == ("closed", "awaiting_shipment") and nothing_is_wrong()


def test_what_staff_send_of_an_order_is_that_orders_own(there: Sandbox, shop: Connection) -> None:
    """LIF-5: the rest of it goes in the box that holds what was moved, under its number."""
    moved(1)
    leaves("#1002")
    rest = ParcelSent(parcel="par:rest", units=unsent(value("#1001")), carrier="yamato", numbers=(NUMBER,), at=now())
    assert act(order("#1001"), [rest], by="staff:mina", now=now()) == [""]
    the_worker_runs(now() + 1)
    assert (parcels("#1001"), parcels("#1002")) == ([("par:rest", 1, "moving")], [("par:ours", 3, "moving")])
    assert order("#1001").progress == "awaiting_delivery"
