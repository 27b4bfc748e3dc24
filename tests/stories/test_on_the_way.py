"""What a buyer hears while the goods are on their way: told from outside, scan by scan."""

import pytest
from bench.house import House
from tests.stories.teller import Story, html_of, order_of, text_of, tokyo, told

PLACED = "2026-11-17 10:00"  # a Tuesday


@pytest.fixture
def story(house: House) -> Story:
    """Paid by card, and sent whole on Wednesday."""
    house.connect("plain", "main", "--shop", "うつわのみなと", now=tokyo("2026-11-17 09:00"))
    story = Story(house)
    story.hear(PLACED, order_of("W-1", PLACED))
    story.hear("2026-11-18 11:00", told("parcel_sent", "2026-11-18 11:00", "W-1", parcel="box", units={"1": 2}, carrier="yamato", numbers=["4000-0000-0001"]))
    return story


def scan(kind: str, at: str, **fields: object) -> dict[str, object]:
    return told(kind, at, "W-1", parcel="box", **fields)


def test_another_number_is_told_with_the_old_one_and_why(story: Story) -> None:
    """S3, TRK-2: the carrier changed, so that is why."""
    at = "2026-11-18 15:00"
    story.hear(at, scan("tracking_changed", at, carrier="sagawa", numbers=["5000-0000-0002"]))
    before = story.kinds("W-1")
    story.work("2026-11-18 15:15")
    text = text_of(story.mails()[-1])

    assert "tracking_updated" not in before and story.kinds("W-1")[-1] == "tracking_updated"
    assert "これまでの番号：4000-0000-0001（ヤマト運輸）" in text and "新しい番号：5000-0000-0002" in text and "配送会社が変わった" in text


def test_the_van_and_the_card_in_the_letterbox_are_told_the_same_day_and_once(story: Story) -> None:
    """S4, A1, NTC-1: repeated scans tell nothing again."""
    out, failed = "2026-11-19 08:30", "2026-11-19 14:20"
    story.hear(out, scan("parcel_out_for_delivery", out))
    story.hear(failed, scan("parcel_attempt_failed", failed, until=tokyo("2026-11-26 20:00")))
    story.hear("2026-11-19 14:40", scan("parcel_attempt_failed", "2026-11-19 14:40", until=tokyo("2026-11-26 20:00")))
    van, card = story.mails()[-2:]

    assert story.kinds("W-1")[-2:] == ["out_for_delivery", "delivery_attempt_failed"]
    assert "11月19日（木）の配達に出ました" in text_of(van) and "4000-0000-0001" in html_of(van)
    assert "11月19日（木）14時20分" in text_of(card) and "11月26日（木）20時" in text_of(card) and "再配達" in str(card["Subject"])


def test_a_parcel_that_waits_at_a_depot_is_told_and_once_more_before_it_goes_back(story: Story) -> None:
    """A2, A3, TRK-4, NTC-18: taken by then, nothing more is said."""
    held = "2026-11-19 16:00"
    story.hear(held, scan("parcel_held", held, place="神宮前営業所", until=tokyo("2026-11-26 20:00")))
    at_once = story.kinds("W-1")
    story.work("2026-11-19 17:00")
    waiting = text_of(story.mails()[-1])
    story.hear("2026-11-25 12:00", scan("parcel_delivered", "2026-11-25 12:00"))
    story.work("2026-11-25 21:00")

    assert "delivery_attempt_failed" not in at_once
    assert "神宮前営業所" in waiting and "11月26日（木）20時" in waiting
    assert story.kinds("W-1").count("delivery_attempt_failed") == 1
    assert "stopped: ParcelDelivered" in {notice["reason"] for notice in story.order("W-1")["notices"]}


def test_weather_on_the_way_is_told_in_the_carriers_words_and_other_trouble_is_not(story: Story) -> None:
    """DL3, NTC-5: the cause that the carrier reported, and no other."""
    at = "2026-11-19 10:00"
    story.hear(at, scan("parcel_troubled", at, cause="weather", area="北海道", weather="大雪"))
    story.work("2026-11-19 12:00")
    text = text_of(story.mails()[-1])
    story.hear("2026-11-20 10:00", scan("parcel_troubled", "2026-11-20 10:00", cause="a strike, says the driver"))
    story.work("2026-11-20 12:00")

    assert "北海道の大雪により、ヤマト運輸の輸送に遅れが出ております。" in text and "申し訳ございません" in text
    assert story.kinds("W-1").count("shipping_delay") == 1


def test_a_week_after_the_delivery_the_shop_asks_whether_all_is_well(story: Story) -> None:
    """F2, X1: care and nothing to buy; more time to complain is told with the old end and the new one."""
    at = "2026-11-19 16:00"
    story.hear(at, scan("parcel_delivered", at))
    more = {"kind": "protection", "until": tokyo("2026-12-17 16:00"), "reason": "buyer"}
    story.hear("2026-11-20 10:00", told("deadline_extended", "2026-11-20 10:00", "W-1") | more)
    longer = text_of(story.mails()[-1])
    story.work("2026-11-26 16:00")
    asked = text_of(story.mails()[-1])

    assert "12月17日（木）16時" in longer and "12月3日（木）16時" in longer and "お申し出をいただいたため" in longer
    assert story.kinds("W-1")[-2:] == ["protection_extended", "follow_up"]
    assert "11月19日（木）にお届けした" in asked and "クーポン" not in asked


def test_a_dispute_is_told_when_it_opens_and_when_it_ends(story: Story) -> None:
    """X2, X3, NTC-1: amount and days, and nothing is asked of the buyer."""
    opened, ended = "2026-11-20 10:00", "2026-11-30 10:00"
    story.hear(opened, told("dispute_opened", opened, "W-1", dispute="d-1", amount="12800", answer_by=tokyo("2026-11-27 18:00")))
    first = text_of(story.mails()[-1])
    story.hear(ended, told("dispute_finished", ended, "W-1", dispute="d-1", award="12800"))
    last = text_of(story.mails()[-1])

    assert "12,800円" in first and "11月27日（金）" in first and "お手続きはございません" in first
    assert "お手元へ戻る金額：12,800円" in last and "11月30日（月）" in last
    assert story.house.todoke("verify").status == 0


def test_goods_that_came_back_are_told_with_the_money_and_when_it_follows(story: Story) -> None:
    """R4, NTC-1, NTC-2: pieces, amount, and that it goes back to the card; the refund itself is told when it is done."""
    at, back, paid = "2026-11-19 16:00", "2026-11-24 10:00", "2026-11-24 15:00"
    story.hear(at, scan("parcel_delivered", at))
    story.hear(back, told("return_received", back, "W-1", id="r-1", units={"1": 1}, amount="6000"))
    story.work("2026-11-24 10:15")
    text = text_of(story.mails()[-1])
    story.hear(paid, told("refund_paid", paid, "W-1", refund="b-1", amount="6000"))
    story.work("2026-11-24 15:15")

    assert story.kinds("W-1")[-2:] == ["return_received", "refund_issued"]
    assert "粉引の七寸皿（白）　1点" in text and "お返しする金額：6,000円" in text and "お使いのカードへ6,000円をお返しする手続きをいたします" in text
