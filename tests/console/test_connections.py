"""A shop's channels, at the desk."""

import re

import pytest
from django.conf import settings
from django.test import Client
from tests.console.room import LATER, Room, a_room, somebody

from todoke.channels.registry import CHANNELS
from todoke.due.clock import iso
from todoke.shops.models import Connection
from todoke.shops.secrets import open_sealed, valid_secrets

pytestmark = pytest.mark.django_db
SECRET = re.compile(r'value="([\w-]{43})"')


@pytest.fixture(autouse=True)
def at_the_desk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "NOW", iso(LATER))


def of(room: Room) -> str:
    return f"/connections/{room.connection.pk}"


def secret_on(page: str) -> str:
    found = SECRET.findall(page)
    assert len(found) == 1
    return found[0]  # type: ignore[no-any-return]


def test_a_connection_tells_where_to_send_what_and_when_it_last_came() -> None:
    """CHN-1, WEB-1: the address and the topics to tick stand ready to be copied."""
    room = a_room()

    page = somebody(room.shop).get(of(room)).content.decode()

    assert f"{settings.PUBLIC_URL}/in/plain/minato" in page
    assert all(f"<code>{topic}</code>" in page for topic in CHANNELS["plain"].topics)
    assert "9月21日（月）23:13" in page


def test_a_new_connections_secret_is_shown_once() -> None:
    """CHN-5: on the answer, and never again."""
    room = a_room()
    owner = somebody(room.shop)

    made = owner.post("/connections/new", {"channel": "plain", "name": "second"})
    row = Connection.objects.get(name="second")
    later = owner.get(f"/connections/{row.pk}").content.decode()

    secret = secret_on(made.content.decode())
    assert row.shop == room.shop and open_sealed(row.secret) == secret and secret not in later
    assert made.headers["Cache-Control"] == "private, no-store"


def test_a_channel_that_mails_by_itself_goes_on_doing_so() -> None:
    """CHN-7, NTC-15: nobody is told twice only because a shop was connected."""
    room = a_room()

    somebody(room.shop).post("/connections/new", {"channel": "shopify", "name": "online"})

    assert Connection.objects.get(name="online").mails == "channel"


@pytest.mark.parametrize("name", ["minato", "みなと", "a b", "a/b", "", "x" * 61])
def test_a_name_that_cannot_be_is_refused_beside_its_field(name: str) -> None:
    """WEB-1: what is wrong and how to mend it; what was typed is still there, and nothing was made."""
    room = a_room()

    answer = somebody(room.shop).post("/connections/new", {"channel": "plain", "name": name})

    assert answer.status_code == 422 and Connection.objects.count() == 1
    assert f'value="{name}"' in answer.content.decode() and 'aria-invalid="true"' in answer.content.decode()


def test_a_replaced_secret_stands_beside_the_old_one_for_a_day() -> None:
    """CHN-5: nothing is lost while the channel's settings are changed."""
    room = a_room()
    old = valid_secrets(room.connection, LATER)[0]

    page = somebody(room.shop).post(of(room) + "/secret", {"seen": "0"}).content.decode()

    room.connection.refresh_from_db()
    assert valid_secrets(room.connection, LATER) == (secret_on(page), old)
    assert valid_secrets(room.connection, LATER + 86_401) == (secret_on(page),)


def test_pressed_twice_a_secret_is_replaced_once() -> None:
    """CHN-5: a second press must not throw away the one that was just copied."""
    room = a_room()
    owner = somebody(room.shop)
    first = secret_on(owner.post(of(room) + "/secret", {"seen": "0"}).content.decode())

    again = owner.post(of(room) + "/secret", {"seen": "0"})

    room.connection.refresh_from_db()
    assert again.status_code == 409 and open_sealed(room.connection.secret) == first


@pytest.mark.parametrize("role", ["staff", "readonly"])
def test_only_the_owner_connects_replaces_or_switches(role: str) -> None:
    """TRU-4: who may look may not change."""
    room = a_room()
    person: Client = somebody(room.shop, role)

    answers = [person.post("/connections/new", {"channel": "plain", "name": "n"}), person.post(of(room) + "/secret", {"seen": "0"}),
               person.post(of(room) + "/mails", {"mails": "channel"})]

    room.connection.refresh_from_db()
    assert [answer.status_code for answer in answers] == [403, 403, 403] and person.get(of(room)).status_code == 200
    assert room.connection.mails == "todoke" and room.connection.old_until == 0 and Connection.objects.count() == 1


def test_who_mails_is_switched_and_what_it_means_is_said() -> None:
    """NTC-15: both ways are explained, the one that holds is marked."""
    room = a_room()
    page = somebody(room.shop).post(of(room) + "/mails", {"mails": "channel"}, follow=True).content.decode()

    room.connection.refresh_from_db()
    assert room.connection.mails == "channel"
    assert re.search(r'value="channel" checked', page) and "受けてある注文は、受けたときの決まりのままです" in page


def test_trouble_is_said_first_and_in_words() -> None:
    """WEB-1, CHN-9: a channel that cannot be read is the first thing on the page."""
    room = a_room()
    Connection.objects.filter(pk=room.connection.pk).update(trouble="Shopify answered 401: Invalid API key", api_url="https://x.example")

    page = somebody(room.shop).get("/connections").content.decode()

    assert "<h1>plain/minatoで困っています。</h1>" in page
    assert "Shopifyが401と答えました（Invalid API key）" in page
