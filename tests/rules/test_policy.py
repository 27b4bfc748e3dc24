"""A shop's choices: the language an order is told in, and the length of its deadlines."""

import pytest
from tests.rules.story import Story, clock, placed

from todoke.rules.locales import pinned_locale
from todoke.rules.policy import Policy

SPOKEN = ("ja", "en", "zh-Hans", "ru")


@pytest.mark.parametrize(("wanted", "told"), [
    ("ja", "ja"), ("ja-JP", "ja"), ("en_GB", "en"), ("ru-RU", "ru"), ("zh-CN", "zh-Hans"), ("zh", "zh-Hans"), ("zh-Hans-SG", "zh-Hans"),
    ("zh-TW", "en"), ("zh-Hant-HK", "en"), ("de-DE", "en"), ("", "ja"),
])
def test_an_order_is_told_in_the_buyers_language_or_the_shops_second(wanted: str, told: str) -> None:
    """NTC-21"""
    assert pinned_locale(wanted, SPOKEN) == told


def test_a_shop_with_one_language_speaks_it_to_everybody() -> None:
    """NTC-21"""
    assert pinned_locale("de", ("ja",)) == "ja"


def test_traditional_characters_are_used_once_the_shop_has_them() -> None:
    """NTC-21"""
    assert pinned_locale("zh-TW", (*SPOKEN, "zh-Hant")) == "zh-Hant"


def test_a_shop_sets_the_length_of_a_deadline() -> None:
    """LIF-10: each can be set."""
    story = Story(Policy(lengths={"payment_reminder": "1 days"})).hear(placed())
    assert clock(story.due("payment_reminder")) == "2026-11-18 12:00"


def test_an_order_keeps_the_version_under_which_it_was_placed() -> None:
    """LIF-16: the value carries it, whatever the shop has chosen since."""
    story = Story(Policy(version=3))
    story.order = story.order.but(policy=3)
    assert story.hear(placed()).order.policy == 3
