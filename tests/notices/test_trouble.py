"""Notices of trouble: the cause that is on record and no other, the money by the way it was paid, businesses in their own register."""

import re
from typing import Any

import pytest

from todoke.notices.catalogue import catalogue
from todoke.notices.render import missing_facts, render
from todoke.notices.samples import SHAPES, occurs, sample
from todoke.rules.journey_rows import DEFAULT


def text_of(kind: str, locale: str = "ja", shape: str = "plain", variant: str = "", **changed: Any) -> str:
    """The text on made-up facts, with some of them changed: `stockout={"cause": …}`."""
    facts: Any = sample(shape, locale, kind, variant or None)
    for group, more in changed.items():
        facts[group] = {name: value for name, value in {**facts.get(group, {}), **more}.items() if value is not None}
    return render(kind, locale, facts).text


def test_every_kind_is_told_by_a_row_or_asked_for_by_a_case() -> None:
    """NTC-1, LIF-13: no text that nothing could ever send, and none said to be told that is not."""
    shipped, told = catalogue(), {row.tell for row in DEFAULT}
    assert told <= set(shipped.kinds()) and len(shipped.kinds()) == 32
    assert {kind for kind in shipped.kinds() if shipped.about(kind).when == "case"} == set(shipped.kinds()) - told


@pytest.mark.parametrize(
    ("cause", "words"),
    [
        ("simultaneous_orders", "別のご注文と重なり"),
        ("damaged_at_inspection", "検品で品物に傷みが見つかり"),
        ("count_wrong", "当店の管理の誤りです"),
        ("supplier_late", "仕入先からの入荷が"),
    ],
)
@pytest.mark.parametrize("kind", ["stockout_choice", "stockout_cancelled"])
def test_the_recorded_cause_chooses_the_sentence(kind: str, cause: str, words: str) -> None:
    """NTC-5: nothing is typed."""
    assert words in text_of(kind, stockout={"cause": cause, "same_time_orders": None})


@pytest.mark.parametrize("cause", [None, "so popular", "大人気のため"])
def test_a_cause_that_is_not_on_record_is_not_told(cause: str | None) -> None:
    """NTC-5: then the shop says by when it will know; what somebody typed reaches nobody."""
    told = text_of("stockout_choice", stockout={"cause": cause, "same_time_orders": None, "tell_by_at": 1_794_992_400})
    assert "原因はただいま調べており" in told and "人気" not in told and "popular" not in told


@pytest.mark.parametrize(("orders", "told"), [(2, False), (3, True), (5, True)])
def test_the_number_of_orders_is_told_from_three_on(orders: int, told: bool) -> None:
    """NTC-5: the sold-out rush needs the simultaneous orders to exist."""
    assert (f"{orders}件のご注文が重なり" in text_of("stockout_cancelled", stockout={"same_time_orders": orders})) is told


@pytest.mark.parametrize(
    ("shape", "words"),
    [
        ("plain", "お使いのカードへ2,400円をお返しする"),
        ("usd", "請求はございません"),
        ("gift", "銀行振込で全額をお返しします"),
        ("cod", "取り消しをお選びになっても、その品のお支払いは一切ございません"),
        ("b2b", "ご請求書に計上いたしません"),
    ],
)
def test_a_choice_words_the_money_by_the_way_it_was_paid(shape: str, words: str) -> None:
    """NTC-2"""
    assert words in text_of("stockout_choice", shape=shape)


def test_what_nobody_has_paid_is_not_returned_but_left_off() -> None:
    """NTC-2: a cheaper thing instead, at the door or by invoice."""
    assert "差額700円をお返しします" in text_of("stockout_choice") and "お支払いが700円少なくなります" in text_of("stockout_choice", shape="cod")


@pytest.mark.parametrize(("locale", "first", "then"), [("ja", "次の納期", "原因"), ("en", "Wait for the restock", "Why")])
def test_a_business_hears_the_day_and_equal_goods_before_the_cause(locale: str, first: str, then: str) -> None:
    """NTC-3: with the difference in specification; a private buyer hears the cause with the apology."""
    told = text_of("stockout_choice", locale, "b2b")
    assert told.index(first) < told.index(f"\n{'■ ' if locale == 'ja' else ''}{then}\n")
    assert re.search("仕様の違い|Specification:", told) and not re.search("仕様の違い|Specification:", text_of("stockout_choice", locale))


def test_stockout_and_delay_are_one_notice_with_the_stockout_first() -> None:
    """NTC-4: both days and both causes in it, one apology more at the end."""
    told = text_of("stockout_choice", shape="partial")
    assert told.index("在庫がなくなり") < told.index("11月17日（火）から11月20日（金）に変わりました") and "発送作業が予定に追いついておりません" in told
    assert len(re.findall("申し訳ございません|お詫び", told)) == 2


@pytest.mark.parametrize(
    ("kind", "words"),
    [("stockout_checking", "お支払いは、当店からのご案内が届くまで"), ("stockout_choice", "お返事がないときは、取り消しとして")],
)
def test_nobody_pays_for_what_may_be_missing_and_silence_is_explained(kind: str, words: str) -> None:
    """NTC-1: stock is doubtful; what happens without an answer, and when."""
    assert words in text_of(kind, shape="gift")


def test_after_care_sells_nothing_and_links_nowhere() -> None:
    """NTC-1: care first."""
    for locale in ("ja", "en"):
        told = text_of("stockout_aftercare", locale)
        assert "http" not in told and not re.search("クーポン|coupon|セール|sale", told)


@pytest.mark.parametrize("variant", catalogue().about("non_delivery_findings").variants)
def test_no_finding_doubts_the_buyer_and_each_says_what_happens_now(variant: str) -> None:
    """NTC-1, CAS-9: the record is told as a record."""
    told = text_of("non_delivery_findings", variant=variant)
    assert not re.search("はずです|間違いなく|主張|虚偽", told) and "お返事がないとき" in told


def test_the_shop_claims_no_inquiry_that_it_has_not_made() -> None:
    """NTC-5: without the carrier's inquiry on record there is none in the text."""
    told = text_of("non_delivery_findings", variant="under_way", finding={"asked_at": None, "answer_by_at": None})
    assert "依頼" not in told and "回答は" not in told
    assert "配送会社の回答" not in text_of("non_delivery_resolved", variant="declined", finding={"answered_at": None})


def test_who_waits_for_a_thing_hears_until_when_it_is_kept_without_an_order() -> None:
    """NTC-1, STK-7: item, link, until when."""
    made = render("restock_notice", "ja", sample("plain", "ja", "restock_notice"))
    assert "11月20日（金）18時まで" in made.text and "https://minato.example/items/2" in made.text and "#1001" not in made.text
    assert 'src="https://minato.example/pictures/2.jpg"' in made.html


def test_alternatives_are_shown_with_their_pictures() -> None:
    """NTC-1: picture, price and difference."""
    html = render("stockout_choice", "ja", sample("plain", "ja", "stockout_choice")).html
    assert html.count("https://minato.example/pictures/2") == 3 and "1,700円（差額700円をお返しします）" in html


def test_an_address_is_asked_about_without_a_reproach() -> None:
    """NTC-1: as given, what is missing, where to correct it, that the parcel waits, until when."""
    told = text_of("address_problem", variant="ask")
    assert "番地が見当たりませんでした" in told and "発送を止めて" in told and "11月19日（木）18時" in told
    assert "誤り" not in told and "不備" not in told


def test_two_orders_stand_side_by_side() -> None:
    """NTC-1, CAS-14: silence keeps both."""
    told = text_of("duplicate_order")
    assert told.index("#1001") < told.index("二つ目のご注文") < told.index("#1002") and "どちらのご注文もそのままお届けします" in told


@pytest.mark.parametrize("kind", ["stockout_choice", "shipping_delay", "address_problem", "duplicate_order", "non_delivery_findings"])
@pytest.mark.parametrize("locale", ["ja", "en"])
def test_without_a_page_to_choose_on_a_reply_is_enough(kind: str, locale: str) -> None:
    """NTC-23: no label without its link, and silence still explained."""
    for shape in (shape for shape in SHAPES if occurs(kind, shape)):
        facts = sample(shape, locale, kind)
        facts.pop("choice", None)
        made = render(kind, locale, facts)
        assert missing_facts(kind, facts, made) == [] and re.search("ご返信|[Rr]eply", made.text), shape
        assert kind == "stockout_choice" or re.search("お返事がないとき|If we don't hear from you", made.text), shape
