"""Numbers and carrier of a parcel, as staff write them down: pasted as they come, the carrier left out where the number tells it."""

from collections.abc import Mapping

from todoke.console.saying import language, say
from todoke.tracking.carriers import name_of
from todoke.tracking.pasted import find_numbers
from todoke.tracking.recognise import Recognised, recognise, tidy

LIKELY = 0.01  # from here on a carrier is worth naming


class Doubt(Exception):
    """The numbers do not tell the carrier: says which it may be."""


def numbers_in(text: str, carrier: str) -> tuple[str, ...]:
    """One or several, with blanks or commas between. One that is written in groups, a link, or a carrier's mail is the number that it holds."""
    words = tuple(text.replace("、", " ").replace(",", " ").split())
    found = tuple(one.number for one in find_numbers(text, carrier))
    as_written = len(found) == len(words) and text.isascii()  # with the hyphens that its carrier prints
    the_same = not as_written and "".join(found) == tidy("".join(words))
    return found if found and (the_same or "://" in text or not all(map(may_be_one, words))) else words


def may_be_one(word: str) -> bool:
    """Letters and digits, as a number has them; a label or a sentence is none."""
    bare = tidy(word)
    return bare.isascii() and bare.isalnum() and any(character.isdigit() for character in bare)


def carrier_in(written: str, numbers: tuple[str, ...], usual: Mapping[str, float]) -> str:
    """As it was written; left empty, the one carrier that all numbers are of beyond doubt. Raises Doubt."""
    if written or not numbers:
        return written
    found = [recognise(number, usual=usual) for number in numbers]
    sure = {one.sure.carrier if one.sure else "" for one in found}
    if len(sure) == 1 and "" not in sure:
        return sure.pop()
    raise Doubt(doubt(next((one for one in found if not one.sure), found[0])))


def doubt(found: Recognised) -> str:
    names = dict.fromkeys(name_of(one.carrier, language()) for one in found.candidates if one.confidence >= LIKELY)
    if not names:
        return say("answers.no_carrier_has_this_number", n=found.number[:40])
    return say("answers.which_carrier", n=found.number, c=say("answers.or").join(names))
