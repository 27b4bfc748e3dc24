"""Moving goods from an order's page: lines are picked, both sums are shown, and only then it is done, once."""

import uuid
from collections.abc import Iterator
from html import unescape

import pytest
from django.core.cache import cache
from django.test import Client
from tests.console.room import Room, a_room, somebody
from tests.desk.scene import comes_in, placed, the_worker_runs

from todoke.desk.acts import act
from todoke.orders.models import Entry, Order
from todoke.rules import events as ev

pytestmark = pytest.mark.django_db


@pytest.fixture
def room() -> Iterator[Room]:
    """#1001 and #1002 of one buyer, two cups each."""
    found = a_room()
    comes_in(found.connection, placed("1002"))
    the_worker_runs()
    yield found
    cache.clear()


@pytest.fixture
def staff(room: Room) -> Client:
    return somebody(room.shop)


def sent(client: Client, room: Room, page: str, **form: str) -> str:
    form = {"units-a": "1", **form}
    return unescape(client.post(f"/orders/{room.order.pk}/move/{page}", form, follow=True).content.decode())


def other() -> Order:
    return Order.objects.get(number="1002")


def seen(*orders: Order) -> str:
    return ".".join(str(Order.objects.get(pk=one.pk).seq) for one in orders)


def test_the_form_proposes_the_same_buyers_open_order(room: Room, staff: Client) -> None:
    """WEB-1: the page is a link on the order's; what can be moved, and where to."""
    assert f'href="/orders/{room.order.pk}/move"' in staff.get(f"/orders/{room.order.pk}").content.decode()
    page = staff.get(f"/orders/{room.order.pk}/move").content.decode()
    assert f'name="to" value="{other().pk}" checked' in page and 'name="units-a" value="2"' in page


def test_both_sums_are_shown_and_nothing_is_done(room: Room, staff: Client) -> None:
    """WEB-1: before anything is decided."""
    page = sent(staff, room, "check", to=str(other().pk))
    assert "5,000円" in page and "2,500円" in page and "7,500円" in page and "1002" in page
    assert not Entry.objects.filter(event="GoodsMoved").exists()


def test_an_order_that_ends_by_it_is_pointed_out(room: Room, staff: Client) -> None:
    """WEB-1: nothing can come back to it; until then the same way back is open."""
    assert "この注文は終わります" in sent(staff, room, "check", **{"to": "new", "units-a": "2"})
    assert "同じように移し直します" in sent(staff, room, "check", to="new")


def test_it_is_done_once_for_a_form(room: Room, staff: Client) -> None:
    """LIF-7: and the other order's page says from where."""
    form = {"to": str(other().pk), "key": uuid.uuid4().hex, "seen": seen(room.order, other())}
    page, again = sent(staff, room, "done", **form), sent(staff, room, "done", **form)
    assert "1001 から 1002 へ品を移しました" in page and "1001 から 粉引の湯呑 1点" in page and "1001 から 粉引の湯呑 1点" in again
    assert Entry.objects.filter(event="GoodsMoved").count() == 2


def test_it_is_split_off_under_a_number_of_its_own(room: Room, staff: Client) -> None:
    """LIF-5: the page that follows is the new order's."""
    assert "新しい注文 1001-2" in sent(staff, room, "check", to="new")
    page = sent(staff, room, "done", to="new", key=uuid.uuid4().hex, seen=f"{seen(room.order)}.0")
    assert "1001 から 1001-2 を分けました" in page and "2,500円" in page and Order.objects.filter(number="1001-2").exists()


def test_what_changed_meanwhile_is_looked_at_again(room: Room, staff: Client) -> None:
    """LIF-2: the sums that were shown are the sums that are moved."""
    before = seen(room.order, other())
    act(other(), [ev.AllowanceGranted(id="a", amount=500, at=1)], by="staff:1", now=room.order.placed_at + 1)
    assert "もう一度確かめてください" in sent(staff, room, "done", to=str(other().pk), key=uuid.uuid4().hex, seen=before)
    assert not Entry.objects.filter(event="GoodsMoved").exists()


WRONG = {
    "nothing": ({"units-a": "0", "to": "new"}, "1つ以上"),
    "too many": ({"units-a": "3", "to": "new"}, "0から2"),
    "no number": ({"units-a": "１", "to": "number", "number": "9999"}, "注文 9999 が見つかりません"),
    "nowhere": ({"units-a": "1"}, "移す先"),
    "words": ({"units-a": "二", "to": "new"}, "二"),
    "itself": ({"units-a": "1", "to": "number", "number": "#1001"}, "同じ注文"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_said_with_its_mend(room: Room, staff: Client, name: str) -> None:
    """WEB-1: on the form, which keeps what was written."""
    form, words = WRONG[name]
    assert words in sent(staff, room, "check", **form)


def test_a_refusal_names_the_order_that_refuses(room: Room, staff: Client) -> None:
    """LIF-2: in the reader's language."""
    act(other(), [ev.OrderFrozen(at=1)], by="staff:1", now=room.order.placed_at + 1)
    assert "1002：凍結中の注文です" in sent(staff, room, "check", to=str(other().pk))
    assert "1002: the order is frozen." in sent(somebody(room.shop, language="en"), room, "check", to=str(other().pk))


def test_another_buyers_order_is_pointed_out(room: Room, staff: Client) -> None:
    """WEB-1: it is allowed, and said."""
    comes_in(room.connection, placed("1003", mail="other@example.com"))
    assert "メールアドレスが違う" in sent(staff, room, "check", to="number", number="1003")


def test_another_shops_order_does_not_exist_here(room: Room, staff: Client) -> None:
    """TRU-4: neither by key nor by number."""
    far = a_room("other", "2001").order
    assert "移す先" in sent(staff, room, "check", to=str(far.pk)) and "見つかりません" in sent(staff, room, "check", to="number", number="2001")
    assert staff.get(f"/orders/{far.pk}/move").status_code == 404


def test_an_order_that_has_left_has_nothing_to_move(room: Room, staff: Client) -> None:
    """WEB-1."""
    act(room.order, [ev.ParcelSent(parcel="p", units=(("a", 2),), at=1)], by="staff:1", now=room.order.placed_at + 1)
    assert "移せる品がありません" in staff.get(f"/orders/{room.order.pk}/move").content.decode()
    assert "/move" not in staff.get(f"/orders/{room.order.pk}").content.decode()
