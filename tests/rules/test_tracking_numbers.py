"""A parcel's numbers: typed early or late, changed, taken away; several; of a carrier that nobody knows."""

from tests.rules.story import DAY, NOON, Story, paid, placed

from todoke.rules import events as ev
from todoke.rules.learn import learn
from todoke.rules.order import Order, Parcel

SENT = ev.ParcelSent(parcel="1", units=(("bowl", 1), ("cups", 2)), carrier="yamato", numbers=("11",), at=NOON)
CHANGED = ev.TrackingChanged(parcel="1", carrier="sagawa", numbers=("12", "13"), at=NOON + 50)
GONE = ev.TrackingChanged(parcel="1", at=NOON + 90)


def told(*events: ev.Event) -> Parcel:
    order = Order()
    for event in events:
        order = learn(order, event)
    return order.parcels[0]


def test_a_number_may_come_before_the_parcel_leaves() -> None:
    """TRK-2: typed by hand before fulfilment; a sending without number says nothing about it."""
    early = ev.TrackingChanged(parcel="1", carrier="yamato", numbers=("11",), at=NOON - DAY)
    assert told(early, ev.ParcelSent(parcel="1", units=(("bowl", 1),), at=NOON)).tracking[1:3] == ("yamato", ("11",))


def test_the_newest_word_about_the_numbers_holds_and_they_may_be_several() -> None:
    """TRK-2: in whatever sequence they are heard."""
    assert told(SENT, CHANGED).tracking == told(CHANGED, SENT).tracking == (NOON + 50, "sagawa", ("12", "13"), "")


def test_a_number_that_was_taken_away_does_not_come_back_by_older_news() -> None:
    """TRK-2: removed."""
    assert told(SENT, CHANGED, GONE).tracking == told(GONE, SENT, CHANGED).tracking == (NOON + 90, "", (), "")


def test_a_carrier_that_nobody_knows_needs_only_a_name_and_a_link() -> None:
    """TRK-2: the buyer is told at once, not that the number follows."""
    sent = ev.ParcelSent(parcel="1", units=(("bowl", 1), ("cups", 2)), carrier="町の自転車便", url="https://bike.example/7", at=NOON)
    story = Story().hear(placed()).hear(paid()).hear(sent)
    assert [row for row, _ in story.told()] == ["S1"]
    assert story.order.parcels[0].tracking == (NOON, "町の自転車便", (), "https://bike.example/7")
