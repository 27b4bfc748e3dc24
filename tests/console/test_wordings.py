"""A carrier's word that nobody knew, taught once by staff, is known from then on (TRK-4)."""

import json

import pytest
from django.conf import settings
from tests.console.room import LATER, Room, a_room, somebody
from tests.desk.scene import comes_in, the_worker_runs

from todoke.desk.models import Received
from todoke.due.clock import iso
from todoke.orders.models import Order
from todoke.rules.order import decoder
from todoke.rules.parcel_life import where
from todoke.shops.models import Wording

pytestmark = pytest.mark.django_db
STRANGE = "ふしぎな知らせ"


@pytest.fixture(autouse=True)
def at_the_desk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "NOW", iso(LATER))


def scans(*said: str, carrier: str = "yamato", number: str = "4001") -> bytes:
    rows = [{"at": f"2026-09-2{2 + day} 10:00", "status": status} for day, status in enumerate(said)]
    body = {"type": "parcel_scans", "at": "2026-09-29T12:00:00+09:00", "order": {"number": "1001"}, "carrier": carrier, "numbers": [number], "scans": rows}
    return json.dumps(body).encode()


def a_strange_room(name: str = "minato") -> Room:
    room = a_room(name)
    comes_in(room.connection, scans("発送", STRANGE))
    return room._replace(unclear=Received.objects.get(connection=room.connection, state="quarantined", reason__contains=STRANGE))


def state(room: Room) -> str:
    return where(decoder.decode(Order.objects.get(pk=room.order.pk).state).parcels[0])


def taught(room: Room, role: str = "staff", **form: str) -> int:
    asked = {"said": STRANGE, "means": "held", "carrier": "yamato"} | form
    return somebody(room.shop, role).post("/quarantine/words/teach", asked).status_code


def test_the_known_scans_count_at_once_and_the_order_shows_what_waits() -> None:
    """TRK-4: a wording nobody knows keeps the parcel's state."""
    room = a_strange_room()
    page = somebody(room.shop).get(f"/orders/{room.order.pk}").content.decode()
    assert state(room) == "moving"
    assert "輸送中" in page and f'href="/quarantine/{room.unclear.pk}"' in page


def test_its_page_asks_what_the_words_mean_in_the_readers_language() -> None:
    """TRK-4, WEB-1"""
    room = a_strange_room()
    ja, en = (somebody(room.shop, language=tongue).get(f"/quarantine/{room.unclear.pk}").content.decode() for tongue in ("ja", "en"))
    assert STRANGE in ja and "この意味でおぼえる" in ja and "ヤマト運輸" in ja
    assert "Remember this meaning" in en and "waits to be collected" in en


def test_the_list_names_all_words_in_its_reason() -> None:
    """CHN-2: a reason that ends in the words themselves has no mend behind it."""
    room = a_room()
    comes_in(room.connection, scans("It is well", STRANGE))
    page = somebody(room.shop).get("/quarantine").content.decode()
    assert f"まだ知らない言葉がありました：scans.status: It is well; scans.status: {STRANGE}</span>" in page


def test_taught_once_every_delivery_that_waited_is_read_by_it_and_so_are_those_to_come() -> None:
    """TRK-4: once for all."""
    room = a_strange_room()
    comes_in(room.connection, scans(STRANGE, number="4002"))
    assert taught(room) == 302
    the_worker_runs(LATER)
    comes_in(room.connection, scans("発送", STRANGE, STRANGE))
    assert state(room) == "held"
    assert list(Received.objects.filter(shop=room.shop, state="quarantined", reason__contains=STRANGE)) == []


def test_it_counts_for_that_carrier_or_for_all_and_for_this_shop_only() -> None:
    """TRU-4, TRK-4"""
    room, other = a_strange_room(), a_strange_room("other")
    taught(room, carrier="sagawa")
    the_worker_runs(LATER)
    assert state(room) == "moving"
    taught(room, carrier="")
    the_worker_runs(LATER)
    assert (state(room), state(other)) == ("held", "moving")


def test_who_only_reads_teaches_nothing_and_a_form_that_no_page_sends_neither() -> None:
    """TRU-3, TRU-4"""
    room = a_strange_room()
    assert taught(room, "readonly") == 403
    for form in ({"means": "delivering"}, {"said": "　"}, {"said": "x" * 201}, {"carrier": "y" * 31}, {"means": ""}):
        assert taught(room, **form) == 302
    assert not Wording.objects.exists()


def test_a_taught_word_is_listed_and_can_be_taken_away_by_its_own_shop() -> None:
    """TRK-4, TRU-4"""
    room, other = a_strange_room(), a_room("other", "2002")
    taught(room)
    key = Wording.objects.get().pk
    somebody(other.shop).post("/quarantine/words/forget", {"wording": key})
    assert STRANGE in somebody(room.shop).get("/quarantine/words").content.decode()
    somebody(room.shop).post("/quarantine/words/forget", {"wording": key})
    assert STRANGE not in somebody(room.shop).get("/quarantine/words").content.decode()
