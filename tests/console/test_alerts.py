"""What stands on the page of today, in the language of who reads it."""

import pytest
from django.utils import translation

from todoke.console.naming import alert, not_sent
from todoke.console.saying import say

LINES = {
    "the parcel 1Z9 is not followed: EasyPost: no such number": ("荷物 1Z9 は追跡されていません", "The parcel 1Z9 is not followed"),
    "call the buyer: delivered": ("お電話でお伝えください", "please call the buyer"),
    "delivered was not taken": ("を送れませんでした", "could not be sent"),
    "no text for delivered in ru": ("ロシア語", "Russian"),
    "the channel was not told (PushShipment): Shopify has no order #1007": (
        "出荷をチャネルに伝えられませんでした（Shopifyにその注文がありません）", "not told of the parcel: Shopify has no"),
    "the channel was not told (CarryOut): AliExpress takes no CarryOut": ("この操作を受け付けません", "The channel was not told: AliExpress takes no"),
}


@pytest.mark.parametrize("line", LINES)
@pytest.mark.parametrize(("language", "which"), [("ja", 0), ("en", 1)])
def test_a_line_is_said_in_words_of_a_shopkeeper(line: str, language: str, which: int) -> None:
    """WEB-1: what the desk writes down as a line is never shown as it is kept."""
    with translation.override(language):
        assert LINES[line][which] in alert(line) and "{" not in alert(line)


@pytest.mark.parametrize(("language", "why"), [("ja", "もう出荷したため"), ("en", "it has left already")])
def test_a_notice_that_was_not_true_any_more_says_what_had_changed(language: str, why: str) -> None:
    """NTC-11: the condition's own name is nobody's word; a shop's own condition stays as it is written."""
    with translation.override(language):
        assert not_sent("not_true_any_more: unsent") == why and "untold" not in not_sent("not_true_any_more: untold(A1, 12 h)")
        assert "(quiet)" in not_sent("not_true_any_more: quiet").replace("（", "(").replace("）", ")")


def test_one_thing_is_counted_as_one() -> None:
    """WEB-1: 「1 entries」 is no English."""
    with translation.override("en"):
        assert (say("order.entries", n=1), say("order.entries", n=11)) == ("1 entry", "11 entries")
