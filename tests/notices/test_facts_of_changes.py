"""What a notice of a change knows of a real order: the old beside the new, and nothing that is not on record."""

from typing import Any

from tests.rules.story import DAY, HOUR, NOON, Story, paid, placed

from todoke.notices.facts import Letterhead, Occasion, facts_of
from todoke.rules import events as ev
from todoke.rules.effects import Tell

LATER = ev.DatesPromised(ship_by=NOON + 5 * DAY, cause="supplier_late", at=NOON + 2 * HOUR)


def promised() -> Story:
    story = Story().hear(placed()).hear(paid()).send_all()
    return story.hear(ev.DatesPromised(ship_by=NOON + DAY, deliver_by=NOON + 2 * DAY, at=NOON + HOUR)).send_all()


def facts(story: Story, event: ev.Event, *, again: bool = False) -> Any:
    """Of the newest notice that was asked for."""
    tell = story.asked(Tell)[-1]
    notice = Occasion(tell.kind, tell.variant, "again x" if again else tell.occasion, event, NOON + 3 * HOUR)
    return facts_of(story.order, Letterhead("うつわのみなと"), notice, "ja", None, None)


def test_a_delay_names_both_days_the_cause_and_the_money() -> None:
    """NTC-1, NTC-2, NTC-5"""
    told = facts(promised().hear(LATER), LATER)
    assert (told["delay"]["old_ship_at"], told["delay"]["new_ship_at"], told["delay"]["cause"]) == (NOON + DAY, NOON + 5 * DAY, "supplier_late")
    assert told["refund"] == {"way": "card_captured", "state": "if_cancelled", "amount": 8800}


def test_a_day_of_arrival_before_the_new_day_of_leaving_is_not_told() -> None:
    """NTC-5: it was said before the delay, and cannot be true any more."""
    assert "earliest_at" not in facts(promised().hear(LATER), LATER)["delivery"]


def test_sent_again_by_hand_it_still_names_the_old_day() -> None:
    """NTC-24: the newest of its kind is what a person sends again."""
    assert facts(promised().hear(LATER), ev.TellAgain(id="x", kind="shipping_delay", at=NOON + 9 * HOUR), again=True)["delay"]["old_ship_at"] == NOON + DAY


def test_after_another_way_of_paying_nothing_of_the_first_one_is_told() -> None:
    """NTC-1: neither the card's digits nor the till's number."""
    first = ev.OrderPlaced(lines=placed().lines, total=8800, manner=ev.Manner(number="#1", way="konbini", brand="Visa", last4="4242"), at=NOON)
    story = Story().hear(first).hear(ev.PaymentRequested(payment="p", way="konbini", amount=8800, reference="77", at=NOON + 1)).send_all()
    change = ev.PaymentMethodChanged(way="bank_transfer", at=NOON + HOUR)
    told = facts(story.hear(change), change)["payment"]
    assert (told["method"], told["old_method"], told["reference"]) == ("銀行振込", "コンビニ払い", "1") and "last4" not in told


def test_a_cause_that_a_person_typed_chooses_no_sentence() -> None:
    """NTC-5: it is kept, and told to nobody."""
    typed = ev.DatesPromised(ship_by=NOON + 5 * DAY, cause="the van broke down", at=NOON + 2 * HOUR)
    assert "cause_text" not in facts(promised().hear(typed), typed)["delay"]
