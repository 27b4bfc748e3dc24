"""Days that are promised, kept earlier, or not kept; and another way to pay: told from outside."""

import pytest
from bench.house import House
from tests.stories.teller import Story, bank_order, order_of, text_of, tokyo, told

PLACED = "2026-11-17 10:00"  # a Tuesday


@pytest.fixture
def story(house: House) -> Story:
    """Paid by card, to leave on Thursday."""
    house.connect("plain", "main", "--shop", "うつわのみなと", now=tokyo("2026-11-17 09:00"))
    story = Story(house)
    story.hear(PLACED, order_of("D-1", PLACED))
    story.hear("2026-11-17 11:00", dates("2026-11-17 11:00", ship_by="2026-11-19 18:00"))
    story.work("2026-11-17 11:30")
    return story


def dates(at: str, ship_by: str, **more: object) -> dict[str, object]:
    return told("dates_promised", at, "D-1", ship_by=tokyo(ship_by), **more)


def test_a_day_that_becomes_known_is_told(story: Story) -> None:
    """D1, NTC-1: items and day."""
    text = text_of(story.mails()[-1])

    assert story.kinds("D-1") == ["order_confirmation", "delivery_date_notice"]
    assert "発送の予定：11月19日（木）" in text and "粉引の七寸皿（白）　2点" in text


def test_two_later_days_within_half_an_hour_are_one_apology_that_names_the_first_promise(story: Story) -> None:
    """DL1, NTC-2, NTC-5: old and new day, the recorded cause, wait or cancel, the money by the way it was paid."""
    story.hear("2026-11-18 10:00", dates("2026-11-18 10:00", ship_by="2026-11-24 18:00", cause="supplier_late"))
    story.hear("2026-11-18 10:10", dates("2026-11-18 10:10", ship_by="2026-11-26 18:00", cause="supplier_late"))
    story.work("2026-11-18 10:30")
    story.work("2026-11-18 11:30")
    text = text_of(story.mails()[-1])

    assert story.kinds("D-1").count("shipping_delay") == 1
    assert "お約束の11月19日（木）に間に合わなくなりました" in text and "発送：11月26日（木）" in text and "11月24日" not in text
    assert "仕入先からの入荷" in text and "お使いのカードへ12,800円をお返し" in text and "お返事がないときは、お待ちいただけるものとして" in text


def test_a_missed_day_is_told_within_four_opening_hours_with_when_more_is_known(story: Story) -> None:
    """DL2: the goods lie here, so it was the shop itself; the next business day's end."""
    story.work("2026-11-19 18:00")
    soon = story.kinds("D-1")
    story.work("2026-11-20 13:00")
    text = text_of(story.mails()[-1])

    assert "shipping_delay" not in soon and story.kinds("D-1")[-1] == "shipping_delay"
    assert "お約束の11月19日（木）に間に合いませんでした" in text and "当店の発送作業が予定に追いついておりません" in text
    assert "11月24日（火）18時までに、メールでお知らせします" in text  # Monday is a holiday


def test_what_left_in_time_hears_of_no_delay(story: Story) -> None:
    """DL2, NTC-18: sent an hour after the promise, before anything was said."""
    story.work("2026-11-19 18:00")
    sent = "2026-11-19 19:00"
    story.hear(sent, told("parcel_sent", sent, "D-1", parcel="box", units={"1": 2}, carrier="yamato", numbers=["4000-0000-0001"]))
    story.work("2026-11-20 13:00")

    assert "shipping_delay" not in story.kinds("D-1") and story.kinds("D-1")[-1] == "shipping_confirmation"


def test_another_way_to_pay_is_told_with_how_to_pay_now(story: Story) -> None:
    """P5, NTC-1: old and new way, when it was changed, what to do if it was not the buyer."""
    story.house.todoke("shop", "set", "bank_account", "みなと銀行 松本支店 普通 1234567 カ）ミナト", now=tokyo("2026-11-17 12:00"))
    story.hear("2026-11-17 13:00", bank_order("D-2", "2026-11-17 13:00"))
    at = "2026-11-17 14:00"
    story.hear(at, told("payment_method_changed", at, "D-2", pays="later", way="cod"))
    text = text_of(story.mails()[-1])

    assert story.kinds("D-2") == ["order_confirmation", "payment_method_changed"]
    assert "新しい方法：代金引換" in text and "これまでの方法：銀行振込" in text and "11月17日（火）14時" in text
    assert "お心当たりのないとき" in text and "12,800円は、お届けの際に" in text
