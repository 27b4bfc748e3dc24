"""A parcel written down by hand without its carrier: the number tells it, or staff are asked."""

import uuid
from collections.abc import Iterator
from html import unescape

import pytest
from django.core.cache import cache
from tests.console.room import Room, a_room, somebody

from todoke.console.carried import Doubt, carrier_in, numbers_in
from todoke.desk.shipping import usual_carriers
from todoke.orders.models import Order
from todoke.rules.order import Parcel, decoder

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def room() -> Iterator[Room]:
    yield a_room()
    cache.clear()


def ships(room: Room, **form: str) -> str:
    """The order's page after the form."""
    form = {"what": "shipped", "key": uuid.uuid4().hex, **form}
    return unescape(somebody(room.shop).post(f"/orders/{room.order.pk}/act", form, follow=True).content.decode())


def parcel(room: Room) -> Parcel:
    return decoder.decode(Order.objects.get(pk=room.order.pk).state).parcels[0]


def test_a_number_without_doubt_names_its_carrier(room: Room) -> None:
    """TRK-1: recorded as UPS, with UPS's page behind the number."""
    page = ships(room, numbers="1Z999AA10123456784")
    assert parcel(room).tracking[1:3] == ("ups", ("1Z999AA10123456784",))
    assert 'href="https://www.ups.com/track?loc=ja_JP&tracknum=1Z999AA10123456784"' in page


def test_staff_are_asked_where_three_carriers_share_the_rule(room: Room) -> None:
    """TRK-1: nothing is guessed, nothing is recorded."""
    page = ships(room, numbers="4444-1375-8703")
    assert "444413758703 はヤマト運輸か佐川急便か日本郵便の番号かもしれません" in page
    assert Order.objects.get(pk=room.order.pk).progress == "awaiting_shipment"


def test_a_number_of_no_carrier_needs_its_carrier_written(room: Room) -> None:
    """TRK-2: an unknown carrier needs only a name."""
    assert "「12」からは運送会社が分かりません" in ships(room, numbers="12")
    ships(room, carrier="町の配達屋さん", numbers="12")
    assert parcel(room).tracking[1:3] == ("町の配達屋さん", ("12",))


def test_what_the_shop_ships_with_tells_three_alike_apart(room: Room) -> None:
    """TRK-1: the parcels of its last orders."""
    assert usual_carriers(room.shop.pk) == {}
    ships(room, carrier="佐川急便", numbers="1")
    assert usual_carriers(room.shop.pk) == {"sagawa": 1.0}
    assert carrier_in("", ("4444-1375-8703",), usual_carriers(room.shop.pk)) == "sagawa"


@pytest.mark.parametrize(
    ("text", "numbers"),
    [("4444 1375 8703", ("444413758703",)), ("https://www.ups.com/track?tracknum=1Z999AA10123456784", ("1Z999AA10123456784",)),
     ("4444-1375-8703", ("4444-1375-8703",)), ("４４４４－１３７５－８７０３", ("444413758703",)),
     ("444413758703、EE123456785JP", ("444413758703", "EE123456785JP")), ("A-1 B-2", ("A-1", "B-2")), ("", ())],
)  # fmt: skip
def test_numbers_are_taken_as_they_are_pasted(text: str, numbers: tuple[str, ...]) -> None:
    """TRK-1: in groups, as a link, several; nothing that was written is lost."""
    assert numbers_in(text, "") == numbers


def test_two_numbers_of_two_carriers_are_asked_about() -> None:
    """TRK-1: a parcel has one carrier."""
    assert carrier_in("", ("1Z999AA10123456784", "1Z999AA10123456784"), {}) == "ups"
    with pytest.raises(Doubt):
        carrier_in("", ("1Z999AA10123456784", "EE123456785JP"), {})


def test_a_carrier_is_known_by_every_name_of_its(room: Room) -> None:
    """TRK-1: 黒猫, ヤマト and yamato are one, in lists, in figures and to the channel."""
    ships(room, carrier="黒猫", numbers="４４４４－１３７５－８７０３")

    assert parcel(room).tracking[1:3] == ("yamato", ("444413758703",))
