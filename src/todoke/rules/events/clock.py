"""What moves an order without news of it: other choices of the shop, a deadline that passed."""

from todoke.rules.events.families import Lapse, Wish


class PolicyMoved(Wish, frozen=True):
    """Staff bring an open order under another version of the shop's choices, on purpose (LIF-16)."""

    version: int = 0


class Lapsed(Lapse, frozen=True):
    """A deadline of this kind passed."""

    kind: str = ""
