"""The table of notices: sent or not, when, in whose words; kinds of the shop's own, sent by hand; cards of all of them."""

import pytest
from django.conf import settings
from django.test import Client
from tests.console.room import LATER, Room, a_room, somebody
from tests.desk.own_texts import CARE, a_kind_of_its_own, drafted, ours, published
from tests.desk.scene import comes_in, placed, the_worker_runs

from todoke.desk.kind_choices import sender_of
from todoke.desk.texts import texts_of
from todoke.due.clock import iso
from todoke.notices.catalogue import catalogue
from todoke.notices.models import CaughtMail, Notice
from todoke.shops.choices import policy_of, show
from todoke.shops.models import OwnKind, Shop

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_the_desk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "NOW", iso(LATER))


@pytest.fixture
def room() -> Room:
    return a_room()


@pytest.fixture
def owner(room: Room) -> Client:
    return somebody(room.shop)


def table(person: Client) -> str:
    return person.get("/notices").content.decode()


def test_every_kind_stands_there_with_what_is_sent_when_and_in_whose_words(room: Room, owner: Client) -> None:
    """NTC-9: shipped, live of its own, a draft with an error."""
    published(room.shop)
    drafted(room.shop, "delivered", "ja", ours("delivered").replace("{{ order.number }}", "{{ order.numbre }}"))

    found = table(owner)

    assert all(f'href="/notices/{kind}/ja"' in found for kind in catalogue().kinds())
    assert "店の文 v1" in found and "下書き v1" in found and "はじめの文" in found and "荷物を送った" not in found.split("<table")[0]


def test_a_kind_is_switched_off_and_on_again_and_the_others_stay(room: Room, owner: Client) -> None:
    """NTC-9: a choice of the shop, in its policy from now on."""
    for kind in ("delivered", "follow_up"):
        owner.post("/notices/switch", {"kind": kind, "on": "0"})
    both = policy_of(Shop.objects.get(pk=room.shop.pk)).off
    said = owner.post("/notices/switch", {"kind": "delivered", "on": "1"}, follow=True).content.decode()

    assert both == ("delivered", "follow_up") and show(Shop.objects.get(pk=room.shop.pk))["mails"] == "-follow_up"
    assert "「お届けのお知らせ」を送るようにしました。" in said and owner.post("/notices/switch", {"kind": "nothing"}).status_code == 404


def test_the_wait_of_a_row_is_changed_and_a_wrong_one_is_told(room: Room, owner: Client) -> None:
    """NTC-9: delay where there is one; what is no wait changes nothing."""
    one = "/notices/delivered/ja/wait"
    owner.post(one, {"row": "S5", "wait": "2 h"})
    wrong = owner.post(one, {"row": "S5", "wait": "soon"}, follow=True).content.decode()

    rows = policy_of(Shop.objects.get(pk=room.shop.pk)).rows.by_id
    assert rows["S5"].row.wait == "2 h" and rows["S4"].row.wait == "none" and "「soon」は待つ長さとして読めません。" in wrong
    assert "2時間後" in owner.get("/notices/delivered/ja").content.decode() and owner.post(one, {"row": "none", "wait": "2 h"}).status_code == 404


def test_a_kind_has_a_sender_and_ways_of_its_own(room: Room, owner: Client) -> None:
    """NTC-9: from the next mail on; the other kinds keep the shop's own, and back to the shipped ways with one press."""
    one = "/notices/delivered/ja/route"
    owner.post(one, {"sender": "発送係 <ship@minato.example>", "second": "line", "third": "sms"})
    shop = Shop.objects.get(pk=room.shop.pk)
    of, page = texts_of(shop), owner.get("/notices/delivered/ja").content.decode()
    owner.post(one, {"sender": "発送係 <ship@minato.example>", "second": "usual", "third": "sms"})

    assert sender_of(shop, "delivered", "shop") == "発送係 <ship@minato.example>" and sender_of(shop, "follow_up", "shop") == "shop"
    assert of.about("delivered").where == ("mail", "line", "sms") and '<option value="line" selected>' in page
    assert texts_of(Shop.objects.get(pk=room.shop.pk)).about("delivered").where == catalogue().about("delivered").where


def test_the_next_mail_of_the_kind_comes_from_its_own_sender(room: Room, owner: Client) -> None:
    """NTC-9: as the mail server gets it."""
    owner.post("/notices/order_confirmation/ja/route", {"sender": "受付 <orders@minato.example>", "second": "usual"})
    comes_in(room.connection, placed("1002"))
    the_worker_runs(LATER)

    assert b"orders@minato.example" in bytes(CaughtMail.objects.order_by("-pk")[0].raw)


def test_a_sender_that_is_none_is_told_and_nothing_changes(room: Room, owner: Client) -> None:
    """NTC-9: whatever the form holds, odd ways included."""
    said = [owner.post("/notices/delivered/ja/route", form, follow=True).content.decode() for form in
            ({"sender": "nobody", "second": "usual"}, {"sender": "", "second": "pigeon"}, {"sender": "a@b\r\nBcc: c@d", "second": ""})]

    assert all("差出人として読めません。" in page for page in said) and not Shop.objects.get(pk=room.shop.pk).settings.get("kinds")


def test_a_kind_of_its_own_is_made_written_and_sent_by_hand_from_an_order(room: Room, owner: Client) -> None:
    """NTC-9, NTC-21: with all languages live it stands on the order's page; the buyer gets it in the order's language."""
    owner.post("/notices/new", {"kind": "care_card", "title": "お手入れの便り", "category": "standard"})
    order = f"/orders/{room.order.pk}"
    for locale in ("ja", "en"):
        before = owner.get(order).content.decode()
        owner.post(f"/notices/care_card/{locale}/publish", {"source": CARE[locale], "seen": "0", "first": "0"})

    after = owner.get(order).content.decode()
    owner.post(f"{order}/act", {"what": "tell", "key": "k" * 32, "notice": "care_card/"})
    the_worker_runs(LATER + 60)

    assert "店だけのお知らせを送る" not in before and "店だけのお知らせを送る" in after and "お手入れの便り" in after
    assert "米のとぎ汁" in Notice.objects.get(kind="care_card").text and "お手入れの便り" in owner.get(order).content.decode()


@pytest.mark.parametrize("locale", ["ja", "en", "zh-Hans", "ru"])
def test_a_new_kind_opens_with_an_example_that_can_be_looked_at(room: Room, owner: Client, locale: str) -> None:
    """NTC-9: in each language of the notices, before a word is written."""
    a_kind_of_its_own(room.shop)
    page = owner.get(f"/notices/care_card/{locale}").content.decode()

    assert "書き出しの例を開いています。" in page and page.count("<iframe") == 2 and "このままでは書けません。" not in page


def test_a_kind_that_is_not_complete_is_sent_by_nobody(room: Room, owner: Client) -> None:
    """NTC-21: whatever the form says."""
    a_kind_of_its_own(room.shop, "ja")

    said = owner.post(f"/orders/{room.order.pk}/act", {"what": "tell", "key": "k" * 32, "notice": "care_card/"}, follow=True).content.decode()

    assert "どのお知らせを送るかを選んでください。" in said
    assert not Notice.objects.filter(kind="care_card")


@pytest.mark.parametrize(("kind", "words"), [("delivered", "その記号はすでにあります"), ("Care Card", "英小文字")])
def test_a_kind_that_cannot_be_is_told_and_what_was_typed_is_kept(owner: Client, kind: str, words: str) -> None:
    """WEB-1: in the reader's words."""
    answer = owner.post("/notices/new", {"kind": kind, "title": "お手入れの便り", "category": "standard"})
    page = answer.content.decode()

    assert answer.status_code == 422 and words in page and 'value="お手入れの便り"' in page and not OwnKind.objects.exists()


def test_only_the_owner_switches_makes_kinds_and_changes_waits(room: Room) -> None:
    """TRU-4: staff look and write."""
    staff = somebody(room.shop, "staff")

    assert {staff.post(f"/notices/{act}", {"kind": "delivered"}).status_code for act in ("switch", "new", "delivered/ja/wait")} == {403}
    assert "/notices/switch" not in table(staff)


def test_cards_show_every_kind_in_every_language_that_it_has(owner: Client) -> None:
    """NTC-1: one page with all of them, as a phone shows them."""
    page = owner.get("/notices/cards").content.decode()

    assert page.count("<iframe") == sum(len(catalogue().locales(kind)) for kind in catalogue().kinds()) >= 128


def test_settings_that_are_saved_leave_kinds_of_its_own_alone(room: Room, owner: Client) -> None:
    """NTC-9: a kind that the page of settings does not show stays switched off."""
    a_kind_of_its_own(room.shop)
    owner.post("/notices/switch", {"kind": "care_card", "on": "0"})

    shop = Shop.objects.get(pk=room.shop.pk)
    assert show(shop)["mails"] == "-care_card" and "care_card" in owner.get("/settings").content.decode()
