"""History never mails, and a command that cannot do what it was asked says so by its exit status."""

import pytest
from bench.bodies import order_body
from bench.house import House
from tests.stories.teller import Story, bank_order, rows, seconds, tokyo, told

NOW = "2026-11-24 10:00"


def test_history_never_mails_however_long_one_waits(house: House) -> None:
    """LIF-18, CMD-1: a back-fill of paid, unpaid and delivered orders; then years of work."""
    house.connect(now=tokyo(NOW))
    story = Story(house)
    placed = [order_body(f"H-{n}", at=seconds("2024-03-01 10:00"), paid=n % 2 == 0) for n in range(6)]
    story.hear(NOW, *placed, told("parcel_sent", "2024-03-05 10:00", "H-2", parcel="b", units={"1": 2}, numbers=["4000-0000-0001"]), live=False)
    for moment in ("2026-12-24 10:00", "2027-06-01 10:00", "2028-01-07 10:00"):
        story.work(moment)

    assert story.mails() == []
    assert rows(house, "SELECT COUNT(*) FROM orders_order") == [(6,)]
    assert rows(house, "SELECT COUNT(*) FROM notices_notice WHERE state NOT IN ('suppressed', 'withdrawn')") == [(0,)]


def test_the_same_orders_taken_in_as_live_do_mail(house: House) -> None:
    """LIF-18: the proof above could fail."""
    house.connect(now=tokyo(NOW))
    story = Story(house)
    story.hear(NOW, bank_order("H-1", NOW), live=True)

    assert len(story.mails()) == 1


def test_a_second_connection_of_the_same_name_is_wrong_usage(house: House) -> None:
    """CMD-17, agreement 2: exit 2, the message names it, and the first one's secret still counts."""
    house.connect("plain", "main")
    before = rows(house, "SELECT secret FROM shops_connection")
    again = house.todoke("connect", "plain", "main")

    assert again.status == 2 and "plain/main" in again.complaint and again.lines == []
    assert [bytes(one) for (one,) in rows(house, "SELECT secret FROM shops_connection")] == [bytes(one) for (one,) in before]


def test_an_order_that_nobody_knows_is_exit_1(house: House) -> None:
    """CMD-3, agreement 4."""
    house.connect()
    said = house.todoke("order", "no-such-order")

    assert said.status == 1 and "no-such-order" in said.complaint and said.lines == []


@pytest.mark.parametrize("moment", ["2026-11-24T10:00:00", "tomorrow", "1795482000"])
def test_a_clock_without_a_zone_is_refused_with_the_mend(house: House, moment: str) -> None:
    """CMD, agreement 6: exit 2, and the message shows how to write it."""
    said = house.todoke("orders", now=moment)

    assert said.status == 2 and "TODOKE_NOW" in said.complaint and "+09:00" in said.complaint
