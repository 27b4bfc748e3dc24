"""Channels that can be asked are asked, again and again: what changed since the watermark, with overlap, stored as it comes (CHN-3, CHN-9).

A due row for each connection says when next. It is claimed like any work, so that two workers never read the same one; one that is killed is read
again when its lease ends, from the watermark on. A channel that refuses delays only itself: each time for longer, or as long as it says itself."""

import hashlib
import logging
import time
from collections.abc import Iterator
from typing import NamedTuple

from django.db import transaction

from todoke.channels.channel import Channel, Refusal
from todoke.channels.registry import CHANNELS
from todoke.desk.following import ask_about_parcels, follow_all
from todoke.desk.intake import Delivery, store
from todoke.desk.models import Poll
from todoke.desk.understand import keys_of
from todoke.due.clock import real_ms
from todoke.due.rows import back_off_ms, claim
from todoke.shops.models import Connection

log = logging.getLogger("todoke.polling")
HOLD_MS = 120_000  # a lease is renewed with every answer; one answer takes this long at the most
BRIEF_MS, BRIEF_TRIES = 10_000, 5  # a wait that somebody who waits for everything waits for as well
LEAST_MS, PERSON_MS = 60_000, 900_000  # after a refusal without a word on when; after one that a person must mend
TOGETHER = 50  # deliveries in one transaction
looked = 0.0


class Window(NamedTuple):
    """From when to when is asked; what changed before the connection was there is history."""

    begin: int
    end: int
    live: bool


class Lost(Exception):
    """Somebody else reads this connection by now."""


def poll(now: int) -> bool:
    """Read one connection whose time has come; False: there is none. Asked often; looks at most once a second."""
    global looked
    if time.monotonic() - looked < 1.0:
        return False
    awaken(now)
    row = next(iter(claimed(now)), None)
    if row is None:
        looked = time.monotonic()
        return False
    read(row, Connection.objects.select_related("shop").get(pk=row.connection_id), now)
    return True


def awaken(now: int) -> None:
    """A row for each connection that has an API. The first reading looks back as far as the channel makes sense."""
    for connection in Connection.objects.exclude(api_url="").filter(poll__isnull=True):
        back = CHANNELS[connection.channel].looks_back
        with transaction.atomic():
            _, made = Poll.objects.get_or_create(connection=connection, defaults={"shop_id": connection.shop_id})
            if made and CHANNELS[connection.channel].follows:
                follow_all(connection, now)
            if made and back:
                Connection.objects.filter(pk=connection.pk).update(read_until=max(0, connection.read_until - back))


def claimed(now: int) -> list[Poll]:
    with transaction.atomic():
        rows = claim(Poll, now, real_ms(), 1, "AND connection_id IN (SELECT id FROM shops_connection WHERE api_url <> '')")
        Poll.objects.filter(pk__in=[row.pk for row in rows]).update(leased_until=real_ms() + HOLD_MS)
    return rows


def read(row: Poll, connection: Connection, now: int) -> None:
    """Everything that changed, until the channel refuses; then again later, from where it stood."""
    try:
        for _ in ask_about_parcels(connection, now) if CHANNELS[connection.channel].follows else read_back(connection, now):
            hold(row)
    except Refusal as no:
        refused(row, connection, no)
    except Lost:
        log.info("%s is read by somebody else", connection)
    except Exception as error:
        log.exception("%s could not be read", connection)
        refused(row, connection, Refusal(f"{type(error).__name__}: {error}", again=True))
    else:
        next_at(row, CHANNELS[connection.channel].every * 1000, tries=0)
        Connection.objects.filter(pk=connection.pk).update(trouble="")


def hold(row: Poll) -> None:
    """The lease begins anew. Raises Lost."""
    if not Poll.objects.filter(pk=row.pk, attempts=row.attempts).update(leased_until=real_ms() + HOLD_MS):
        raise Lost


def next_at(row: Poll, after_ms: int, *, tries: int, error: str = "") -> None:
    Poll.objects.filter(pk=row.pk, attempts=row.attempts).update(leased_until=real_ms() + after_ms, tries=tries, last_error=error[:2000])


def refused(row: Poll, connection: Connection, no: Refusal) -> None:
    """As long as the channel says; else longer each time, an hour at the most. What a person must mend stands where people look."""
    tries = row.tries + 1
    wait = int(no.after * 1000) if no.again and no.after else max(LEAST_MS if no.again else PERSON_MS, back_off_ms(tries))
    next_at(row, wait, tries=tries, error=no.reason)
    Connection.objects.filter(pk=connection.pk).update(trouble=no.reason[:500])


def soon_again() -> bool:
    """A channel has asked for a moment's patience: whoever waits until nothing is due waits for that too."""
    at = real_ms()
    return Poll.objects.filter(state="waiting", tries__gt=0, tries__lt=BRIEF_TRIES, leased_until__gt=at - 1000, leased_until__lt=at + BRIEF_MS).exists()


def ask_now(connection: Connection) -> None:
    """A person has mended something: it need not wait."""
    Poll.objects.filter(connection=connection).update(leased_until=0, tries=0)


# ── reading ─────────────────────────────────────────────────────────────────────────────────────────
def read_back(connection: Connection, now: int, since: int | None = None) -> Iterator[int]:
    """How many deliveries are stored so far, after each answer. The watermark moves only over what is stored. Raises Refusal."""
    channel, setup, stored = CHANNELS[connection.channel], keys_of(connection), 0
    for window in windows(connection, channel, now, since):
        waiting: list[Delivery] = []
        try:
            for step in channel.steps(window.begin, window.end, setup):
                waiting += [delivery(connection, topic, body, now, live=window.live) for _, topic, body in step.found]
                if step.until or len(waiting) >= TOGETHER:
                    stored += keep(connection, waiting, step.until)
                yield stored + len(waiting)
        finally:  # also where it was cut off: what is here need not be asked for again
            stored += keep(connection, waiting, 0) if waiting else 0


def windows(connection: Connection, channel: Channel, now: int, since: int | None) -> list[Window]:
    """Where an overlap begins before the connection did, that is history: nobody is told of it, no clock decides by it (LIF-18)."""
    begin = max(0, connection.read_until - channel.overlap) if since is None else max(0, since)
    there = max(begin, connection.created_at - channel.overlap)
    return [one for one in (Window(begin, min(there, now), False), Window(there, now, True)) if one.begin < one.end]


def delivery(connection: Connection, topic: str, body: bytes, now: int, *, live: bool) -> Delivery:
    """The same answer again is the same delivery."""
    name = f"read:{hashlib.sha256(topic.encode() + body).hexdigest()[:40]}"
    return Delivery(connection.shop_id, connection.pk, name, topic, body, now, str(connection), live)


def keep(connection: Connection, waiting: list[Delivery], until: int) -> int:
    """Stored, and off the list. Returns how many."""
    count = len(waiting)
    with transaction.atomic():
        store(waiting)
        Connection.objects.filter(pk=connection.pk, read_until__lt=until).update(read_until=until)
    waiting.clear()
    return count
