"""A shop's own notices: what is published is what buyers get, from the next mail on."""

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from tests.desk.own_texts import CARE, a_kind_of_its_own, drafted, ours, published
from tests.desk.scene import NOW, a_shop, comes_in, placed, the_order, the_worker_runs

from todoke.desk.acts import act
from todoke.desk.publishing import NotClean, findings, publish
from todoke.desk.texts import HELD, complete, make_kind, texts_of
from todoke.notices.catalogue import catalogue
from todoke.notices.models import Notice
from todoke.rules.events import TellAgain
from todoke.shops.choices import Mend, change
from todoke.shops.models import NoticeText, Shop
from todoke.shops.texts import Key, take_down, versions

pytestmark = pytest.mark.django_db


def mailed(connection: object, number: str) -> str:
    comes_in(connection, placed(number))  # type: ignore[arg-type]
    the_worker_runs(NOW + 600)
    return Notice.objects.get(order__number=number).text


def test_the_next_mail_has_the_published_text_and_a_draft_reaches_nobody() -> None:
    """NTC-8: saving makes a draft; publishing changes what leaves; taking it down brings the shipped words back."""
    connection = a_shop()
    text = drafted(connection.shop)
    before = mailed(connection, "1001")

    publish(text, "ja", by="staff:aoi", now=NOW)
    after = mailed(connection, "1002")
    take_down(Key(connection.shop, "order_confirmation", "ja"))

    assert "うつわの便り" not in before and "うつわの便り" in after and "うつわの便り" not in mailed(connection, "1003")


def test_a_text_with_an_error_does_not_go_live() -> None:
    """NTC-8, NTC-11: the lint's word counts, and what was live stays."""
    shop = a_shop().shop
    good = published(shop)
    bad = drafted(shop, source=ours().replace("{{ order.number }}", "{{ order.numbre }}"))

    with pytest.raises(NotClean) as no:
        publish(bad, "en", by="staff:aoi", now=NOW)

    assert bad.errors and any("order.number" in one.mend + one.message for one in no.value.findings)
    assert NoticeText.objects.get(live=True).pk == good.pk


def test_the_same_words_saved_twice_are_one_version_and_each_change_is_the_next() -> None:
    """NTC-8: a version stands for a change, with who made it."""
    shop = a_shop().shop
    drafted(shop)
    drafted(shop)
    drafted(shop, source=ours() + "一点ずつ手で包みました。\n")

    found = versions(Key(shop, "order_confirmation", "ja"))

    assert [(one.version, one.made_by, one.live) for one in found] == [(2, "staff:aoi", False), (1, "staff:aoi", False)]


def test_an_older_version_comes_back_with_one_act() -> None:
    """NTC-8: return is publishing the older one."""
    shop = a_shop().shop
    first = published(shop)
    published(shop, source=ours() + "一点ずつ手で包みました。\n")

    publish(NoticeText.objects.get(pk=first.pk), "ja", by="staff:aoi", now=NOW)

    assert NoticeText.objects.get(live=True).version == 1


def test_texts_are_read_once_for_each_publishing_and_never_for_a_shop_without_its_own() -> None:
    """The outbox asks the shop's row alone, which it reads anyhow."""
    shop, other = a_shop().shop, a_shop("other").shop
    published(shop)

    first = texts_of(shop)

    assert texts_of(shop) is first and texts_of(other) is catalogue() and other.pk not in HELD


def test_a_page_of_html_takes_the_place_of_the_page_alone() -> None:
    """NTC-22: a file without front matter; subject and text stay the shipped ones."""
    shop = a_shop().shop
    NoticeText.objects.create(shop=shop, kind="delivered", locale="ja", version=1, source="<p>{{ order.number }}</p>", live=True)
    shop.texts = "changed"

    of = texts_of(shop)

    assert of.own_html("delivered", "ja") is not None and of.text("delivered", "ja").source == catalogue().text("delivered", "ja").source


# ── kinds of its own ────────────────────────────────────────────────────────────────────────────────
def test_a_kind_of_its_own_is_there_only_with_all_languages_of_the_shop() -> None:
    """NTC-21: with one missing nobody can send it."""
    shop = a_shop().shop
    a_kind_of_its_own(shop, "ja")
    half = complete(shop)

    published(shop, "care_card", "en", CARE["en"])

    assert half == [] and [one.kind for one in complete(shop)] == ["care_card"]
    change(shop, {"languages": "ja,en,ru"}, by="test", now=NOW)
    assert complete(Shop.objects.get(pk=shop.pk)) == []


def test_a_person_sends_a_kind_of_the_shop_s_own() -> None:
    """NTC-9: by hand, about an order, in the order's language."""
    connection = a_shop()
    a_kind_of_its_own(connection.shop, "ja", "en")
    mailed(connection, "1001")

    act(the_order(), [TellAgain(id="k" * 20, kind="care_card", at=NOW)], by="staff:aoi", now=NOW, key="k" * 20)
    the_worker_runs(NOW + 700)

    sent = Notice.objects.get(kind="care_card")
    assert sent.state == "sent" and "米のとぎ汁" in sent.text and "お手入れ" in sent.subject


@pytest.mark.parametrize(("kind", "title", "category"), [("delivered", "x", "standard"), ("Care", "x", "standard"), ("care", "", "standard"),
                                                         ("care", "x", "advertising"), ("../x", "x", "standard")])
def test_a_kind_that_cannot_be_is_refused_with_a_mend(kind: str, title: str, category: str) -> None:
    """NTC-9: shipped names, odd names, no title, no category."""
    with pytest.raises(Mend):
        make_kind(a_shop().shop, kind, title, category, by="staff:aoi", now=NOW)


def test_a_text_is_judged_beside_the_shop_s_other_languages() -> None:
    """NTC-11: what one language states and the other lacks is found, drafts of an own kind included."""
    shop = a_shop().shop
    make_kind(shop, "care_card", "お手入れ", "standard", by="staff:aoi", now=NOW)
    drafted(shop, "care_card", "ja", CARE["ja"].replace("の器は", "（{{ order.total | money }}）の器は"))

    found = findings(Key(shop, "care_card", "en"), CARE["en"], "en")

    assert any("order.total" in one.message for one in found)


# ── by command ──────────────────────────────────────────────────────────────────────────────────────
def told(capsys: pytest.CaptureFixture[str], *words: str) -> list[dict[str, Any]]:
    """What a command answers, a JSON object a line."""
    capsys.readouterr()
    with suppress(SystemExit):  # 1: some of it was refused
        call_command(*words, "--json")
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_a_real_order_is_rendered_in_the_words_that_its_shop_has_published(capsys: pytest.CaptureFixture[str]) -> None:
    """CMD-8, NTC-22: what `todoke render --order` shows is what would leave; a sample stays the shipped one."""
    connection = a_shop()
    published(connection.shop)
    mailed(connection, "1001")

    real, made_up = (told(capsys, "render", "order_confirmation", *of, "--locale", "ja") for of in (("--order", "1001"), ("--sample",)))

    assert "うつわの便り" in real[0]["text"] and "うつわの便り" not in made_up[0]["text"]


def test_a_row_may_tell_a_kind_of_the_shop_s_own(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """NTC-21, LIF-13: once it speaks all languages of the shop; before, the file is refused."""
    shop = a_shop().shop
    a_kind_of_its_own(shop, "ja")
    file = tmp_path / "journeys.toml"
    file.write_text('format = 1\n[[journey]]\nid = "shop-care-card"\nwhen = ["ParcelDelivered"]\ntell = "care_card"\nonce = "order"\n', "utf-8")

    before = told(capsys, "journeys", "check", str(file))
    published(shop, "care_card", "en", CARE["en"])

    assert [one["rule"] for one in before] == ["J-LOCALE"] and told(capsys, "journeys", "check", str(file)) == []
