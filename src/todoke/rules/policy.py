"""A shop's choices as one frozen, versioned object. An order keeps the version under which it was placed (LIF-16)."""

from functools import cached_property

import msgspec

from todoke.rules.deadlines import Calendar, Hours, Length, hours_of, parse_length
from todoke.rules.journeys import DEFAULT, Journey, Journeys


class Policy(msgspec.Struct, frozen=True, dict=True, omit_defaults=True):
    """`lengths`: how long a deadline of this kind runs, where it differs from the table's default. `off`: notice kinds switched off."""

    version: int = 0
    calendar: Calendar = Calendar()
    locales: tuple[str, ...] = ("ja", "en")
    lengths: dict[str, str] = {}
    closes_late: bool = False
    off: tuple[str, ...] = ()
    journeys: tuple[Journey, ...] = DEFAULT
    digest_minutes: int = 15  # parcels that leave within this time are told in one mail

    @cached_property
    def hours(self) -> Hours:
        return hours_of(self.calendar)

    @cached_property
    def rows(self) -> Journeys:
        return Journeys(self.journeys)

    def length(self, kind: str, default: str) -> Length:
        return parse_length(self.lengths.get(kind, default))


def pinned_locale(wanted: str, spoken: tuple[str, ...]) -> str:
    """The buyer's language if the shop has texts in it, else the shop's second language (NTC-21): zh-CN → zh-Hans; zh-TW → English until there is one."""
    for form in candidates(wanted):
        if form in spoken:
            return form
    return spoken[1] if wanted and len(spoken) > 1 else spoken[0]


def candidates(wanted: str) -> tuple[str, ...]:
    form = wanted.replace("_", "-")
    language, region = form.split("-")[0].lower(), form.partition("-")[2].lower()
    if language == "zh":
        return ("zh-Hant", "en") if region in ("tw", "hk", "mo", "hant") or region.startswith("hant") else ("zh-Hans",)
    return (form, language)
