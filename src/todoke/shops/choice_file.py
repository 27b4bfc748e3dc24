"""A shop's choices from a TOML file, to be tried before they are set: the settings' own names, and lengths of deadlines in a table.

    format = 1
    closures = "12-29..01-03"
    mails = "-delivered"
    [deadlines]
    payment_reminder = "2 business days"
    "payment_due.konbini" = "3 days" """

import re
import tomllib
from typing import Any

from todoke.rules.journey_file import Finding, not_toml
from todoke.rules.policy import Policy
from todoke.shops.choices import CHOICES, Wrong, checked, policy_from, policy_of, show
from todoke.shops.models import Shop


def read_choices(text: str, path: str, shop: Shop) -> tuple[Policy, tuple[Finding, ...]]:
    """(the shop's choices with these instead, nothing), or (as they stand, what must be mended)."""
    try:
        words = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return policy_of(shop), (not_toml(path, error),)
    words.pop("format", None)
    try:
        return policy_from({**show(shop), **checked({key: as_text(value) for key, value in words.items()})}, shop), ()
    except Wrong as wrong:
        return policy_of(shop), tuple(Finding("P-VALUE" if key in CHOICES else "P-KEY", path, line_of(text, key), "error", "", f"{key}: {reason}".rstrip("."),
                                              mend.rstrip(".")) for key, reason, mend in wrong.errors)


def as_text(value: Any) -> str:
    """As `todoke shop set` would be told: a table or a list in one line."""
    if isinstance(value, dict):
        return ", ".join(f"{name} {length}" for name, length in value.items())
    return ",".join(map(str, value)) if isinstance(value, list) else str(value)


def line_of(text: str, key: str) -> int:
    """Where the key stands, counted from 1."""
    wanted = re.compile(rf"\s*(\[\s*)?\"?{re.escape(key)}\"?\s*(=|\])")
    return next((n for n, line in enumerate(text.splitlines(), 1) if wanted.match(line)), 1)
