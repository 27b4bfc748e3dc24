"""Signing in and out, and the console's language."""

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.test import Client
from tests.console.room import a_room, somebody

from todoke.shops.models import Member

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nobody_has_guessed() -> None:
    cache.clear()


def a_person(role: str = "owner") -> User:
    user = User.objects.create_user("aoi", password="a long password")
    Member.objects.create(shop=a_room().shop, user=user, role=role)
    return user


def sign_in(client: Client, **form: str) -> "object":
    return client.post("/sign-in", {"name": "aoi", "password": "a long password", **form})


def test_an_empty_desk_says_how_to_begin() -> None:
    """WEB-6: where nobody can sign in yet, the front door shows the first step."""
    page = Client().get("/")

    assert page.status_code == 200 and "todoke" in page.content.decode() and 'type="password"' not in page.content.decode()


def test_no_cache_keeps_the_page_where_one_signs_in() -> None:
    """TRU-4: neither the browser's nor one on the way: it holds a name and a token."""
    assert "no-store" in Client().get("/sign-in").headers["Cache-Control"]


def test_who_signs_in_comes_to_where_they_wanted_to_go() -> None:
    """WEB-1: the page that sent one to the sign-in is the next one."""
    a_person()
    client = Client()
    asked = client.get("/mails").headers["Location"]

    answer = client.post(asked, {"name": "aoi", "password": "a long password", "next": "/mails"})

    assert asked == "/sign-in?next=/mails" and answer.headers["Location"] == "/mails"


@pytest.mark.parametrize("away", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", "http:///evil.example"])
def test_no_link_leads_through_the_sign_in_to_another_site(away: str) -> None:
    """TRU-4: whatever `next` says, one stays here; the switch of the language is no way out either."""
    a_person()

    inside = sign_in(Client(), next=away)
    switched = Client().post("/language", {"language": "en", "next": away})

    assert inside.headers["Location"] == "/" and switched.headers["Location"] == "/"  # type: ignore[attr-defined]


def test_a_wrong_password_keeps_the_name_and_never_the_password() -> None:
    """WEB-1, TRU-4: nothing typed is lost but the secret, and nobody learns whether the name exists."""
    a_person()

    wrong, nobody = (sign_in(Client(), name=name, password="s3cret guess").content.decode()  # type: ignore[attr-defined]
                     for name in ("aoi", "nobody"))

    assert 'value="aoi"' in wrong and "s3cret guess" not in wrong and "あと4回まで試せます" in wrong
    assert wrong.replace('value="aoi"', "").split("<form")[1].split("csrf")[0] == nobody.replace('value="nobody"', "").split("<form")[1].split("csrf")[0]


def test_guesses_at_one_name_do_not_lock_out_another() -> None:
    """TRU-4: the limit is for a name from an address."""
    a_person()
    client = Client()

    for _ in range(6):
        sign_in(client, name="nakamura")

    assert sign_in(client).status_code == 302  # type: ignore[attr-defined]


def test_a_guess_from_elsewhere_does_not_lock_the_owner_out() -> None:
    """TRU-4: whoever guesses from his address shuts only himself out."""
    a_person()
    for _ in range(6):
        Client(REMOTE_ADDR="203.0.113.9").post("/sign-in", {"name": "aoi", "password": "guess"})

    assert sign_in(Client()).status_code == 302  # type: ignore[attr-defined]


def test_signing_out_is_a_press_of_a_button_and_complete() -> None:
    """TRU-4: no picture on another site signs anybody out, and afterwards nothing is shown."""
    owner = somebody(a_room().shop)

    by_link = owner.get("/sign-out").status_code
    still_in = owner.get("/orders").status_code
    owner.post("/sign-out")

    assert (by_link, still_in, owner.get("/orders").status_code) == (405, 200, 302)


def test_somebody_without_a_shop_is_told_so() -> None:
    """TRU-4: a login alone opens nothing."""
    User.objects.create_user("new", password="a long password")
    client = Client()

    client.post("/sign-in", {"name": "new", "password": "a long password"})
    page = client.get("/", follow=True)

    assert client.get("/orders").status_code == 403
    assert "どの店にも入っていません" in page.content.decode()


def test_the_language_is_chosen_once_and_kept() -> None:
    """WEB-1: a Japanese browser reads English after the switch, on every page."""
    owner = somebody(a_room().shop, language="ja")

    owner.post("/language", {"language": "en", "next": "/orders"})

    assert all('<html lang="en"' in owner.get(path).content.decode() for path in ("/", "/orders", "/settings"))


@pytest.mark.parametrize(("language", "said"), [("ja", "このページはありません"), ("en", "There is no such page")])
def test_an_address_that_leads_nowhere_says_so_in_the_readers_language(language: str, said: str) -> None:
    """WEB-1: and leads back to the desk only who sits at it."""
    inside = somebody(a_room().shop, language=language).get("/orders/99999999")
    outside = Client(headers={"accept-language": language}).get("/nowhere")

    assert inside.status_code == outside.status_code == 404
    assert said in inside.content.decode() and 'href="/"' in inside.content.decode()
    assert said in outside.content.decode() and 'href="/"' not in outside.content.decode()


def test_a_form_of_a_page_that_has_grown_old_says_that_nothing_was_done() -> None:
    """WEB-1: somebody signed out in another window."""
    answer = Client(enforce_csrf_checks=True, headers={"accept-language": "ja"}).post("/sign-in", {})

    assert answer.status_code == 403 and "いまの操作は行っていません" in answer.content.decode()
