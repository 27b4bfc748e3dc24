"""How many mails may leave by now: so many a second, so many a day, a ceiling that grows where a domain or provider is new, so many a second to
one recipient's domain (NTC-14).

Stated in the address of the transport: `?per_second=14&per_day=50000&warm_up=50x2&per_domain=docomo.ne.jp:2`. What was used stands in the
database, so that all workers share it, and runs on the real clock. A notice over the limit waits, and none overtakes it. Nothing is asked where
nothing is set."""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import parse_qsl, urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction

from todoke.desk.brake import LET_GO
from todoke.desk.letter import Letter
from todoke.due.clock import real_ms
from todoke.notices.message import mailable
from todoke.notices.models import Notice, Rate

PACED, PACED_AGAIN = "paced", "let_go_paced"  # a notice that has its moment, at which it goes; the second was let go by staff before
DAY_MS = 86_400_000
GROWTH = 2.0  # a new sender's ceiling, day by day, where nothing else is said
SOON_MS = 2_000


class Limits(NamedTuple):
    """0: none. `warm_up`: mails on the first day; `growth`: how many times as many on each day after. `domains`: a second."""

    name: str = ""
    per_second: float = 0
    per_day: int = 0
    warm_up: int = 0
    growth: float = GROWTH
    domains: tuple[tuple[str, float], ...] = ()

    @property
    def any(self) -> bool:
        return bool(self.per_second or self.per_day or self.warm_up)

    def of_day(self, day: int) -> int:
        """The ceiling of that day, counted from the first; -1: there is none."""
        grown = int(self.warm_up * self.growth ** min(day, 60)) if self.warm_up else -1
        return min((one for one in (grown, self.per_day or -1) if one >= 0), default=-1)


@lru_cache(maxsize=16)
def limits_of(url: str) -> Limits:
    """Raises ImproperlyConfigured naming what cannot be read."""
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    start, grows, growth = query.get("warm_up", "0").partition("x")
    found = [one.partition(":")[::2] for one in query.get("per_domain", "").split(",") if one]
    domains = tuple((domain.casefold(), number("per_domain", rate)) for domain, rate in found)
    per_second, per_day, warm_up = (number(name, said) if name in query else 0.0 for name, said in (
        ("per_second", query.get("per_second", "")), ("per_day", query.get("per_day", "")), ("warm_up", start)))
    name = f"{parts.scheme} {parts.hostname or ''}"[:100]
    return Limits(name, per_second, int(per_day), int(warm_up), number("warm_up", growth) if grows else GROWTH, domains)


def number(name: str, said: str) -> float:
    if not (re.fullmatch(r"\d{1,9}(\.\d{1,6})?", said) and float(said) > 0):
        raise ImproperlyConfigured(f"{name} is {said!r} in the address of a transport. Write per_second=14, per_day=50000, warm_up=50 or 50x1.5, "
                                   "per_domain=docomo.ne.jp:2.")
    return float(said)


# ── all mails ───────────────────────────────────────────────────────────────────────────────────────
def room(most: int, url: str = "") -> int:
    """How many may be claimed now, `most` at the most. Inside the transaction that claims them: nobody else counts meanwhile."""
    limits = limits_of(url or settings.MAIL_URL)
    return max(0, min(most, left(held(limits), limits, real_ms()))) if limits.any else most


def spent(count: int, url: str = "") -> None:
    """So many leave, of those there was room for."""
    limits = limits_of(url or settings.MAIL_URL)
    if not limits.any or not count:
        return
    row, at = held(limits), real_ms()
    level, today = filled(row, limits, at), at // DAY_MS
    Rate.objects.filter(pk=row.pk).update(level=level - count, at_ms=at, day=today, count=count + (row.count if row.day == today else 0))


def held(limits: Limits) -> Rate:
    """Locked. A row begins when its transport is first used: its warm-up counts from then."""
    at = real_ms()
    Rate.objects.bulk_create([Rate(name=limits.name, level=max(1.0, limits.per_second), at_ms=at, day=at // DAY_MS, first_day=at // DAY_MS)],
                             ignore_conflicts=True)
    return Rate.objects.select_for_update().get(name=limits.name)


def filled(row: Rate, limits: Limits, at: int) -> float:
    """A bucket that holds a second's worth."""
    return min(max(1.0, limits.per_second), row.level + max(0, at - row.at_ms) / 1000 * limits.per_second) if limits.per_second else 0.0


def left(row: Rate, limits: Limits, at: int) -> int:
    today = at // DAY_MS
    ceiling = limits.of_day(today - row.first_day)
    of_day = ceiling - (row.count if row.day == today else 0) if ceiling >= 0 else 1_000_000
    return min(of_day, int(filled(row, limits, at)) if limits.per_second else of_day)


@transaction.atomic
def one(url: str) -> bool:
    """May one leave? It is counted."""
    free = room(1, url)
    spent(free, url)
    return bool(free)


# ── to one domain ───────────────────────────────────────────────────────────────────────────────────
def paced(letters: Sequence[Letter]) -> list[Letter]:
    """Those whose moment it is. The others are given theirs, one after the other, and wait for it; by then they need not ask again."""
    limits = limits_of(settings.MAIL_URL)
    if not limits.domains:
        return list(letters)
    rates, at = dict(limits.domains), real_ms()
    return [letter for letter in letters if has_moment(letter) or moment(letter, rates, at) <= at]


def has_moment(letter: Letter) -> bool:
    was = {PACED: "", PACED_AGAIN: LET_GO}.get(letter.row.reason)
    if was is not None:
        letter.row.reason = was
    return was is not None


def moment(letter: Letter, rates: dict[str, float], at: int) -> int:
    domain = mailable(letter.contact.mail).rpartition("@")[2].casefold() if letter.contact else ""
    if domain not in rates:
        return at
    Rate.objects.bulk_create([Rate(name=f"to {domain}"[:100])], ignore_conflicts=True)
    row = Rate.objects.select_for_update().get(name=f"to {domain}"[:100])
    its = max(at, row.at_ms)
    Rate.objects.filter(pk=row.pk).update(at_ms=its + int(1000 / rates[domain]))
    if its > at:
        Notice.objects.filter(pk=letter.row.pk).update(reason=PACED_AGAIN if letter.row.reason == LET_GO else PACED, leased_until=its)
    return its


# ── looking ─────────────────────────────────────────────────────────────────────────────────────────
def soon(now: int) -> bool:
    """Is something due that only waits for the next second? Then whoever works until nothing is due has not done yet."""
    limits = limits_of(settings.MAIL_URL)
    if not (limits.per_second or limits.domains):
        return False
    due = Notice.objects.filter(state="waiting", due_at__lte=now)
    if due.filter(reason__in=(PACED, PACED_AGAIN), leased_until__lt=real_ms() + SOON_MS).exists():
        return True
    row = Rate.objects.filter(name=limits.name).first()
    return bool(limits.per_second and row and left_today(row, limits) and due.filter(leased_until__lt=real_ms()).exclude(reason="brake").exists())


def left_today(row: Rate, limits: Limits) -> bool:
    return left(row, limits._replace(per_second=0), real_ms()) > 0


def standing() -> tuple[str, bool]:
    """In words for who operates the desk: today's share, and whether it is used up. Nothing where there is none."""
    limits = limits_of(settings.MAIL_URL)
    row = Rate.objects.filter(name=limits.name).first() if limits.per_day or limits.warm_up else None
    if row is None:
        return "", False
    today = real_ms() // DAY_MS
    sent, ceiling = row.count if row.day == today else 0, limits.of_day(today - row.first_day)
    return f"{sent} of {ceiling} mails of today (UTC) have left", sent >= ceiling
