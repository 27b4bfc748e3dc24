"""Where a buyer follows a parcel: the carrier's own page about its number."""

from collections.abc import Sequence

from todoke.tracking.carriers import CARRIERS, carrier_of, link
from todoke.tracking.recognise import recognise


def link_of(carrier: str, numbers: Sequence[str], locale: str) -> str:
    """In the buyer's language where the carrier has a page in it. `carrier`: as it was stated; if nobody stated one, the number tells where it
    leaves no doubt. Nothing for a carrier that we do not know, and for several numbers, which have several pages: a wrong page would mislead."""
    if len(numbers) != 1:
        return ""
    code, found = carrier_of(carrier), recognise(numbers[0], carrier)
    known = next((one for one in found.candidates if one.carrier == code), None) or (None if carrier.strip() else found.sure)
    if known:
        return known.url(found.number, locale)
    return link(CARRIERS[code], found.number, locale) if code else ""
