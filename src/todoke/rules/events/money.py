"""Money that comes, goes and is let go: payments, allowances, refunds."""

from todoke.rules.events.families import Answer, Fact, PaymentFact, Wish


class PaymentRequested(PaymentFact, frozen=True):
    """The provider says how this payment can be made: number for the convenience store, account, reference, and until when."""

    amount: int = 0
    way: str = ""
    reference: str = ""
    expires: int | None = None


class PaymentStarted(PaymentFact, frozen=True):
    """A payment is on its way and being checked, by bank, platform or shop."""

    amount: int = 0
    way: str = ""


class PaymentReceived(PaymentFact, frozen=True):
    """Money is secured: authorised, captured, counted on the account or collected at the door."""

    amount: int = 0
    way: str = ""


class PaymentAmended(PaymentFact, frozen=True):
    """That secured payment now amounts to this: captured for less, raised, cut with its lines. The newest by its own time holds."""

    amount: int = 0


class PaymentReleased(PaymentFact, frozen=True):
    """Secured money was let go without a refund: an authorisation voided or run out, or never taken after all."""


class PaymentFailed(PaymentFact, frozen=True):
    """That payment will not come: declined, expired, check failed, refused by the shop as too little."""


class PaymentReversed(PaymentFact, frozen=True):
    """Secured money was taken back by bank or provider (not a refund of ours, not a dispute)."""


class PaidOut(Fact, frozen=True):
    """Channel, provider or carrier settled with the shop."""


class AllowanceGranted(Wish, frozen=True):
    """The shop lets the buyer keep the goods for less: goodwill, part refund, written-off debt; above the guideline with a second person."""

    id: str = ""
    amount: int = 0
    reason: str = ""
    second: str = ""


class AllowanceReported(Fact, frozen=True):
    """An allowance that was made where we could not refuse it, in the channel's own pages."""

    id: str = ""
    amount: int = 0
    reason: str = ""


class RefundAsked(Answer, frozen=True):
    """Our worker handed a refund to provider or channel, or staff made the transfer file."""

    refund: str = ""
    amount: int = 0


class RefundPaid(Fact, frozen=True):
    """A refund went out, ours or the channel's own."""

    refund: str = ""
    amount: int = 0
    way: str = ""
    proof: str = ""


class RefundFailed(Fact, frozen=True):
    """Provider or bank could not pay that refund."""

    refund: str = ""


class RefundGivenUp(Wish, frozen=True):
    """Staff made sure that a failed refund was not paid and will not be; it is owed anew."""

    refund: str = ""
