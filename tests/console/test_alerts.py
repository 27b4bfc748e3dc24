"""What stands on the page of today, in the language of who reads it."""

import pytest
from django.utils import translation

from todoke.console.naming import alert

LINES = {
    "the parcel 1Z9 is not followed: EasyPost: no such number": ("荷物 1Z9 は追跡されていません", "The parcel 1Z9 is not followed"),
    "call the buyer: delivered": ("お電話でお伝えください", "please call the buyer"),
    "delivered was not taken": ("を送れませんでした", "could not be sent"),
    "no text for delivered in ru": ("ロシア語", "Russian"),
}


@pytest.mark.parametrize("line", LINES)
@pytest.mark.parametrize(("language", "which"), [("ja", 0), ("en", 1)])
def test_a_line_is_said_in_words_of_a_shopkeeper(line: str, language: str, which: int) -> None:
    """WEB-1: what the desk writes down as a line is never shown as it is kept."""
    with translation.override(language):
        assert LINES[line][which] in alert(line) and "{" not in alert(line)
