"""How long a notice waits after what it tells: one row of the shop's journeys, changed by itself (NTC-9). Files change whole rows (docs/journeys.md)."""

import msgspec

from todoke.desk.texts import texts_of
from todoke.rules.journey_checks import Shop as Told
from todoke.rules.journey_checks import checked
from todoke.shops.choices import Mend, change_journeys, policy_of
from todoke.shops.models import Shop


def change_wait(shop: Shop, row: str, wait: str, *, by: str, now: int) -> None:
    """For orders placed from now on; open ones keep theirs. wait: as a journeys file writes it. Raises Mend, KeyError for a row that is not there."""
    policy, of = policy_of(shop), texts_of(shop)
    old = policy.rows.by_id[row].row
    new = msgspec.structs.replace(old, wait=" ".join(wait.split()))
    rows = tuple(new if one.id == row else one for one in policy.journeys)
    told = Told({kind: frozenset(of.locales(kind)) for kind in of.kinds()}, policy.locales, rows)
    for _, key, message, mend in checked(new, told):
        if key == "wait":
            raise Mend(f"{message}.", f"{mend[:1].upper()}{mend[1:]}.")
    if new != old:
        change_journeys(shop, rows, by=by, now=now)
