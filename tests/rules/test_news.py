"""A list that tells how things stand, and not since when: only what is new in it is told (CMD-1, LIF-5)."""

from tests.rules.story import Story

from todoke.rules import events as ev
from todoke.rules.news import news
from todoke.rules.order import Order

LINES = (ev.Line("a", "A", 2, 200), ev.Line("b", "B", 1, 100))
PLACED = ev.OrderPlaced(at=10, total=300, lines=LINES, manner=ev.Manner(way="card"), contact=(10, "c1"))
NOW = ev.LinesChanged(at=500, total=300, lines=LINES)
ALL = (("a", 2), ("b", 1))


def sent(name: str = "par:1", numbers: tuple[str, ...] = (), units: tuple[tuple[str, int], ...] = ALL, at: int = 500) -> ev.ParcelSent:
    return ev.ParcelSent(at=at, parcel=name, units=units, carrier="yamato" if numbers else "", numbers=numbers)


def after(*events: ev.Event) -> Order:
    story = Story()
    for event in (PLACED, *events):
        story.hear(event)
    return story.order


def test_the_lines_as_they_stand_are_no_change_of_the_order_that_they_come_with() -> None:
    """LIF-5: a story is not filled with changes that are none."""
    method = ev.PaymentMethodChanged(at=500, pays="first", way="card")
    assert news(Order(), [PLACED, NOW, method]) == [PLACED]


def test_the_same_list_again_tells_nothing() -> None:
    """CMD-1: a row of which only the note has changed."""
    told = [NOW, ev.ContactChanged(at=500, ref="c1"), ev.HoldReleased(at=500, hold="hold:csv")]
    assert news(after(), told) == []


def test_what_has_changed_is_told() -> None:
    """CMD-1: a changed row is a change."""
    fewer = ev.LinesChanged(at=500, total=200, lines=LINES[:1])
    moved = ev.ContactChanged(at=500, ref="c2")
    other = ev.PaymentMethodChanged(at=500, pays="later", way="cod")

    assert news(after(), [fewer, moved, other]) == [fewer, moved, other]


def test_a_hold_is_placed_once_and_released_if_it_stands() -> None:
    """保留 in every file until it is gone."""
    placed, released = ev.HoldPlaced(at=20, hold="h"), ev.HoldReleased(at=500, hold="h")
    assert news(after(placed), [ev.HoldPlaced(at=500, hold="h")]) == [] and news(after(placed), [released]) == [released]


def test_a_parcel_without_a_number_is_not_sent_twice() -> None:
    """TRK-2: the shop reported it with its number already; the file only says that it has left."""
    assert news(after(sent("desk-1", ("4444",), at=20)), [sent()]) == []


def test_of_goods_without_a_number_only_the_rest_is_news() -> None:
    """LIF-5: part shipments."""
    before = after(sent("desk-1", ("4444",), (("a", 2),), at=20))
    assert news(before, [sent()]) == [sent(units=(("b", 1),))]


def test_the_number_of_a_parcel_that_left_without_one_is_its_number() -> None:
    """TRK-2: two names would double the pieces."""
    told = news(after(sent("par:1", at=20)), [sent("par:1:4444", ("4444",))])
    assert told == [ev.TrackingChanged(at=500, parcel="par:1", carrier="yamato", numbers=("4444",))]


def test_a_parcel_that_is_known_by_its_number_is_no_news_and_another_is() -> None:
    """LIF-5."""
    before = after(sent("p1", ("4444",), (("a", 2),), at=20))
    other = sent("p2", ("5555",), (("b", 1),))
    assert news(before, [sent("p1", ("4444",), (("a", 2),)), other]) == [other]


def test_an_arrival_is_of_the_parcel_that_is_meant() -> None:
    """TRK-4: the file's name of a parcel is not ours."""
    arrival = ev.ParcelDelivered(at=600, parcel="par:1:4444")
    told = news(after(sent("par:1", at=20)), [sent("par:1:4444", ("4444",)), arrival])
    assert told[1:] == [ev.ParcelDelivered(at=600, parcel="par:1")]


def test_an_arrival_without_a_number_is_of_all_that_are_on_their_way() -> None:
    """CMD-1: the file knows of one shipment, the desk of two parcels."""
    before = after(sent("p1", ("1",), (("a", 2),), at=20), sent("p2", ("2",), (("b", 1),), at=20))
    told = news(before, [sent(), ev.ParcelDelivered(at=600, parcel="par:1")])
    assert [(type(event), getattr(event, "parcel", "")) for event in told] == [(ev.ParcelDelivered, "p1"), (ev.ParcelDelivered, "p2")]
