"""The same scans through the door, in whatever parts and sequence: the parcel ends alike, and nobody is told twice (TRK-4)."""

import json
import random

import pytest
from tests.desk.scene import NOW, a_shop, comes_in, placed, the_order, the_worker_runs, told

from todoke.desk.story import story_of
from todoke.notices.models import Notice
from todoke.rules.order import Parcel, decoder
from todoke.rules.parcel_life import state_of

pytestmark = pytest.mark.django_db
DAY = 86_400
SCANS = [("09/22 17:00", "発送"), ("09/23 02:00", "作業店通過"), ("09/23 09:00", "配達中"), ("09/23 11:00", "持戻（ご不在）"), ("09/24 09:00", "配達中"),
         ("09/24 17:00", "持戻（ご不在）"), ("09/25 10:30", "配達完了")]  # fmt: skip


def scans(*rows: tuple[str, str], read: str = "2026-09-25T12:00:00+09:00") -> bytes:
    body = {"type": "parcel_scans", "at": read, "order": {"number": "1001"}, "carrier": "yamato", "numbers": ["4001"], "units": {"a": 2},
            "scans": [{"at": at, "status": status} for at, status in rows]}  # fmt: skip
    return json.dumps(body, ensure_ascii=False).encode()


def ways(seed: int) -> list[bytes]:
    """In order one by one, backwards, all at once, twice, shuffled in parts."""
    dice = random.Random(seed)
    mixed = dice.sample(SCANS * 2, len(SCANS) * 2)
    return [[scans(one) for one in SCANS], [scans(one) for one in SCANS[::-1]], [scans(*SCANS)], [scans(*SCANS)] * 2,
            [scans(*mixed[:5]), scans(*mixed[5:9]), scans(*mixed[9:])]][seed % 5]  # fmt: skip


def the_parcel() -> Parcel:
    (parcel,) = decoder.decode(the_order().state).parcels
    return parcel


@pytest.mark.parametrize("seed", range(10))
def test_the_parcel_ends_alike_whatever_way_its_scans_came(seed: int) -> None:
    """TRK-4: state, moment, and what the parcel remembers of each kind of scan."""
    shop = a_shop()
    comes_in(shop, placed())
    comes_in(shop, *ways(seed), now=NOW + 4 * DAY)
    parcel = the_parcel()
    assert (state_of(parcel), parcel.sent_at, parcel.delivered_at) == ("delivered", 1_790_064_000, 1_790_299_800)
    assert dict(parcel.seen) == {"moving": 1_790_096_400, "out_for_delivery": 1_790_208_000, "attempt_failed": 1_790_236_800}


@pytest.mark.parametrize("seed", range(5))
def test_nobody_is_told_of_what_is_over(seed: int) -> None:
    """NTC-18: heard after the delivery, an absence of yesterday is no news; the arrival is told once."""
    shop = a_shop()
    comes_in(shop, placed())
    comes_in(shop, *ways(seed), now=NOW + 4 * DAY)
    the_worker_runs(NOW + 4 * DAY + 3600)
    assert sent() == ["delivered"]


def test_a_parcel_that_is_known_by_another_name_stays_one_parcel() -> None:
    """TRK-2, TRK-4: the shop calls it A, the carrier's number tells which it is."""
    shop = a_shop()
    comes_in(shop, placed(), told("parcel_sent", parcel="A", units={"a": 2}, carrier="yamato", numbers=["4001"]), scans(*SCANS[2:4]))
    assert (the_parcel().id, state_of(the_parcel())) == ("par:A", "attempt_failed")
    assert story_of(the_order())["parcels"][0]["where"] == "attempt_failed"


def the_numbers() -> tuple[str, ...]:
    return the_parcel().tracking[2]


@pytest.mark.parametrize("by", [{"parcel": "B", "numbers": ["4001"]}, {"numbers": ["4001"]}, {"parcel": {"id": "B", "tracking_number": "40-01"}}])
def test_news_that_bears_a_known_number_is_of_that_parcel_whatever_it_is_called(by: dict[str, object]) -> None:
    """TRK-2, TRK-4: no second parcel, and the number stays as it was."""
    shop = a_shop()
    comes_in(shop, placed(), told("parcel_sent", parcel="A", units={"a": 2}, carrier="yamato", numbers=["4001"]), told("parcel_delivered", **by))
    assert (the_parcel().id, state_of(the_parcel()), the_numbers()) == ("par:A", "delivered", ("4001",))


def test_news_of_one_of_a_parcels_numbers_leaves_it_the_other() -> None:
    """TRK-2: and nobody is told that a number has changed."""
    shop = a_shop()
    comes_in(shop, placed(), told("parcel_sent", parcel="A", units={"a": 2}, carrier="yamato", numbers=["4001", "4002"]))
    comes_in(shop, scans(("09/23 09:00", "荷物受付")), told("parcel_moved", parcel="A", numbers=["4002"]))
    assert the_numbers() == ("4001", "4002")


def test_a_number_that_comes_with_the_first_news_is_the_parcels() -> None:
    """TRK-2: it left without one."""
    shop = a_shop()
    comes_in(shop, placed(), told("parcel_sent", parcel="A", units={"a": 2}), told("parcel_out_for_delivery", parcel="A", carrier="yamato", numbers=["4001"]))
    assert (state_of(the_parcel()), the_parcel().tracking[1:3]) == ("out_for_delivery", ("yamato", ("4001",)))


def sent() -> list[str]:
    return list(Notice.objects.filter(state="sent").exclude(kind="order_confirmation").order_by("sent_at", "id").values_list("kind", flat=True))


def test_an_absence_is_no_news_once_it_is_out_again() -> None:
    """TRK-4, NTC-18: heard from the newest to the oldest, the buyer reads that it comes, not that it came in vain yesterday."""
    shop = a_shop()
    comes_in(shop, placed())
    comes_in(shop, *(scans(one, read="2026-09-24T09:30:00+09:00") for one in SCANS[4::-1]), now=1_790_213_400)
    the_worker_runs(1_790_213_460)
    assert sent() == ["shipping_confirmation", "out_for_delivery"]


def test_a_van_that_came_in_vain_is_told_as_that_alone() -> None:
    """TRK-4, NTC-18: van and absence heard together, in whichever sequence."""
    for number, parts in enumerate(([scans(*SCANS[:4])], [scans(one) for one in SCANS[3::-1]])):
        shop = a_shop(f"shop{number}")
        comes_in(shop, placed())
        comes_in(shop, *parts, now=1_790_136_000)
        the_worker_runs(1_790_136_060)
        told = Notice.objects.filter(shop=shop.shop, state="sent").values_list("kind", flat=True)
        assert sorted(told) == ["delivery_attempt_failed", "order_confirmation", "shipping_confirmation"]
