"""A parcel that is silent for longer than the shop's parcels are: told from outside, clock in hand (TRK-5, TRK-7)."""

import json
from typing import Any

import pytest
from bench.house import House
from tests.stories.teller import Story, order_of, rows, tokyo, told

BOUGHT, LEFT = "2026-11-16 10:00", "2026-11-16 15:00"  # a Monday


def sent(number: str, at: str) -> dict[str, Any]:
    return told("parcel_sent", at, number, parcel="box", units={"1": 2}, carrier="yamato", numbers=[f"4000-{number}"])


def a_year_ago(n: int) -> list[dict[str, Any]]:
    """One of the shop's parcels of that month: scanned after a day at the latest, delivered on the second or third day."""
    number, day = f"H-{n}", 2 + n % 2
    return [order_of(number, "2026-10-12 09:00"), sent(number, "2026-10-12 15:00"), told("parcel_moved", "2026-10-13 15:00", number, parcel="box"),
            told("parcel_delivered", f"2026-10-{12 + day} 12:00", number, parcel="box")]


@pytest.fixture
def story(house: House) -> Story:
    """Twenty parcels taken in as history, and one that has just left."""
    house.connect("plain", "main", "--shop", "うつわのみなと", now=tokyo("2026-11-16 09:00"))
    history = "\n".join(json.dumps(body) for n in range(20) for body in a_year_ago(n))
    house.todoke("import", "-", "--channel", "plain", "--connection", "main", now=tokyo("2026-11-16 09:30"), given=history)
    story = Story(house)
    story.hear(LEFT, order_of("S-1", BOUGHT), sent("S-1", LEFT))
    return story


def lapses(story: Story) -> int:
    ((count,),) = rows(story.house, "SELECT COUNT(*) FROM orders_entry WHERE event = 'Lapsed' AND body LIKE %s", "%parcel_silent%")
    return int(count)


def test_it_is_noticed_the_minute_it_is_too_silent_once_and_its_arrival_is_told(story: Story) -> None:
    """TRK-5, LIF-10: forty-five hours were the longest silence of the twenty; nothing is mailed of it."""
    story.work("2026-11-18 11:59")
    before = lapses(story)
    story.work("2026-11-18 12:00")
    at_once = lapses(story)
    at = "2026-11-18 21:00"
    story.hear(at, told("parcel_delivered", at, "S-1", parcel="box"))
    story.work("2026-11-18 21:15")

    assert (before, at_once, lapses(story)) == (0, 1, 1)
    mailed = rows(story.house, "SELECT kind FROM notices_notice WHERE state = 'sent' ORDER BY id")
    assert mailed == [("order_confirmation",), ("shipping_confirmation",), ("delivered",)]
