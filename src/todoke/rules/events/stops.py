"""What stops an order or lets it go on: cancelling, freezing, holds, disputes."""

from todoke.rules.events.families import Fact, Wish


class CancelAsked(Wish, frozen=True):
    """The buyer asks to cancel, on our page or through the channel."""

    reason: str = ""
    by: str = "buyer"


class CancelWithdrawn(Fact, frozen=True):
    """The buyer takes the request back."""


class CancelDecided(Wish, frozen=True):
    """The shop cancels what has not left: consent to the buyer, or on its own."""

    reason: str = ""
    by: str = "shop"


class CancelRefused(Wish, frozen=True):
    """The shop (or the channel, asked by the shop) does not cancel."""

    reason: str = ""


class OrderCancelled(Fact, frozen=True):
    """It is cancelled, say the channel or the shop's own site."""

    reason: str = ""
    by: str = ""


class OrderReopened(Wish, frozen=True):
    """Staff take a closed order up again."""


class OrderFrozen(Fact, frozen=True):
    """Platform or shop suspect the order: nothing leaves, neither goods nor money."""


class OrderUnfrozen(Fact, frozen=True):
    """Platform or shop let it go on."""


class HoldPlaced(Fact, frozen=True):
    """It may not leave yet, and nobody suspects anything: an invoice, a licence, the mall's own check. Several at once, by name."""

    hold: str = ""
    reason: str = ""


class HoldReleased(Fact, frozen=True):
    """That reason to wait is gone."""

    hold: str = ""


class DisputeOpened(Fact, frozen=True):
    """Buyer against shop before platform, bank or provider."""

    dispute: str = ""
    reason: str = ""
    amount: int = 0
    answer_by: int | None = None


class DisputeFinished(Fact, frozen=True):
    """Decided, withdrawn or lost; the award goes to the buyer (0: the shop won)."""

    dispute: str = ""
    award: int = 0
