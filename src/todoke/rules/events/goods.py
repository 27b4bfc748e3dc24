"""Goods in the house: what the ledger holds for an order, and what is booked to leave."""

from todoke.rules.events.families import Answer, Fact, Wish
from todoke.rules.units import Units


class StockReserved(Answer, frozen=True):
    """The ledger holds pieces for this order (at once, or later from a receipt)."""

    units: Units = ()


class StockPromised(Answer, frozen=True):
    """The ledger promises pieces out of an expected receipt: pre-order, backorder."""

    units: Units = ()
    date: int | None = None


class StockShort(Answer, frozen=True):
    """Pieces are not there: sold at the same time, miscounted, damaged at inspection, supplier late."""

    units: Units = ()
    cause: str = ""


class ShipmentBooked(Wish, frozen=True):
    """Staff, warehouse or fulfilment partner want to send pieces off."""

    parcel: str = ""
    units: Units = ()


class ReplacementPromised(Wish, frozen=True):
    """The shop sends goods again (lost, damaged, wrong, exchange): a child shipment, not a new order."""

    parcel: str = ""
    units: Units = ()
    instead_of: str = ""


class ShipmentReported(Fact, frozen=True):
    """The channel says so many pieces have left, naming no parcel. Cumulative."""

    units: Units = ()
