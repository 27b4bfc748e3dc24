"""One number in two hands: is it the same number, and is it the same parcel? Pure."""

import re
from functools import lru_cache

from todoke.tracking.carriers import carrier_of
from todoke.tracking.recognise import recognise, tidy

LONGEST = 100
NOT_IN_A_NAME = re.compile(r"[^\w@.+]")
# carriers that hand their parcels to each other, so that one number is rightly reported by both: the brands of one house, Ground Economy and Mail
# Innovations (carried to the door by USPS), and the posts, for which S10 stands as a whole
TOGETHER = (
    frozenset(("dhl", "dhl_express", "dhl_ecommerce")),
    frozenset(("fedex", "usps")),
    frozenset(("ups", "usps")),
    frozenset(("ontrac", "lasership")),
)


@lru_cache(4096)
def number_key(number: str) -> str:
    """As two numbers are compared: full width, hyphens of every keyboard, blanks and capitals do not count. No number is longer than LONGEST."""
    return NOT_IN_A_NAME.sub("", tidy(number[: 2 * LONGEST])).casefold()[:LONGEST]


def is_anothers(number: str, told: str, known: str) -> bool:
    """Do these two carriers each have a number like this one, and nothing to do with each other? Then the reporter has guessed wrongly, and
    what it reports is a stranger's parcel: one in ten numbers of Yamato looks like FedEx's. Where the number can only be one carrier's, the other
    one is who carried it on.

    `told`: the reporter's carrier; `known`: the order's, both as people write them; one that is not known proves nothing."""
    one, other = carrier_of(told) if told else "", carrier_of(known) if known else ""
    if not one or not other or one == other or any({one, other} <= house for house in TOGETHER):
        return False
    candidates = {candidate.carrier: candidate for candidate in recognise(number).candidates}
    both = one in candidates and other in candidates
    return both and candidates[one].service != candidates[other].service
