"""A shop's choices as one frozen, versioned object. An order keeps the version under which it was placed (LIF-16)."""

from functools import cached_property

import msgspec

from todoke.rules.deadlines import Calendar, Hours, Length, hours_of, parse_length
from todoke.rules.journeys import DEFAULT, Journey, Journeys


class Policy(msgspec.Struct, frozen=True, dict=True, omit_defaults=True):
    """`lengths`: how long a deadline of this kind runs, where it differs from the table's default (`length` says for whom). `off`: notice kinds
    switched off."""

    version: int = 0
    calendar: Calendar = Calendar()
    locales: tuple[str, ...] = ("ja", "en")
    lengths: dict[str, str] = {}
    closes_late: bool = False
    off: tuple[str, ...] = ()
    journeys: tuple[Journey, ...] = DEFAULT
    advertises: bool = False  # there is something to advertise, and what the law wants with it: a sender of its own, who it is, a way out

    @cached_property
    def hours(self) -> Hours:
        return hours_of(self.calendar)

    @cached_property
    def rows(self) -> Journeys:
        return Journeys(self.journeys)

    def length(self, kind: str, default: str, channel: str = "", way: str = "") -> Length:
        """The narrowest that the shop has set counts: `payment_due@shopify.konbini` before `payment_due@shopify`, before `payment_due.konbini`,
        before `payment_due` (LIF-10)."""
        if not self.lengths:
            return parse_length(default)
        names = (f"{kind}@{channel}.{way}", f"{kind}@{channel}", f"{kind}.{way}", kind)
        return parse_length(next((self.lengths[name] for name in names if name in self.lengths), default))
