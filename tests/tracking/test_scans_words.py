"""Every wording that is known, and what it means; what nobody knows is said so."""

import json
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from todoke.rules import events as ev
from todoke.tracking.scans import History, Scan, read
from todoke.tracking.sources import VOCABULARY, source_of

FACTS = Path(__file__).parents[3] / "shared" / "fixtures" / "tracking_events" / "status_taxonomies_facts.json"
beside = pytest.mark.skipif(not FACTS.is_file(), reason="the real vocabularies do not lie beside the repository")
LISTS = {
    "aftership_tags": "aftership", "aftership_subtags_confirmed": "aftership", "seventeentrack_main": "17track", "seventeentrack_sub": "17track",
    "easypost_status": "easypost", "shopify_fulfillment_event_status": "shopify", "shopify_fulfillment_event_status_unstable_extra": "shopify",
    "amazon_package_status": "amazon", "karrio_normalised": "karrio", "shipbob_order": "shipbob", "shipbob_webhook_topics": "shipbob",
    "yamato_seen": "yamato", "jppost_seen": "jppost", "sagawa_seen": "sagawa",
}  # fmt: skip


def meaning(source: str, wording: str, place: str = "") -> str:
    known, found = VOCABULARY.find(source_of(source), wording, place)
    return (found.__name__.removeprefix("Parcel") if found else "note") if known else "unknown"


@beside
@pytest.mark.fixtures
def test_every_status_of_every_real_vocabulary_is_known_to_its_source() -> None:
    """TRK-4: nothing falls to unknown."""
    said: dict[str, Any] = {name: words for name, words in json.loads(FACTS.read_text("utf-8")).items() if isinstance(words, list | dict)}
    assert set(said) == set(LISTS)
    assert [(name, word) for name, words in said.items() for word in words if meaning(LISTS[name], word) == "unknown"] == []


@pytest.mark.parametrize("source, wording, means", [
    ("yamato", "持戻（ご不在）", "AttemptFailed"),
    ("yamato", "持戻(ご不在)", "AttemptFailed"),
    ("クロネコヤマト", "投函完了", "Delivered"),
    ("yamato", "調査中", "Troubled"),
    ("yamato", "依頼受付（再配達）", "note"),
    ("yamato", "配達日・時間帯指定（保管中）", "Moved"),
    ("yamato", "保管中（ご指定店）", "Held"),
    ("yamato", "配達完了　鎌ケ谷道野辺センター", "Delivered"),
    ("yamato", "発送（大阪返品センター）", "Moved"),
    ("sagawa", "久喜店から配達に出発致しました。", "OutForDelivery"),
    ("sagawa", "↓配達中", "OutForDelivery"),
    ("佐川急便", "ご不在のため持ち帰り", "AttemptFailed"),
    ("sagawa", "⇒保管中", "Held"),
    ("日本郵便", "お届け先にお届け済み", "Delivered"),
    ("jppost", "ご不在のため持ち戻り", "AttemptFailed"),
    ("japan_post", "国際交換局から発送", "Moved"),
    ("japan_post", "窓口でお渡し", "Delivered"),
    ("書留", "差出人に返送済み", "Returned"),
    ("japan_post", "保管期間経過のため返送", "Returning"),
    ("西濃運輸", "配達完了", "Delivered"),
    ("fukuyama", "発店出発", "Moved"),
    ("", "受取人不在のため持帰り", "AttemptFailed"),
    ("", "宅配ボックスにお届けしました", "Delivered"),
    ("", "受取拒否", "Refused"),
    ("aftership", "Pending", "note"),
    ("karrio", "pending", "Labelled"),
    ("aftership", "Exception_012", "Troubled"),
    ("17track", "DeliveryFailure_Rejected", "Refused"),
    ("easypost", "return_to_sender", "Returning"),
    ("UPU", "EMH", "AttemptFailed"),
    ("s10", "Return item from customs (Inb)", "Moved"),
    ("japan_post", "引受（書留）", "Moved"),
    ("", "受取拒否のため返送", "Returning"),
    ("yamato", "置き配完了", "Delivered"),
    ("shopify", "picked_up", "Delivered"),
    ("fedex", "Picked up", "Moved"),
    ("usps", "Out for Delivery, Expected Delivery by 9:00pm", "OutForDelivery"),
    ("usps", "Unclaimed/Being Returned to Sender", "Returning"),
    ("usps", "Delivered, Front Door/Porch", "Delivered"),
    ("usps", "Delivered, To Original Sender", "Returned"),
    ("USPS", "Notice Left (No Authorized Recipient Available)", "AttemptFailed"),
    ("fedex", "On FedEx vehicle for delivery", "OutForDelivery"),
    ("ups", "The package could not be delivered", "AttemptFailed"),
    ("ups", "Scheduled delivery", "note"),
    ("dhl", "Shipment is on hold", "Troubled"),
    ("", "已签收", "Delivered"),
    ("", "派送失败，收件人不在", "AttemptFailed"),
    ("cdek", "Вручено адресату", "Delivered"),
    ("", "Неудачная попытка вручения", "AttemptFailed"),
])  # fmt: skip
def test_a_wording_means_what_its_carrier_means(source: str, wording: str, means: str) -> None:
    """TRK-4: whatever widths, brackets, arrows or offices stand around it."""
    assert meaning(source, wording) == means


@pytest.mark.parametrize("wording, means", [
    ("配達完了予定", "note"), ("未配達", "AttemptFailed"), ("お届けできませんでした", "AttemptFailed"), ("Not delivered", "AttemptFailed"),
    ("Undelivered", "AttemptFailed"), ("Will be delivered tomorrow", "note"), ("未妥投", "AttemptFailed"), ("Не вручено", "AttemptFailed"),
])  # fmt: skip
def test_a_no_and_a_plan_are_no_delivery(wording: str, means: str) -> None:
    """TRK-4: never the nearest."""
    assert meaning("", wording) == means


@pytest.mark.parametrize("wording", ["ふしぎな知らせ", "xyzzy", "コード 77", "", "？", "荷物は元気です"])
def test_what_nobody_knows_is_unknown(wording: str) -> None:
    """CMD-20"""
    assert meaning("yamato", wording) == "unknown"


def test_an_unknown_wording_is_listed_once_and_the_rest_is_taken() -> None:
    """CMD-20: it keeps the parcel's state."""
    found = read(History("yamato", frozenset({Scan("ふしぎな知らせ", "11/25 09:00"), Scan(" ふしぎな知らせ ", "11/26 09:00"), Scan("発送", "11/24 09:00")})))
    assert found.unknown == ("ふしぎな知らせ",)
    assert [fact.cls for fact in found.facts] == [ev.ParcelSent, ev.ParcelMoved]


def test_the_office_may_stand_in_the_wording() -> None:
    """TRK-4: what the history names as its place is not read as a wording."""
    assert meaning("yamato", "配達完了 返送町営業所", "返送町営業所") == "Delivered"


def test_what_a_shop_was_taught_comes_first() -> None:
    """TRK-4: for one carrier, or for all."""
    history = History("yamato", frozenset({Scan("ふしぎな 知らせ", "11/24 09:00")}))
    assert read(history, {("yamato", "ふしぎな知らせ"): ev.ParcelHeld}).facts[-1].cls is ev.ParcelHeld
    assert read(history, {("", "ふしぎな知らせ"): ev.ParcelLost}).facts[-1].cls is ev.ParcelLost
    assert read(history, {("sagawa", "ふしぎな知らせ"): ev.ParcelHeld}).facts == ()


@given(st.text(max_size=60), st.text(max_size=20), st.text(max_size=20))
@settings(max_examples=400, deadline=None)
def test_no_wording_raises(carrier: str, wording: str, place: str) -> None:
    """CMD-20"""
    read(History(carrier, frozenset({Scan(wording, "", place)})))


@pytest.mark.parametrize("text", [" " * 400_000, "(" * 400_000, "1 " * 200_000, "返" * 400_000, "11:11 " * 60_000, "delivery " * 50_000, "支店" * 200_000])
def test_a_text_of_any_length_is_read_at_once(text: str) -> None:
    """CMD-20: nobody stops the desk with a long word."""
    began = time.thread_time()
    read(History(text, frozenset({Scan(text, text, text), Scan("発送", text, text)}), text))
    assert time.thread_time() - began < 2
