"""An AliExpress shop at the desk: read, told, read again; its own echo is no news, and its clock decides."""

from collections.abc import Iterator

import pytest
from tests.desk.scene import the_worker_runs

from todoke.cases.models import Alert
from todoke.channels.aliexpress import sandbox
from todoke.channels.aliexpress.sandbox import Sandbox
from todoke.channels.aliexpress.stand_in.shop import DAY, TO_SHIP, Sold, now
from todoke.channels.aliexpress.statuses import their_words
from todoke.desk.acts import act
from todoke.desk.models import Push, Received
from todoke.desk.polling import read_back
from todoke.notices.models import Notice
from todoke.orders.models import Order
from todoke.rules import order as rules
from todoke.rules.events import CancelDecided, CancelRefused, DeadlineExtended, Event, ParcelSent
from todoke.rules.units import units
from todoke.shops.connect import Offer, connect
from todoke.shops.models import Connection

pytestmark = pytest.mark.django_db
AGO = 3_000  # seconds: when the first thing of a test happened


@pytest.fixture
def house() -> Iterator[Sandbox]:
    """Nothing happens by itself, nothing fails."""
    found = sandbox.serve(pace=0, faults=0).start()
    yield found
    found.stop()


def connected(house: Sandbox, **offer: str) -> Connection:
    """Connected before anything was sold."""
    made, _ = connect(Offer("aliexpress", "bowls", "bowls", api_url=house.url, **{"mails": "channel"} | offer), now=now() - AGO - 1_000)
    return made


def sold(house: Sandbox) -> Sold:
    """Waits to be sent."""
    order = house.shop.place(now() - AGO)
    house.shop.pay(order.id, now() - AGO + 10)
    house.shop.release(order.id, now() - AGO + 20)
    return order


def read(connection: Connection) -> rules.Order:
    """What AliExpress says now, of all that changed in the last hours, and what that makes of the order."""
    max(read_back(connection, now() + 1, now() - 2 * AGO), default=0)
    the_worker_runs(now() + 1)
    return the_order()


def the_order() -> rules.Order:
    return rules.decoder.decode(Order.objects.get().state)


def does(*events: Event) -> list[str]:
    said = act(Order.objects.get(), list(events), by="staff:mina", now=now())
    the_worker_runs(now() + 1)
    return said


def in_words(order: rules.Order) -> tuple[str, str]:
    found = their_words(order)
    assert found
    return found


def sent(order: rules.Order) -> ParcelSent:
    return ParcelSent(parcel="par:ours", units=units((line.id, line.units) for line in order.lines), carrier="DHL", numbers=("1234567890",), at=now())


def test_an_order_lives_its_life_and_bears_their_names_at_every_step(house: Sandbox) -> None:
    """LIF-4, CHN-9: after each reading our state is called what AliExpress calls it."""
    connection, order = connected(house), house.shop.place(now() - 200)
    shop, ident, at = house.shop, order.id, now() - 200
    turns = [
        lambda: shop.pay(ident, at + 10), lambda: shop.release(ident, at + 20), lambda: shop.ask_to_cancel(ident, at + 30),
        lambda: shop.step(ident, at + 40, "WAIT_SELLER_SEND_GOODS", ("IN_CANCEL",)), lambda: shop.freeze(ident, at + 50),
        lambda: shop.thaw(ident, at + 60), lambda: shop.ship(ident, "LX1CN", "EMS", at + 70), lambda: shop.accept(ident, at + 80),
        lambda: shop.finish(ident, at + 90),
    ]  # fmt: skip
    codes = [(in_words(read(connection)).code, order.status)]
    for turn in turns:
        turn()
        codes.append((in_words(read(connection)).code, order.status))

    assert [ours for ours, _ in codes] == [theirs for _, theirs in codes] and codes[-1][0] == "FINISH"


def test_a_parcel_typed_in_here_is_told_once_and_its_echo_is_ours(house: Sandbox) -> None:
    """CHN-1, LIF-7: one parcel, here as there."""
    connection, order = connected(house), sold(house)
    does(sent(read(connection)))
    echo = read(connection)

    assert [(one.number, one.service) for one in order.parcels] == [("1234567890", "DHL")]
    assert [parcel.id for parcel in echo.parcels] == ["par:ours"] and echo.progress == rules.AWAITING_DELIVERY
    assert {push.state for push in Push.objects.all()} == {"done"}


@pytest.mark.parametrize(("answer", "status"), [(CancelDecided, "FINISH"), (CancelRefused, "WAIT_SELLER_SEND_GOODS")])
def test_the_answer_to_a_buyer_who_wants_to_cancel_is_told(house: Sandbox, answer: type[CancelDecided | CancelRefused], status: str) -> None:
    """CHN-1: consent or a no; the order ends only when AliExpress says so."""
    connection, order = connected(house), sold(house)
    house.shop.ask_to_cancel(order.id, now() - 1_000)
    before = read(connection)
    said = does(answer(reason="other", at=now()))
    after = read(connection)

    assert (before.hold, said) == (rules.CANCEL_REQUESTED, [""]) and order.status == status
    assert after.progress == (rules.CLOSED if status == "FINISH" else rules.AWAITING_SHIPMENT)


def test_more_time_for_the_buyer_is_told_and_comes_back_as_the_channels_word(house: Sandbox) -> None:
    """LIF-10: three days more here are three days more there."""
    connection, order = connected(house), sold(house)
    house.shop.ship(order.id, "LX1CN", "EMS", now() - 1_000)
    until = read(connection).dates.protect_until[1]
    said = does(DeadlineExtended(kind="protection", until=until + 3 * DAY, at=now()))

    assert said == [""] and order.over_time == until + 3 * DAY and read(connection).dates.protect_until[1] == until + 3 * DAY


def test_more_time_to_ship_asks_a_person_to_give_it_there(house: Sandbox) -> None:
    """LIF-10, CHN-1: AliExpress has no method for it; the alert says until when."""
    connection, order = connected(house), sold(house)
    until = read(connection).dates.ship_by[1]
    does(DeadlineExtended(kind="ship_by", until=until + 2 * DAY, at=now()))

    assert any("Pacific time" in alert.what for alert in Alert.objects.all()) and order.over_time == until


def test_the_channels_clock_closes_an_order_and_not_ours(house: Sandbox) -> None:
    """LIF-9, LIF-11: days after the last day to ship it is still open here; AliExpress's word ends it, and the money goes back."""
    connection, order = connected(house), sold(house)
    read(connection)
    the_worker_runs(now() + TO_SHIP + 5 * DAY)
    late = the_order()
    house.shop.close(order.id, "seller_send_goods_timeout", now())
    over = read(connection)

    assert (late.progress, over.progress, over.funds) == (rules.AWAITING_SHIPMENT, rules.CLOSED, rules.REFUNDED)
    assert over.cancelled_for == "late"


def test_nobody_is_mailed_where_the_channel_mails(house: Sandbox) -> None:
    """CHN-1: it is written down why not."""
    connection = connected(house)
    sold(house)
    read(connection)

    assert Notice.objects.exists() and {notice.state for notice in Notice.objects.all()} == {"suppressed"}
    assert "channel_sends" in {notice.reason for notice in Notice.objects.all()}


def test_reading_the_same_again_adds_no_order_and_no_payment(house: Sandbox) -> None:
    """CHN-9: an overlap is no news, also where an order has changed."""
    connection, order = connected(house), sold(house)
    first = read(connection)
    deliveries = Received.objects.count()
    read(connection)
    unchanged = Received.objects.count()
    house.shop.brought(order.id)
    again = read(connection)

    assert unchanged == deliveries and len(again.payments) == len(first.payments) == 1 and Order.objects.count() == 1
    assert again.total == order.total
