"""A notice that leaves out what it must state is caught, in the text and in the page."""

import time
from pathlib import Path

import pytest

from todoke.notices.catalogue import SHIPPED, catalogue
from todoke.notices.render import _untagged, missing_facts, render
from todoke.notices.samples import sample

THING = "・{{ line.title }}{% if line.variant %}（{{ line.variant }}）{% endif %}　{{ line.units }}点\n{% endfor %}"


def without(tmp_path: Path, kind: str, taken: str) -> Path:
    """A shop's folder whose Japanese text of the kind lacks a piece of the shipped one."""
    source = (SHIPPED / kind / "ja.liquid").read_text(encoding="utf-8")
    assert taken in source
    (tmp_path / kind).mkdir()
    (tmp_path / kind / "ja.liquid").write_text(source.replace(taken, ""), encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("kind", "shape", "taken", "named"),
    [
        ("order_confirmation", "plain", "送料：{{ order.shipping | money }}", "order.shipping"),
        ("order_confirmation", "plain", "ご注文日：{{ order.placed_at | date: format: \"day\" }}", "order.placed_at"),
        ("order_confirmation", "gift", "{{ billing_address | format_address }}", "billing_address"),
        ("order_confirmation", "plain", "（番号の下4桁 {{ payment.last4 }}）", "payment.last4"),
        ("order_confirmation", "cod", "{{ order.fee | money }}", "order.fee"),
        ("shipping_confirmation", "partial", f"{{% for line in still_to_come %}}\n{THING}", "still_to_come.title"),
        ("shipping_confirmation", "plain", "お荷物の番号：{{ parcel.number }}", "parcel.number"),
        ("delivered", "plain", "お届けの場所：{{ parcel.place }}", "parcel.place"),
        ("cancel_confirmed", "plain", "{{ refund.text }}", "refund.text"),
        ("payment_reminder", "plain", "期限：{{ payment.due_at | date: format: \"deadline\" }}", "payment.due_at"),
        ("payment_reminder", "plain", "迷惑メールのフォルダー", "that the first mail may lie in the spam folder"),
    ],
)
def test_a_fact_taken_out_of_a_text_is_named(tmp_path: Path, kind: str, shape: str, taken: str, named: str) -> None:
    """NTC-11, NTC-23: the check really looks into what was rendered."""
    shop = catalogue(without(tmp_path, kind, taken))
    facts = sample(shape, "ja", kind)
    missing = missing_facts(kind, facts, render(kind, "ja", facts, of=shop), of=shop)
    assert {f"{named} (text)", f"{named} (html)"} <= set(missing)


def test_a_fact_is_asked_for_only_when_the_order_has_it() -> None:
    """NTC-23: without card digits and dates nothing is missing."""
    facts = sample("plain", "ja", "order_confirmation")
    for group in ("shipping", "delivery", "billing_address"):
        facts.pop(group)  # type: ignore[misc]
    facts["payment"].pop("last4")
    made = render("order_confirmation", "ja", facts)
    assert missing_facts("order_confirmation", facts, made) == []
    assert "ご請求先" not in made.text and "下4桁" not in made.text


@pytest.mark.parametrize("sign", ["<", "<a", "<style", "<!--", '<div style="display:none', 'href="'])
def test_a_page_of_signs_that_never_end_is_read_in_one_pass(sign: str) -> None:
    """NTC-6: it took two minutes once."""
    began = time.process_time()
    assert isinstance(_untagged(sign * (250_000 // len(sign))), str) and time.process_time() - began < 2
