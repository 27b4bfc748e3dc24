"""Two clocks. Business time says what is due; it can be frozen to tell a story day by day. The real clock measures leases, back-off and rates."""

import time
from datetime import UTC, datetime

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


def parse_moment(text: str, name: str = "the time") -> int:
    """`2026-11-24T10:00:00+09:00` → seconds UTC. Raises ValueError naming what lacks."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{name} is {text!r}, which is no ISO moment. Write it like 2026-11-24T10:00:00+09:00.") from None
    if moment.tzinfo is None:
        whole = moment.isoformat()  # a day alone begins at midnight
        raise ValueError(f"{name} is {text!r} and has no zone. Add one: {whole}Z or {whole}+09:00.")
    return int(moment.timestamp())


def frozen() -> int | None:
    """The moment at which TODOKE_NOW has frozen the business clock, or None."""
    if not settings.NOW:
        return None
    try:
        return parse_moment(settings.NOW, "TODOKE_NOW")
    except ValueError as error:
        raise ImproperlyConfigured(str(error)) from None


def now() -> int:
    """Business time, seconds UTC."""
    moment = frozen()
    return int(time.time()) if moment is None else moment


def real_ms() -> int:
    """The real clock in milliseconds: for leases, back-off and rates only."""
    return int(time.time() * 1000)


def iso(moment: int | None) -> str | None:
    """As JSON says it: `2026-11-24T01:00:00Z`."""
    return None if moment is None else datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
