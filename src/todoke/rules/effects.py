"""Everything a decision can ask for. Each becomes a row in the same transaction; workers do it."""

import msgspec

from todoke.rules.events import AnyEvent
from todoke.rules.units import Units


class Effect(msgspec.Struct, frozen=True, tag=True, tag_field="effect", omit_defaults=True): ...


class OpenCase(Effect, frozen=True):
    """A case of this kind for this order, once per occasion; an open one only gets the new reason added."""

    kind: str


class AskChannel(Effect, frozen=True):
    """Read the order anew from the channel: it decides, not we."""


class PushCancel(Effect, frozen=True):
    """Tell the channel that the shop cancels, with the reason code it wants. Where the channel rules, its OrderCancelled makes it so; where the
    shop rules, it is so already, and the channel's own books follow (a plain shop keeps none: its connector does nothing)."""


class PushLines(Effect, frozen=True):
    """Tell the channel which pieces the shop cancelled, with the reason code it wants (a plain shop keeps no books)."""


class AnswerCancel(Effect, frozen=True):
    """Tell the channel the shop's answer to the buyer's request: consented, refused, overtaken by the parcel."""

    answer: str


class BookParcel(Effect, frozen=True):
    """Ask warehouse or partner to send, print the label."""


class CallBack(Effect, frozen=True):
    """Stop booked parcels before they leave; ask the carrier to turn round one that has left against orders."""


class CancelTheRest(Effect, frozen=True):
    """Cancel every piece that has not left: answered at once by LinesCancelled, through the same door."""


class CarryOut(Effect, frozen=True):
    """Do what was chosen (order.choice): the playbook's own events for that option come through the same door. The newest choice counts; an
    older one that was not carried out yet is dropped."""


class AlertStaff(Effect, frozen=True):
    """A line on the page of today: what burns, and why."""

    what: str


# ── asked for by the standing duties (duties.py), never written in a row of a table ──
class StartDeadline(Effect, frozen=True):
    """Its reason has come, or its date is another now: at this moment (seconds UTC) it lapses, unless its reason goes first."""

    kind: str
    due: int = 0


class StopDeadline(Effect, frozen=True):
    """Its reason has gone."""

    kind: str


class TakeOut(Effect, frozen=True):
    """Ledger: these pieces are shipped, from what was held; without a hold, from what is there (a recorded oversell). Less than nothing: they were not."""

    units: Units


class PutBack(Effect, frozen=True):
    """Ledger: these pieces are at the shop again, to sell or as damaged, as the inspection says. Less than nothing: they are not."""

    units: Units


class Reserve(Effect, frozen=True):
    """Ledger: hold these pieces; it answers StockReserved, StockPromised or StockShort."""

    units: Units


class Release(Effect, frozen=True):
    """Ledger: these pieces are free again."""

    units: Units


class PushShipment(Effect, frozen=True):
    """Tell the channel that this parcel has left, with carrier and numbers, unless it was the channel that told us. Once for each parcel."""

    parcel: str


class PushTracking(Effect, frozen=True):
    """Tell the channel that a parcel it has heard of bears another carrier or other numbers now."""

    parcel: str


class PushExtension(Effect, frozen=True):
    """Tell the channel, where it rules, that a deadline was given more time (the newest grant): its clock decides, not ours."""


class OweRefund(Effect, frozen=True):
    """The refund that is owed and not yet handed over now amounts to this (0 = withdrawn)."""

    amount: int


class Archive(Effect, frozen=True):
    """Nothing can happen by itself any more: retention starts, hot lists forget it. Late facts still find it."""


class Tell(Effect, frozen=True):
    """Write a notice. Only journeys ask for it: the tables and duties say what is so, not what is told. `due`: not before this moment (seconds
    UTC); `hours`: may be held to the opening hours; `suppressed`: a documented no, written down all the same. `about`: the event that began it,
    where one delivery told several and it was not the last."""

    kind: str
    variant: str = ""
    occasion: str = ""
    row: str = ""
    due: int = 0
    suppressed: str = ""
    about: AnyEvent | None = None


class Withdraw(Effect, frozen=True):
    """A notice that still waits is not true any more: take it back, with the reason."""

    kind: str
    occasion: str
    reason: str


OF_HISTORY = (Tell, Withdraw, StopDeadline, Archive)  # what is still done about an order that was only taken in as history (LIF-18)

EFFECTS = {name: found for name, found in list(globals().items()) if isinstance(found, type) and issubclass(found, Effect) and found is not Effect}
