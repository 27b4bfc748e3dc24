"""What is told when: each shipped row as a small story on the pure rules."""

import pytest
from tests.rules.story import BOWL, CUPS, DAY, HOUR, MINUTE, NOON, Story, at, clock, paid, placed

from todoke.rules import events as ev
from todoke.rules.effects import Tell, Withdraw
from todoke.rules.order import Order
from todoke.rules.policy import Policy
from todoke.rules.units import Units

ALL = (("bowl", 1), ("cups", 2))


def none_there(order: Order, wanted: Units) -> list[ev.Answer]:
    return [ev.StockShort(units=wanted)]


def confirmed() -> Story:
    """Paid by card, confirmed, handed over."""
    return Story().hear(placed()).hear(paid()).send_all()


def tell_of(story: Story) -> Tell:
    return story.asked(Tell)[-1]


# ── confirmation ────────────────────────────────────────────────────────────────────────────────────
def test_c1_a_paid_order_is_accepted_at_once() -> None:
    """C1, NTC-16: what waited as received is overridden, not sent beside it."""
    story = Story().hear(placed())
    assert story.told() == [("C3", 2)]
    story.hear(paid(NOON + MINUTE))
    assert (story.told(), tell_of(story).variant, tell_of(story).occasion) == ([("C1", 1)], "accepted", "order")


def test_c1_cash_at_the_door_is_accepted_when_it_is_placed() -> None:
    """C1: what is paid later needs no money first."""
    order = ev.OrderPlaced(pays="later", lines=(CUPS, BOWL), total=8800, manner=ev.Manner(way="cod"), at=NOON)
    assert [(t.row, t.variant) for t in Story().hear(order).asked(Tell)] == [("C1", "accepted")]


def test_c2_a_bank_transfer_is_received_with_how_to_pay() -> None:
    """C2, 特商法 13条: received is not accepted."""
    story = Story().hear(placed(way="bank_transfer"))
    assert (story.told(), tell_of(story).variant) == ([("C2", 0)], "instructed")


def test_c2_a_number_for_the_convenience_store_comes_with_the_confirmation() -> None:
    """C2: the two minutes of C3 wait for the provider's number."""
    story = Story().hear(placed(way="konbini")).hear(ev.PaymentRequested(payment="pay", amount=8800, reference="1", at=NOON + MINUTE))
    assert [(t.row, t.due - NOON) for t in story.asked(Tell)] == [("C2", MINUTE)]


def test_c3_goods_that_are_missing_are_not_to_be_paid_for() -> None:
    """C3: a transfer for goods that are not there is only received; no account is told."""
    assert Story(ledger=none_there).hear(placed(way="bank_transfer")).told() == [("C3", 2)]


def test_c3_is_taken_back_when_the_order_is_cancelled_first() -> None:
    """C3: stopped by OrderCancelled."""
    story = Story().hear(placed()).hear(ev.OrderCancelled(by="channel", at=NOON + MINUTE))
    assert ("order_confirmation", "stopped: OrderCancelled") in story.taken_back()


def test_c4_changed_lines_are_told_as_they_now_stand() -> None:
    """C4, LIF-5"""
    story = confirmed().hear(ev.LinesChanged(lines=(CUPS,), total=5800, at=NOON + HOUR))
    assert (story.told(), tell_of(story).variant) == ([("C4", 75)], "changed")


def test_c4_a_change_that_changes_nothing_is_not_told() -> None:
    """C4: only what differs."""
    assert confirmed().hear(ev.LinesChanged(lines=(CUPS, BOWL), total=8800, at=NOON + HOUR)).told() == []


def test_c5_another_address_is_told_to_the_buyer() -> None:
    """C5: guards a stolen account."""
    story = confirmed().hear(ev.AddressChanged(ref="a1", at=NOON + HOUR)).hear(ev.AddressChanged(ref="a2", at=NOON + 2 * HOUR))
    assert story.told() == [("C5", 135)]


AS_IT_STANDS = ev.LinesChanged(lines=(CUPS,), total=5800, at=NOON + 2 * HOUR)


ELSEWHERE = ev.AddressChanged(ref="a2", at=NOON + 2 * HOUR)


@pytest.mark.parametrize("told", [(AS_IT_STANDS, ELSEWHERE), (ELSEWHERE, AS_IT_STANDS), (AS_IT_STANDS, ev.AddressChanged(ref="a1", at=NOON + 2 * HOUR))])
def test_c4_c5_lines_and_address_told_together_are_one_mail(told: tuple[ev.Event, ...]) -> None:
    """C4, C5, NTC-18: a channel tells the whole order anew, whichever part of it has changed."""
    story = confirmed().hear(ev.AddressChanged(ref="a1", at=NOON + HOUR)).hear_together(*told)
    assert sorted(told.row for told in story.order.told if not told.handed and told.due > NOON + 2 * HOUR) == ["C4"]


def test_c5_an_address_told_anew_beside_other_lines_is_no_other_address() -> None:
    """C5, NTC-18: a cut at the shop is told once, by R1."""
    story = confirmed().hear(ev.AddressChanged(ref="a1", at=NOON + HOUR))
    story.hear_together(AS_IT_STANDS, ev.LinesCancelled(id="cut", units=(("bowl", 1),), amount=3000, at=NOON + 2 * HOUR),
                        ev.AddressChanged(ref="a1", at=NOON + 2 * HOUR))  # fmt: skip
    assert [told.row for told in story.order.told if not told.handed and told.due > NOON + 2 * HOUR] == ["R1"]


def test_c6_what_was_left_open_is_accepted_once_the_goods_are_there() -> None:
    """C6, 特商法 13条"""
    story = Story(ledger=none_there).hear(placed()).hear(paid(NOON + MINUTE)).send_all()
    assert "accepted" not in {t.variant for t in story.order.told}
    story.hear(ev.StockReserved(units=ALL, at=NOON + DAY), now=NOON + DAY)
    assert ("C6", "accepted") in {(t.row, t.variant) for t in story.asked(Tell)}


# ── payment ─────────────────────────────────────────────────────────────────────────────────────────
def test_p1_a_number_that_comes_after_the_confirmation_is_told_by_itself() -> None:
    """P1, NTC-1"""
    story = Story().hear(placed(way="konbini")).send_all()
    story.hear(ev.PaymentRequested(payment="pay", amount=8800, reference="1", at=NOON + HOUR))
    assert "P1" in {t.row for t in story.asked(Tell)}


def test_p2_money_is_acknowledged_and_the_order_accepted() -> None:
    """P2, NTC-1"""
    story = Story().hear(placed(way="bank_transfer")).send_all().hear(paid(NOON + 2 * DAY))
    assert [(t.kind, t.row, t.variant) for t in story.asked(Tell)] == [("payment_received", "P2", "accepted")]


def test_p2_an_order_that_was_confirmed_as_accepted_hears_nothing_twice() -> None:
    """P2, section 8: the order placed and its payment within two minutes are one notice."""
    story = Story().hear(placed()).hear(paid(NOON + MINUTE))
    assert {t.kind for t in story.order.told} == {"order_confirmation"}


def test_p3_part_of_the_money_asks_for_the_rest() -> None:
    """P3"""
    story = Story().hear(placed(way="bank_transfer")).send_all().hear(ev.PaymentReceived(payment="half", amount=4000, at=NOON + DAY))
    assert [(t.row, t.variant) for t in story.asked(Tell)] == [("P3", "rest")]


def test_p4_a_payment_that_failed_waits_for_a_second_try_before_it_is_told() -> None:
    """P4"""
    story = Story().hear(placed()).send_all().hear(ev.PaymentFailed(payment="pay", at=NOON + HOUR))
    assert story.told() == [("P4", 75)]
    story.hear(ev.PaymentStarted(payment="pay2", amount=8800, at=NOON + HOUR + MINUTE))
    assert story.taken_back() == [("payment_instructions", "stopped: PaymentStarted")]


def test_p6_and_p7_remind_at_the_opening_hour() -> None:
    """P6, P7, LIF-10: placed at night, so that the reminder comes due at night."""
    story = Story().hear(placed(way="bank_transfer", moment=at("2026-11-17 23:00"))).send_all()
    first = story.lapse("payment_reminder").asked(Tell)
    last = story.send_all().lapse("payment_last_call").asked(Tell)
    assert [(t.row, t.variant, clock(t.due)[-5:]) for t in (*first, *last)] == [("P6", "first", "09:00"), ("P7", "last", "09:00")]


def test_p6_nobody_is_reminded_of_what_was_paid_meanwhile() -> None:
    """P6: stopped by PaymentReceived."""
    story = Story().hear(placed(way="bank_transfer", moment=at("2026-11-17 23:00"))).send_all().lapse("payment_reminder")
    assert ("payment_reminder", "stopped: PaymentReceived") in story.hear(paid(story.order.told[-1].due - HOUR)).taken_back()


def test_p8_an_order_that_nobody_paid_is_closed_and_told_so() -> None:
    """P8, NTC-1: by payment_expired, not by cancel_confirmed."""
    story = Story().hear(placed(way="bank_transfer")).send_all().lapse("payment_due")
    assert ([t.row for t in story.asked(Tell)], story.order.progress) == (["P8"], "closed")


# ── parcels ─────────────────────────────────────────────────────────────────────────────────────────
def sent(parcel: str, units: Units, moment: int, *, numbers: tuple[str, ...] = ("1",)) -> ev.ParcelSent:
    return ev.ParcelSent(parcel=parcel, units=units, carrier="yamato", numbers=numbers, at=moment)


def test_s1_a_parcel_with_the_whole_order_is_told_at_once() -> None:
    """S1"""
    assert confirmed().hear(sent("1", ALL, NOON + HOUR)).told() == [("S1", 60)]


def test_s1_parcels_that_leave_within_a_quarter_of_an_hour_are_told_in_one_mail() -> None:
    """S1, digest: the first one's moment, all of their names."""
    story = confirmed().hear(sent("1", (("cups", 2),), NOON + HOUR)).hear(sent("2", (("bowl", 1),), NOON + HOUR + 5 * MINUTE))
    assert [(t.occasion, (t.due - NOON) // MINUTE) for t in story.asked(Tell)] == [("1 2", 75)]
    assert story.taken_back() == [("shipping_confirmation", "combined: shipping_confirmation")]


def test_s1_a_parcel_is_told_once_also_when_its_number_changes() -> None:
    """S1: what changes a number has a row of its own."""
    story = confirmed().hear(sent("1", ALL, NOON + HOUR)).send_all()
    story.hear(ev.TrackingChanged(parcel="1", carrier="sagawa", numbers=("2",), at=NOON + 2 * HOUR))
    assert story.told() == [("S3", 135)]


def test_s2_a_parcel_without_a_number_waits_four_opening_hours_for_it() -> None:
    """S2, TRK-2"""
    story = confirmed().hear(sent("1", ALL, NOON + HOUR, numbers=()))
    assert story.told() == [("S2", 300)]
    story.hear(ev.TrackingChanged(parcel="1", carrier="yamato", numbers=("1",), at=NOON + 2 * HOUR))
    assert (story.told(), story.taken_back()) == ([("S1", 120)], [("shipping_confirmation", "combined: shipping_confirmation")])


def test_s5_arrival_is_told_and_stopped_by_a_buyer_who_has_confirmed_it() -> None:
    """S5"""
    story = confirmed().hear(sent("1", ALL, NOON + HOUR)).send_all().hear(ev.ParcelDelivered(parcel="1", at=NOON + DAY))
    assert [t.row for t in story.asked(Tell)] == ["S5"]
    assert story.hear(ev.ReceiptConfirmed(at=NOON + DAY + MINUTE)).taken_back() == [("delivered", "stopped: ReceiptConfirmed")]


def test_s5_an_arrival_of_last_week_is_not_news() -> None:
    """S5: fresh for 48 hours."""
    story = confirmed().hear(sent("1", ALL, NOON + HOUR)).send_all().hear(ev.ParcelDelivered(parcel="1", at=NOON + DAY), now=NOON + 8 * DAY)
    assert story.told() == []


def test_s6_what_needs_no_parcel_is_there_at_once() -> None:
    """S6"""
    file = ev.Line("file", units=1, amount=500, digital=True)
    story = Story().hear(placed(lines=(file,), total=500)).hear(paid(amount=500)).send_all()
    story.hear(sent("1", (("file", 1),), NOON + MINUTE, numbers=())).hear(ev.ParcelDelivered(parcel="1", at=NOON + MINUTE))
    assert [(t.kind, t.row) for t in story.asked(Tell)] == [("delivered", "S6")]


# ── cancelling, money back ──────────────────────────────────────────────────────────────────────────
def test_r1_and_r2_a_cancellation_and_its_refund_are_one_mail() -> None:
    """R1, R2: what happens within a quarter of an hour is told once, with the refund as it then is."""
    story = confirmed().hear(ev.OrderCancelled(reason="buyer", by="channel", at=NOON + HOUR))
    assert [t.row for t in story.asked(Tell)] == ["R1"]
    assert story.hear(ev.RefundPaid(refund="r", amount=8800, at=NOON + HOUR + MINUTE)).told() == []


def test_r1_takes_in_a_refund_that_was_heard_first() -> None:
    """R1 folds R2, whichever comes first."""
    story = confirmed().hear(ev.RefundPaid(refund="r", amount=8800, at=NOON + HOUR))
    assert [t.row for t in story.asked(Tell)] == ["R2"]
    assert ("refund_issued", "combined: cancel_confirmed") in story.hear(ev.OrderCancelled(by="channel", at=NOON + HOUR + MINUTE)).taken_back()


def test_r2_a_refund_after_the_cancellation_was_told_is_told_by_itself() -> None:
    """R2, NTC-1"""
    story = confirmed().hear(ev.OrderCancelled(by="channel", at=NOON + HOUR)).send_all()
    assert [t.row for t in story.hear(ev.RefundPaid(refund="r", amount=8800, at=NOON + DAY)).asked(Tell)] == ["R2"]


def test_a_notice_is_sent_again_by_hand_as_often_as_a_person_wishes() -> None:
    """NTC-24: one click is one mail."""
    story = confirmed().hear(ev.TellAgain(id="1", kind="order_confirmation", variant="accepted", at=NOON + DAY))
    assert [(t.kind, t.variant, t.occasion) for t in story.asked(Tell)] == [("order_confirmation", "accepted", "again 1")]
    assert story.hear(ev.TellAgain(id="1", kind="order_confirmation", variant="accepted", at=NOON + DAY)).asked(Tell) == []


# ── who tells; history ──────────────────────────────────────────────────────────────────────────────
def test_where_the_channel_mails_our_notice_is_written_down_and_not_sent() -> None:
    """NTC-15, NTC-20: a documented no, which counts as told."""
    story = Story().hear(placed(terms=ev.Terms(mails="channel"))).hear(paid())
    assert {t.suppressed for t in story.effects if isinstance(t, Tell)} == {"channel_sends"}


def test_a_kind_that_is_switched_off_is_written_down_too() -> None:
    """NTC-20"""
    story = Story(Policy(off=("order_confirmation",))).hear(placed())
    assert tell_of(story).suppressed == "switched_off"


PAST = (placed(), paid(), sent("1", (("cups", 2),), NOON + HOUR), ev.ParcelLost(parcel="1", at=NOON + DAY),
        ev.PaymentReversed(payment="pay", at=NOON + 2 * DAY))


@pytest.mark.parametrize("length", range(1, len(PAST) + 1))
def test_history_starts_nothing_and_asks_nothing_of_anybody(length: int) -> None:
    """LIF-18, NTC-19: no deadline, no reservation, no channel, no person; its notices are written down as not sent."""
    story = Story(live=False)
    for event in PAST[:length]:
        story.hear(event)
    assert all(isinstance(effect, Withdraw) or (isinstance(effect, Tell) and effect.suppressed == "backfilled") for effect in story.effects)
    assert (story.order.due, story.order.held, story.order.cases) == ((), (), frozenset())


def test_a_live_delivery_takes_history_up_where_it_stands() -> None:
    """LIF-18: what still lies at the shop is reserved, what waits has its deadline; what left long ago is not taken out again."""
    story = Story(live=False).hear(placed()).hear(paid()).hear(sent("1", (("cups", 2),), NOON + HOUR)).hear(
        ev.DatesPromised(ship_by=NOON + 9 * DAY, at=NOON + 2 * HOUR), live=True)
    names = [type(effect).__name__ for effect in story.last.effects]
    assert ("Reserve" in names, "TakeOut" in names, "PushShipment" in names) == (True, False, False)
    assert (story.order.held, story.due("ship_by")) == ((("bowl", 1),), NOON + 9 * DAY)


def test_a_known_fact_heard_live_takes_history_up_as_well() -> None:
    """LIF-18: also when it tells nothing new."""
    story = Story(live=False).hear(placed()).hear(placed(), live=True)
    assert story.runs() >= {"payment_due"}
    assert story.told() == []


def test_a_refused_wish_takes_nothing_up() -> None:
    """LIF-2, LIF-18: what is refused changes nothing."""
    story = Story(live=False).hear(placed()).hear(ev.ShipmentBooked(parcel="1", units=ALL, at=NOON + DAY), live=True)
    assert (story.last.refused, story.order.live, story.last.effects) == ("it is not paid", False, ())


def test_nobody_is_told_accepted_while_goods_are_missing() -> None:
    """P2, 特商法 13条: the money is acknowledged, the order is not yet accepted."""
    story = Story(ledger=none_there).hear(placed()).send_all().hear(paid(NOON + HOUR))
    assert [(t.row, t.variant) for t in story.asked(Tell)] == [("P2", "received")]
