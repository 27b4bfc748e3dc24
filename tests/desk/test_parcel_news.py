"""News that names a parcel or an order of the shop, and no order of its own connection: found, waited for, told once (TRK-3, TRK-4)."""

import itertools
import os
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.channels.easypost.told import HANDED, LEFT, VAN, event, tracker
from tests.channels.shipbob.told import body as shipment
from tests.desk.scene import NOW, a_shop, comes_in, placed, the_order, the_worker_runs, told

from todoke.cases.models import Case
from todoke.channels.channel import Known, Pushed, Setup, Whose
from todoke.channels.csv.parcels import Wanted
from todoke.channels.plain.channel import Plain
from todoke.channels.registry import CHANNELS
from todoke.console.carried import numbers_in
from todoke.desk.acts import act, run_again
from todoke.desk.advance import Act
from todoke.desk.awaited import look_again
from todoke.desk.erase import erase
from todoke.desk.models import Received
from todoke.desk.shipping import ship
from todoke.desk.whose import by_number, orders_called
from todoke.notices.models import Notice
from todoke.orders.models import Alias, Awaited, Order
from todoke.orders.shelf import Key
from todoke.rules import events as ev
from todoke.rules.effects import Effect, PushShipment
from todoke.rules.order import Parcel, decoder
from todoke.rules.parcel_life import state_of
from todoke.shops.connect import Offer, connect
from todoke.shops.models import Connection
from todoke.tracking.recognise import recognise

pytestmark = pytest.mark.django_db
HOUR, DAY = 3_600, 86_400
NUMBER = "444413758703"


def beside(shop: Connection, channel: str = "easypost") -> Connection:
    """Another connection of the same shop."""
    return connect(Offer(channel, f"{shop.name}-news", shop.shop.name, secret="s"), now=NOW)[0]


def sent(number: str = "1001", parcel: str = "A", tracking: str = NUMBER, **more: Any) -> bytes:
    return told("parcel_sent", number, parcel=parcel, units={"a": 2}, carrier="yamato", numbers=[tracking], **more)


def the_parcel(number: str = "1001") -> Parcel:
    (parcel,) = decoder.decode(the_order(number).state).parcels
    return parcel


def notices(order: str = "1001") -> list[str]:
    return list(Notice.objects.filter(order__number=order, state="sent").exclude(kind="order_confirmation").order_by("id").values_list("kind", flat=True))


# ── found by the parcel's number ────────────────────────────────────────────────────────────────────
def test_a_delivery_is_news_for_the_order_whose_parcel_has_that_number() -> None:
    """TRK-4: whichever connection the order came by, however the number is written."""
    shop = a_shop()
    comes_in(shop, placed(), sent(tracking="４４４４ー１３７５ー８７０３"))
    assert comes_in(beside(shop), event(tracker(LEFT, VAN, HANDED, number="4444 1375-8703")), now=NOW + DAY) == ["taken"]
    assert (the_parcel().id, state_of(the_parcel()), the_parcel().delivered_at) == ("par:A", "delivered", 1_790_043_000)
    assert Order.objects.count() == 1 and Received.objects.latest("id").order == the_order().pk


def test_one_box_for_two_orders_is_news_for_both() -> None:
    """TRK-4"""
    shop = a_shop()
    comes_in(shop, placed("1"), placed("2", mail="taro@example.com"), sent("1"), sent("2"))
    comes_in(beside(shop), event(tracker(LEFT, HANDED)), now=NOW + DAY)
    the_worker_runs(NOW + DAY + HOUR)
    assert [state_of(the_parcel(number)) for number in "12"] == ["delivered"] * 2 and notices("1")[-1] == notices("2")[-1] == "delivered"


def test_no_shop_hears_of_another_shop_s_parcel() -> None:
    """WEB-4: the same number there is another parcel."""
    ours, theirs = a_shop("ours"), a_shop("theirs")
    comes_in(theirs, placed(), sent())
    assert comes_in(beside(ours), event(tracker(LEFT, HANDED)), now=NOW + DAY) == ["quarantined"]
    assert state_of(the_parcel()) == "moving"


def test_a_number_that_staff_have_mended_is_another_s() -> None:
    """TRK-2, TRK-4: what is told of the mistyped one moves nothing."""
    shop = a_shop()
    comes_in(shop, placed(), sent(tracking="512547514334"))
    act(the_order(), [ev.TrackingChanged(parcel="par:A", carrier="yamato", numbers=(NUMBER,), at=NOW + HOUR)], by="staff:mina", now=NOW + HOUR)
    assert comes_in(beside(shop), event(tracker(LEFT, HANDED, number="512547514334")), now=NOW + DAY) == ["ignored"]
    assert state_of(the_parcel()) == "moving"


def test_a_stranger_s_parcel_with_the_same_number_is_not_ours() -> None:
    """TRK-1, TRK-4: one in ten of Yamato's numbers looks like FedEx's; whoever guessed wrongly reports a parcel on another continent."""
    shop = a_shop()
    number = next(str(n) for n in range(444_413_758_000, 444_413_760_000) if {"yamato", "fedex"} <= carriers(str(n)))
    comes_in(shop, placed(), sent(tracking=number))
    assert comes_in(beside(shop), event(tracker(LEFT, HANDED, number=number, carrier="FedEx")), now=NOW + DAY) == ["quarantined"]
    assert "FedEx" in Received.objects.latest("id").reason and state_of(the_parcel()) == "moving" and not Awaited.objects.exists()


def carriers(number: str) -> set[str]:
    return {candidate.carrier for candidate in recognise(number).candidates}


def test_a_number_that_is_given_again_after_months_is_the_new_parcel_s() -> None:
    """TRK-4: the old order is done, and nothing happens to it."""
    shop = a_shop()
    comes_in(shop, placed("1"), sent("1"))
    comes_in(beside(shop), event(tracker(LEFT, HANDED)), now=NOW + DAY)
    later = {"in_transit": "2027-03-01T10:00:00Z", "return_to_sender": "2027-03-03T10:00:00Z"}
    again = event(tracker(*(LEFT | {"status": status, "datetime": at} for status, at in later.items())), "evt_2")
    assert comes_in(Connection.objects.get(channel="easypost"), again, now=NOW + 170 * DAY) == ["quarantined"]
    assert state_of(the_parcel("1")) == "delivered"


@pytest.mark.skipif("DATABASE_URL" in os.environ, reason="the plans of SQLite")
def test_whose_parcel_it_is_is_asked_of_an_index() -> None:
    """TRK-4: as quick with a million orders as with one."""
    shop = a_shop()
    sought = Act(Key(shop.shop_id, shop.pk, ""), (), "", NOW, whose=Whose(NUMBER))
    with CaptureQueriesContext(connection) as asked:
        by_number([sought])
        orders_called(shop.shop_id, "1001")
    plans = [plan_of(query["sql"]) for query in asked]
    assert [name for name in ("alias_by_name", "order_by_number", "AND ref=?") if not any(name in plan for plan in plans)] == []


def plan_of(sql: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
        return " ".join(str(row) for row in cursor.fetchall())


# ── waited for ──────────────────────────────────────────────────────────────────────────────────────
def test_news_that_comes_before_its_number_waits_and_is_heard_with_it() -> None:
    """TRK-4, CHN-2: visible in the meantime; told once, and only what is still true."""
    shop = a_shop()
    news, body = beside(shop), event(tracker(LEFT, HANDED))
    assert comes_in(news, body, now=NOW + DAY) == ["quarantined"] and "no order has it yet" in Received.objects.get().reason
    comes_in(shop, placed(), sent(), now=NOW + 2 * DAY)
    the_worker_runs(NOW + 2 * DAY + HOUR)
    assert comes_in(news, body, now=NOW + 2 * DAY) == ["duplicate"]
    assert (state_of(the_parcel()), notices(), Awaited.objects.count()) == ("delivered", ["delivered"], 0)
    assert set(Received.objects.values_list("state", flat=True)) == {"taken"}


def test_number_and_news_of_one_batch_find_each_other() -> None:
    """TRK-4: whichever of the two the worker reads first."""
    shop = a_shop()
    news = beside(shop)
    comes_in(shop, placed())
    for whence, body in ((news, event(tracker(LEFT, HANDED))), (shop, sent())):
        comes_in(whence, body)
    Received.objects.update(state="waiting", leased_until=0)
    the_worker_runs(NOW + DAY)
    assert state_of(the_parcel()) == "delivered" and not Received.objects.exclude(state="taken").exists()


def test_what_two_transactions_missed_in_each_other_is_found_a_little_later() -> None:
    """TRK-4: never lost."""
    shop = a_shop()
    comes_in(beside(shop), event(tracker(LEFT, HANDED)), now=NOW)
    comes_in(shop, placed())
    Alias.objects.create(shop=shop.shop, order=the_order(), theirs=f"number:{NUMBER}", ours="par:A")
    assert look_again(NOW) == 1 and look_again(NOW) == 0


def test_run_again_by_a_person_waits_as_before() -> None:
    """CHN-2: nothing is lost by trying."""
    news = beside(a_shop())
    comes_in(news, event(tracker(LEFT, HANDED)))
    assert run_again([Received.objects.get().pk], by="staff:mina", now=NOW) == 1
    the_worker_runs(NOW + HOUR)
    assert Received.objects.get().state == "quarantined" and Awaited.objects.count() == 1


def test_the_words_of_a_forgotten_buyer_s_parcel_are_not_kept() -> None:
    """TRU-5: also where the box was for two, and the other is remembered."""
    shop = a_shop()
    comes_in(shop, placed("1"), placed("2", mail="taro@example.com"), sent("1"), sent("2"))
    erase([the_order("1").pk])
    comes_in(beside(shop), event(tracker(LEFT, HANDED, signed_by="SATO")), now=NOW + DAY)
    assert bytes(Received.objects.latest("id").body) == b"" and state_of(the_parcel("1")) == "delivered"


def test_the_same_news_in_any_sequence_ends_alike() -> None:
    """TRK-4: repeated, late and out of order."""
    states = set()
    for at, parts in enumerate(itertools.permutations(([LEFT], [LEFT, VAN], [LEFT, VAN, HANDED]))):
        shop = a_shop(f"shop{at}")
        comes_in(shop, placed(), sent())
        comes_in(beside(shop), *(event(tracker(*part), f"evt_{n}") for n, part in enumerate(parts)), now=NOW + DAY)
        (parcel,) = decoder.decode(Order.objects.get(shop=shop.shop).state).parcels
        states.add((state_of(parcel), parcel.sent_at, parcel.delivered_at, parcel.seen))
    assert len(states) == 1


# ── a partner ───────────────────────────────────────────────────────────────────────────────────────
class Told(Plain):
    """An own shop with an API that remembers what it was told."""

    def __init__(self) -> None:
        self.heard: list[Effect] = []

    def push(self, effect: Effect, order: Known, setup: Setup) -> Pushed:
        self.heard.append(effect)
        return Pushed()


@pytest.fixture
def channel(monkeypatch: pytest.MonkeyPatch) -> Told:
    found = Told()
    monkeypatch.setitem(CHANNELS, "plain", found)
    return found


def a_shop_with_an_api() -> Connection:
    shop = a_shop(api_url="https://shop.example")
    comes_in(shop, placed())
    return shop


def test_a_partner_s_number_reaches_the_channel_and_the_buyer_once(channel: Told) -> None:
    """TRK-3: without anyone's hand, however often the partner says it."""
    news = beside(a_shop_with_an_api(), "shipbob")
    assert comes_in(news, shipment(), shipment(last_update_at="2026-09-22T02:00:00Z"), now=NOW + DAY) == ["taken"] * 2
    the_worker_runs(NOW + DAY + HOUR)
    assert (the_parcel().units, the_parcel().tracking[1:3]) == ((("a", 2),), ("yamato", (NUMBER,)))
    assert [type(effect) for effect in channel.heard] == [PushShipment] and notices() == ["shipping_confirmation"]


def test_a_partner_that_is_faster_than_the_order_waits_for_it(channel: Told) -> None:
    """TRK-3, CHN-2"""
    shop = a_shop()
    assert comes_in(beside(shop, "shipbob"), shipment(), now=NOW) == ["quarantined"]
    comes_in(shop, placed())
    the_worker_runs(NOW + HOUR)
    assert the_order().progress == "awaiting_delivery"


def test_two_orders_of_one_number_are_never_guessed_between() -> None:
    """TRK-3: a person says which."""
    shop = a_shop()
    other = connect(Offer("plain", "second", shop.shop.name), now=NOW)[0]
    comes_in(shop, placed())
    comes_in(other, placed())
    assert comes_in(beside(shop, "shipbob"), shipment()) == ["quarantined"]
    assert "minato/1001, second/1001" in Received.objects.latest("id").reason


def test_what_is_in_a_partner_s_parcel_is_told_by_its_goods() -> None:
    """TRK-3: a part of the order leaves, the rest still waits."""
    shop = a_shop()
    comes_in(shop, placed())
    comes_in(beside(shop, "shipbob"), shipment(products=[{"sku": "CUP", "quantity": 1}]), now=NOW + DAY)
    assert (the_parcel().units, the_order().progress) == ((("a", 1),), "partly_shipped")


# ── one number, four hands ──────────────────────────────────────────────────────────────────────────
def typed(shop: Connection) -> None:
    by_hand("4444 1375 8703")


def pasted(shop: Connection) -> None:
    by_hand("ヤマト運輸からのお知らせ\nお荷物の発送を承りました。\n伝票番号：４４４４−１３７５−８７０３\n")


def by_hand(text: str) -> None:
    report = ev.ParcelSent(parcel=f"desk-{len(text)}", units=(("a", 2),), carrier="yamato", numbers=numbers_in(text, "yamato"), at=NOW + HOUR)
    act(the_order(), [report], by="staff:mina", now=NOW + HOUR)


def listed(shop: Connection) -> None:
    ship([Wanted("2", "1001", ("4444-1375-8703",), "yamato")], [shop.shop_id], by="staff:mina", now=NOW + HOUR)


def by_webhook(shop: Connection) -> None:
    comes_in(Connection.objects.get(channel="shipbob"), shipment(), now=NOW + HOUR)


@pytest.mark.parametrize("hands", list(itertools.permutations((typed, pasted, listed, by_webhook))), ids=lambda hands: "-".join(h.__name__ for h in hands))
def test_one_number_from_four_hands_is_one_parcel_and_one_notice(hands: Any, channel: Told) -> None:
    """TRK-2, TRK-3: in any sequence, however it is written."""
    shop = a_shop_with_an_api()
    beside(shop, "shipbob")
    for hand in hands:
        hand(shop)
    the_worker_runs(NOW + DAY)
    assert the_parcel().units == (("a", 2),) and notices() == ["shipping_confirmation"]
    assert [type(effect) for effect in channel.heard] == [PushShipment]



@pytest.mark.parametrize("called", [{"parcel": "400000000005"}, {"numbers": ["4000 0000 0005"]}, {"numbers": ["4000-0000-0005"], "carrier": "yamato"}])
def test_a_shop_that_knows_only_the_number_speaks_of_the_parcel_that_staff_sent(called: dict[str, Any]) -> None:
    """TRK-2: else the order has a second parcel that nobody sent, and never counts as delivered."""
    shop = a_shop()
    comes_in(shop, placed(), told("parcel_sent", parcel="A", units={"a": 2}, carrier="yamato", numbers=["4000-0000-0005"]))
    comes_in(shop, told("parcel_delivered", **called))

    assert the_order().progress == "delivered" and the_parcel().id == "par:A"


def test_a_wish_for_more_time_is_for_the_protection_unless_it_says_otherwise() -> None:
    """LIF-11: what buyers ask to have extended."""
    shop = a_shop()
    comes_in(shop, placed(), told("parcel_sent", parcel="A", units={"a": 2}), told("extension_asked"))

    assert [case.kind for case in Case.objects.all()] == ["inquiry"]
