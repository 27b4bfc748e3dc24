"""After the goods: receipts, returns, questions, more time for the buyer."""

from todoke.rules.events.families import Fact, ParcelFact, Wish
from todoke.rules.units import Units


class ReceiptConfirmed(Wish, frozen=True):
    """The buyer taps "arrived" on our page."""


class OrderCompleted(Fact, frozen=True):
    """It is finished, says the channel."""

    how: str = ""  # confirmed by the buyer, or timed out


class NonReceiptReported(Wish, frozen=True):
    """The buyer says that it has not arrived."""


class ReturnAsked(Wish, frozen=True):
    """The buyer wants to give something back, or says that it is damaged, wrong or incomplete."""

    reason: str = ""
    units: Units = ()


class ReturnAgreed(Wish, frozen=True):
    """The shop takes it back: which pieces, where to, until when, who pays the way. ReturnReceived bears the same name."""

    id: str = ""
    units: Units = ()
    where: str = ""
    until: int | None = None
    who_pays: str = "buyer"


class ReturnDeclined(Wish, frozen=True):
    """The shop does not take it back, by the stated rule."""

    id: str = ""
    reason: str = ""


class ReturnSent(ParcelFact, frozen=True):
    """The parcel in which the buyer gives something back, under its number: labelled, or on its way already, as its scans tell. Whatever is scanned of it
    is about the way to the shop. `id`: the return, as ReturnAgreed names it; empty: not told. Said of a parcel that the shop sent, it changes nothing."""

    id: str = ""
    carrier: str = ""
    numbers: tuple[str, ...] = ()
    url: str = ""


class ReturnReceived(Fact, frozen=True):
    """Goods that the buyer had are back and inspected: pieces, the amount granted for them, how many can be sold again."""

    id: str = ""
    units: Units = ()
    amount: int = 0
    fit: Units = ()
    in_exchange: bool = False  # other goods go out for them (ReplacementPromised): they stay bought, no money goes back


class InquiryReceived(Wish, frozen=True):
    """The buyer asks something: by mail, on our page, through the channel."""

    inquiry: str = ""
    topic: str = ""


class InquiryAnswered(Wish, frozen=True):
    """Staff, or a draft that they let go, answered it."""

    inquiry: str = ""
    answer: str = ""


class ExtensionAsked(Wish, frozen=True):
    """The buyer asks for more time; DeadlineExtended grants it."""

    kind: str = ""
    until: int | None = None
    reason: str = ""
