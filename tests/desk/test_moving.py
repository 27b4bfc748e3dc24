"""Goods go from one order to another, or are split off: in one act, with their money, and the journals of both say so (LIF-5)."""

import json
from typing import Any

import pytest
from django.test import Client
from tests.desk.scene import NOW, a_shop, comes_in, placed, the_order, the_worker_runs, told

from todoke.channels.csv.parcels import Wanted as Row
from todoke.desk import advance
from todoke.desk.acts import act
from todoke.desk.erase import erase, orders_of_mail
from todoke.desk.exporting import Export
from todoke.desk.exporting import Wanted as Exported
from todoke.desk.moving import Moved, Wanted, move, open_orders_of
from todoke.desk.replay import rebuild, verify
from todoke.desk.shipping import contents
from todoke.notices.models import CaughtMail, Notice
from todoke.orders.links import status_path
from todoke.orders.models import Entry, Order
from todoke.rules import events as ev
from todoke.rules import figures
from todoke.rules.order import Order as Value
from todoke.rules.order import decoder
from todoke.rules.units import count
from todoke.shops.models import Connection
from todoke.stock.models import Movement

pytestmark = pytest.mark.django_db
KEY = "0123456789abcdef"
ONE = Wanted((("a", 1),))
ALL = Wanted((("a", 2),))


@pytest.fixture
def shop() -> Connection:
    """Two paid orders of one buyer, confirmed: #1001 and #1002, two cups each for 5,000 yen."""
    connection = a_shop()
    comes_in(connection, placed("1001"), placed("1002"))
    the_worker_runs()
    return connection


def value(number: str) -> Value:
    return decoder.decode(the_order(number).state)


def moves(wanted: Wanted = ONE, taker: str = "1002", *, key: str = KEY, giver: str = "1001") -> Moved:
    return move(the_order(giver), the_order(taker) if taker else None, wanted, by="staff:1", now=NOW + 60, key=key)


def parts(*numbers: str) -> list[ev.GoodsMoved]:
    bodies = Entry.objects.filter(order__number__in=numbers, event="GoodsMoved", refused="").order_by("order__number").values_list("body", flat=True)
    found = [ev.decoder.decode(body) for body in bodies]
    return [event for event in found if isinstance(event, ev.GoodsMoved)]


def sums(*numbers: str) -> tuple[int, int, int]:
    """Pieces, what they cost, what was paid: of all of them together."""
    all_ = [value(number) for number in numbers]
    return sum(count(figures.open_units(o)) for o in all_), sum(figures.agreed(o) for o in all_), sum(figures.paid(o) for o in all_)


def whole() -> bool:
    return not [problem for told in verify(Order.objects.select_related("connection")) for problem in told.problems]


def later_word(number: str, quantity: int, total: str) -> bytes:
    """The channel tells its lines anew, an hour later."""
    line = {"id": "a", "sku": "CUP", "title": "粉引の湯呑", "quantity": quantity, "price": "2500", "amount": total}
    return told("lines_changed", number, total=total, lines=[line]).replace(b"22:14", b"23:14")


def test_pieces_go_to_the_other_order_with_their_money(shop: Connection) -> None:
    """LIF-5: zero over both orders in pieces, amount and money; the two entries share their id and name each other's order."""
    before = sums("1001", "1002")
    assert moves().refused is None
    out, into = parts("1001", "1002")
    assert (out.id, out.other, into.other) == (into.id, "1002", "1001")
    assert (count(out.units) + count(into.units), out.amount + into.amount, out.money + into.money) == (0, 0, 0)
    assert sums("1001", "1002") == before and sums("1002") == (3, 7500, 7500) and whole()


def test_the_shelf_gives_back_what_leaves_one_order_and_holds_it_for_the_other(shop: Connection) -> None:
    """STK-1: of the same goods, whatever the line is called there."""
    moves()
    rows = Movement.objects.filter(at=NOW + 60).order_by("kind").values_list("order__number", "kind", "item", "units")
    assert list(rows) == [("1001", "release", "CUP", 1), ("1002", "reserve", "CUP", 1)]


def test_a_merged_order_ends_without_a_word_of_cancelling(shop: Connection) -> None:
    """LIF-5, NTC-4: all of it goes along; the buyer hears once how the other order stands now."""
    moves(ALL)
    the_worker_runs(NOW + 3600)
    assert (the_order("1001").progress, the_order("1002").total) == ("closed", 10000)
    kinds = Notice.objects.filter(queued_at=NOW + 60).values_list("order__number", "kind", "variant", "state")
    assert list(kinds) == [("1002", "order_confirmation", "changed", "sent")]
    raw = CaughtMail.objects.filter(order=the_order("1002").pk).latest("pk").subject
    assert "1002" in raw


def test_what_is_split_off_is_an_order_of_the_same_buyer(shop: Connection) -> None:
    """LIF-5: its number follows the first one's; placed when that was, so that no deadline begins anew; paid with its share."""
    done = moves(taker="")
    new = value("1001-2")
    assert done.other is not None and str(done.other) == "1001-2" and done.other.ref == "desk:1001:2" and done.other.connection_id == shop.pk
    assert (the_order("1001-2").progress, the_order("1001-2").funds, new.placed_at) == ("awaiting_shipment", "paid", value("1001").placed_at)
    assert sums("1001", "1001-2") == (2, 5000, 5000) and whole()
    assert [d.kind for d in new.due] == [d.kind for d in value("1001").due] and [d.at for d in new.due] == [d.at for d in value("1001").due]


def test_both_halves_are_told(shop: Connection) -> None:
    """NTC-1: the first order as it now stands, the new one as an order of its own."""
    moves(taker="")
    the_worker_runs(NOW + 3600)
    told = Notice.objects.filter(queued_at=NOW + 60).order_by("order").values_list("order__number", "kind", "variant", "state")
    assert list(told) == [("1001", "order_confirmation", "changed", "sent"), ("1001-2", "order_confirmation", "accepted", "sent")]


def test_it_is_split_again_under_the_next_number(shop: Connection) -> None:
    """LIF-5: also what was split off itself."""
    moves(taker="")
    moves(Wanted(figures.unsent(value("1001"))), taker="1001-2", key="b" * 16)
    split = Wanted(((figures.unsent(value("1001-2"))[0][0], 1),))
    again = moves(split, taker="", giver="1001-2", key="c" * 16)
    assert str(again.other) == "1001-3" and sums("1001", "1001-2", "1001-3") == (2, 5000, 5000) and whole()


def test_a_person_who_is_forgotten_is_forgotten_in_both(shop: Connection) -> None:
    """TRU-5: the copied words are the new order's own."""
    moves(taker="")
    found = orders_of_mail("hana@example.com")
    assert {str(o) for o in Order.objects.filter(pk__in=found)} == {"1001", "1002", "1001-2"}
    assert erase(found, "hana@example.com").orders == 3 and not the_order("1001-2").personal.exists() and whole()


def test_the_same_act_again_changes_nothing(shop: Connection) -> None:
    """LIF-7: a form that is sent twice moves once, and answers alike."""
    first, again = moves(), moves()
    assert first.other == again.other and len(parts("1001", "1002")) == 2
    assert moves(taker="", key="b" * 16).other == moves(taker="", key="b" * 16).other


REFUSALS: dict[str, tuple[ev.Event, str, str]] = {
    "the giver is frozen": (ev.OrderFrozen(at=NOW + 1), "1001", "the order is frozen"),
    "the taker is frozen": (ev.OrderFrozen(at=NOW + 1), "1002", "the order is frozen"),
    "the buyer asked": (ev.CancelAsked(at=NOW + 1), "1001", "the buyer asked to cancel; answer first"),
    "a dispute is open": (ev.DisputeOpened(dispute="d", at=NOW + 1), "1002", "a dispute is open"),
    "the taker has left": (ev.ParcelSent(parcel="p", units=(("a", 2),), at=NOW + 1), "1002", "it takes no more goods: everything has left, or it is over"),
    "the giver is closed": (ev.CancelDecided(at=NOW + 1), "1001", "nothing is left that could be moved"),
}


@pytest.mark.parametrize("name", REFUSALS)
def test_where_one_side_refuses_nothing_moves(shop: Connection, name: str) -> None:
    """LIF-2: one sentence, of the order that says no; both stand as before."""
    event, number, sentence = REFUSALS[name]
    act(the_order(number), [event], by="staff:1", now=NOW + 1)
    before = the_order("1001").state, the_order("1002").state
    assert moves().refused == (number, sentence)
    assert (the_order("1001").state, the_order("1002").state) == before and parts("1001", "1002") == [] and whole()


@pytest.mark.parametrize("wanted", [Wanted(()), Wanted((("a", 3),)), Wanted((("x", 1),)), Wanted((("a", -1),)), Wanted((("a", 0),))])
def test_only_what_is_there_can_be_moved(shop: Connection, wanted: Wanted) -> None:
    """LIF-2: nothing, too many, of a line that is none, less than nothing."""
    assert moves(wanted).refused == ("1001", "those pieces, or that money, are not there to be moved") and parts("1001", "1002") == []


def test_an_order_takes_nothing_from_itself(shop: Connection) -> None:
    """LIF-2."""
    assert moves(taker="1001").refused == ("1001", "it is the same order")


def test_on_a_channel_that_keeps_its_own_books_nothing_is_moved(shop: Connection) -> None:
    """LIF-3: there the channel's word rules; its own way is one parcel for both."""
    entry = the_order("1002")
    changed = decoder.decode(entry.state)
    entry.state = json.dumps(json.loads(entry.state) | {"terms": {"ruler": "channel"}})
    entry.save()
    assert changed.terms is not None and moves().refused == ("1002", "this channel keeps its own books; send both in one parcel instead")


def test_a_failure_in_between_leaves_both_as_they_were(shop: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    """TRU-1: neither or both."""
    before = the_order("1001").state, the_order("1002").state

    def breaks(*given: Any) -> None:
        raise RuntimeError("the light went out")

    monkeypatch.setattr(advance, "put_back", breaks)
    with pytest.raises(RuntimeError):
        moves()
    assert (the_order("1001").state, the_order("1002").state) == before and parts("1001", "1002") == []


def test_a_channel_that_tells_its_lines_again_knows_nothing_of_the_move(shop: Connection) -> None:
    """LIF-7: the same lines an hour later bring nothing back; fewer of them do contain it."""
    moves()
    comes_in(shop, later_word("1001", 2, "5000"), later_word("1002", 2, "5000"), now=NOW + 3700)
    assert (sums("1001"), sums("1002")) == ((1, 2500, 2500), (3, 7500, 7500))
    comes_in(shop, later_word("1001", 1, "2500").replace(b"23:14", b"23:15"), now=NOW + 3800)
    assert sums("1001") == (1, 2500, 2500) and whole()


def test_a_cancelled_piece_that_the_channel_has_heard_of_does_not_undo_the_move(shop: Connection) -> None:
    """LIF-7: two bought, one moved, one cancelled: nothing is left, whatever the channel's one piece looks like."""
    moves()
    act(the_order("1001"), [ev.LinesCancelled(id="c", units=(("a", 1),), amount=2500, by="shop", at=NOW + 120)], by="staff:1", now=NOW + 120)
    comes_in(shop, later_word("1001", 1, "2500"), now=NOW + 3700)
    assert sums("1001")[0] == 0 and the_order("1001").progress == "closed" and whole()


def test_what_was_moved_is_sent_with_the_other_order(shop: Connection) -> None:
    """LIF-5: by the name that the line has there."""
    moves(ALL)
    units = figures.unsent(value("1002"))
    act(the_order("1002"), [ev.ParcelSent(parcel="p", units=units, at=NOW + 600)], by="staff:1", now=NOW + 600)
    assert (the_order("1002").progress, count(units)) == ("awaiting_delivery", 4)
    assert not rebuild(the_order("1002")) and whole()


def test_unpaid_goods_bring_no_money(shop: Connection) -> None:
    """LIF-5: the order that takes them has more to pay; of a part payment goes what the rest does not need."""
    comes_in(shop, placed("1003", way="bank_transfer", paid=False))
    moves(giver="1003")
    assert [part.money for part in parts("1003")] == [0] and the_order("1002").progress == "awaiting_payment"
    act(the_order("1003"), [ev.PaymentReceived(payment="p", amount=3000, at=NOW + 70)], by="staff:1", now=NOW + 70)
    moves(giver="1003", key="b" * 16)
    assert [part.money for part in parts("1003")] == [0, -2500] and figures.paid(value("1003")) == 500


def test_the_last_yen_goes_with_the_last_piece(shop: Connection) -> None:
    """LIF-5: three pieces for 100 yen, one after the other: nothing is left to be owed."""
    body = json.loads(placed("1003").replace(b"5000", b"100").replace(b'"quantity": 2', b'"quantity": 3'))
    comes_in(shop, json.dumps(body).encode())
    for n in range(3):
        moves(giver="1003", key=f"{n}" * 16)
    assert [-part.amount for part in parts("1003")] == [33, 33, 34] and (the_order("1003").progress, the_order("1003").funds) == ("closed", "paid")
    assert sums("1002") == (5, 5100, 5100) and whole()


def test_shipping_stays_and_goes_back_unless_it_comes_along(shop: Connection) -> None:
    """LIF-5: of an order that ends, what was paid beyond its goods is owed to the buyer; staff may move it with them."""
    for number in ("1004", "1005"):
        body = json.loads(placed(number))
        body["order"] |= {"total": "5800", "shipping": "800"}
        comes_in(shop, json.dumps(body).encode())
    moves(ALL, giver="1004")
    moves(ALL._replace(rest=True), giver="1005", key="b" * 16)
    assert (the_order("1004").funds, figures.owed(value("1004"))) == ("refund_due", 800)
    assert figures.owed(value("1005")) == 0 and sums("1002") == (6, 15800, 15800) and whole()


def test_the_same_buyers_open_orders_are_suggested(shop: Connection) -> None:
    """WEB-1: those that could take goods, and nobody else's."""
    comes_in(shop, placed("1003"), placed("1004", mail="other@example.com"))
    the_worker_runs()
    act(the_order("1003"), [ev.CancelDecided(at=NOW)], by="staff:1", now=NOW)
    assert [str(order) for order in open_orders_of(the_order("1001"))] == ["1002"]


def test_the_buyers_page_says_where_the_goods_went(shop: Connection) -> None:
    """WEB-5: not that anything was cancelled; and of what was split off, its own sum."""
    moves(ALL)
    moves(Wanted(figures.unsent(value("1002"))[:1]), taker="", giver="1002", key="b" * 16)
    merged, split = (Client().get(status_path(the_order(number).pk)).content.decode() for number in ("1001", "1002-2"))
    assert "ご注文 1002 にまとめました" in merged and "別のご注文へ移しました" in merged and "取り消し" not in merged
    assert "5,000円" in split and "0円" not in split.replace("5,000円", "") and "発送の準備" in split


def test_the_same_goods_on_two_lines_leave_by_their_number(shop: Connection) -> None:
    """CMD-23: a file of parcels names the goods and how many; whose line they once were does not matter."""
    moves(ALL)
    lines = sorted(line for line, _ in figures.unsent(value("1002")))
    inside, refused = contents(value("1002"), [Row("1002", item="CUP", pieces=3)])
    assert refused == "" and count(inside) == 3 and sorted(line for line, _ in inside) == lines
    assert count(contents(value("1002"), [Row("1002", item="CUP", pieces=2), Row("1002", item="CUP", pieces=2)])[0]) == 4
    assert count(contents(value("1002"), [Row("1002", item="CUP", pieces=5)])[0]) == 5  # too many: the table says so


def test_an_export_tells_both_orders_sums(shop: Connection) -> None:
    """CMD-24: each is paid as it now stands."""
    moves()
    table = b"".join(Export(Exported(shop.shop), "utf-8", "ja")).decode()
    assert "一部入金" not in table and ",7500," in table and ",2500," in table
