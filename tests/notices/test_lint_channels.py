"""What a channel allows: in a template, and in what is about to leave (CHN-7, guard 7)."""

from pathlib import Path

import pytest

from todoke.notices.lint.leaving import forbidden
from todoke.notices.lint.lint import Wanted, lint
from todoke.notices.lint.rules import CHANNELS, book
from todoke.rules.channel_rules import FORBIDDEN, RULES

GONE = "注文番号：503-1234567-1234567\nご注文の品は在庫がなくなり、お届けできなくなりました。返金は済ませました。荷物の番号は4912-3456-7890です。"


@pytest.mark.parametrize(("channel", "kind", "more", "rule"), [
    ("amazon", "stockout_cancelled", "", ""), ("own", "follow_up", "https://a.example", ""), ("somewhere", "follow_up", "x", ""),
    ("amazon", "order_confirmation", "", "amazon.no_confirmation"), ("amazon", "follow_up", "", "amazon.no_marketing"),
    ("amazon", "stockout_cancelled", "https://minato.example/c", "amazon.no_links"), ("amazon", "stockout_cancelled", "www.minato.example", "amazon.no_links"),
    ("amazon", "stockout_cancelled", "a@b.example", "amazon.no_links"), ("amazon", "stockout_cancelled", "0263-00-0000", "amazon.no_links"),
    ("amazon", "stockout_cancelled", "<b>お詫び</b>", "amazon.no_markup"), ("amazon", "stockout_cancelled", "字" * 2000, "amazon.too_long"),
    ("amazon", "stockout_cancelled", "キャンセルのお手続きをお願いいたします", "amazon.no_cancel_request"),
    ("amazon", "stockout_cancelled", "レビューもぜひ", "amazon.not_needed"), ("amazon", "stockout_cancelled", "Here is a coupon", "amazon.not_needed"),
    ("rakuten", "shipping_confirmation", "https://item.rakuten.co.jp/minato/1", ""),
    ("rakuten", "shipping_confirmation", "https://toi.kuronekoyamato.co.jp/cgi-bin/tneko", ""),
    ("rakuten", "shipping_confirmation", "https://minato.example/o/1", "rakuten.no_outside_links"),
    ("rakuten", "shipping_confirmation", "https://rakuten.co.jp.evil.example/", "rakuten.no_outside_links"),
    ("rakuten", "stockout_choice", "お客様にてキャンセルをお願いします", "rakuten.no_cancel_request"),
    ("yahoo", "shipping_confirmation", "https://store.shopping.yahoo.co.jp/minato/", ""), ("yahoo", "delivered", "http://[::1", "yahoo.no_outside_links"),
])  # fmt: skip
def test_what_a_channel_forbids_does_not_leave(channel: str, kind: str, more: str, rule: str) -> None:
    """NTC-15: the reason is the rule's name."""
    assert forbidden(channel, kind, f"{GONE}\n{more}") == rule


def test_without_the_order_s_number_nothing_goes_to_amazon() -> None:
    """CHN-7: 17 digits; and no page of HTML."""
    assert forbidden("amazon", "stockout_cancelled", "在庫がなくなりました。") == "amazon.no_order_number"
    assert forbidden("amazon", "stockout_cancelled", GONE, "<p>…</p>") == "amazon.no_markup"


def test_every_rule_of_a_channel_has_source_date_and_a_lint() -> None:
    """CHN-7: data in one place; the lint's rule is there."""
    assert all(rule.source and rule.read and all(name in book().rules for name in rule.lint.split(", ")) for rule in RULES)
    assert {rule.where for rule in RULES if rule.kinds or rule.checks} == {*CHANNELS} - {"own"}
    assert all("source and date in channel_rules" in why for why in FORBIDDEN.values())


@pytest.mark.parametrize(("channel", "rules"), [("own", set()), ("amazon", {"V-AMZ-2", "V-AMZ-3"}), ("rakuten", {"V-MAL-1"}), ("yahoo", {"V-MAL-1"})])
def test_a_template_is_judged_for_the_channel_it_is_for(channel: str, rules: set[str], tmp_path: Path) -> None:
    """NTC-11: an outside link is right at home and wrong on a marketplace."""
    path = tmp_path / "delivered" / "ja.liquid"
    path.parent.mkdir()
    path.write_text("---\nsubject: 【{{ shop.name }}】お荷物のこと\npreheader: 次の一言\n---\n{{ customer | salutation }}\n\n{{ order_status_url }}\n", "utf-8")
    found = {one.rule for one in lint([path], Wanted(channel)) if one.rule.startswith(("V-AMZ", "V-MAL"))}
    assert found == rules


@pytest.mark.parametrize(("folder", "where"), [("rakuten/care", '["mail"]'), ("mine/care", '["mail", "rakuten"]'), ("mine/care", '["rakuten"]')])
def test_a_kind_says_itself_which_marketplace_it_is_for(folder: str, where: str, tmp_path: Path) -> None:
    """CMD-9: in about.toml, or by the folder above its own."""
    (tmp_path / folder).mkdir(parents=True)
    (tmp_path / folder / "about.toml").write_text(f'category = "standard"\npriority = 1\nrepeats = true\nwhere = {where}\n', "utf-8")
    (tmp_path / folder / "ja.liquid").write_text("---\nsubject: 【{{ shop.name }}】お荷物のこと\npreheader: 次の一言\n---\nhttps://minato.example/\n", "utf-8")
    assert "V-MAL-1" in {one.rule for one in lint([tmp_path / folder])}
