"""A shop's settings, at the desk."""

import pytest
from django.conf import settings
from django.test import Client
from tests.console.room import LATER, Room, a_room, somebody

from todoke.desk import sample_mail
from todoke.due.clock import iso
from todoke.notices.catalogue import catalogue
from todoke.notices.models import CaughtMail, Notice
from todoke.notices.transports.transport import Mail, NotTaken
from todoke.shops.choices import policy_of, show
from todoke.shops.models import Shop

pytestmark = pytest.mark.django_db
FORM = {"name": "うつわのみなと", "support": "hello@minato.example", "sender": "shop@minato.example", "main": "ja", "language": ["ja", "en"],
        "zone": "Asia/Tokyo", "day": ["mon", "tue", "wed", "thu", "fri", "sat"], "opens": "10:00", "closes": "17:00", "holidays": "on",
        "closures": "12-29..01-03", "returns_text": "", "bank_account": "みなと銀行\r\n普通 1234567"}
KINDS = [kind for kind in catalogue().kinds() if kind != "delivered"]


@pytest.fixture(autouse=True)
def at_the_desk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "NOW", iso(LATER))


def save(room: Room, person: Client | None = None, **changed: object) -> "object":
    seen = str(Shop.objects.get(pk=room.shop.pk).policy_version)
    return (person or somebody(room.shop)).post("/settings/save", {**FORM, "kind": KINDS, "seen": seen, **changed})


def kept(room: Room) -> dict[str, str]:
    return show(Shop.objects.get(pk=room.shop.pk))


def test_the_owner_saves_what_the_shop_is_and_does() -> None:
    """TRU-7: ticks and fields become the texts that the shop keeps, as one new version of its policy."""
    room = a_room()

    save(room)

    found, shop = kept(room), Shop.objects.get(pk=room.shop.pk)
    assert found["name"] == "うつわのみなと" and found["bank_account"] == "みなと銀行\n普通 1234567"
    assert found["calendar"] == "mon-sat 10:00-17:00 JP" and found["languages"] == "ja,en" and found["mails"] == "-delivered"
    assert shop.policy_version == room.shop.policy_version + 1 and policy_of(shop).off == ("delivered",)


def test_saved_twice_the_same_is_no_new_version() -> None:
    """TRU-7: a version stands for a change."""
    room = a_room()
    save(room)
    version = Shop.objects.get(pk=room.shop.pk).policy_version

    save(room)

    assert Shop.objects.get(pk=room.shop.pk).policy_version == version


def test_every_mistake_stands_beside_its_field_and_nothing_typed_is_lost() -> None:
    """WEB-1: all of them at once, in the reader's words; nothing was changed."""
    room = a_room()
    before = kept(room)

    answer = save(room, name="", support="hello＠minato.example", closures="someday", opens="18:00", bank_account="x" * 401)
    page = answer.content.decode()  # type: ignore[attr-defined]

    assert answer.status_code == 422 and kept(room) == before  # type: ignore[attr-defined]
    assert page.count('aria-invalid="true"') == 6 and page.count(" autofocus") == 1
    assert 'value="hello＠minato.example"' in page and "x" * 401 in page and 'value="18:00"' in page
    assert "401字あります。400字までにしてください。" in page and "＠が全角です。半角の @ に直してください。" in page and "曜日を1つ以上選び" in page


def test_who_was_second_is_told_who_was_first() -> None:
    """WEB-1: nothing is written over unseen; what was typed is kept."""
    room = a_room()
    save(room, name="先の名")

    late = save(room, seen=str(room.shop.policy_version), name="後の名")

    assert late.status_code == 409 and kept(room)["name"] == "先の名"  # type: ignore[attr-defined]
    assert 'value="後の名"' in late.content.decode() and "先に変えた人がいます" in late.content.decode()  # type: ignore[attr-defined]


@pytest.mark.parametrize("role", ["staff", "readonly"])
def test_only_the_owner_changes_settings_holds_mails_or_opens_the_brake(role: str) -> None:
    """TRU-4: who may look may not change."""
    room = a_room()
    person, before = somebody(room.shop, role), kept(room)

    refused = [save(room, person), person.post("/settings/hold", {"hold": "1"}), person.post("/settings/brake", {"act": "release"})]

    assert [answer.status_code for answer in refused] == [403, 403, 403]  # type: ignore[attr-defined]
    assert kept(room) == before and not Shop.objects.get(pk=room.shop.pk).hold_mails and person.get("/settings").status_code == 200


def test_one_switch_holds_all_mails_and_every_page_says_so() -> None:
    """NTC-19: the shop's mails stand still until the owner lets them go."""
    room = a_room()
    owner = somebody(room.shop)

    owner.post("/settings/hold", {"hold": "1"})
    held, page = Shop.objects.get(pk=room.shop.pk).hold_mails, owner.get("/mails").content.decode()
    owner.post("/settings/hold", {"hold": "0"})

    assert held and "メールはすべて止めてあります。" in page
    assert not Shop.objects.get(pk=room.shop.pk).hold_mails


@pytest.mark.parametrize(("act", "state"), [("release", "waiting"), ("discard", "withdrawn")])
def test_the_brake_says_why_and_opens_when_the_owner_has_looked(act: str, state: str) -> None:
    """NTC-19: why it closed and how many it holds; they go out, or are discarded."""
    room = a_room()
    Shop.objects.filter(pk=room.shop.pk).update(brake="more than 8 mails about one order within an hour")
    Notice.objects.filter(pk=room.notice.pk).update(state="waiting", reason="brake")
    owner = somebody(room.shop)

    page, elsewhere = owner.get("/settings").content.decode(), owner.get("/mails").content.decode()
    owner.post("/settings/brake", {"act": act})

    assert "送信ブレーキがかかっています。1時間のうちに、1つの注文について8通をこえました。" in elsewhere
    assert "1時間のうちに、1つの注文について8通をこえました。" in page and "1通を止めて" in page
    assert Shop.objects.get(pk=room.shop.pk).brake == "" and Notice.objects.get(pk=room.notice.pk).state == state


def test_any_notice_is_sent_to_oneself() -> None:
    """NTC-24: with made-up facts, about no order."""
    room = a_room()

    answer = somebody(room.shop, "staff").post("/settings/test", {"kind": "delivered", "locale": "en", "to": "me@example.com"}, follow=True)

    mail = CaughtMail.objects.get(order=-room.shop.pk)
    assert mail.recipient == "me@example.com" and "受けとめました。" in answer.content.decode()


class Refusing:
    def hand_over(self, mail: Mail) -> None:
        raise NotTaken("535 5.7.8 authentication failed", ours=True)

    def close(self) -> None:
        """Nothing is open."""


def test_what_the_mail_server_says_is_shown_as_it_says_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """NTC-24: a refusal is an answer to work with, and what was typed stays."""
    room = a_room()
    monkeypatch.setattr(sample_mail, "transport", Refusing)

    page = somebody(room.shop).post("/settings/test", {"kind": "delivered", "locale": "ja", "to": "me@example.com"})

    assert page.status_code == 422 and "535 5.7.8 authentication failed" in page.content.decode()
    assert 'value="me@example.com"' in page.content.decode()


@pytest.mark.parametrize(("field", "value"), [("to", "me＠example.com x"), ("kind", "../../etc/passwd"), ("locale", "tlh")])
def test_a_test_that_cannot_be_sent_says_why(field: str, value: str) -> None:
    """TRU-3: no mail, a sentence, and no 500."""
    room = a_room()

    answer = somebody(room.shop).post("/settings/test", {"kind": "delivered", "locale": "ja", "to": "me@example.com", field: value})

    assert answer.status_code == 422 and not CaughtMail.objects.filter(order__lte=0).exists()
