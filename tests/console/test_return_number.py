"""Staff write down the number of a return parcel on the order's page."""

import uuid
from collections.abc import Iterator
from html import unescape

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from tests.console.room import Room, a_room, somebody

from todoke.orders.models import Order
from todoke.rules.order import Order as Value
from todoke.rules.order import decoder

pytestmark = pytest.mark.django_db(transaction=True)
OUT, BACK = "4444-1375-8703", "5125-4751-4334"


@pytest.fixture
def room() -> Iterator[Room]:
    """Its order has left."""
    found = a_room()
    does(somebody(found.shop), found, "shipped", carrier="ヤマト運輸", numbers=OUT)
    yield found
    cache.clear()


def does(client: Client, room: Room, what: str, **form: str) -> str:
    form = {"what": what, "key": uuid.uuid4().hex, **form}
    return unescape(client.post(f"/orders/{room.order.pk}/act", form, follow=True).content.decode())


def value(room: Room) -> Value:
    return decoder.decode(Order.objects.get(pk=room.order.pk).state)


def test_it_stands_beside_the_parcels_and_can_be_mended(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    """TRK-6, TRK-2: recorded by whoever packs, shown with its link, mended like any number."""
    client = somebody(room.shop, "warehouse")
    page = does(client, room, "sent_back", carrier="ヤマト運輸", numbers=BACK)
    assert "返品の荷物の番号を記録しました" in page and "返品の荷物1" in page and "番号のみ" in page and BACK in page
    (parcel,) = value(room).sent_back
    monkeypatch.setattr(settings, "NOW", "2027-01-05T10:00:00+09:00")
    does(client, room, "tracking", parcel=parcel.id, carrier="ヤマト運輸", numbers="4876-1923-4512")
    assert value(room).sent_back[0].tracking[2] == ("4876-1923-4512",) and len(value(room).parcels) == 1


@pytest.mark.parametrize(("numbers", "says"), [("", "返品の荷物の番号を書いてください"), (OUT, "店から送った荷物の番号です")])
def test_no_number_and_the_number_that_went_out_are_refused_in_words(room: Room, numbers: str, says: str) -> None:
    """TRK-6"""
    assert says in does(somebody(room.shop), room, "sent_back", carrier="ヤマト運輸", numbers=numbers)
    assert value(room).sent_back == ()
