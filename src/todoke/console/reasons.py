"""What other rooms say in English, said in the reader's language: why it is in quarantine, why the brake closed, what is wrong.

The sentences are listed in words/reasons.toml. One that is not listed is shown as it came."""

import re
from functools import cache
from typing import NamedTuple

from todoke.console.saying import PLACE, language, words


class Trouble(NamedTuple):
    """`place`: a path within what was sent, or empty. `foreign`: the words are English on a page that is not."""

    place: str
    reason: str
    mend: str
    foreign: bool = False


class Form(NamedTuple):
    """A sentence as it is looked for, alone or with a mend behind it, and as it is said in Japanese."""

    alone: re.Pattern[str]
    mended: re.Pattern[str]
    ja: str


@cache
def forms(section: str) -> tuple[Form, ...]:
    """Those with most words of their own first: they say most exactly what is meant."""
    found = [texts for name, texts in words().items() if name.partition(".")[0] == section]
    found.sort(key=lambda texts: -len(PLACE.sub("", texts["en"])))
    return tuple(form(texts["en"], texts["ja"]) for texts in found)


def form(text: str, ja: str) -> Form:
    """Literal but for its {places}."""
    parts = enumerate(PLACE.split(text))
    shape = "".join(f"(?P<{part}>.+?)" if at % 2 else re.escape(part) for at, part in parts)
    mend = "(?P<mend_>)" if text.endswith("}") else "(?: (?P<mend_>.*))?"  # behind a value nobody could tell where a mend begins
    return Form(re.compile(shape, re.DOTALL), re.compile(shape + mend, re.DOTALL), ja)


def filled(form: Form, found: re.Match[str]) -> str:
    values = found.groupdict("")
    return PLACE.sub(lambda place: values[place[1]], form.ja)


def translated(text: str, section: str) -> str | None:
    """The whole sentence in the reader's language; None where nobody wrote it down."""
    if language() == "en":
        return text
    return next((filled(form, found) for form in forms(section) if (found := form.alone.fullmatch(text))), None)


def say_again(text: str) -> str:
    """A reason that stands alone: of the brake, of a connection's trouble."""
    return translated(text, "reasons") or text


def trouble(text: str) -> Trouble:
    """`place: reason mend` → its three parts, in the reader's language."""
    place, parted, rest = text.partition(": ")
    for sentence, where in ((rest, place), (text, "")):
        for form in forms("reasons"):
            if sentence and (found := form.mended.fullmatch(sentence)):
                return said(where, form, found)
    return Trouble(place if parted else "", rest or text, "", language() != "en")


def said(place: str, form: Form, found: re.Match[str]) -> Trouble:
    mend = found["mend_"] or ""
    if language() == "en":
        return Trouble(place, found.string[: found.start("mend_") - 1] if mend else found.string, mend)
    in_words = translated(mend, "mends") if mend else ""
    return Trouble(place, filled(form, found), mend if in_words is None else in_words, in_words is None)
