"""What an order remembers: the further stage, the newest word, the earliest report; nothing twice."""

from tests.rules.story import BOWL, CUPS, NOON, Story, paid, placed

from todoke.rules import events as ev
from todoke.rules.figures import owed, price, unsent
from todoke.rules.figures import paid as money
from todoke.rules.learn import learn
from todoke.rules.order import FAILED, RECEIVED, Order


def known(*events: ev.Event) -> Order:
    order = Order()
    for event in events:
        order = learn(order, event)
    return order


def test_the_further_stage_of_a_payment_wins() -> None:
    """LIF-7: a failed first try that is heard after the money does not undo it."""
    order = known(paid(), ev.PaymentFailed(payment="pay", at=NOON + 5))
    assert order.payments[0].stage == RECEIVED
    assert known(ev.PaymentFailed(payment="pay", at=NOON), ev.PaymentStarted(payment="pay", at=NOON + 1)).payments[0].stage == FAILED


def test_the_earliest_report_of_money_counts() -> None:
    """LIF-7: heard late, paid in time."""
    assert known(paid(NOON + 60), paid(NOON)).payments[0].at == NOON


def test_a_refund_that_the_channel_paid_settles_ours_of_the_same_amount() -> None:
    """No buyer is paid twice."""
    order = known(ev.RefundAsked(refund="ours", amount=500), ev.RefundPaid(refund="theirs", amount=500, at=NOON))
    assert [(r.id, r.amount, r.ours) for r in order.refunds] == [("theirs", 500, True)]


def test_the_newest_word_about_a_date_holds_whenever_it_is_heard() -> None:
    """LIF-7"""
    older, newer = ev.DatesPromised(ship_by=NOON + 9, at=NOON), ev.DatesPromised(ship_by=NOON + 5, at=NOON + 1)
    assert known(older, newer) == known(newer, older)


def test_staff_strike_a_fact_out_and_it_counts_for_nothing() -> None:
    """LIF-8: never deleted."""
    order = known(placed(), paid(), ev.FactStruck(fact="pay", at=NOON + 5))
    assert (money(order), len(order.payments)) == (0, 1)


def test_lines_are_cancelled_by_the_piece_and_the_price_follows() -> None:
    """LIF-5: pieces per line."""
    order = known(placed(), paid(), ev.LinesCancelled(id="x", units=(("cups", 1),), amount=2500, at=NOON + 5))
    assert (unsent(order), price(order), owed(order)) == ((("bowl", 1), ("cups", 1)), 6300, 2500)


def test_a_later_word_about_the_lines_contains_what_was_cancelled_before() -> None:
    """LIF-5: nothing is cut twice."""
    cut = ev.LinesCancelled(id="x", units=(("cups", 1),), amount=2500, at=NOON + 5)
    whole = ev.LinesChanged(lines=(ev.Line("cups", units=1, amount=2500), BOWL), total=6300, at=NOON + 6)
    assert price(known(placed(), cut, whole)) == price(known(placed(), whole, cut)) == 6300


def test_a_parcel_knows_its_numbers_as_they_stand() -> None:
    """TRK-2: the newest by its own time."""
    first = ev.ParcelSent(parcel="1", units=(("cups", 2),), carrier="yamato", numbers=("1",), at=NOON)
    second = ev.TrackingChanged(parcel="1", carrier="sagawa", numbers=("2",), at=NOON + 5)
    assert known(first, second).parcels == known(second, first).parcels
    assert known(first, second).parcels[0].tracking[1:3] == ("sagawa", ("2",))


def test_the_first_word_about_what_was_agreed_holds() -> None:
    """LIF-16: terms are those of the moment at which it was placed."""
    again = ev.OrderPlaced(terms=ev.Terms("channel"), lines=(CUPS,), total=1, at=NOON + 9)
    assert known(placed(), again) == known(placed())


def test_lines_that_are_not_there_do_not_hold_back_those_that_are() -> None:
    """LIF-5: one line short, the other leaves."""
    story = Story(ledger=lambda order, wanted: [ev.StockReserved(units=(("cups", 2),)), ev.StockShort(units=(("bowl", 1),))])
    story.hear(placed()).hear(paid())
    assert story.hear(ev.ShipmentBooked(parcel="1", units=(("bowl", 1),), at=NOON + 5)).last.refused == "the goods are not there"
    assert story.hear(ev.ShipmentBooked(parcel="2", units=(("cups", 2),), at=NOON + 6)).last.refused == ""
