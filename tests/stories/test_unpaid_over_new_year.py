"""An order by bank transfer that nobody pays, over the New Year's closing: told from outside, day by day."""

import pytest
from bench.house import House
from tests.stories.teller import Story, bank_order, html_of, text_of, tokyo

PLACED, REMINDED, LAST_CALL, ENDED = "2025-12-26 15:00", "2026-01-07 15:00", "2026-01-13 15:00", "2026-01-14 15:00"


@pytest.fixture
def story(house: House) -> Story:
    """A transfer order of Friday, 26 December at 15:00; the shop is closed from the 29th to the 3rd, and the 12th is a holiday."""
    house.connect("plain", "main", "--shop", "うつわのみなと", now=tokyo("2025-12-26 14:00"))
    story = Story(house)
    story.hear(PLACED, bank_order("A-1", PLACED))
    return story


def test_it_is_confirmed_at_once_and_nothing_is_said_to_be_accepted(story: Story) -> None:
    """NTC-1, LIF-1: the buyer hears at once that it came, with amount and order number, and that the money is awaited."""
    (mail,) = story.mails()
    order = story.order("A-1")

    assert (order["progress"], order["funds"], order["total"]) == ("awaiting_payment", "unpaid", "12800")
    assert mail["To"] == "a-1@example.com" and "A-1" in mail["Subject"]
    assert "12,800円" in text_of(mail) and "12,800円" in html_of(mail)
    assert "ご入金を確認しだい、ご注文をお引き受けし" in text_of(mail)


def test_nothing_is_said_before_the_third_business_day(story: Story) -> None:
    """LIF-10, LIF-12: closed days, a Sunday and the hours before do not count."""
    for moment in ("2025-12-30 15:00", "2026-01-04 15:00", "2026-01-06 15:00", "2026-01-07 14:59"):
        story.work(moment)

    assert story.kinds("A-1") == ["order_confirmation"]


def test_it_is_reminded_twice_and_then_closed_and_every_mail_was_true_when_it_left(story: Story) -> None:
    """LIF-10, NTC-18: reminder, last call one business day before the end, closed; amount and due date in each, a word of its own for the end."""
    for moment in (REMINDED, LAST_CALL, ENDED):
        story.work(moment)
    _, reminder, last_call, expired = story.mails()
    days = [str(mail["Date"].datetime.astimezone().astimezone(tz=None).strftime("%Y-%m-%d")) for mail in (reminder, last_call, expired)]

    assert days == ["2026-01-07", "2026-01-13", "2026-01-14"]
    for mail in (reminder, last_call):
        assert "12,800円" in text_of(mail) and "1月14日（水）15時" in text_of(mail) and "A-1" in text_of(mail)
    assert "期限が近づいて" in text_of(last_call) and "期限が近づいて" not in text_of(reminder)
    assert "自動で終了となりました" in text_of(expired) and "代金や手数料をいただくことはございません" in text_of(expired)
    assert story.kinds("A-1") == ["order_confirmation", "payment_reminder", "payment_reminder", "payment_expired"]
    assert (story.order("A-1")["progress"], story.order("A-1")["funds"]) == ("closed", "unpaid")


def test_work_done_twice_says_nothing_twice(story: Story) -> None:
    """NTC-12, TRU-1: each moment is worked three times, and the clock goes back a day in between."""
    for moment in (REMINDED, REMINDED, "2026-01-06 15:00", REMINDED, LAST_CALL, LAST_CALL, ENDED, ENDED, "2026-02-01 12:00"):
        story.work(moment)
    ids = [mail["Message-ID"] for mail in story.mails()]

    assert len(ids) == 4 and len(set(ids)) == 4


def test_the_books_are_whole_afterwards(story: Story) -> None:
    """TRU-1, CMD-5: journal and state agree, and every running deadline has ended."""
    for moment in (REMINDED, LAST_CALL, ENDED):
        story.work(moment)
    said = story.house.todoke("verify")
    states = {deadline["state"] for deadline in story.order("A-1")["deadlines"]}

    assert said.status == 0 and said.line["broken"] == [] and said.line["entries"] >= 4
    assert states == {"fired"}


def test_money_that_comes_a_second_before_the_reminder_is_sent_stops_it(story: Story) -> None:
    """NTC-18: the deadline has passed and the reminder waits for the opening; the payment arrives before that; nobody is reminded of it."""
    story.work("2026-01-07 20:00")  # after hours: asked for, waiting
    waiting = story.kinds("A-1", "waiting")
    story.hear("2026-01-08 08:59:59", {"type": "payment_received", "at": tokyo("2026-01-08 08:59:58"), "order": {"number": "A-1", "currency": "JPY"},
                                       "payment": {"id": "t-1"}, "amount": "12800", "way": "bank_transfer"})
    story.work("2026-01-08 09:00")
    story.work("2026-01-08 09:02")  # two minutes after the money: its own notice (journey P2)

    assert waiting == ["payment_reminder"]
    assert "payment_reminder" not in story.kinds("A-1") and "payment_received" in story.kinds("A-1")
    assert story.order("A-1")["funds"] == "paid"


def test_money_and_the_deadline_in_the_same_second_remind_nobody(story: Story) -> None:
    """LIF-10, LIF-13: the payment is known before the deadline is taken up, at the very moment at which it falls due."""
    story.hear(REMINDED, {"type": "payment_received", "at": tokyo(REMINDED), "order": {"number": "A-1", "currency": "JPY"}, "payment": {"id": "t-1"},
                          "amount": "12800", "way": "bank_transfer"})

    assert "payment_reminder" not in story.kinds("A-1")
    assert [notice["kind"] for notice in story.order("A-1")["notices"] if notice["state"] == "waiting"] == ["payment_received"]
