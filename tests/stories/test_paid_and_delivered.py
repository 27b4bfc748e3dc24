"""An order that is paid in time, leaves in two parcels, arrives, and is done when nothing can come back any more."""

import pytest
from bench.house import House
from tests.stories.teller import Story, bank_order, text_of, tokyo, told

PAID = "2026-11-18 10:00"


@pytest.fixture
def story(house: House) -> Story:
    """Placed on Tuesday, paid on Wednesday."""
    house.connect("plain", "main", "--shop", "うつわのみなと", now=tokyo("2026-11-17 09:00"))
    story = Story(house)
    story.hear("2026-11-17 15:00", bank_order("B-1", "2026-11-17 15:00"))
    story.hear(PAID, told("payment_received", PAID, "B-1", payment={"id": "t-1"}, amount="12800", way="bank_transfer"))
    return story


def parcel(name: str, at: str, number: str) -> dict[str, object]:
    return told("parcel_sent", at, "B-1", parcel=name, units={"1": 1}, carrier="yamato", numbers=[number])


def test_the_payment_is_thanked_for_and_every_reminder_stops(story: Story) -> None:
    """LIF-10: nothing that waited for the money runs on."""
    order = story.order("B-1")
    running = [deadline["kind"] for deadline in order["deadlines"] if deadline["state"] == "running"]

    assert order["funds"] == "paid" and order["progress"] == "awaiting_shipment"
    assert not [kind for kind in running if kind.startswith("payment")]
    assert "12,800円" in text_of(story.mails()[-1])


def test_each_parcel_is_announced_with_its_own_number(story: Story) -> None:
    """NTC-1, LIF-5: the first says that more follows, the second that it was the last."""
    story.hear("2026-11-19 11:00", parcel("box-1", "2026-11-19 11:00", "4000-0000-0001"))
    story.work("2026-11-19 11:15")
    first = story.order("B-1")
    story.hear("2026-11-20 11:00", parcel("box-2", "2026-11-20 11:00", "4000-0000-0012"))
    story.work("2026-11-20 11:15")
    one, two = [text_of(mail) for mail in story.mails()[-2:]]

    assert len(first["parcels"]) == 1 and first["progress"] == "partly_shipped"
    assert "4000-0000-0001" in one and "4000-0000-0012" in two and "4000-0000-0001" not in two
    assert story.kinds("B-1").count("shipping_confirmation") == 2


def test_two_parcels_within_a_quarter_of_an_hour_share_one_mail(story: Story) -> None:
    """NTC-1: both numbers in it, and one mail only."""
    story.hear("2026-11-19 11:00", parcel("box-1", "2026-11-19 11:00", "4000-0000-0001"))
    story.hear("2026-11-19 11:05", parcel("box-2", "2026-11-19 11:05", "4000-0000-0012"))
    story.work("2026-11-19 11:30")
    last = text_of(story.mails()[-1])

    assert "4000-0000-0001" in last and "4000-0000-0012" in last
    assert story.kinds("B-1").count("shipping_confirmation") == 1


def test_it_is_delivered_and_completed_when_the_protection_ends(story: Story) -> None:
    """LIF-10: 14 days after both have arrived; not a day before."""
    for name, day, number in (("box-1", 19, "4000-0000-0001"), ("box-2", 20, "4000-0000-0012")):
        story.hear(f"2026-11-{day} 11:00", parcel(name, f"2026-11-{day} 11:00", number))
    for name, day in (("box-1", 20), ("box-2", 21)):
        story.hear(f"2026-11-{day} 16:00", told("parcel_delivered", f"2026-11-{day} 16:00", "B-1", parcel=name))
    delivered = story.order("B-1")
    story.work("2026-12-05 15:59")
    before = story.order("B-1")
    story.work("2026-12-31 17:00")

    assert [one["state"] for one in delivered["parcels"]] == ["delivered", "delivered"]
    assert before["progress"] != "completed" and story.order("B-1")["progress"] == "completed"
    assert story.house.todoke("verify").status == 0
    assert not [one for one in story.order("B-1")["deadlines"] if one["state"] == "running"]


def test_the_same_delivery_again_changes_nothing(story: Story) -> None:
    """LIF-13, CMD-1: told twice in other words, the same parcel is the same parcel; the same bytes are a duplicate."""
    sent = parcel("box-1", "2026-11-19 11:00", "4000-0000-0001")
    story.hear("2026-11-19 11:00", sent)
    mails, entries = len(story.mails()), len(story.order("B-1")["entries"])
    again = story.hear("2026-11-19 11:05", sent)
    other = story.hear("2026-11-19 11:06", sent | {"seen_by": "another system"})

    assert (again.line["result"], other.line["result"]) == ("duplicate", "taken")
    assert (len(story.mails()), len(story.order("B-1")["entries"])) == (mails, entries)
