"""What the status page says, in the buyer's language; money and days are written as in the shop's mails."""

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import NamedTuple

from todoke.notices import wording
from todoke.notices.wording import LOCALES, Voice

FILE = Path(__file__).parent / "words.toml"
PLACE = re.compile(r"\{(\w+)\}")
NAMES = {"ja": "日本語", "en": "English", "zh-Hans": "中文", "ru": "Русский"}


@cache
def words() -> dict[str, dict[str, str]]:
    """`title.packing` → a sentence for each language. Raises ValueError where one is missing."""
    found: dict[str, dict[str, str]] = {}
    for section, sayings in tomllib.loads(FILE.read_text("utf-8")).items():
        for name, texts in sayings.items():
            if set(texts) != set(LOCALES):
                raise ValueError(f"words.toml: {section}.{name} must be written in {', '.join(LOCALES)}")
            found[f"{section}.{name}"] = texts
    return found


class Speech(NamedTuple):
    """One page's language, zone and currency, and the moment at which it is read (seconds UTC)."""

    locale: str
    zone: str
    currency: str
    now: int

    @property
    def voice(self) -> Voice:
        return Voice(self.locale, self.zone, self.currency, wording.local(self.now, self.zone).year)

    def say(self, name: str, **values: object) -> str:
        """The sentence with its {places} filled. Raises KeyError for a name that is not written."""
        return PLACE.sub(lambda place: str(values[place[1]]), words()[name][self.locale])

    def day(self, at: int) -> str:
        return wording.day(at, "day", self.voice)

    def moment(self, at: int) -> str:
        """With its hour, as deadlines are told."""
        return wording.day(at, "deadline", self.voice)

    def near(self, at: int) -> str:
        """Today and tomorrow are said together with the date."""
        away = (wording.local(at, self.zone).date() - wording.local(self.now, self.zone).date()).days
        return self.say(f"near.{ {0: 'today', 1: 'tomorrow'}.get(away, 'other')}", day=self.day(at))

    def money(self, amount: int) -> str:
        return wording.money(amount, self.locale, self.currency)


def chosen(wanted: str, of_order: str, spoken: tuple[str, ...]) -> str:
    """The language asked for by the link, else the order's own, else the shop's first: never one that the shop does not speak."""
    return next((one for one in (wanted, of_order, *spoken) if one in spoken and one in LOCALES), "ja")
