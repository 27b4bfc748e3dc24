"""A shop whose API can be read: missed webhooks are found, shipments and refunds are pushed, nothing comes back as news."""

from collections.abc import Iterator

import pytest
from tests.desk.scene import the_worker_runs

from todoke.cases.models import Alert
from todoke.channels.shopify import sandbox
from todoke.channels.shopify.sandbox import Sandbox
from todoke.channels.shopify.stand_in.goods import BUYERS, GOODS, Plan
from todoke.desk.acts import act
from todoke.desk.catchup import compare
from todoke.desk.models import Push
from todoke.desk.polling import read_back
from todoke.due.clock import now
from todoke.orders.models import Order
from todoke.rules import order as rules
from todoke.rules.events import CancelAsked, CancelDecided, CancelRefused, ParcelLost, ParcelSent, ReplacementPromised, ShipmentBooked
from todoke.rules.units import units
from todoke.shops.connect import Offer, connect
from todoke.shops.models import Connection

pytestmark = pytest.mark.django_db
TOKEN = "shpat_test"


@pytest.fixture
def shop() -> Iterator[Sandbox]:
    found = sandbox.serve(pace=0, api_token=TOKEN, throttle=0).start()
    yield found
    found.stop()


def connected(shop: Sandbox) -> Connection:
    connection, _ = connect(Offer("shopify", "demo", "demo", mails="todoke", takes_tests=True, api_url=shop.url, token=TOKEN), now=now())
    return connection


def read(connection: Connection) -> int:
    """Everything that changed since it was last read; how many deliveries that were."""
    return max(read_back(connection, now()), default=0)


def a_plan() -> Plan:
    return Plan(((GOODS[0], 2),), BUYERS[0], "shopify_payments")


def test_orders_whose_webhooks_were_missed_are_found() -> None:
    """CHN-9: down to 0 missing of N."""
    shop = sandbox.serve(pace=0, api_token=TOKEN, throttle=0).start()
    connection = connected(shop)
    for _ in range(3):
        shop.sell(a_plan())
    before = compare(connection, now() - 3600, now())

    read(connection)
    the_worker_runs(now())
    after = compare(connection, now() - 3600, now())
    shop.stop()

    assert (before.there, len(before.missing)) == (3, 3)
    assert (after.there, after.missing) == (3, ()) and Order.objects.count() == 3


def test_a_shipment_typed_in_by_staff_reaches_the_channel_once_and_its_echo_is_no_news(shop: Sandbox) -> None:
    """CHN-1, LIF-7: pushed; the channel's own report of it bears our parcel's name."""
    connection = connected(shop)
    shop.sell(a_plan())
    read(connection)
    the_worker_runs(now())
    order = Order.objects.get()
    value = rules.decoder.decode(order.state)

    act(order, [ParcelSent(parcel="par:ours", units=units((line.id, line.units) for line in value.lines), carrier="yamato",
                           numbers=("444413758703",), at=now())], by="staff:mina", now=now())
    the_worker_runs(now())
    read(connection)
    the_worker_runs(now())

    parcels = rules.decoder.decode(Order.objects.get().state).parcels
    assert Push.objects.get(effect__contains="PushShipment").state == "done"
    assert [parcel.id for parcel in parcels] == ["par:ours"] and Order.objects.get().progress == "awaiting_delivery"


def test_a_cancelled_order_is_cancelled_there_and_its_money_paid_back(shop: Sandbox) -> None:
    """LIF-3, CHN-1: the shop's word closes it here, the channel's books follow, the refund goes the way it was paid."""
    connection = connected(shop)
    shop.sell(a_plan())
    read(connection)
    the_worker_runs(now())

    act(Order.objects.get(), [CancelDecided(reason="stockout", at=now())], by="staff:mina", now=now())
    the_worker_runs(now())
    read(connection)
    the_worker_runs(now())

    assert {push.state for push in Push.objects.all()} == {"done"}
    assert (Order.objects.get().progress, Order.objects.get().funds) == ("closed", "refunded")


def test_what_shopify_has_no_word_for_is_nobodys_to_do(shop: Sandbox) -> None:
    """CHN-1: a booking, an answer to the buyer's own request, a parcel in the place of a lost one: no line for today's page."""
    connection = connected(shop)
    shop.sell(a_plan())
    read(connection)
    the_worker_runs(now())
    (line,) = rules.decoder.decode(Order.objects.get().state).units

    act(Order.objects.get(), [CancelAsked(at=now()), CancelRefused(at=now()), ShipmentBooked(parcel="par:a", units=(line,), at=now()),
                              ParcelSent(parcel="par:a", units=(line,), numbers=("444413758703",), at=now()), ParcelLost(parcel="par:a", at=now()),
                              ReplacementPromised(parcel="par:b", units=(line,), instead_of="par:a", at=now()),
                              ParcelSent(parcel="par:b", units=(line,), numbers=("444413758714",), at=now())], by="staff:mina", now=now())  # fmt: skip
    the_worker_runs(now() + 5)

    assert {push.effect.split('"')[3]: push.state for push in Push.objects.all()} == dict.fromkeys(("AnswerCancel", "BookParcel", "PushShipment"), "done")
    assert Push.objects.count() == 5 and not Alert.objects.exists()
