"""Strangers at the door: limits on guessing behind a proxy, addresses without end, files without end, and what the log may say of them (TRU-4)."""

import logging
import uuid

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, RequestFactory
from tests.console.room import LATER, a_room

from todoke.api.visitors import visitor
from todoke.buyer.looking import MOST_TRIES
from todoke.console import gate
from todoke.desk.uploads import LARGEST
from todoke.due.clock import iso
from todoke.logs import Discreet
from todoke.orders.links import status_path
from todoke.shops import find

pytestmark = pytest.mark.django_db
PROXY = "127.0.0.1"


@pytest.fixture(autouse=True)
def nobody_has_guessed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "NOW", iso(LATER))
    cache.clear()


def looked_up(from_where: str, times: int = 1) -> int:
    """The status of the last look."""
    buyer = Client(REMOTE_ADDR=PROXY, headers={"x-forwarded-for": from_where})
    return [buyer.post("/s", {"number": uuid.uuid4().hex, "mail": "a@example.com"}).status_code for _ in range(times)][-1]


def test_one_who_guesses_behind_the_proxy_stops_nobody_else() -> None:
    """TRU-4, WEB-3: each buyer counts by their own address, though all connections are the proxy's."""
    assert looked_up("198.51.100.7", MOST_TRIES + 1) == 429
    assert looked_up("203.0.113.9") == 404


def test_who_guesses_cannot_say_that_they_are_somebody_else() -> None:
    """TRU-4: the proxy adds the address that it saw; what the visitor wrote before it counts for nothing."""
    assert [looked_up(f"203.0.113.{n}, 198.51.100.7") for n in range(MOST_TRIES + 1)][-1] == 429


@pytest.mark.parametrize(("peer", "forwarded", "found"), [
    ("198.51.100.7", "203.0.113.9", "198.51.100.7"), ("127.0.0.1", "", "127.0.0.1"), ("", "203.0.113.9", "203.0.113.9"),
    ("::1", "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"), ("127.0.0.1", "::ffff:203.0.113.9", "203.0.113.9"), ("127.0.0.1", "unknown", "127.0.0.1"),
    ("10.0.0.2", "203.0.113.9", "10.0.0.2"), ("", "", ""), ("127.0.0.1", "[2001:db8::1]", "2001:db8::/64"),
])  # fmt: skip
def test_a_visitor_is_told_by_whom_one_can_trust(peer: str, forwarded: str, found: str) -> None:
    """TRU-4."""
    assert visitor(peer, forwarded) == found


def test_in_production_the_proxy_may_stand_in_the_private_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """TRU-4: as in a compose file."""
    monkeypatch.setattr(settings, "PRODUCTION", True)

    assert visitor("172.18.0.3", "203.0.113.9") == "203.0.113.9"


def guessed(name: str, where: str = PROXY) -> int:
    return Client(REMOTE_ADDR=where).post("/sign-in", {"name": name, "password": "a long password"}).status_code


def test_one_address_does_not_try_a_password_with_name_after_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """TRU-4: each name has its own five guesses, and the address thirty for all."""
    User.objects.create_user("aoi", password="a long password")
    with monkeypatch.context() as quick:
        quick.setattr(gate, "authenticate", lambda *_, **__: None)
        answers = [guessed(f"name-{n}") for n in range(31)]

    assert answers[0] == 400 and answers[-1] == 429
    assert guessed("aoi") == 429 and guessed("aoi", "198.51.100.7") == 302


def test_guesses_are_not_forgotten_because_many_guess(monkeypatch: pytest.MonkeyPatch) -> None:
    """TRU-4: a thousand other names between two guesses change nothing."""
    monkeypatch.setattr(gate, "authenticate", lambda *_, **__: None)
    for n in range(5):
        guessed("aoi")
        cache.set_many({f"other-{n}-{m}": 1 for m in range(400)})

    assert guessed("aoi") == 429


def test_names_that_nobody_has_fill_no_memory() -> None:
    """TRU-3: the doors are kept for a second; whoever asks for a million of them is answered and not remembered."""
    for n in range(find.MOST_ROUTES + 5):
        find.ROUTES[("plain", f"nobody-{n}")] = (0.0, None)

    assert Client().post("/in/plain/somebody").status_code == 404
    assert len(find.ROUTES) < 5


@pytest.mark.parametrize("path", ["/in/plain/a%00", "/s/a%00", "/api/orders/main/a%00", "/%00"])
def test_an_address_with_a_nul_is_no_address(path: str) -> None:
    """TRU-3: on PostgreSQL such a question ended in an error of ours."""
    assert [ask(path).status_code for ask in (Client().get, Client().post)] == [404, 404]


def test_no_more_of_a_file_is_kept_than_the_largest_that_may_be() -> None:
    """TRU-4: also for who has not signed in, as the form's token is looked for in the same body."""
    sent = RequestFactory().post("/sign-in", {"file": SimpleUploadedFile("a.csv", b"x" * (LARGEST + 2_000_000)), "name": "after it"})

    kept = sent.FILES["file"]
    assert not isinstance(kept, list)
    kept.close()
    assert kept.size == LARGEST + 1 and sent.POST["name"] == "after it"


def test_the_log_holds_no_key_to_a_buyers_page(caplog: pytest.LogCaptureFixture) -> None:
    """TRU-4: a wish that is refused is written down by its address, and the address is the key."""
    path = status_path(a_room().order.pk)
    with caplog.at_level(logging.WARNING):
        assert Client().post(f"{path}/received", {"key": "k"}).status_code == 409
    written = [Discreet("%(message)s").format(record) for record in caplog.records]

    assert path in caplog.text and written == ["Conflict: /s/…/received"]
    assert settings.LOGGING["formatters"]["plain"]["()"] == "todoke.logs.Discreet"
