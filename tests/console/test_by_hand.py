"""What staff do on one order's page: it goes through the desk's door, is told in words, and is done once."""

import re
import uuid
from collections.abc import Iterator
from html import unescape

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from tests.console.room import Room, a_room, somebody

from todoke.cases.models import Alert
from todoke.orders.models import Entry, Note, Order, Personal
from todoke.rules.order import decoder

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def room() -> Iterator[Room]:
    yield a_room()
    cache.clear()


def does(client: Client, room: Room, what: str, **form: str) -> str:
    """The form sent, and the order's page as it answers."""
    form = {"what": what, "key": uuid.uuid4().hex, **form}
    return unescape(client.post(f"/orders/{room.order.pk}/act", form, follow=True).content.decode())


def test_a_shipment_moves_the_story(room: Room) -> None:
    """WEB-1, LIF-1: recorded by hand with carrier and number, the order is on its way and the page says so."""
    page = does(somebody(room.shop), room, "shipped", carrier="ヤマト運輸", numbers="4012-8837")
    room.order.refresh_from_db()
    assert room.order.progress == "awaiting_delivery"
    assert "出荷を記録しました" in page and "4012-8837" in page and "配達中" in page


def test_a_carrier_that_nobody_knows_needs_only_a_name_and_a_link(room: Room) -> None:
    """TRK-2: the page leads there; what is no address is refused in words."""
    client, address = somebody(room.shop), "https://bike.example/7"
    assert "https:// から" in does(client, room, "shipped", carrier="町の自転車便", url="javascript:alert(1)")
    page = does(client, room, "shipped", carrier="町の自転車便", url=address)
    assert f'href="{address}"' in page and "町の自転車便" in page


def test_a_number_is_changed_and_taken_away(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    """TRK-2: a day later each, by the desk's clock."""
    client = somebody(room.shop)
    does(client, room, "shipped", carrier="ヤマト運輸", numbers="4012-8837")
    parcel = decoder.decode(Order.objects.get(pk=room.order.pk).state).parcels[0].id
    monkeypatch.setattr(settings, "NOW", "2027-01-05T10:00:00+09:00")
    assert "5555-1234" in does(client, room, "tracking", parcel=parcel, carrier="佐川急便", numbers="5555-1234")
    monkeypatch.setattr(settings, "NOW", "2027-01-06T10:00:00+09:00")
    does(client, room, "tracking", parcel=parcel)
    assert decoder.decode(Order.objects.get(pk=room.order.pk).state).parcels[0].tracking[1:] == ("", (), "")


def test_the_same_form_twice_is_one_act(room: Room) -> None:
    """LIF-3: a form that is sent twice is recorded once."""
    client, key = somebody(room.shop), uuid.uuid4().hex
    does(client, room, "freeze", key=key)
    does(client, room, "freeze", key=key)
    assert Entry.objects.filter(order=room.order, event="OrderFrozen").count() == 1


def test_a_refusal_names_the_rule(room: Room) -> None:
    """WEB-1: what the rules refuse is told in words of the shop, in both languages."""
    client = somebody(room.shop)
    does(client, room, "shipped")
    assert "すべて出荷済みです" in does(client, room, "cancel", reason="buyer")
    english = somebody(room.shop, language="en")
    assert "everything has left; agree on a return" in does(english, room, "cancel", reason="buyer")


def test_an_amount_that_cannot_be_read_changes_nothing(room: Room) -> None:
    """WEB-1: the form says what is wrong and how to mend it."""
    before = Entry.objects.filter(order=room.order).count()
    assert "読めません" in does(somebody(room.shop), room, "paid", amount="いくらか")
    assert Entry.objects.filter(order=room.order).count() == before


def test_a_deadline_is_extended_with_its_reason(room: Room) -> None:
    """LIF-10: the shop may give an order more time to leave."""
    page = does(somebody(room.shop), room, "extend", kind="ship_by", until="2030-01-10T16:00", reason="入荷待ち")
    assert "期限を延ばしました" in page and "入荷待ち" in page


def test_a_corrected_mail_address_is_used_and_the_notice_leaves_again(room: Room) -> None:
    """NTC-24: the address is mended beside the journal, and the chosen notice is asked for once more."""
    form = {"key": uuid.uuid4().hex, "mail": "mended@example.com", "name": "佐藤 花子", "notice": f"{room.notice.kind}/{room.notice.variant}"}
    somebody(room.shop).post(f"/orders/{room.order.pk}/people", form)
    assert Personal.objects.filter(order=room.order, data__contains="mended@example.com").exists()
    assert list(Entry.objects.filter(order=room.order, event="TellAgain")) != []


def test_a_full_width_at_is_told_with_its_mend(room: Room) -> None:
    """WEB-1: nothing is changed, and the sentence says what to type."""
    answer = somebody(room.shop).post(f"/orders/{room.order.pk}/people", {"key": uuid.uuid4().hex, "mail": "a＠b.jp"}, follow=True)
    assert "半角の @ に直してください" in answer.content.decode()
    assert not Personal.objects.filter(order=room.order, data__contains="＠").exists()


def test_the_warehouse_ships_and_does_nothing_else(room: Room) -> None:
    """TRU-4: its role records parcels; money and cancelling stay with the shop's staff."""
    client = somebody(room.shop, "warehouse")
    assert "この操作はできません" in does(client, room, "cancel", reason="buyer")
    does(client, room, "shipped", carrier="佐川急便", numbers="1")
    room.order.refresh_from_db()
    assert room.order.progress == "awaiting_delivery"


def test_a_note_changes_nothing_about_the_order(room: Room) -> None:
    """WEB-1: staff's own words stand on the page, and in no journal."""
    before = room.order.seq
    somebody(room.shop).post(f"/orders/{room.order.pk}/note", {"text": "<b>電話で確認</b>"})
    page = somebody(room.shop).get(f"/orders/{room.order.pk}").content.decode()
    room.order.refresh_from_db()
    assert "&lt;b&gt;電話で確認" in page and room.order.seq == before and Note.objects.get().text == "<b>電話で確認</b>"


@pytest.mark.parametrize("words", ["1001", "#1001", "sato", "ＳＡＴＯ"])
def test_an_order_is_found_by_what_a_caller_says(room: Room, words: str) -> None:
    """WEB-1: number, with or without #, and name or mail in any width."""
    person = Personal.objects.filter(order=room.order, role="contact").first()
    assert person is not None
    asked = words if words.lstrip("#").isdigit() else person.search.split()[0].upper()
    page = somebody(room.shop).get("/orders", {"q": asked}).content.decode()
    assert f'href="/orders/{room.order.pk}"' in page


def test_the_sixth_guess_at_a_password_is_not_looked_at(room: Room) -> None:
    """TRU-4: five wrong passwords for a name from one address, then a rest; the right one does not help meanwhile."""
    client = somebody(room.shop)
    client.logout()
    name = client.session.get("nobody", "somebody")
    for _ in range(4):
        assert client.post("/sign-in", {"name": name, "password": "wrong"}).status_code == 400
    assert client.post("/sign-in", {"name": name, "password": "wrong"}).status_code == 429
    assert client.post("/sign-in", {"name": name, "password": "right"}).status_code == 429


def test_a_line_of_today_that_was_seen_to_goes(room: Room) -> None:
    """WEB-1: for this shop only, and it is not deleted: the same words may come back."""
    Alert.objects.create(shop=room.shop, order=room.order, what="must leave tomorrow", at=1)
    other = Alert.objects.create(shop=a_room("other", "2001").shop, what="must leave tomorrow", at=1)
    client = somebody(room.shop)
    before = client.get("/").content.decode()

    client.post("/alerts/done", {"what": "must leave tomorrow"})

    assert "/alerts/done" in before and "/alerts/done" not in client.get("/").content.decode()
    assert Alert.objects.get(shop=room.shop).done_at and not Alert.objects.get(pk=other.pk).done_at


def test_lines_that_read_the_same_are_one_and_are_seen_to_together(room: Room) -> None:
    """WEB-1: a channel that knows forty orders no more is one line of today, not forty."""
    told = [f"the channel was not told (AskChannel): Shopify has no order #{n}" for n in range(40)]
    Alert.objects.bulk_create(Alert(shop=room.shop, order=room.order, what=what, at=1) for what in told)
    client = somebody(room.shop)

    page = client.get("/").content.decode()
    assert page.count("チャネルから注文を読み直せませんでした") == 1
    assert re.findall(r"燃えているもの、(\d+)件。", page) == re.findall(r"燃えている </span>(\d+)", page)
    client.post("/alerts/done", {"what": told})
    assert not Alert.objects.filter(shop=room.shop, done_at=0).exists()


@pytest.mark.parametrize(("where", "form", "kept"), [
    ("people", {"mail": "a＠b", "name": "佐藤 花子", "phone": "1"}, ['value="a＠b"', 'value="佐藤 花子"', 'value="1"']),
    ("act", {"numbers": "1<2", "url": "http://x", "units-a": "1"}, ['value="1&lt;2"', 'value="http://x"', 'name="units-a" value="1"']),
])
def test_what_was_typed_stays_in_a_form_that_is_refused(room: Room, where: str, form: dict[str, str], kept: list[str]) -> None:
    """WEB-1; look, section 7: nothing typed is lost; the form stands open, and the reason above it."""
    said = {"what": "people" if where == "people" else "shipped", "key": "a" * 32}
    answer = somebody(room.shop).post(f"/orders/{room.order.pk}/{where}", form | said)
    page = answer.content.decode()

    assert answer.status_code == 422 and "note said late" in page
    assert [text for text in kept if text not in page] == []
