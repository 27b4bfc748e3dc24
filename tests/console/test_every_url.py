"""Every address of the console, walked by those who may not: nobody, another shop's people, who only reads, the warehouse (TRU-4)."""

import re
from collections.abc import Iterator
from typing import NamedTuple

import pytest
from django.conf import settings
from django.core import serializers
from django.http import HttpResponse
from django.test import Client
from tests.console.room import LATER, Room, a_room, somebody

from todoke.console.urls import urlpatterns
from todoke.desk.models import Received
from todoke.due.clock import iso
from todoke.notices.models import Notice
from todoke.orders.models import Entry, Note, Order
from todoke.shops.models import Connection, NoticeText, OwnKind, Shop, Unsaved

pytestmark = pytest.mark.django_db
OPEN_TO_ALL = ("", "sign-in", "sign-out", "language")  # `/` answers a stranger with the sign-in page, or says how to begin
OF_WAREHOUSE = ("quarantine", "connections", "settings", "mails", "notices")  # rooms that the warehouse has no business in
KEPT = (Shop, Connection, Order, Entry, Note, Notice, Received, NoticeText, OwnKind, Unsaved)


class Address(NamedTuple):
    """A pattern of urls.py, and the same with one shop's keys filled in."""

    pattern: str
    path: str

    @property
    def has_key(self) -> bool:
        return "<int:" in self.pattern


@pytest.fixture(autouse=True)
def at_the_desk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "NOW", iso(LATER))


def addresses(room: Room) -> Iterator[Address]:
    keys = {"orders": room.order.pk, "quarantine": room.unclear.pk, "connections": room.connection.pk, "mails": room.mail.pk}
    for url in urlpatterns:
        pattern = str(url.pattern)
        if pattern not in OPEN_TO_ALL:
            key = str(keys.get(pattern.split("/")[0], ""))
            of_a_text = pattern.replace("<slug:kind>", "order_confirmation").replace("<slug:locale>", "ja")
            yield Address(pattern, "/" + re.sub(r"<\w+:\w+>", key, of_a_text.replace("<int:notice>", str(room.notice.pk))))


def both_ways(client: Client, path: str) -> tuple[HttpResponse, HttpResponse]:
    return client.get(path), client.post(path)  # type: ignore[return-value]


def everything() -> str:
    return "".join(serializers.serialize("json", kind.objects.all()) for kind in KEPT if kind is not Entry) + repr(list(Entry.objects.values()))


def of_the_shop(shop: Shop) -> list[object]:
    return [list(kind.objects.filter(**{"pk" if kind is Shop else "shop": shop.pk}).values()) for kind in KEPT]


def test_whoever_has_not_signed_in_is_sent_to_the_sign_in_page() -> None:
    """TRU-4: by every address, reading or changing."""
    found = [(one.pattern, answer.status_code, answer.headers.get("Location", "")) for one in addresses(a_room())
             for answer in both_ways(Client(), one.path)]

    assert found
    assert [one for one in found if one[1] != 302 or not one[2].startswith("/sign-in")] == []


def test_the_front_door_answers_a_stranger_and_tells_nothing_of_the_shop() -> None:
    """WEB-6, TRU-4: `/` ends in a page for everybody; who has not signed in sees no order on it."""
    a_room()

    page = Client().get("/", follow=True)

    assert page.status_code == 200
    assert "1001" not in page.content.decode() and "hana@example.com" not in page.content.decode()


def test_another_shops_things_are_never_found() -> None:
    """TRU-4: its owner asks for our order, notice, mail, delivery and connection, and each is as if there were none."""
    ours, theirs = a_room("ours", "1001"), a_room("theirs", "2002")
    stranger, before = somebody(theirs.shop), everything()

    answers = {one.pattern: sorted(answer.status_code for answer in both_ways(stranger, one.path)) for one in addresses(ours) if one.has_key}

    assert {pattern: found for pattern, found in answers.items() if found not in ([404, 404], [404, 405])} == {}
    assert everything() == before


def test_lists_show_nothing_of_another_shop() -> None:
    """TRU-4: today, orders, quarantine, channels, mails and settings hold only what is one's own."""
    ours, theirs = a_room("ours", "1001"), a_room("theirs", "2002")
    stranger = somebody(theirs.shop)

    for one in addresses(ours):
        if not one.has_key:
            page = stranger.get(one.path).content.decode()
            assert "plain/ours" not in page and "1001" not in page.replace('"number": "1001"', "").replace("#1001", ""), one.path  # the example's own


def test_another_shops_keys_in_a_form_of_ones_own_reach_nothing() -> None:
    """TRU-4: every form of theirs, filled with our keys wherever a key may stand: nothing of ours is shown, nothing changes."""
    ours, theirs = a_room("ours", "1001"), a_room("theirs", "2002")
    stranger, key, before = somebody(theirs.shop), str(ours.order.pk), of_the_shop(ours.shop)
    form = dict.fromkeys(("order", "to", "case", "id", "about"), key) | {
        "one": str(ours.unclear.pk), "received": str(ours.unclear.pk), "connection": str(ours.connection.pk), "number": "1001", "on": f"order:{key}",
        "act": "send", "what": "shipped", "key": "k" * 32, f"numbers-{key}": "444413758703", f"carrier-{key}": "yamato", "units-a": "1"}

    answers = [(one.pattern, answer) for one in addresses(theirs) for answer in (stranger.get(one.path, form), stranger.post(one.path, form))]
    shown = [pattern for pattern, answer in answers if not answer.streaming and re.search(rf'plain/ours|"/orders/{key}["/]', answer.content.decode())]

    assert len(answers) > 100 and shown == []
    assert of_the_shop(ours.shop) == before


def test_who_only_reads_changes_nothing() -> None:
    """TRU-4: every form refuses a read-only member, and the books stand as before."""
    room = a_room()
    reader, before = somebody(room.shop, "readonly"), everything()

    answers = {one.pattern: reader.post(one.path, {"act": "release", "hold": "1", "text": "x", "one": room.unclear.pk}).status_code
               for one in addresses(room)}

    assert {pattern: found for pattern, found in answers.items() if found not in (403, 405)} == {}
    assert everything() == before


def test_the_warehouse_sees_neither_mails_nor_settings() -> None:
    """TRU-4: who ships needs no mail, no secret and no bank account."""
    room = a_room()
    packer = somebody(room.shop, "warehouse")

    answers = {one.pattern: packer.get(one.path).status_code for one in addresses(room) if one.pattern.split("/")[0] in OF_WAREHOUSE}

    assert answers and set(answers.values()) <= {403}


def test_no_form_is_taken_without_its_token() -> None:
    """TRU-4: a page of somebody else cannot press a button for the owner."""
    room = a_room()
    owner = somebody(room.shop)
    owner.handler.enforce_csrf_checks = True
    before = everything()

    answers = {one.pattern: owner.post(one.path).status_code for one in addresses(room)}

    assert set(answers.values()) == {403}
    assert everything() == before


def test_no_page_needs_an_inline_script_or_style() -> None:
    """TRU-4, WEB-1: the policy forbids both; only the frame of a mail may have the mail's own style, and that without script."""
    room = a_room()
    owner = somebody(room.shop)

    for one in addresses(room):
        page = owner.get(one.path)
        policy = page.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy and "script-src 'unsafe" not in policy
        if one.pattern.endswith("/html"):
            assert "sandbox" in policy and "script-src" not in policy
        elif page.headers["Content-Type"].startswith("text/html") and page.status_code == 200:
            assert "unsafe-inline" not in policy
            assert re.findall(r"<[^>]* style=|<script(?![^>]*src=)|<[^>]* on\w+=", page.content.decode()) == [], one.path


def test_every_page_is_told_in_both_languages() -> None:
    """WEB-1: each page opens in Japanese and in English, and says so."""
    room = a_room()

    for language in ("ja", "en"):
        owner = somebody(room.shop, language=language)
        for one in addresses(room):
            page = owner.get(one.path)
            assert page.status_code in (200, 204, 405), (one.path, page.status_code)
            if "<html" in page.content.decode("utf-8", "replace") and not one.pattern.endswith("/html"):
                assert f'<html lang="{language}"' in page.content.decode(), one.path
