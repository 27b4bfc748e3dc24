"""The editor of notices: written, looked at, judged, saved, published, taken back; for those who may."""

import re

import pytest
from django.conf import settings
from django.test import Client
from tests.console.room import LATER, Room, a_room, somebody
from tests.desk.own_texts import drafted, ours, published
from tests.desk.scene import comes_in, placed, the_worker_runs

from todoke.console.notice_beside import around
from todoke.due.clock import iso
from todoke.notices.models import CaughtMail, Notice
from todoke.shops.models import NoticeText, Unsaved

pytestmark = pytest.mark.django_db
CONFIRMATION = "/notices/order_confirmation/ja"
ONE = "/notices/delivered/ja"  # a short one: the lint reads it in a tenth of a second
KIND = "delivered"
WRONG = "{{ order.numbre }}"


@pytest.fixture(autouse=True)
def at_the_desk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "NOW", iso(LATER))


@pytest.fixture
def room() -> Room:
    return a_room()


@pytest.fixture
def owner(room: Room) -> Client:
    return somebody(room.shop)


def page(person: Client, address: str = ONE, **asked: str) -> str:
    answer = person.get(address, asked)
    assert answer.status_code == 200
    return answer.content.decode()


def sent(person: Client, act: str, source: str, one: str = ONE, **more: str) -> str:
    answer = person.post(f"{one}/{act}", {"source": source, "seen": "0", "first": "0", **more}, follow=True)
    return answer.content.decode()


def test_the_shipped_text_is_open_until_the_shop_has_its_own(owner: Client) -> None:
    """NTC-8: source, subject with its width, both previews, the facts; nothing has to be set up."""
    found = page(owner)

    assert "はじめの文を開いています。" in found and "{{ order.number }}" in found and found.count("<iframe") == 2
    assert "全角" in found and "<code>order.number</code>" in found and "まだありません。保存すると v1" in found


def test_what_is_published_here_is_in_the_next_mail(room: Room, owner: Client) -> None:
    """NTC-8: saved and published with one button; said so on the page."""
    said = sent(owner, "publish", ours(), CONFIRMATION)

    comes_in(room.connection, placed("1002"))
    the_worker_runs(LATER)

    assert "v1を公開しました。" in said and "公開中" in said
    assert "うつわの便り" in Notice.objects.get(order__number="1002").text


def test_a_text_with_an_error_is_saved_but_not_published_and_the_page_says_why(owner: Client) -> None:
    """NTC-8, NTC-11: nothing typed is lost; the finding stands there with line, rule, and what was meant."""
    said = sent(owner, "publish", ours(KIND).replace("{{ order.number }}", WRONG))

    assert "保存しましたが、公開していません。" in said and "公開できません。" in said and " disabled aria-describedby=" in said
    assert "order.numbre" in said and "行目" in said and "order.number" in said
    assert NoticeText.objects.get().errors and not NoticeText.objects.filter(live=True)


def test_what_was_typed_can_be_thrown_away_without_loading_the_page_again(owner: Client) -> None:
    """NTC-8: the way back comes with the look, as soon as something is unsaved."""
    throw = 'form="throw">書きかけを捨てる'
    assert throw not in page(owner) and throw in sent(owner, "look", ours(KIND)) and throw in page(owner)


def test_a_finding_quotes_a_long_line_from_where_it_is_wrong(owner: Client) -> None:
    """NTC-8: on a phone nobody finds one word in a line of 400 characters."""
    found = sent(owner, "look", ours(KIND).replace("{{ order.number }}", "あ" * 300 + WRONG, 1))
    quoted = re.findall(r'<pre class="quoted"[^>]*>(.*?)</pre>', found)

    assert any(one.startswith("…あ") and "order.numbre" in one for one in quoted), quoted
    assert around("short, so, so", "Servile doubling (so, so).") == "short, so, so"


def test_facts_that_are_not_stated_stand_under_one_heading(owner: Client) -> None:
    """NTC-8: who pastes a page of HTML reads one thing to mend, with each fact and how to write it."""
    found = sent(owner, "look", "<html><body><p>{{ customer.name }}</p></body></html>", CONFIRMATION)

    assert found.count("必須の事実が欠けています</h3>") == 1
    assert "<li>{{ order.total | money }}を、どの注文でも出る場所に書いてください。</li>" in found and "（order.number" not in found


def test_what_is_typed_is_shown_and_judged_without_being_saved(room: Room, owner: Client) -> None:
    """NTC-8, WEB-5: the fragment that the page asks for while somebody writes."""
    found = sent(owner, "look", ours(KIND))
    kept = Unsaved.objects.get()
    later = page(owner)

    assert "直すところはありません。" in found and "hx-swap-oob" in found and "of=unsaved" in found
    assert kept.source == ours(KIND) and not NoticeText.objects.exists() and "書きかけを開いています" in later and "うつわの便り" in later
    assert "うつわの便り" in owner.get(f"{ONE}/html?of=unsaved&on=plain").content.decode()


def test_words_typed_back_to_what_is_saved_are_no_draft(room: Room, owner: Client) -> None:
    """Only what differs is kept."""
    drafted(room.shop, KIND)
    sent(owner, "look", ours(KIND) + "x", seen="1")
    sent(owner, "look", ours(KIND), seen="1")

    assert not Unsaved.objects.exists()


def test_it_is_looked_at_on_a_real_order_and_that_is_logged(room: Room, owner: Client, caplog: pytest.LogCaptureFixture) -> None:
    """NTC-8, TRU-5: on the facts of an order of the shop's own."""
    html = owner.get(f"{CONFIRMATION}/html?of=0&on=order:{room.order.pk}").content.decode()
    page(owner, on=f"order:{room.order.pk}")

    assert "佐藤 花" in html and "粉引の湯呑" in html
    assert any("what=notice preview" in one.message for one in caplog.records)


def test_an_order_is_found_for_the_preview_as_a_caller_says_it(room: Room, owner: Client) -> None:
    """NTC-8: by name or number; one that is not there is told, and what was typed stays."""
    found = owner.post(f"{ONE}/show", {"source": ours(KIND), "seen": "0", "sought": "佐藤 花"})
    lost = sent(owner, "show", ours(KIND), sought="nobody-9")

    assert f"on=order%3A{room.order.pk}" in found.headers["Location"]
    assert "「nobody-9」にあたる注文はありません。" in lost and "うつわの便り" in lost


def test_made_up_goods_have_a_picture_that_is_there(owner: Client) -> None:
    """NTC-8: nobody photographed them; a preview asks nobody for them."""
    html = owner.get(f"{ONE}/html?of=0&on=plain").content.decode()

    assert "minato.example/pictures" not in html and html.count("data:image/svg+xml") == 3


def test_another_shop_s_order_is_never_looked_at(room: Room, owner: Client) -> None:
    """TRU-4: a key from elsewhere shows the made-up order."""
    other = a_room("theirs", "2002")

    html = owner.get(f"{CONFIRMATION}/html?of=0&on=order:{other.order.pk}").content.decode()

    assert "粉引の湯呑" not in html and "佐藤 花子" in html


@pytest.mark.parametrize(
    "hostile",
    [
        "---\nsubject: a\npreheader: b\n---\n{% for a in (1..9999) %}{% for b in (1..9999) %}{{ b }}{% endfor %}{% endfor %}",
        "---\nsubject: a\npreheader: b\n---\n{% for",
        "---\nsubject: a\n",
        "{{ order | nosuchfilter }}",
        "{% include 'etc' %}",
        "\ufeff\ud7ff",
        "",
    ],
)
def test_a_hostile_template_ends_at_once_with_a_clear_word(owner: Client, hostile: str) -> None:
    """NTC-6: preview and lint keep the bounds; the page stands."""
    found = sent(owner, "look", hostile)

    assert "このままでは書けません。" in found or "<iframe" in found
    assert owner.get(f"{ONE}/html?of=unsaved").status_code == 200 and "必ず直す" in found


def test_a_page_of_html_runs_no_script_and_sends_nothing(owner: Client) -> None:
    """TRU-4: the frame has a policy of its own and is a sandbox."""
    sent(owner, "look", "<script>alert(1)</script><p>{{ order.number }}</p>")

    answer = owner.get(f"{ONE}/html?of=unsaved")

    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "sandbox" in policy and "script-src" not in policy
    assert "<script>alert(1)" not in page(owner)


def test_a_page_looks_dark_and_light_as_one_likes(owner: Client) -> None:
    """NTC-7: whatever this browser prefers."""
    dark, light = (owner.get(f"{ONE}/html?of=0&scheme={scheme}").content.decode() for scheme in ("dark", "light"))

    assert "prefers-color-scheme: dark" not in dark + light and "(min-width:0)" in dark and "(max-width:0)" in light


def test_who_saves_second_is_told_who_was_first(room: Room, owner: Client) -> None:
    """WEB-1: what was typed is kept, and pressing again makes the version after theirs."""
    drafted(room.shop, KIND)

    answer = owner.post(f"{ONE}/save", {"source": ours(KIND) + "二つ目\n", "seen": "0", "first": "0"})
    again = sent(owner, "save", ours(KIND) + "二つ目\n", first="1")

    assert answer.status_code == 409 and "先に保存した人がいます。" in answer.content.decode() and "二つ目" in answer.content.decode()
    assert "v2として保存しました。" in again and NoticeText.objects.count() == 2


def test_versions_differ_visibly_and_an_older_one_comes_back_with_one_press(room: Room, owner: Client) -> None:
    """NTC-8: difference between any two, one-click return, and back to the shipped text."""
    published(room.shop, KIND)
    published(room.shop, KIND, source=ours(KIND) + "一点ずつ手で包みました。\n")

    difference = page(owner, f"{ONE}/compare", a="1", b="2")
    owner.post(f"{ONE}/return", {"version": "1"})
    live = NoticeText.objects.get(live=True).version
    owner.post(f"{ONE}/down")

    assert "一点ずつ手で包みました。" in difference and "v1とv2のちがい" in difference
    assert live == 1 and not NoticeText.objects.filter(live=True)


def test_a_test_goes_to_oneself_in_the_words_as_they_stand(owner: Client) -> None:
    """NTC-24: unsaved words, a made-up order, no buyer."""
    before = CaughtMail.objects.count()

    said = sent(owner, "test", ours(KIND), to="me@example.com")
    wrong = sent(owner, "test", ours(KIND), to="nobody")

    mail = CaughtMail.objects.order_by("-pk")[0]
    assert mail.recipient == "me@example.com" and CaughtMail.objects.count() == before + 1 and "受けとめました" in said
    assert "メールアドレスとして読めません。" in wrong


def test_staff_write_and_the_owner_publishes(room: Room) -> None:
    """TRU-4: the button says so; who only reads has none."""
    staff, reader = somebody(room.shop, "staff"), somebody(room.shop, "readonly")

    sent(staff, "save", ours(KIND))
    refused = [staff.post(f"{ONE}/{act}", {"source": ours(KIND), "version": "1"}).status_code for act in ("publish", "return", "down")]
    refused += [reader.post(f"{ONE}/{act}", {"source": ours(KIND)}).status_code for act in ("save", "look", "show", "test", "throw")]

    assert set(refused) == {403} and NoticeText.objects.count() == 1
    assert "公開できるのは店主です。" in page(staff) and "<textarea" in page(reader) and "readonly" in page(reader)


def test_what_was_not_saved_can_be_thrown_away(owner: Client) -> None:
    """Nothing is kept against one's will."""
    sent(owner, "show", ours(KIND) + "書きかけ")

    assert "書きかけを捨てました。" in sent(owner, "throw", "") and not Unsaved.objects.exists()


def test_a_kind_or_language_that_is_not_there_is_not_found(owner: Client) -> None:
    """Neither by a made-up name nor by a path."""
    assert {owner.get(f"/notices/{one}").status_code for one in ("nothing/ja", "delivered/fr", "delivered/zh-Hant", "a-b/ja")} == {404}


def test_the_page_speaks_english_too(room: Room) -> None:
    """WEB-1: words, findings and mends."""
    found = somebody(room.shop, language="en").post(f"{ONE}/look", {"source": ours(KIND).replace("{{ order.number }}", WRONG), "seen": "0"}).content.decode()

    assert "To be mended" in found and "Mend: " in found and "必ず直す" not in found
