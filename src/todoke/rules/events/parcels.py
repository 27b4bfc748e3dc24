"""Parcels on their way, as channel, partner and carrier tell of them."""

from todoke.rules.events.families import ParcelFact
from todoke.rules.units import Units


class ParcelCalledBack(ParcelFact, frozen=True):
    """The warehouse confirms that a booked parcel will not leave."""


class ParcelLabelled(ParcelFact, frozen=True):
    """Carrier has the data, not the parcel."""


class ParcelSent(ParcelFact, frozen=True):
    """It left. Digital goods: sent and delivered at the same time."""

    units: Units = ()
    carrier: str = ""
    numbers: tuple[str, ...] = ()
    url: str = ""


class ParcelMoved(ParcelFact, frozen=True):
    """A scan on the way."""


class ParcelOutForDelivery(ParcelFact, frozen=True):
    """On the van."""


class ParcelAttemptFailed(ParcelFact, frozen=True):
    """Nobody there; card left, redelivery can be asked until then."""

    until: int | None = None


class ParcelHeld(ParcelFact, frozen=True):
    """Waits for the buyer at a depot, shop or locker, until a date."""

    place: str = ""
    until: int | None = None


class ParcelTroubled(ParcelFact, frozen=True):
    """Customs, damage, weather, address: it does not go on by itself. Why, in one word of ours (weather, carrier, customs, address, damage); where and
    which weather, in the carrier's words."""

    cause: str = ""
    area: str = ""
    weather: str = ""


class ParcelDelivered(ParcelFact, frozen=True):
    """Handed over. A scan that says so after the parcel turned round (ParcelReturning) means: handed over to the shop."""

    place: str = ""
    proof: str = ""


class ParcelRefused(ParcelFact, frozen=True):
    """The buyer did not take it."""


class ParcelReturning(ParcelFact, frozen=True):
    """On its way back to the shop."""


class ParcelReturned(ParcelFact, frozen=True):
    """Back at the shop, never kept by the buyer (return to sender)."""


class ParcelLost(ParcelFact, frozen=True):
    """Carrier declares it lost or destroyed."""


class ParcelSilent(ParcelFact, frozen=True):
    """The carrier or the aggregator gave up tracking it."""


class ParcelForecast(ParcelFact, frozen=True):
    """When the desk expects a parcel, between the two moments, and after how many seconds without a scan it would be silent for longer than usual: from
    the shop's own lanes as they were then (tracking/lanes.py), which go on learning. `lane`: how near that lane is; `rests_on` so many parcels; of
    `told` such forecasts `right` were right."""

    first: int = 0
    last: int = 0
    quiet: int = 0
    rests_on: int = 0
    lane: str = ""  # place, country, carrier; published: the carrier's own words; guessed: ours
    told: int = 0
    right: int = 0


class TrackingChanged(ParcelFact, frozen=True):
    """Carrier and numbers of the parcel as they stand now; what they were, we remember ourselves. The newest by its own time holds."""

    carrier: str = ""
    numbers: tuple[str, ...] = ()
    url: str = ""
    why: str = ""


class CarrierAsked(ParcelFact, frozen=True):
    """We asked the carrier where it is, or for proof."""

    inquiry: str = ""
    answer_by: int | None = None


class CarrierAnswered(ParcelFact, frozen=True):
    """The carrier answered: found, lost, delivered with this proof."""

    inquiry: str = ""
    result: str = ""
