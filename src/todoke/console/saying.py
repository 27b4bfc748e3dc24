"""What the console says, in Japanese and English: one sentence under one name, from the TOML files in words/."""

import re
import tomllib
from functools import cache
from pathlib import Path

from django.utils.translation import get_language

WORDS = Path(__file__).parent / "words"
PLACE = re.compile(r"\{(\w+)\}")


@cache
def words() -> dict[str, dict[str, str]]:
    """`orders.title` → {"ja": …, "en": …}, of all files. Raises ValueError where a language is missing."""
    found: dict[str, dict[str, str]] = {}
    for file in sorted(WORDS.glob("*.toml")):
        for section, sayings in tomllib.loads(file.read_text("utf-8")).items():
            for name, texts in sayings.items():
                if set(texts) != {"ja", "en"}:
                    raise ValueError(f"{file.name}: {section}.{name} must have ja and en, and nothing else")
                found[f"{section}.{name}"] = texts
    return found


def language() -> str:
    """ja or en: what this page is written in."""
    return "en" if (get_language() or "").startswith("en") else "ja"


def say(name: str, **values: object) -> str:
    """The sentence, with its {places} filled; of one thing, the sentence NAME_one if there is one. Raises KeyError for a name that no file has."""
    texts = words().get(f"{name}_one") if str(values.get("n")) == "1" else None
    return PLACE.sub(lambda place: str(values[place[1]]), (texts or words()[name])[language()])


def known(name: str) -> bool:
    return name in words()
