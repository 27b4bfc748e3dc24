"""What buyers read is written in every language of the notices."""

import re
from pathlib import Path

import pytest

from todoke.buyer import page, status
from todoke.buyer.speech import PLACE, Speech, chosen, words
from todoke.notices.wording import LOCALES

ROOM = Path(status.__file__).parent
NOON = 1_790_046_000  # Tuesday 22 September 2026, 12:00 in Tokyo


@pytest.mark.parametrize("name", sorted(words()))
def test_a_sentence_has_the_same_places_in_every_language(name: str) -> None:
    """NTC-21: no language says less than another."""
    places = [sorted(PLACE.findall(words()[name][locale])) for locale in LOCALES]

    assert places == [places[0]] * len(LOCALES)


def test_every_sentence_that_the_page_names_is_written_and_none_is_left_over() -> None:
    """WEB-3: a name without words would be an error before the buyer's eyes."""
    code = "".join(file.read_text("utf-8") for file in ROOM.glob("*.py"))
    named = set(re.findall(r'"((?:title|lead|told|can|page|when|stop|parcel|look|adverts)\.\w+)"', code))
    short = set(re.findall(r"[\"'](\w+)[\"']", code)) | set(page.REFUSED.values())

    assert named <= set(words())
    assert not {name for name in words() if name not in named and name.partition(".")[2] not in short}


@pytest.mark.parametrize("locale,days", [("ja", ["きょう9月22日（火）", "あす9月23日（水）", "9月24日（木）"]),
                                         ("en", ["today, Tuesday, September 22", "tomorrow, Wednesday, September 23", "on Thursday, September 24"])])
def test_today_and_tomorrow_are_said_together_with_the_date(locale: str, days: list[str]) -> None:
    """Look, section 3: a relative day never stands alone before a buyer."""
    speech = Speech(locale, "Asia/Tokyo", "JPY", NOON)

    assert [speech.near(NOON + n * 86_400) for n in range(3)] == days


def test_the_language_is_the_links_then_the_orders_then_the_shops() -> None:
    """WEB-3: in the buyer's language, and never in one that the shop does not speak."""
    assert chosen("en", "ja", ("ja", "en")) == "en"
    assert chosen("", "zh-Hans", ("ja", "zh-Hans")) == "zh-Hans"
    assert chosen("xx<script>", "fr", ("ja", "en")) == "ja"
