"""What is told of changes, scans, delays and what comes after the goods: each shipped row as a small story on the pure rules."""

import msgspec
import pytest
from tests.rules.story import DAY, HOUR, MINUTE, NOON, Story, at, clock, paid, placed

from todoke.rules import events as ev
from todoke.rules.effects import Tell
from todoke.rules.guarding import Claimed, Not, Send, guard
from todoke.rules.order import Then
from todoke.rules.policy import Policy

ALL = (("bowl", 1), ("cups", 2))
SENT = NOON + HOUR


def confirmed(**about: object) -> Story:
    """Paid by card, confirmed, handed over."""
    order = placed()
    order = msgspec.structs.replace(order, manner=msgspec.structs.replace(order.manner, **about))
    return Story().hear(order).hear(paid()).send_all()


def on_the_way(**about: object) -> Story:
    """The whole order in one parcel, and the buyer knows its number."""
    sent = ev.ParcelSent(parcel="1", units=ALL, carrier="yamato", numbers=("11",), at=SENT)
    return confirmed(**about).hear(sent).send_all()


def rows(story: Story) -> list[str]:
    return [tell.row for tell in story.asked(Tell)]


def then(story: Story) -> Then:
    told = [t for t in story.order.told if t.then and not t.handed]
    assert len(told) == 1 and told[0].then
    return told[0].then


# ── payment ─────────────────────────────────────────────────────────────────────────────────────────
def test_p5_another_way_of_paying_is_told_at_once() -> None:
    """P5, NTC-1: with what it was before."""
    story = Story().hear(placed(way="card")).send_all().hear(ev.PaymentMethodChanged(way="bank_transfer", at=NOON + HOUR))
    assert (story.told(), then(story).way) == ([("P5", 60)], "card")


def test_p5_the_same_way_again_is_no_news() -> None:
    """P5: only what differs."""
    story = Story().hear(placed(way="card")).send_all()
    assert story.hear(ev.PaymentMethodChanged(way="card", at=NOON + HOUR)).told() == []


def test_p1_a_number_for_the_new_way_is_told_though_the_old_way_was_explained() -> None:
    """P1 after P5: what was said of the transfer does not help at the till."""
    story = Story().hear(placed(way="bank_transfer")).send_all().hear(ev.PaymentMethodChanged(way="konbini", at=NOON + HOUR)).send_all()
    story.hear(ev.PaymentRequested(payment="till", way="konbini", amount=8800, reference="77", at=NOON + HOUR + MINUTE))
    assert "P1" in rows(story)


# ── dates ───────────────────────────────────────────────────────────────────────────────────────────
def test_d1_a_first_day_is_told_in_opening_hours() -> None:
    """D1, NTC-1"""
    story = confirmed().hear(ev.DatesPromised(deliver_by=NOON + 4 * DAY, at=NOON + HOUR))
    assert [(t.row, t.variant, t.occasion) for t in story.asked(Tell)] == [("D1", "date", "2026-11-21")]


def test_d1_a_day_that_came_with_the_order_is_in_its_confirmation() -> None:
    """D1: nothing is told twice."""
    assert rows(Story().hear(placed()).hear(ev.DatesPromised(ship_by=NOON + DAY, at=NOON + MINUTE))) == []


def test_d1_and_dl1_an_earlier_day_is_good_news_and_a_later_one_is_not() -> None:
    """D1, DL1"""
    story = confirmed().hear(ev.DatesPromised(ship_by=NOON + 5 * DAY, at=NOON + HOUR)).send_all()
    earlier = rows(story.hear(ev.DatesPromised(ship_by=NOON + 4 * DAY, at=NOON + 2 * HOUR)))
    later = rows(story.send_all().hear(ev.DatesPromised(ship_by=NOON + 6 * DAY, at=NOON + 3 * HOUR)))
    assert (earlier, later) == (["D1"], ["DL1"])


def test_d1_the_same_day_again_is_no_news() -> None:
    """D1: channels repeat themselves."""
    story = confirmed().hear(ev.DatesPromised(ship_by=NOON + DAY, at=NOON + HOUR)).send_all()
    assert rows(story.hear(ev.DatesPromised(ship_by=NOON + DAY, at=NOON + 2 * HOUR))) == []


def test_d2_and_d4_goods_to_be_collected_are_told_and_once_more_before_the_end() -> None:
    """D2, D4: not as a failed delivery."""
    story = on_the_way(pick_up=True).hear(ev.ParcelHeld(parcel="1", place="Matsumoto", until=at("2026-11-25 18:00"), at=NOON + DAY))
    assert [(t.row, t.variant, clock(t.due)) for t in story.asked(Tell)] == [("D2", "collect", "2026-11-18 12:00"), ("D4", "collect_last", "2026-11-24 18:00")]


# ── delay ───────────────────────────────────────────────────────────────────────────────────────────
def promised() -> Story:
    return confirmed().hear(ev.DatesPromised(ship_by=NOON + 2 * DAY, at=NOON + MINUTE)).send_all()


def test_dl1_two_slips_within_half_an_hour_are_one_apology_that_names_the_day_the_buyer_knew() -> None:
    """DL1, LIF-13: the newest day counts, the oldest was the promise."""
    story = promised().hear(ev.DatesPromised(ship_by=NOON + 5 * DAY, at=NOON + HOUR))
    story.hear(ev.DatesPromised(ship_by=NOON + 7 * DAY, at=NOON + HOUR + 5 * MINUTE))
    assert (story.told(), then(story).ship_by) == ([("DL1", 90)], NOON + 2 * DAY)
    assert story.taken_back() == [("shipping_delay", "combined: shipping_delay")]


def test_dl2_a_missed_day_is_told_within_four_opening_hours_and_says_by_when_more_is_known() -> None:
    """DL2: a person has so long to find a new day."""
    story = promised().lapse("promise")
    assert [(t.row, t.variant, clock(t.due)) for t in story.asked(Tell)] == [("DL2", "missed", "2026-11-19 16:00")]
    assert clock(then(story).tell_by or 0) == "2026-11-20 18:00"


def test_dl2_a_new_day_in_time_is_told_instead_of_the_missed_one() -> None:
    """DL2 is withdrawn, DL1 told: one apology."""
    story = promised().lapse("promise").hear(ev.DatesPromised(ship_by=NOON + 4 * DAY, at=NOON + 2 * DAY + HOUR))
    assert (rows(story), story.taken_back()) == (["DL1"], [("shipping_delay", "stopped: DatesPromised")])


def test_dl2_nothing_is_said_of_a_parcel_that_left_meanwhile() -> None:
    """DL2, NTC-18"""
    story = promised().lapse("promise").hear(ev.ParcelSent(parcel="1", units=ALL, numbers=("1",), at=NOON + 2 * DAY + HOUR))
    assert ("shipping_delay", "stopped: ParcelSent") in story.taken_back()


@pytest.mark.parametrize(("cause", "told"), [("weather", ["DL3"]), ("carrier", ["DL3"]), ("customs", []), ("", [])])
def test_dl3_trouble_on_the_way_is_told_where_its_cause_is_on_record(cause: str, told: list[str]) -> None:
    """DL3, NTC-5: no cause is made up."""
    assert rows(on_the_way().hear(ev.ParcelTroubled(parcel="1", cause=cause, at=NOON + DAY))) == told


# ── parcels ─────────────────────────────────────────────────────────────────────────────────────────
def test_s3_another_number_is_told_once_with_the_one_the_buyer_knew() -> None:
    """S3, TRK-2: the latest of a quarter of an hour."""
    story = on_the_way().hear(ev.TrackingChanged(parcel="1", carrier="sagawa", numbers=("22",), at=NOON + 2 * HOUR))
    story.hear(ev.TrackingChanged(parcel="1", carrier="sagawa", numbers=("33",), at=NOON + 2 * HOUR + MINUTE))
    assert (story.told(), then(story).numbers, then(story).carrier) == ([("S3", 135)], ("11",), "yamato")


def test_s3_a_number_that_nobody_was_told_of_is_told_with_the_shipment() -> None:
    """S3: not before S1 was handed over."""
    story = confirmed().hear(ev.ParcelSent(parcel="1", units=(("cups", 2),), carrier="yamato", numbers=("11",), at=SENT))
    assert rows(story.hear(ev.TrackingChanged(parcel="1", carrier="yamato", numbers=("22",), at=SENT + MINUTE))) == []


def test_s4_the_van_is_told_of_on_its_day_and_once_that_day() -> None:
    """S4, NTC-1"""
    story = on_the_way().hear(ev.ParcelOutForDelivery(parcel="1", at=NOON + DAY)).send_all()
    assert rows(story) == ["S4"]
    assert rows(story.hear(ev.ParcelOutForDelivery(parcel="1", at=NOON + DAY + HOUR))) == []
    assert rows(story.hear(ev.ParcelOutForDelivery(parcel="1", at=NOON + 2 * DAY))) == ["S4"]


def test_s4_yesterdays_van_is_no_news() -> None:
    """S4: today, on the shop's calendar."""
    story = on_the_way()
    assert rows(story.hear(ev.ParcelOutForDelivery(parcel="1", at=NOON + DAY), now=NOON + 2 * DAY)) == []


def test_a1_an_attempt_is_told_once_a_day_and_not_after_the_delivery() -> None:
    """A1, NTC-1, NTC-18"""
    story = on_the_way().hear(attempt := ev.ParcelAttemptFailed(parcel="1", until=NOON + 8 * DAY, at=NOON + DAY))
    assert [(t.row, t.variant) for t in story.asked(Tell)] == [("A1", "attempt")]
    claimed = Claimed("delivery_attempt_failed", "A1", attempt, NOON + DAY + HOUR)
    assert guard(claimed, story.order, Policy()) == Send()
    story.hear(ev.ParcelDelivered(parcel="1", at=NOON + DAY + HOUR))
    assert guard(claimed, story.order, Policy()) == Not("not_true_any_more: on_way")


def test_a2_and_a3_a_parcel_that_waits_is_told_and_once_more_the_day_before_it_goes_back() -> None:
    """A2, A3, TRK-4"""
    story = on_the_way().hear(ev.ParcelHeld(parcel="1", place="Shibuya", until=at("2026-11-25 20:00"), at=NOON + DAY))
    assert [(t.row, t.variant, clock(t.due)) for t in story.asked(Tell)] == [("A2", "waiting", "2026-11-18 13:00"), ("A3", "last_day", "2026-11-24 20:00")]


def test_a2_a_parcel_that_is_held_because_nobody_was_there_is_one_notice() -> None:
    """A2: the attempt has told it."""
    story = on_the_way().hear(ev.ParcelAttemptFailed(parcel="1", at=NOON + DAY)).send_all()
    assert rows(story.hear(ev.ParcelHeld(parcel="1", at=NOON + DAY + HOUR))) == []
    assert rows(story.hear(ev.ParcelHeld(parcel="1", place="Shibuya", at=NOON + 2 * DAY))) == ["A2"]


def test_a2_a_parcel_that_went_on_meanwhile_is_not_said_to_wait() -> None:
    """A2, NTC-18: many only pass through."""
    held = ev.ParcelHeld(parcel="1", at=NOON + DAY)
    story = on_the_way().hear(held).hear(ev.ParcelOutForDelivery(parcel="1", at=NOON + DAY + MINUTE))
    claimed = Claimed("delivery_attempt_failed", "A2", held, NOON + DAY + HOUR)
    assert guard(claimed, story.order, Policy()) == Not("not_true_any_more: held_up")


# ── after the goods ─────────────────────────────────────────────────────────────────────────────────
def arrived() -> Story:
    return on_the_way().hear(ev.ParcelDelivered(parcel="1", at=NOON + DAY)).send_all()


def test_f2_a_week_after_the_goods_the_shop_asks_whether_all_is_well() -> None:
    """F2, NTC-1, NTC-15: without an agreement to advertising, care only; the seventh day, a Wednesday."""
    story = arrived().lapse("follow_up")
    assert [(t.row, t.kind, t.variant, clock(t.due)) for t in story.asked(Tell)] == [("F2", "follow_up", "care", "2026-11-25 12:00")]


def test_f2_nobody_is_asked_after_a_refund_or_while_a_case_is_open() -> None:
    """F2, NTC-18"""
    back = arrived().hear(ev.AllowanceReported(id="a", amount=500, at=NOON + 2 * DAY)).hear(ev.RefundPaid(refund="r", amount=500, at=NOON + 2 * DAY))
    assert "follow_up" not in back.runs()
    story = arrived().lapse("follow_up").hear(ev.ReturnAsked(reason="damaged", at=NOON + 8 * DAY))
    assert ("follow_up", "stopped: ReturnAsked") in story.taken_back()


def test_x1_more_protection_is_told_with_the_end_that_it_had() -> None:
    """X1, LIF-11"""
    story = arrived()
    old = story.due("protection")
    story.hear(ev.DeadlineExtended(kind="protection", until=old + 14 * DAY, reason="buyer", at=NOON + 3 * DAY))
    assert (rows(story), then(story).until, story.due("protection")) == (["X1"], old, old + 14 * DAY)


def test_x1_more_time_for_the_shop_is_nobodys_news() -> None:
    """X1: the ship-by is between shop and channel."""
    assert rows(confirmed().hear(ev.DeadlineExtended(kind="ship_by", until=NOON + 40 * DAY, at=NOON + DAY))) == []


def test_x2_and_x3_a_dispute_is_told_when_it_opens_and_when_it_ends() -> None:
    """X2, X3, NTC-1"""
    story = arrived().hear(ev.DisputeOpened(dispute="d", amount=8800, at=NOON + 3 * DAY))
    opened = rows(story)
    story.send_all().hear(ev.DisputeFinished(dispute="d", award=8800, at=NOON + 9 * DAY))
    assert (opened, rows(story)) == (["X2"], ["X3"])


def test_x2_a_dispute_that_is_over_before_it_was_told_is_told_as_over() -> None:
    """X2 is withdrawn, X3 told."""
    story = arrived().hear(ev.DisputeOpened(dispute="d", at=NOON + 3 * DAY)).hear(ev.DisputeFinished(dispute="d", at=NOON + 3 * DAY + 1))
    assert (rows(story), story.taken_back()) == (["X3"], [("dispute_opened", "stopped: DisputeFinished")])


# ── goods that come back ────────────────────────────────────────────────────────────────────────────
def test_r4_goods_that_are_back_are_told_by_their_name_and_once() -> None:
    """R4, NTC-1: inspected, with what is granted; struck out by staff, nothing is said."""
    back = ev.ReturnReceived(id="back", units=(("bowl", 1),), amount=3000, at=NOON + 7 * DAY)
    story = arrived().hear(back)
    assert [(t.row, t.variant, t.occasion) for t in story.asked(Tell)] == [("R4", "refund", "back")]
    claimed = Claimed("return_received", "R4", back, NOON + 7 * DAY + HOUR)
    assert guard(claimed, story.order, Policy()) == Send()
    story.hear(ev.FactStruck(fact="back", at=NOON + 7 * DAY + MINUTE))
    assert guard(claimed, story.order, Policy()) == Not("not_true_any_more: still_back")


def test_r5_an_exchange_speaks_of_goods_and_not_of_money() -> None:
    """R5"""
    story = arrived().hear(ev.ReturnReceived(id="back", units=(("bowl", 1),), in_exchange=True, at=NOON + 7 * DAY))
    assert [(t.row, t.variant) for t in story.asked(Tell)] == [("R5", "exchange")]


def test_d3_what_was_waited_for_is_told_when_it_has_come() -> None:
    """D3, STK-6: only to whom it was promised."""
    waits = confirmed()
    told = msgspec.structs.replace(waits.order.told[0], kind="backorder_confirmed", row="K4", occasion="choice")
    waits.order = waits.order.but(told=(told, *waits.order.told), promised=(("bowl", 1),), held=(("cups", 2),))
    waits.hear(ev.StockReserved(units=(("bowl", 1),), at=NOON + 3 * DAY))
    assert [(t.row, t.variant) for t in waits.asked(Tell)] == [("D3", "arrived")]
    assert rows(confirmed().hear(ev.StockReserved(units=(("bowl", 1),), at=NOON + 3 * DAY))) == []
