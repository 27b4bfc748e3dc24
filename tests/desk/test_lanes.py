"""The desk learns how long parcels take, says when the next one should come, and notices the one that is silent (TRK-5, TRK-7)."""

import json

import pytest
from tests.desk.scene import NOW, a_shop, comes_in, placed, the_order, the_worker_runs

from todoke.cases.models import Alert, Case
from todoke.desk import lanes
from todoke.desk.acts import act
from todoke.desk.erase import erase
from todoke.desk.lanes_told import rebuild_lanes
from todoke.desk.models import LaneMonth, ParcelRun
from todoke.desk.replay import verify
from todoke.due.clock import iso
from todoke.notices.models import Notice
from todoke.orders.models import Deadline, Entry, Order
from todoke.rules.events import FactStruck
from todoke.rules.order import Parcel, decoder
from todoke.shops.choices import change
from todoke.shops.models import Connection
from todoke.tracking.lanes import ENOUGH, GUESSED, PLACE, PUBLISHED, Lane, Record, Run, with_runs

pytestmark = pytest.mark.django_db
HOUR, DAY = 3600, 86_400
LEFT = NOW + 60  # Monday, 23:14 in Tokyo


def said(event: str, at: int, number: str = "1001", **fields: object) -> bytes:
    return json.dumps({"type": event, "at": iso(at), "order": {"number": number}, "parcel": "p1", **fields}).encode()


def sent(number: str = "1001", at: int = LEFT, **fields: object) -> bytes:
    return said("parcel_sent", at, number, **{"units": {"a": 2}, "carrier": "yamato", "numbers": [f"4000{number}"]} | fields)


def came(number: str = "1001", at: int = LEFT + 2 * DAY) -> bytes:
    return said("parcel_delivered", at, number)


def to_tokyo(number: str = "1001") -> bytes:
    return placed(number).replace("渋谷区".encode(), "東京都渋谷区".encode())


def a_lane(shop: Connection, *, days: int = 2, parcels: int = ENOUGH, month: int = 202609, record: Record = Record()) -> None:
    """So many parcels of Yamato to Tokyo, as they left on a Monday."""
    lane = with_runs(Lane(), [Run(0, days, 20)] * parcels, record)
    LaneMonth.objects.create(shop=shop.shop, carrier="yamato", destination="JP-13", month=month, counts=lanes.encode(lane).decode())


def parcel(number: str = "1001") -> Parcel:
    return decoder.decode(the_order(number).state).parcels[0]


def lane() -> Lane:
    return lanes.lanes_of_json.decode(LaneMonth.objects.get().counts)


# ── learning ────────────────────────────────────────────────────────────────────────────────────────
def test_a_parcel_that_came_is_counted_once_with_its_days_and_its_longest_silence() -> None:
    """TRK-5, TRK-7: told again, or told late that it left, it counts no more."""
    shop = a_shop()
    scan = said("parcel_moved", LEFT + 30 * HOUR)
    comes_in(shop, to_tokyo(), sent(), scan, came(), now=LEFT + 2 * DAY)
    the_worker_runs(LEFT + 2 * DAY)
    comes_in(shop, sent(at=LEFT - HOUR), came(), came(at=LEFT + DAY), now=LEFT + 3 * DAY)
    the_worker_runs(LEFT + 3 * DAY)

    assert lane() == with_runs(Lane(), [Run(0, 2, 30)])
    assert LaneMonth.objects.values_list("carrier", "origin", "destination", "month").get() == ("yamato", "", "JP-13", 202609)


def test_history_teaches_and_nothing_is_expected_of_it() -> None:
    """TRK-7, LIF-18: the shop's own past is measured; its journals get no new entry."""
    comes_in(a_shop(), to_tokyo("1"), sent("1"), came("1"), to_tokyo("2"), sent("2"), live=False, now=LEFT + 9 * DAY)
    entries = Entry.objects.count()
    the_worker_runs(LEFT + 9 * DAY)

    assert lane().parcels == 1 and Entry.objects.count() == entries
    assert not ParcelRun.objects.filter(state="waiting").exists()


@pytest.mark.parametrize("bodies", [
    (sent(carrier="", numbers=[]), came()), (came(),), (sent(at=LEFT + 5 * DAY), came())])
def test_what_says_nothing_about_a_lane_is_not_counted(bodies: tuple[bytes, ...]) -> None:
    """TRK-7: nobody's parcel, one that never left, one that came before it left."""
    comes_in(a_shop(), to_tokyo(), *bodies, now=LEFT + 6 * DAY)
    the_worker_runs(LEFT + 6 * DAY)
    assert not LaneMonth.objects.exists()


def test_a_parcel_that_staff_struck_out_is_no_parcel() -> None:
    """TRK-7: it was another order's."""
    shop = a_shop()
    comes_in(shop, to_tokyo(), sent(), now=LEFT)
    act(the_order(), [FactStruck(fact=parcel().id, at=LEFT)], by="staff:ken", now=LEFT)
    comes_in(shop, came(), now=LEFT + 2 * DAY)
    the_worker_runs(LEFT + 2 * DAY)
    assert not LaneMonth.objects.exists() and not Entry.objects.filter(event="ParcelForecast").exists()


def test_one_that_cannot_be_counted_steps_aside_and_the_others_are(monkeypatch: pytest.MonkeyPatch) -> None:
    """TRK-5: with its error, to be tried again later; the worker goes on."""
    real = lanes.finish
    monkeypatch.setattr(lanes, "finish", lambda one, heard: real(one, heard) if one.order.number != "2" else 1 // 0)
    comes_in(a_shop(), *(body for n in "123" for body in (to_tokyo(n), sent(n), came(n))), now=LEFT + 2 * DAY)
    lanes.look_at_parcels(LEFT + 2 * DAY)
    failed = ParcelRun.objects.get(state="waiting")
    assert lane().parcels == 2 and failed.order.number == "2" and "ZeroDivisionError" in failed.last_error and failed.leased_until > 0


def test_where_parcels_leave_from_is_part_of_the_lane() -> None:
    """TRK-7: prefecture to prefecture; a shop that moves begins anew."""
    shop = a_shop()
    change(shop.shop, {"ships_from": "Osaka"}, by="staff:ken", now=NOW)
    comes_in(shop, to_tokyo(), sent(), came(), now=LEFT + 2 * DAY)
    the_worker_runs(LEFT + 2 * DAY)
    assert LaneMonth.objects.values_list("origin", "destination").get() == ("JP-27", "JP-13")


def test_of_a_buyer_who_was_forgotten_no_place_is_known() -> None:
    """TRU-5: the lane is the carrier's alone, and its counts name nobody."""
    comes_in(a_shop(), to_tokyo(), sent(), now=LEFT)
    erase([the_order().pk])
    comes_in(Connection.objects.get(), came(), now=LEFT + 2 * DAY)
    the_worker_runs(LEFT + 2 * DAY)
    assert LaneMonth.objects.get().destination == "" and lane().parcels == 1


# ── saying when ─────────────────────────────────────────────────────────────────────────────────────
def test_a_parcel_that_leaves_is_expected_as_its_lane_says_and_that_stays() -> None:
    """TRK-7: written into the journal as it was said; what the lane learns later does not change it, and a replay says the same."""
    shop = a_shop()
    a_lane(shop, record=Record(told=10, right=9))
    comes_in(shop, to_tokyo(), sent(), now=LEFT)
    the_worker_runs(LEFT)
    expected = parcel().forecast
    a_lane(shop, days=9, month=202608)
    the_worker_runs(LEFT + HOUR)

    assert parcel().forecast == expected and (expected.rests_on, expected.lane, expected.told, expected.right) == (ENOUGH, PLACE, 10, 9)
    assert (iso(expected.first), iso(expected.last)) == ("2026-09-22T15:00:00Z", "2026-09-23T14:59:59Z")  # the whole Wednesday in Tokyo
    assert not [one.problems for one in verify(Order.objects.all()) if one.problems]


@pytest.mark.parametrize(("parcels", "month", "level"), [
    (ENOUGH, 202609, PLACE), (ENOUGH - 1, 202609, PUBLISHED), (ENOUGH, 202510, PLACE), (ENOUGH, 202509, PUBLISHED)])
def test_too_few_or_too_old_parcels_say_nothing(parcels: int, month: int, level: str) -> None:
    """TRK-7: then the carrier's own words are told, as such."""
    shop = a_shop()
    a_lane(shop, parcels=parcels, month=month)
    comes_in(shop, to_tokyo(), sent(), now=LEFT)
    the_worker_runs(LEFT)
    assert parcel().forecast.lane == level and parcel().forecast.rests_on == (ENOUGH if level == PLACE else 0)


def test_another_carrier_is_another_expectation() -> None:
    """TRK-2, TRK-7: the number was changed after it had left."""
    shop = a_shop()
    a_lane(shop)
    comes_in(shop, to_tokyo(), sent(), now=LEFT)
    the_worker_runs(LEFT)
    comes_in(shop, said("tracking_changed", LEFT + HOUR, carrier="unheard of", numbers=["X9"]), now=LEFT + HOUR)
    the_worker_runs(LEFT + HOUR)
    assert parcel().forecast.lane == GUESSED and Entry.objects.filter(event="ParcelForecast").count() == 2


@pytest.mark.parametrize(("days", "record"), [(2, Record(told=1, right=1)), (3, Record(told=1)), (1, Record(told=1))])
def test_how_right_it_was_is_written_beside_the_lane(days: int, record: Record) -> None:
    """TRK-7: early is as wrong as late."""
    shop = a_shop()
    a_lane(shop)
    comes_in(shop, to_tokyo(), sent(), now=LEFT)
    the_worker_runs(LEFT)
    comes_in(shop, came(at=LEFT + days * DAY), now=LEFT + days * DAY)
    the_worker_runs(LEFT + days * DAY)
    assert lane().record == record and lane().parcels == ENOUGH + 1


@pytest.mark.parametrize(("by", "kept"), [("2026-09-23T12:00:00+09:00", 1), ("2026-09-22T23:00:00+09:00", 0)])
def test_a_date_that_the_carrier_stated_has_its_own_record_and_wins(by: str, kept: int) -> None:
    """TRK-7: the day counts, not the hour; the deadline follows that date and not the lane's."""
    shop = a_shop()
    a_lane(shop, days=5)
    comes_in(shop, to_tokyo(), sent(), said("dates_promised", LEFT, deliver_by=by), now=LEFT)
    the_worker_runs(LEFT)
    due = Deadline.objects.get(kind="expected_delivery").due_at
    comes_in(shop, came(), now=LEFT + 2 * DAY)
    the_worker_runs(LEFT + 2 * DAY)
    assert iso(due) == f"2026-09-{24 if kept else 23}T{'03' if kept else '14'}:00:00Z" and lane().record == Record(told=1, promised=1, kept=kept)


# ── noticing ────────────────────────────────────────────────────────────────────────────────────────
def alerts() -> list[str]:
    return list(Alert.objects.filter(done_at=0).order_by("pk").values_list("what", flat=True))


SILENT = "a parcel is silent for longer than usual: ask the carrier"


@pytest.fixture
def on_its_way() -> Connection:
    """To Tokyo, where parcels take two to four days, and are silent for twenty hours at the most."""
    shop = a_shop()
    a_lane(shop, days=4)
    comes_in(shop, to_tokyo(), sent(), now=LEFT)
    the_worker_runs(LEFT)
    return shop


def test_a_silent_parcel_is_noticed_before_the_buyer_asks_and_once(on_its_way: Connection) -> None:
    """TRK-5: to the second; an alert and a case, and nothing is mailed by itself."""
    mails = Notice.objects.count()
    the_worker_runs(LEFT + 20 * HOUR - 1)
    before = alerts()
    the_worker_runs(LEFT + 20 * HOUR)
    the_worker_runs(LEFT + 60 * HOUR)

    assert before == [] and alerts() == [SILENT] and Case.objects.get().kind == "non_delivery"
    assert Entry.objects.filter(event="Lapsed", body__contains="parcel_silent").count() == 1 and Notice.objects.count() == mails


def test_a_scan_moves_it_and_a_new_silence_is_a_new_one(on_its_way: Connection) -> None:
    """TRK-5: told once per silence."""
    comes_in(on_its_way, said("parcel_moved", LEFT + 10 * HOUR), now=LEFT + 10 * HOUR)
    the_worker_runs(LEFT + 20 * HOUR)
    quiet = alerts()
    the_worker_runs(LEFT + 30 * HOUR)
    Alert.objects.update(done_at=LEFT + 31 * HOUR)
    comes_in(on_its_way, said("parcel_moved", LEFT + 40 * HOUR), now=LEFT + 40 * HOUR)
    the_worker_runs(LEFT + 59 * HOUR)
    between = alerts()
    the_worker_runs(LEFT + 60 * HOUR)

    assert quiet == between == [] and alerts() == [SILENT]
    assert Entry.objects.filter(event="Lapsed", body__contains="parcel_silent").count() == 2


@pytest.mark.parametrize("scan", ["parcel_delivered", "parcel_returned", "parcel_returning", "parcel_held", "parcel_attempt_failed", "parcel_refused"])
def test_one_that_came_turned_round_or_waits_for_the_buyer_may_be_silent(on_its_way: Connection, scan: str) -> None:
    """TRK-5: never about what has arrived or is on its way back."""
    comes_in(on_its_way, said(scan, LEFT + HOUR), now=LEFT + HOUR)
    the_worker_runs(LEFT + 9 * DAY)
    assert SILENT not in alerts() and not Deadline.objects.filter(kind="parcel_silent", state="waiting").exists()


def test_two_parcels_are_waited_for_one_by_one(on_its_way: Connection) -> None:
    """TRK-5: the silence of one does not hide that of the other."""
    comes_in(on_its_way, said("parcel_sent", LEFT + 5 * HOUR, parcel="p2", units={"a": 1}, carrier="yamato", numbers=["40002"]), now=LEFT + 5 * HOUR)
    the_worker_runs(LEFT + 20 * HOUR)
    lapses = Entry.objects.filter(order=the_order(), event="Lapsed", body__contains="parcel_silent")
    first = lapses.count()
    the_worker_runs(LEFT + 25 * HOUR)

    assert (first, lapses.count()) == (1, 2)
    assert [p.silent_since for p in decoder.decode(the_order().state).parcels] == [LEFT, LEFT + 5 * HOUR]


def test_past_the_last_day_of_its_lane_staff_are_called(on_its_way: Connection) -> None:
    """TRK-5, LIF-10: a day after the lane's last, in the place of seven days after it left."""
    comes_in(on_its_way, *(said("parcel_moved", LEFT + n * 12 * HOUR) for n in range(1, 11)), now=LEFT + 5 * DAY)
    due = Deadline.objects.get(kind="expected_delivery").due_at
    the_worker_runs(due)
    assert iso(due) == "2026-09-26T14:59:59Z" and "it should have arrived: ask the carrier" in alerts()


def test_the_buyer_still_hears_that_a_silent_parcel_has_come(on_its_way: Connection) -> None:
    """NTC-1: the desk's own search is no complaint of the buyer's."""
    the_worker_runs(LEFT + 20 * HOUR)
    comes_in(on_its_way, came(), now=LEFT + 2 * DAY)
    the_worker_runs(LEFT + 2 * DAY + HOUR)
    assert Notice.objects.get(kind="delivered").state == "sent"


def test_a_buyer_who_says_that_nothing_came_is_not_told_that_it_did(on_its_way: Connection) -> None:
    """NTC-18: unless the case is settled."""
    comes_in(on_its_way, said("non_receipt_reported", LEFT + DAY), came(), now=LEFT + 2 * DAY)
    the_worker_runs(LEFT + 2 * DAY + HOUR)
    notice = Notice.objects.get(kind="delivered")
    assert (notice.state, notice.reason) == ("suppressed", "not_true_any_more: not missed")


def test_a_shop_may_wait_longer_than_the_lane(on_its_way: Connection) -> None:
    """LIF-10: the length of the deadline is added to the lane's silence."""
    change(on_its_way.shop, {"deadlines": "parcel_silent 12 h"}, by="staff:ken", now=LEFT)
    comes_in(on_its_way, to_tokyo("1002"), sent("1002"), now=LEFT)
    the_worker_runs(LEFT)
    assert Deadline.objects.get(order=the_order("1002"), kind="parcel_silent").due_at == LEFT + 32 * HOUR


# ── anew ────────────────────────────────────────────────────────────────────────────────────────────
def test_all_lanes_are_counted_anew_from_the_orders() -> None:
    """TRK-7, LIF-8: the same counts as the worker's, also of orders from before the desk kept any."""
    shop = a_shop()
    a_lane(shop)
    comes_in(shop, to_tokyo("1"), sent("1"), to_tokyo("2"), sent("2"), said("parcel_moved", LEFT + HOUR, "2"), to_tokyo("3"), sent("3"), now=LEFT)
    the_worker_runs(LEFT)
    LaneMonth.objects.all().delete()
    comes_in(shop, came("1"), came("2", LEFT + 3 * DAY), now=LEFT + 3 * DAY)
    the_worker_runs(LEFT + 3 * DAY)
    counted, told = lane(), Entry.objects.count()
    ParcelRun.objects.all().delete()

    assert [rebuild_lanes(LEFT + 3 * DAY) for _ in range(2)] == [2, 2] and lane() == counted and counted.record.told == 2
    assert Entry.objects.count() == told
